//! What a run can be about, and every field it sees, with the values a field can have.
//!
//! The fields come from the schema conditions are checked by; their values from the view of the record.

use condition::{ANY, Schema};
use serde::Deserialize;
use serde_json::Value as Json;
use verbs::Verbs;

use super::{ChoiceView, FieldView, RecordView, SubjectView, kind_word, words};
use crate::plan::Catalogue;
use crate::sight::nouns::answered;

pub(super) fn all(house: &Catalogue, declared: &Verbs, asked: &[Question]) -> Vec<SubjectView> {
    let subject = |(noun, schema): (&String, &Schema)| SubjectView {
        noun: noun.clone(),
        label: words::plain(noun),
        records: records(noun, schema, declared, asked),
    };
    house.subjects.iter().map(subject).collect()
}

/// What a service asks: its answer is a field of the lead.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Question {
    id: String,
    text: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    options: Vec<String>,
}

/// The questions of all services, each id and kind once.
fn answers(asked: &[Question]) -> Vec<FieldView> {
    let mut fields: Vec<FieldView> = vec![];
    for question in asked {
        let (record, kind) = answered::place(&question.kind);
        let name = format!("{record}.{}", question.id);
        if fields.iter().all(|known| known.name != name) {
            fields.push(FieldView {
                name,
                label: question.text.clone(),
                kind: kind_word(&kind),
                always: false,
                choices: question.options.iter().map(|option| plainly(option)).collect(),
                of: None,
            });
        }
    }
    fields
}

/// A choice in the words of whoever wrote the question.
fn plainly(option: &str) -> ChoiceView {
    ChoiceView { value: option.to_owned(), label: option.to_owned() }
}

fn records(subject: &str, schema: &Schema, declared: &Verbs, asked: &[Question]) -> Vec<RecordView> {
    let mut records: Vec<RecordView> = vec![];
    for (path, kind, may_be_empty) in schema.fields().filter(|(path, ..)| !path.ends_with(ANY)) {
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
    if let Some(lead) = records.iter_mut().find(|record| record.name == "lead" && subject == "lead") {
        lead.fields.extend(answers(asked));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_services_ask_is_a_field_of_its_kind_once() {
        let asked: Vec<Question> = serde_json::from_value(serde_json::json!([
            {"id": "budget", "text": "How much may it cost?", "kind": "money"},
            {"id": "size", "text": "How large?", "kind": "choice", "options": ["small", "large"]},
            {"id": "budget", "text": "Your budget?", "kind": "money"},
        ]))
        .expect("questions as a service keeps them");
        let fields = answers(&asked);
        let said: Vec<_> = fields.iter().map(|field| (field.name.as_str(), field.kind)).collect();
        assert_eq!(said, [("amounts.budget", "money"), ("answers.size", "text")]);
        assert_eq!(
            (fields[0].label.as_str(), fields[1].choices[1].value.as_str()),
            ("How much may it cost?", "large")
        );
    }
}
