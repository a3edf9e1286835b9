//! An automation: who answers for it, how far it may go, and which frozen version its runs follow.
//!
//! Invariant: a version never changes again; a change of version, mode or switch is told.

pub mod check;
pub mod commands;
pub mod overdue;
pub mod pause;
pub mod queries;
pub mod rights;
pub mod rows;
pub mod views;

use facts::automation::{
    AutomationModeChanged, AutomationPublished, AutomationSubmitted, AutomationSwitched,
};
use kernel::{AutomationId, AutomationVersionId, Owned, Refusal, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far it may go by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Real facts and real time; nothing is done, nothing leaves.
    #[default]
    Practice,
    /// What cannot be taken back waits for a person.
    ApproveEach,
    Automatic,
}

impl Mode {
    pub fn word(self) -> &'static str {
        match self {
            Mode::Practice => "practice",
            Mode::ApproveEach => "approve_each",
            Mode::Automatic => "automatic",
        }
    }

    pub fn from_word(word: &str) -> Option<Mode> {
        [Mode::Practice, Mode::ApproveEach, Mode::Automatic].into_iter().find(|mode| mode.word() == word)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automation {
    pub id: AutomationId,
    pub rv: i64,
    /// The user who answers for it, as its document said when it was published.
    pub owned: Owned,
    pub slug: String,
    /// The slug as people read it.
    pub name: String,
    pub purpose: String,
    /// The role or user its document names.
    pub answers: String,
    pub stand_in: String,
    pub mode: Mode,
    pub on: bool,
    /// The number of the version new runs follow.
    pub version: i64,
    /// The line depends on it: whoever switches it off is asked whether they meant it.
    pub load_bearing: bool,
    /// Nobody is enrolled any more; what is under way goes on.
    pub retired: bool,
}

/// How far a version has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// New runs follow it, or did.
    Published,
    /// A second person has to read it.
    Review,
    /// They returned it.
    Returned,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::Published => "published",
            State::Review => "review",
            State::Returned => "returned",
        }
    }

    pub fn from_word(word: &str) -> Option<State> {
        [State::Published, State::Review, State::Returned].into_iter().find(|state| state.word() == word)
    }
}

/// What was published, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub id: AutomationVersionId,
    pub rv: i64,
    pub owned: Owned,
    pub automation: AutomationId,
    pub number: i64,
    /// YAML, comments included.
    pub text: String,
    /// Of the canonical form, lower-case hex.
    pub sha256: String,
    pub published_at: Timestamp,
    pub published_by: Option<UserId>,
    pub state: State,
    pub reviewed_by: Option<UserId>,
    pub reviewed_at: Option<Timestamp>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AutomationRefusal {
    #[error("this text is the automation `{0}`; publish it there, or change its `automation:` line")]
    OtherSlug(String),
    #[error(
        "there is an automation `{0}` already; take another name in the line `automation:`, or open that one and \
         publish this as its next version"
    )]
    NameTaken(String),
    #[error("these are the words of version {0} already; change something before you publish")]
    Same(i64),
    #[error("an automation is checked as a `text` or as a `document`; send one of the two")]
    OneOf,
}

impl Refusal for AutomationRefusal {
    fn code(&self) -> &'static str {
        match self {
            AutomationRefusal::OtherSlug(_) => "automation.other_slug",
            AutomationRefusal::NameTaken(_) => "automation.name_taken",
            AutomationRefusal::Same(_) => "automation.same",
            AutomationRefusal::OneOf => "automation.one_of",
        }
    }
}

impl Automation {
    /// It has a newer version; purpose and owners are that version's.
    pub fn publish(self, next: &Version, doc: &crate::document::Automation, owned: Owned) -> Automation {
        Automation {
            owned,
            purpose: doc.purpose.clone(),
            answers: doc.owner.to_string(),
            stand_in: doc.stand_in.to_string(),
            version: next.number,
            ..self
        }
    }

    pub fn set_mode(self, mode: Mode) -> (Automation, AutomationModeChanged) {
        let told = AutomationModeChanged { automation: self.id, mode: mode.word().into() };
        (Automation { mode, ..self }, told)
    }

    pub fn switch(self, on: bool) -> (Automation, AutomationSwitched) {
        let told = AutomationSwitched { automation: self.id, on };
        (Automation { on, ..self }, told)
    }
}

impl Version {
    /// A second person has read it.
    pub fn reviewed(self, state: State, by: Option<(Option<UserId>, Timestamp)>) -> Version {
        let (reviewed_by, reviewed_at) = by.map_or((None, None), |(user, at)| (user, Some(at)));
        Version { state, reviewed_by, reviewed_at, ..self }
    }

    pub fn submitted(&self) -> AutomationSubmitted {
        AutomationSubmitted { automation: self.automation, version: self.number, sha256: self.sha256.clone() }
    }

    pub fn published(&self) -> AutomationPublished {
        AutomationPublished { automation: self.automation, version: self.number, sha256: self.sha256.clone() }
    }
}

/// `instant-answer` as people read it: `Instant answer`.
pub fn name_of(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
