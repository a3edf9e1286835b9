//! Steps at which a run stands longer than their text promises: whoever answers for the automation hears of it. The run
//! goes on untouched; a promise tells, a time-out steers.
//!
//! Invariant: a step that is late is told of once. Runs that are late at the same step, or because nothing moves, are
//! cases of one exception.

use kernel::{Business, Result, Timestamp};
use serde_json::Value as Json;
use store::{Raise, Tx};

use super::STUCK_MS;
use crate::automation::{self, Automation, Mode};
use crate::catalogue::fact_in_words;
use crate::document::{Act, Ask, Owner, Step, WaitFor};
use crate::exception::cause;
use crate::office;
use crate::plan::State;
use crate::run::effects::held_back;
use crate::run::steps::rows::{Late, late_told};
use crate::run::{Kept, later, rows as runs, settle};
use crate::settings::Settings;
use crate::sight::rows::people;

const CODE: &str = "automation.late";

pub(super) async fn tell(tx: &mut Tx, late: &Late) -> Result<()> {
    if !late_told(tx, late).await? {
        return Ok(());
    }
    let Some(run) = runs::find(tx, late.run).await?.filter(|run| stands(run, late)) else { return Ok(()) };
    let plan = office::plan(tx, run.version).await?.ok();
    let step = plan.as_ref().and_then(|plan| plan.document().step(&late.visit.step));
    let Some(step) = step else { return Ok(()) };
    let automation = automation::rows::load(tx, run.automation).await?;
    let people = people(tx, run.automation).await?;
    let (cause, title) = by_what(tx, &run, &automation, step).await?;
    let detail = said(tx, late, step).await?;
    let detail = settle::with_why(tx, people, detail).await?;
    tx.raise(Raise {
        key: settle::late(&run),
        cause: Some(cause),
        code: CODE,
        title,
        detail,
        owner: people.owner,
        subject: Some(run.subject),
        contact: run.contact,
        run: Some(run.id),
        fix: fix(&run, &step.act),
        // A customer waits for what leaves the house.
        due_hours: matches!(step.act, Act::Do(_)).then_some(1),
        ..Raise::default()
    })
    .await
}

/// It stands there still, and in earnest; whoever is stuck, also by a fault of ours, is told of as that.
fn stands(run: &Kept, late: &Late) -> bool {
    let state = run.machine.state();
    let here = run.machine.inside().as_ref() == Some(&late.visit);
    let stuck = state == State::Parked || run.note.as_deref() == Some(settle::FAULT);
    here && !state.is_ended() && !stuck && run.mode != Mode::Practice
}

/// What makes it late, by which others are late too. A promise runs on while nothing moves: whoever it was given to
/// waits as before.
async fn by_what(tx: &mut Tx, run: &Kept, automation: &Automation, step: &Step) -> Result<(String, String)> {
    let of = |what: &str| cause::of(automation.id, CODE, what);
    if tx.setting::<Settings>().await?.stopped {
        let title = "Steps are late while the automations are stopped";
        return Ok((format!("{CODE} stopped"), title.into()));
    }
    if !automation.on {
        return Ok((of("off"), format!("{}: steps are late while it is off", automation.name)));
    }
    let stuck = later(tx.now(), -STUCK_MS);
    if run.machine.wakes_at().is_some_and(|due| due <= stuck) {
        return Ok((format!("{CODE} stuck"), "Steps are late because runs do not move".into()));
    }
    Ok((of(step.id.as_str()), format!("{}: {} is late", automation.name, step.id)))
}

async fn said(tx: &mut Tx, late: &Late, step: &Step) -> Result<String> {
    let waits = waits_for(tx, late, &step.act).await?;
    let promised = step.sla.as_ref().map(ToString::to_string).unwrap_or_default();
    let (since, by) = (local(tx, late.since).await?, local(tx, late.promised_at).await?);
    Ok(format!(
        "{waits}. It stands at {} since {since}; promised within {promised}, by {by}. The run goes on as it would; \
         this is over once it has left the step.",
        step.id
    ))
}

/// What it stands there for, and what helps.
async fn waits_for(tx: &mut Tx, late: &Late, act: &Act) -> Result<String> {
    Ok(match act {
        Act::Do(_) => left(tx, late).await?,
        Act::WaitFor(WaitFor { fact, .. }) => {
            let facts: Vec<String> = fact.kinds().iter().map(|kind| fact_in_words(kind.as_str())).collect();
            format!("It waits until this happens: {}", facts.join(", or: "))
        }
        Act::Ask(Ask { who, question, .. }) => format!("{} has not answered “{question}”", named(who)),
        Act::Approve(approve) => {
            format!("{} has not said yes or no; it waits with the approvals", named(&approve.who))
        }
        Act::Call(call) => {
            format!("The automation {} it called has not ended; look where its run stands", call.automation)
        }
        _ => match late.due_at {
            Some(due) => format!("It waits until {}", local(tx, due).await?),
            None => "It waits for its time".to_owned(),
        },
    })
}

/// Why what a command sends has not left, or why it has not come to sending.
async fn left(tx: &mut Tx, late: &Late) -> Result<String> {
    let Some(awaits) = &late.awaits else {
        return Ok("Its command has not succeeded, and is tried again by itself".to_owned());
    };
    let held = held_back(tx, late.run).await?.remove(awaits);
    Ok(match held {
        Some(held) => format!("What it sends has not left: {}", held.why.trim_end_matches('.')),
        None => "What it sends has had no result in the time it promised; see the outgoing mail".to_owned(),
    })
}

fn named(who: &Owner) -> String {
    match who {
        Owner::Role(role) => format!("Whoever is {}", role.as_str().replace('_', " ")),
        Owner::User(_) => "Whoever is asked".to_owned(),
    }
}

async fn local(tx: &mut Tx, at: Timestamp) -> Result<String> {
    let zone = tx.setting::<Business>().await?.hours.zone().clone();
    Ok(zone.shows(at).strftime("%Y-%m-%d %H:%M").to_string())
}

/// A question can be answered where it is told; all else is looked at first.
fn fix(run: &Kept, act: &Act) -> Option<Json> {
    let Act::Ask(ask) = act else { return None };
    Some(settle::answering(run, &ask.answers))
}
