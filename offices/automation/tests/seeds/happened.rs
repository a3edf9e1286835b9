//! What happened to a run, one after the other: all that the naive reference is told.

use std::sync::Arc;

use condition::Fields;
use kernel::Timestamp;
use serde_json::Value as Json;

pub type Records = Arc<Vec<(&'static str, Fields)>>;

/// One thing that happened, when, and what the records said then.
pub struct Happened {
    pub now: Timestamp,
    pub seen: Records,
    pub what: What,
}

pub enum What {
    /// A fact about its contact.
    Told(Json),
    /// A person said yes or no to what it put before them.
    Yes(bool),
    /// A person chose an answer.
    Answered(String),
    Retry,
    Skip,
    Stop,
    /// Somebody looked at it: it is another's turn in its group, or this became of the command it came to.
    Looked {
        queued: bool,
        became: Option<Became>,
    },
    /// Another run took its place.
    Replaced,
}

/// What became of the command of a visit.
pub struct Became {
    pub visit: (String, u32),
    /// When its text was read, and what the records said.
    pub shown: (Timestamp, Records),
    /// What they say after it.
    pub after: Records,
    pub how: How,
}

pub enum How {
    Done(Json),
    /// A message is on its way: its id is in the answer.
    Sent(Json),
    Practised,
    Asked,
    Failed {
        passes: bool,
        why: String,
    },
}
