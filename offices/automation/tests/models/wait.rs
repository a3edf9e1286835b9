//! What ends a wait: its fact, its time, or the goal of its run.

use std::sync::{Arc, OnceLock};

use automation::approval::Decided;
use automation::automation::Mode;
use automation::office::Office;
use automation::plan::{Move, Plan, Run, State};
use automation::run::Kept;
use automation::run::lease::Lease;
use automation::run::rows::HeardFact;
use automation::run::turn::{Beside, Ended, Walked};
use automation::run::written::{goes_on, written};
use automation::sight::{People, Sight};
use condition::Fields;
use futures_util::FutureExt;
use kernel::calendar::Zones;
use kernel::{AutomationId, AutomationVersionId, FactId, Id, Ref, RunId};
use serde_json::{Value as Json, json};
use stateright::{Checker, Model, Property};

use crate::{checked, house, minute};

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
    wait_for:
      fact: booking.made
      since: run_start
      timeout: {minutes: 2}
      on_hit: {go: thanks}
      on_timeout: {go: call}
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
