//! How much room the disk has, as whoever watches it says; the store itself measures nothing.
//!
//! Invariant: with no room left, what people bring is refused before anything of it is kept; what the house owes goes
//! on as long as the disk takes it.

use std::sync::atomic::{AtomicU8, Ordering};

use kernel::{Error, Permit, Result, Via};

use crate::House;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Room {
    #[default]
    Plenty,
    /// Files wait.
    Little,
    /// Nothing that people bring is taken.
    Gone,
}

#[derive(Default)]
pub(crate) struct Gauge(AtomicU8);

impl House {
    pub fn set_room(&self, room: Room) {
        self.room.0.store(room as u8, Ordering::Relaxed);
    }

    pub fn room(&self) -> Room {
        match self.room.0.load(Ordering::Relaxed) {
            0 => Room::Plenty,
            1 => Room::Little,
            _ => Room::Gone,
        }
    }

    /// Whether a transaction of these may begin.
    pub(crate) fn admits(&self, permit: &Permit) -> Result<()> {
        let owed = matches!(permit.via(), Via::Engine | Via::Automation) || permit.needs_no_room();
        if owed || self.room() != Room::Gone { Ok(()) } else { Err(Error::NoRoom) }
    }

    /// Whether they may bring a file.
    pub(crate) fn admits_file(&self, permit: &Permit) -> Result<()> {
        let owed = matches!(permit.via(), Via::Engine | Via::Automation);
        if owed || self.room() == Room::Plenty { Ok(()) } else { Err(Error::NoRoom) }
    }
}
