//! The names in a document, each checked where it is read.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use kernel::UserId;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A name that is not one. The text says how it should look.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}; write it like `{example}`")]
pub struct NameError {
    text: String,
    what: &'static str,
    example: &'static str,
}

const LONGEST: usize = 60;

/// Small letters and digits in parts of at least one, each part opened by a letter.
fn parts(text: &str, between: char, inside: &str) -> usize {
    let letters = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || inside.contains(c))
    };
    let found: Vec<_> = text.split(between).collect();
    if text.len() <= LONGEST && found.iter().all(|part| letters(part)) { found.len() } else { 0 }
}

macro_rules! names {
    ($(
        $(#[$doc:meta])*
        $name:ident = $what:literal, like $example:literal, $pattern:literal, if $check:expr;
    )+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                let check: fn(&str) -> bool = $check;
                if check(text) {
                    return Ok($name(text.to_owned()));
                }
                Err(NameError { text: text.to_owned(), what: $what, example: $example })
            }
        }
        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern, "maxLength": LONGEST })
            }
        }
    )+};
}

names! {
    /// The name of an automation in code, addresses and files.
    Slug = "the name of an automation", like "follow-up", "^[a-z][a-z0-9-]*$", if |t| parts(t, ' ', "-") == 1;
    /// The name of a step: the anchor for jumps, migration and effect keys, unique in its document.
    StepId = "the name of a step", like "first_call", "^[a-z][a-z0-9_]*$",
        if |t| parts(t, ' ', "_") == 1 && t != "run_start";
    /// A kind of fact, in the past tense.
    FactKind = "the kind of a fact", like "lead.captured", "^[a-z][a-z0-9_]*[.][a-z][a-z0-9_]*$",
        if |t| parts(t, '.', "_") == 2;
    /// A field of a noun.
    FieldPath = "a field of a noun", like "deal.stage", "^[a-z][a-z0-9_]*[.][a-z][a-z0-9_]*$",
        if |t| parts(t, '.', "_") == 2;
    /// A command of the house.
    VerbName = "a verb", like "task.create", "^[a-z][a-z0-9_]*[.][a-z][a-z0-9_]*$",
        if |t| parts(t, '.', "_") == 2;
    /// A noun, a role, an answer, a metric: one word.
    Word = "a word", like "sales_lead", "^[a-z][a-z0-9_]*$", if |t| parts(t, ' ', "_") == 1;
}

/// Who answers for it: a role, whoever holds it then, or one user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Owner {
    Role(Word),
    User(UserId),
}

impl TryFrom<String> for Owner {
    type Error = NameError;
    fn try_from(text: String) -> Result<Owner, NameError> {
        if let Ok(user) = text.parse() {
            return Ok(Owner::User(user));
        }
        let bad = |_| NameError { text: text.clone(), what: "a role or a user's id", example: "sales" };
        text.parse().map(Owner::Role).map_err(bad)
    }
}

impl From<Owner> for String {
    fn from(owner: Owner) -> String {
        match owner {
            Owner::Role(role) => role.into(),
            Owner::User(user) => user.to_string(),
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from(self.clone()))
    }
}

impl JsonSchema for Owner {
    fn schema_name() -> Cow<'static, str> {
        "Owner".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "a role, such as sales, or a user's id" })
    }
}
