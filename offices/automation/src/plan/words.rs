//! A text with fields in it: `Pay {invoice.gross} back?`.

use condition::Value;

/// What stands between braces, in order.
pub(super) fn fields(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(field, _)| field.trim()).collect()
}

/// The text with the values of its fields; what has none is a dash.
pub(super) fn filled(text: &str, value: impl Fn(&str) -> Option<Value<'static>>) -> String {
    let mut parts = text.split('{');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}') {
            Some((field, rest)) => {
                whole += &value(field.trim()).map_or_else(|| "–".to_owned(), |value| shown(&value));
                whole += rest;
            }
            None => {
                whole.push('{');
                whole += part;
            }
        }
    }
    whole
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Money(money) => money.to_string(),
        Value::At(at) => at.strftime("%F").to_string(),
        other => other.to_json().to_string(),
    }
}
