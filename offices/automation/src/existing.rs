//! Taking in records that were there before an automation was: who would be, who would not and why, and then one after
//! the other.
//!
//! Invariant: nobody is taken in twice, nor who had a run of it before unless that was asked for; what is decided is
//! decided by the rules every fact is decided by, at its own time, and kept with its reason. Each waits as a row of
//! what is due, so that a restart, a new version or switching off does with them what it does with a date.

pub(crate) mod look;
mod rows;
pub mod taking;

use std::collections::BTreeMap;

use facts::automation::ExistingTakenIn;
use kernel::{AutomationId, ContactId, Ref, Refusal, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use crate::automation::rows::load;
use crate::document::{Automation, On, Period, Policy};
use crate::enrolment::bounds;
use crate::office::{self, Entry};
use crate::plan::BUSINESS;
use crate::run::later;
use crate::start::rows::{self as starts, Due};
use crate::start::{commands::StartRefusal, start, worker::of_due};
use look::Looked;
use rows::Which;

/// How such a start is called in facts and decisions.
pub(crate) const HOW: &str = "existing";
/// So many records are looked at while somebody waits; the others as those before them are taken in.
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
    #[error("who matches is being taken in already; take in nobody more first, to begin anew")]
    Going,
    #[error("it takes nobody in twice; write `policy: always` to take in again who had a run before")]
    NotAgain,
}

impl Refusal for ExistingRefusal {
    fn code(&self) -> &'static str {
        match self {
            ExistingRefusal::NotByThis(_) => "automation.nobody_matched",
            ExistingRefusal::NoneOpen(_) => "automation.none_open",
            ExistingRefusal::AsksChanges => "automation.asks_changes",
            ExistingRefusal::Going => "automation.taking_in",
            ExistingRefusal::NotAgain => "automation.not_again",
        }
    }
}

/// Also take in the open records that match already. A dry run counts the newest of them first, with the reasons of
/// those left out; then all are taken in one after the other, not more an hour than its bounds allow.
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
    /// Also those that had a run of it before, where it takes in every time.
    #[serde(default)]
    pub again: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ExistingView {
    pub automation: AutomationId,
    pub dry_run: bool,
    pub looked_at: i64,
    /// There are more records than were looked at: those are looked at as these have been taken in.
    pub more: bool,
    /// So many open records there are.
    pub open: i64,
    /// So many of them had a run of it before.
    pub had_run: i64,
    /// Taken in, or to be.
    pub matching: i64,
    /// Those not taken in, by why.
    pub left_out: Vec<LeftOut>,
    /// Some of both.
    pub sample: Vec<Sampled>,
    pub per_hour: u32,
    /// When the last of those looked at is decided.
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
        if self.again && entry.plan.document().enrol.policy != Policy::Always {
            return Err(ExistingRefusal::NotAgain.into());
        }
        let (mut view, found, behind) = self.look(tx, &entry).await?;
        let spaced =
            Spaced { automation: self.automation, per_hour: i64::from(view.per_hour), from: tx.now() };
        view.until = spaced.last(found.len());
        if self.dry_run {
            return Ok(view);
        }
        taking::begin(tx, (self.again, behind), &view).await?;
        spaced.put(tx, found).await?;
        if view.matching > 0 {
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

/// Starts one after the other.
struct Spaced {
    automation: AutomationId,
    per_hour: i64,
    from: Timestamp,
}

impl Spaced {
    fn at(&self, nth: usize) -> Timestamp {
        let nth = i64::try_from(nth).unwrap_or(i64::MAX);
        later(self.from, nth.saturating_mul(HOUR_MS / self.per_hour.max(1)))
    }

    fn last(&self, many: usize) -> Option<Timestamp> {
        (many > 0).then(|| self.at(many))
    }

    async fn put(&self, tx: &mut Tx, found: Vec<Found>) -> Result<()> {
        for (nth, one) in found.into_iter().enumerate() {
            let (automation, subject, contact) = (self.automation, one.record, one.contact);
            let (at, body) = (self.at(nth + 1), Some(json!({ HOW: true, "began": one.began })));
            let (how, fact, left_out) = ("each".into(), None, false);
            let due = Due { automation, subject, contact, how, at, fact, body, left_out };
            rows::put(tx, &due).await?;
        }
        Ok(())
    }
}

/// What so many records came to.
#[derive(Default)]
struct Piece {
    found: Vec<Found>,
    looked_at: i64,
    /// There are more behind them.
    more: bool,
    last: Option<Ref>,
    reasons: BTreeMap<String, i64>,
    sample: Vec<Sampled>,
}

async fn piece(tx: &mut Tx, entry: &Entry, which: Which<'_>, most: i64) -> Result<Piece> {
    let mut open = rows::open(tx, which, most + 1).await?;
    let more = i64::try_from(open.len()).is_ok_and(|many| many > most);
    open.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let looked_at = i64::try_from(open.len()).unwrap_or(i64::MAX);
    let last = open.last().map(|(record, _)| *record);
    let (mut piece, mut looked) = (Piece { looked_at, more, last, ..Piece::default() }, Looked::default());
    for (record, contact) in open {
        let decided = look::at(tx, entry, (record, contact), &mut looked).await?;
        let reason = decided.as_ref().err().cloned();
        if piece.sample.len() < SAMPLE {
            piece.sample.push(Sampled { record, contact, reason });
        }
        match decided {
            Ok(began) => piece.found.push(Found { record, contact, began }),
            Err(reason) => *piece.reasons.entry(reason).or_default() += 1,
        }
    }
    Ok(piece)
}

impl EnrolExisting {
    async fn look(&self, tx: &mut Tx, entry: &Entry) -> Result<(ExistingView, Vec<Found>, Option<Ref>)> {
        let (automation, again) = (self.automation, self.again);
        let kind = entry.plan.document().subject.to_string();
        let (waiting, open) = (rows::waiting(tx, automation).await?, rows::all_open(tx, &kind).await?);
        let had_run = rows::had_runs(tx, automation, &kind).await?;
        let which = Which { automation, kind: &kind, again, behind: None };
        let mut piece = piece(tx, entry, which, MOST).await?;
        let left_out = if again { 0 } else { had_run };
        if left_out > 0 {
            piece.reasons.insert("it had its run before".into(), left_out);
        }
        let out = piece.reasons.into_iter().map(|(reason, records)| LeftOut { reason, records });
        let view = ExistingView {
            automation,
            dry_run: self.dry_run,
            looked_at: piece.looked_at + left_out,
            more: piece.more,
            open,
            had_run,
            matching: i64::try_from(piece.found.len()).unwrap_or(i64::MAX),
            left_out: out.collect(),
            sample: piece.sample,
            per_hour: per_hour(entry.plan.document(), self.per_hour),
            until: None,
            waiting,
        };
        Ok((view, piece.found, piece.last))
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
    let decided = start(tx, of_due(entry, &due)).await?;
    rows::decided(tx, due.automation, decided.is_ok()).await
}

/// One of them was left out by a person.
pub(crate) async fn left_out(tx: &mut Tx, automation: AutomationId) -> Result<()> {
    rows::decided(tx, automation, false).await
}

/// Switched off, or another beginning: nobody more is looked at.
pub(crate) async fn over(tx: &mut Tx, automation: AutomationId) -> Result<()> {
    rows::end_taking(tx, automation).await
}
