//! What an expression looks at: a record gives one field at a time, and only when asked.

use std::borrow::Cow;

use jiff::SignedDuration;
use kernel::{Money, Timestamp};

/// A row, a fact, the steps of a run: anything with named fields. Nothing is copied but what is asked for.
pub trait Record: Send + Sync {
    /// None if the field is empty; the check has made sure it exists.
    fn get(&self, field: &str) -> Option<Value<'_>>;
}

/// A value in an expression.
#[derive(Clone)]
pub enum Value<'a> {
    Flag(bool),
    Int(i64),
    Text(Cow<'a, str>),
    At(Timestamp),
    Span(SignedDuration),
    Money(Money),
    List(Vec<Value<'a>>),
    Record(&'a dyn Record),
}

impl<'a> Value<'a> {
    /// A plain value as rows keep it; None for what expressions do not know: nothing, bytes, documents.
    pub fn of(value: kernel::Value<'a>) -> Option<Value<'a>> {
        match value {
            kernel::Value::Flag(flag) => Some(Value::Flag(flag)),
            kernel::Value::Int(n) => Some(Value::Int(n)),
            kernel::Value::At(at) => Some(Value::At(at)),
            kernel::Value::On(day) => Some(Value::Text(day.to_string().into())),
            kernel::Value::Text(text) => Some(Value::Text(text)),
            kernel::Value::Id(id) => Some(Value::Text(id.to_string().into())),
            _ => None,
        }
    }

    /// As an argument of a verb; a span is whole seconds, a record nothing.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Value::Flag(flag) => (*flag).into(),
            Value::Int(n) => (*n).into(),
            Value::Text(text) => text.as_ref().into(),
            Value::At(at) => instant_text(*at).into(),
            Value::Span(span) => span.as_secs().into(),
            Value::Money(money) => {
                serde_json::json!({ "minor": money.minor, "currency": money.currency.code() })
            }
            Value::List(items) => items.iter().map(Value::to_json).collect(),
            Value::Record(_) => serde_json::Value::Null,
        }
    }
}

/// RFC 3339 in UTC with three decimals, as the wire has it.
pub fn instant_text(at: Timestamp) -> String {
    format!("{at:.3}")
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Value::Record(_) = self { f.write_str("a record") } else { write!(f, "{}", self.to_json()) }
    }
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Record(_), _) | (_, Value::Record(_)) => false,
            (Value::Span(a), Value::Span(b)) => a == b,
            _ => {
                std::mem::discriminant(self) == std::mem::discriminant(other)
                    && self.to_json() == other.to_json()
            }
        }
    }
}
