//! What automations cost: conditions, the check before publishing, a rehearsal, and a house in which many runs sleep.
//!
//! The engine runs in this process over a still clock, in the small house of its own tests: what is measured is the
//! engine and its store, neither HTTP nor the other rooms.

#[path = "../../offices/automation/tests/house/mod.rs"]
mod house;
#[path = "../../offices/automation/tests/office/mod.rs"]
mod office;
mod rehearsal;
mod sleeping;

use std::time::Instant;

use automation::collision::{Tells, check};
use automation::document::Automation;
use automation::plan::{Catalogue, Plan};
use condition::{Compiler, Fields, Schema, Scope, Type, Value};

const EVALUATIONS: u32 = 200_000;
const AUTOMATIONS: usize = 200;

/// Prints the rows, with so many facts and so many sleeping runs.
pub fn print(facts: usize, runs: usize) {
    println!("| conditions, of one core | {:.0}/s |", conditions());
    println!(
        "| check of {AUTOMATIONS} automations that hear one fact, best of 3 | {:.0} ms |",
        checks(of_one_fact)
    );
    println!(
        "| check of {AUTOMATIONS} automations of different beginnings, best of 3 | {:.0} ms |",
        checks(apart)
    );
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        rehearsal::print(facts).await;
        sleeping::print(runs).await;
    });
}

/// Evaluations in a second of a condition as a guard has one.
fn conditions() -> f64 {
    let schema = Schema::new().field("lead.state", Type::Text).field("lead.score", Type::Int);
    let compiler = Compiler::new(schema);
    let source = "lead.state in [\"captured\", \"answered\"] && lead.score > 5";
    let condition = compiler.question(source).expect("it is a condition");
    let lead = Fields::new().text("state", "answered").set("score", Value::Int(7));
    let now = "2026-03-27T09:00:00Z".parse().expect("an instant");
    let began = Instant::now();
    let held =
        (0..EVALUATIONS).filter(|_| condition.holds(&Scope::at(now).with("lead", &lead)) == Ok(true)).count();
    assert_eq!(held, EVALUATIONS as usize, "it holds each time");
    f64::from(EVALUATIONS) / began.elapsed().as_secs_f64()
}

const STEPS: &str = "
  - {id: pause, wait: {days: 2}}
  - id: letter
    do: message.send
    with: {contact: {cel: contact.id}, template: hello, class: inquiry}
    expires_after: {days: 1}
    on_error: skip
  - {id: later, do: lead.nurture, with: {lead: {cel: lead.id}}, on_error: escalate}
";

/// The worst there are: all hear the same fact and write the same field.
fn of_one_fact(_: usize) -> String {
    "{fact: lead.captured}".into()
}

/// None begins as another does, and the letters of all of them may meet.
fn apart(n: usize) -> String {
    let (day, hour) = (n % 28 + 1, n % 24);
    format!("{{schedule: {{rrule: 'FREQ=MONTHLY;BYMONTHDAY={day}', at: '{hour:02}:00'}}, each: true}}")
}

/// Milliseconds for one against all others.
fn checks(trigger: fn(usize) -> String) -> f64 {
    let house: Catalogue = house::catalogue();
    let tells = Tells::read("message.send: message.queued\nlead.nurture: lead.nurtured | lead.state\n");
    let plan = |n: usize| {
        let head = format!(
            "automation: number-{n}\nowner: administrator\nstand_in: manager\npurpose: To be measured.\n\
             metric: {{name: answers, start: lead.captured, end: lead.answered, better: lower}}\n\
             trigger: {}\nsubject: lead\nenrol: {{policy: always}}\ndeadline: {{days: 30}}\n",
            trigger(n)
        );
        let document = Automation::from_yaml(&format!("{head}steps:{STEPS}")).expect("a document");
        Plan::build(document, &house).expect("it fits the house").0
    };
    let all: Vec<Plan> = (0..AUTOMATIONS).map(plan).collect();
    let others: Vec<&Plan> = all.iter().collect();
    let timed = |_| {
        let began = Instant::now();
        let found = check(&all[0], &others, &house, &tells);
        assert!(!found.is_empty(), "it collides with others");
        began.elapsed().as_secs_f64() * 1000.0
    };
    (0..3).map(timed).fold(f64::INFINITY, f64::min)
}
