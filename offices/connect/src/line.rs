//! The line to the mail server: what stands in the way, as all mail feels it.
//!
//! Invariant: one trouble at a time, and one exception for it, however many mails wait behind it.

pub(crate) mod course;
pub(crate) mod rows;

use kernel::Timestamp;

/// What kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The server turns us away, or we do not trust it: only a person can mend it.
    Refused,
    /// Nobody answers: it may pass by itself.
    Unreachable,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Refused => "refused",
            Kind::Unreachable => "unreachable",
        }
    }

    pub fn from_word(word: &str) -> Option<Kind> {
        [Kind::Refused, Kind::Unreachable].into_iter().find(|kind| kind.word() == word)
    }

    /// The code of its exception, which is its key too.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Refused => "mail.refused_us",
            Kind::Unreachable => "mail.unreachable",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub kind: Kind,
    pub since: Timestamp,
    /// While it lasts no mail is offered before this instant.
    pub until: Timestamp,
    /// What the server said, and what to do.
    pub note: String,
}

/// The code and key of the exception when there is no server at all.
pub const NOT_SET_UP: &str = "mail.not_set_up";
