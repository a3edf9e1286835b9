//! The catalogue of this house: its facts, its commands, and the records a run about each subject can see.

use condition::{Schema, Type};
use verbs::{Declared, Undo, Verbs};

use crate::plan::{Catalogue, Verb, VerbKind, fields_of};
use crate::sight::consent;
use crate::sight::nouns::{self, NOUNS};

/// Commands that queue a message to a person, whose result comes later as a fact.
pub const MESSAGES: [&str; 1] = ["message.send"];
/// Commands that ask another system for something, whose answer comes later as a fact.
pub const OUTSIDE: [&str; 1] = ["http.call"];

pub(super) fn of(verbs: &Verbs) -> Catalogue {
    let mut house = Catalogue::of_the_house();
    let commands = verbs.0.values().filter(|declared| !declared.query);
    house.verbs = commands.map(|declared| (declared.verb.name.to_owned(), verb(declared))).collect();
    for noun in &NOUNS {
        let schema = contact(noun.schema(Schema::new(), true));
        let beside = noun.beside.iter().filter_map(|name| nouns::noun(name));
        let schema = beside.fold(schema, |schema, noun| noun.schema(schema, false));
        let schema = if noun.beside.contains(&"service") { service(schema) } else { schema };
        house.subjects.insert(noun.name.into(), schema);
    }
    let conversation = Schema::new().field("conversation.id", Type::Text);
    house.subjects.insert("conversation".into(), contact(conversation));
    house.subjects.insert("contact".into(), contact(Schema::new()));
    house.subjects.insert(crate::plan::BUSINESS.into(), Schema::new());
    house
}

fn verb(declared: &Declared) -> Verb {
    let kind = match declared.verb.name {
        name if MESSAGES.contains(&name) => VerbKind::Message,
        name if OUTSIDE.contains(&name) => VerbKind::Outside,
        _ => VerbKind::Change,
    };
    Verb {
        schema: (declared.input)().to_value(),
        undo: matches!(declared.verb.undo, Undo::Verb(_)),
        kind,
        answer: fields_of(&(declared.output)().to_value()).into_iter().map(|(n, of, _)| (n, of)).collect(),
    }
}

fn contact(schema: Schema) -> Schema {
    consent::schema(schema)
        .field("contact.id", Type::Text)
        .maybe("contact.name", Type::Text)
        .maybe("contact.email", Type::Text)
        .maybe("contact.phone", Type::Text)
        .maybe("contact.language", Type::Text)
        .maybe("contact.company_name", Type::Text)
        .maybe("contact.job_title", Type::Text)
        .maybe("contact.zone", Type::Text)
        .maybe("contact.owner", Type::Text)
}

fn service(schema: Schema) -> Schema {
    schema.maybe("service.id", Type::Text).maybe("service.name", Type::Text)
}
