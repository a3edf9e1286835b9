//! Which table a statement may touch, and what must have been told before the commit.
//!
//! A room may write its nouns (and then owes a fact), the derived tables a reaction declared, and the
//! bookkeeping an office declared (runs, sessions). The store's own tables need an engine permit; a table
//! nobody declared is an error.

use kernel::{Result, fault};

use crate::{Tx, sql};

pub(crate) const ENGINE: [&str; 19] = [
    "journal",
    "journal_private",
    "journal_leaf",
    "journal_checkpoint",
    "journal_pending",
    "person_key",
    "secret",
    "idem",
    "series",
    "cursor",
    "lease",
    "link",
    "beat",
    "effect",
    "file_chunk",
    "store_exception_case",
    "search_entry",
    "search_word",
    "migration",
];

impl Tx {
    pub(crate) fn allow(&mut self, statement: &str) -> Result<()> {
        let Some(table) = sql::target(statement) else { return Ok(()) };
        self.stay_in_room(table)?;
        let house = self.house.clone();
        if house.rules.noun_tables.contains(table) {
            self.touched.insert(table.to_owned());
            return Ok(());
        }
        let engine = ENGINE.contains(&table) && self.permit.is_engine();
        if house.rules.plain_tables.contains(table) || engine {
            return Ok(());
        }
        Err(fault(format!("nobody may write `{table}` here")))
    }

    /// A consequence works on its own nouns only.
    pub(crate) fn stay_in_room(&self, table: &str) -> Result<()> {
        let inside = |room: &str| table.strip_prefix(room).is_some_and(|rest| rest.starts_with('_'));
        match self.room {
            Some(room) if !inside(room) && !table.starts_with("store_") => {
                Err(fault(format!("{room} reached into `{table}`")))
            }
            _ => Ok(()),
        }
    }

    /// No commit without a fact.
    pub(crate) fn all_is_told(&self) -> Result<()> {
        let kept = self.changes.iter().map(|change| change.table);
        let untold: Vec<&str> = kept.chain(self.touched.iter().map(String::as_str)).collect();
        if untold.is_empty() { Ok(()) } else { Err(fault(format!("changed without a fact: {untold:?}"))) }
    }
}
