//! What the house can do and tell, as an automation sees it: verbs, facts, and the records of each subject.

use std::collections::BTreeMap;

use kernel::Class;
use serde_json::Value;

use crate::document::{FactKind, VerbName};
use condition::{Schema, Type};

/// How a verb reaches out of the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerbKind {
    /// It changes our own records, in the transaction of the step.
    Change,
    /// It queues a message to a person.
    Message,
    /// It calls another system.
    Outside,
}

/// A command of the house.
#[derive(Debug, Clone)]
pub struct Verb {
    /// JSON schema of its arguments.
    pub schema: Value,
    pub undo: bool,
    pub kind: VerbKind,
    /// The fields of its answer that later steps may look at, as `steps.<id>.<field>`.
    pub answer: Vec<(String, Type)>,
}

/// The fields of a fact beside `kind`, `at`, `on` and `contact`, and whether each always has a value.
pub type FactFields = Vec<(String, Type, bool)>;

/// All of it.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    pub verbs: BTreeMap<String, Verb>,
    pub facts: BTreeMap<String, FactFields>,
    /// For each subject the records a run about it can see.
    pub subjects: BTreeMap<String, Schema>,
}

impl Catalogue {
    /// Every fact the house can tell, by the open fields an expression may look at; no verbs and no
    /// subjects yet.
    pub fn of_the_house() -> Catalogue {
        let facts = facts::catalogue().into_iter().map(|kind| {
            let open = kind.fields.iter().filter(|field| field.class == Class::Open);
            let fields = open.filter_map(|field| {
                let schema = field.schema.as_value();
                let (of, always) = type_of(schema, schema)?;
                Some((field.name.to_owned(), of, always))
            });
            (kind.kind.to_owned(), fields.collect())
        });
        Catalogue { facts: facts.collect(), ..Catalogue::default() }
    }

    pub(super) fn verb(&self, name: &VerbName) -> Option<&Verb> {
        self.verbs.get(name.as_str())
    }

    /// Whether every fact of the kind names its subject: in the field called like it.
    pub(crate) fn names(&self, fact: &FactKind, subject: &str) -> bool {
        let fields = self.facts.get(fact.as_str()).into_iter().flatten();
        fields.into_iter().any(|(field, of, always)| field == subject && *of == Type::Text && *always)
    }

    pub(super) fn knows(&self, fact: &FactKind) -> bool {
        self.facts.contains_key(fact.as_str())
    }
}

/// The fields of an object by its JSON schema, as far as expressions know their types.
pub fn fields_of(schema: &Value) -> FactFields {
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let typed = properties
        .filter_map(|(name, field)| type_of(schema, field).map(|(of, always)| (name.clone(), of, always)));
    typed.collect()
}

/// The type of a field by its JSON schema, and whether it always has a value; None for what expressions
/// do not know.
fn type_of(root: &Value, schema: &Value) -> Option<(Type, bool)> {
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        let (of, _) = choices.iter().find_map(|choice| type_of(root, choice))?;
        return Some((of, false));
    }
    if let Some(path) = schema.get("$ref").and_then(Value::as_str) {
        return type_of(root, root.pointer(path.strip_prefix('#')?)?);
    }
    let names: Vec<&str> = match schema.get("type")? {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let format = schema.get("format").and_then(Value::as_str);
    let of = names.iter().find_map(|name| match *name {
        "boolean" => Some(Type::Flag),
        "integer" => Some(Type::Int),
        "string" if format == Some("date-time") => Some(Type::At),
        "string" => Some(Type::Text),
        "object" if schema.pointer("/properties/minor").is_some() => Some(Type::Money),
        "array" => type_of(root, schema.get("items")?).map(|(of, _)| Type::List(Box::new(of))),
        _ => None,
    });
    Some((of?, !names.contains(&"null")))
}
