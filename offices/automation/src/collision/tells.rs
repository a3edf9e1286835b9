//! What each verb tells and changes, as it was seen in recorded runs of the whole house.
//!
//! The record is the text `tells.txt`: a line for each verb, with the facts its transaction told and the fields
//! of records already there that it changed. A test of the whole house walks the line and refuses a record that
//! lacks what it saw. A verb nobody recorded is taken to tell the facts of its noun that are spelled like it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The record of this house.
pub const TELLS: &str = include_str!("tells.txt");

/// What one verb was seen to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Kinds of facts.
    pub tells: BTreeSet<String>,
    /// `noun.field` of records that were there before.
    pub changes: BTreeSet<String>,
}

/// By verb.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tells(pub BTreeMap<String, Seen>);

/// The record of this house, read once.
pub fn known() -> &'static Tells {
    static KNOWN: OnceLock<Tells> = OnceLock::new();
    KNOWN.get_or_init(|| Tells::read(TELLS))
}

impl Tells {
    /// `verb: fact fact | noun.field noun.field`, a line each; what begins with `#` is for people.
    pub fn read(text: &str) -> Tells {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let line = |line: &str| {
            let (verb, rest) = line.split_once(':')?;
            let (tells, changes) = rest.split_once('|').unwrap_or((rest, ""));
            Some((verb.trim().to_owned(), Seen { tells: words(tells), changes: words(changes) }))
        };
        Tells(lines.filter_map(line).collect())
    }

    /// The same text again, in order.
    pub fn write(&self) -> String {
        let joined =
            |words: &BTreeSet<String>| words.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        let line = |(verb, seen): (&String, &Seen)| {
            let line = format!("{verb}: {} | {}", joined(&seen.tells), joined(&seen.changes));
            line.trim_end_matches(['|', ' ']).to_owned() + "\n"
        };
        self.0.iter().map(line).collect()
    }

    /// Takes in what somebody saw.
    pub fn add(&mut self, verb: &str, tells: &str, changes: impl IntoIterator<Item = String>) {
        let seen = self.0.entry(verb.to_owned()).or_default();
        seen.tells.insert(tells.to_owned());
        seen.changes.extend(changes);
    }

    /// Takes in all of another record.
    pub fn take(&mut self, other: &Tells) {
        for (verb, seen) in &other.0 {
            let mine = self.0.entry(verb.clone()).or_default();
            mine.tells.extend(seen.tells.iter().cloned());
            mine.changes.extend(seen.changes.iter().cloned());
        }
    }

    /// What this record has and the other lacks: none if it is a part of it.
    pub fn beyond(&self, other: &Tells) -> Tells {
        let lacks = |(verb, seen): (&String, &Seen)| {
            let there = other.0.get(verb).cloned().unwrap_or_default();
            let new = Seen {
                tells: seen.tells.difference(&there.tells).cloned().collect(),
                changes: seen.changes.difference(&there.changes).cloned().collect(),
            };
            (new != Seen::default()).then(|| (verb.clone(), new))
        };
        Tells(self.0.iter().filter_map(lacks).collect())
    }

    /// What a verb does, as far as anybody knows.
    pub fn of<'k>(&self, verb: &str, kinds: impl Iterator<Item = &'k String>) -> Seen {
        match self.0.get(verb) {
            Some(seen) => seen.clone(),
            None => Seen { tells: spelled_alike(verb, kinds), changes: BTreeSet::new() },
        }
    }
}

/// `lead.nurture` tells `lead.nurtured`: the same noun, and the same word as far as its stem goes.
fn spelled_alike<'k>(verb: &str, kinds: impl Iterator<Item = &'k String>) -> BTreeSet<String> {
    let Some((noun, word)) = verb.split_once('.') else { return BTreeSet::new() };
    let stem = word.trim_end_matches(['e', 'y']);
    let alike = |kind: &&String| {
        let told = kind.strip_prefix(noun).and_then(|rest| rest.strip_prefix('.'));
        told.is_some_and(|told| stem.len() > 2 && told.starts_with(stem))
    };
    kinds.filter(alike).cloned().collect()
}
