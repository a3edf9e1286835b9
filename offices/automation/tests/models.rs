//! Three small models of what cannot be tried often enough: who holds a run, what ends a wait, what leaves the house.
//! Every order of events is looked at, not some of them; the rules are those of the house.
//!
//! Each model is also asked without one of its rules, and must then find the case that rule is for.
#![allow(clippy::unwrap_used)]

mod house;

use automation::approval::Decided;
use automation::automation::Mode;
use automation::gate::rule;
use automation::office::Office;
use automation::plan::{Move, Plan, Run, State};
use automation::run::lease::Lease;
use automation::run::rows::HeardFact;
use automation::run::turn::{Beside, Ended, Walked};
use automation::run::written::{goes_on, written};
use automation::run::{Kept, later};
use automation::sight::{People, Sight};
use condition::Fields;
use futures_util::FutureExt;
use kernel::calendar::Zones;
use kernel::{AutomationId, AutomationVersionId, FactId, Id, Ref, RunId, Timestamp};
use serde_json::{Value as Json, json};
use stateright::{Checker, Model, Property};
use std::sync::{Arc, OnceLock};
use store::effect::rule::{RESENDS, Tried, second_chance, written as row_after};
use store::effect::{Leave, Outcome};

fn minute(n: u8) -> Timestamp {
    later("2026-03-27T09:00:00Z".parse().unwrap(), i64::from(n) * 60_000)
}

fn checked<M>(model: M) -> impl Checker<M>
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + std::fmt::Debug + std::hash::Hash + PartialEq + Send + Sync + 'static,
    M::Action: Clone + std::fmt::Debug + PartialEq + Send + Sync + 'static,
{
    model.checker().threads(2).spawn_bfs().join()
}

/// Two nodes, one of which may stand still at any place for any time or end; two runs about one record, of two steps
/// each. A step looks in one transaction and acts in the next, as the executor does on PostgreSQL and on SQLite.
#[derive(Clone)]
struct Lane {
    compares_epochs: bool,
    compares_what_was_seen: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Hand {
    Empty,
    /// A run, under an epoch.
    Holds(usize, i64),
    /// It has looked: this many steps were done, and the record was of this version.
    Looked(usize, i64, u8, u8),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Lanes {
    time: u8,
    leases: [Lease; 2],
    /// Steps that are written, and commands that happened.
    steps: [u8; 2],
    happened: [u8; 2],
    version: u8,
    hands: [Hand; 2],
    crashes: u8,
    /// A command was done with what the record said before another step of it.
    stale: bool,
    /// Somebody wrote a run who had lost it.
    late: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum LaneMove {
    Tick,
    Claim(usize, usize),
    Look(usize),
    Act(usize),
    Crash(usize),
}

const LEASE: u8 = 2;
const LAST: u8 = 6;

impl Model for Lane {
    type State = Lanes;
    type Action = LaneMove;

    fn init_states(&self) -> Vec<Lanes> {
        vec![Lanes {
            time: 0,
            leases: [Lease::new(minute(0)); 2],
            steps: [0; 2],
            happened: [0; 2],
            version: 0,
            hands: [Hand::Empty; 2],
            crashes: 1,
            stale: false,
            late: false,
        }]
    }

    fn actions(&self, state: &Lanes, actions: &mut Vec<LaneMove>) {
        if state.time < LAST {
            actions.push(LaneMove::Tick);
        }
        for node in 0..2 {
            match state.hands[node] {
                Hand::Empty => actions.extend((0..2).map(|run| LaneMove::Claim(node, run))),
                Hand::Holds(..) => actions.push(LaneMove::Look(node)),
                Hand::Looked(..) => actions.push(LaneMove::Act(node)),
            }
            if state.crashes > 0 && state.hands[node] != Hand::Empty && state.time < LAST - LEASE {
                actions.push(LaneMove::Crash(node));
            }
        }
    }

    fn next_state(&self, last: &Lanes, action: LaneMove) -> Option<Lanes> {
        let mut state = last.clone();
        match action {
            LaneMove::Tick => state.time += 1,
            LaneMove::Claim(node, run) => {
                let lease = &mut state.leases[run];
                if lease.ended || !lease.is_free(minute(last.time)) {
                    return None;
                }
                let epoch = lease.take(minute(last.time + LEASE - 1));
                state.hands[node] = Hand::Holds(run, epoch);
            }
            LaneMove::Look(node) => {
                let Hand::Holds(run, epoch) = last.hands[node] else { return None };
                let held = last.leases[run].is_held(epoch);
                let looked = Hand::Looked(run, epoch, last.steps[run], last.version);
                state.hands[node] = if held { looked } else { Hand::Empty };
            }
            LaneMove::Act(node) => self.act(&mut state, node),
            LaneMove::Crash(node) => {
                state.crashes -= 1;
                state.hands[node] = Hand::Empty;
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Lane>> {
        vec![
            Property::always("INV5: what is done is what the record says", |_, state: &Lanes| !state.stale),
            Property::always("INV22: whoever lost it writes nothing", |_, state: &Lanes| !state.late),
            Property::always("INV7: done if and only if written, once", |_, state: &Lanes| {
                state.steps == state.happened && state.steps.iter().all(|steps| *steps <= 2)
            }),
            Property::eventually("both runs end", |_, state: &Lanes| {
                state.leases.iter().all(|lease| lease.ended)
            }),
            Property::sometimes("a zombie wakes", |_, state: &Lanes| {
                let lost = |hand: &Hand| match hand {
                    Hand::Looked(run, epoch, ..) => state.leases[*run].epoch != *epoch,
                    _ => false,
                };
                state.hands.iter().any(lost)
            }),
        ]
    }
}

impl Lane {
    /// The command and the progress of its run, in one transaction.
    fn act(&self, state: &mut Lanes, node: usize) {
        let Hand::Looked(run, epoch, step, version) = state.hands[node] else { return };
        let held = state.leases[run].is_held(epoch);
        if !held && (self.compares_epochs || state.leases[run].ended) {
            state.hands[node] = Hand::Empty;
            return;
        }
        let wanted = state.steps[run] == step || !self.compares_epochs;
        let same = state.version == version || !self.compares_what_was_seen;
        if !wanted || !same {
            state.hands[node] = Hand::Holds(run, epoch);
            return;
        }
        state.stale |= state.version != version;
        state.late |= !held;
        state.version += 1;
        state.happened[run] += 1;
        state.steps[run] = step + 1;
        let ended = state.steps[run] == 2;
        state.leases[run].write(Some(minute(state.time)), !ended, ended);
        state.hands[node] = if ended { Hand::Empty } else { Hand::Holds(run, epoch) };
    }
}

#[test]
fn two_nodes_and_a_zombie_keep_the_steps_of_one_record_apart() {
    let checker = checked(Lane { compares_epochs: true, compares_what_was_seen: true });
    println!("lane: {} states", checker.unique_state_count());
    checker.assert_properties();
}

#[test]
fn without_the_epoch_a_zombie_does_a_step_twice() {
    let checker = checked(Lane { compares_epochs: false, compares_what_was_seen: true });
    assert!(checker.discovery("INV22: whoever lost it writes nothing").is_some());
}

#[test]
fn without_a_second_look_a_step_acts_on_what_was() {
    let checker = checked(Lane { compares_epochs: true, compares_what_was_seen: false });
    assert!(checker.discovery("INV5: what is done is what the record says").is_some());
}

/// A run that waits for a fact, with a goal beside: the fact, the goal and the time come in every order, also before
/// the wait begins, and the worker looks whenever it likes. The turns are those of the house.
#[derive(Clone)]
struct Waits {
    /// What was heard is thought about before what is due.
    facts_first: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Waiting {
    time: u8,
    /// The machine, as it is kept.
    run: String,
    lease: Lease,
    /// Kind, when it was told, whether it was thought about, which step it was for.
    heard: Vec<(&'static str, u8, bool, Option<String>)>,
    /// Commands that happened, in order.
    done: Vec<String>,
    goal_at: Option<usize>,
    parked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum WaitMove {
    Tick,
    Tell(&'static str),
    Turn,
}

const WAITS: &str = "\
automation: waits
owner: administrator
stand_in: manager
purpose: To be tried.
metric: {name: m, start: lead.captured, end: lead.qualified, better: lower}
trigger: {fact: lead.captured}
subject: lead
enrol: {policy: always}
goal: {facts: [lead.qualified]}
deadline: {days: 2}
steps:
  - {id: pause, wait: {minutes: 1}}
  - id: reply
    wait_for: {fact: booking.made, since: run_start, timeout: {minutes: 2}, on_hit: {go: thanks}, on_timeout: {go: call}}
  - {id: thanks, do: task.create, with: {title: thanks, owner: o, due: {after: {days: 1}}}, on_error: skip}
  - {id: over, end: done}
  - {id: call, do: task.create, with: {title: call, owner: o, due: {after: {days: 1}}}, on_error: skip}
";

fn known() -> &'static (Arc<Plan>, Arc<Office>) {
    static KNOWN: OnceLock<(Arc<Plan>, Arc<Office>)> = OnceLock::new();
    KNOWN.get_or_init(|| (Arc::new(house::plan(WAITS)), Arc::new(Office::knowing(house::catalogue()))))
}

/// Nothing is asked beside these runs.
struct Nothing;

impl Beside for Nothing {
    async fn decided(&mut self, _: Option<&str>) -> kernel::Result<Option<Decided>> {
        Ok(None)
    }
    async fn ended(&mut self, _: RunId) -> kernel::Result<Option<Ended>> {
        Ok(None)
    }
    async fn is_queued(&mut self, _: RunId) -> kernel::Result<bool> {
        Ok(false)
    }
    async fn made(&mut self, _: RunId, _: &str) -> kernel::Result<Option<Json>> {
        Ok(None)
    }
    async fn answered(&mut self, _: &str) -> kernel::Result<(Option<i64>, Json)> {
        Ok((None, Json::Null))
    }
}

fn kept(machine: Run, epoch: i64) -> Kept {
    let lead = Ref::of("lead", [3; 16]).unwrap();
    Kept {
        id: machine.id(),
        automation: AutomationId::from_bytes([1; 16]),
        version: AutomationVersionId::from_bytes([2; 16]),
        mode: Mode::Automatic,
        priority: 2,
        subject: lead,
        contact: None,
        machine,
        trigger: json!({"kind": "lead.captured"}),
        cause: FactId::from_bytes([4; 16]),
        chain_fact: None,
        chain: vec![],
        awaits: None,
        epoch,
        steps: 0,
        note: None,
        parent: None,
        depth: 0,
    }
}

impl Waits {
    fn walked(&self, state: &Waiting) -> Walked {
        let (plan, office) = known();
        let machine: Run = serde_json::from_str(&state.run).unwrap();
        let due = machine.state() == State::Waiting
            && machine.wakes_at().is_some_and(|at| at <= minute(state.time));
        let deaf = due && !self.facts_first;
        let heard = state.heard.iter().enumerate().map(|(n, (kind, at, taken, hit))| HeardFact {
            fact: FactId::from_bytes([n as u8; 16]),
            kind: (*kind).into(),
            at: minute(*at),
            body: json!({ "kind": kind }),
            taken: *taken || deaf,
            hit: hit.clone(),
            fresh: false,
        });
        let hours =
            serde_json::from_value(json!({"zone": "Europe/Berlin", "week": {"friday": ["09:00-17:00"]}}));
        let zones = Zones::of(hours.unwrap());
        let lead = Fields::new().text("id", "lead_1").text("state", "captured");
        let records = vec![("lead", lead), ("contact", Fields::new().text("id", "contact_1"))];
        let sight =
            Sight::seen((minute(state.time), zones), records, Fields::new(), (People::default(), None));
        Walked::of(kept(machine, state.lease.epoch), plan.clone(), (sight, office.clone()), heard.collect())
    }

    fn keep(state: &mut Waiting, walked: &Walked) {
        for (n, heard) in walked.heard.iter().enumerate().filter(|(_, heard)| heard.fresh) {
            (state.heard[n].2, state.heard[n].3) = (true, heard.hit.clone());
        }
        let as_kept = written(walked, minute(state.time));
        state.lease.write(as_kept.wakes_at, false, as_kept.ended.is_some());
        state.parked = walked.kept.machine.state() == State::Parked;
        state.run = serde_json::to_string(&walked.kept.machine).unwrap();
    }
}

impl Model for Waits {
    type State = Waiting;
    type Action = WaitMove;

    fn init_states(&self) -> Vec<Waiting> {
        let run = Run::enrolled(RunId::from_bytes([5; 16]), &known().0, minute(0));
        vec![Waiting {
            time: 0,
            run: serde_json::to_string(&run).unwrap(),
            lease: Lease::new(minute(0)),
            heard: vec![],
            done: vec![],
            goal_at: None,
            parked: false,
        }]
    }

    fn actions(&self, state: &Waiting, actions: &mut Vec<WaitMove>) {
        if state.time < 5 {
            actions.push(WaitMove::Tick);
        }
        let told = |kind| state.heard.iter().filter(|(known, ..)| *known == kind).count();
        if !state.lease.ended && told("booking.made") < 2 {
            actions.push(WaitMove::Tell("booking.made"));
        }
        if !state.lease.ended && told("lead.qualified") < 1 {
            actions.push(WaitMove::Tell("lead.qualified"));
        }
        if !state.lease.ended && state.lease.is_free(minute(state.time)) {
            actions.push(WaitMove::Turn);
        }
    }

    fn next_state(&self, last: &Waiting, action: WaitMove) -> Option<Waiting> {
        let mut state = last.clone();
        match action {
            WaitMove::Tick => state.time += 1,
            WaitMove::Tell(kind) => {
                state.heard.push((kind, last.time, false, None));
                state.lease.wake(minute(last.time));
                if kind == "lead.qualified" {
                    state.goal_at = Some(state.done.len());
                }
            }
            WaitMove::Turn => {
                let mut walked = self.walked(last);
                walked.turn(&mut Nothing, None).now_or_never().unwrap().unwrap();
                while goes_on(&walked.next) {
                    let Move::Do { step, .. } = &walked.next else { return None };
                    state.done.push(step.to_string());
                    walked.advance(automation::plan::Input::Ok(json!({"id": "task_1"}))).unwrap();
                }
                Waits::keep(&mut state, &walked);
                if state == *last {
                    return None;
                }
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Waits>> {
        vec![
            Property::always("INV17: a fact that was told in time is not missed", |_, state: &Waiting| {
                let called = state.done.iter().any(|step| step == "call");
                // The wait begins with the second minute at the earliest and ends two later.
                !called
                    || !state
                        .heard
                        .iter()
                        .any(|(kind, at, taken, _)| *kind == "booking.made" && *at <= 2 && *taken)
            }),
            Property::always("INV17: a wait is met once", |_, state: &Waiting| {
                state.heard.iter().filter(|(.., hit)| hit.as_deref() == Some("reply")).count() <= 1
                    && state.done.len() <= 1
            }),
            Property::always("INV10: nothing is done after a goal", |_, state: &Waiting| {
                state.goal_at.is_none_or(|before| state.done.len() == before)
            }),
            Property::always("INV14: somebody looks at it", |_, state: &Waiting| {
                state.lease.ended || state.parked || state.lease.wakes_at.is_some()
            }),
            Property::eventually("it ends", |_, state: &Waiting| state.lease.ended || state.parked),
            Property::sometimes("the fact comes first", |_, state: &Waiting| state.done == ["thanks"]),
            Property::sometimes("the time runs out", |_, state: &Waiting| state.done == ["call"]),
        ]
    }
}

#[test]
fn fact_time_and_goal_come_in_every_order() {
    let checker = checked(Waits { facts_first: true });
    println!("wait: {} states", checker.unique_state_count());
    checker.assert_properties();
}

#[test]
fn where_the_time_goes_first_a_goal_comes_too_late() {
    let checker = checked(Waits { facts_first: false });
    let found = ["INV10: nothing is done after a goal", "INV17: a fact that was told in time is not missed"];
    assert!(found.iter().any(|law| checker.discovery(law).is_some()));
}

/// One message, two senders of which one may end anywhere, a post that may lose it or fall silent before or after it
/// took it; its run may end meanwhile.
#[derive(Clone)]
struct Post {
    resend: bool,
    compares_epochs: bool,
    asks_whether_it_ended: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sends {
    Nothing,
    Claimed(i64),
    /// What the post said, where it said anything.
    Carried(i64, Said),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Said {
    Taken,
    Broken,
    Silent,
    Kept,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Letter {
    time: u8,
    state: &'static str,
    epoch: i64,
    attempt: i64,
    lease_until: u8,
    arrived: u8,
    ended: bool,
    senders: [Sends; 2],
    crashes: u8,
    late: bool,
    after_end: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum PostMove {
    Tick,
    Claim(usize),
    Dead,
    Carry(usize, Said, bool),
    Settle(usize),
    Crash(usize),
    End,
}

impl Model for Post {
    type State = Letter;
    type Action = PostMove;

    fn init_states(&self) -> Vec<Letter> {
        vec![Letter {
            time: 0,
            state: "queued",
            epoch: 0,
            attempt: 0,
            lease_until: 0,
            arrived: 0,
            ended: false,
            senders: [Sends::Nothing; 2],
            crashes: 1,
            late: false,
            after_end: false,
        }]
    }

    fn actions(&self, state: &Letter, actions: &mut Vec<PostMove>) {
        if state.time < LAST {
            actions.push(PostMove::Tick);
        }
        if state.state == "sending" && state.lease_until < state.time {
            actions.push(PostMove::Dead);
        }
        if !state.ended {
            actions.push(PostMove::End);
        }
        for sender in 0..2 {
            match state.senders[sender] {
                Sends::Nothing if state.state == "queued" => actions.push(PostMove::Claim(sender)),
                Sends::Nothing => {}
                Sends::Claimed(_) => {
                    let ways = [(Said::Taken, true), (Said::Silent, true), (Said::Silent, false)];
                    actions.extend(ways.map(|(said, arrives)| PostMove::Carry(sender, said, arrives)));
                    if state.attempt < 2 {
                        actions.push(PostMove::Carry(sender, Said::Broken, false));
                    }
                }
                Sends::Carried(..) => actions.push(PostMove::Settle(sender)),
            }
            if state.crashes > 0 && state.senders[sender] != Sends::Nothing && state.time < LAST - LEASE {
                actions.push(PostMove::Crash(sender));
            }
        }
    }

    fn next_state(&self, last: &Letter, action: PostMove) -> Option<Letter> {
        let mut state = last.clone();
        match action {
            PostMove::Tick => state.time += 1,
            PostMove::Claim(sender) => {
                (state.state, state.lease_until) = ("sending", last.time + LEASE - 1);
                state.epoch += 1;
                state.senders[sender] = Sends::Claimed(state.epoch);
            }
            PostMove::Dead => self.settle(&mut state, last.epoch, Outcome::Unknown(String::new())),
            PostMove::Carry(sender, said, arrives) => {
                let Sends::Claimed(epoch) = last.senders[sender] else { return None };
                state.senders[sender] = Sends::Carried(epoch, self.carry(&mut state, said, arrives));
            }
            PostMove::Settle(sender) => {
                let Sends::Carried(epoch, said) = last.senders[sender] else { return None };
                state.senders[sender] = Sends::Nothing;
                self.settle(&mut state, epoch, outcome(said));
            }
            PostMove::Crash(sender) => {
                state.crashes -= 1;
                state.senders[sender] = Sends::Nothing;
            }
            PostMove::End => {
                state.ended = true;
                if last.state == "queued" {
                    state.state = "cancelled";
                }
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Post>> {
        vec![
            Property::always("INV9: it arrives once, or may be sent again", |post: &Post, state: &Letter| {
                let most = if post.resend { 1 + RESENDS as u8 } else { 1 };
                state.arrived <= most
            }),
            Property::always("INV22: a late word changes nothing", |_, state: &Letter| !state.late),
            Property::always("INV10: nothing leaves after the end", |_, state: &Letter| !state.after_end),
            Property::eventually("somebody knows what became of it", |_, state: &Letter| {
                !["queued", "sending"].contains(&state.state)
            }),
            Property::sometimes("it arrives and nobody knows", |_, state: &Letter| {
                state.arrived == 1 && state.state == "uncertain"
            }),
        ]
    }
}

fn outcome(said: Said) -> Outcome {
    match said {
        Said::Taken => Outcome::Done(String::new()),
        Said::Broken => Outcome::Retry(minute(0), String::new()),
        Said::Silent => Outcome::Unknown(String::new()),
        Said::Kept => Outcome::Skipped(String::new()),
    }
}

impl Post {
    /// The last word, and the handing over.
    fn carry(&self, state: &mut Letter, said: Said, arrives: bool) -> Said {
        let run = if state.ended { State::Cancelled } else { State::WaitingEffect };
        let asked = rule::of_run(run, false, minute(state.time)).filter(|_| self.asks_whether_it_ended);
        if let Some(Leave::Skip(_)) = asked {
            return Said::Kept;
        }
        state.arrived += u8::from(arrives);
        state.after_end |= state.ended;
        said
    }

    fn settle(&self, state: &mut Letter, epoch: i64, outcome: Outcome) {
        let held = state.state == "sending" && state.epoch == epoch;
        if !held && self.compares_epochs {
            return;
        }
        state.late |= !held;
        let outcome =
            second_chance(minute(0), Tried { resend: self.resend, attempt: state.attempt }, outcome);
        state.state = row_after(&outcome, minute(0)).state;
        state.attempt = (state.attempt + 1).min(5);
    }
}

const POST: Post = Post { resend: false, compares_epochs: true, asks_whether_it_ended: true };

#[test]
fn a_message_leaves_once_whoever_ends_where() {
    for resend in [false, true] {
        let checker = checked(Post { resend, ..POST });
        println!("post, resend {resend}: {} states", checker.unique_state_count());
        checker.assert_properties();
    }
}

#[test]
fn without_the_epoch_a_late_word_is_believed() {
    let checker = checked(Post { compares_epochs: false, ..POST });
    assert!(checker.discovery("INV22: a late word changes nothing").is_some());
}

#[test]
fn without_the_last_word_a_claimed_message_leaves_after_the_end() {
    let checker = checked(Post { asks_whether_it_ended: false, ..POST });
    assert!(checker.discovery("INV10: nothing leaves after the end").is_some());
}
