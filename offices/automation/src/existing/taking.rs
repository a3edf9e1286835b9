//! Going on with those who were there before, some at a time behind the last that was looked at; how far it has come,
//! and stopping it.
//!
//! Invariant: hardly more wait than are taken in in a while, so that what is decided about a record is not long ago.

use facts::automation::ExistingTakenIn;
use kernel::{AutomationId, Permit, Ref, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Desk, Query, Subject, Verb};

use super::rows::{self, Taking, Which};
use super::{ExistingRefusal, ExistingView, Spaced, piece};
use crate::automation::rows::load;
use crate::office;

/// So many are looked at in one transaction.
const PIECE: i64 = 100;
/// When fewer wait than this, more are looked at.
const FEW: i64 = 50;

/// The first of them were looked at, down to this one.
pub(super) async fn begin(
    tx: &mut Tx,
    (again, behind): (bool, Option<Ref>),
    view: &ExistingView,
) -> Result<()> {
    if rows::taking(tx, view.automation).await?.is_some_and(|taking| taking.looking) {
        return Err(ExistingRefusal::Going.into());
    }
    let now = tx.now();
    let taking = Taking {
        automation: view.automation,
        again,
        per_hour: i64::from(view.per_hour),
        behind: behind.map(|record| record.bytes),
        looking: view.more,
        looked_at: view.looked_at,
        matching: view.matching,
        taken: 0,
        refused: 0,
        last_at: view.until.unwrap_or(now),
        asked_at: now,
    };
    rows::keep_taking(tx, &taking).await
}

/// Looks at some more where hardly anybody waits any more; whether there was such a one.
pub(crate) async fn go_on(desk: &Desk) -> Result<bool> {
    let hungry = desk.store.read(|tx| Box::pin(rows::hungry(tx, FEW))).await?;
    let Some(Taking { automation, .. }) = hungry else { return Ok(false) };
    let more = desk.store.write(Permit::engine("automation.starts"), None, move |tx| {
        Box::pin(async move { look_further(tx, automation).await })
    });
    more.await?;
    Ok(true)
}

async fn look_further(tx: &mut Tx, automation: AutomationId) -> Result<()> {
    let Some(taking) = rows::taking(tx, automation).await?.filter(|taking| taking.looking) else {
        return Ok(());
    };
    let directory = office::directory(tx).await?;
    let Some(entry) = directory.entry(automation) else { return rows::end_taking(tx, automation).await };
    let kind = entry.plan.document().subject.to_string();
    let behind = taking.behind.and_then(|bytes| Ref::of(&kind, bytes));
    let which = Which { automation, kind: &kind, again: taking.again, behind };
    let found = piece(tx, entry, which, PIECE).await?;
    let many = found.found.len();
    let matching = i64::try_from(many).unwrap_or(i64::MAX);
    let from = taking.last_at.max(tx.now());
    let spaced = Spaced { automation, per_hour: taking.per_hour, from };
    let last_at = spaced.last(many).unwrap_or(taking.last_at);
    spaced.put(tx, found.found).await?;
    if matching > 0 {
        tx.tell(ExistingTakenIn { automation, records: matching });
    }
    let taking = Taking {
        behind: found.last.map(|record| record.bytes).or(taking.behind),
        looking: found.more,
        looked_at: taking.looked_at + found.looked_at,
        matching: taking.matching + matching,
        last_at,
        ..taking
    };
    rows::keep_taking(tx, &taking).await
}

/// Read how far taking in has come of those who were there before an automation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadTakingIn {
    pub automation: AutomationId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TakingInView {
    /// Since when; nothing where it was never asked for.
    pub asked_at: Option<Timestamp>,
    /// There are more to look at, or some wait to be taken in.
    pub goes_on: bool,
    /// There are more to look at.
    pub looking: bool,
    /// Also those that had a run of it before.
    pub again: bool,
    pub looked_at: i64,
    /// So many open records there are now.
    pub open: i64,
    pub matching: i64,
    /// Of those that matched: taken in, and refused when their time came.
    pub taken: i64,
    pub refused: i64,
    pub waiting: i64,
    pub per_hour: i64,
    /// When the last of those that wait is due.
    pub until: Option<Timestamp>,
}

impl Query for ReadTakingIn {
    const VERB: Verb = Verb::get("automation.taking_in", "/automations/{automation}/existing");
    type Answer = TakingInView;

    async fn ask(&self, tx: &mut Tx) -> Result<TakingInView> {
        let automation = load(tx, self.automation).await?;
        tx.permit().covers(automation.owned)?;
        let waiting = rows::waiting(tx, self.automation).await?;
        let directory = office::directory(tx).await?;
        let open = match directory.entry(self.automation) {
            Some(entry) => rows::all_open(tx, entry.plan.document().subject.as_str()).await?,
            None => 0,
        };
        let found = rows::taking(tx, self.automation).await?;
        let of = |count: fn(&Taking) -> i64| found.as_ref().map_or(0, count);
        let looking = found.as_ref().is_some_and(|taking| taking.looking);
        Ok(TakingInView {
            asked_at: found.as_ref().map(|taking| taking.asked_at),
            goes_on: looking || waiting > 0,
            looking,
            again: found.as_ref().is_some_and(|taking| taking.again),
            looked_at: of(|taking| taking.looked_at),
            open,
            matching: of(|taking| taking.matching),
            taken: of(|taking| taking.taken),
            refused: of(|taking| taking.refused),
            waiting,
            per_hour: of(|taking| taking.per_hour),
            until: found.filter(|_| waiting > 0).map(|taking| taking.last_at),
        })
    }
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
        rows::end_taking(tx, self.automation).await?;
        tx.tell(ExistingTakenIn { automation: self.automation, records: -records });
        Ok(StoppedTakingIn { automation: self.automation, records })
    }
}
