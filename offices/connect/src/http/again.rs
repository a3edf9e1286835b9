//! Why a call is made again: which kind of hitch it met, and the words people read of it.

use std::fmt;

use kernel::Timestamp;
use store::effect::{Claimed, Outcome};

use super::circuit::Went;
use crate::said::Said;

/// What kept it from being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It does not know us.
    Unknown,
    /// It does not let us do this.
    Forbidden,
    /// It was not reached, or had trouble of its own.
    Trouble,
    /// It asks us to wait.
    Busy,
    /// It bears no more at once.
    Slower,
}

impl Kind {
    pub fn because(self, why: impl Into<String>) -> Hitch {
        Hitch { kind: self, why: why.into() }
    }

    fn word(self) -> &'static str {
        match self {
            Kind::Unknown => "unknown",
            Kind::Forbidden => "forbidden",
            Kind::Trouble => "trouble",
            Kind::Busy => "busy",
            Kind::Slower => "slower",
        }
    }

    /// What it says of the connection; nothing where the other side is well and only asks for patience.
    pub fn went(self) -> Option<Went> {
        match self {
            Kind::Unknown | Kind::Forbidden => Some(Went::Unknown),
            Kind::Trouble => Some(Went::Badly),
            Kind::Busy | Kind::Slower => None,
        }
    }

    /// It may be this call's own: one that keeps failing so is given up in the end.
    pub fn is_of_the_call(self) -> bool {
        matches!(self, Kind::Forbidden | Kind::Trouble)
    }
}

/// What happened, and of which kind it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hitch {
    pub kind: Kind,
    pub why: String,
}

impl fmt::Display for Hitch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.word(), self.why)
    }
}

/// What an answer means.
pub(crate) enum Verdict {
    Over(Outcome),
    /// At this instant.
    Again(Timestamp, Hitch),
}

impl Verdict {
    /// In the words of an outcome; `met` remembers the hitch for whoever writes it down.
    pub fn outcome(self, effect: &Claimed, met: &Said<Hitch>) -> Outcome {
        match self {
            Verdict::Over(outcome) => outcome,
            Verdict::Again(at, hitch) => {
                let note = hitch.to_string();
                met.keep(effect, hitch);
                Outcome::Retry(at, note)
            }
        }
    }
}

/// Its turn comes later: nothing is wrong.
pub(crate) fn in_turn(at: Timestamp) -> Outcome {
    Outcome::Retry(at, Kind::Slower.because("others are called first").to_string())
}
