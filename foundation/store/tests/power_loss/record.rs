//! The record: a child of this program is run under a recorder of every change to its files, and what it
//! wrote down is read back. The record is whole only if playing all of it gives the folder the child left;
//! that is asked.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::{NamedTempFile, TempDir};

use crate::disk::Disk;

const RECORDER: &str = include_str!("recorder.c");
/// Kind, descriptor, place, length.
const HEAD: usize = 24;

/// One thing the child did. `kind` is the recorder's letter.
#[derive(Clone, Copy)]
pub struct Step<'r> {
    pub kind: u8,
    pub fd: i32,
    /// Where it was written, how long the file became, or with which flags it was opened.
    pub at: u64,
    pub data: &'r [u8],
}

impl<'r> Step<'r> {
    pub fn text(&self) -> &'r str {
        std::str::from_utf8(self.data).expect("names and acknowledgements are UTF-8")
    }
}

pub struct Record {
    log: Vec<u8>,
}

impl Record {
    /// Runs these parts of the child one after the other on one fresh folder, or reads a record that was
    /// kept. `None` where no C compiler is found.
    pub fn of(parts: &[&str]) -> Option<Record> {
        if let Ok(kept) = std::env::var("POWER_RECORD") {
            return Some(Record { log: std::fs::read(kept).unwrap() });
        }
        let kept = TempDir::with_prefix("throughline-power-").unwrap();
        let root = kept.path();
        std::fs::create_dir_all(root.join("watched/data")).unwrap();
        let root = root.canonicalize().unwrap();
        let recorder = compiled(&root)?;
        for part in parts {
            child(part, &root, &recorder);
        }
        let record = Record { log: std::fs::read(root.join("log")).unwrap() };
        record.says_all(&root.join("watched"));
        Some(record)
    }

    /// Puts it aside, for no two are the same; where it is.
    pub fn keep(&self) -> String {
        let (mut file, path) = NamedTempFile::with_prefix("throughline-power-").unwrap().keep().unwrap();
        file.write_all(&self.log).unwrap();
        path.display().to_string()
    }

    pub fn steps(&self) -> Vec<Step<'_>> {
        let (mut steps, mut rest) = (vec![], &self.log[..]);
        while !rest.is_empty() {
            let (head, after) = rest.split_at(HEAD);
            let number = |from: usize| u64::from_le_bytes(head[from..from + 8].try_into().unwrap());
            let fd = i32::from_le_bytes(head[4..8].try_into().unwrap());
            let (data, next) = after.split_at(number(16) as usize);
            steps.push(Step { kind: head[0], fd, at: number(8), data });
            rest = next;
        }
        steps
    }

    /// What slipped past the recorder would make every replay a lie.
    fn says_all(&self, root: &Path) {
        let mut disk = Disk::new(|_| true);
        self.steps().iter().for_each(|step| disk.step(step));
        let (said, stands) = (disk.as_seen(), folder(root, root));
        let names = |all: &BTreeMap<String, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&said), names(&stands));
        for (name, bytes) in &stands {
            assert!(said[name] == *bytes, "{name} is not what the record says");
        }
    }
}

fn compiled(root: &Path) -> Option<PathBuf> {
    let (source, library) = (root.join("recorder.c"), root.join("recorder.so"));
    std::fs::write(&source, RECORDER).unwrap();
    let cc = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    let made = Command::new(&cc).args(["-shared", "-fPIC", "-O1", "-o"]).args([&library, &source]).output();
    let Ok(made) = made else {
        eprintln!("skipped: power loss is recorded by a small C library, and there is no `{cc}` here");
        return None;
    };
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Some(library)
}

fn child(part: &str, root: &Path, recorder: &Path) {
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_part_of_the_child", "--ignored", "--nocapture"])
        .env("POWER_PART", part)
        .env("POWER_ROOT", root.join("watched"))
        .env("POWER_LOG", root.join("log"))
        .env("LD_PRELOAD", recorder)
        .output()
        .unwrap();
    assert!(run.status.success(), "{part}: {}", String::from_utf8_lossy(&run.stderr));
}

/// The files below a folder that a disk has to keep.
fn folder(of: &Path, root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(of).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.append(&mut folder(&path, root));
        } else if crate::disk::is_kept(&name) {
            found.insert(name, std::fs::read(&path).unwrap());
        }
    }
    found
}
