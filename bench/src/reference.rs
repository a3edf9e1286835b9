//! The reference loop: what this disk can do in this minute.

use std::io::Write;
use std::time::{Duration, Instant};

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
