//! What an automation has brought: its metric before and after, beside those who were left alone, in hours too.
//!
//! Invariant: a case is one start fact of the metric and how long it took to its end, counted once, in the order
//! of the journal; a baseline is taken once for what is counted, and holds for every version that counts the same.

pub mod arm;
mod baseline;
mod cases;
mod money;
pub mod queries;
pub mod rows;
pub mod stats;
pub mod views;
pub mod worker;
mod worth;
