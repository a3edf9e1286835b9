//! Who may do what: built-in roles, written in `policy.txt` for people to read.
//!
//! Denied unless a line says otherwise. The most exact line about a verb decides: `deal.win` before `deal.*`
//! before `*.read` before `*`, and a line about reading before one about everything. Of two equally exact
//! ones `never` wins, then the wider scope.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use kernel::{Access, Result, Scope, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use verbs::{Declared, MayRead};

const TEXT: &str = include_str!("policy.txt");

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Administrator,
    Manager,
    Sales,
    Delivery,
    Finance,
    Viewer,
}

impl Role {
    pub const ALL: [Role; 6] =
        [Role::Administrator, Role::Manager, Role::Sales, Role::Delivery, Role::Finance, Role::Viewer];

    pub fn word(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Manager => "manager",
            Role::Sales => "sales",
            Role::Delivery => "delivery",
            Role::Finance => "finance",
            Role::Viewer => "viewer",
        }
    }

    pub fn from_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// Which verbs a line speaks of: `*`, `noun.*`, `*.verb` or `noun.verb`, perhaps only those that read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// `None` is any.
    noun: Option<String>,
    verb: Option<String>,
    reads: bool,
}

#[derive(Debug, Clone)]
struct Line {
    /// As written, for messages.
    text: String,
    role: Role,
    pattern: Pattern,
    /// `None` is never.
    scope: Option<Scope>,
}

/// The lines, in their order.
#[derive(Debug, Clone)]
pub struct Policy(Vec<Line>);

impl Pattern {
    /// `None` for what is no pattern.
    pub fn parse(text: &str) -> Option<Pattern> {
        let part = |text: &str| (text != "*").then(|| text.to_owned());
        let named = |text: &str| {
            text == "*" || (!text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
        };
        let (noun, verb) = if text == "*" { ("*", "*") } else { text.split_once('.')? };
        let sound = named(noun) && named(verb);
        sound.then(|| Pattern { noun: part(noun), verb: part(verb), reads: false })
    }

    /// Whether it speaks of the verb called `name`; `reads` says whether that is a query.
    pub fn covers(&self, name: &str, reads: bool) -> bool {
        let (noun, verb) = name.split_once('.').unwrap_or((name, ""));
        let is = |wanted: &Option<String>, word: &str| wanted.as_ref().is_none_or(|wanted| wanted == word);
        is(&self.noun, noun) && is(&self.verb, verb) && (reads || !self.reads)
    }

    fn exactness(&self) -> u8 {
        let (noun, verb) = (u8::from(self.noun.is_some()), u8::from(self.verb.is_some()));
        noun * 4 + verb * 2 + u8::from(self.reads)
    }
}

impl Line {
    /// `role: [read] pattern scope`
    fn parse(text: &str) -> Option<Line> {
        let (role, rest) = text.split_once(':')?;
        let words: Vec<&str> = rest.split_ascii_whitespace().collect();
        let (reads, pattern, scope) = match words[..] {
            ["read", pattern, scope] => (true, pattern, scope),
            [pattern, scope] => (false, pattern, scope),
            _ => return None,
        };
        let scope = match scope {
            "own" => Some(Scope::Own),
            "team" => Some(Scope::Team),
            "all" => Some(Scope::All),
            "never" => None,
            _ => return None,
        };
        let pattern = Pattern { reads, ..Pattern::parse(pattern)? };
        Some(Line { text: text.to_owned(), role: Role::from_word(role.trim())?, pattern, scope })
    }

    /// What decides between two lines about one verb: the greater one.
    fn weight(&self) -> (u8, bool, Option<Scope>) {
        (self.pattern.exactness(), self.scope.is_none(), self.scope)
    }
}

impl Policy {
    /// The one the program ships with.
    pub fn shipped() -> Result<Policy> {
        Policy::parse(TEXT).map_err(fault)
    }

    /// Lines that are neither empty nor begin with `#`; the first that cannot be read is the error.
    pub fn parse(text: &str) -> Result<Policy, String> {
        let lines = text.lines().enumerate().map(|(n, line)| (n + 1, line.trim()));
        let written = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let read = |(n, line): (usize, &str)| {
            Line::parse(line).ok_or_else(|| format!("line {n}: `{line}` is not `role: [read] verb scope`"))
        };
        written.map(read).collect::<Result<Vec<_>, _>>().map(Policy)
    }

    /// How far a role may use a verb; `None` is not at all.
    pub fn scope(&self, role: Role, verb: &str, reads: bool) -> Option<Scope> {
        let about = self.0.iter().filter(|line| line.role == role && line.pattern.covers(verb, reads));
        about.max_by_key(|line| line.weight())?.scope
    }

    /// A role's grants among the verbs of a house.
    pub fn grants<'v>(
        &self,
        role: Role,
        verbs: impl Iterator<Item = &'v Declared>,
    ) -> BTreeMap<String, Scope> {
        let granted =
            |declared: &Declared| matches!(declared.verb.access, Access::Granted | Access::Portal(_));
        verbs
            .filter(|declared| granted(declared))
            .filter_map(|d| Some((d.verb.name.to_owned(), self.scope(role, d.verb.name, d.query)?)))
            .collect()
    }

    /// What the shipped one lets each role read, for whoever writes to people; nothing where it cannot be read.
    pub fn readers() -> MayRead {
        let policy = Policy::shipped().ok();
        MayRead::new(move |role, query| {
            let asked = policy.as_ref().zip(Role::from_word(role));
            asked.is_some_and(|(policy, role)| policy.scope(role, query, true).is_some())
        })
    }

    /// Lines that speak of no verb the house has: a slip of the pen, or a verb that was renamed.
    pub fn idle<'v>(&self, verbs: impl Iterator<Item = &'v Declared>) -> Vec<String> {
        let verbs: Vec<&Declared> = verbs.collect();
        let idle = |line: &&Line| !verbs.iter().any(|d| line.pattern.covers(d.verb.name, d.query));
        self.0.iter().filter(idle).map(|line| line.text.clone()).collect()
    }
}
