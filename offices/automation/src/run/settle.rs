//! Writing a turn down: the timeline, what the run waits for, its end, or the person it is given to.

use facts::crm::MessageSkipped;
use kernel::{AutomationId, ContactId, MessageId, Ref, Result, RunId, Timestamp};
use serde_json::{Value as Json, json};
use store::{Raise, Tx};

use super::rows::{self, Saved};
use super::steps::Doing;
use super::turn::Walked;
use super::written::{Written, cut_off, is_behind, is_past_promise, lines, written};
use super::{Kept, behind, reference, steps};
use crate::approval;
use crate::automation;
use crate::document::Answer;
use crate::plan::{Failing, Move, Reason, State, Visit};
use crate::sight::People;

/// Writes a turn; `doing` says what is known of the command of the step the run stood at.
pub async fn settle(tx: &mut Tx, mut walked: Walked, doing: Option<(Visit, Doing)>) -> Result<Move> {
    take_news(tx, &walked).await?;
    for (seq, line) in lines(&mut walked, doing) {
        steps::rows::write(tx, walked.kept.id, seq, &line).await?;
    }
    let state = walked.kept.machine.state();
    if state != State::WaitingEffect {
        walked.kept.awaits = None;
    }
    leave_old(tx, &mut walked).await?;
    let written = written(&walked, tx.now());
    match &walked.next {
        Move::Park(reason) => park(tx, &walked, reason).await?,
        Move::Ask { .. } => ask(tx, &walked).await?,
        Move::HandOn { until } => hand_on(tx, &walked, *until).await?,
        Move::Again { failing, .. } if failing.needs_somebody(tx.now()) => tell(tx, &walked, failing).await?,
        _ if walked.queued => behind::tell(tx, &walked).await?,
        _ => {}
    }
    if let Some(outcome) = written.ended {
        end(tx, &walked.kept, outcome).await?;
    }
    let Written { ended, wakes_at, keeps } = written;
    rows::save(tx, &Saved { kept: &walked.kept, wakes_at, keeps, ended }).await?;
    Ok(walked.next)
}

async fn take_news(tx: &mut Tx, walked: &Walked) -> Result<()> {
    for heard in walked.heard.iter().filter(|heard| heard.fresh) {
        rows::take(tx, walked.kept.id, heard).await?;
    }
    Ok(())
}

/// Trouble that is over, and questions nobody needs to answer any more.
async fn leave_old(tx: &mut Tx, walked: &mut Walked) -> Result<()> {
    let (was, is) = (walked.old.state(), walked.kept.machine.state());
    if was == State::Parked && is != State::Parked || walked.kept.note.as_deref() == Some(FAULT) {
        tx.settle_exception(&trouble(&walked.kept), "the run goes on").await?;
        // Where a fact and no person woke it: its place again, as long as nobody else has taken it.
        rows::step_in(tx, walked.kept.id).await?;
        walked.kept.note = walked.kept.note.take().filter(|note| note != FAULT);
    }
    if was == State::Retrying && is != State::Retrying {
        tx.settle_exception(&failing(&walked.kept), "it is not tried again any more").await?;
    }
    if was == State::WaitingHuman && is != State::WaitingHuman {
        tx.settle_exception(&question(&walked.kept), "answered, or no longer asked").await?;
    }
    if began(walked) {
        tx.settle_exception(&turn(&walked.kept), "it is its turn, or it waits no more").await?;
    }
    if is_past_promise(walked) {
        let over =
            if is == State::Parked { "it is stuck there, which is told by itself" } else { "it is over" };
        tx.settle_exception(&late(&walked.kept), over).await?;
    }
    if is_behind(walked) {
        approval::rows::lapse(tx, walked.kept.id, walked.kept.awaits.as_deref()).await?;
    }
    Ok(())
}

/// It stood before its beginning in a group, and waits for nobody there any more.
fn began(walked: &Walked) -> bool {
    let stood = walked.old.state() == State::Ready && walked.old.step().is_none();
    stood && !walked.queued && walked.plan.document().takes_turns()
}

/// The note of a run that broke the machine the last time it was tried.
pub const FAULT: &str = "fault";

/// The keys of a run's exceptions.
pub fn trouble(run: &Kept) -> String {
    trouble_of(run.id)
}
pub fn trouble_of(run: RunId) -> String {
    format!("run {run}")
}
pub fn question(run: &Kept) -> String {
    format!("ask {}", run.id)
}
pub fn failing(run: &Kept) -> String {
    format!("failing {}", run.id)
}
pub fn turn(run: &Kept) -> String {
    format!("turn {}", run.id)
}
pub fn late(run: &Kept) -> String {
    format!("late {}", run.id)
}

/// The run an exception is of.
#[derive(Debug, Clone, Copy)]
pub struct Whose {
    pub run: RunId,
    pub automation: AutomationId,
    pub subject: Ref,
    pub contact: Option<ContactId>,
}

impl From<&Kept> for Whose {
    fn from(run: &Kept) -> Whose {
        Whose { run: run.id, automation: run.automation, subject: run.subject, contact: run.contact }
    }
}

/// A run's exception, with everything a person needs to know to decide.
pub async fn raise(
    tx: &mut Tx,
    whose: Whose,
    people: People,
    about: (&'static str, String, String),
) -> Result<()> {
    raise_as(tx, trouble_of(whose.run), whose, people, about).await
}

/// It is tried again by itself, and its owner hears of it all the same: what lasts is rarely in passing.
async fn tell(tx: &mut Tx, walked: &Walked, lasts: &Failing) -> Result<()> {
    let title = format!("keeps failing at {}", lasts.step);
    let detail = format!("{}; it is tried again by itself for a day", lasts.why);
    let about = ("automation.failing", title, detail);
    raise_as(tx, failing(&walked.kept), (&walked.kept).into(), walked.sight.people, about).await
}

pub(super) async fn raise_as(
    tx: &mut Tx,
    key: String,
    whose: Whose,
    people: People,
    about: (&'static str, String, String),
) -> Result<()> {
    let (code, title, detail) = about;
    let name = automation::rows::load(tx, whose.automation).await?.name;
    let cause = crate::exception::cause::of(whose.automation, code, &format!("{title} {detail}"));
    let detail = with_why(tx, people, detail).await?;
    tx.raise(Raise {
        key,
        cause: Some(cause),
        code,
        title: format!("{name}: {title}"),
        detail,
        owner: people.owner,
        subject: Some(whose.subject),
        contact: whose.contact,
        run: Some(whose.run),
        // What waits for another run is not helped by trying again.
        fix: (code != behind::WAITS)
            .then(|| json!({ "verb": "run.retry", "body": { "run": whose.run }, "label": "Try again" })),
        ..Raise::default()
    })
    .await
}

/// Whoever is handed it in place of somebody who is away reads why.
pub(crate) async fn with_why(tx: &mut Tx, people: People, detail: String) -> Result<String> {
    Ok(match crate::sight::rows::because(tx, people).await? {
        Some(why) => format!("{detail} ({why})"),
        None => detail,
    })
}

async fn park(tx: &mut Tx, walked: &Walked, reason: &Reason) -> Result<()> {
    let step = walked.kept.machine.step().map_or_else(|| "its start".into(), ToString::to_string);
    let reason_said = match behind::why(tx, walked).await? {
        Some(why) => format!("{reason}; {why}"),
        None => reason.to_string(),
    };
    let about = ("automation.parked", format!("stuck at {step}"), reason_said);
    raise(tx, (&walked.kept).into(), walked.sight.people, about).await?;
    rows::stand_aside(tx, walked.kept.id).await?;
    if let Reason::Condition { step, .. } = reason {
        pause(tx, &walked.kept, step).await?;
    }
    Ok(())
}

/// So many runs stuck at one step within ten minutes are a fault of the automation, not of its runs.
const MOST_STUCK: i64 = 3;
const STUCK_WITHIN_MS: i64 = 600_000;

/// An automation that breaks at the same step again and again is switched off, with one exception for all of it.
async fn pause(tx: &mut Tx, run: &Kept, step: &str) -> Result<()> {
    let since = super::later(tx.now(), -STUCK_WITHIN_MS);
    let stuck = steps::rows::parked_at(tx, run.automation, step, since).await?;
    let automation = automation::rows::load(tx, run.automation).await?;
    if stuck < MOST_STUCK || !automation.on {
        return Ok(());
    }
    let (paused, told) = automation.clone().switch(false);
    let paused = tx.keep_and_tell(&automation, paused, told).await?;
    let body = json!({ "automation": paused.id, "on": true });
    tx.raise(Raise {
        key: format!("paused {}", paused.id),
        code: "automation.paused",
        title: format!("{} is switched off: step {step} breaks every time", paused.name),
        detail: "Several runs broke at it within ten minutes. Correct the document, publish it, try the stuck runs \
            again and switch it on."
            .into(),
        owner: paused.owned.owner,
        subject: Some(paused.id.into()),
        fix: Some(json!({ "verb": "automation.switch", "body": body, "label": "Switch on" })),
        due_hours: Some(4),
        ..Raise::default()
    })
    .await
}

async fn ask(tx: &mut Tx, walked: &Walked) -> Result<()> {
    let Move::Ask { who, question: asked, answers, until } = &walked.next else { return Ok(()) };
    let who = who.to_string();
    let people = crate::sight::rows::people_of(tx, None, (&who, &who)).await?;
    let run = &walked.kept;
    let words: Vec<&str> = answers.iter().map(|answer| answer.answer.as_str()).collect();
    let hours = (until.as_millisecond() - tx.now().as_millisecond()) / 3_600_000;
    let detail = with_why(tx, people, format!("answer with one of: {}", words.join(", "))).await?;
    tx.raise(Raise {
        key: question(run),
        code: "automation.question",
        title: asked.clone(),
        detail,
        owner: people.owner,
        subject: Some(run.subject),
        contact: run.contact,
        run: Some(run.id),
        fix: Some(answering(run, answers)),
        due_hours: Some(hours.max(1)),
        ..Raise::default()
    })
    .await
}

/// The answers of a question, to be given where it is told of.
pub(crate) fn answering(run: &Kept, answers: &[Answer]) -> Json {
    let words: Vec<&str> = answers.iter().map(|answer| answer.answer.as_str()).collect();
    json!({ "verb": "run.answer", "body": { "run": run.id }, "answers": words, "label": "Answer" })
}

/// Nobody has answered: whoever stands in is asked, and whoever was asked first may answer still.
async fn hand_on(tx: &mut Tx, walked: &Walked, until: Timestamp) -> Result<()> {
    let Some(open) = approval::rows::awaited(tx, walked.kept.awaits.as_deref()).await? else { return Ok(()) };
    let stand_in = automation::rows::load(tx, walked.kept.automation).await?.stand_in;
    let asked = open.owner.map_or_else(|| stand_in.clone(), |asked| asked.to_string());
    let people = crate::sight::rows::people_of(tx, None, (&asked, &stand_in)).await?;
    let behind = [people.owner, people.stand_in].into_iter().flatten().find(|one| Some(*one) != open.owner);
    approval::rows::hand_on(tx, &open, (behind.or(open.owner), until)).await
}

/// What an end takes with it.
async fn end(tx: &mut Tx, run: &Kept, outcome: &str) -> Result<()> {
    if outcome != "done" {
        keep_back(tx, run, outcome).await?;
    }
    approval::rows::lapse(tx, run.id, None).await?;
    rows::forget(tx, run.id).await?;
    if let Some(parent) = run.parent {
        rows::wake(tx, parent).await?;
    }
    for child in rows::children(tx, run.id).await? {
        let child = rows::fence(tx, child).await?;
        Box::pin(replace(tx, child, "the run that called it has ended")).await?;
    }
    rows::leave_group(tx, run.id).await
}

/// What has not left yet never will, and whoever kept the message hears so.
async fn keep_back(tx: &mut Tx, run: &Kept, outcome: &str) -> Result<()> {
    let queued = rows::queued_messages(tx, run.id).await?;
    let reason = format!("the automation ended before: {outcome}");
    tx.cancel_effects(reference(run.id), &reason).await?;
    for (message, contact) in queued {
        let (Ok(message), Some(contact)) = (message.parse::<MessageId>(), contact) else { continue };
        tx.tell(MessageSkipped { message, contact, reason: reason.clone() });
    }
    Ok(())
}

/// Ends a run that has to make room for another one.
pub async fn replace(tx: &mut Tx, run: Kept, why: &str) -> Result<()> {
    break_off(tx, run, "cancelled", why).await
}

/// Ends a run from outside that has nothing left to do.
pub async fn exit(tx: &mut Tx, run: Kept, why: &str) -> Result<()> {
    break_off(tx, run, "exit", why).await
}

async fn break_off(tx: &mut Tx, mut run: Kept, outcome: &'static str, why: &str) -> Result<()> {
    run.note = Some(why.into());
    end(tx, &run, outcome).await?;
    if let Some(line) = cut_off(&run.machine, outcome) {
        steps::rows::write(tx, run.id, 0, &line).await?;
    }
    run.awaits = None;
    match outcome {
        "exit" => run.machine.exit(),
        _ => run.machine.cancel(),
    }
    rows::save(tx, &Saved { kept: &run, wakes_at: None, keeps: false, ended: Some(outcome) }).await?;
    let trouble = [trouble(&run), question(&run), late(&run), failing(&run), turn(&run)];
    for key in trouble {
        tx.settle_exception(&key, why).await?;
    }
    Ok(())
}
