//! One step: an id, perhaps a note and a condition, and exactly one thing to do, wait for, decide, ask or
//! end.

use std::collections::BTreeMap;

use kernel::calendar::Delay;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Approve, Arg, Branch, Call, Cel, Facts, Owner, Repeat, Span, StepId, VerbName, Wait, Word};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Written", into = "Written")]
pub struct Step {
    pub id: StepId,
    pub note: Option<String>,
    /// Unless this is true the step is skipped, which later steps can see.
    pub only_if: Option<Cel>,
    pub on_error: Option<OnError>,
    /// How long the run may stand at it before a person hears of it; the run goes on untouched.
    pub sla: Option<Wait>,
    pub act: Act,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Do(Do),
    Wait(Wait),
    WaitFor(WaitFor),
    Branch(Branch),
    Ask(Ask),
    /// Computed values, read as `vars.NAME` from here on.
    Set(BTreeMap<Word, Arg>),
    Approve(Approve),
    Repeat(Repeat),
    Call(Call),
    End(Outcome),
}

impl Step {
    /// The step, and those inside it.
    pub fn with_inner(&self) -> Vec<&Step> {
        let inner = if let Act::Repeat(repeat) = &self.act { repeat.steps.as_slice() } else { &[] };
        std::iter::once(self).chain(inner.iter().flat_map(Step::with_inner)).collect()
    }
}

/// A command of the house, with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Do {
    pub verb: VerbName,
    pub with: BTreeMap<String, Arg>,
    /// Looked at in the moment its effect leaves the house, not when it is queued.
    pub guard: Option<Cel>,
    /// What has not left after so long does not leave at all.
    pub expires_after: Option<Span>,
    /// Leaves again when nobody knows whether it left: only where a second one does no harm.
    pub resend: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitFor {
    pub fact: Facts,
    /// Which of these facts is the one: over `fact`, the records, `trigger` and `steps`.
    #[serde(default, rename = "match", skip_serializing_if = "Option::is_none")]
    pub matches: Option<Cel>,
    #[serde(default)]
    pub since: Since,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Delay>,
    #[serde(default, skip_serializing_if = "Jump::is_next")]
    pub on_hit: Jump,
    #[serde(default, skip_serializing_if = "Jump::is_next")]
    pub on_timeout: Jump,
}

/// From when on facts count: also those told before the wait began.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "SinceText", into = "SinceText")]
pub enum Since {
    #[default]
    RunStart,
    /// The moment that step was last finished.
    Step(StepId),
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected run_start or the name of a step")]
enum SinceText {
    Start(Start),
    Step(StepId),
}

#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Start {
    RunStart,
}

impl From<SinceText> for Since {
    fn from(text: SinceText) -> Since {
        match text {
            SinceText::Start(Start::RunStart) => Since::RunStart,
            SinceText::Step(step) => Since::Step(step),
        }
    }
}

impl From<Since> for SinceText {
    fn from(since: Since) -> SinceText {
        match since {
            Since::RunStart => SinceText::Start(Start::RunStart),
            Since::Step(step) => SinceText::Step(step),
        }
    }
}

/// Where a run goes from here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Jump {
    #[default]
    Next,
    Go(StepId),
    End(Outcome),
    /// Nowhere by itself: the run stops here, and its owner gets an exception.
    Escalate,
}

impl Jump {
    fn is_next(&self) -> bool {
        *self == Jump::Next
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// What it is for has happened.
    Goal,
    /// There is nothing left to do.
    Exit,
    /// It has done all its steps.
    Done,
}

/// What a step does that cannot succeed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// The run stops where it is, and its owner gets an exception.
    Escalate,
    /// The step counts as failed, which later steps can see, and the run goes on.
    Skip,
    Go(StepId),
}

/// A question to a person, with the answers they can choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    pub who: Owner,
    pub question: String,
    pub answers: Vec<Answer>,
    pub timeout: Delay,
    /// Where the run goes unanswered; the stand-in has been asked before.
    pub on_timeout: Jump,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub answer: Word,
    #[serde(default)]
    pub then: Jump,
}

/// A step as it is written: exactly one of `do`, `wait`, `wait_for`, `branch`, `ask`, `set`, `approve`, `repeat`,
/// `call`, `end`.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Written {
    id: Option<StepId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    only_if: Option<Cel>,
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    verb: Option<VerbName>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    with: BTreeMap<String, Arg>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guard: Option<Cel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_after: Option<Span>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    resend: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    sla: Option<Wait>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wait: Option<Wait>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wait_for: Option<WaitFor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    branch: Option<Branch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ask: Option<Ask>,
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<BTreeMap<Word, Arg>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approve: Option<Approve>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeat: Option<Repeat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<Call>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_error: Option<OnError>,
}

impl TryFrom<Written> for Step {
    type Error = String;
    fn try_from(mut written: Written) -> Result<Step, String> {
        let id = written.id.take().ok_or("a step without a name; give it `id`")?;
        let (note, only_if) = (written.note.take(), written.only_if.take());
        let (on_error, sla) = (written.on_error.take(), written.sla.take());
        written
            .act()
            .map(|act| Step { act, note, only_if, on_error, sla, id: id.clone() })
            .map_err(|why| format!("step {id}: {why}"))
    }
}

impl Written {
    fn act(mut self) -> Result<Act, &'static str> {
        let wait = self.wait.take().map(Act::Wait);
        let wait_for = self.wait_for.take().map(Act::WaitFor);
        let branch = self.branch.take().map(Act::Branch);
        let ask = self.ask.take().map(Act::Ask);
        let end = self.end.take().map(Act::End);
        let set = self.set.take().map(Act::Set);
        let approve = self.approve.take().map(Act::Approve);
        let repeat = self.repeat.take().map(Act::Repeat);
        let call = self.call.take().map(Act::Call);
        let others = [wait, wait_for, branch, ask, set, approve, repeat, call, end];
        let mut acts = self.doing()?.into_iter().chain(others.into_iter().flatten());
        match (acts.next(), acts.next()) {
            (Some(act), None) => Ok(act),
            (None, _) => {
                let why = "it does nothing; give it one of do, wait, wait_for, branch, ask, set, approve, repeat, \
                     call, end";
                Err(why)
            }
            (Some(_), Some(_)) => Err("it does two things; make two steps of it"),
        }
    }

    fn doing(self) -> Result<Option<Act>, &'static str> {
        let extras = !self.with.is_empty() || self.guard.is_some() || self.expires_after.is_some();
        let extras = extras || self.resend;
        let Self { with, guard, expires_after, resend, .. } = self;
        match self.verb {
            Some(verb) => Ok(Some(Act::Do(Do { verb, with, guard, expires_after, resend }))),
            None if extras => Err("with, guard, expires_after and resend belong to a step with `do`"),
            None => Ok(None),
        }
    }
}

impl From<Step> for Written {
    fn from(step: Step) -> Written {
        let Step { id, note, only_if, on_error, sla, act } = step;
        let plain = Written { id: Some(id), note, only_if, on_error, sla, ..Written::default() };
        match act {
            Act::Do(Do { verb, with, guard, expires_after, resend }) => {
                Written { verb: Some(verb), with, guard, expires_after, resend, ..plain }
            }
            Act::Wait(wait) => Written { wait: Some(wait), ..plain },
            Act::WaitFor(wait_for) => Written { wait_for: Some(wait_for), ..plain },
            Act::Branch(branch) => Written { branch: Some(branch), ..plain },
            Act::Ask(ask) => Written { ask: Some(ask), ..plain },
            Act::Set(set) => Written { set: Some(set), ..plain },
            Act::Approve(approve) => Written { approve: Some(approve), ..plain },
            Act::Repeat(repeat) => Written { repeat: Some(repeat), ..plain },
            Act::Call(call) => Written { call: Some(call), ..plain },
            Act::End(end) => Written { end: Some(end), ..plain },
        }
    }
}
