//! Somebody whose mail came back, or who called ours spam: what only advertises to them ends, what is owed to them goes
//! on.

use kernel::{ContactId, Id as _, Result};
use store::{Heard, Tx};

use super::rows;
use crate::office;
use crate::run::{rows as runs, settle};
use crate::texts;

/// The fact that tells of an address that gets no more mail, and why.
pub const SUPPRESSED: &str = "suppression.added";

/// Ends their runs that send marketing and nothing that is owed; what somebody of us blocked by hand ends nothing.
pub(super) async fn end_marketing(tx: &mut Tx, heard: &Heard) -> Result<()> {
    let why = match heard.field("reason").as_str() {
        Some("bounced") => "mail to them came back: there is nobody at the address",
        Some("complaint") => "they told their provider that our mail is spam",
        _ => return Ok(()),
    };
    let Some(contact) = heard.contact() else { return Ok(()) };
    let aliases = rows::aliases(tx, contact).await?;
    let others = aliases.into_iter().map(|alias| ContactId::from_bytes(alias.bytes));
    for one in std::iter::once(contact).chain(others) {
        for run in runs::active_of_contacts(tx, [one, one]).await? {
            let Ok(plan) = office::plan(tx, run.version).await? else { continue };
            if texts::only_advertises(tx, plan.document()).await? {
                let kept = runs::fence(tx, run.id).await?;
                settle::exit(tx, kept, why).await?;
            }
        }
    }
    Ok(())
}
