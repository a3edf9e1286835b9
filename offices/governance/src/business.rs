//! What the business says of itself, as people type it: every field checked, every trouble with its pointer.
//!
//! Invariant: what is kept as settings has passed here. Numbers of taxes and banks are checked for their form
//! (VIES, ISO 13616, ISO 9362), not whether somebody issued them.

pub mod bank;
pub mod check;
pub mod country;
pub mod details;
pub mod limits;
pub mod line;
pub mod logo;
pub mod numbers;
pub mod public;
pub mod settings;
#[cfg(test)]
mod tests;
pub mod vat;
