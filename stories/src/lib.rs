//! Test beds for stories: the real program, a real mail server, a real browser, a real database.
//!
//! The stories themselves are in `tests/`; they touch the program as a person or another system would.
//! A bed ends what it started by process id, also when the test panics or is killed.

pub mod bed;
pub mod business;
pub mod chance;
pub mod sale;
pub mod walk;
pub mod world;
