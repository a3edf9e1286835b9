//! A house as an automation sees it: the facts there are, three verbs, the records of leads and
//! conversations; and a clock that jumps from one move to the next.

// Each story file uses a part of it.
#![allow(dead_code, clippy::unwrap_used)]

use std::fmt::Write as _;

use automation::document::{Automation, FactKind};
use automation::plan::{Catalogue, Input, Move, Plan, Run, Verb, VerbKind, View};
use automation::shipped::SHIPPED;
use automation::sight::nouns::NOUNS;
use condition::{Fields, Record, Schema, Type, Value};
use kernel::calendar::{BusinessHours, Hours, Week, Zone, Zones};
use kernel::{Id, RunId, Timestamp};
use serde_json::{Value as Json, json};

pub fn catalogue() -> Catalogue {
    let mut house = Catalogue::of_the_house();
    let mut verb = |name: &str, kind, undo, required: Json, more: Json, answer: &[&str]| {
        let mut properties = required.as_object().unwrap().clone();
        let required: Vec<_> = properties.keys().cloned().collect();
        properties.extend(more.as_object().unwrap().clone());
        let schema = json!({"type": "object", "additionalProperties": false, "required": required,
            "properties": properties});
        let answer = answer.iter().map(|field| ((*field).to_owned(), Type::Text)).collect();
        house.verbs.insert(name.to_owned(), Verb { schema, undo, kind, answer });
    };
    let (text, instant) = (json!({"type": "string"}), json!({"type": "string", "format": "date-time"}));
    let class = json!({"enum": ["transactional", "inquiry", "marketing"]});
    verb(
        "message.send",
        VerbKind::Message,
        false,
        json!({"contact": text, "template": text, "class": class}),
        json!({"lead": {"type": ["string", "null"]}, "about": text, "new_thread": {"type": "boolean"}}),
        &["message"],
    );
    verb(
        "automation.start",
        VerbKind::Change,
        true,
        json!({"automation": text}),
        json!({"record": text}),
        &["run"],
    );
    verb(
        "task.create",
        VerbKind::Change,
        true,
        json!({"title": text, "owner": text, "due": instant}),
        json!({"contact": text, "on": text, "detail": text}),
        &["id"],
    );
    verb(
        "lead.nurture",
        VerbKind::Change,
        true,
        json!({"lead": text}),
        json!({"days": {"type": "integer", "minimum": 1}, "reason": text}),
        &[],
    );
    verb("deal.move", VerbKind::Change, true, json!({"deal": text, "stage": text}), json!({}), &["id"]);
    verb("deal.win", VerbKind::Change, true, json!({"deal": text}), json!({}), &["id"]);
    verb("project.open", VerbKind::Change, false, json!({"agreement": text}), json!({}), &["id"]);
    verb("invoice.issue_for", VerbKind::Change, false, json!({"milestone": text}), json!({}), &["id"]);
    verb("line.send_week", VerbKind::Change, false, json!({"to": text}), json!({}), &["to", "monday"]);
    let level = json!({"type": "integer", "minimum": 0});
    verb(
        "invoice.remind",
        VerbKind::Change,
        false,
        json!({"invoice": text, "level": level}),
        json!({}),
        &["id"],
    );
    for noun in &NOUNS {
        let schema = contact(noun.schema(Schema::new(), true));
        let beside = NOUNS.iter().filter(|other| noun.beside.contains(&other.name));
        let schema = beside.fold(schema, |schema, other| other.schema(schema, false));
        house.subjects.insert(noun.name.into(), schema);
    }
    house.subjects.insert("conversation".into(), contact(Schema::new()).field("conversation.id", Type::Text));
    house.subjects.insert("contact".into(), contact(Schema::new()));
    house.subjects.insert(automation::plan::BUSINESS.into(), Schema::new());
    house
}

fn contact(schema: Schema) -> Schema {
    schema
        .field("contact.id", Type::Text)
        .maybe("contact.owner", Type::Text)
        .maybe("contact.email", Type::Text)
}

pub fn plan(yaml: &str) -> Plan {
    let document = Automation::from_yaml(yaml).unwrap_or_else(|refused| panic!("{refused}"));
    let (plan, warnings) =
        Plan::build(document, &catalogue()).unwrap_or_else(|findings| panic!("{findings:#?}"));
    assert!(warnings.is_empty(), "{warnings:#?}");
    plan
}

/// One fact of a story, told so long after its start.
pub struct Told {
    pub after_hours: i64,
    pub kind: &'static str,
    pub body: Fields,
}

/// Who it is about, when it starts, and what happens meanwhile.
pub struct Story {
    pub zone: Option<&'static str>,
    pub start: &'static str,
    pub trigger: Told,
    pub told: Vec<Told>,
}

pub fn told(after_hours: i64, kind: &'static str, fields: &[(&str, &str)]) -> Told {
    let body = fields.iter().fold(Fields::new().text("kind", kind), |body, (name, text)| match *text {
        "true" | "false" => body.set(name, Value::Flag(*text == "true")),
        text => body.text(name, text),
    });
    Told { after_hours, kind, body }
}

/// Compares with what a person has read and kept.
pub fn golden(name: &str, text: &str) {
    // Asked at run time: clones share a target folder, and what was compiled for one also serves the other.
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs tests");
    let path = format!("{folder}/tests/golden/{name}.txt");
    if std::env::var("GOLDEN").as_deref() == Ok("write") {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, text, "{path}: read it, then run with GOLDEN=write");
}

/// A shipped automation, ready to run.
pub fn shipped(name: &str) -> Plan {
    let found = SHIPPED.iter().find(|shipped| shipped.name == name).unwrap();
    plan(found.yaml)
}

fn office() -> BusinessHours {
    let day: Vec<Hours> = ["09:00-12:00", "13:00-17:30"].map(|hours| hours.parse().unwrap()).into();
    let berlin: Zone = "Europe/Berlin".parse().unwrap();
    BusinessHours::new(berlin, Week::weekdays(&day), vec!["2026-04-06".parse().unwrap()]).unwrap()
}

struct House {
    records: Vec<(&'static str, Fields)>,
    trigger: Fields,
    zones: Zones,
}

impl House {
    fn of(story: &Story, more: &[(&'static str, Fields)]) -> House {
        let id = |name: &str| Fields::new().text("id", &format!("{name}_1"));
        let lead = id("lead").text("state", "captured").text("channel", "form").text("owner", "user_maria");
        let automation = Fields::new().text("owner", "user_olga").text("stand_in", "user_stefan");
        let mut records = vec![
            ("lead", lead),
            ("contact", id("contact").text("owner", "user_maria").text("email", "ada@customer.test")),
            ("conversation", id("conversation")),
            ("automation", automation),
            ("billing", automation::sight::billing::record(&kernel::Reminding::default())),
        ];
        records.extend(more.iter().cloned());
        let contact = story.zone.map(|name| name.parse().unwrap());
        House {
            records,
            trigger: story.trigger.body.clone(),
            zones: Zones { contact, ..Zones::of(office()) },
        }
    }

    fn view(&self, now: Timestamp) -> View<'_> {
        let records = self.records.iter().map(|(name, fields)| (*name, fields as &dyn Record)).collect();
        View { now, zones: &self.zones, records, trigger: &self.trigger }
    }
}

/// Everything a run does, a line each, on the contact's clock.
pub fn timeline(plan: &Plan, story: &Story) -> String {
    timeline_of(plan, story, &[])
}

/// The same with these records beside the usual ones.
pub fn timeline_of(plan: &Plan, story: &Story, records: &[(&'static str, Fields)]) -> String {
    let house = House::of(story, records);
    let zone: Zone = story.zone.unwrap_or("Europe/Berlin").parse().unwrap();
    let start: Timestamp = story.start.parse().unwrap();
    let mut lines = format!("{} tells {}\n", shown(&zone, start), story.trigger.kind);
    if !plan.enrols(&house.view(start), &story.trigger.body).unwrap() {
        return lines + "nobody is enrolled\n";
    }
    let mut run = Run::enrolled(RunId::from_bytes([7; 16]), plan, start);
    let (mut now, mut told) = (start, story.told.iter().peekable());
    let mut next = plan.advance(&mut run, Input::Start, &house.view(now)).unwrap().next;
    let mut until = now;
    for _ in 0..100 {
        match &next {
            Move::Do { verb, args, step, guarded, .. } => {
                let guard = if *guarded { ", guarded" } else { "" };
                writeln!(lines, "{} {step}{guard}: {verb} {}", shown(&zone, now), Json::from(args.clone()))
                    .unwrap();
                let may_leave = plan.may_leave(&run, &step.clone(), &house.view(now)).unwrap();
                assert!(may_leave, "the guards of a captured lead are true");
                let answer = Input::Ok(json!({"id": format!("task_{step}")}));
                next = plan.advance(&mut run, answer, &house.view(now)).unwrap().next;
                continue;
            }
            Move::Sleep { until: then } | Move::WaitFor { until: then, .. } => {
                until = *then;
                let at = run.step().unwrap();
                writeln!(lines, "{} {at}: until {}", shown(&zone, now), shown(&zone, until)).unwrap();
            }
            Move::Stay => {}
            other => {
                writeln!(lines, "{} {other:?}", shown(&zone, now)).unwrap();
                return lines;
            }
        }
        let at = |told: &Told| start + jiff::SignedDuration::from_hours(told.after_hours);
        next = match told.next_if(|told| at(told) < until) {
            Some(told) => {
                now = at(told);
                let kind: FactKind = told.kind.parse().unwrap();
                writeln!(lines, "{} tells {kind}", shown(&zone, now)).unwrap();
                plan.advance(&mut run, Input::Fact(&kind, &told.body), &house.view(now)).unwrap().next
            }
            None => {
                now = until;
                plan.advance(&mut run, Input::Due, &house.view(now)).unwrap().next
            }
        };
    }
    panic!("a run without an end:\n{lines}");
}

fn shown(zone: &Zone, at: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::get(zone.name()).unwrap();
    at.to_zoned(zone).strftime("%a %F %H:%M %z").to_string()
}
