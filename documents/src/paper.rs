//! What staff see and do of papers: the state, the PDF, and asking again after a failure.
//!
//! Invariant: who may read the record may read its paper, and nobody else.

pub mod commands;
pub mod door;
pub mod views;

use kernel::paper::Document;
use kernel::{Error, Permit, Ref, Result, Scope};
use store::{AskedPaper, Tx};
use verbs::Verbs;

/// The living paper of a record the actor may read; else missing, so that nobody learns which ids exist.
pub async fn readable(tx: &mut Tx, on: Ref, document: Document) -> Result<AskedPaper> {
    let missing = Error::Missing("paper");
    let Some(scope) = scope(tx, on) else { return Err(missing) };
    let Some(held) = tx.held(on).await? else { return Err(missing) };
    let permit = tx.permit();
    let mine = held.owned.owner.is_some() && held.owned.owner == permit.user();
    let inside = match scope {
        Scope::All => true,
        Scope::Team => mine || held.owned.team == permit.team(),
        Scope::Own => mine,
    };
    if !inside {
        return Err(missing);
    }
    tx.paper_of(on, document).await?.ok_or(missing)
}

/// How far the actor may read records of this noun. A noun without a verb to read it is read by nobody.
fn scope(tx: &Tx, on: Ref) -> Option<Scope> {
    let verb = format!("{}.read", on.kind);
    let permit: &Permit = tx.permit();
    let declared = tx.provided::<Verbs>().is_some_and(|verbs| verbs.0.contains_key(verb.as_str()));
    match permit.is_engine() {
        true => Some(Scope::All),
        false => permit.grants().get(&verb).copied().filter(|_| declared),
    }
}
