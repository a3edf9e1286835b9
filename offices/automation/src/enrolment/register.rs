//! What a decision to enrol asks of whoever keeps the runs, and how the store answers.

use kernel::{AutomationId, ContactId, Id as _, Ref, Result, RunId, Timestamp};
use store::{Raise, Tx};

use super::rows;
use crate::automation::pause;
use crate::document::StepId;
use crate::office::Entry;
use crate::run::rows::{self as runs, Member, New, Standing};
use crate::run::{Kept, settle};
use crate::watchdog::counted;

/// The runs there are, and a place for a new one.
pub trait Register: Send {
    fn moment(&self) -> Timestamp;
    fn new_run(&mut self) -> RunId;
    /// The run that led to a fact.
    fn led(&mut self, run: RunId) -> impl Future<Output = Result<Option<Kept>>> + Send;
    /// How many runs of an automation began since.
    fn begun(&mut self, of: AutomationId, since: Timestamp) -> impl Future<Output = Result<i64>> + Send;
    /// Whoever answers for an automation hears, once, that it takes in nobody more: `code`, what it does, why.
    fn tell_full(
        &mut self,
        entry: &Entry,
        about: (&'static str, &str, &str),
    ) -> impl Future<Output = Result<()>> + Send;
    /// Since when its runs are held against it.
    fn counted_since(&mut self, of: AutomationId) -> impl Future<Output = Result<Option<Timestamp>>> + Send;
    /// More came than is bearable: it takes in nobody more and does nothing until a person has decided.
    fn pause(&mut self, entry: &Entry, why: &str) -> impl Future<Output = Result<()>> + Send;
    /// When the last run of a record or person began; or, where a step is named, last did it.
    fn last_start(
        &mut self,
        of: AutomationId,
        whom: Ref,
        since: Option<&StepId>,
    ) -> impl Future<Output = Result<Option<Timestamp>>> + Send;
    /// How many runs of a record or person began after a moment.
    fn begun_of(
        &mut self,
        of: AutomationId,
        whom: Ref,
        since: Timestamp,
    ) -> impl Future<Output = Result<i64>> + Send;
    fn hold_out(&mut self, run: &Kept) -> impl Future<Output = Result<()>> + Send;
    /// `false` where another run stands in its way.
    fn insert(&mut self, new: &New<'_>) -> impl Future<Output = Result<bool>> + Send;
    /// Whether a run has this key that is to be once ever.
    fn ran_once(&mut self, key: &[u8; 16]) -> impl Future<Output = Result<bool>> + Send;
    /// Puts the run that holds a key in front of its lane; `false` where it is stuck, and let go of the key.
    fn leads(&mut self, key: &[u8; 16], run: RunId) -> impl Future<Output = Result<bool>> + Send;
    /// The active run of this key.
    fn active(&mut self, key: &[u8; 16]) -> impl Future<Output = Result<Option<RunId>>> + Send;
    /// Ends a run that has to make room, whoever works on it.
    fn replace(&mut self, run: RunId) -> impl Future<Output = Result<()>> + Send;
    /// The runs of a group that share this.
    fn members(&mut self, key: &[u8; 16]) -> impl Future<Output = Result<Vec<Member>>> + Send;
    fn join(
        &mut self,
        key: &[u8; 16],
        run: &Kept,
        stands: Standing,
    ) -> impl Future<Output = Result<()>> + Send;
    fn listen(&mut self, run: RunId, about: &[u8; 16]) -> impl Future<Output = Result<()>> + Send;
}

impl Register for Tx {
    fn moment(&self) -> Timestamp {
        self.now()
    }

    fn new_run(&mut self) -> RunId {
        self.new_id()
    }

    async fn led(&mut self, run: RunId) -> Result<Option<Kept>> {
        runs::find(self, run).await
    }

    async fn begun(&mut self, of: AutomationId, since: Timestamp) -> Result<i64> {
        runs::begun_since(self, of, since).await
    }

    async fn tell_full(&mut self, entry: &Entry, about: (&'static str, &str, &str)) -> Result<()> {
        let (automation, (code, what, reason)) = (&entry.automation, about);
        self.raise(Raise {
            key: format!("{code} {}", automation.id),
            code,
            title: format!("{} {what}", automation.name),
            detail: format!(
                "{reason}. Those who were not taken in stand with the decisions of the automation."
            ),
            owner: automation.owned.owner,
            subject: Some(automation.id.into()),
            ..Raise::default()
        })
        .await
    }

    async fn counted_since(&mut self, of: AutomationId) -> Result<Option<Timestamp>> {
        Ok(counted::of(self, of).await?.since)
    }

    async fn pause(&mut self, entry: &Entry, why: &str) -> Result<()> {
        pause::pause(self, entry.automation.id, why).await
    }

    async fn last_start(
        &mut self,
        of: AutomationId,
        whom: Ref,
        since: Option<&StepId>,
    ) -> Result<Option<Timestamp>> {
        let mut last = None;
        for whom in known_as(self, whom).await? {
            last = last.max(match since {
                Some(step) => runs::last_did(self, of, whom, step.as_str()).await?,
                None => runs::last_start(self, of, whom).await?,
            });
        }
        Ok(last)
    }

    async fn begun_of(&mut self, of: AutomationId, whom: Ref, since: Timestamp) -> Result<i64> {
        let mut n = 0;
        for whom in known_as(self, whom).await? {
            n += runs::begun_of(self, of, whom, since).await?;
        }
        Ok(n)
    }

    async fn hold_out(&mut self, run: &Kept) -> Result<()> {
        runs::hold_out(self, run).await
    }

    async fn insert(&mut self, new: &New<'_>) -> Result<bool> {
        runs::insert(self, new).await
    }

    async fn ran_once(&mut self, key: &[u8; 16]) -> Result<bool> {
        runs::ran_once(self, key).await
    }

    async fn leads(&mut self, key: &[u8; 16], run: RunId) -> Result<bool> {
        runs::leads(self, key, run).await
    }

    async fn active(&mut self, key: &[u8; 16]) -> Result<Option<RunId>> {
        runs::active(self, key).await
    }

    async fn replace(&mut self, run: RunId) -> Result<()> {
        let old = runs::fence(self, run).await?;
        settle::replace(self, old, "a new run took its place").await
    }

    async fn members(&mut self, key: &[u8; 16]) -> Result<Vec<Member>> {
        runs::members(self, key).await
    }

    async fn join(&mut self, key: &[u8; 16], run: &Kept, stands: Standing) -> Result<()> {
        runs::join_group(self, key, run, stands).await
    }

    async fn listen(&mut self, run: RunId, about: &[u8; 16]) -> Result<()> {
        runs::listen(self, run, about).await
    }
}

/// A person under every id they were known by.
async fn known_as(tx: &mut Tx, whom: Ref) -> Result<Vec<Ref>> {
    let mut known = vec![whom];
    if whom.kind == ContactId::PREFIX {
        known.extend(rows::aliases(tx, ContactId::from_bytes(whom.bytes)).await?);
    }
    Ok(known)
}
