//! Whose line a turn writes on where a step is visited more than once; what a turn is told, and of which visit.

use std::sync::Arc;

use condition::Fields;
use futures_util::FutureExt;
use kernel::calendar::{BusinessHours, Zones};
use kernel::{AutomationId, AutomationVersionId, FactId, Id, LeadId, RunId, Timestamp};
use serde_json::{Value as Json, json};

use super::*;
use crate::approval::Decided;
use crate::automation::Mode;
use crate::office::Office;
use crate::plan::tests::{catalogue, hours, plan};
use crate::plan::{Failure, Input, Operator, Plan, Run};
use crate::run::Kept;
use crate::run::rows::HeardFact;
use crate::run::turn::{Became, Beside, Ended, Given};
use crate::sight::{People, Sight};

/// A run, and its timeline as it is kept: the lines by step and visit.
struct Told {
    plan: Arc<Plan>,
    office: Arc<Office>,
    kept: Kept,
    now: Timestamp,
    heard: Vec<HeardFact>,
    lines: Vec<(i64, Line)>,
}

/// Nobody has decided anything, and nothing is known beside the run.
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

impl Told {
    fn of(steps: &str) -> Told {
        let plan = Arc::new(plan("", steps));
        let id = RunId::from_bytes([1; 16]);
        let kept = Kept {
            id,
            automation: AutomationId::from_bytes([2; 16]),
            version: AutomationVersionId::from_bytes([3; 16]),
            mode: Mode::Automatic,
            priority: 0,
            subject: LeadId::from_bytes([4; 16]).into(),
            contact: None,
            machine: Run::enrolled(id, &plan, hours(0)),
            trigger: json!({"kind": "lead.captured"}),
            cause: FactId::from_bytes([5; 16]),
            chain_fact: None,
            chain: vec![],
            awaits: None,
            epoch: 0,
            steps: 0,
            note: None,
            parent: None,
            depth: 0,
        };
        let office = Arc::new(Office::knowing(catalogue()));
        Told { plan, office, kept, now: hours(0), heard: vec![], lines: vec![] }
    }

    fn walked(&self) -> Walked {
        let zones = json!({"zone": "Europe/Berlin", "week": {"monday": ["09:00-17:00"]}});
        let zones: BusinessHours = serde_json::from_value(zones).unwrap();
        let lead = Fields::new().text("id", "lead_1").text("state", "captured");
        let people = (People::default(), None);
        let sight = Sight::seen((self.now, Zones::of(zones)), vec![("lead", lead)], Fields::new(), people);
        Walked::of(self.kept.clone(), self.plan.clone(), (sight, self.office.clone()), self.heard.clone())
    }

    /// The machine takes this, and it is written down.
    fn take(&mut self, input: Input<'_>) -> Move {
        let mut walked = self.walked();
        walked.advance(input).unwrap();
        self.write(walked)
    }

    /// A whole turn with what it heard, and what became of the command of a visit.
    fn turn(&mut self, became: Option<(Visit, Became)>) -> Move {
        let mut walked = self.walked();
        let given = became.map(|(visit, became)| Given::Became(visit, became));
        walked.turn(&mut Nothing, given).now_or_never().expect("nothing is waited for").unwrap();
        self.write(walked)
    }

    fn hears(&mut self, kind: &str) {
        let fact = FactId::from_bytes([self.heard.len() as u8; 16]);
        let body = json!({ "kind": kind });
        let (at, kind) = (self.now, kind.to_owned());
        self.heard.push(HeardFact { fact, kind, at, body, taken: false, hit: None, fresh: false });
    }

    fn write(&mut self, mut walked: Walked) -> Move {
        let written = lines(&mut walked, None);
        self.keep(walked, written)
    }

    fn keep(&mut self, walked: Walked, written: Vec<(i64, Line)>) -> Move {
        for (seq, line) in written {
            match self.lines.iter_mut().find(|(_, known)| known.visit == line.visit) {
                Some((_, known)) => *known = line,
                None => self.lines.push((seq, line)),
            }
        }
        (self.kept, self.heard) = (walked.kept, walked.heard);
        walked.next
    }

    fn due(&mut self, hour: i64) -> Move {
        self.now = hours(hour);
        self.take(Input::Due)
    }

    /// The timeline in the order of its numbers, which have no gap.
    fn says(&self) -> Vec<String> {
        assert!(self.lines.iter().map(|(seq, _)| *seq).eq(1..=self.kept.steps));
        let why = |line: &Line| line.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
        let of =
            |line: &Line| format!("{} {} {:?}{}", line.visit.step, line.visit.visit, line.state, why(line));
        self.lines.iter().map(|(_, line)| of(line)).collect()
    }
}

const BACK: &str = "
  - {id: night, wait: {hours: 20}}
  - {id: work, do: task.create, with: {title: a}, on_error: {go: night}}
";
const LATE: i64 = 31 * 24;

/// It waited, tried, and failed after its deadline: it stands before its second wait.
fn before_its_second_night() -> Told {
    let mut told = Told::of(BACK);
    told.take(Input::Start);
    told.due(20);
    told.now = hours(LATE);
    let next = told.take(Input::Failed(Failure::Permanent, "no".into()));
    assert_eq!(next, Move::Park(crate::plan::Reason::Deadline));
    assert_eq!(told.kept.machine.inside(), None, "the second visit has not begun");
    assert_eq!(told.says(), ["night 1 Ok", "work 1 Failed: no"]);
    told
}

#[test]
fn who_goes_on_before_a_visit_writes_nothing_on_the_one_before() {
    let mut told = before_its_second_night();
    let next = told.take(Input::Operator(Operator::Retry));
    assert_eq!(next, Move::Sleep { until: hours(LATE + 20) });
    assert_eq!(told.says(), ["night 1 Ok", "work 1 Failed: no", "night 2 Waiting"], "not tried again: begun");
}

#[test]
fn who_passes_over_a_visit_writes_nothing_on_the_one_before() {
    let mut told = before_its_second_night();
    told.take(Input::Operator(Operator::Skip));
    assert_eq!(told.says(), ["night 1 Ok", "work 1 Failed: no", "work 2 Running"]);
    let mut told = before_its_second_night();
    told.take(Input::Operator(Operator::Go("work".parse().unwrap())));
    assert_eq!(told.says(), ["night 1 Ok", "work 1 Failed: no", "work 2 Running"]);
    let mut told = before_its_second_night();
    told.take(Input::Operator(Operator::Cancel));
    assert_eq!(told.says(), ["night 1 Ok", "work 1 Failed: no"]);
}

#[test]
fn a_visit_that_leads_back_to_its_own_step_is_over() {
    let mut told = Told::of(
        "
  - id: hear
    wait_for: {fact: task.done, timeout: {days: 40}, on_hit: {go: hear}, on_timeout: {end: done}}
",
    );
    told.take(Input::Start);
    told.now = hours(LATE);
    let (kind, fact) = ("task.done".parse().unwrap(), Fields::new());
    assert!(matches!(told.take(Input::Fact(&kind, &fact)), Move::Park(_)));
    assert_eq!(told.says(), ["hear 1 Ok"], "what it stands before is not what is parked");
    told.take(Input::Operator(Operator::Retry));
    assert_eq!(told.says(), ["hear 1 Ok", "hear 2 Waiting"]);
}

#[test]
fn a_visit_that_is_cut_off_does_not_say_what_an_earlier_one_did() {
    let mut told = Told::of(BACK);
    told.take(Input::Start);
    told.due(20);
    told.take(Input::Failed(Failure::Permanent, "no".into()));
    told.take(Input::Operator(Operator::Cancel));
    assert_eq!(told.says(), ["night 1 Ok", "work 1 Failed: no", "night 2 Skipped: the run ended: cancelled"]);
}

#[test]
fn each_of_two_visits_in_one_turn_says_what_it_came_to() {
    let mut told = Told::of(
        "
  - id: rounds
    repeat:
      times: 2
      steps:
        - {id: second, if: {cel: vars.round == 2}, set: {n: 1}}
  - {id: work, do: task.create, with: {title: a}, on_error: skip}
",
    );
    told.take(Input::Start);
    let rounds = ["rounds 1 Ok", "second 1 Skipped: if", "rounds 2 Ok", "second 2 Ok", "rounds 3 Ok"];
    assert_eq!(told.says()[..5], rounds);
    assert_eq!(told.take(Input::Ok(Json::Null)), Move::End(Outcome::Done));
    assert_eq!(told.says()[5], "work 1 Ok");
}

#[test]
fn a_run_kept_before_it_was_noted_where_it_stands_can_still_be_read() {
    let told = before_its_second_night();
    let mut kept = serde_json::to_value(&told.kept.machine).unwrap();
    assert_eq!(kept["before"], true);
    kept.as_object_mut().unwrap().remove("before");
    let read: Run = serde_json::from_value(kept).unwrap();
    assert_eq!(read.inside().map(|visit| visit.visit), Some(1));
}

const HEARS: &str = "
  - {id: hear, wait_for: {fact: task.done, timeout: {hours: 1}, on_hit: {go: met}, on_timeout: next}}
  - {id: missed, do: task.create, with: {title: a}}
  - {id: met, do: task.create, with: {title: b}}
";

#[test]
fn what_became_of_one_command_is_not_told_of_another() {
    for became in [
        Became::Failed(Failure::Permanent, "no".into()),
        Became::Ask { approval: kernel::ApprovalId::from_bytes([9; 16]), until: None },
        Became::Practised(Json::Null),
    ] {
        let mut told = Told::of(HEARS);
        told.take(Input::Start);
        told.now = hours(1);
        let missed = Visit { step: "missed".parse().unwrap(), visit: 1 };
        // Between the look at one command and the word about it, a fact leads elsewhere.
        told.hears("task.done");
        let next = told.turn(Some((missed, became)));
        assert!(matches!(&next, Move::Do { step, .. } if step.as_str() == "met"), "{next:?}");
        assert_eq!(told.says(), ["hear 1 Ok", "met 1 Running"]);
        assert_eq!(told.kept.awaits, None, "nobody is asked about one and does the other");
    }
}

#[test]
fn a_fact_meets_a_wait_once_also_where_another_lies_between() {
    let mut told = Told::of(
        "
  - {id: one, wait_for: {fact: task.done, timeout: {hours: 1}, on_hit: next, on_timeout: {end: exit}}}
  - {id: other, wait_for: {fact: task.done, timeout: {hours: 1}, on_hit: {go: one}, on_timeout: {end: exit}}}
",
    );
    told.take(Input::Start);
    told.hears("task.done");
    assert!(matches!(told.turn(None), Move::WaitFor { .. }));
    assert_eq!(told.says(), ["one 1 Ok", "other 1 Ok", "one 2 Waiting"]);
    assert_eq!(told.heard[0].hit.as_deref(), Some("one other"));
}

#[test]
fn a_fact_that_was_no_goal_is_none_when_a_wait_looks_back_at_it() {
    let goal = "goal: {facts: [task.done], when: {cel: has(vars.n)}}";
    let steps = "
  - {id: night, wait: {hours: 1}}
  - {id: count, set: {n: 1}}
  - {id: hear, wait_for: {fact: task.done, timeout: {hours: 1}, on_hit: next, on_timeout: {end: exit}}}
  - {id: work, do: task.create, with: {title: a}}
";
    let mut told = Told::of(steps);
    told.plan = Arc::new(plan(goal, steps));
    told.take(Input::Start);
    told.hears("task.done");
    told.turn(None);
    told.now = hours(1);
    assert!(matches!(told.turn(None), Move::Do { .. }), "the wait is met, and the run goes on");
}

const PROMISES: &str = "
  - id: rounds
    repeat:
      times: 2
      steps:
        - {id: night, wait: {days: 1, at: \"09:00\"}, sla: {hours: 30}}
  - {id: work, do: task.create, with: {title: a}, sla: {hours: 3}, on_error: escalate}
";

impl Told {
    /// Whose clock begins in this turn, and the hour it ends.
    fn promises(&mut self, input: Input<'_>, change: impl FnOnce(&mut Walked)) -> Vec<String> {
        let mut walked = self.walked();
        walked.advance(input).unwrap();
        change(&mut walked);
        let hour = |at: Timestamp| at.duration_since(hours(0)).as_hours();
        let said = |line: &Line| match line.clock {
            Clock::Begins(at) => Some(format!("{} {} {}", line.visit.step, line.visit.visit, hour(at))),
            Clock::Runs => None,
            Clock::Stops => Some(format!("{} {} stops", line.visit.step, line.visit.visit)),
        };
        let written = lines(&mut walked, None);
        let all = written.iter().filter_map(|(_, line)| said(line)).collect();
        self.keep(walked, written);
        all
    }
}

#[test]
fn a_clock_begins_as_a_step_is_come_to_and_anew_in_each_round() {
    let mut told = Told::of(PROMISES);
    assert_eq!(told.promises(Input::Start, |_| ()), ["night 1 30"]);
    told.now = hours(1);
    assert_eq!(told.promises(Input::Due, |_| ()), [""; 0], "it waits still, and its clock runs");
    told.now = hours(24);
    assert_eq!(told.promises(Input::Due, |_| ()), ["night 2 54"]);
    told.now = hours(48);
    assert_eq!(told.promises(Input::Due, |_| ()), [""; 0], "it does not stand yet");
    told.now = hours(49);
    let busy = || Input::Failed(Failure::Transient, "busy".into());
    assert_eq!(told.promises(busy(), |_| ()), ["work 1 51"], "from when the run came to it");
    told.now = hours(50);
    let again = |walked: &mut Walked| walked.advance(busy()).unwrap();
    assert_eq!(told.promises(Input::Due, again), [""; 0], "tried again it is the same promise");
    told.now = hours(51);
    let fails = |walked: &mut Walked| walked.advance(Input::Failed(Failure::Permanent, "no".into())).unwrap();
    assert_eq!(told.promises(Input::Due, fails), [""; 0], "it is stuck");
    assert_eq!(
        told.promises(Input::Operator(Operator::Retry), again),
        ["work 2 54"],
        "a person takes it again"
    );
}

#[test]
fn nothing_is_promised_in_practice_and_to_what_waits_for_a_yes() {
    let mut told = Told::of(PROMISES);
    told.kept.mode = Mode::Practice;
    assert_eq!(told.promises(Input::Start, |_| ()), [""; 0]);
    let mut told = Told::of("\n  - {id: work, do: task.create, with: {title: a}, sla: {hours: 3}}\n");
    let asks = |walked: &mut Walked| {
        walked.advance(Input::Queued { until: hours(90) }).unwrap();
        walked.kept.awaits = Some("approval_1".into());
    };
    assert_eq!(told.promises(Input::Start, asks), ["work 1 stops"]);
    assert_eq!(told.says(), ["work 1 Approval"]);
    told.now = hours(20);
    let approved = |walked: &mut Walked| {
        walked.advance(Input::Queued { until: hours(95) }).unwrap();
        (walked.approved, walked.kept.awaits) = (Some(Json::Null), Some("message_1".into()));
    };
    assert_eq!(told.promises(Input::Approved, approved), ["work 1 23"], "the yes has reminders of its own");
}
