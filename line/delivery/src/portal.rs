//! The client's page `/d/{token}`: where the work stands, what they accept, answer and bring.
//!
//! Invariant: GET shows, POST acts; a link opens one project and nothing else; it works without script.

pub mod commands;
pub mod doors;
mod form;
mod html;
pub mod views;
