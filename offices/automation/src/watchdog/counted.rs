//! Since when what an automation begins is counted, and how few are too few: told by its own facts, so that a new
//! version, a pause or another mode begins the count anew.

mod rows;

pub use rows::{Counted, all, begin, go_on, of, pause};
