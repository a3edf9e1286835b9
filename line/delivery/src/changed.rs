//! The answer of a change: the record as it is now, and the values it had, which take the change back.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value as Json};

/// A view, and what stood there before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Changed<T> {
    #[serde(flatten)]
    pub now: T,
    /// The old values of the fields that were given: sent again, they undo the change.
    pub was: Map<String, Json>,
}

/// The input that undoes a change; `None` if nothing was given.
pub(crate) fn undo_of(word: &str, answer: &Json) -> Option<Json> {
    let mut body = answer["was"].as_object().filter(|was| !was.is_empty())?.clone();
    body.insert(word.to_owned(), answer["id"].clone());
    Some(Json::Object(body))
}
