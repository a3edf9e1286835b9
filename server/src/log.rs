//! The log: text for people at a terminal, JSON for collectors. Routes and verbs, never values.
//!
//! Invariant: whatever level is asked for, PostgreSQL's client is heard from its warnings on alone: below them it
//! writes the values of every statement.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::SubscriberBuilder;

use crate::options::{LogFormat, Process};

/// Of two directives the longer one wins: each module that writes values has one.
const QUIET: [&str; 6] = [
    "tokio_postgres=warn",
    "tokio_postgres::query=warn",
    "tokio_postgres::prepare=warn",
    "tokio_postgres::connection=warn",
    "tokio_postgres::simple_query=warn",
    "tokio_postgres::copy_in=warn",
];

/// A server tells what it does; a single question only what went wrong.
pub fn start(process: &Process, serving: bool) {
    let usual = if serving { "info" } else { "warn" };
    let asked = process.log.as_deref().unwrap_or(usual);
    let filter = EnvFilter::try_new(asked).unwrap_or_else(|_| EnvFilter::new(usual));
    let discreet = QUIET
        .iter()
        .fold(filter, |filter, quiet| filter.add_directive(quiet.parse().expect("it is a directive")));
    let builder = SubscriberBuilder::default().with_env_filter(discreet).with_writer(std::io::stderr);
    let terminal = std::io::stderr().is_terminal();
    let usual = if terminal { LogFormat::Text } else { LogFormat::Json };
    // Only a second subscriber in one process fails, and then the first one does the work.
    let _ = match process.log_format.unwrap_or(usual) {
        LogFormat::Text => builder.with_ansi(terminal).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(false).try_init(),
    };
}
