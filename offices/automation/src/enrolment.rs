//! The companion: hears every fact in the transaction that tells it, wakes the runs it concerns, and decides
//! who is taken in. Every decision is kept with its reason, refusals too.

mod decide;
pub mod queries;
pub mod rows;

use futures_util::future::BoxFuture;
use kernel::{ContactId, Id, MessageId, Ref, Result, RunId};
use serde_json::Value as Json;
use store::{Companion, Heard, Tx};

use crate::office::{self, Directory};
use crate::run::rows as runs;
use crate::run::walk::RESULTS;
use crate::run::{about, run_of};
use crate::sight;
use crate::sight::nouns::NOUNS;

/// Hears for all automations.
pub struct Enrolment;

/// What changes who listens to what.
const OWN: [&str; 3] = ["automation.published", "automation.switched", "automation.mode_changed"];
/// The records runs can be about, beside those of the line.
const SUBJECTS: [&str; 3] = ["lead", "conversation", "contact"];

impl Companion for Enrolment {
    fn hear<'t>(&'t self, tx: &'t mut Tx, heard: &'t Heard) -> BoxFuture<'t, Result<()>> {
        Box::pin(hear(tx, heard))
    }
}

async fn hear(tx: &mut Tx, heard: &Heard) -> Result<()> {
    if OWN.contains(&heard.kind) {
        office::of(tx)?.unsettle(tx.now());
        return Ok(());
    }
    let directory = office::directory(tx).await?;
    let (starts, listens) = (directory.starts(heard.kind), directory.is_heard(heard.kind));
    if starts.is_empty() && !listens && !RESULTS.contains(&heard.kind) {
        return Ok(());
    }
    let body = sight::body(heard);
    let awaited = wake(tx, heard, &body, &directory).await?;
    let cause = run_of(heard.by).or(heard.cause.and_then(run_of)).or(awaited);
    for entry in starts {
        decide::decide(tx, &decide::Case { heard, body: &body, entry, cause }).await?;
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
        for listener in runs::listeners(tx, &about(record)).await? {
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

/// The message whose result the fact is.
fn message(heard: &Heard) -> Option<Ref> {
    let id = heard.field("message").as_str().filter(|_| RESULTS.contains(&heard.kind))?;
    Ref::parse(MessageId::PREFIX, id).ok()
}

/// The records a fact speaks of: the person under all their ids, and what its fields name.
async fn concerns(tx: &mut Tx, heard: &Heard) -> Result<Vec<Ref>> {
    let named = heard.fields.iter().filter_map(|(name, _, value)| {
        let kind =
            SUBJECTS.iter().copied().chain(NOUNS.iter().map(|noun| noun.name)).find(|kind| kind == name)?;
        Ref::parse(kind, value.as_str()?).ok()
    });
    let mut found: Vec<Ref> = heard.contact().map(Ref::from).into_iter().chain(named).collect();
    for contact in found.clone().into_iter().filter(|record| record.kind == ContactId::PREFIX) {
        found.extend(rows::aliases(tx, ContactId::from_bytes(contact.bytes)).await?);
    }
    found.sort_by_key(|record| (record.kind, record.bytes));
    found.dedup();
    Ok(found)
}
