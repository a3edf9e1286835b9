//! A business in a box: people outside the product who inquire, open, sign, reply, pay late, wrong, twice or never, and
//! staff who do what their screens ask of them, all through verbs, public pages and mail, on a clock that is moved.
//!
//! Invariant: the same seed meets the same people with the same wishes; nothing here reads or writes the database.

mod business;
mod chance;
mod checks;
mod customer;
mod days;
mod house;
mod numbers;
mod payday;
mod people;
mod plan;
mod sale;

pub use business::{Business, Form, Page};
pub use checks::{Kept, check};
pub use days::live;
pub use house::{EMAIL, PASSWORD, setup};
pub use people::person;
pub use plan::{Plan, Told};
