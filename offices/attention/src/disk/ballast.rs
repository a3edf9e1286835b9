//! A file that holds room for a bad hour: what it takes up is given back when nothing else is left.
//!
//! Invariant: room that only the ballast gave back does not count as free, or the house would open and shut its doors
//! in turns.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use kernel::{Result, fault};

use super::Space;

const MOST: u64 = 64 * 1024 * 1024;
/// Of the whole disk, where that is less.
const SHARE: u64 = 64;
const CHUNK: usize = 1024 * 1024;

fn file(dir: &Path) -> PathBuf {
    dir.join("ballast")
}

fn size(space: Space) -> u64 {
    MOST.min(space.total / SHARE)
}

/// What is free, the room of a ballast that was given up taken off.
pub(super) fn counted(dir: &Path, space: Space) -> Space {
    let held = fs::metadata(file(dir)).map_or(0, |file| file.len());
    let owed = size(space).saturating_sub(held);
    Space { free: space.free.saturating_sub(owed), ..space }
}

pub(super) fn give_up(dir: &Path) -> Result<()> {
    match fs::remove_file(file(dir)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(fault(error)),
        _ => Ok(()),
    }
}

/// Makes it, of real bytes, where it is missing or not whole.
pub(super) fn keep(dir: &Path, space: Space) -> Result<()> {
    let (path, size) = (file(dir), size(space));
    if fs::metadata(&path).is_ok_and(|file| file.len() >= size) {
        return Ok(());
    }
    let mut file = File::create(&path).map_err(fault)?;
    let zeros = vec![0; CHUNK];
    let mut rest = size;
    while rest > 0 {
        let part = rest.min(CHUNK as u64);
        file.write_all(&zeros[..part as usize]).map_err(fault)?;
        rest -= part;
    }
    file.sync_all().map_err(fault)
}
