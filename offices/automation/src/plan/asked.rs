//! What a condition was asked over and what it said, kept with the step it decided, so that it can be asked again.
//!
//! Invariant: small, and nothing personal that its field does not call open: of such a field it is kept that it was
//! filled, and no more.

use std::collections::BTreeMap;

use kernel::calendar::BusinessHours;
use kernel::{Money, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::Plan;
use crate::document::{Act, Arg, Takes};
use crate::sight::nouns::answered::NAMES;
use condition::{Broken, Condition, Fields, Record, Scope, Value, instant_text};

/// Longer values are not kept.
const LONGEST: usize = 200;
/// The fields of records that say who somebody is.
const PERSONAL: [&str; 4] = ["contact.name", "contact.email", "contact.phone", "deal.title"];

/// One condition, asked once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Asked {
    /// `if`, `branch`, `guard`, `match`, `approve`, `repeat`, `goal` or `exit_when`.
    pub field: String,
    /// As the document has it.
    pub condition: String,
    /// The fields it looked at; an instant is `{"at": …}`, a length of time `{"seconds": …}`.
    pub values: BTreeMap<String, Json>,
    /// Fields that were filled, with what is not kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
    /// What it said; nothing where it could not be asked.
    pub holds: Option<bool>,
    pub at: Timestamp,
}

/// Why a condition cannot be asked again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAgain {
    #[error("{0} is personal and is not kept, so it cannot be asked again")]
    Withheld(String),
    #[error("the version this run follows no longer has this condition")]
    Gone,
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl Plan {
    /// The condition with what it looked at.
    pub(super) fn note(
        &self,
        field: &str,
        condition: &Condition,
        records: &[(&str, &dyn Record)],
        (holds, at): (Option<bool>, Timestamp),
    ) -> Asked {
        let (mut values, mut withheld) = (BTreeMap::new(), vec![]);
        for path in condition.references() {
            match read(records, path) {
                Some(value) if self.is_personal(path, &value) => withheld.push(path.clone()),
                Some(value) => drop(values.insert(path.clone(), tagged(&value))),
                None => {}
            }
        }
        Asked { field: field.into(), condition: condition.source().into(), values, withheld, holds, at }
    }

    fn is_personal(&self, path: &str, value: &Value<'_>) -> bool {
        let text = matches!(value, Value::Text(_) | Value::List(_));
        let long = value.to_json().to_string().len() > LONGEST;
        let mut parts = path.split('.');
        long || PERSONAL.contains(&path)
            || match (parts.next(), parts.next(), parts.next(), parts.next()) {
                (Some("trigger"), Some("payload"), Some(name), _) => {
                    !is_open(&self.document.trigger.takes(), name)
                }
                (Some("steps"), Some(step), Some("output"), Some(name)) => !self.gives_open(step, name),
                (Some("lead"), Some(record), Some(_), _) => NAMES.contains(&record),
                (Some("vars"), ..) => text,
                _ => false,
            }
    }

    fn gives_open(&self, step: &str, name: &str) -> bool {
        let found = self.row.steps.iter().find(|one| one.id.as_str() == step);
        match found.map(|step| &step.act) {
            Some(Act::Call(call)) => is_open(&call.take, name),
            Some(Act::Do(doing)) => match doing.with.get("take") {
                Some(Arg::Literal(take)) => {
                    is_open(&serde_json::from_value(take.clone()).unwrap_or_default(), name)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Asks it again over what was kept; open days by the hours as they are now.
    pub fn ask_again(&self, asked: &Asked, hours: &BusinessHours) -> Result<bool, NotAgain> {
        let condition = self.condition(&asked.condition).ok_or(NotAgain::Gone)?;
        if let Some(path) = asked.withheld.iter().find(|path| looks_into(&asked.condition, path)) {
            return Err(NotAgain::Withheld(path.clone()));
        }
        let mut tree = Tree::default();
        for path in condition.references() {
            match asked.values.get(path) {
                Some(value) => tree.put(path, untagged(value)),
                None if asked.withheld.contains(path) => tree.put(path, Some(Value::Text("".into()))),
                None => tree.put(path, None),
            }
        }
        let roots: Vec<(String, Fields)> =
            tree.inner.into_iter().map(|(name, inner)| (name, inner.fields())).collect();
        let at = Scope::at(asked.at).open(hours);
        let scope = roots.iter().fold(at, |scope, (name, fields)| scope.with(name, fields));
        Ok(condition.holds(&scope)?)
    }

    fn condition(&self, source: &str) -> Option<&Condition> {
        let ends = [&self.goal, &self.exit].into_iter().flatten().map(AsRef::as_ref);
        let mut all = ends.chain(self.nodes.iter().flat_map(super::Node::conditions));
        all.find(|condition| condition.source() == source)
    }
}

fn is_open(takes: &Takes, name: &str) -> bool {
    takes.iter().any(|(take, how)| take.as_str() == name && !how.class.is_personal())
}

/// Whether it looks at more of the field than whether it is filled.
fn looks_into(condition: &str, path: &str) -> bool {
    condition.replace(&format!("has({path})"), "").contains(path)
}

fn read<'r>(records: &[(&str, &'r dyn Record)], path: &str) -> Option<Value<'r>> {
    let mut parts = path.split('.');
    let root = parts.next()?;
    let (_, mut record) = records.iter().rev().find(|(name, _)| *name == root).copied()?;
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let value = record.get(part)?;
        match value {
            Value::Record(inner) => record = inner,
            value => return parts.peek().is_none().then_some(value),
        }
    }
    None
}

/// As JSON from which its type can be told.
fn tagged(value: &Value<'_>) -> Json {
    match value {
        Value::At(at) => json!({ "at": instant_text(*at) }),
        Value::Span(span) => json!({ "seconds": span.as_secs() }),
        Value::List(items) => items.iter().map(tagged).collect(),
        other => other.to_json(),
    }
}

fn untagged(value: &Json) -> Option<Value<'static>> {
    match value {
        Json::Bool(flag) => Some(Value::Flag(*flag)),
        Json::Number(n) => n.as_i64().map(Value::Int),
        Json::String(text) => Some(Value::Text(text.clone().into())),
        Json::Array(items) => items.iter().map(untagged).collect::<Option<_>>().map(Value::List),
        Json::Object(fields) => match (fields.get("at"), fields.get("seconds")) {
            (Some(at), _) => at.as_str()?.parse().ok().map(Value::At),
            (_, Some(seconds)) => Some(Value::Span(jiff::SignedDuration::from_secs(seconds.as_i64()?))),
            _ => serde_json::from_value::<Money>(value.clone()).ok().map(Value::Money),
        },
        Json::Null => None,
    }
}

/// Paths and their values, as the records they came from.
#[derive(Default)]
struct Tree {
    value: Option<Value<'static>>,
    inner: BTreeMap<String, Tree>,
}

impl Tree {
    fn put(&mut self, path: &str, value: Option<Value<'static>>) {
        match path.split_once('.') {
            Some((first, rest)) => self.inner.entry(first.to_owned()).or_default().put(rest, value),
            None => self.inner.entry(path.to_owned()).or_default().value = value,
        }
    }

    fn fields(self) -> Fields {
        self.inner.into_iter().fold(Fields::new(), |fields, (name, tree)| match tree {
            Tree { value: Some(value), .. } => fields.set(&name, value),
            Tree { inner, .. } if inner.is_empty() => fields,
            tree => fields.record(&name, tree.fields()),
        })
    }
}
