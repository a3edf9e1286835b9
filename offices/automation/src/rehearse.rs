//! What an automation would have done, and what it would do for one record: nothing leaves, nothing is changed.
//!
//! Invariant: `simulate` is a function of what it is given; whoever reads for it holds a `Looking`, which can
//! open nothing but snapshots; only the report is written. The records are those of the moment (`sight::was`).

mod bounds;
pub mod commands;
mod compose;
pub mod looking;
pub(crate) mod order;
pub mod queries;
mod report;
pub mod rows;
pub mod simulate;
mod tally;
pub mod trying;
pub mod views;
pub mod worker;

pub use order::range;
