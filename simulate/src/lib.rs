//! A business in a box: people outside the product who inquire, open, sign, pay late or never, and staff who do what
//! their screens ask of them, all through verbs and public pages, on a clock that is moved.
//!
//! Invariant: the same seed meets the same people with the same wishes; nothing here reads or writes the database.

mod chance;
mod checks;
mod customer;
mod days;
mod hands;
mod house;
mod payday;
mod people;
mod sale;

pub use checks::{Kept, check};
pub use days::{Told, live};
pub use hands::Hands;
pub use house::{EMAIL, PASSWORD, setup};
