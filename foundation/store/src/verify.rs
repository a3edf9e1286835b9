//! Verifying a living database, and writing the journal down as files for a stranger.
//!
//! Both read page by page beside a running server; the steps themselves stand in `proof`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::SigningKey;
use facts::house::JournalBegun;
use kernel::{FactId, Result, Rng, fault};
use serde_json::Value as Json;

use crate::keyring::KeyId;
use crate::proof::{Checker, Opened, PublicKey};
use crate::seal::LOG;
use crate::{Row, Store, Tx, values};

pub use crate::proof::Report;

const PAGE: i64 = 2_000;

pub(crate) fn genesis(key: &SigningKey, rng: &dyn Rng) -> JournalBegun {
    let mut random = [0; 48];
    rng.fill(&mut random);
    let (workspace, random) = random.split_at(16);
    JournalBegun {
        log: LOG.into(),
        workspace: HEXLOWER.encode(workspace),
        key: BASE64.encode(key.verifying_key().as_bytes()),
        random: HEXLOWER.encode(random),
    }
}

struct Entry {
    n: i64,
    line: String,
    /// `None` where nothing personal was told, an empty list where the key is gone.
    private: Option<Vec<Opened>>,
}

const ENTRIES: &str = "
    select l.n, l.id, j.line, p.key, p.sealed
    from journal_leaf l join journal j on j.id = l.id left join journal_private p on p.id = l.id
    where l.n > $1 order by l.n limit $2";

const NOTES: &str = "select note from journal_checkpoint order by size";

const ROTATIONS: &str = "
    select l.n, j.line from journal_leaf l join journal j on j.id = l.id
    where j.kind in ('journal.genesis', 'journal.key_rotated') order by l.n";

/// All eight steps over what is kept now. `foreign` are checkpoints found elsewhere: papers, reports, witnesses.
pub async fn verify_with(store: &Store, foreign: Vec<String>) -> Result<Report> {
    let keys = public_keys(store).await?;
    let mut notes = all_notes(store).await?;
    notes.extend(foreign);
    let mut checker = Checker::new(keys, notes);
    let mut after = -1;
    loop {
        let page = entries(store, after).await?;
        let Some(last) = page.last() else { return Ok(checker.finish()) };
        after = last.n;
        for entry in &page {
            checker.line(entry.line.as_bytes(), entry.private.as_deref());
        }
    }
}

/// The same without foreign checkpoints.
pub async fn verify(store: &Store) -> Result<Report> {
    verify_with(store, vec![]).await
}

/// Writes `journal.ndjson`, `checkpoints`, `pubkeys` and, if wanted, `private.ndjson` into a folder.
pub async fn export(store: &Store, folder: &Path, with_private: bool) -> Result<u64> {
    export_from(store, folder, with_private, 0).await
}

/// As `export`, but an entry before position `from` is written as its hash alone, unless it announces a key: the
/// files verify all the same. Returns how many entries were written whole.
pub async fn export_from(store: &Store, folder: &Path, with_private: bool, from: u64) -> Result<u64> {
    let open = |name: &str| File::create_new(folder.join(name)).map(BufWriter::new).map_err(fault);
    let (mut journal, mut checkpoints, mut pubkeys) =
        (open("journal.ndjson")?, open("checkpoints")?, open("pubkeys")?);
    let mut private = if with_private { Some(open("private.ndjson")?) } else { None };
    let keys = public_keys(store).await?;
    for key in &keys {
        writeln!(pubkeys, "{} {} {}", key.name, BASE64.encode(&key.key), key.first_size).map_err(fault)?;
    }
    let announces = |entry: &Entry| keys.iter().any(|key| key.first_size == entry.n as u64 + 1);
    let notes = all_notes(store).await?;
    checkpoints.write_all(notes.join("\n").as_bytes()).map_err(fault)?;
    let (mut after, mut count) = (-1, 0);
    loop {
        let page = entries(store, after).await?;
        let Some(last) = page.last() else { break };
        after = last.n;
        for entry in &page {
            if (entry.n as u64) < from && !announces(entry) {
                let hash = HEXLOWER.encode(&crate::seal::leaf(entry.line.as_bytes()));
                writeln!(journal, "#pruned {hash}").map_err(fault)?;
                continue;
            }
            count += 1;
            writeln!(journal, "{}", entry.line).map_err(fault)?;
            if let Some(out) = &mut private {
                write_private(out, entry)?;
            }
        }
    }
    for mut file in [journal, checkpoints, pubkeys].into_iter().chain(private) {
        file.flush().map_err(fault)?;
    }
    Ok(count)
}

fn write_private(out: &mut impl Write, entry: &Entry) -> Result<()> {
    for one in entry.private.iter().flatten() {
        let salt = HEXLOWER.encode(&one.salt);
        let line = serde_json::json!({ "n": entry.n, "path": one.path, "salt": salt, "value": one.value });
        writeln!(out, "{line}").map_err(fault)?;
    }
    Ok(())
}

async fn entries(store: &Store, after: i64) -> Result<Vec<Entry>> {
    store
        .read(move |tx| {
            Box::pin(async move {
                let raw = tx.all(ENTRIES, values![after, PAGE], read).await?;
                raw.into_iter().map(|raw| open(tx, raw)).collect()
            })
        })
        .await
}

struct Raw {
    n: i64,
    id: FactId,
    line: String,
    private: Option<(KeyId, Vec<u8>)>,
}

fn read(row: &Row<'_>) -> Result<Raw> {
    let private = row.get::<Option<KeyId>>("key")?.zip(row.get("sealed")?);
    Ok(Raw { n: row.get("n")?, id: row.get("id")?, line: row.get("line")?, private })
}

fn open(tx: &Tx, raw: Raw) -> Result<Entry> {
    let Raw { n, id, line, private } = raw;
    let Some((key, sealed)) = private else { return Ok(Entry { n, line, private: None }) };
    let plain = tx.house.keyring.open_sealed(&key, id.to_string().as_bytes(), &sealed)?;
    let Some(plain) = plain else { return Ok(Entry { n, line, private: Some(vec![]) }) };
    let hidden: serde_json::Map<String, Json> = serde_json::from_slice(&plain).map_err(fault)?;
    let opened = hidden.iter().map(|(path, pair)| Opened {
        path: path.clone(),
        salt: HEXLOWER.decode(pair[0].as_str().unwrap_or_default().as_bytes()).unwrap_or_default(),
        value: pair[1].as_str().unwrap_or_default().to_owned(),
    });
    Ok(Entry { n, line, private: Some(opened.collect()) })
}

async fn all_notes(store: &Store) -> Result<Vec<String>> {
    store.read(|tx| Box::pin(tx.all(NOTES, &[], |row| row.get("note")))).await
}

/// The keys the journal itself announces, in order.
async fn public_keys(store: &Store) -> Result<Vec<PublicKey>> {
    let read = |row: &Row<'_>| Ok((row.get::<i64>("n")?, row.get::<String>("line")?));
    let lines = store.read(move |tx| Box::pin(tx.all(ROTATIONS, &[], read))).await?;
    let key = |(n, line): (i64, String)| {
        let line: Json = serde_json::from_str(&line).ok()?;
        let bytes = BASE64.decode(line.pointer("/body/key")?.as_str()?.as_bytes()).ok()?;
        Some(PublicKey { name: LOG.into(), key: bytes.try_into().ok()?, first_size: n as u64 + 1 })
    };
    Ok(lines.into_iter().filter_map(key).collect())
}
