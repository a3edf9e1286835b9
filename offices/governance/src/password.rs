//! What makes a password good enough: twelve characters, and nothing anybody would try first.
//!
//! No rules about digits or signs, no expiry (ASVS 6.2, NIST SP 800-63B). Hashing is in `password/hash.rs`.

pub mod change;
pub mod hash;
pub mod rows;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::LazyLock;

use kernel::{FieldError, Secret};
use schemars::JsonSchema;
use serde::Deserialize;

const SHORTEST: usize = 12;
/// So that nobody keeps us busy hashing books.
const LONGEST: usize = 256;
/// What remains when common words are taken away must be longer than this.
const LITTLE: usize = 6;

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("password/common.txt").lines().filter(|line| !line.starts_with('#')).collect()
});

/// Rows of a keyboard, the alphabet and the digits: what fingers type without thinking.
const RUNS: [&str; 5] = [
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "1234567890qwertyuiopasdfghjklzxcvbnm",
    "1234567890qwertzuiopasdfghjklyxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
];

/// A password as somebody typed it: taken in, never given out.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Password(#[serde(deserialize_with = "hidden")] Secret<String>);

fn hidden<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Secret<String>, D::Error> {
    String::deserialize(from).map(Secret::new)
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(password)")
    }
}

impl JsonSchema for Password {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Password".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "password", "maxLength": LONGEST })
    }
}

impl Password {
    pub fn new(text: impl Into<String>) -> Password {
        Password(Secret::new(text.into()))
    }

    pub(crate) fn text(&self) -> &str {
        self.0.expose()
    }

    /// What is wrong with it as a new password; `names` are words others know of its owner and the business.
    pub fn trouble(&self, pointer: &str, names: &[&str]) -> Option<FieldError> {
        let (code, detail) = weakness(self.text(), names)?;
        Some(FieldError { pointer: pointer.into(), code, detail: detail.into() })
    }
}

fn weakness(password: &str, names: &[&str]) -> Option<(&'static str, &'static str)> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(("password.short", "take at least 12 characters; a few words in a row are good"));
    }
    if length > LONGEST {
        return Some(("password.long", "take at most 256 characters"));
    }
    let plain = password.to_lowercase();
    let forms = [plain.clone(), spelled(&plain)];
    if forms.iter().any(|form| is_common(form)) {
        return Some((
            "password.common",
            "this is among the first that are guessed; take a few unusual words",
        ));
    }
    if forms.iter().any(|form| is_named(form, names)) {
        return Some(("password.guessable", "it is little more than a name people know; take other words"));
    }
    None
}

/// Letters for the digits and signs people write them with.
fn spelled(text: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    text.chars().map(letter).collect()
}

fn is_common(form: &str) -> bool {
    let core = form.trim_matches(|c: char| !c.is_alphabetic());
    let around = form.chars().count() - core.chars().count();
    let decorated = around <= LITTLE || is_run(&form.replace(core, ""));
    COMMON.contains(form)
        || (decorated && is_word(core))
        || is_repeated(form)
        || is_run(form)
        || form.chars().collect::<HashSet<_>>().len() < 5
}

/// One common word, or two in a row.
fn is_word(core: &str) -> bool {
    let two = |at: usize| {
        let halves = core.split_at_checked(at);
        halves.is_some_and(|(one, two)| COMMON.contains(one) && COMMON.contains(two))
    };
    COMMON.contains(core) || (1..core.len()).any(two)
}

/// A short or common beginning, over and over.
fn is_repeated(form: &str) -> bool {
    let signs: Vec<char> = form.chars().collect();
    let repeats = |unit: usize| signs.iter().enumerate().all(|(at, sign)| *sign == signs[at % unit]);
    (1..=signs.len() / 2).any(|unit| {
        let word: String = signs[..unit].iter().collect();
        repeats(unit) && (unit <= LITTLE || COMMON.contains(word.as_str()))
    })
}

/// Along a keyboard row, the alphabet or the digits, there or back.
fn is_run(form: &str) -> bool {
    let back: String = form.chars().rev().collect();
    form.len() > 2 && RUNS.iter().any(|run| run.contains(form) || run.contains(&back))
}

/// Names and the business taken away, too little is left.
fn is_named(form: &str, names: &[&str]) -> bool {
    let words = names.iter().flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
    let known = words.map(str::to_lowercase).chain(["throughline".into()]);
    let rest = known.filter(|word| word.chars().count() > 3).fold(form.to_owned(), |rest, word| {
        let spelled = spelled(&word);
        rest.replace(&word, "").replace(&spelled, "")
    });
    let left = rest.chars().filter(|c| c.is_alphanumeric()).count();
    rest != form && left <= LITTLE
}
