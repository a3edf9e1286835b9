//! The history of every joint: one row per record and joint, kept from the facts, rebuilt by replay.
//!
//! Invariant: a record waits at one joint at most; undo reopens the row that its own fact ended. Times are
//! wall-clock UTC. Which facts move whom: the table of the line in the decisions.

mod deals;
mod delivery;
mod leads;
mod money;
mod passage;

use kernel::{Ref, Result};
use store::Tx;
use store::reaction::{Reaction, Told};

/// Keeps `intelligence_joint_passage`.
pub struct JointPassages;

impl Reaction for JointPassages {
    const NAME: &'static str = "intelligence.joint_passages_2";
    const TABLES: &'static [&'static str] = &["intelligence_joint_passage"];

    async fn hear(tx: &mut Tx, told: &Told) -> Result<()> {
        match told.kind().split('.').next() {
            Some("lead") => leads::hear(tx, told).await,
            Some("deal" | "proposal" | "agreement") => deals::hear(tx, told).await,
            Some("milestone") => delivery::hear(tx, told).await,
            Some("invoice") => money::invoice(tx, told).await,
            Some("payment" | "bank_line") => money::payment(tx, told).await,
            _ => Ok(()),
        }
    }
}

/// A record known only by its kind and bytes, back to an id.
pub fn record(kind: &str, bytes: [u8; 16]) -> Result<Ref> {
    Ref::of(kind, bytes).ok_or_else(|| kernel::fault(format!("no noun is called `{kind}`")))
}

/// A user named in text, as rows of this table keep them.
pub fn user(text: Option<String>) -> Option<kernel::UserId> {
    text.and_then(|text| text.parse().ok())
}
