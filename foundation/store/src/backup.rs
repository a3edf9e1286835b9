//! Backup and restore: two files, the data and the keyring, apart. A backup counts only once it was restored.
//!
//! SQLite: a consistent copy beside the running writer (`VACUUM INTO`), then an integrity check and the journal's
//! proof on the copy. PostgreSQL: `pg_dump` in its custom form, restored by `pg_restore` into a database that is
//! dropped again, where the role may make one. The master key is in neither: without it nothing is restored, and
//! credentials, files and the journal's personal values stay closed. The tables are not sealed: who has the data reads
//! them.

mod restore;
mod scratch;

use std::path::Path;
use std::process::Command;

use kernel::{Result, Timestamp, fault};
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};

use crate::Store;
use crate::engine::Place;
use crate::proof::Report;
use crate::verify;

pub use restore::restore;

/// What a backup holds, written beside it as `….json`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Manifest {
    pub made_at: Timestamp,
    /// `sqlite` or `postgresql`.
    pub engine: String,
    pub data: String,
    pub data_sha256: String,
    pub keyring: String,
    /// Of the data file.
    #[serde(default)]
    pub bytes: u64,
    /// Journal entries that were proved: of the restored copy, or else of the living database.
    pub entries: u64,
    /// Whether the copy was restored to prove it. On PostgreSQL not where the role may create no database: then
    /// the dump was only read through.
    #[serde(default)]
    pub restored: bool,
    /// Somebody wanted it besides those that are made by themselves.
    #[serde(default)]
    pub by_hand: bool,
}

/// Makes a backup in `folder` and proves it by restoring it into a scratch place. `place` is the living one;
/// `by_hand`: it is one more, and counts for no night (see [`prune`]).
pub async fn run(place: &Place<'_>, folder: &Path, by_hand: bool) -> Result<Manifest> {
    std::fs::create_dir_all(folder).map_err(fault)?;
    let made_at = place.clock.now();
    let stamp = made_at.strftime("%Y%m%dT%H%M%SZ");
    let engine = if place.database.is_some() { "postgresql" } else { "sqlite" };
    let extension = if place.database.is_some() { "dump" } else { "db" };
    let data = folder.join(format!("throughline-{stamp}.{extension}"));
    let keyring = folder.join(format!("throughline-{stamp}.keyring"));
    if data.exists() {
        return Err(fault(format!("{} exists already; wait a second", data.display())));
    }
    // The keys last: the copy may name keys that were made while it was taken, never the other way round.
    let partial = data.with_extension("partial");
    match place.database {
        None => copy_lite(&place.dir.join("throughline.db"), &partial)?,
        Some(url) => dump_pg(url, &partial)?,
    }
    std::fs::copy(place.dir.join("keyring"), &keyring).map_err(fault)?;
    sync(&partial)?;
    sync(&keyring)?;
    std::fs::rename(&partial, &data).map_err(fault)?;
    sync_names(folder)?;
    let proved = prove(place, &data, &keyring).await;
    if proved.is_err() {
        // What does not prove is no backup, and must not be taken for one.
        let _ = (std::fs::remove_file(&data), std::fs::remove_file(&keyring));
    }
    let (entries, restored) = proved?;
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let manifest = Manifest {
        made_at,
        engine: engine.into(),
        data_sha256: hash_file(&data)?,
        bytes: std::fs::metadata(&data).map_err(fault)?.len(),
        data: name(&data),
        keyring: name(&keyring),
        entries,
        restored,
        by_hand,
    };
    // Last, and whole: where the slip is, the backup is.
    let text = serde_json::to_vec_pretty(&manifest).map_err(fault)?;
    std::fs::write(&partial, text).map_err(fault)?;
    sync(&partial)?;
    std::fs::rename(&partial, data.with_extension("json")).map_err(fault)?;
    sync_names(folder)?;
    Ok(manifest)
}

fn copy_lite(from: &Path, to: &Path) -> Result<()> {
    let _ = std::fs::remove_file(to);
    let connection = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(fault)?;
    connection.busy_timeout(std::time::Duration::from_secs(30)).map_err(fault)?;
    let target = to.to_str().ok_or_else(|| fault("the backup folder's name is not UTF-8"))?;
    connection.execute("vacuum into ?1", [target]).map(drop).map_err(fault)
}

fn dump_pg(url: &str, to: &Path) -> Result<()> {
    let run = Command::new("pg_dump").arg("--format=custom").arg("--file").arg(to).arg(url).output();
    finish(run, "pg_dump", "install the PostgreSQL client programs of the server's version")
}

fn finish(run: std::io::Result<std::process::Output>, what: &str, hint: &str) -> Result<()> {
    let output = run.map_err(|error| fault(format!("{what} does not start ({error}); {hint}")))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(fault(format!("{what}: {}", said.trim()))) }
}

/// Restores into a scratch place, opens it, and verifies the journal there: entries, and whether it could.
async fn prove(place: &Place<'_>, data: &Path, keyring: &Path) -> Result<(u64, bool)> {
    let folder = data.with_extension("drill");
    let drilled = match place.database {
        None => drill(place, data, keyring, &folder).await.map(Some),
        Some(url) => scratch::drill(place, (url, data), keyring, &folder).await,
    };
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(fault)?;
    }
    if let Some(report) = drilled? {
        return Ok((good(report)?, true));
    }
    let list = Command::new("pg_restore").arg("--list").arg(data).output();
    finish(list, "pg_restore", "install the PostgreSQL client programs")?;
    let living = Store::open_reader(like(place, place.dir, place.database), crate::Rules::default())?;
    Ok((good(verify::verify(&living).await?)?, false))
}

async fn drill(place: &Place<'_>, data: &Path, keyring: &Path, scratch: &Path) -> Result<Report> {
    restore::put_back(data, keyring, scratch)?;
    let restored = Store::open_reader(like(place, scratch, place.database), crate::Rules::default())?;
    verify::verify(&restored).await
}

fn good(report: Report) -> Result<u64> {
    match report.wrong.first() {
        None => Ok(report.entries),
        Some(wrong) => Err(fault(format!("the journal of the copy does not verify: {wrong}"))),
    }
}

fn like<'a>(place: &Place<'a>, dir: &'a Path, database: Option<&'a str>) -> Place<'a> {
    Place {
        dir,
        database,
        clock: place.clock.clone(),
        rng: place.rng.clone(),
        public_url: place.public_url,
        master_key: place.master_key.clone(),
    }
}

fn sync(path: &Path) -> Result<()> {
    std::fs::File::open(path).and_then(|file| file.sync_all()).map_err(fault)
}

/// What stands in a folder outlives a power cut once the folder was synced, and the folder once the one above
/// was. That one may be closed to us; then its file system has to see to it.
fn sync_names(folder: &Path) -> Result<()> {
    sync(folder)?;
    match std::fs::File::open(folder.join("..")).and_then(|above| above.sync_all()) {
        Err(closed) if closed.kind() == std::io::ErrorKind::PermissionDenied => Ok(()),
        synced => synced.map_err(fault),
    }
}

fn hash_file(path: &Path) -> Result<String> {
    let mut file = std::fs::File::open(path).map_err(fault)?;
    let mut hash = Sha256::new();
    std::io::copy(&mut file, &mut hash).map_err(fault)?;
    Ok(data_encoding::HEXLOWER.encode(&hash.finalize()))
}

/// Keeps the newest `keep` nights of a folder, and at least one; of those made by hand as many again, none older
/// than the nights. What goes, goes with what a crash left of a backup that never got its slip: its keys too shall
/// be gone after a week.
pub fn prune(folder: &Path, keep: usize) -> Result<usize> {
    let names: Vec<String> = std::fs::read_dir(folder)
        .map_err(fault)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("throughline-"))
        .collect();
    let mut slips: Vec<&str> = names.iter().filter_map(|name| name.strip_suffix(".json")).collect();
    slips.sort_unstable_by(|one, other| other.cmp(one));
    let kept = kept(&slips, keep.max(1), |stamp| is_by_hand(&folder.join(format!("{stamp}.json"))));
    let Some(oldest) = kept.last() else { return Ok(0) };
    let goes = |stamp: &str| !kept.contains(&stamp) && (slips.contains(&stamp) || stamp < *oldest);
    let parts = names.iter().filter_map(|name| name.rsplit_once('.'));
    for (stamp, extension) in parts.filter(|(stamp, _)| goes(stamp)) {
        let path = folder.join(format!("{stamp}.{extension}"));
        match extension {
            "db" | "dump" | "keyring" | "json" | "partial" => std::fs::remove_file(path).map_err(fault)?,
            "drill" => std::fs::remove_dir_all(path).map_err(fault)?,
            _ => {}
        }
    }
    Ok(slips.len() - kept.len())
}

/// Of all, newest first, those that stay.
fn kept<'s>(slips: &[&'s str], keep: usize, by_hand: impl Fn(&str) -> bool) -> Vec<&'s str> {
    let (hand, nights): (Vec<&str>, Vec<&str>) = slips.iter().copied().partition(|stamp| by_hand(stamp));
    let oldest = nights.get(keep - 1);
    let hand = hand.iter().take(keep).filter(|stamp| oldest.is_none_or(|oldest| *stamp > oldest));
    let mut kept: Vec<&str> = nights.iter().take(keep).chain(hand).copied().collect();
    kept.sort_unstable_by(|one, other| other.cmp(one));
    kept
}

/// A slip that cannot be read is of a night: those go in their order.
fn is_by_hand(slip: &Path) -> bool {
    let manifest = std::fs::read(slip).ok().and_then(|text| serde_json::from_slice::<Manifest>(&text).ok());
    manifest.is_some_and(|manifest| manifest.by_hand)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_made_by_hand_push_out_no_night() {
        let stay = |slips: &[&str]| {
            let mut slips = slips.to_vec();
            slips.sort_unstable_by(|one, other| other.cmp(one));
            kept(&slips, 3, |stamp| stamp.ends_with('h')).join(" ")
        };
        assert_eq!(stay(&["1", "2", "3"]), "3 2 1");
        assert_eq!(stay(&["1", "2", "3", "3.1h", "3.2h", "3.3h", "3.4h"]), "3.4h 3.3h 3.2h 3 2 1");
        assert_eq!(stay(&["1", "1.1h", "2", "3", "4"]), "4 3 2", "their keys shall be gone after a week too");
        assert_eq!(stay(&["1h", "2h", "3h", "4h"]), "4h 3h 2h");
    }

    #[test]
    fn what_a_crash_left_of_a_backup_goes_with_the_older_ones() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path();
        std::fs::create_dir_all(folder.join("throughline-20260101T020000Z.drill")).unwrap();
        let put = |name: &str| std::fs::write(folder.join(name), "x").unwrap();
        // One that ended before its slip, three that are whole, one under way, and what is not ours.
        let half = ["throughline-20260101T020000Z.keyring", "throughline-20260101T020000Z.db"];
        let whole = [2, 3, 4].iter().flat_map(|day| {
            ["db", "json", "keyring"].map(|end| format!("throughline-2026010{day}T020000Z.{end}"))
        });
        let whole: Vec<String> = whole.collect();
        let others = ["throughline-20260105T020000Z.partial", "notes.json", "notes.db"];
        half.into_iter().chain(others).chain(whole.iter().map(String::as_str)).for_each(put);
        assert_eq!(prune(folder, 2).unwrap(), 1);
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut left: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
        left.sort();
        let others = others.map(str::to_owned).into_iter();
        let mut wanted: Vec<String> = whole.into_iter().skip(3).chain(others).collect();
        wanted.sort();
        assert_eq!(left, wanted);
    }
}
