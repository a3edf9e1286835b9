//! Whether an argument fits the JSON schema of its verb. It reads what our own schemas are made of:
//! references, types, choices, properties, items, limits; a pattern is left to the command itself.

use serde_json::Value;

use condition::Type;

/// The schema of one argument of a verb, or why there is none.
pub(super) fn of<'a>(schema: &'a Value, name: &str) -> Result<&'a Value, String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    if let Some(found) = properties.and_then(|all| all.get(name)) {
        return Ok(found);
    }
    let known = properties.map(|all| all.keys().cloned().collect::<Vec<_>>().join(", ")).unwrap_or_default();
    Err(format!("`{name}` is no argument of it; it takes {known}"))
}

/// The arguments a verb cannot do without.
pub(super) fn required(schema: &Value) -> impl Iterator<Item = &str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Whether these arguments, now that their values are known, fit the schema of their verb.
pub fn check(schema: &Value, args: &serde_json::Map<String, Value>) -> Result<(), String> {
    object(schema, schema, args)
}

/// Fits a literal to a schema that is part of `root`.
pub(super) fn fits(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let schema = resolved(root, schema);
    if let Some(choices) = any_of(schema) {
        let tried: Vec<_> = choices.iter().map(|choice| fits(root, choice, value)).collect();
        return if tried.iter().any(Result::is_ok) {
            Ok(())
        } else {
            tried.into_iter().next().unwrap_or(Ok(()))
        };
    }
    typed(schema, json_type(value))?;
    if let Some(fixed) = schema.get("const").filter(|fixed| *fixed != value) {
        return Err(format!("write {fixed}"));
    }
    if let Some(choices) = schema.get("enum").and_then(Value::as_array).filter(|all| !all.contains(value)) {
        let choices = choices.iter().map(Value::to_string).collect::<Vec<_>>().join(", ");
        return Err(format!("{value} is none of {choices}"));
    }
    match value {
        Value::Object(map) => object(root, schema, map),
        Value::Array(items) => {
            let Some(of) = schema.get("items") else { return Ok(()) };
            items.iter().try_for_each(|item| fits(root, of, item))
        }
        Value::Number(n) => limits(schema, n.as_i64()),
        Value::String(text) if schema.get("format").and_then(Value::as_str) == Some("date-time") => {
            let read: Result<kernel::Timestamp, _> = text.parse();
            read.map(drop)
                .map_err(|_| format!("`{text}` is no instant; write {{after: ...}} or 2026-01-31T12:00:00Z"))
        }
        _ => Ok(()),
    }
}

/// Whether a value of that type could fit.
pub(super) fn takes(root: &Value, schema: &Value, kind: &Type) -> Result<(), String> {
    let schema = resolved(root, schema);
    if let Some(choices) = any_of(schema) {
        let mut tried = choices.iter().map(|choice| takes(root, choice, kind));
        return if tried.any(|tried| tried.is_ok()) {
            Ok(())
        } else {
            Err(format!("{kind} does not fit here"))
        };
    }
    let json = match kind {
        Type::Flag => "boolean",
        Type::Int | Type::Span => "integer",
        Type::Text | Type::At => "string",
        Type::Money => "object",
        Type::List(_) | Type::Nothing => "array",
    };
    match (kind, schema.get("items")) {
        (Type::List(of), Some(items)) if **of != Type::Nothing => {
            typed(schema, json).and(takes(root, items, of))
        }
        _ => typed(schema, json),
    }
}

fn resolved<'a>(root: &'a Value, mut schema: &'a Value) -> &'a Value {
    for _ in 0..8 {
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#'));
        let Some(found) = target.and_then(|path| root.pointer(path)) else { break };
        schema = found;
    }
    schema
}

fn any_of(schema: &Value) -> Option<&Vec<Value>> {
    schema.get("anyOf").or_else(|| schema.get("oneOf"))?.as_array()
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn typed(schema: &Value, found: &str) -> Result<(), String> {
    let wanted: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(()),
    };
    let fits = wanted.iter().any(|wanted| *wanted == found || (*wanted == "number" && found == "integer"));
    if fits { Ok(()) } else { Err(format!("here stands {}, not {found}", wanted.join(" or "))) }
}

fn object(root: &Value, schema: &Value, map: &serde_json::Map<String, Value>) -> Result<(), String> {
    if let Some(missing) = required(schema).find(|name| !map.contains_key(*name)) {
        return Err(format!("`{missing}` is missing"));
    }
    for (name, value) in map {
        match of(schema, name) {
            Ok(inner) => fits(root, inner, value).map_err(|why| format!("{name}: {why}"))?,
            Err(why) if schema.get("additionalProperties") == Some(&Value::Bool(false)) => return Err(why),
            Err(_) => {}
        }
    }
    Ok(())
}

fn limits(schema: &Value, n: Option<i64>) -> Result<(), String> {
    let limit = |name: &str| schema.get(name).and_then(Value::as_i64);
    match n {
        Some(n) if limit("minimum").is_some_and(|least| n < least) => Err(format!("{n} is too small")),
        Some(n) if limit("maximum").is_some_and(|most| n > most) => Err(format!("{n} is too large")),
        _ => Ok(()),
    }
}
