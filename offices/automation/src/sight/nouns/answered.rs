//! What a lead said and where it came from: each answer under the id of its question, in the record of its kind.
//!
//! `lead.answers.need` is a text or a day, `lead.amounts.budget` money, `lead.numbers.people` a whole number,
//! `lead.ticked.urgent` yes or no, `lead.choices.rooms` what was chosen of several.

use condition::{ANY, Fields, Schema, Type};
use serde_json::Value as Json;

/// The noun that answers, and the column it stands in.
pub(super) const OF: &str = "lead";
pub(super) const COLUMN: &str = "answers";
/// The records of answers, one for each kind.
pub(crate) const NAMES: [&str; 5] = ["answers", "amounts", "numbers", "ticked", "choices"];

fn kind(name: &str) -> Type {
    match name {
        "amounts" => Type::Money,
        "numbers" => Type::Int,
        "ticked" => Type::Flag,
        "choices" => Type::List(Box::new(Type::Text)),
        _ => Type::Text,
    }
}

/// In which of the records the answer to a question of this kind stands, and its type.
pub(crate) fn place(question: &str) -> (&'static str, Type) {
    let name = match question {
        "money" => "amounts",
        "number" => "numbers",
        "yes_no" => "ticked",
        "choices" => "choices",
        _ => "answers",
    };
    (name, kind(name))
}

/// Any answer may be missing: a question is asked of some only.
pub(super) fn schema(schema: Schema) -> Schema {
    NAMES.iter().fold(schema, |schema, name| schema.maybe(&format!("{OF}.{name}.{ANY}"), kind(name)))
}

/// The answers, each in the record that can hold it.
pub(super) fn read(fields: Fields, answers: &Json) -> Fields {
    let known = schema(Schema::new());
    NAMES.iter().fold(fields, |fields, name| {
        fields.record(name, Fields::read(answers, &known, &format!("{OF}.{name}")))
    })
}

/// What the link named, or the channel where nothing better is known.
pub(super) fn source(named: &Json, channel: String) -> String {
    let word = named["utm_source"].as_str().filter(|word| !word.is_empty());
    word.map_or(channel, str::to_owned)
}

#[cfg(test)]
mod tests {
    use condition::Record as _;
    use serde_json::json;

    use super::*;

    fn lead() -> Fields {
        let budget = json!({"minor": 600_000, "currency": "EUR"});
        let said = json!({"need": "A barn", "budget": budget, "people": 12, "urgent": true, "rooms": ["one", "two"]});
        read(Fields::new(), &said)
    }

    #[test]
    fn an_answer_stands_where_its_kind_does_and_nowhere_else() {
        let lead = lead();
        let at = |record: &str, name: &str| lead.inner(record).is_some_and(|inner| inner.get(name).is_some());
        for (record, name) in [
            ("answers", "need"),
            ("amounts", "budget"),
            ("numbers", "people"),
            ("ticked", "urgent"),
            ("choices", "rooms"),
        ] {
            let others = NAMES.iter().filter(|other| **other != record && at(other, name));
            assert!(at(record, name) && others.count() == 0, "{name}");
        }
    }

    #[test]
    fn where_it_came_from_is_what_its_link_named_else_the_channel() {
        assert_eq!(source(&json!({"utm_source": "fair"}), "form".into()), "fair");
        assert_eq!(source(&json!({"utm_source": ""}), "form".into()), "form");
        assert_eq!(source(&Json::Null, "phone".into()), "phone");
    }
}
