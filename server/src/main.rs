//! The binary `throughline`.

fn main() {}
