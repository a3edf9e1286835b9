//! The machine by tables: state × signal, state × input, and what each check refuses and lets pass.

mod added;
mod checks;
mod failures;
mod promises;
mod random;
mod runs;
mod states;
mod waits;

use kernel::calendar::{BusinessHours, Zones};
use kernel::{Id, RunId, Timestamp};
use serde_json::{Value as Json, json};

use super::*;
use crate::document::{FactKind, Places};
use condition::{Fields, Record, Type, Value};

/// A house of two subjects, four facts and three verbs.
pub(crate) fn catalogue() -> Catalogue {
    let mut house = Catalogue::default();
    let text = |name: &str| (name.to_owned(), Type::Text, true);
    house.facts.insert("lead.captured".into(), vec![text("lead"), ("value".into(), Type::Money, false)]);
    house.facts.insert("lead.answered".into(), vec![text("lead")]);
    house
        .facts
        .insert("message.received".into(), vec![text("conversation"), ("lead".into(), Type::Text, false)]);
    house.facts.insert("task.done".into(), vec![text("task")]);
    let lead = Schema::new().field("lead.id", Type::Text).field("lead.state", Type::Text);
    house.subjects.insert(
        "lead".into(),
        lead.maybe("lead.value", Type::Money).field("lead.score", Type::Int).maybe("lead.due", Type::At),
    );
    house.subjects.insert("business".into(), Schema::new());
    let send = json!({
        "type": "object", "additionalProperties": false, "required": ["template", "class"],
        "properties": {
            "template": {"type": "string"},
            "class": {"$ref": "#/$defs/Class"},
            "lead": {"type": ["string", "null"]},
        },
        "$defs": {"Class": {"type": "string", "enum": ["transactional", "inquiry", "marketing"]}},
    });
    let task = json!({
        "type": "object", "additionalProperties": false, "required": ["title"],
        "properties": {
            "title": {"type": "string"},
            "due": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
            "worth": {"type": ["object", "null"], "required": ["minor", "currency"],
                "properties": {"minor": {"type": "integer"}, "currency": {"type": "string"}}},
            "priority": {"type": "integer", "minimum": 1, "maximum": 3},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
    });
    let verb = |schema, kind, answer| Verb { schema, undo: kind == VerbKind::Change, kind, answer };
    house.verbs.insert("message.send".into(), verb(send, VerbKind::Message, vec![]));
    let answer = vec![("task".to_owned(), Type::Text)];
    house.verbs.insert("task.create".into(), verb(task.clone(), VerbKind::Change, answer));
    house.verbs.insert("hook.call".into(), verb(task, VerbKind::Outside, vec![]));
    house
}

const HEAD: &str = "\
automation: test
owner: sales
stand_in: administrator
purpose: To be tested.
metric: {name: answers, start: lead.captured, end: lead.answered, better: lower}
trigger: {fact: lead.captured}
subject: lead
enrol: {policy: always}
deadline: {days: 30}
";

/// The document with these steps, and perhaps more in its head.
fn document(more: &str, steps: &str) -> Automation {
    let yaml = format!("{HEAD}{more}\nsteps:\n{steps}");
    Automation::from_yaml(&yaml).unwrap_or_else(|refused| panic!("{refused}\n{yaml}"))
}

pub(crate) fn plan(more: &str, steps: &str) -> Plan {
    Plan::build(document(more, steps), &catalogue()).unwrap_or_else(|findings| panic!("{findings:#?}")).0
}

fn start() -> Timestamp {
    "2026-03-27T09:00:00Z".parse().unwrap()
}

pub(crate) fn hours(n: i64) -> Timestamp {
    start() + jiff::SignedDuration::from_hours(n)
}

/// A run, the world around it and the time.
struct World {
    plan: Plan,
    run: Run,
    now: Timestamp,
    lead: Fields,
    zones: Zones,
}

impl World {
    fn of(plan: Plan) -> World {
        let hours =
            json!({"zone": "Europe/Berlin", "week": {"friday": ["09:00-17:00"], "monday": ["09:00-17:00"]}});
        let hours: BusinessHours = serde_json::from_value(hours).unwrap();
        let run = Run::enrolled(RunId::from_bytes([1; 16]), &plan, start());
        let lead = Fields::new().text("id", "lead_1").text("state", "captured").set("score", Value::Int(7));
        World { plan, run, now: start(), lead, zones: Zones::of(hours) }
    }

    fn with(steps: &str) -> World {
        World::of(plan("", steps))
    }

    fn view<'a>(&'a self, trigger: &'a Fields) -> View<'a> {
        let records: Vec<(&str, &dyn Record)> = vec![("lead", &self.lead)];
        View { now: self.now, zones: &self.zones, records, trigger }
    }

    fn turn(&mut self, input: Input<'_>) -> Result<Turn, NotNow> {
        let trigger = Fields::new().text("kind", "lead.captured").text("lead", "lead_1");
        let mut run = self.run.clone();
        let turn = self.plan.advance(&mut run, input, &self.view(&trigger));
        self.run = run;
        turn
    }

    fn take(&mut self, input: Input<'_>) -> Move {
        self.turn(input).unwrap().next
    }

    fn begin(&mut self) -> Move {
        self.take(Input::Start)
    }

    fn due(&mut self, at: Timestamp) -> Move {
        self.now = at;
        self.take(Input::Due)
    }

    fn hear(&mut self, kind: &str, fields: &[(&str, &str)]) -> Move {
        let fact =
            fields.iter().fold(Fields::new().text("kind", kind), |fact, (name, text)| fact.text(name, text));
        let kind: FactKind = kind.parse().unwrap();
        self.take(Input::Fact(&kind, &fact))
    }

    fn ok(&mut self) -> Move {
        self.take(Input::Ok(Json::Null))
    }

    fn result(&self, step: &str) -> &StepResult {
        &self.run.results()[&step.parse::<StepId>().unwrap()]
    }
}

fn step_of(next: &Move) -> &str {
    match next {
        Move::Do { step, .. } => step.as_str(),
        other => panic!("no command: {other:?}"),
    }
}
