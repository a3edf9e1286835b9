//! Which records an expression may name, by where in the document it stands.

use std::collections::BTreeMap;

use super::catalogue::Catalogue;
use crate::document::{Act, Automation, FactKind, Step};
use condition::{Schema, Type};

/// The records of the subject, and `automation`: the users who answer for it now.
fn of_subject(document: &Automation, catalogue: &Catalogue) -> Schema {
    let records = catalogue.subjects.get(document.subject.as_str()).cloned().unwrap_or_else(Schema::new);
    records.field("automation.owner", Type::Text).field("automation.stand_in", Type::Text)
}

/// The records of the subject, `trigger` and `steps`: what every step sees.
pub(super) fn of_steps(document: &Automation, catalogue: &Catalogue) -> Schema {
    let records = of_subject(document, catalogue);
    let schema = with_fact(records, document.trigger.fact.kinds(), "trigger", catalogue);
    document.steps.iter().fold(schema, |schema, step| with_step(schema, step, catalogue))
}

/// The records of the subject and `fact`, before there is a run.
pub(super) fn of_trigger(document: &Automation, catalogue: &Catalogue) -> Schema {
    with_fact(of_subject(document, catalogue), document.trigger.fact.kinds(), "fact", catalogue)
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
            answer.iter().fold(schema, |schema, (field, kind)| schema.maybe(&path(field), kind.clone()))
        }
        Act::WaitFor(_) => schema.maybe(&path("fact"), Type::Text),
        Act::Ask(_) => schema.maybe(&path("answer"), Type::Text),
        Act::Wait(_) | Act::Branch(_) | Act::End(_) => schema,
    }
}
