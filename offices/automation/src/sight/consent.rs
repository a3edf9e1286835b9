//! What a person agreed to, as conditions see it: `consent.news` and `consent.follow_up`.
//!
//! Invariant: true where it was given under some id of theirs and taken back under none, as a letter is let out by.

use condition::{Fields, Schema, Type, Value};

/// The record's name.
pub const NAME: &str = "consent";
/// The purposes people are asked for; each is a field.
const PURPOSES: [&str; 2] = ["news", "follow_up"];

pub(crate) fn schema(schema: Schema) -> Schema {
    PURPOSES.iter().fold(schema, |schema, purpose| schema.field(&format!("{NAME}.{purpose}"), Type::Flag))
}

/// From every word of theirs: the purpose, and whether it was given.
pub(super) fn record(said: &[(String, bool)]) -> Fields {
    PURPOSES.iter().fold(Fields::new(), |fields, purpose| {
        let mut of = said.iter().filter(|(named, _)| named == purpose).peekable();
        let given = of.peek().is_some() && of.all(|(_, given)| *given);
        fields.set(purpose, Value::Flag(given))
    })
}

#[cfg(test)]
mod tests {
    use condition::Record as _;

    use super::*;

    #[test]
    fn one_word_against_it_is_no_consent_and_silence_is_none() {
        let given = |said: &[(&str, bool)]| {
            let said: Vec<(String, bool)> =
                said.iter().map(|(word, given)| ((*word).into(), *given)).collect();
            record(&said).get("news") == Some(Value::Flag(true))
        };
        assert!(given(&[("news", true), ("follow_up", false)]));
        assert!(!given(&[("news", true), ("news", false)]));
        assert!(!given(&[("follow_up", true)]));
        assert!(!given(&[]));
    }
}
