//! The timeline of a person: everything that was told about them, under every id they have, newest first.
//!
//! Invariant: it keeps no table. The journal says what happened; personal values come from the live rows, so
//! that what was erased or withdrawn is gone here too. A page takes the same few statements however long.

mod entry;
pub(crate) mod live;
mod rows;
pub mod views;
