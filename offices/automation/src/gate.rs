//! May a mail that a run asked for leave now? Its guard, the hours of the night, one message a day, the stop.
//!
//! Invariant: what the run has heard since and not thought about yet comes first; only then may anything leave.

pub mod rows;
pub mod rule;

use kernel::calendar::Zone;
use kernel::{Business, ContactId, Result, RunId, fault};
use serde_json::Value as Json;
use store::Tx;
use store::effect::{Claimed, Gate, Leave, Says};

use crate::automation::overdue;
use crate::clock;
use crate::document::StepId;
use crate::office;
use crate::run::rows as runs;
use crate::run::walk::look;
use crate::run::{Kept, later, steps};
use crate::settings::Settings;

/// For effects of kind `mail`.
pub struct MayLeave;

impl Gate for MayLeave {
    async fn may_leave(&self, tx: &mut Tx, effect: &Claimed) -> Result<Leave> {
        let Some(run) = effect.run.map(<RunId as kernel::Id>::from_bytes) else { return Ok(Leave::Now) };
        let settings = tx.setting::<Settings>().await?;
        let Some(kept) = runs::find(tx, run).await? else { return Ok(Leave::Now) };
        if effect.owed {
            return of_owed(tx, (&kept, effect), &settings).await;
        }
        // Also while everything stands still: what is over is over.
        let state = kept.machine.state();
        if let Some(no) = rule::over(state) {
            return Ok(no);
        }
        if settings.stopped {
            return Ok(rule::held(rule::STOP, tx.now()));
        }
        if !runs::is_on(tx, kept.automation).await? {
            return Ok(rule::held(rule::SWITCH, tx.now()));
        }
        if !effect.resend && clock::waits_for_a_word(tx).await? {
            return Ok(rule::held(clock::HELD, tx.now()));
        }
        let has_news = runs::has_news(tx, run).await?;
        if let Some(no) = rule::thinks(state, has_news, tx.now()) {
            return Ok(no);
        }
        if let Some(no) = of_step(tx, &kept, effect).await? {
            return Ok(no);
        }
        if let Some(no) = of_quota(tx, &kept, effect).await? {
            return Ok(no);
        }
        if let Some(no) = overdue::holds(tx, &kept, effect).await? {
            return Ok(no);
        }
        of_person(tx, (&kept, effect), &settings).await
    }

    async fn says(&self, _: &mut Tx, by: &str) -> Result<Option<Says>> {
        Ok(if by == clock::HELD { Some(Says::open(clock::WAITS)) } else { rule::says(by) })
    }
}

/// What a record owes its customer waits for a word while everything stands still, and for the hour of its quota;
/// nothing that becomes of its run or its automation takes it back.
async fn of_owed(tx: &mut Tx, (kept, effect): (&Kept, &Claimed), settings: &Settings) -> Result<Leave> {
    if settings.stopped {
        return Ok(rule::held(rule::STOP, tx.now()));
    }
    if clock::waits_for_a_word(tx).await? {
        return Ok(rule::held(clock::HELD, tx.now()));
    }
    Ok(of_quota(tx, kept, effect).await?.unwrap_or(Leave::Now))
}

/// What its step says: too late, or no longer wanted.
async fn of_step(tx: &mut Tx, kept: &Kept, effect: &Claimed) -> Result<Option<Leave>> {
    let Some(message) = &effect.subject else { return Ok(None) };
    let Some(step) = steps::rows::awaiting(tx, kept.id, message).await? else { return Ok(None) };
    if let Some(no) = rule::expired(step.expires_at, tx.now()) {
        return Ok(Some(no));
    }
    let Ok(plan) = office::plan(tx, kept.version).await? else {
        return Ok(Some(Leave::Later(later(tx.now(), rule::UNTOLD_MS))));
    };
    let id: StepId = step.step.parse().map_err(fault)?;
    if !plan.is_guarded(&id) {
        return Ok(None);
    }
    let office = office::of(tx)?;
    let sight = look(tx, kept, &plan, &office).await?;
    // Its last word is read beside the writers; what it was asked over is kept as it is claimed.
    let asked = plan.guard_now(&kept.machine, &id, &sight.view()).filter(|_| !sight.gone);
    if let Some(asked) = asked
        && rows::is_queued(tx, effect.id).await?
    {
        steps::rows::note(tx, (kept.id, &step.step, step.visit), asked).await?;
    }
    let wanted = plan.may_leave(&kept.machine, &id, &sight.view()).map_err(|reason| reason.why());
    Ok(rule::guarded(wanted, sight.gone))
}

const HOUR_MS: i64 = 3_600_000;

/// What its automation may send in an hour is used up: until when.
async fn of_quota(tx: &mut Tx, kept: &Kept, effect: &Claimed) -> Result<Option<Leave>> {
    let Ok(plan) = office::plan(tx, kept.version).await? else { return Ok(None) };
    let Some(most) = plan.document().quota.and_then(|quota| quota.effects_per_hour) else { return Ok(None) };
    let since = later(tx.now(), -HOUR_MS);
    let left = rows::left_of(tx, kept.automation, since, effect.id).await?;
    Ok(rule::of_quota(&left, most, tx.now()))
}

/// What the person may expect: quiet at night, and not more than one a day.
async fn of_person(tx: &mut Tx, (kept, effect): (&Kept, &Claimed), settings: &Settings) -> Result<Leave> {
    let Some(contact) = effect.person.map(<ContactId as kernel::Id>::from_bytes) else {
        return Ok(Leave::Now);
    };
    if class(&effect.payload) == "transactional" {
        return Ok(Leave::Now);
    }
    if class(&effect.payload) == "marketing" && office::of(tx)?.clock.is_back(tx.now()) {
        return Ok(rule::held(clock::HELD, tx.now()));
    }
    let business = tx.setting::<Business>().await?;
    let zone = rows::zone(tx, contact).await?.and_then(|name| Zone::try_from(name).ok());
    let zone = zone.unwrap_or_else(|| business.zone().clone());
    let now = tx.now();
    let release = rule::loud(now, business.quiet_hours, &zone)?;
    if release > now {
        return Ok(rule::until(rule::QUIET, release));
    }
    let (start, end) = rule::day(now, &zone)?;
    let mut got = rule::Got { left: 0, leaving: 0, ahead: 0, most: settings.messages_a_day };
    for one in rows::person(tx, contact).await? {
        got.left +=
            rows::left_since(tx, one, start).await? + rows::unknown_since(tx, one, start, effect.id).await?;
        got.leaving += rows::leaving(tx, one, effect.id).await?;
        got.ahead += rows::ahead(tx, (one, effect.id), (kept.priority, end)).await?;
    }
    Ok(rule::of_day(got, now, rule::loud(end, business.quiet_hours, &zone)?))
}

fn class(payload: &Json) -> &str {
    payload["class"].as_str().unwrap_or("transactional")
}
