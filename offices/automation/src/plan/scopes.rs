//! Which records an expression may name, by where in the document it stands.

use std::collections::BTreeMap;

use super::catalogue::Catalogue;
use crate::document::{Act, Arg, Automation, FactKind, On, Step, Takes};
use crate::sight::billing;
use condition::{Schema, Type};

/// The records of the subject, `automation`: the users who answer for it now, and `billing`: the settings.
fn of_subject(document: &Automation, catalogue: &Catalogue) -> Schema {
    let records = catalogue.subjects.get(document.subject.as_str()).cloned().unwrap_or_else(Schema::new);
    let records = records.field("automation.owner", Type::Text).field("automation.stand_in", Type::Text);
    billing::schema(records).open()
}

/// The records of the subject, `trigger` and `steps`: what every step sees.
pub(super) fn of_steps(document: &Automation, catalogue: &Catalogue) -> Schema {
    let records = of_subject(document, catalogue);
    let schema = with_trigger(records, document, catalogue);
    document.every_step().into_iter().fold(schema, |schema, step| with_step(schema, step, catalogue))
}

/// What started a run: a fact, or what whoever started it gave.
fn with_trigger(schema: Schema, document: &Automation, catalogue: &Catalogue) -> Schema {
    let trigger = &document.trigger;
    let schema = with_fact(schema, trigger.told_by(), "trigger", catalogue);
    trigger.takes().iter().fold(schema, |schema, (name, take)| {
        let path = format!("trigger.payload.{name}");
        if take.optional { schema.maybe(&path, take.is.of()) } else { schema.field(&path, take.is.of()) }
    })
}

/// The records of the subject and `trigger`, and `fact`: one of those that break a silence.
pub(super) fn of_silence(document: &Automation, breaks: &[FactKind], catalogue: &Catalogue) -> Schema {
    with_fact(with_trigger(of_subject(document, catalogue), document, catalogue), breaks, "fact", catalogue)
}

/// The record a date stands on, with every field filled: a date that is missing starts nothing.
pub(super) fn of_date(document: &Automation, catalogue: &Catalogue) -> Schema {
    of_subject(document, catalogue).filled()
}

/// The records of the subject and `fact`, and what the fact changed of it; or what whoever starts it gives: before
/// there is a run.
pub(super) fn of_trigger(document: &Automation, catalogue: &Catalogue) -> Schema {
    let schema = of_subject(document, catalogue);
    match &document.trigger.on {
        On::Fact(facts) => {
            let subject = document.subject.as_str();
            let schema = schema.copy_some(subject, "old").copy_some(subject, "new");
            with_fact(schema, facts.kinds(), "fact", catalogue)
        }
        On::Silence { silence, .. } => {
            let schema = with_fact(schema, silence.after.kinds(), "fact", catalogue);
            with_trigger(schema, document, catalogue)
        }
        _ => with_trigger(schema, document, catalogue),
    }
}

/// A fact of one of these kinds, under a name. A field that not all of them have may be empty.
pub(super) fn with_fact(schema: Schema, kinds: &[FactKind], name: &str, catalogue: &Catalogue) -> Schema {
    let mut fields: BTreeMap<&str, (&Type, usize)> = BTreeMap::new();
    for (field, kind, always) in kinds.iter().filter_map(|k| catalogue.facts.get(k.as_str())).flatten() {
        fields.entry(field).or_insert((kind, 0)).1 += usize::from(*always);
    }
    let schema = schema.field(&format!("{name}.kind"), Type::Text).field(&format!("{name}.at"), Type::At);
    let schema =
        schema.field(&format!("{name}.on"), Type::Text).maybe(&format!("{name}.contact"), Type::Text);
    fields.into_iter().fold(schema, |schema, (field, (kind, always))| {
        let path = format!("{name}.{field}");
        if always == kinds.len() {
            schema.field(&path, kind.clone())
        } else {
            schema.maybe(&path, kind.clone())
        }
    })
}

fn with_step(schema: Schema, step: &Step, catalogue: &Catalogue) -> Schema {
    let path = |field: &str| format!("steps.{}.{field}", step.id);
    let schema = schema.field(&path("status"), Type::Text).maybe(&path("at"), Type::At);
    let schema = schema.maybe(&path("reason"), Type::Text);
    match &step.act {
        Act::Do(doing) => {
            let answer = catalogue.verb(&doing.verb).map(|verb| verb.answer.as_slice()).unwrap_or_default();
            let schema =
                answer.iter().fold(schema, |schema, (field, kind)| schema.maybe(&path(field), kind.clone()));
            match doing.with.get("take") {
                Some(Arg::Literal(take)) => {
                    let takes: Takes = serde_json::from_value(take.clone()).unwrap_or_default();
                    with_output(schema, step, &takes)
                }
                _ => schema,
            }
        }
        Act::Call(call) => {
            let schema = schema.maybe(&path("outcome"), Type::Text).maybe(&path("run"), Type::Text);
            with_output(schema, step, &call.take)
        }
        Act::Approve(_) => schema.maybe(&path("answer"), Type::Text),
        Act::WaitFor(_) => schema.maybe(&path("fact"), Type::Text),
        Act::Ask(_) => schema.maybe(&path("answer"), Type::Text),
        Act::Wait(_) | Act::Branch(_) | Act::Set(_) | Act::Repeat(_) | Act::End(_) => schema,
    }
}

/// What was taken out of an answer.
fn with_output(schema: Schema, step: &Step, takes: &Takes) -> Schema {
    takes.iter().fold(schema, |schema, (name, take)| {
        schema.maybe(&format!("steps.{}.output.{name}", step.id), take.is.of())
    })
}
