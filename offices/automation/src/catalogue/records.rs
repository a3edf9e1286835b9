//! What a run can be about, and every field it sees, with the values a field can have.
//!
//! The fields come from the schema conditions are checked by; their values from the view of the record.

use condition::Schema;
use serde_json::Value as Json;
use verbs::Verbs;

use super::{ChoiceView, FieldView, RecordView, SubjectView, kind_word, words};
use crate::plan::Catalogue;

pub(super) fn all(house: &Catalogue, declared: &Verbs) -> Vec<SubjectView> {
    let subject = |(noun, schema): (&String, &Schema)| SubjectView {
        noun: noun.clone(),
        label: words::plain(noun),
        records: records(noun, schema, declared),
    };
    house.subjects.iter().map(subject).collect()
}

fn records(subject: &str, schema: &Schema, declared: &Verbs) -> Vec<RecordView> {
    let mut records: Vec<RecordView> = vec![];
    for (path, kind, may_be_empty) in schema.fields() {
        let Some((record, name)) = path.split_once('.') else { continue };
        let field = FieldView {
            name: name.to_owned(),
            label: words::field(name),
            kind: kind_word(kind),
            always: !may_be_empty,
            choices: known_values(declared, record, name),
            of: known_noun(record, name),
        };
        match records.iter_mut().find(|known| known.name == record) {
            Some(known) => known.fields.push(field),
            None => records.push(RecordView {
                name: record.to_owned(),
                label: words::plain(record),
                fields: vec![field],
            }),
        }
    }
    records.sort_by_key(|record| record.name != subject);
    records
}

fn known_noun(record: &str, name: &str) -> Option<String> {
    match name {
        "id" => Some(record.to_owned()),
        "owner" => Some("user".into()),
        "lead" | "deal" | "proposal" | "agreement" | "project" | "service" => Some(name.to_owned()),
        _ => None,
    }
}

/// The words a state can be, as its record's own view says them.
fn known_values(declared: &Verbs, record: &str, name: &str) -> Vec<ChoiceView> {
    if record == "lead" && name == "state" {
        return LEAD_STATES.iter().map(|word| choice(word)).collect();
    }
    let Some(read) = declared.0.get(format!("{record}.read").as_str()) else { return vec![] };
    let view = (read.output)().to_value();
    let field = view.pointer(&format!("/properties/{name}"));
    field.map(|field| choices(&view, field)).unwrap_or_default()
}

/// As a run sees a lead: an open one is captured until its first answer.
const LEAD_STATES: [&str; 6] = ["captured", "answered", "qualified", "nurtured", "declined", "closed"];

fn choice(word: &str) -> ChoiceView {
    ChoiceView { value: word.to_owned(), label: words::plain(word) }
}

/// The words of a choice in a JSON schema; none where any text will do.
pub(super) fn choices(root: &Json, schema: &Json) -> Vec<ChoiceView> {
    let mut found = vec![];
    gather(root, schema, &mut found, 0);
    found
}

fn gather(root: &Json, schema: &Json, found: &mut Vec<ChoiceView>, depth: u8) {
    if depth > 4 {
        return;
    }
    if let Some(target) = schema.get("$ref").and_then(Json::as_str).and_then(|path| path.strip_prefix('#')) {
        return root.pointer(target).into_iter().for_each(|inner| gather(root, inner, found, depth + 1));
    }
    let several = ["anyOf", "oneOf"].iter().filter_map(|word| schema.get(*word)?.as_array());
    several.flatten().for_each(|inner| gather(root, inner, found, depth + 1));
    let named = schema.get("enum").and_then(Json::as_array).into_iter().flatten();
    let words = named.chain(schema.get("const")).filter_map(Json::as_str);
    found.extend(words.map(choice));
}
