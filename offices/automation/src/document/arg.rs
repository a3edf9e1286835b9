//! An argument of a verb: a literal, a CEL value, or an instant counted from now.
//!
//! Invariant: no number with a fraction, and the keys of every map in order.

use std::borrow::Cow;
use std::collections::BTreeMap;

use kernel::calendar::Delay;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Cel;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub enum Arg {
    Literal(Value),
    /// `{cel: lead.owner}`
    Cel(Cel),
    /// `{after: {hours: 1, window: business}}`: the instant that wait would end, if it began now.
    After(Delay),
    /// An object of which some part is computed: what another system is sent.
    Parts(BTreeMap<String, Arg>),
}

/// What is wrong with an argument.
#[derive(Debug, thiserror::Error)]
pub enum BadArg {
    #[error("{0} has a fraction; write money as {{minor: 1250, currency: EUR}} and other numbers whole")]
    Fraction(String),
    #[error("`{0}` is the whole of an argument, never a part of one")]
    Inside(&'static str),
    #[error("after: {0}")]
    After(String),
    #[error("cel: write the expression in quotes")]
    NotText,
}

impl TryFrom<Value> for Arg {
    type Error = BadArg;
    fn try_from(value: Value) -> Result<Arg, BadArg> {
        match single(&value) {
            Some(("cel", Value::String(cel))) => Ok(Arg::Cel(Cel { cel: cel.clone() })),
            Some(("cel", _)) => Err(BadArg::NotText),
            Some(("after", delay)) => {
                let delay: Delay =
                    serde_json::from_value(delay.clone()).map_err(|e| BadArg::After(e.to_string()))?;
                delay.check().map_err(|e| BadArg::After(e.to_string()))?;
                Ok(Arg::After(delay))
            }
            _ => match value {
                Value::Object(map) if map.values().any(is_computed) => {
                    let part = |(name, part): (String, Value)| Arg::try_from(part).map(|part| (name, part));
                    map.into_iter().map(part).collect::<Result<_, _>>().map(Arg::Parts)
                }
                value => plain(value).map(Arg::Literal),
            },
        }
    }
}

fn single(value: &Value) -> Option<(&str, &Value)> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    map.iter().next().map(|(key, value)| (key.as_str(), value))
}

/// Somewhere in the objects of a value something is computed.
fn is_computed(value: &Value) -> bool {
    computed(value).is_some() || value.as_object().is_some_and(|map| map.values().any(is_computed))
}

fn plain(value: Value) -> Result<Value, BadArg> {
    match value {
        Value::Number(n) if !n.is_i64() => Err(BadArg::Fraction(n.to_string())),
        Value::Array(items) => {
            let inside =
                |item: Value| if computed(&item).is_none() { plain(item) } else { Err(refused(&item)) };
            items.into_iter().map(inside).collect::<Result<_, _>>().map(Value::Array)
        }
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            let inside = |(key, item): (String, Value)| {
                if computed(&item).is_none() {
                    plain(item).map(|item| (key, item))
                } else {
                    Err(refused(&item))
                }
            };
            entries.into_iter().map(inside).collect::<Result<Map<_, _>, _>>().map(Value::Object)
        }
        other => Ok(other),
    }
}

fn computed(value: &Value) -> Option<&'static str> {
    ["cel", "after"].into_iter().find(|key| single(value).is_some_and(|(found, _)| found == *key))
}

fn refused(value: &Value) -> BadArg {
    BadArg::Inside(computed(value).expect("asked only of what is computed"))
}

impl From<Arg> for Value {
    fn from(arg: Arg) -> Value {
        match arg {
            Arg::Literal(value) => value,
            Arg::Cel(cel) => serde_json::json!({ "cel": cel.cel }),
            Arg::After(delay) => serde_json::json!({ "after": delay }),
            Arg::Parts(parts) => parts.into_iter().map(|(name, part)| (name, Value::from(part))).collect(),
        }
    }
}

impl JsonSchema for Arg {
    fn schema_name() -> Cow<'static, str> {
        "Arg".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "a literal, {cel: expression}, {after: wait}, or an object of these" })
    }
}
