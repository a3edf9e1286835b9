//! The reference loops: what this disk and one core of this machine can do in this minute.

use std::io::Write;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

/// Appends of 4 KiB, each followed by fdatasync, per second.
pub fn syncs_per_second() -> f64 {
    let mut file = tempfile::tempfile().expect("a temporary file");
    let (began, mut count) = (Instant::now(), 0u32);
    while began.elapsed() < Duration::from_secs(2) {
        file.write_all(&[7; 4096]).expect("the disk takes it");
        file.sync_data().expect("the disk keeps it");
        count += 1;
    }
    f64::from(count) / began.elapsed().as_secs_f64()
}

/// SHA-256 over 4 KiB, one after the other, per second.
pub fn hashes_per_second() -> f64 {
    let (began, mut count, mut last) = (Instant::now(), 0u32, [7u8; 4096]);
    while began.elapsed() < Duration::from_secs(1) {
        let hash = Sha256::digest(last);
        last[..hash.len()].copy_from_slice(&hash);
        count += 1;
    }
    f64::from(count) / began.elapsed().as_secs_f64()
}
