//! One turn of a run: what it heard, what somebody decided, what is due, up to the next move.
//!
//! Invariant: it writes nothing and reads nothing but what `Beside` is asked for; the same run, news, view and
//! answers give the same move. The store answers in the house, a table in memory in its simulation.

use std::sync::Arc;

use kernel::{Result, RunId, fault};
use serde_json::Value as Json;

use super::Kept;
use super::rows::HeardFact;
use crate::approval::{self, Decided};
use crate::document::{FactKind, Word};
use crate::gate::rule;
use crate::office;
use crate::plan::{Asked, Catalogue, Failure, Input, Move, Operator, Plan, State, StepResult, Turn, Visit};
use crate::sight::{self, Sight};

/// What somebody has decided about a run, or what became of a command of it.
#[derive(Debug, Clone)]
pub enum Given {
    Operator(Operator),
    Answer(Word),
    /// Of the command of this visit, and of no other: meanwhile a fact may have led the run elsewhere.
    Became(Visit, Became),
}

/// What became of a command that was not carried out.
#[derive(Debug, Clone)]
pub enum Became {
    Failed(Failure, String),
    Practised(Json),
    /// A person must let it happen first: the approval's id.
    Ask {
        approval: kernel::ApprovalId,
        /// Until when, where its step says so.
        until: Option<kernel::Timestamp>,
    },
}

/// A turn that was taken, and not written yet.
pub struct Walked {
    pub kept: Kept,
    /// The run as it was.
    pub old: crate::plan::Run,
    pub plan: Arc<Plan>,
    pub sight: Sight,
    pub catalogue: Arc<office::Office>,
    pub trail: Vec<Visit>,
    /// What visits came to, in order.
    pub came: Vec<(Visit, StepResult)>,
    /// The conditions that were asked in it, at which visit.
    pub asked: Vec<(Visit, Asked)>,
    pub next: Move,
    pub heard: Vec<HeardFact>,
    /// What was approved, if the command of the move was: its arguments as they were shown.
    pub approved: Option<Json>,
    /// It waits for its turn in its group.
    pub queued: bool,
    /// What became of a command concerned it still: the run had not been led elsewhere meanwhile.
    pub heeded: bool,
}

/// What a turn may have to know beside its run: read only where the run asks for it.
pub trait Beside: Send {
    /// What was said to the approval with this prefixed id; none while it is open, or where it is none.
    fn decided(&mut self, awaits: Option<&str>) -> impl Future<Output = Result<Option<Decided>>> + Send;
    /// What came of a run that was called; none while it is under way.
    fn ended(&mut self, run: RunId) -> impl Future<Output = Result<Option<Ended>>> + Send;
    /// Whether a run still waits for its turn in its group.
    fn is_queued(&mut self, run: RunId) -> impl Future<Output = Result<bool>> + Send;
    /// What the command answered that made the message or call the run waits for.
    fn made(&mut self, run: RunId, awaits: &str) -> impl Future<Output = Result<Option<Json>>> + Send;
    /// What another system answered: its status, and what was taken of it.
    fn answered(&mut self, call: &str) -> impl Future<Output = Result<(Option<i64>, Json)>> + Send;
}

/// A called run that is over.
pub struct Ended {
    pub outcome: Option<String>,
    /// What its steps have set.
    pub vars: Json,
}

/// Facts told by the room of messages about one that a run waits for.
pub const RESULTS: [&str; 5] =
    ["message.accepted", "message.skipped", "message.bounced", "http.answered", "http.failed"];
/// More waits than this one after the other are not met by what was told before.
const MOST_REPLAYS: usize = 32;

impl Walked {
    /// A run before its turn.
    pub fn of(
        kept: Kept,
        plan: Arc<Plan>,
        (sight, catalogue): (Sight, Arc<office::Office>),
        heard: Vec<HeardFact>,
    ) -> Walked {
        let old = kept.machine.clone();
        Walked {
            kept,
            old,
            plan,
            sight,
            catalogue,
            trail: vec![],
            came: vec![],
            asked: vec![],
            next: Move::Stay,
            heard,
            approved: None,
            queued: false,
            heeded: false,
        }
    }

    /// Takes the turn.
    pub async fn turn<B: Beside>(&mut self, beside: &mut B, given: Option<Given>) -> Result<()> {
        if self.sight.gone && !self.kept.machine.state().is_ended() {
            self.kept.note = Some("what it was about is no more".into());
            return self.advance(Input::Operator(Operator::Cancel));
        }
        self.hear_news(beside).await?;
        if self.kept.machine.state().is_ended() {
            return Ok(());
        }
        match given {
            Some(Given::Operator(decided)) => self.advance(Input::Operator(decided))?,
            Some(Given::Answer(word)) => self.advance(Input::Answer(word))?,
            Some(Given::Became(visit, became)) => {
                self.go_on(beside).await?;
                let comes = matches!(self.next, Move::Do { .. } | Move::Approve { .. });
                if comes && self.kept.machine.inside().as_ref() == Some(&visit) {
                    self.heeded = true;
                    self.became(became)?;
                }
            }
            None => self.go_on(beside).await?,
        }
        Ok(())
    }

    /// A command was not carried out, and this is why or how.
    fn became(&mut self, became: Became) -> Result<()> {
        match became {
            Became::Failed(failure, why) => self.advance(Input::Failed(failure, why)),
            Became::Practised(answer) => self.advance(Input::Practised(answer)),
            Became::Ask { approval, until } => {
                let lapses = || approval::lapses_at(self.sight.now, self.kept.machine.deadline_at());
                let until = until.unwrap_or_else(lapses);
                self.advance(Input::Queued { until })?;
                self.kept.awaits = Some(approval.to_string());
                Ok(())
            }
        }
    }

    /// Another run of its group goes first, and its own time is not over.
    async fn waits_its_turn<B: Beside>(&self, beside: &mut B) -> Result<bool> {
        let machine = &self.kept.machine;
        let begins = machine.state() == State::Ready && machine.step().is_none();
        let late = machine.deadline_at().is_some_and(|deadline| deadline <= self.sight.now);
        if !begins || late || !self.plan.document().takes_turns() {
            return Ok(false);
        }
        beside.is_queued(self.kept.id).await
    }

    /// What is due, or what a person has let happen or not.
    async fn go_on<B: Beside>(&mut self, beside: &mut B) -> Result<()> {
        if self.kept.machine.state() == State::WaitingEffect
            && let Some(decided) = beside.decided(self.kept.awaits.as_deref()).await?
        {
            return match decided {
                Decided::Approved(_, edit) if self.is_approval() => {
                    if let Some(edit) = edit {
                        self.kept.machine.keep_edit(edit);
                    }
                    self.advance(Input::Approved)
                }
                Decided::Approved(args, edit) => {
                    self.approved = Some(approval::with_edit(args, edit));
                    self.advance(Input::Approved)
                }
                Decided::Returned(reason) => self.advance(Input::Skipped(reason)),
            };
        }
        if self.kept.machine.state() == State::WaitingEffect
            && let Some(input) = super::call::ended(beside, self).await?
        {
            return self.advance(input);
        }
        if self.waits_its_turn(beside).await? {
            self.queued = true;
            return Ok(());
        }
        let machine = &self.kept.machine;
        let due = machine.wakes_at().is_some_and(|at| at <= self.sight.now) || self.plan.looks_again(machine);
        let orders = matches!(self.next, Move::Do { .. } | Move::Approve { .. } | Move::Call { .. });
        if due && !orders { self.advance(Input::Due) } else { Ok(()) }
    }

    async fn hear_news<B: Beside>(&mut self, beside: &mut B) -> Result<()> {
        for i in 0..self.heard.len() {
            if self.heard[i].taken || self.kept.machine.state().is_ended() {
                continue;
            }
            // From here on it has been told: where it leads to another wait, it may be what that is for.
            (self.heard[i].taken, self.heard[i].fresh) = (true, true);
            self.offer(i)?;
            self.result(beside, i).await?;
        }
        Ok(())
    }

    /// A fact that may concern its goal, its exit or its wait.
    fn offer(&mut self, i: usize) -> Result<()> {
        let fact = self.heard[i].clone();
        let kind: FactKind = fact.kind.parse().map_err(fault)?;
        let record = sight::fact(&fact.body, self.catalogue.known_catalogue()?);
        let waiting = self.waits_at();
        let turn = self.taken(|plan, run, view| plan.advance(run, Input::Fact(&kind, &record), view))?;
        if turn.next != Move::Stay {
            self.heard[i].meets(waiting.as_deref());
        }
        self.went(turn)
    }

    fn is_approval(&self) -> bool {
        let step = self.kept.machine.step().and_then(|step| self.plan.document().step(step));
        step.is_some_and(|step| matches!(step.act, crate::document::Act::Approve(_)))
    }

    fn waits_at(&self) -> Option<String> {
        let waiting = self.kept.machine.state() == State::Waiting;
        self.kept.machine.step().filter(|_| waiting).map(|step| step.as_str().to_owned())
    }

    /// What became of the message the run waits for.
    async fn result<B: Beside>(&mut self, beside: &mut B, i: usize) -> Result<()> {
        let fact = &self.heard[i];
        let waits = self.kept.machine.state() == State::WaitingEffect;
        let of = |field: &str| fact.body[field].as_str().map(str::to_owned);
        let message = of("message").or_else(|| of("http_call"));
        if !waits
            || message.is_none()
            || message != self.kept.awaits
            || !RESULTS.contains(&fact.kind.as_str())
        {
            return Ok(());
        }
        let reason = fact.body["reason"].as_str().unwrap_or_default().to_owned();
        let input = match (fact.kind.as_str(), fact.body["hardness"].as_str()) {
            ("message.accepted", _) => {
                let made = beside.made(self.kept.id, &message.unwrap_or_default()).await?;
                Input::Ok(made.unwrap_or_default())
            }
            ("http.answered", _) => {
                let call = message.unwrap_or_default();
                let mut given = beside.made(self.kept.id, &call).await?.unwrap_or_default();
                let (code, output) = beside.answered(&call).await?;
                given["code"] = code.into();
                given["output"] = output;
                Input::Ok(given)
            }
            ("message.skipped", _) | ("http.failed", Some("cancelled")) => {
                match rule::had_no_value(&reason) {
                    Some(why) => Input::Unasked(why.to_owned()),
                    None => Input::Skipped(reason),
                }
            }
            (_, Some("uncertain")) => Input::Failed(Failure::Uncertain, reason),
            _ => Input::Failed(Failure::Permanent, reason),
        };
        self.advance(input)
    }

    pub fn advance(&mut self, input: Input<'_>) -> Result<()> {
        let turn = self.taken(|plan, run, view| plan.advance(run, input, view))?;
        self.went(turn)
    }

    fn taken(
        &mut self,
        input: impl FnOnce(
            &Plan,
            &mut crate::plan::Run,
            &crate::plan::View<'_>,
        ) -> Result<Turn, crate::plan::NotNow>,
    ) -> Result<Turn> {
        let view = self.sight.view();
        Ok(input(&self.plan, &mut self.kept.machine, &view)?)
    }

    fn went(&mut self, turn: Turn) -> Result<()> {
        self.trail.extend(turn.trail);
        self.came.extend(turn.came);
        self.asked.extend(turn.asked);
        if turn.next != Move::Stay {
            self.next = turn.next;
        }
        self.replay()
    }

    /// A wait that counts from before it began meets what was told since.
    fn replay(&mut self) -> Result<()> {
        for _ in 0..MOST_REPLAYS {
            let Move::WaitFor { facts, since, .. } = &self.next else { return Ok(()) };
            let Some(here) = self.waits_at() else { return Ok(()) };
            let met = |heard: &&HeardFact| {
                let known = heard.taken && heard.at >= *since && !heard.has_met(&here);
                known && facts.iter().any(|kind| kind.as_str() == heard.kind)
            };
            let told: Vec<HeardFact> = self.heard.iter().filter(met).cloned().collect();
            let mut hit = false;
            for fact in told {
                let kind: FactKind = fact.kind.parse().map_err(fault)?;
                let record = sight::fact(&fact.body, self.catalogue.known_catalogue()?);
                let turn =
                    self.taken(|plan, run, view| plan.advance(run, Input::Past(&kind, &record), view))?;
                if turn.next != Move::Stay {
                    self.trail.extend(turn.trail);
                    self.came.extend(turn.came);
                    self.asked.extend(turn.asked);
                    self.next = turn.next;
                    for heard in self.heard.iter_mut().filter(|heard| heard.fact == fact.fact) {
                        heard.meets(Some(&here));
                    }
                    hit = true;
                    break;
                }
            }
            if !hit {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The arguments of the command it came to, as its text gives them now for that moment.
    pub fn said_at(&self, moment: kernel::Timestamp) -> Option<serde_json::Map<String, Json>> {
        let view = crate::plan::View { now: moment, ..self.sight.view() };
        self.plan.says(&self.kept.machine, &view)
    }

    pub fn fields(&self) -> Result<&Catalogue> {
        self.catalogue.known_catalogue()
    }
}

impl kernel::Refusal for crate::plan::NotNow {
    fn code(&self) -> &'static str {
        "run.not_now"
    }
}
