//! The companion: hears every fact in the transaction that tells it, wakes the runs it concerns, and decides
//! who is taken in. Every decision is kept with its reason, refusals too.

pub mod admit;
mod bounced;
pub mod bounds;
pub mod decide;
mod merged;
pub mod queries;
pub mod register;
pub mod rows;
pub mod why;

use futures_util::future::BoxFuture;
use kernel::{ContactId, HttpCallId, Id, MessageId, Ref, Result, RunId};
use serde_json::Value as Json;
use store::{Companion, Heard, Tx};

use crate::collision;
use crate::office::{self, Directory};
use crate::run::walk::RESULTS;
use crate::run::{Kept, about, run_of};
use crate::run::{forget, rows as runs};
use crate::sight;
use crate::sight::nouns::NOUNS;
use crate::start;

/// Hears for all automations.
pub struct Enrolment;

const ERASED: &str = "person.erased";
/// What changes who listens to what.
const OWN: [&str; 4] =
    ["automation.published", "automation.switched", "automation.mode_changed", "automation.retired"];
/// What waits may count their days by.
const SETTINGS: &str = "setting.changed";
/// The records runs can be about, beside those of the line.
const SUBJECTS: [&str; 2] = ["conversation", "contact"];

impl Companion for Enrolment {
    fn hear<'t>(&'t self, tx: &'t mut Tx, heard: &'t Heard) -> BoxFuture<'t, Result<()>> {
        Box::pin(hear(tx, heard))
    }
}

async fn hear(tx: &mut Tx, heard: &Heard) -> Result<()> {
    if OWN.contains(&heard.kind) {
        office::of(tx)?.unsettle(tx.now());
        return start::changed(tx, heard).await;
    }
    if heard.kind == ERASED {
        return forget(tx, heard).await;
    }
    if heard.kind == merged::MERGED {
        merged::merge(tx, heard).await?;
    }
    if heard.kind == bounced::SUPPRESSED {
        bounced::end_marketing(tx, heard).await?;
    }
    let directory = office::directory(tx).await?;
    if heard.kind == SETTINGS {
        look_again(tx, heard, &directory).await?;
    }
    for entry in directory.off(heard.kind) {
        let body = sight::body(heard);
        decide::was_off(tx, &decide::Case::of(heard, &body, entry, None)).await?;
    }
    let (starts, listens) = (directory.starts(heard.kind), directory.is_heard(heard.kind));
    let silent = directory.begun_by(heard.kind).is_empty() && directory.broken_by(heard.kind).is_empty();
    let dated = !start::dated(heard, &directory).is_empty();
    if starts.is_empty() && !listens && !RESULTS.contains(&heard.kind) && silent && !dated {
        return own(tx, heard, &directory).await;
    }
    let body = sight::body(heard);
    let awaited = wake(tx, heard, &body, &directory).await?;
    let cause = run_of(heard.by).or(heard.cause.and_then(run_of)).or(awaited);
    for entry in starts {
        let case = decide::Case::of(heard, &body, entry, cause);
        match entry.plan.document().trigger.debounce {
            Some(wait) => start::wait_for_quiet(tx, &case, wait).await?,
            None => drop(decide::decide(tx, &case).await?),
        }
    }
    if !silent || dated {
        let concerned = if silent { vec![] } else { concerns(tx, heard).await? };
        start::hear(tx, heard, &body, &directory, &concerned).await?;
    }
    own(tx, heard, &directory).await
}

/// A run that writes a field another automation owns is refused, and its command with it; unless somebody wrote down
/// why, as its version was published.
async fn own(tx: &mut Tx, heard: &Heard, directory: &Directory) -> Result<()> {
    let Some(run) = run_of(heard.by).filter(|_| directory.owns_fields()) else { return Ok(()) };
    for change in heard.changes.iter().filter(|change| change.rv_before > 0) {
        for field in &change.fields {
            let path = format!("{}.{}", change.on.kind, field.name);
            let Some(owner) = directory.owner_of(&path) else { continue };
            let Some(writer) = runs::find(tx, run).await? else { continue };
            if writer.automation != owner.automation.id && !may_all_the_same(tx, &writer, &path).await? {
                return Err(Owned { path, by: owner.automation.name.clone() }.into());
            }
        }
    }
    Ok(())
}

/// A reason was written for a step of its version that changes this field.
async fn may_all_the_same(tx: &mut Tx, writer: &Kept, path: &str) -> Result<bool> {
    let reasons = collision::rows::reasons(tx, writer.version).await?;
    let Ok(plan) = office::plan(tx, writer.version).await? else { return Ok(false) };
    let office = office::of(tx)?;
    let house = office.known_catalogue()?;
    Ok(reasons.iter().filter(|reason| reason.code == collision::OWNED_FIELD).any(|reason| {
        let step = reason.at.step.as_ref().and_then(|step| plan.document().step(step));
        step.is_some_and(|step| collision::may_change(step, house, path))
    }))
}

/// A field one automation owns, and another one wrote.
#[derive(Debug, thiserror::Error)]
#[error(
    "{path} is written by the automation {by} alone; let that one do it, take the field out of its `owns`, or publish \
     this one again with the reason why it writes it too"
)]
pub struct Owned {
    path: String,
    by: String,
}

impl kernel::Refusal for Owned {
    fn code(&self) -> &'static str {
        "automation.owned_field"
    }
}

/// What was given with starts about somebody goes with them.
async fn forget(tx: &mut Tx, heard: &Heard) -> Result<()> {
    match heard.field("contact").as_str().and_then(|id| id.parse::<ContactId>().ok()) {
        Some(contact) => forget::person(tx, contact).await,
        None => Ok(()),
    }
}

/// Runs that wait look again when settings they read were changed: the record is called like the topic.
async fn look_again(tx: &mut Tx, heard: &Heard, directory: &Directory) -> Result<()> {
    let topic = heard.field("topic").as_str().unwrap_or_default();
    for automation in directory.looking_at(topic) {
        runs::wake_sleeping(tx, automation).await?;
    }
    Ok(())
}

/// Gives the fact to every run under way that it concerns; the run whose message it speaks of, if one.
async fn wake(tx: &mut Tx, heard: &Heard, body: &Json, directory: &Directory) -> Result<Option<RunId>> {
    let mut concerned: Vec<Ref> = message(heard).into_iter().collect();
    if directory.is_heard(heard.kind) {
        concerned.extend(concerns(tx, heard).await?);
    }
    let (mut woken, mut awaited) = (vec![], None);
    for record in concerned {
        let about = about(record);
        if tx.has_made(record) && !tx.has_noted(&about) {
            continue;
        }
        for listener in runs::listeners(tx, &about).await? {
            let awaits = listener.awaits.as_deref() == Some(record.to_string().as_str());
            let plan = office::plan(tx, listener.version).await?;
            let hears = awaits || plan.is_ok_and(|plan| plan.hears().contains(heard.kind));
            if hears && !woken.contains(&listener.run) {
                runs::hear(tx, listener.run, heard, body).await?;
                woken.push(listener.run);
            }
            awaited = awaited.or(awaits.then_some(listener.run));
        }
    }
    Ok(awaited)
}

/// The message or call whose result the fact is.
fn message(heard: &Heard) -> Option<Ref> {
    if !RESULTS.contains(&heard.kind) {
        return None;
    }
    let of = |field: &str, kind| heard.field(field).as_str().and_then(|id| Ref::parse(kind, id).ok());
    of("message", MessageId::PREFIX).or_else(|| of("http_call", HttpCallId::PREFIX))
}

/// The records a fact speaks of: the person under all their ids, and what its fields name.
async fn concerns(tx: &mut Tx, heard: &Heard) -> Result<Vec<Ref>> {
    let named = heard.fields.iter().filter_map(|(name, _, value)| {
        let kind =
            SUBJECTS.iter().copied().chain(NOUNS.iter().map(|noun| noun.name)).find(|kind| kind == name)?;
        Ref::parse(kind, value.as_str()?).ok()
    });
    let mut found: Vec<Ref> = heard.contact().map(Ref::from).into_iter().chain(named).collect();
    let known = |record: &Ref| record.kind == ContactId::PREFIX && !tx.has_made(*record);
    for contact in found.clone().into_iter().filter(known).collect::<Vec<_>>() {
        found.extend(rows::aliases(tx, ContactId::from_bytes(contact.bytes)).await?);
    }
    found.sort_by_key(|record| (record.kind, record.bytes));
    found.dedup();
    Ok(found)
}
