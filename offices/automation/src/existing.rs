//! Taking in records that were there before an automation was: who would be, who would not and why, and then one after
//! the other.
//!
//! Invariant: nobody is taken in twice, nor who had a run of it before; what is decided is decided by the rules every
//! fact is decided by, at its own time, and kept with its reason. Each waits as a row of what is due, so that a
//! restart, a new version or switching off does with them what it does with a date.

mod look;
mod rows;

use std::collections::BTreeMap;

use facts::automation::ExistingTakenIn;
use kernel::{AutomationId, ContactId, Ref, Refusal, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use crate::automation::rows::load;
use crate::document::{Automation, On, Period};
use crate::enrolment::bounds;
use crate::office::{self, Entry};
use crate::plan::BUSINESS;
use crate::run::later;
use crate::start::rows::{self as starts, Due};
use crate::start::{Start, commands::StartRefusal, start};
use look::Looked;

/// How such a start is called in facts and decisions.
pub(crate) const HOW: &str = "existing";
/// So many records are looked at in one go; whoever presses again goes on behind them.
const MOST: i64 = 500;
const SAMPLE: usize = 20;
const HOUR_MS: i64 = 3_600_000;
/// So many an hour, where nothing is said.
const PER_HOUR: u32 = 60;
/// Where there is no room now, it is asked again after this.
const NO_ROOM_MS: i64 = 600_000;

#[derive(Debug, thiserror::Error)]
pub enum ExistingRefusal {
    #[error(
        "it starts by its {0}, so there is nobody who matched before; records are taken in from an automation that \
         starts by a fact or a day"
    )]
    NotByThis(&'static str),
    #[error(
        "its condition asks what a fact changed, and of records there already nobody knows; leave `old` and `new` out"
    )]
    AsksChanges,
    #[error(
        "nobody says which {0}s are open, so there is nothing to look through; start it for each by its button"
    )]
    NoneOpen(String),
}

impl Refusal for ExistingRefusal {
    fn code(&self) -> &'static str {
        match self {
            ExistingRefusal::NotByThis(_) => "automation.nobody_matched",
            ExistingRefusal::NoneOpen(_) => "automation.none_open",
            ExistingRefusal::AsksChanges => "automation.asks_changes",
        }
    }
}

/// Also take in the open records that match already. A dry run counts them first, with the reasons of those left out;
/// then they are taken in one after the other, not more an hour than its bounds allow.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolExisting {
    pub automation: AutomationId,
    /// Only count; nothing is done.
    #[serde(default)]
    pub dry_run: bool,
    /// So many an hour at most, 60 if nothing is said; its own quota and what it expects count too.
    #[serde(default)]
    pub per_hour: Option<u32>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ExistingView {
    pub automation: AutomationId,
    pub dry_run: bool,
    pub looked_at: i64,
    /// There are more records than were looked at: ask again for those.
    pub more: bool,
    /// Taken in, or to be.
    pub matching: i64,
    /// Those not taken in, by why.
    pub left_out: Vec<LeftOut>,
    /// Some of both.
    pub sample: Vec<Sampled>,
    pub per_hour: u32,
    /// When the last of them is decided.
    pub until: Option<Timestamp>,
    /// So many wait from before.
    pub waiting: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftOut {
    pub reason: String,
    pub records: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Sampled {
    pub record: Ref,
    pub contact: Option<ContactId>,
    /// Why not; nothing where it is taken in.
    pub reason: Option<String>,
}

impl Command for EnrolExisting {
    const VERB: Verb = Verb::post("automation.enrol_existing", "/automations/{automation}/existing")
        .undo("automation.stop_taking_in");
    type Answer = ExistingView;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ExistingView> {
        let automation = load(tx, self.automation).await?;
        tx.permit().covers(automation.owned)?;
        let directory = office::directory(tx).await?;
        let entry = directory.entry(self.automation).ok_or(StartRefusal::Off)?.clone();
        possible(&entry)?;
        let (mut view, found) = self.look(tx, &entry).await?;
        let spacing = HOUR_MS / i64::from(view.per_hour.max(1));
        let mut at = tx.now();
        for one in found {
            at = later(at, spacing);
            view.until = Some(at);
            if !self.dry_run {
                let (automation, subject, contact) = (self.automation, one.record, one.contact);
                let body = Some(json!({ HOW: true, "began": one.began }));
                let due = Due { automation, subject, contact, how: "each".into(), at, fact: None, body };
                rows::put(tx, &due).await?;
            }
        }
        if !self.dry_run && view.matching > 0 {
            tx.tell(ExistingTakenIn { automation: self.automation, records: view.matching });
        }
        Ok(view)
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        (!self.dry_run).then(|| json!({ "automation": self.automation }))
    }
}

/// Only where somebody can have matched before.
fn possible(entry: &Entry) -> Result<()> {
    let document = entry.plan.document();
    let not = |word| Err(ExistingRefusal::NotByThis(word).into());
    match &document.trigger.on {
        _ if document.subject.as_str() == BUSINESS => not("business alone"),
        _ if !rows::KINDS.contains(&document.subject.as_str()) => {
            Err(ExistingRefusal::NoneOpen(document.subject.to_string()).into())
        }
        On::Fact(_) if entry.plan.looks_at_changes() => Err(ExistingRefusal::AsksChanges.into()),
        On::Fact(_) | On::Date(_) => Ok(()),
        On::Schedule { .. } => not("schedule"),
        On::Webhook { .. } => not("hook"),
        On::Button(_) => not("button"),
        On::Silence { .. } => not("silence"),
    }
}

/// Somebody to be taken in.
struct Found {
    record: Ref,
    contact: Option<ContactId>,
    /// The fact that would have started it, as its run sees it.
    began: Json,
}

impl EnrolExisting {
    async fn look(&self, tx: &mut Tx, entry: &Entry) -> Result<(ExistingView, Vec<Found>)> {
        let kind = entry.plan.document().subject.to_string();
        let waiting = rows::waiting(tx, self.automation).await?;
        let known = rows::had_runs(tx, self.automation, &kind).await?;
        let mut open = rows::open(tx, self.automation, &kind, MOST + 1).await?;
        let more = i64::try_from(open.len()).is_ok_and(|many| many > MOST);
        open.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
        let mut reasons: BTreeMap<String, i64> = BTreeMap::new();
        if known > 0 {
            reasons.insert("it had its run before".into(), known);
        }
        let (mut looked, mut found, mut sample) = (Looked::default(), vec![], vec![]);
        let looked_at = i64::try_from(open.len()).unwrap_or(i64::MAX);
        for (record, contact) in open {
            let decided = look::at(tx, entry, (record, contact), &mut looked).await?;
            let reason = decided.as_ref().err().cloned();
            if sample.len() < SAMPLE {
                sample.push(Sampled { record, contact, reason: reason.clone() });
            }
            match decided {
                Ok(began) => found.push(Found { record, contact, began }),
                Err(reason) => *reasons.entry(reason).or_default() += 1,
            }
        }
        let view = ExistingView {
            automation: self.automation,
            dry_run: self.dry_run,
            looked_at: looked_at + known,
            more,
            matching: i64::try_from(found.len()).unwrap_or(i64::MAX),
            left_out: reasons.into_iter().map(|(reason, records)| LeftOut { reason, records }).collect(),
            sample,
            per_hour: per_hour(entry.plan.document(), self.per_hour),
            until: None,
            waiting,
        };
        Ok((view, found))
    }
}

/// Not more than was asked for, its quota, and what it expects: three times that is a flood.
fn per_hour(document: &Automation, asked: Option<u32>) -> u32 {
    let quota = document.quota.and_then(|quota| quota.runs_per_hour);
    let expected = document.expect.map(|expect| {
        let hours = match expect.per {
            Period::Hour => 1,
            Period::Day => 24,
            Period::Week => 7 * 24,
            Period::Month => 30 * 24,
        };
        (expect.max / hours).max(1)
    });
    let asked = asked.unwrap_or(PER_HOUR).clamp(1, 3_600);
    [quota, expected].into_iter().flatten().fold(asked, u32::min).max(1)
}

/// Take in nobody more of those who wait to be: who has been taken in stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopTakingIn {
    pub automation: AutomationId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct StoppedTakingIn {
    pub automation: AutomationId,
    /// So many had waited.
    pub records: i64,
}

impl Command for StopTakingIn {
    const VERB: Verb = Verb::post("automation.stop_taking_in", "/automations/{automation}/existing/stop")
        .no_undo("take them in again");
    type Answer = StoppedTakingIn;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<StoppedTakingIn> {
        let automation = load(tx, self.automation).await?;
        tx.permit().covers(automation.owned)?;
        let records = rows::stop(tx, self.automation).await?;
        tx.tell(ExistingTakenIn { automation: self.automation, records: -records });
        Ok(StoppedTakingIn { automation: self.automation, records })
    }
}

/// Whether what is due waits to be taken in from before.
pub(crate) fn is_one(due: &Due) -> bool {
    due.how == "each" && due.body.as_ref().is_some_and(|body| body[HOW] == true)
}

/// Its time has come: it is decided like any other, or waits on where there is no room in the hour.
pub(crate) async fn take(tx: &mut Tx, entry: &Entry, due: Due) -> Result<()> {
    if !bounds::has_room(tx, entry).await? {
        let at = later(tx.now(), NO_ROOM_MS);
        return starts::put(tx, &Due { at, ..due }).await;
    }
    let began = due.body.map(|mut body| body["began"].take());
    let (subject, contact) = (due.subject, due.contact);
    let parts =
        Start { entry, how: HOW, subject, contact, payload: Json::Null, began, cause: None, parent: None };
    start(tx, parts).await.map(drop)
}
