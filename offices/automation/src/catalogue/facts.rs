//! The kinds of fact, as triggers, goals and waits offer them.

use std::cmp::Reverse;

use facts::KindInfo;

use super::words::{self, GROUPS};
use super::{FactView, FieldView, kind_word};
use crate::document::FactKind;
use crate::plan::Catalogue;

pub(super) fn all(house: &Catalogue) -> Vec<FactView> {
    let mut all: Vec<FactView> = facts::catalogue().into_iter().map(|info| view(house, info)).collect();
    all.sort_by_key(|fact| GROUPS.iter().position(|group| *group == fact.group));
    all
}

fn view(house: &Catalogue, info: KindInfo) -> FactView {
    let noun = info.kind.split('.').next().unwrap_or(info.kind);
    FactView {
        kind: info.kind.to_owned(),
        label: words::fact(info.kind),
        fields: fields(house, &info),
        meaning: info.meaning,
        group: words::group(noun).to_owned(),
        subjects: subjects(house, info.kind, noun),
    }
}

/// What it always names: its own noun first, then the others, the contact last.
fn subjects(house: &Catalogue, kind: &str, noun: &str) -> Vec<String> {
    let Ok(fact) = kind.parse::<FactKind>() else { return vec![] };
    let named = house.subjects.keys().filter(|subject| house.names(&fact, subject));
    let mut named: Vec<String> = named.cloned().collect();
    named.sort_by_key(|subject| (Reverse(subject == noun), subject == "contact"));
    named
}

fn fields(house: &Catalogue, info: &KindInfo) -> Vec<FieldView> {
    let typed = house.facts.get(info.kind).into_iter().flatten();
    let view = |(name, kind, always): &(String, condition::Type, bool)| {
        let declared = info.fields.iter().find(|field| field.name == name);
        let schema = declared.map(|field| field.schema.as_value());
        FieldView {
            label: words::field(name),
            name: name.clone(),
            kind: kind_word(kind),
            always: *always,
            choices: schema.map(|schema| super::records::choices(schema, schema)).unwrap_or_default(),
            of: schema.and_then(|schema| noun_of_id(&schema.to_string())),
        }
    };
    typed.map(view).collect()
}

/// The noun in the pattern of an id; None where it is no id, or of any record.
fn noun_of_id(schema: &str) -> Option<String> {
    let text = schema.split("\"^").nth(1)?;
    let noun = text.split("_[0-9").next().filter(|noun| noun.len() < text.len())?;
    noun.chars().all(|c| c.is_ascii_lowercase() || c == '_').then(|| noun.to_owned())
}
