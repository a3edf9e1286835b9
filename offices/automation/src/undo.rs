//! Taking back what a run did, as far as it can be: the last step first, with the rights of whoever asks.
//!
//! Invariant: nothing is taken back twice, and nothing somebody has changed since; what cannot be is said before, and
//! what failed is somebody's.

pub mod commands;
mod overtaken;
pub mod rows;
pub mod worker;
