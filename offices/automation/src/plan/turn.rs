//! The words between the engine and the machine: what happened, what can be seen, what comes next.

use jiff::SignedDuration;
use kernel::Timestamp;
use kernel::calendar::Zones;
use serde_json::{Map, Value as Json};

use super::asked::Asked;
use super::run::StepResult;
use crate::document::{Answer, FactKind, Outcome, Owner, Slug, StepId, VerbName, Word};
use condition::{Record, Scope};

/// What happened to a run.
pub enum Input<'a> {
    /// It was enrolled.
    Start,
    /// Its time has come: a sleep, a time-out, another try, or the rest of a long turn.
    Due,
    /// A fact that may concern its wait, its goal or its exit.
    Fact(&'a FactKind, &'a dyn Record),
    /// A fact that was heard before, and may be what its wait counts: whether it ends the run was asked then.
    Past(&'a FactKind, &'a dyn Record),
    /// The command of the move `Do` was carried out, with this answer.
    Ok(Json),
    /// The command was only checked: the run is in practice.
    Practised(Json),
    /// A person let the command happen that the run waits with.
    Approved,
    /// The command was carried out; its effect must have a result before the run goes on.
    Queued {
        until: Timestamp,
    },
    /// The effect of the step did not leave, and will not: guard, consent, cap, expiry.
    Skipped(String),
    /// The effect did not leave, for its guard has no value: why.
    Unasked(String),
    Failed(Failure, String),
    /// A person answered.
    Answer(Word),
    Operator(Operator),
}

/// What a person decides about a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operator {
    /// Take the step again.
    Retry,
    /// Go on as if the step were left out.
    Skip,
    Go(StepId),
    Cancel,
}

/// Why a step failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Time-out, broken connection, trouble over there: it may pass.
    Transient,
    /// Too fast for the other side; no try is used up.
    Throttled,
    /// The connection needs new credentials; no try is used up.
    Unauthorised,
    /// It cannot succeed as it is.
    Permanent,
    /// A rule of the house said no.
    Refused,
    /// Nobody knows whether it left.
    Uncertain,
    /// What it is about is no more.
    Gone,
    /// The step broke the worker that took it.
    Poison,
}

/// What the machine can see while it decides.
pub struct View<'a> {
    pub now: Timestamp,
    pub zones: &'a Zones,
    /// The records of the subject, by name.
    pub records: Vec<(&'a str, &'a dyn Record)>,
    /// The fact that started the run.
    pub trigger: &'a dyn Record,
}

impl View<'_> {
    pub(super) fn scope(&self) -> Scope<'_> {
        let scope = Scope::at(self.now).open(&self.zones.business).with("trigger", self.trigger);
        self.records.iter().fold(scope, |scope, (name, record)| scope.with(name, *record))
    }
}

/// What the engine has to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Move {
    /// Carry out a command, in the transaction of the step, and come back with how it went.
    Do {
        step: StepId,
        visit: u32,
        verb: VerbName,
        args: Map<String, Json>,
        /// The key of its effect.
        key: [u8; 32],
        /// `Plan::may_leave` is to be asked when the effect leaves.
        guarded: bool,
        expires_at: Option<Timestamp>,
        resend: bool,
    },
    /// Nothing until then; what the run waits for stays as it is.
    Sleep {
        until: Timestamp,
    },
    /// Look for these facts told after `since`, and wake the run with each, in order; or at `until`.
    WaitFor {
        facts: Vec<FactKind>,
        since: Timestamp,
        until: Timestamp,
    },
    /// Ask a person.
    Ask {
        who: Owner,
        question: String,
        answers: Vec<Answer>,
        until: Timestamp,
    },
    /// Ask a person for a yes, with the next step as it would happen.
    Approve {
        step: StepId,
        visit: u32,
        who: Owner,
        delegate: Option<Owner>,
        what: String,
        until: Timestamp,
        /// The command that follows, and its arguments.
        message: Option<(VerbName, Map<String, Json>)>,
    },
    /// Start another automation about the same record, and wait until it has ended.
    Call {
        step: StepId,
        visit: u32,
        automation: Slug,
        with: Map<String, Json>,
    },
    /// Wait for the result of the effect.
    AwaitEffect {
        until: Timestamp,
    },
    /// Nobody has answered: the stand-in is asked too, until then.
    HandOn {
        until: Timestamp,
    },
    /// Take the step again then.
    Again {
        at: Timestamp,
        failing: Failing,
    },
    /// It has gone far for one turn; come back with `Due`.
    Yield,
    /// It did not concern the run; nothing changed.
    Stay,
    /// Over: cancel its waits and what of it is still queued.
    End(Outcome),
    Cancelled,
    /// Give it to its owner as an exception.
    Park(Reason),
}

/// A step that failed in passing and is tried again by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    pub step: String,
    /// How often, so far; what is merely slowed down does not count.
    pub tries: u32,
    pub since: Timestamp,
    pub why: String,
}

impl Failing {
    const MOST_TRIES: u32 = 3;
    const LONGEST: SignedDuration = SignedDuration::from_hours(1);

    /// Whoever answers for it hears of it, though it goes on by itself.
    pub fn needs_somebody(&self, now: Timestamp) -> bool {
        self.tries >= Failing::MOST_TRIES || now.duration_since(self.since) >= Failing::LONGEST
    }
}

/// Why a run cannot go on by itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("it has taken longer than its deadline; look what holds it up")]
    Deadline,
    #[error("{field} of step {step}: {why}")]
    Condition { step: String, field: &'static str, why: String },
    #[error("step {step} failed: {why}")]
    Failed { step: String, failure: Failure, why: String },
    #[error("step {step} was entered {visits} times; look why it comes round")]
    Circles { step: String, visits: u32 },
    #[error("no result of step {step} in time; find out whether it left")]
    NoResult { step: String },
    #[error("{why} at step {step}; decide it, or go on without it")]
    Escalated { step: String, why: String },
}

impl Reason {
    /// What went wrong, without where.
    pub fn why(&self) -> String {
        match self {
            Reason::Condition { why, .. } | Reason::Failed { why, .. } => why.clone(),
            other => other.to_string(),
        }
    }
}

/// One visit of a step, for the timeline of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    pub step: StepId,
    pub visit: u32,
}

/// What came of an input.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The steps entered, in order.
    pub trail: Vec<Visit>,
    /// What visits came to in it, in order: of a step that was entered twice, both.
    pub came: Vec<(Visit, StepResult)>,
    /// The conditions that were asked in it, at which visit.
    pub asked: Vec<(Visit, Asked)>,
    pub next: Move,
}
