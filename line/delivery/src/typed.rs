//! What people type, made clean: a value that cannot be kept says so by its pointer.

use kernel::{Error, Result};

/// One line of 1 to 200 characters, runs of space made one.
pub(crate) fn title(pointer: &str, typed: &str) -> Result<String> {
    let title = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() || title.chars().count() > 200 {
        return Err(Error::field(pointer, "title", "give it a title of 1 to 200 characters"));
    }
    Ok(title)
}

/// Several lines of at most 4000 characters; empty is nothing.
pub(crate) fn text(pointer: &str, typed: Option<&str>) -> Result<Option<String>> {
    let text = typed.map(str::trim).filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > 4000) {
        return Err(Error::field(pointer, "too_long", "write at most 4000 characters"));
    }
    Ok(text.map(str::to_owned))
}

/// A reason: several lines, and not nothing.
pub(crate) fn reason(typed: &str) -> Result<String> {
    let say = || Error::field("/reason", "reason", "say why, in a few words");
    text("/reason", Some(typed))?.ok_or_else(say)
}
