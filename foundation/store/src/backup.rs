//! Backup and restore: two files, the data and the keyring, apart. A backup counts only once it was restored.
//!
//! SQLite: a consistent copy beside the running writer (`VACUUM INTO`), then an integrity check and the journal's
//! proof on the copy. PostgreSQL: `pg_dump` in its custom form, restored by `pg_restore` into a database that is
//! dropped again, where the role may make one. Both files are sealed under the master key, which is in neither:
//! without it nothing is restored, and nothing is read. What lies open meanwhile, the copy and what is restored of
//! it, lies in the data folder, where the living data are, and never where backups go.

mod archive;
mod client;
mod restore;
mod scratch;
mod taken;

use std::fs::{DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use kernel::{Result, Timestamp, fault};
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};

use crate::Store;
use crate::engine::Place;
use crate::proof::Report;
use crate::verify;
use archive::{Archive, Engine};

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
    /// The data are sealed under the master key. Those of an older version are read by whoever has the file.
    #[serde(default)]
    pub encrypted: bool,
    /// Somebody wanted it besides those that are made by themselves.
    #[serde(default)]
    pub by_hand: bool,
}

/// Makes a backup in `folder` and proves it by restoring it into a scratch place. `place` is the living one;
/// `by_hand`: it is one more, and counts for no night (see [`prune`]).
pub async fn run(place: &Place<'_>, folder: &Path, by_hand: bool) -> Result<Manifest> {
    std::fs::create_dir_all(folder).map_err(fault)?;
    let _alone = in_turn(place.dir)?;
    // Elsewhere another house may be making one, which our turn does not hold back.
    if folder.starts_with(place.dir) {
        clear(folder)?;
    }
    let made_at = place.clock.now();
    let stamp = format!("throughline-{}", made_at.strftime("%Y%m%dT%H%M%SZ"));
    let data = folder.join(format!("{stamp}.backup"));
    if data.exists() {
        return Err(fault(format!("{} exists already; wait a second", data.display())));
    }
    let keyring = data.with_extension("keyring");
    let scratch = place.dir.join(format!("{stamp}.drill"));
    let written = written(place, (&data, &keyring), &scratch).await;
    let cleared = if scratch.exists() { std::fs::remove_dir_all(&scratch) } else { Ok(()) };
    if written.is_err() || cleared.is_err() {
        // What does not prove is no backup, and must not be taken for one.
        for path in [&data.with_extension("partial"), &data, &keyring] {
            let _ = std::fs::remove_file(path);
        }
    }
    let (entries, restored) = written?;
    cleared.map_err(|why| fault(format!("{} lies open and cannot be removed: {why}", scratch.display())))?;
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let manifest = Manifest {
        made_at,
        engine: if place.database.is_some() { "postgresql" } else { "sqlite" }.into(),
        data_sha256: hash_file(&data)?,
        bytes: std::fs::metadata(&data).map_err(fault)?.len(),
        data: name(&data),
        keyring: name(&keyring),
        entries,
        restored,
        encrypted: true,
        by_hand,
    };
    keep_slip(&manifest, &data)?;
    Ok(manifest)
}

/// Last, and whole: where the slip is, the backup is.
fn keep_slip(manifest: &Manifest, data: &Path) -> Result<()> {
    let partial = data.with_extension("partial");
    let text = serde_json::to_vec_pretty(manifest).map_err(fault)?;
    std::fs::write(&partial, text).map_err(fault)?;
    sync(&partial)?;
    std::fs::rename(&partial, data.with_extension("json")).map_err(fault)?;
    sync_names(data.parent().ok_or_else(|| fault("a backup lies in a folder"))?)
}

/// Held as long as the file is: backups of one house are made one after the other. What a crash left open of an
/// earlier one goes first.
fn in_turn(dir: &Path) -> Result<File> {
    let told = |why: std::io::Error| fault(format!("{}: {why}", dir.display()));
    let here = File::open(dir).map_err(told)?;
    here.lock().map_err(told)?;
    clear(dir)?;
    Ok(here)
}

/// Only in one's turn: what looks half done might be another's at work.
fn clear(folder: &Path) -> Result<()> {
    let told = |why: std::io::Error| fault(format!("{}: {why}", folder.display()));
    for entry in std::fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if !path.file_name().unwrap_or_default().to_string_lossy().starts_with("throughline-") {
            continue;
        }
        let removed = match path.extension().and_then(|extension| extension.to_str()) {
            Some("partial") => std::fs::remove_file(&path),
            Some("drill") => std::fs::remove_dir_all(&path),
            _ => Ok(()),
        };
        if let Err(why) = removed {
            tracing::warn!(%why, path = %path.display(), "what a backup left open cannot be removed");
        }
    }
    Ok(())
}

/// Both files, whole and proved; `scratch` is where data may lie open meanwhile. Entries proved, and whether of the
/// restored copy.
async fn written(place: &Place<'_>, to: (&Path, &Path), scratch: &Path) -> Result<(u64, bool)> {
    let (data, keyring) = to;
    let partial = data.with_extension("partial");
    DirBuilder::new().mode(0o700).create(scratch).map_err(fault)?;
    seal(place, &partial, scratch)?;
    // The keys last: the copy may name keys that were made while it was taken, never the other way round.
    std::fs::copy(place.dir.join("keyring"), keyring).map_err(fault)?;
    sync(&partial)?;
    sync(keyring)?;
    std::fs::rename(&partial, data).map_err(fault)?;
    sync_names(data.parent().ok_or_else(|| fault("a backup lies in a folder"))?)?;
    prove(place, &Archive { file: data, master: &place.master_key }, keyring, scratch).await
}

fn seal(place: &Place<'_>, to: &Path, scratch: &Path) -> Result<()> {
    let made = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(to);
    let mut sealed = made.map_err(|why| fault(format!("{}: {why}", to.display())))?;
    let with = (&place.master_key, &*place.rng);
    match place.database {
        None => {
            let copy = scratch.join("copy.db");
            copy_lite(&place.dir.join("throughline.db"), &copy)?;
            let mut open = File::open(&copy).map_err(fault)?;
            archive::seal(&mut open, &mut sealed, Engine::Lite, with).map_err(fault)?;
            std::fs::remove_file(&copy).map_err(fault)
        }
        Some(url) => {
            client::dump(&client::config(url)?, |dump| archive::seal(dump, &mut sealed, Engine::Pg, with))
        }
    }
}

fn copy_lite(from: &Path, to: &Path) -> Result<()> {
    let connection = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(fault)?;
    connection.busy_timeout(std::time::Duration::from_secs(30)).map_err(fault)?;
    let target = to.to_str().ok_or_else(|| fault("the data folder's name is not UTF-8"))?;
    connection.execute("vacuum into ?1", [target]).map(drop).map_err(fault)
}

/// Restores into a scratch place, opens it, and verifies the journal there: entries, and whether it could.
async fn prove(
    place: &Place<'_>,
    archive: &Archive<'_>,
    keyring: &Path,
    scratch: &Path,
) -> Result<(u64, bool)> {
    let Some(url) = place.database else {
        return Ok((good(drill(place, archive, keyring, scratch).await?)?, true));
    };
    if let Some(report) = scratch::drill(place, (url, archive), keyring, scratch).await? {
        return Ok((good(report)?, true));
    }
    archive.check()?;
    client::list(&client::config(url)?, archive)?;
    let living = Store::open_reader(like(place, place.dir, place.database), crate::Rules::default())?;
    Ok((good(verify::verify(&living).await?)?, false))
}

async fn drill(place: &Place<'_>, archive: &Archive<'_>, keyring: &Path, scratch: &Path) -> Result<Report> {
    restore::put_back(archive, keyring, scratch)?;
    let restored = Store::open_reader(like(place, scratch, None), crate::Rules::default())?;
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
            "backup" | "db" | "dump" | "keyring" | "json" | "partial" => {
                std::fs::remove_file(path).map_err(fault)?
            }
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
        // One that ended before its slip, three that are whole, one under way, and what is not ours. Older versions
        // wrote another ending.
        let half = ["throughline-20260101T020000Z.keyring", "throughline-20260101T020000Z.db"];
        let whole = [2, 3, 4].iter().flat_map(|day| {
            [if *day == 3 { "db" } else { "backup" }, "json", "keyring"]
                .map(|end| format!("throughline-2026010{day}T020000Z.{end}"))
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
