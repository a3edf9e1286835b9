//! What starts runs though no fact of another room does: dates, schedules, silence, hooks, buttons, other runs.
//!
//! Invariant: what is due stands as a row, changed in the transaction of the fact that changes it, so that nothing
//! depends on when somebody looked last; each start is told and decided in one transaction.

pub mod commands;
pub mod hook;
mod keep;
pub mod leave_out;
pub(crate) mod person;
pub mod queries;
mod quiet;
pub mod rows;
pub mod worker;

use facts::automation::AutomationStarted;
use kernel::{ContactId, FactId, Ref, Result, RunId, Timestamp};
use serde_json::{Value as Json, json};
use store::Tx;

pub(crate) use keep::{changed, dated, hear};
pub(crate) use quiet::wait_for_quiet;

use crate::enrolment::decide::{self, Case, Decided, TakenInBy};
use crate::existing;
use crate::office::Entry;
use crate::run::rows as runs;

/// One start, whoever or whatever asks for it.
pub struct Start<'a> {
    pub entry: &'a Entry,
    /// `date`, `schedule`, `silence`, `debounce`, `webhook`, `button`, `call` or `existing`.
    pub how: &'static str,
    pub subject: Ref,
    pub contact: Option<ContactId>,
    /// What was given with it: `trigger.payload`.
    pub payload: Json,
    /// The fact a silence began with, or the last before it was quiet, as its runs see it.
    pub began: Option<Json>,
    /// The run that asks for it, if one does.
    pub cause: Option<RunId>,
    /// It waits until the new run has ended.
    pub parent: Option<Parent>,
}

/// The run that called, and how deep its own calls stand.
#[derive(Debug, Clone, Copy)]
pub struct Parent {
    pub run: RunId,
    pub depth: i64,
}

/// Tells that it was started, and decides. What was decided is kept with its reason either way.
pub async fn start(tx: &mut Tx, start: Start<'_>) -> Result<Decided> {
    let told = tell(tx, &start).await?;
    decide::decide(tx, &told.case(&start)).await
}

/// Its time has come, and it does not start: kept with the reason.
pub(crate) async fn refuse(tx: &mut Tx, start: Start<'_>, reason: &str) -> Result<()> {
    let told = tell(tx, &start).await?;
    decide::refuse(tx, &told.case(&start), reason).await
}

/// What was told of a start.
struct Told {
    fact: FactId,
    chain: FactId,
    at: Timestamp,
    body: Json,
}

async fn tell(tx: &mut Tx, start: &Start<'_>) -> Result<Told> {
    let fact = tx.tell(AutomationStarted {
        automation: start.entry.automation.id,
        how: start.how.into(),
        subject: Some(start.subject),
        contact: start.contact,
    });
    let mut body = begins_with(start, tx.now());
    if start.payload.is_object() {
        body["payload"] = start.payload.clone();
    }
    let chain = match start.cause {
        Some(run) => runs::find(tx, run).await?.and_then(|run| run.chain_fact).unwrap_or(fact),
        None => fact,
    };
    Ok(Told { fact, chain, at: tx.now(), body })
}

/// What its run has as `trigger`, without what was given.
pub(crate) fn begins_with(start: &Start<'_>, at: Timestamp) -> Json {
    let own = start.subject == Ref::from(start.entry.automation.id);
    let on = if own { String::new() } else { start.subject.to_string() };
    let mut body = start.began.clone().unwrap_or_else(|| {
        json!({ "kind": "automation.started", "at": condition::instant_text(at), "on": on, "how": start.how })
    });
    if let Some(contact) = start.contact {
        body["contact"] = contact.to_string().into();
    }
    body
}

impl Told {
    fn case<'c>(&'c self, start: &Start<'c>) -> Case<'c> {
        Case {
            fact: self.fact,
            kind: "automation.started",
            at: self.at,
            contact: start.contact,
            chain: self.chain,
            subject: Some(start.subject),
            body: &self.body,
            changes: &[],
            entry: start.entry,
            cause: start.cause,
            parent: start.parent,
            by: match start.how {
                existing::HOW => TakenInBy::Existing,
                _ => TakenInBy::Itself,
            },
        }
    }
}

/// The record a run of this automation about nothing but the business is about: itself.
pub fn business(entry: &Entry) -> Ref {
    entry.automation.id.into()
}
