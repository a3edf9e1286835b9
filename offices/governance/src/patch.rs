//! A field of a change: absent keeps, null clears, a value sets.

use serde::{Deserialize, Deserializer};

/// With `#[serde(default, deserialize_with = "given")]`: the outer `None` is absent, the inner one null.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}
