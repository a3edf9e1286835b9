//! Three small models of what cannot be tried often enough: who holds a run, what ends a wait, what leaves the house.
//! Every order of events is looked at, not some of them; the rules are those of the house.
//!
//! Each model is also asked without one of its rules, and must then find the case that rule is for.
#![allow(clippy::unwrap_used)]

#[path = "../house/mod.rs"]
mod house;
mod lane;
mod post;
mod wait;

use automation::run::later;
use kernel::Timestamp;
use stateright::{Checker, Model};

fn minute(n: u8) -> Timestamp {
    later("2026-03-27T09:00:00Z".parse().unwrap(), i64::from(n) * 60_000)
}

fn checked<M>(model: M) -> impl Checker<M>
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + std::fmt::Debug + std::hash::Hash + PartialEq + Send + Sync + 'static,
    M::Action: Clone + std::fmt::Debug + PartialEq + Send + Sync + 'static,
{
    model.checker().threads(2).spawn_bfs().join()
}

/// How many ticks a lease lasts, and how many there are.
const LEASE: u8 = 2;
const LAST: u8 = 6;
