//! Taking back what a run did, as far as it can be: the last step first, with the rights of whoever asks.
//!
//! Invariant: nothing is taken back twice; what cannot be is said before, and what failed is somebody's.

pub mod commands;
pub mod rows;
pub mod worker;
