//! The input of a verb: path, query string and body become one JSON object, as the verb's schema types it.
//!
//! Unknown names stay in, so that the verb itself refuses them. The path wins; a body that contradicts it is
//! a mistake, not a preference.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use bytes::Bytes;
use kernel::{Error, FieldError, Result};
use schemars::Schema;
use serde_json::{Map, Value as Json};

use crate::csrf;
use crate::refusal::RequestFault;

/// What a text of a path or query string stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Number,
    Flag,
    List(Box<Kind>),
    /// JSON inside a text: objects in a query string.
    Document,
}

/// The kinds of a verb's fields, by name.
pub(crate) type Kinds = BTreeMap<String, Kind>;

pub(crate) fn kinds(schema: &Schema) -> Kinds {
    let whole = schema.as_value();
    let fields = whole.get("properties").and_then(Json::as_object).into_iter().flatten();
    fields.map(|(name, field)| (name.clone(), kind(whole, field, 0))).collect()
}

fn kind(whole: &Json, field: &Json, depth: u8) -> Kind {
    if depth > 8 {
        return Kind::Document;
    }
    let named = field.get("$ref").and_then(Json::as_str).and_then(|at| whole.pointer(&at[1..]));
    if let Some(named) = named {
        return kind(whole, named, depth + 1);
    }
    let choices = ["anyOf", "oneOf", "allOf"].iter().filter_map(|word| field.get(word)?.as_array());
    let choices = choices.flatten().filter(|choice| choice.get("type") != Some(&"null".into()));
    if let Some(first) = choices.into_iter().next() {
        return kind(whole, first, depth + 1);
    }
    of_type(whole, field, depth)
}

fn of_type(whole: &Json, field: &Json, depth: u8) -> Kind {
    let types = match field.get("type") {
        Some(Json::Array(types)) => types.iter().filter_map(Json::as_str).find(|t| *t != "null"),
        Some(one) => one.as_str(),
        None => None,
    };
    match types {
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::Flag,
        Some("array") => {
            let item = field.get("items").map_or(Kind::Text, |item| kind(whole, item, depth + 1));
            Kind::List(Box::new(item))
        }
        Some("object") => Kind::Document,
        _ => Kind::Text,
    }
}

/// Path parts and query string, typed by the schema.
pub(crate) fn from_texts(kinds: &Kinds, texts: Vec<(String, String)>) -> Result<Map<String, Json>> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut order = vec![];
    for (name, text) in texts {
        if !values.contains_key(&name) {
            order.push(name.clone());
        }
        values.entry(name).or_default().push(text);
    }
    let mut input = Map::new();
    for name in order {
        let value = typed(&name, kinds.get(&name).unwrap_or(&Kind::Text), &values[&name])?;
        input.insert(name, value);
    }
    Ok(input)
}

fn typed(name: &str, kind: &Kind, texts: &[String]) -> Result<Json> {
    match (kind, texts) {
        (Kind::List(item), many) => many.iter().map(|text| one(name, item, text)).collect(),
        (kind, [text]) => one(name, kind, text),
        _ => Err(wrong(name, "repeated", "is given more than once; give it once")),
    }
}

fn one(name: &str, kind: &Kind, text: &str) -> Result<Json> {
    let value = match kind {
        Kind::Text => Some(Json::from(text)),
        Kind::Integer => text.parse::<i64>().ok().map(Json::from),
        Kind::Number => text.parse::<serde_json::Number>().ok().map(Json::from),
        Kind::Flag => text.parse::<bool>().ok().map(Json::from),
        Kind::List(_) | Kind::Document => serde_json::from_str(text).ok(),
    };
    let wanted = match kind {
        Kind::Integer => "must be a whole number",
        Kind::Number => "must be a number",
        Kind::Flag => "must be `true` or `false`",
        _ => "must be JSON",
    };
    value.ok_or_else(|| wrong(name, "malformed", wanted))
}

/// An RFC 6901 pointer to a field of the input.
fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn wrong(name: &str, code: &'static str, why: &str) -> Error {
    Error::field(pointer(name), code, format!("`{name}` {why}"))
}

/// A body as an object; an empty one is an empty object.
pub(crate) fn from_body(headers: &HeaderMap, body: &Bytes) -> Result<Map<String, Json>> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    if !csrf::says_json(headers) {
        return Err(RequestFault::NotJson.into());
    }
    let value = serde_json::from_slice(body).map_err(|error| RequestFault::BadJson(error.to_string()))?;
    match value {
        Json::Object(fields) if depth_ok(&fields) => Ok(fields),
        _ => Err(RequestFault::BadShape.into()),
    }
}

fn depth_ok(fields: &Map<String, Json>) -> bool {
    fn within(value: &Json, left: u8) -> bool {
        match value {
            Json::Array(items) => left > 0 && items.iter().all(|item| within(item, left - 1)),
            Json::Object(fields) => left > 0 && fields.values().all(|field| within(field, left - 1)),
            _ => true,
        }
    }
    fields.values().all(|field| within(field, 63))
}

/// The path's fields over the body's; what differs is said field by field.
pub(crate) fn join(path: Map<String, Json>, mut body: Map<String, Json>) -> Result<Map<String, Json>> {
    let differs = |(name, value): (&String, &Json)| body.get(name).is_some_and(|said| said != value);
    let errors: Vec<FieldError> = path
        .iter()
        .filter(|field| differs(*field))
        .map(|(name, _)| FieldError {
            pointer: pointer(name),
            code: "contradiction",
            detail: format!("`{name}` in the body differs from the address; leave it out of the body"),
        })
        .collect();
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    body.extend(path);
    Ok(body)
}

/// The pairs of a query string or an urlencoded form, in order.
pub(crate) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}
