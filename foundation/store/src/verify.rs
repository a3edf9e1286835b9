//! Does the journal still say what it said? Every line, every checkpoint, every commitment that can be opened.
//!
//! Left out: key rotation, foreign checkpoints, pruned lines, the file form for strangers.

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, SigningKey, Verifier, VerifyingKey};
use facts::house::JournalBegun;
use kernel::{FactId, Result, Rng, fault};
use serde_json::Value as Json;

use crate::journal::commitment;
use crate::keyring::KeyId;
use crate::seal::{Frontier, LOG, checkpoint, key_hint, leaf};
use crate::{Store, Tx};

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub entries: u64,
    pub checkpoints: u64,
    pub opened: u64,
    pub erased: u64,
    pub wrong: Vec<String>,
}

pub(crate) fn genesis(key: &SigningKey, rng: &dyn Rng) -> JournalBegun {
    let mut random = [0; 32];
    rng.fill(&mut random);
    let key = BASE64.encode(key.verifying_key().as_bytes());
    let mut workspace = [0; 16];
    rng.fill(&mut workspace);
    let workspace = HEXLOWER.encode(&workspace);
    JournalBegun { log: LOG.into(), workspace, key, random: HEXLOWER.encode(&random) }
}

struct Entry {
    id: FactId,
    line: String,
    private: Option<(KeyId, Vec<u8>)>,
}

const ENTRIES: &str = "
    select l.id, j.line, p.key, p.sealed
    from journal_leaf l join journal j on j.id = l.id left join journal_private p on p.id = l.id
    order by l.n";

pub async fn verify(store: &Store) -> Result<Report> {
    store.read(|tx| Box::pin(check(tx))).await
}

async fn check(tx: &mut Tx) -> Result<Report> {
    let entries = tx.all(ENTRIES, &[], |row| {
        let private = row.get::<Option<KeyId>>("key")?.zip(row.get("sealed")?);
        Ok(Entry { id: row.get("id")?, line: row.get("line")?, private })
    });
    let entries = entries.await?;
    let notes = "select size, note from journal_checkpoint order by size";
    let notes =
        tx.all(notes, &[], |row| Ok((row.get::<i64>("size")? as u64, row.get::<String>("note")?))).await?;
    let mut report =
        Report { entries: entries.len() as u64, checkpoints: notes.len() as u64, ..Report::default() };
    let Some(key) = entries.first().and_then(|first| first_key(&first.line)) else {
        report.wrong.push("there is no first line that names a key".into());
        return Ok(report);
    };
    check_tree(&entries, &notes, &key, &mut report);
    for entry in &entries {
        check_private(tx, entry, &mut report)?;
    }
    Ok(report)
}

fn first_key(line: &str) -> Option<VerifyingKey> {
    let line: Json = serde_json::from_str(line).ok()?;
    let bytes = BASE64.decode(line.pointer("/body/key")?.as_str()?.as_bytes()).ok()?;
    VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok()
}

fn check_tree(entries: &[Entry], notes: &[(u64, String)], key: &VerifyingKey, report: &mut Report) {
    let mut frontier = Frontier::default();
    let mut lines = entries.iter();
    for (size, note) in notes {
        while frontier.size < *size {
            let Some(entry) = lines.next() else {
                report.wrong.push(format!("truncated: checkpoint {size} has lost entries"));
                return;
            };
            frontier.push(leaf(entry.line.as_bytes()));
        }
        if !is_signed(note, &checkpoint(*size, &frontier.root()), key) {
            report.wrong.push(format!("an entry before {size} was changed, added, removed or moved"));
            return;
        }
    }
}

fn is_signed(note: &str, text: &str, key: &VerifyingKey) -> bool {
    let signature = note.strip_prefix(text).and_then(|rest| rest.trim().rsplit_once(' '));
    let bytes = signature.and_then(|(_, base64)| BASE64.decode(base64.as_bytes()).ok()).unwrap_or_default();
    let Some((hint, signature)) = bytes.split_at_checked(4) else { return false };
    let signature = Signature::from_slice(signature);
    hint == key_hint(key) && signature.is_ok_and(|s| key.verify(text.as_bytes(), &s).is_ok())
}

fn check_private(tx: &Tx, entry: &Entry, report: &mut Report) -> Result<()> {
    let Some((key, sealed)) = &entry.private else { return Ok(()) };
    let opened = tx.house.keyring.open_sealed(key, entry.id.to_string().as_bytes(), sealed)?;
    let Some(plain) = opened else {
        report.erased += 1;
        return Ok(());
    };
    let line: Json = serde_json::from_str(&entry.line).map_err(fault)?;
    let hidden: serde_json::Map<String, Json> = serde_json::from_slice(&plain).map_err(fault)?;
    for (path, pair) in &hidden {
        let salt = pair[0].as_str().and_then(|hex| HEXLOWER.decode(hex.as_bytes()).ok()).unwrap_or_default();
        let hash = commitment(&salt, pair[1].as_str().unwrap_or_default());
        if line.pointer(path).and_then(Json::as_str) == Some(&hash) {
            report.opened += 1;
        } else {
            report.wrong.push(format!("{}: the value at {path} is not the one committed to", entry.id));
        }
    }
    Ok(())
}
