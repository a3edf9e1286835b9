//! The versions of an automation: what differs, who else must read one, and how runs move from one to the next.
//!
//! Invariant: a run moves only where every step it stands at has a place, what it needs is there, and nothing it has
//! sent would be sent again.

pub mod commands;
pub mod diff;
pub mod effect;
pub mod migrate;
pub mod queries;
pub mod review;
mod rows;

use kernel::Refusal;

#[derive(Debug, thiserror::Error)]
pub enum VersionRefusal {
    #[error("somebody else has to read it first, because {0}; ask them to approve version {1}")]
    NeedsReview(String, i64),
    #[error("whoever published it cannot approve it; ask somebody else")]
    OwnVersion,
    #[error("version {0} has another text than the one named; read it again before you decide")]
    OtherText(i64),
    #[error("version {0} does not wait for anybody; look at the versions")]
    NotWaiting(i64),
    #[error("version {0} no longer fits the house; publish one that does")]
    Unfit(i64),
    #[error("it is retired already")]
    Retired,
}

impl Refusal for VersionRefusal {
    fn code(&self) -> &'static str {
        match self {
            VersionRefusal::NeedsReview(..) => "automation.needs_review",
            VersionRefusal::OwnVersion => "automation.own_version",
            VersionRefusal::OtherText(_) => "automation.other_text",
            VersionRefusal::NotWaiting(_) => "automation.not_waiting",
            VersionRefusal::Unfit(_) => "automation.unfit",
            VersionRefusal::Retired => "automation.retired",
        }
    }
}
