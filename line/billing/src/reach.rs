//! How far a permit reaches, as a condition of a list: own, team or all.
//!
//! The same rule as `Permit::covers`, said in SQL, so that a list never shows what one record would refuse.

use kernel::{Permit, Scope, TeamId, UserId};

/// The values of `$1`, `$2` and `$3` in a statement that holds `condition`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    pub scope: &'static str,
    pub user: Option<UserId>,
    pub team: Option<TeamId>,
}

pub(crate) fn of(permit: &Permit) -> Reach {
    let scope = match permit.scope() {
        Scope::Own => "own",
        Scope::Team => "team",
        Scope::All => "all",
    };
    Reach { scope, user: permit.user(), team: permit.team() }
}

/// `table` is the name or alias of a noun's table in the statement.
pub(crate) fn condition(table: &str) -> String {
    format!("($1 = 'all' or {table}.owner = $2 or ($1 = 'team' and {table}.team is not distinct from $3))")
}
