//! intelligence.
