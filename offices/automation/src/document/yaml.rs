//! Reading a document from YAML, and writing its canonical form.
//!
//! Invariant: what cannot be read says where, by line and column, and in plain words what to write instead.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_saphyr::{DefaultMessageFormatter, Error, Location, MessageFormatter, Spanned};
use sha2::{Digest, Sha256};

use super::Automation;

/// A place in the text, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct At {
    pub line: u64,
    pub column: u64,
}

impl From<Location> for At {
    fn from(location: Location) -> At {
        At { line: location.line(), column: location.column() }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why a text is no automation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {why}")]
pub struct Unreadable {
    pub at: At,
    pub why: String,
}

impl kernel::Refusal for Unreadable {
    fn code(&self) -> &'static str {
        "automation.unreadable"
    }
    fn status(&self) -> u16 {
        422
    }
}

const LONGEST: usize = 200_000;
const MOST_STEPS: usize = 200;

impl Automation {
    /// Reads one document.
    pub fn from_yaml(text: &str) -> Result<Automation, Unreadable> {
        let start = At { line: 1, column: 1 };
        if text.len() > LONGEST {
            return Err(Unreadable {
                at: start,
                why: format!("longer than {LONGEST} bytes; make several of it"),
            });
        }
        let document: Automation = read(text)?;
        match document.every_step().len() {
            0 => Err(Unreadable { at: start, why: "no steps; give it at least one".into() }),
            1..=MOST_STEPS => Ok(document),
            _ => Err(Unreadable {
                at: start,
                why: format!("more than {MOST_STEPS} steps; make several of it"),
            }),
        }
    }

    /// The one way to write this document: no comments, a fixed order, the same bytes every time.
    pub fn canonical(&self) -> String {
        let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
        serde_saphyr::to_string_with_options(self, options).expect("a document is plain data")
    }

    /// SHA-256 of the canonical form: it names the version.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.canonical()).into()
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|e| unreadable(&e))
}

fn unreadable(error: &Error) -> Unreadable {
    let error = error.without_snippet();
    let at = error.location().filter(|found| found.line() > 0).map_or(At { line: 1, column: 1 }, At::from);
    Unreadable { at, why: plain_words(error) }
}

fn plain_words(error: &Error) -> String {
    match error {
        Error::Message { msg, .. } => msg.clone(),
        Error::SerdeUnknownField { field, expected, .. } => {
            format!("`{field}` means nothing here; write one of {}", expected.join(", "))
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            format!("`{variant}` means nothing here; write one of {}", expected.join(", "))
        }
        Error::SerdeMissingField { field, .. } => format!("`{field}` is missing; add it"),
        Error::SerdeInvalidType { unexpected, expected, .. } => {
            format!("found {unexpected}; write {expected}")
        }
        Error::DuplicateMappingKey { key: Some(key), .. } => format!("`{key}` is there twice; keep one"),
        Error::InvalidScalar { ty, .. } if ty.starts_with('u') => {
            "write a whole number, not below zero".into()
        }
        Error::InvalidBooleanStrict { .. } => "write true or false".into(),
        Error::NullIntoString { .. } => "nothing is written here; write a text".into(),
        other => DefaultMessageFormatter.format_message(other).into_owned(),
    }
}

type Fields = BTreeMap<String, Spanned<IgnoredAny>>;

/// A step as far as it says where its parts stand; those inside a `repeat` come after it.
struct Located {
    fields: BTreeMap<String, At>,
    inner: Vec<Spanned<Located>>,
}

#[derive(Deserialize)]
struct Inner {
    #[serde(default)]
    steps: Vec<Spanned<Located>>,
}

impl<'de> Deserialize<'de> for Located {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Located, D::Error> {
        from.deserialize_map(LocatedVisitor)
    }
}

struct LocatedVisitor;

impl<'de> Visitor<'de> for LocatedVisitor {
    type Value = Located;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a step")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Located, A::Error> {
        let mut found = Located { fields: BTreeMap::new(), inner: vec![] };
        while let Some(name) = map.next_key::<String>()? {
            let at = if name == "repeat" {
                let repeat: Spanned<Inner> = map.next_value()?;
                found.inner = repeat.value.steps;
                repeat.referenced
            } else {
                map.next_value::<Spanned<IgnoredAny>>()?.referenced
            };
            found.fields.insert(name, at.into());
        }
        Ok(found)
    }
}

/// Where the parts of a document stand in its text, for whoever finds a fault in their meaning.
#[derive(Debug, Default)]
pub struct Places {
    fields: BTreeMap<String, At>,
    steps: Vec<(At, BTreeMap<String, At>)>,
}

impl Places {
    /// Of a text that can be read.
    pub fn of(text: &str) -> Result<Places, Unreadable> {
        #[derive(Deserialize)]
        struct Steps {
            steps: Vec<Spanned<Located>>,
        }
        let written: Steps = read(text)?;
        let mut steps = vec![];
        written.steps.into_iter().for_each(|step| flatten(step, &mut steps));
        Ok(Places { fields: located(read(text)?), steps })
    }

    /// Of a field of the document.
    pub fn field(&self, field: &str) -> At {
        self.fields.get(field).copied().unwrap_or(At { line: 1, column: 1 })
    }

    /// Of a field of the step with that index, or of the step if it has no such field.
    pub fn step(&self, index: usize, field: &str) -> At {
        let found = self.steps.get(index).map(|(step, fields)| fields.get(field).copied().unwrap_or(*step));
        found.unwrap_or_else(|| self.field("steps"))
    }
}

/// In the order of `Automation::every_step`.
fn flatten(step: Spanned<Located>, into: &mut Vec<(At, BTreeMap<String, At>)>) {
    into.push((step.referenced.into(), step.value.fields));
    step.value.inner.into_iter().for_each(|inner| flatten(inner, into));
}

fn located(fields: Fields) -> BTreeMap<String, At> {
    fields.into_iter().map(|(name, value)| (name, value.referenced.into())).collect()
}
