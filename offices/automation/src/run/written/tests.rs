//! Whose line a turn writes on, where a step is visited more than once.

use std::sync::Arc;

use condition::Fields;
use kernel::calendar::{BusinessHours, Zones};
use kernel::{AutomationId, AutomationVersionId, FactId, Id, LeadId, RunId, Timestamp};
use serde_json::{Value as Json, json};

use super::*;
use crate::automation::Mode;
use crate::office::Office;
use crate::plan::tests::{catalogue, hours, plan};
use crate::plan::{Failure, Input, Operator, Plan, Run};
use crate::run::Kept;
use crate::sight::{People, Sight};

/// A run, and its timeline as it is kept: the lines by step and visit.
struct Told {
    plan: Arc<Plan>,
    office: Arc<Office>,
    kept: Kept,
    now: Timestamp,
    lines: Vec<(i64, Line)>,
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
        Told { plan, office, kept, now: hours(0), lines: vec![] }
    }

    /// Takes a turn with this, and writes it down.
    fn take(&mut self, input: Input<'_>) -> Move {
        let zones: BusinessHours =
            serde_json::from_value(json!({"zone": "Europe/Berlin", "week": {"monday": ["09:00-17:00"]}}))
                .unwrap();
        let lead = Fields::new().text("id", "lead_1").text("state", "captured");
        let people = (People::default(), None);
        let sight = Sight::seen((self.now, Zones::of(zones)), vec![("lead", lead)], Fields::new(), people);
        let mut walked =
            Walked::of(self.kept.clone(), self.plan.clone(), (sight, self.office.clone()), vec![]);
        walked.advance(input).unwrap();
        for (seq, line) in lines(&mut walked, None) {
            match self.lines.iter_mut().find(|(_, known)| known.visit == line.visit) {
                Some((_, known)) => *known = line,
                None => self.lines.push((seq, line)),
            }
        }
        self.kept = walked.kept;
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
