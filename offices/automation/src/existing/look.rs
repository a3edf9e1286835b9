//! What would be decided about a record now, by the rules of enrolment and without a trace.

use std::collections::BTreeSet;

use kernel::{AutomationId, ContactId, FactId, Id as _, Ref, Result, RunId, Timestamp};
use serde_json::{Value as Json, json};
use store::Tx;

use crate::document::{On, StepId};
use crate::enrolment::decide::{Case, TakenInBy, concerns};
use crate::enrolment::register::Register;
use crate::office::{self, Entry};
use crate::plan::State;
use crate::rehearse::order;
use crate::run::Kept;
use crate::run::rows::{self as runs, Member, New, Standing};
use crate::sight::{self, Of};

/// So much of a person's timeline is looked through for the fact.
const FACTS: i64 = 200;
const UNKNOWN: &str = "what would have started it has not happened to it, as far as is known";

/// What was decided so far in the same look.
#[derive(Default)]
pub(crate) struct Looked {
    active: BTreeSet<[u8; 16]>,
    /// Those who would wait for the end of a run of their own automation, by their lane.
    waiting: Vec<([u8; 16], Member)>,
}

/// What its run would begin with, or why it is not taken in.
pub(super) async fn at(
    tx: &mut Tx,
    entry: &Entry,
    (record, contact): (Ref, Option<ContactId>),
    looked: &mut Looked,
) -> Result<Result<Json, String>> {
    let body = match began(tx, entry, (record, contact)).await? {
        Ok(body) => body,
        Err(reason) => return Ok(Err(reason)),
    };
    Ok(decided(tx, entry, (record, contact), &body, looked).await?.map(|()| body))
}

/// Whether a start with this would take it in, decided by every rule and without a trace.
pub(crate) async fn decided(
    tx: &mut Tx,
    entry: &Entry,
    (record, contact): (Ref, Option<ContactId>),
    body: &Json,
    looked: &mut Looked,
) -> Result<Result<(), String>> {
    let nothing = FactId::from_bytes([0; 16]);
    let case = Case {
        fact: nothing,
        kind: "automation.started",
        at: tx.now(),
        contact,
        chain: nothing,
        subject: Some(record),
        body,
        changes: &[],
        entry,
        cause: None,
        parent: None,
        by: TakenInBy::Existing,
    };
    let key = match case.looked(tx, record).await? {
        Ok(Ok(key)) => key,
        Ok(Err(out)) => return Ok(Err(out)),
        Err(reason) => return Ok(Err(reason.to_string())),
    };
    let looking = &mut Looking { tx, looked, gone: false };
    let decided = case.admit(looking, record, key.as_deref()).await?;
    Ok(decided.map(|_| ()))
}

/// The fact as its run would have seen it; of a date that it is past.
async fn began(
    tx: &mut Tx,
    entry: &Entry,
    (record, contact): (Ref, Option<ContactId>),
) -> Result<Result<Json, String>> {
    match &entry.plan.document().trigger.on {
        On::Fact(kinds) => {
            let kinds: Vec<&str> = kinds.kinds().iter().map(|kind| kind.as_str()).collect();
            if let Some(contact) = contact {
                for line in tx.facts_of(contact, None, FACTS).await? {
                    let kind = line.line["kind"].as_str().unwrap_or_default();
                    let body = order::body(&line.line, Some(contact));
                    if kinds.contains(&kind) && concerns(&body, record) {
                        return Ok(Ok(body));
                    }
                }
            }
            Ok(Err(UNKNOWN.into()))
        }
        _ => {
            let day = day(tx, entry, record).await?;
            let made = made(tx, record, contact);
            Ok(match day {
                Some(day) if day <= tx.now() => Ok(made),
                Some(_) => Err("its day is still to come: it begins by itself then".into()),
                None => Err("the day it would begin on is not filled in".into()),
            })
        }
    }
}

/// As a run by a day begins.
fn made(tx: &Tx, record: Ref, contact: Option<ContactId>) -> Json {
    let (at, on) = (condition::instant_text(tx.now()), record.to_string());
    let mut body = json!({ "kind": "automation.started", "at": at, "on": on });
    body[record.kind] = record.to_string().into();
    if let Some(contact) = contact {
        body["contact"] = contact.to_string().into();
    }
    body
}

async fn day(tx: &mut Tx, entry: &Entry, subject: Ref) -> Result<Option<Timestamp>> {
    let office = office::of(tx)?;
    let takes = entry.plan.document().trigger.takes();
    let of = Of {
        automation: entry.automation.id,
        subject,
        contact: None,
        trigger: &Json::Null,
        takes: &takes,
        looked_at: entry.plan.looked_at_to_enrol(),
    };
    let sight = sight::look(tx, &of, office.known_catalogue()?).await?;
    Ok(entry.plan.starts_at(&sight.view()).ok().flatten())
}

/// A register that reads, and remembers what it was told instead of writing it.
struct Looking<'t> {
    tx: &'t mut Tx,
    looked: &'t mut Looked,
    /// Whoever stood in the way would have made room.
    gone: bool,
}

impl Register for Looking<'_> {
    fn moment(&self) -> Timestamp {
        self.tx.now()
    }

    fn new_run(&mut self) -> RunId {
        self.tx.new_id()
    }

    async fn led(&mut self, _: RunId) -> Result<Option<Kept>> {
        Ok(None)
    }

    /// They are spread over time, so that its bounds are kept then.
    async fn begun(&mut self, _: AutomationId, _: Timestamp) -> Result<i64> {
        Ok(0)
    }

    async fn tell_full(&mut self, _: &Entry, _: (&'static str, &str, &str)) -> Result<()> {
        Ok(())
    }

    async fn counted_since(&mut self, _: AutomationId) -> Result<Option<Timestamp>> {
        Ok(None)
    }

    async fn pause(&mut self, _: &Entry, _: &str) -> Result<()> {
        Ok(())
    }

    async fn last_start(
        &mut self,
        of: AutomationId,
        whom: Ref,
        since: Option<&StepId>,
    ) -> Result<Option<Timestamp>> {
        Register::last_start(self.tx, of, whom, since).await
    }

    async fn begun_of(&mut self, of: AutomationId, whom: Ref, since: Timestamp) -> Result<i64> {
        Register::begun_of(self.tx, of, whom, since).await
    }

    async fn hold_out(&mut self, _: &Kept) -> Result<()> {
        Ok(())
    }

    async fn insert(&mut self, new: &New<'_>) -> Result<bool> {
        let there = runs::active(self.tx, &new.active_key).await?.is_some();
        let free = !there && !self.looked.active.contains(&new.active_key) || self.gone;
        if free {
            self.looked.active.insert(new.active_key);
        }
        Ok(free)
    }

    async fn ran_once(&mut self, key: &[u8; 16]) -> Result<bool> {
        runs::ran_once(self.tx, key).await
    }

    async fn leads(&mut self, _: &[u8; 16], run: RunId) -> Result<bool> {
        let there = runs::find(self.tx, run).await?;
        self.gone = there.is_some_and(|run| run.machine.state() == State::Parked);
        Ok(!self.gone)
    }

    /// Whoever is there, or would be by then: their name is not asked for.
    async fn active(&mut self, key: &[u8; 16]) -> Result<Option<RunId>> {
        Ok(runs::active(self.tx, key).await?.or(Some(RunId::from_bytes([0; 16]))))
    }

    async fn replace(&mut self, _: RunId) -> Result<()> {
        self.gone = true;
        Ok(())
    }

    async fn members(&mut self, key: &[u8; 16]) -> Result<Vec<Member>> {
        let mut all = runs::members(self.tx, key).await?;
        all.extend(self.looked.waiting.iter().filter(|(lane, _)| lane == key).map(|(_, member)| *member));
        Ok(all)
    }

    async fn join(&mut self, key: &[u8; 16], run: &Kept, stands: Standing) -> Result<()> {
        if stands.lane && stands.queued {
            let member =
                Member { run: run.id, automation: run.automation, priority: run.priority, queued: true };
            self.looked.waiting.push((*key, member));
        }
        Ok(())
    }

    async fn listen(&mut self, _: RunId, _: &[u8; 16]) -> Result<()> {
        Ok(())
    }
}
