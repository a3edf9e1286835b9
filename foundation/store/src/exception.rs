//! Exceptions: what a machine could not finish, given to a named person with its context.
//!
//! Invariant: one open exception per key, or per cause where one is named, so a storm is one line; it closes only
//! with an outcome.

mod case;

use facts::house::{ExceptionAssigned, ExceptionClosed, ExceptionRaised, ExceptionRepeated};
use kernel::{
    ContactId, EffectId, Error, ExceptionId, Owned, Ref, Refusal, Result, RunId, Timestamp, UserId,
};

use crate::{Row, Tx, values};

pub use case::{Case, Cases};

#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    pub id: ExceptionId,
    pub rv: i64,
    pub owned: Owned,
    /// The same trouble has the same key.
    pub key: String,
    /// Stable and public, such as `mail.bounced`.
    pub code: String,
    pub title: String,
    /// What happened, what was tried, what to do.
    pub detail: String,
    pub subject: Option<String>,
    pub contact: Option<ContactId>,
    pub run: Option<RunId>,
    pub effect: Option<EffectId>,
    /// The proposed fix: `{"verb": …, "body": …, "label": …}`.
    pub fix: Option<serde_json::Value>,
    pub state: State,
    pub raised_at: Timestamp,
    pub due_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq)]
pub enum State {
    Open,
    Closed { at: Timestamp, outcome: String },
}

/// What a room says when it cannot go on.
#[derive(Debug, Clone, Default)]
pub struct Raise {
    pub key: String,
    /// Where one cause may meet many records: all of the same cause are cases of one exception, each under its key.
    pub cause: Option<String>,
    pub code: &'static str,
    pub title: String,
    pub detail: String,
    pub owner: Option<UserId>,
    pub subject: Option<Ref>,
    pub contact: Option<ContactId>,
    pub run: Option<RunId>,
    pub effect: Option<EffectId>,
    pub fix: Option<serde_json::Value>,
    /// Hours until it counts as late; 24 where nothing is said.
    pub due_hours: Option<i64>,
}

#[derive(Debug, thiserror::Error)]
pub enum ExceptionRefusal {
    #[error("it is closed already; what came of it: {0}")]
    Closed(String),
    #[error("say what came of it; an exception closes only with an outcome")]
    NoOutcome,
}

impl Refusal for ExceptionRefusal {
    fn code(&self) -> &'static str {
        match self {
            ExceptionRefusal::Closed(_) => "exception.closed",
            ExceptionRefusal::NoOutcome => "exception.no_outcome",
        }
    }
}

impl State {
    pub fn word(&self) -> &'static str {
        if let State::Open = self { "open" } else { "closed" }
    }
    fn closed_at(&self) -> Option<Timestamp> {
        if let State::Closed { at, .. } = self { Some(*at) } else { None }
    }
    pub fn outcome(&self) -> Option<&str> {
        if let State::Closed { outcome, .. } = self { Some(outcome) } else { None }
    }
}

impl Exception {
    /// It is over, and this is what came of it.
    pub fn close(self, at: Timestamp, outcome: String) -> Result<(Exception, ExceptionClosed)> {
        match self.state {
            State::Closed { outcome, .. } => Err(ExceptionRefusal::Closed(outcome).into()),
            State::Open if outcome.trim().is_empty() => Err(ExceptionRefusal::NoOutcome.into()),
            State::Open => {
                let told = ExceptionClosed { exception: self.id, outcome: outcome.clone() };
                Ok((Exception { state: State::Closed { at, outcome }, ..self }, told))
            }
        }
    }

    /// Somebody else answers for it.
    pub fn assign(self, owner: UserId) -> (Exception, ExceptionAssigned) {
        let told = ExceptionAssigned { exception: self.id, owner };
        (Exception { owned: Owned { owner: Some(owner), ..self.owned }, ..self }, told)
    }
}

crate::noun! {
    Exception is "exception" in "store_exception" {
        open key: Text = |e| &e.key;
        open code: Text = |e| &e.code;
        open title: Text = |e| &e.title;
        open detail: Text = |e| &e.detail;
        open subject: Text = |e| &e.subject;
        open contact: Id = |e| e.contact;
        open run: Id = |e| e.run;
        open effect: Id = |e| e.effect;
        open fix: Doc = |e| e.fix.as_ref().map(kernel::Value::doc);
        open state: Text = |e| e.state.word();
        open raised_at: At = |e| e.raised_at;
        open due_at: At = |e| e.due_at;
        open closed_at: At = |e| e.state.closed_at();
        open outcome: Text = |e| e.state.outcome();
    }
}

pub(crate) fn register(rules: &mut crate::Rules) {
    rules.noun::<Exception>();
    rules.migration("store/exception", include_str!("../migrations/exception.sql"));
}

const COLUMNS_FROM: &str = "
    select id, rv, owner, team, key, code, title, detail, subject, contact, run, effect, fix, state,
        raised_at, due_at, closed_at, outcome
    from store_exception where ";

impl Tx {
    /// Gives trouble to a person. The same open key is one exception, however often it happens; so is the same
    /// open cause, however many records it meets.
    pub async fn raise(&mut self, raise: Raise) -> Result<()> {
        let cause = raise.cause.clone();
        let exception = self.new_exception(&raise, cause.as_ref().unwrap_or(&raise.key))?;
        if !self.add_unless_there(&exception).await? {
            return match &cause {
                Some(cause) => self.repeat_case(cause, &raise).await,
                None => Ok(()),
            };
        }
        if cause.is_some() {
            self.add_case(exception.id, &raise).await?;
            self.settle_elsewhere(exception.id, &raise.key).await?;
        }
        let Exception { id, code, subject, .. } = exception;
        self.tell(ExceptionRaised { exception: id, code, owner: raise.owner, subject });
        Ok(())
    }

    /// The same where the trouble under one key may come to be another: one that is open says what is wrong now.
    pub async fn raise_as_it_stands(&mut self, raise: Raise) -> Result<()> {
        let sql = format!("{COLUMNS_FROM} key = $1 and state = 'open'");
        let Some(open) = self.one(&sql, values![&raise.key], read).await? else {
            return self.raise(raise).await;
        };
        let Raise { title, detail, .. } = raise;
        if (&open.title, &open.detail) == (&title, &detail) {
            return Ok(());
        }
        let told = ExceptionRepeated { exception: open.id, subject: open.subject.clone() };
        let now = Exception { title, detail, ..open.clone() };
        self.keep_and_tell(&open, now, told).await.map(drop)
    }

    fn new_exception(&mut self, raise: &Raise, key: &str) -> Result<Exception> {
        let raise = raise.clone();
        let hours = raise.due_hours.unwrap_or(24);
        let due = self.now().as_millisecond() + hours * 3_600_000;
        Ok(Exception {
            id: self.new_id(),
            rv: 1,
            owned: Owned { owner: raise.owner, team: None },
            key: key.to_owned(),
            code: raise.code.into(),
            title: raise.title,
            detail: raise.detail,
            subject: raise.subject.map(|s| s.to_string()),
            contact: raise.contact,
            run: raise.run,
            effect: raise.effect,
            fix: raise.fix,
            state: State::Open,
            raised_at: self.now(),
            due_at: Timestamp::from_millisecond(due).map_err(kernel::fault)?,
        })
    }

    /// The trouble with this key is over by itself; nothing happens where none is open.
    pub async fn settle_exception(&mut self, key: &str, outcome: &str) -> Result<bool> {
        let sql = format!("{COLUMNS_FROM} key = $1 and state = 'open'");
        let Some(open) = self.one(&sql, values![key], read).await? else {
            return self.settle_case(key, outcome).await;
        };
        let (closed, told) = open.clone().close(self.now(), outcome.into())?;
        self.keep_and_tell(&open, closed, told).await?;
        Ok(true)
    }

    pub async fn exception(&mut self, id: ExceptionId) -> Result<Exception> {
        let sql = format!("{COLUMNS_FROM} id = $1");
        self.one(&sql, values![id], read).await?.ok_or(Error::Missing("exception"))
    }

    /// Open ones by due time, or closed ones, newest first; `after` is the last id of the page before.
    pub async fn exceptions(
        &mut self,
        open: bool,
        after: Option<ExceptionId>,
        limit: i64,
    ) -> Result<Vec<Exception>> {
        let state = if open { "open" } else { "closed" };
        let sql = format!("{COLUMNS_FROM} state = $1 and (id < $2 or $2 is null) order by id desc limit $3");
        let after = after.map(Ref::from);
        self.all(&sql, values![state, after, limit], read).await
    }
}

fn read(row: &Row<'_>) -> Result<Exception> {
    let closed = row.get::<Option<Timestamp>>("closed_at")?.zip(row.get::<Option<String>>("outcome")?);
    Ok(Exception {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        key: row.get("key")?,
        code: row.get("code")?,
        title: row.get("title")?,
        detail: row.get("detail")?,
        subject: row.get("subject")?,
        contact: row.get("contact")?,
        run: row.get("run")?,
        effect: row.get("effect")?,
        fix: row.get::<Option<String>>("fix")?.and_then(|text| serde_json::from_str(&text).ok()),
        state: closed.map_or(State::Open, |(at, outcome)| State::Closed { at, outcome }),
        raised_at: row.get("raised_at")?,
        due_at: row.get("due_at")?,
    })
}
