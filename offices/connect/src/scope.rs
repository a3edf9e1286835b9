//! How far a reader's list goes, as the statements ask it: `all`, `team` or `own`, and whose.

use kernel::{Ref, Scope};
use store::Tx;

pub(crate) fn reach(tx: &Tx) -> (&'static str, Option<Ref>, Option<Ref>) {
    let permit = tx.permit();
    let scope = match permit.scope() {
        Scope::All => "all",
        Scope::Team => "team",
        Scope::Own => "own",
    };
    (scope, permit.user().map(Ref::from), permit.team().map(Ref::from))
}
