//! A worker on the runs: it claims, looks, carries out, writes down, each in a transaction of its own; between two of
//! them it may end, or stand still longer than its lease.

use std::collections::VecDeque;

use automation::automation::Mode;
use automation::executor::LEASE_MS;
use automation::plan::{Failure as Went, Input, Move, Operator, State, Visit};
use automation::run::later;
use automation::run::rows::HeardFact;
use automation::run::steps::{Clock, Doing};
use automation::run::turn::{self, Given, Walked};
use automation::run::written::{Written, goes_on, is_behind, lines, written};
use futures_util::FutureExt;
use kernel::{ApprovalId, Id, MessageId, TaskId, Timestamp};
use serde_json::{Map, Value as Json, json};

use crate::compare::stands;
use crate::disk::{Asked, Effect, Line};
use crate::failure::{Failure, Planted};
use crate::happened::{Became, How, Records, What};
use crate::history::Act;
use crate::world::{Befalls, Stall, World};

const DAY_MS: i64 = 86_400_000;
const BATCH: usize = 4;

/// A command a run wants carried out, as it was looked at.
pub struct Order {
    visit: Visit,
    verb: String,
    args: Map<String, Json>,
    key: [u8; 32],
    seen: Option<(Timestamp, Map<String, Json>)>,
    asks: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    resend: bool,
    /// When it was looked at.
    at: Timestamp,
}

pub struct Told {
    pub became: turn::Became,
    pub visit: Visit,
    doing: Doing,
    ask: Option<Json>,
    /// When its text was read, and what the records said.
    pub shown: (Timestamp, Records),
}

#[derive(Default)]
enum Work {
    #[default]
    Idle,
    Turn(usize, i64, Option<Box<Told>>),
    Step(usize, i64, Box<Order>),
}

#[derive(Default)]
pub struct Node {
    claimed: VecDeque<(usize, i64)>,
    work: Work,
    turns: u32,
    pub wakes: i64,
    pub paused_until: i64,
    pub stall: Stall,
}

impl Node {
    pub fn is_idle(&self) -> bool {
        matches!(self.work, Work::Idle) && self.claimed.is_empty()
    }

    pub fn crash(&mut self, again: i64) {
        *self = Node { wakes: again, paused_until: again, ..Node::default() };
    }
}

fn taken<T>(answer: impl Future<Output = T>) -> T {
    answer.now_or_never().expect("memory answers at once")
}

impl World {
    fn pause(&self, who: usize) -> i64 {
        1 + self.chance.of(self.moments).of(who as u64).below(60) as i64
    }

    pub fn node_moves(&mut self, n: usize) -> Result<(), Failure> {
        let work = std::mem::take(&mut self.nodes[n].work);
        let next = match work {
            Work::Idle => self.claims(n),
            Work::Turn(run, epoch, told) => self.turns(n, (run, epoch), told)?,
            Work::Step(run, epoch, order) => self.steps((run, epoch), *order)?,
        };
        let pause = self.pause(n);
        let (node, t) = (&mut self.nodes[n], self.t);
        node.work = next;
        node.wakes = t + pause;
        if !node.is_idle() {
            match node.stall.moved() {
                Befalls::Nothing => {}
                Befalls::Ends => node.crash(t + 5_000),
                Befalls::Stands(ms) => node.paused_until = t + ms,
            }
        }
        Ok(())
    }

    fn claims(&mut self, n: usize) -> Work {
        if self.nodes[n].claimed.is_empty() && !self.stopped {
            let now = self.now();
            let rows = &self.disk.rows;
            let on = |run: &usize| rows[*run].lease.is_free(now);
            let mut free: Vec<usize> = self.disk.active.iter().copied().filter(on).collect();
            free.sort_by_key(|run| (rows[*run].kept.priority, rows[*run].lease.wakes_at, *run));
            free.truncate(BATCH);
            for run in free {
                let epoch = self.disk.rows[run].lease.take(later(now, LEASE_MS));
                self.nodes[n].claimed.push_back((run, epoch));
                self.note(|| format!("node {n} claims run {run} as {epoch}"));
            }
        }
        self.nodes[n].turns = 0;
        match self.nodes[n].claimed.pop_front() {
            Some((run, epoch)) => Work::Turn(run, epoch, None),
            None => Work::Idle,
        }
    }

    fn is_held(&self, run: usize, epoch: i64) -> bool {
        let lease = &self.disk.rows[run].lease;
        lease.is_held(epoch) || (self.is(Planted::RunEpochNotCompared) && !lease.ended)
    }

    /// A run before its turn, in this transaction.
    fn walked(&self, run: usize) -> Walked {
        let row = &self.disk.rows[run];
        let known = self.house.version(row.kept.version);
        let mut kept = row.kept.clone();
        kept.epoch = row.lease.epoch;
        let sight = self.look(&kept, known);
        let mut heard: Vec<HeardFact> = row.heard.clone();
        let due = kept.machine.state() == State::Waiting
            && kept.machine.wakes_at().is_some_and(|at| at <= self.now());
        if self.is(Planted::TimeBeforeFact) && due {
            heard.iter_mut().for_each(|fact| fact.taken = true);
        }
        if self.is(Planted::PastNotReplayed) {
            heard.retain(|fact| !fact.taken);
        }
        Walked::of(kept, known.plan.clone(), (sight, self.house.office.clone()), heard)
    }

    fn turns(
        &mut self,
        n: usize,
        (run, epoch): (usize, i64),
        told: Option<Box<Told>>,
    ) -> Result<Work, Failure> {
        if !self.is_held(run, epoch) {
            return Ok(Work::Idle);
        }
        self.checks.holds(&self.disk.rows[run], epoch)?;
        self.checks.came.turns += 1;
        self.nodes[n].turns += 1;
        if self.nodes[n].turns > 100 {
            return Err(Failure { law: "rest", why: format!("run {run} goes round and round") });
        }
        let mut walked = self.walked(run);
        let queued = self.disk.is_waiting_its_turn(run);
        let given = told.as_ref().map(|told| Given::Became(told.visit.clone(), told.became.clone()));
        if let Err(error) = taken(walked.turn(&mut self.disk, given)) {
            return Err(Failure { law: "turn", why: format!("run {run}: {error}") });
        }
        self.checks.pure(self, &walked, run, told.is_some())?;
        if told.is_none()
            && let Some(order) = ordered(&walked)
        {
            return Ok(self.goes((run, epoch), order));
        }
        let became = told.as_ref().map(|told| self.became(run, told));
        self.happens_to(run, What::Looked { queued, became });
        if let Move::Call { .. } = walked.next {
            let refused = Input::Failed(Went::Refused, "there is no such automation".into());
            walked.advance(refused).map_err(|e| Failure { law: "call", why: e.to_string() })?;
        }
        let doing = told.filter(|_| walked.heeded).map(|told| {
            if let (Some(args), Move::AwaitEffect { .. }, Some(id)) =
                (&told.ask, &walked.next, &told.doing.awaits)
            {
                let asked = Asked { run, args: args.clone(), state: "open" };
                self.disk.approvals.insert(id.clone(), asked);
            }
            (told.visit, told.doing)
        });
        let next = self.settle(run, walked, doing)?;
        Ok(if goes_on(&next) { Work::Turn(run, epoch, None) } else { Work::Idle })
    }

    /// What comes of a command: done, practised, or put before a person.
    fn goes(&mut self, (run, epoch): (usize, i64), order: Order) -> Work {
        let mode = self.disk.rows[run].kept.mode;
        let message = order.verb == "message.send";
        let doing = Doing {
            verb: order.verb.clone(),
            input: Json::Object(order.args.clone()),
            expires_at: order.expires_at,
            ..Doing::default()
        };
        let asks = order.asks.is_some() || (mode == Mode::ApproveEach && message && order.seen.is_some());
        if !asks && mode != Mode::Practice {
            return Work::Step(run, epoch, Box::new(order));
        }
        let (became, doing, ask) = if mode == Mode::Practice {
            (turn::Became::Practised(Json::Null), doing, None)
        } else {
            let approval = ApprovalId::from_bytes(self.disk.next_id());
            let doing = Doing { awaits: Some(approval.to_string()), ..doing };
            (turn::Became::Ask { approval, until: order.asks }, doing, Some(Json::Object(order.args)))
        };
        let shown = (order.at, self.records(run));
        Work::Turn(run, epoch, Some(Box::new(Told { became, visit: order.visit, doing, ask, shown })))
    }

    /// The command and the progress of its run, in one transaction.
    fn steps(&mut self, (run, epoch): (usize, i64), mut order: Order) -> Result<Work, Failure> {
        if !self.is_held(run, epoch) {
            return Ok(Work::Turn(run, epoch, None));
        }
        self.checks.holds(&self.disk.rows[run], epoch)?;
        let mut walked = self.walked(run);
        if let Err(error) = taken(walked.turn(&mut self.disk, None)) {
            return Err(Failure { law: "turn", why: format!("run {run}: {error}") });
        }
        let wanted = matches!(&walked.next, Move::Do { key, .. } if *key == order.key);
        let stale = order.seen.as_ref().is_some_and(|(at, args)| walked.said_at(*at).as_ref() != Some(args));
        if !wanted || (stale && !self.is(Planted::SeenNotCompared)) {
            return Ok(Work::Turn(run, epoch, None));
        }
        self.checks.carried_out(
            &self.disk.rows[run],
            (run, &order.visit),
            (&order.args, &walked.next),
            order.seen.is_none(),
        )?;
        if self.is(Planted::OtherWords) && order.verb == "task.create" {
            order.args.insert("title".into(), "something else".into());
        }
        let before = self.records(run);
        let answer = match self.commands(run, &order) {
            Ok(answer) => answer,
            Err((failure, why)) => {
                let doing = Doing { verb: order.verb, input: Json::Object(order.args), ..Doing::default() };
                let became = turn::Became::Failed(failure, why);
                let shown = (order.at, before);
                return Ok(Work::Turn(
                    run,
                    epoch,
                    Some(Box::new(Told { became, visit: order.visit, doing, ask: None, shown })),
                ));
            }
        };
        if self.is(Planted::DoneBeforeWritten) && self.chance.of(self.moments).of(77).in_a_hundred(5) {
            return Ok(Work::Idle);
        }
        let how =
            if order.verb == "message.send" { How::Sent(answer.clone()) } else { How::Done(answer.clone()) };
        let visit = (order.visit.step.to_string(), order.visit.visit);
        let became = Became { visit, shown: (order.at, before.clone()), after: self.records(run), how };
        let what = What::Looked { queued: false, became: Some(became) };
        self.happened_to(run, before, what);
        self.progress(run, epoch, (walked, answer), order)
    }

    fn progress(
        &mut self,
        run: usize,
        epoch: i64,
        (mut walked, answer): (Walked, Json),
        order: Order,
    ) -> Result<Work, Failure> {
        let broken = |error: kernel::Error| Failure { law: "turn", why: error.to_string() };
        let mut doing = Doing {
            verb: order.verb.clone(),
            input: Json::Object(order.args),
            output: Some(answer.clone()),
            expires_at: order.expires_at,
            ..Doing::default()
        };
        if order.verb == "message.send" {
            let message = answer["id"].as_str().map(str::to_owned);
            doing.awaits.clone_from(&message);
            walked.kept.awaits = message;
            let until = order.expires_at.map_or(later(self.now(), 6 * DAY_MS), |at| later(at, DAY_MS));
            walked.advance(Input::Queued { until }).map_err(broken)?;
        } else {
            let known = self.house.version(walked.kept.version);
            walked.sight = self.look(&walked.kept, known);
            walked.advance(Input::Ok(answer)).map_err(broken)?;
        }
        let next = self.settle(run, walked, Some((order.visit, doing)))?;
        Ok(if goes_on(&next) { Work::Turn(run, epoch, None) } else { Work::Idle })
    }

    /// What a command does, or why not.
    fn commands(&mut self, run: usize, order: &Order) -> Result<Json, (Went, String)> {
        let chance = self.chance.about(&order.key).of(self.disk.rows[run].lease.epoch as u64);
        if !self.calm && chance.of(1).in_a_hundred(3) {
            return Err((Went::Transient, "the line is busy".into()));
        }
        if !self.calm && chance.of(2).in_a_hundred(2) {
            return Err((Went::Refused, "a rule of the house".into()));
        }
        let kept = self.disk.rows[run].kept.clone();
        let who = self.person_of(kept.subject);
        if order.verb == "message.send" {
            return self.queues(run, who, order);
        }
        let now = self.now();
        let said = self.people[who].command(&order.verb, now).map_err(|why| (Went::Refused, why))?;
        self.says(who, said, Some(kept.id));
        self.checks.came.done += 1;
        let id = TaskId::from_bytes(self.disk.next_id());
        self.checks
            .acted((run, &order.visit), true)
            .map_err(|failure| (Went::Poison, failure.to_string()))?;
        Ok(json!({ "id": id.to_string() }))
    }

    fn queues(&mut self, run: usize, who: usize, order: &Order) -> Result<Json, (Went, String)> {
        if !self.people[who].has_email {
            return Err((Went::Refused, "they have no address".into()));
        }
        let message = MessageId::from_bytes(self.disk.next_id()).to_string();
        let class = order.args.get("class").and_then(Json::as_str).unwrap_or("transactional").to_owned();
        let now = self.now();
        self.disk.effects.push(Effect {
            key: order.key,
            run,
            contact: self.people[who].contact,
            message: message.clone(),
            step: order.visit.step.to_string(),
            visit: order.visit.visit,
            class,
            resend: order.resend,
            state: "queued",
            attempt: 0,
            epoch: 0,
            lease_until: now,
            due_at: now,
            held: false,
            done_at: None,
            settled: None,
        });
        self.checks
            .acted((run, &order.visit), false)
            .map_err(|failure| (Went::Poison, failure.to_string()))?;
        Ok(json!({ "id": message, "message": message }))
    }

    /// Writes a turn down.
    pub fn settle(
        &mut self,
        run: usize,
        mut walked: Walked,
        doing: Option<(Visit, Doing)>,
    ) -> Result<Move, Failure> {
        let now = self.now();
        let mut lines = lines(&mut walked, doing);
        if self.is(Planted::NumberSkipped) && lines.len() > 2 {
            lines.remove(1);
        }
        let row = &mut self.disk.rows[run];
        for fact in walked.heard.iter().filter(|fact| fact.fresh) {
            for kept in row.heard.iter_mut().filter(|kept| kept.fact == fact.fact) {
                (kept.taken, kept.hit) = (true, fact.hit.clone());
            }
        }
        for (seq, line) in lines {
            let key = (line.visit.step.to_string(), line.visit.visit);
            let doing = line.doing.unwrap_or_default();
            let kept = row.lines.entry(key).or_insert(Line {
                seq,
                state: line.state,
                awaits: None,
                expires_at: None,
                late_at: None,
                output: None,
                why: None,
                input: None,
            });
            (kept.state, kept.why) = (line.state, line.why);
            let before = kept.late_at.filter(|_| self.planted != Some(Planted::PromiseForgotten));
            kept.late_at = match line.clock {
                Clock::Begins(by) => Some(by),
                Clock::Runs => before.filter(|_| line.state.is_open()),
                Clock::Stops => None,
            };
            kept.awaits = doing.awaits.or(kept.awaits.take());
            kept.expires_at = doing.expires_at.or(kept.expires_at);
            kept.input = Some(doing.input).filter(|input| !input.is_null()).or(kept.input.take());
            kept.output = doing.output.or(kept.output.take());
        }
        let state = walked.kept.machine.state();
        if state != State::WaitingEffect {
            walked.kept.awaits = None;
        }
        let lapses = is_behind(&walked);
        row.exception = (row.exception && state == State::Parked) || matches!(walked.next, Move::Park(_));
        row.question = state == State::WaitingHuman;
        let Written { ended, mut wakes_at, keeps } = written(&walked, now);
        if self.planted == Some(Planted::NoDeadlineForEffect) && state == State::WaitingEffect {
            wakes_at = None;
        }
        self.checks.settled(&self.house.hours, &self.people[..], &walked, (row, now))?;
        row.sleeps_until = if let Move::Sleep { until } = walked.next { Some(until) } else { None };
        row.lease.write(wakes_at, keeps, ended.is_some());
        let next = walked.next.clone();
        row.kept = walked.kept;
        if lapses {
            self.disk.lapse(run);
        }
        if let Some(outcome) = ended {
            self.disk.end(run, outcome);
        }
        if matches!(next, Move::Park(_)) {
            self.disk.stand_aside(run);
        }
        let row = &mut self.disk.rows[run];
        row.stood.push(stands(row));
        self.note(|| format!("run {run} comes to {next:?}"));
        self.checks.kept(&self.disk, run)?;
        Ok(next)
    }

    /// What a person decides about a run that is theirs to decide about; none where the act is no such thing.
    pub fn decided(&mut self, who: usize, act: Act) -> Option<Result<(), Failure>> {
        let of_them = |world: &World, run: &usize| world.person_of(world.disk.rows[*run].kept.subject) == who;
        let found = |world: &World, state: Option<State>| {
            let runs = world.disk.active.iter().copied().filter(|run| of_them(world, run));
            runs.filter(|run| state.is_none_or(|s| world.disk.rows[*run].kept.machine.state() == s)).min()
        };
        let given = match act {
            Act::SayYes | Act::SayNo => {
                if let Some(run) = found(self, Some(State::WaitingHuman)) {
                    let word = if act == Act::SayYes { "yes" } else { "no" };
                    return Some(self.steer(run, Given::Answer(word.parse().expect("a word"))));
                }
                let yes = act == Act::SayYes || self.is(Planted::NoTakenForYes);
                let state = if yes { "approved" } else { "returned" };
                let mut asked = self.disk.approvals.values_mut().filter(|asked| asked.state == "open");
                if let Some(asked) = asked.next() {
                    asked.state = state;
                    let (run, now) = (asked.run, self.disk.now);
                    self.happens_to(run, What::Yes(act == Act::SayYes));
                    self.disk.rows[run].lease.wake(now);
                }
                return Some(Ok(()));
            }
            Act::DoTask | Act::DropTask => {
                let task = self
                    .disk
                    .rows
                    .iter()
                    .flat_map(|row| row.lines.values())
                    .filter_map(|line| line.output.as_ref());
                let task =
                    task.filter_map(|output| output["id"].as_str()).rfind(|id| id.starts_with("task_"));
                let task = task.unwrap_or("task_none").to_owned();
                let fields = Map::from_iter([("task".to_owned(), Json::from(task))]);
                let kind = if act == Act::DoTask { "task.done" } else { "task.dropped" };
                self.says(who, vec![(kind, fields)], None);
                return Some(Ok(()));
            }
            Act::Retry => (Some(State::Parked), Operator::Retry),
            Act::Skip => (None, Operator::Skip),
            Act::Stop => (None, Operator::Cancel),
            _ => return None,
        };
        let run = found(self, given.0);
        Some(run.map_or(Ok(()), |run| self.steer(run, Given::Operator(given.1))))
    }

    /// A person's decision, in their own transaction; one that cannot be is taken back whole.
    fn steer(&mut self, run: usize, given: Given) -> Result<(), Failure> {
        let before = self.disk.rows[run].lease;
        if !matches!(given, Given::Operator(Operator::Cancel)) && self.disk.is_taken(run) {
            return Ok(());
        }
        self.disk.rows[run].lease.fence();
        let mut walked = self.walked(run);
        let what = match &given {
            Given::Answer(word) => What::Answered(word.to_string()),
            Given::Operator(Operator::Skip) => What::Skip,
            Given::Operator(Operator::Cancel) => What::Stop,
            _ => What::Retry,
        };
        if taken(walked.turn(&mut self.disk, Some(given))).is_err() {
            self.disk.rows[run].lease = before;
            return Ok(());
        }
        self.happens_to(run, what);
        self.disk.step_in(run);
        self.settle(run, walked, None).map(drop)
    }
}

/// The command of the move a turn came to.
fn ordered(walked: &Walked) -> Option<Order> {
    if let Move::Approve { step, visit, until, message, .. } = &walked.next {
        let (verb, args) = message.clone().map(|(verb, args)| (verb.to_string(), args)).unwrap_or_default();
        let visit = Visit { step: step.clone(), visit: *visit };
        let asks = Some(*until);
        return Some(Order {
            visit,
            verb,
            args,
            key: [0; 32],
            seen: None,
            asks,
            expires_at: None,
            resend: false,
            at: walked.sight.now,
        });
    }
    let Move::Do { step, visit, verb, args, key, expires_at, resend, .. } = &walked.next else { return None };
    let seen = walked.approved.is_none().then(|| (walked.sight.now, args.clone()));
    let args = match &walked.approved {
        Some(Json::Object(approved)) => approved.clone(),
        _ => args.clone(),
    };
    Some(Order {
        visit: Visit { step: step.clone(), visit: *visit },
        verb: verb.to_string(),
        args,
        key: *key,
        seen,
        asks: None,
        expires_at: *expires_at,
        resend: *resend,
        at: walked.sight.now,
    })
}
