//! Puts a backup into a folder that holds no business yet.
//!
//! Invariants: nothing that stands is written over, above all no keyring; what fails leaves nothing behind that
//! would stand in the way of the next try.

use std::fs::{DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::process::Command;

use kernel::{Result, fault};
use rusqlite::Connection;
use tokio_postgres::NoTls;

use super::{Manifest, finish, good, hash_file, like, sync, sync_names};
use crate::engine::Place;
use crate::proof::Report;
use crate::{Keyring, Store, folder, verify};

const DATABASE: &str = "throughline.db";
const KEYRING: &str = "keyring";

/// Puts a backup into a folder that holds no business yet, on PostgreSQL also into a database that holds none, and
/// verifies it. `place.dir` is that folder.
pub async fn restore(place: &Place<'_>, data: &Path, keyring: &Path) -> Result<Report> {
    if let Some(name) = [DATABASE, KEYRING].into_iter().find(|name| place.dir.join(name).exists()) {
        let dir = place.dir.display();
        return Err(fault(format!(
            "{dir} holds a business already (`{name}`); restore into an empty folder, then move"
        )));
    }
    is_as_its_slip_says(data)?;
    // Before anything is put anywhere: another key would only be found out about at the end.
    Keyring::read_only(keyring, &place.master_key, place.rng.clone())?;
    if let Some(url) = place.database {
        is_empty(url).await?;
    }
    DirBuilder::new().recursive(true).mode(0o700).create(place.dir).map_err(fault)?;
    let _alone = folder::alone(place.dir)?;
    put_keys(keyring, place.dir)?;
    let restored = put_data(place, data).await;
    if restored.is_err() {
        for name in [KEYRING, DATABASE, "throughline.db-wal", "throughline.db-shm"] {
            let _ = std::fs::remove_file(place.dir.join(name));
        }
    }
    restored
}

async fn put_data(place: &Place<'_>, data: &Path) -> Result<Report> {
    match place.database {
        None => put_lite(data, place.dir)?,
        Some(url) => restore_pg(url, data)?,
    }
    let restored = Store::open_reader(like(place, place.dir, place.database), crate::Rules::default())?;
    let report = verify::verify(&restored).await?;
    good(report.clone()).map(|_| report)
}

/// A backup that came without its slip is taken as it is: the database and the journal are checked all the same.
fn is_as_its_slip_says(data: &Path) -> Result<()> {
    let slip = data.with_extension("json");
    if !slip.exists() {
        return Ok(());
    }
    let unread = |why: &dyn std::fmt::Display| fault(format!("{} cannot be read: {why}", slip.display()));
    let text = std::fs::read(&slip).map_err(|why| unread(&why))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|why| unread(&why))?;
    if hash_file(data)? == manifest.data_sha256 {
        return Ok(());
    }
    let (data, slip) = (data.display(), slip.display());
    Err(fault(format!(
        "{data} is damaged, or another file than {slip} was written for; take another copy of it"
    )))
}

/// A dump is restored beside nothing.
async fn is_empty(url: &str) -> Result<()> {
    let config: tokio_postgres::Config = url.parse().map_err(fault)?;
    let (client, connection) = config.connect(NoTls).await.map_err(fault)?;
    let speaking = tokio::spawn(connection);
    let asked = client.query_one("select to_regclass('migration') is null", &[]).await;
    drop(client);
    let _ = speaking.await;
    if asked.map_err(fault)?.get(0) {
        return Ok(());
    }
    Err(fault("this database holds a business already; name an empty one by --database"))
}

/// A folder of its own for a copy that is only looked at.
pub(super) fn put_back(data: &Path, keyring: &Path, folder: &Path) -> Result<()> {
    put_keys(keyring, folder)?;
    put_lite(data, folder)
}

fn put_lite(data: &Path, folder: &Path) -> Result<()> {
    let database = folder.join(DATABASE);
    copy_new(data, &database)?;
    let connection = Connection::open(&database).map_err(fault)?;
    let sound: String =
        connection.query_row("pragma integrity_check", [], |row| row.get(0)).map_err(fault)?;
    // The copy comes in rollback mode; the living database works with a write-ahead log.
    connection.pragma_update(None, "journal_mode", "wal").map_err(fault)?;
    sync_names(folder)?;
    if sound == "ok" { Ok(()) } else { Err(fault(format!("the copy is damaged: {sound}"))) }
}

/// All of it or nothing.
pub(super) fn restore_pg(url: &str, data: &Path) -> Result<()> {
    let options =
        ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--dbname", url];
    let run = Command::new("pg_restore").args(options).arg(data).output();
    finish(run, "pg_restore", "install the PostgreSQL client programs of the server's version")
}

pub(super) fn put_keys(keyring: &Path, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(fault)?;
    copy_new(keyring, &folder.join(KEYRING))?;
    sync_names(folder)
}

/// What stands there already is not written over; what was copied in part goes again.
fn copy_new(from: &Path, to: &Path) -> Result<()> {
    let told = |path: &Path, why: std::io::Error| fault(format!("{}: {why}", path.display()));
    let mut source = File::open(from).map_err(|why| told(from, why))?;
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to);
    let mut copy = made.map_err(|why| told(to, why))?;
    let copied = std::io::copy(&mut source, &mut copy).map_err(fault).and_then(|_| sync(to));
    if copied.is_err() {
        let _ = std::fs::remove_file(to);
    }
    copied
}
