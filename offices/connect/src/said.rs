//! What came of an effect, from whoever carried it to whoever writes that down.
//!
//! Invariant: it is remembered in this process alone, and only until it is written down; who dies between is
//! uncertain.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kernel::EffectId;
use store::effect::Claimed;

/// More than are ever on their way at once.
const REMEMBERED: usize = 256;

pub(crate) struct Said<T>(Mutex<VecDeque<(EffectId, i64, T)>>);

impl<T> Default for Said<T> {
    fn default() -> Said<T> {
        Said(Mutex::default())
    }
}

impl<T: Clone> Said<T> {
    pub fn keep(&self, effect: &Claimed, what: T) {
        let mut said = self.all();
        said.push_back((effect.id, effect.epoch, what));
        if said.len() > REMEMBERED {
            said.pop_front();
        }
    }

    /// Of this claim; `None` where nothing was said, or to another process.
    pub fn of(&self, effect: &Claimed) -> Option<T> {
        let said = self.all();
        let found = said.iter().rev().find(|(id, epoch, _)| (*id, *epoch) == (effect.id, effect.epoch));
        found.map(|(_, _, what)| what.clone())
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<(EffectId, i64, T)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
