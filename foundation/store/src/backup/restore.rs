//! Puts a backup into a folder that holds no business yet.
//!
//! Invariants: nothing that stands is written over, above all no keyring; what fails leaves nothing behind that
//! would stand in the way of the next try.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use kernel::{Error, Result, fault};
use rusqlite::Connection;
use tokio_postgres::{Config, NoTls};

use super::archive::{Archive, Engine};
use super::{Manifest, client, good, hash_file, like, sync, sync_names, taken};
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
    let archive = Archive { file: data, master: &place.master_key };
    is_of_this_engine(&archive, place)?;
    // Before anything is put anywhere: another key would only be found out about at the end, and so would a hole.
    Keyring::read_only(keyring, &place.master_key, place.rng.clone())?;
    archive.check()?;
    let server = place.database.map(client::config).transpose()?;
    if let Some(server) = &server {
        is_empty(server).await?;
    }
    DirBuilder::new().recursive(true).mode(0o700).create(place.dir).map_err(fault)?;
    let _alone = folder::alone(place.dir)?;
    put_keys(keyring, place.dir)?;
    let restored = match &server {
        None => put_whole_lite(place, &archive).await,
        Some(server) => put_whole_pg(place, server, &archive).await,
    };
    if restored.is_err() {
        for name in [KEYRING, DATABASE, "throughline.db-wal", "throughline.db-shm"] {
            let _ = std::fs::remove_file(place.dir.join(name));
        }
    }
    restored
}

async fn put_whole_lite(place: &Place<'_>, archive: &Archive<'_>) -> Result<Report> {
    put_lite(archive, place.dir)?;
    looked_at(place).await
}

/// What does not verify is taken out again: an empty database takes a better copy, a full one takes none.
async fn put_whole_pg(place: &Place<'_>, server: &Config, archive: &Archive<'_>) -> Result<Report> {
    let before = taken::standing(server).await.map_err(fault)?;
    client::restore(server, archive)?;
    let looked = looked_at(place).await;
    if let Err(why) = &looked
        && let Err(stuck) = taken::out(server, &before).await
    {
        let why = match why {
            Error::Fault(cause) => cause.to_string(),
            other => other.to_string(),
        };
        return Err(fault(format!(
            "{why}; and what was restored cannot be taken out of the database again ({stuck:?}): make a new one \
             for the next try"
        )));
    }
    looked
}

async fn looked_at(place: &Place<'_>) -> Result<Report> {
    let restored = Store::open_reader(like(place, place.dir, place.database), crate::Rules::default())?;
    let report = verify::verify(&restored).await?;
    good(report.clone()).map(|_| report)
}

fn is_of_this_engine(archive: &Archive<'_>, place: &Place<'_>) -> Result<()> {
    let file = archive.file.display();
    match (archive.engine()?, place.database) {
        (Engine::Lite, None) | (Engine::Pg, Some(_)) => Ok(()),
        (Engine::Pg, None) => Err(fault(format!(
            "{file} is of a business on PostgreSQL; name an empty database for it by --database"
        ))),
        (Engine::Lite, Some(_)) => {
            Err(fault(format!("{file} is of a business on SQLite; restore it without --database")))
        }
    }
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
async fn is_empty(config: &Config) -> Result<()> {
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
pub(super) fn put_back(archive: &Archive<'_>, keyring: &Path, folder: &Path) -> Result<()> {
    put_keys(keyring, folder)?;
    put_lite(archive, folder)
}

fn put_lite(archive: &Archive<'_>, folder: &Path) -> Result<()> {
    let database = folder.join(DATABASE);
    put_new(&database, |to| archive.open(to))?;
    let connection = Connection::open(&database).map_err(fault)?;
    let sound: String =
        connection.query_row("pragma integrity_check", [], |row| row.get(0)).map_err(fault)?;
    // The copy comes in rollback mode; the living database works with a write-ahead log.
    connection.pragma_update(None, "journal_mode", "wal").map_err(fault)?;
    sync_names(folder)?;
    if sound == "ok" { Ok(()) } else { Err(fault(format!("the copy is damaged: {sound}"))) }
}

pub(super) fn put_keys(keyring: &Path, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(fault)?;
    let told = |why: io::Error| fault(format!("{}: {why}", keyring.display()));
    let mut keys = File::open(keyring).map_err(told)?;
    put_new(&folder.join(KEYRING), |to| io::copy(&mut keys, to).map(drop))?;
    sync_names(folder)
}

/// What stands there already is not written over; what was put in part goes again.
fn put_new(to: &Path, put: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to);
    let mut copy = made.map_err(|why| fault(format!("{}: {why}", to.display())))?;
    let done = put(&mut copy).map_err(fault).and_then(|()| sync(to));
    if done.is_err() {
        let _ = std::fs::remove_file(to);
    }
    done
}
