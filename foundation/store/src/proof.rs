//! Does the journal still say what it said? The eight steps of the specification (docs/journal.md), over bytes.
//!
//! Pure: no database, no keys of ours. The same checker reads a live database and the files given to a stranger.

pub mod files;

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::seal::{Frontier, Hash, LOG, key_hint, leaf};

/// A key that signs for the log, from a size on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    pub name: String,
    pub key: [u8; 32],
    pub first_size: u64,
}

/// A personal value that can be opened: where it stands in the line, its salt and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub path: String,
    pub salt: Vec<u8>,
    pub value: String,
}

/// What was found (step 8).
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    pub entries: u64,
    pub checkpoints: u64,
    /// Entries after the last checkpoint: not provable yet.
    pub after_last: u64,
    /// Personal values whose commitment matches.
    pub opened: u64,
    /// Entries whose personal values were destroyed with their key.
    pub erased: u64,
    pub pruned: u64,
    /// Every failure; empty means the journal verifies.
    pub wrong: Vec<String>,
}

struct Checkpoint {
    root: String,
    note: String,
}

/// Reads the lines once, in order.
pub struct Checker {
    frontier: Frontier,
    checkpoints: BTreeMap<u64, Checkpoint>,
    keys: Vec<PublicKey>,
    /// By the entry that announced it.
    announced: Vec<(u64, [u8; 32])>,
    report: Report,
}

impl Checker {
    /// Steps 1, 2 and 6: every note, own or foreign, is signed by a known key, and no size has two roots.
    pub fn new(keys: Vec<PublicKey>, notes: impl IntoIterator<Item = String>) -> Checker {
        let mut checker = Checker {
            frontier: Frontier::default(),
            checkpoints: BTreeMap::new(),
            keys,
            announced: vec![],
            report: Report::default(),
        };
        for note in notes {
            checker.note(note);
        }
        checker
    }

    fn note(&mut self, note: String) {
        self.report.checkpoints += 1;
        let mut lines = note.lines();
        let (name, size, root) = (lines.next(), lines.next(), lines.next());
        let size: Option<u64> = size.and_then(|size| size.parse().ok());
        let (Some(LOG), Some(size), Some(root)) = (name, size, root) else {
            return self.wrong("signature: a checkpoint does not name this log and a size".into());
        };
        if !self.is_signed(&note, size) {
            return self.wrong(format!("signature: the checkpoint at {size} is not signed by a known key"));
        }
        let root = root.to_owned();
        match self.checkpoints.get(&size) {
            Some(other) if other.root != root => self.wrong(format!("fork: two roots at size {size}")),
            Some(_) => {}
            None => drop(self.checkpoints.insert(size, Checkpoint { root, note })),
        }
    }

    fn is_signed(&self, note: &str, size: u64) -> bool {
        let Some((text, signatures)) = note.split_once("\n\n") else { return false };
        let text = format!("{text}\n");
        let mut known = self.keys.iter().filter(|key| key.first_size <= size);
        known.any(|key| signatures.lines().any(|line| signed_by(&text, line, key)))
    }

    /// Steps 3 and 5: the next line, without its LF. `private` holds what could be opened; `None` where nothing
    /// personal was told, an empty list where it was destroyed.
    pub fn line(&mut self, line: &[u8], private: Option<&[Opened]>) {
        let n = self.frontier.size;
        let hash = match pruned(line) {
            Some(hash) => {
                self.report.pruned += 1;
                hash
            }
            None => {
                self.meaning(n, line, private);
                leaf(line)
            }
        };
        self.frontier.push(hash);
        self.report.entries += 1;
        let root = self.checkpoints.get(&self.frontier.size).map(|checkpoint| checkpoint.root.clone());
        if root.is_some_and(|root| root != BASE64.encode(&self.frontier.root())) {
            let size = self.frontier.size;
            self.wrong(format!("an entry at or before {size} was changed, added, removed or moved"));
        }
    }

    fn meaning(&mut self, n: u64, line: &[u8], private: Option<&[Opened]>) {
        let Ok(entry) = serde_json::from_slice::<Json>(line) else {
            return self.wrong(format!("entry {n} is not JSON"));
        };
        let missing =
            ["v", "id", "at", "cmd", "by", "on", "body"].into_iter().find(|name| entry.get(name).is_none());
        if let Some(name) = missing {
            self.wrong(format!("entry {n} lacks the member `{name}`"));
        }
        match (n, entry["cmd"].as_str(), entry["kind"].as_str()) {
            (0, Some("journal.genesis"), _) => self.genesis(&entry),
            (0, ..) => self.wrong("key: the first entry is no genesis".into()),
            (_, _, Some("journal.key_rotated")) => self.announce(n, &entry),
            _ => {}
        }
        self.commitments(n, &entry, private);
    }

    fn genesis(&mut self, entry: &Json) {
        let named = entry.pointer("/body/log").and_then(Json::as_str) == Some(LOG);
        let first = self.keys.first().map(|key| key.key);
        if !named || key_of(entry) != first {
            self.wrong("key: the genesis does not name this log and its first key".into());
        }
        self.announce(0, entry);
    }

    fn announce(&mut self, n: u64, entry: &Json) {
        self.announced.extend(key_of(entry).map(|key| (n, key)));
    }

    /// Step 7.
    fn commitments(&mut self, n: u64, entry: &Json, private: Option<&[Opened]>) {
        let Some(opened) = private else { return };
        if opened.is_empty() {
            self.report.erased += 1;
        }
        for one in opened {
            let hash = commitment(&one.salt, &one.value);
            if entry.pointer(&one.path).and_then(Json::as_str) == Some(&hash) {
                self.report.opened += 1;
            } else {
                self.wrong(format!("entry {n}: the value at {} is not the one committed to", one.path));
            }
        }
    }

    /// Step 4, the last of 5, and the sums.
    pub fn finish(mut self) -> Report {
        let size = self.frontier.size;
        if let Some((last, _)) = self.checkpoints.last_key_value().filter(|(last, _)| **last > size) {
            let last = *last;
            self.wrong(format!("truncated: a checkpoint says {last} entries, there are {size}"));
        }
        // A key that signed before its announcement could have been made by anybody since.
        let in_time = |key: &PublicKey| {
            self.announced
                .iter()
                .any(|(n, announced)| *announced == key.key && (*n == 0 || *n < key.first_size))
        };
        let unannounced = self.keys.iter().filter(|key| !in_time(key)).count();
        if unannounced > 0 {
            self.wrong(format!(
                "key: {unannounced} keys were not announced in the journal before they signed"
            ));
        }
        let covered = self.checkpoints.keys().filter(|at| **at <= size).max().copied().unwrap_or(0);
        self.report.after_last = size - covered;
        self.report
    }

    /// The newest checkpoint, for a paper that bears witness.
    pub fn newest(&self) -> Option<&str> {
        self.checkpoints.last_key_value().map(|(_, checkpoint)| checkpoint.note.as_str())
    }

    fn wrong(&mut self, what: String) {
        // One failure of the tree repeats at every later checkpoint; the first says where.
        if self.report.wrong.len() < 20 {
            self.report.wrong.push(what);
        }
    }
}

/// SHA-256(0x02 ‖ salt ‖ value).
pub fn commitment(salt: &[u8], value: &str) -> String {
    let hash = Sha256::new().chain_update([2]).chain_update(salt).chain_update(value).finalize();
    HEXLOWER.encode(&hash)
}

fn pruned(line: &[u8]) -> Option<Hash> {
    let hex = line.strip_prefix(b"#pruned ")?;
    HEXLOWER.decode(hex).ok()?.try_into().ok()
}

fn key_of(entry: &Json) -> Option<[u8; 32]> {
    let text = entry.pointer("/body/key")?.as_str()?;
    BASE64.decode(text.as_bytes()).ok()?.try_into().ok()
}

fn signed_by(text: &str, line: &str, key: &PublicKey) -> bool {
    let Ok(verifying) = VerifyingKey::from_bytes(&key.key) else { return false };
    let bytes = line.rsplit_once(' ').and_then(|(_, base64)| BASE64.decode(base64.as_bytes()).ok());
    let bytes = bytes.unwrap_or_default();
    let Some((hint, signature)) = bytes.split_at_checked(4) else { return false };
    let good = Signature::from_slice(signature).is_ok_and(|s| verifying.verify(text.as_bytes(), &s).is_ok());
    line.starts_with("\u{2014} ") && hint == key_hint(&verifying) && good
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8, first_size: u64) -> PublicKey {
        PublicKey { name: format!("key {byte}"), key: [byte; 32], first_size }
    }

    fn line(n: u64, byte: Option<u8>) -> Vec<u8> {
        let (cmd, kind) =
            if n == 0 { ("journal.genesis", "journal.opened") } else { ("test", "journal.key_rotated") };
        let kind = if byte.is_some() { kind } else { "test.told" };
        let key = byte.map(|byte| BASE64.encode(&[byte; 32]));
        let body = serde_json::json!({ "log": LOG, "key": key });
        serde_json::json!({ "v": 1, "id": n, "at": "", "cmd": cmd, "kind": kind, "by": "", "on": [], "body": body })
            .to_string()
            .into_bytes()
    }

    fn wrong(later: u64) -> Vec<String> {
        let mut checker = Checker::new(vec![key(1, 0), key(2, later)], []);
        for (n, announced) in [(0, Some(1)), (1, None), (2, Some(2)), (3, None)] {
            checker.line(&line(n, announced), None);
        }
        checker.finish().wrong
    }

    #[test]
    fn a_key_signs_only_after_it_was_announced() {
        assert_eq!(wrong(3), Vec::<String>::new());
        for too_soon in [0, 1, 2] {
            assert_eq!(wrong(too_soon), ["key: 1 keys were not announced in the journal before they signed"]);
        }
    }
}
