//! The disk of the data: who looks after it hears before it is full, and what it cannot keep is refused, not lost.
//!
//! Below 10 % somebody hears, below 5 % files wait, below 2 % nothing people bring is taken; of a large disk a few
//! gigabytes are enough. A ballast file is given up at the last, so that what the house owes can still be written. On
//! PostgreSQL it is the disk of the data folder, where the keys are. Not here: the disk of a database elsewhere, which
//! says so itself when it is full.

mod ballast;

use std::path::Path;
use std::sync::Mutex;

use kernel::{Result, Timestamp, fault};
use store::{Raise, Room, Tx};
use verbs::{Desk, Worker};

use crate::staff::Staff;

const ROUND_MS: i64 = 5_000;
const LOW: &str = "disk.low";
const FULL: &str = "disk.full";

/// Of one disk, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    pub free: u64,
    pub total: u64,
}

type Ask = Box<dyn Fn(&Path) -> Result<Space> + Send + Sync>;

/// How a disk is asked, and what was told about it last. Without one nobody watches.
pub struct Disk {
    ask: Ask,
    told: Mutex<Option<Level>>,
}

impl Disk {
    pub fn of(ask: impl Fn(&Path) -> Result<Space> + Send + Sync + 'static) -> Disk {
        Disk { ask: Box::new(ask), told: Mutex::default() }
    }

    /// The one the folder lies on: statvfs(3), what is free to anybody.
    pub fn real() -> Disk {
        Disk::of(|dir| {
            let found = rustix::fs::statvfs(dir).map_err(fault)?;
            Ok(Space { free: found.f_bavail * found.f_frsize, total: found.f_blocks * found.f_frsize })
        })
    }

    fn told(&self) -> std::sync::MutexGuard<'_, Option<Level>> {
        self.told.lock().expect("nobody panics while remembering a level")
    }
}

/// How much is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Enough,
    Low,
    Little,
    Gone,
}

impl Level {
    pub(crate) fn of(space: Space) -> Level {
        let bounds = [(Level::Gone, 20, 512), (Level::Little, 50, 2_000), (Level::Low, 100, 4_000)];
        let below = |thousandths: u64, mega: u64| {
            let share = u128::from(space.total) * u128::from(thousandths) / 1000;
            u128::from(space.free) < share.min(u128::from(mega) * 1_000_000)
        };
        let reached = bounds.into_iter().find(|(_, thousandths, mega)| below(*thousandths, *mega));
        reached.map_or(Level::Enough, |(level, ..)| level)
    }

    fn room(self) -> Room {
        match self {
            Level::Enough | Level::Low => Room::Plenty,
            Level::Little => Room::Little,
            Level::Gone => Room::Gone,
        }
    }
}

/// Looks at the disk every few seconds.
pub struct DiskWatch;

impl Worker for DiskWatch {
    const NAME: &'static str = "attention.disk";
    const ALONE: bool = false;
    const HEARS: verbs::Hears = verbs::Hears::Nothing;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let house = desk.store.house();
        let Some(disk) = house.rules.provided::<Disk>() else { return Ok(None) };
        let space = ballast::counted(&house.dir, (disk.ask)(&house.dir)?);
        let level = Level::of(space);
        house.set_room(level.room());
        match level {
            Level::Gone => ballast::give_up(&house.dir)?,
            Level::Enough => ballast::keep(&house.dir, space)?,
            Level::Low | Level::Little => {}
        }
        if *disk.told() != Some(level) {
            tell(desk, level, space).await?;
            *disk.told() = Some(level);
        }
        let next = desk.store.now().as_millisecond() + ROUND_MS;
        Ok(Some(Timestamp::from_millisecond(next).map_err(fault)?))
    }
}

async fn tell(desk: &Desk, level: Level, space: Space) -> Result<()> {
    let dir = desk.store.house().dir.display().to_string();
    let work = desk.store.claim(DiskWatch::NAME, move |tx| {
        let dir = dir.clone();
        Box::pin(async move { say(tx, level, (&dir, space)).await })
    });
    work.await
}

async fn say(tx: &mut Tx, level: Level, of: (&str, Space)) -> Result<()> {
    match level {
        Level::Enough => {
            tx.settle_exception(FULL, "there is room again").await?;
            tx.settle_exception(LOW, "there is room again").await.map(drop)
        }
        Level::Low | Level::Little => {
            tx.settle_exception(FULL, "there is a little room again").await?;
            raise(tx, LOW, "The disk is nearly full", of).await
        }
        Level::Gone => raise(tx, FULL, "The disk is full, and inquiries are turned away", of).await,
    }
}

async fn raise(tx: &mut Tx, code: &'static str, title: &str, (dir, space): (&str, Space)) -> Result<()> {
    let staff = Staff::load(tx).await?;
    let mega = |bytes: u64| bytes / 1_000_000;
    tx.raise(Raise {
        key: code.into(),
        code,
        title: title.into(),
        detail: format!(
            "{} MB of {} MB were free where the data lie ({dir}). Below 5 % (2 GB on a large disk) no file is taken, \
             below 2 % (512 MB) nothing that people bring: they are told to come again. Nothing that was accepted is \
             lost. Make room there, or give it a larger disk; work goes on by itself.",
            mega(space.free),
            mega(space.total)
        ),
        owner: staff.hearing(None).first().copied(),
        due_hours: Some(1),
        ..Raise::default()
    })
    .await
}

#[cfg(test)]
#[path = "disk/tests.rs"]
mod tests;
