//! Backups are put back: nothing that stands is written over, and what fails leaves the way free for the next try.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::{Secret, SeededRng, StillClock};
use store::backup::{self, Manifest};
use store::{Place, Store};
use tempfile::TempDir;
use tokio_postgres::NoTls;
use verbs::Registry;

const KEY: u8 = 7;

fn place<'a>(dir: &'a Path, database: Option<&'a str>, key: u8) -> Place<'a> {
    let (clock, rng) = (Arc::new(StillClock::at(testing::START_MS)), Arc::new(SeededRng::new(1)));
    Place { dir, database, clock, rng, public_url: "https://ours.test", master_key: Secret::new([key; 32]) }
}

/// A backup, and the folders beside it.
struct Bed {
    root: TempDir,
    manifest: Manifest,
    /// Keeps the living house at work.
    _living: Store,
}

impl Bed {
    async fn of(living: Option<&str>) -> Bed {
        let root = TempDir::with_prefix("throughline-").unwrap();
        let (dir, copies) = (root.path().join("living"), root.path().join("copies"));
        std::fs::create_dir_all(&dir).unwrap();
        let store = Store::open(place(&dir, living, KEY), Registry::default().take_rules()).await.unwrap();
        while store::seal_pg::tick(&store).await.unwrap() > 0 {}
        let manifest = backup::run(&place(&dir, living, KEY), &copies, false).await.unwrap();
        assert!(manifest.restored && manifest.entries > 0, "{manifest:?}");
        Bed { root, manifest, _living: store }
    }

    fn dir(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn keyring(&self) -> PathBuf {
        self.dir("copies").join(&self.manifest.keyring)
    }

    /// The copy of the data, in a folder of its own and changed.
    fn changed(&self, name: &str, change: impl Fn(&mut Vec<u8>)) -> PathBuf {
        let mut bytes = std::fs::read(self.dir("copies").join(&self.manifest.data)).unwrap();
        change(&mut bytes);
        std::fs::create_dir_all(self.dir(name)).unwrap();
        let file = self.dir(name).join(&self.manifest.data);
        std::fs::write(&file, bytes).unwrap();
        file
    }

    async fn refused(&self, dir: &str, database: Option<&str>, key: u8, data: &Path) -> String {
        let dir = self.dir(dir);
        let tried = backup::restore(&place(&dir, database, key), data, &self.keyring()).await;
        tried.unwrap_err().to_string()
    }
}

/// Between a living database and an empty one; folders alone with SQLite.
async fn story(living: Option<&str>, empty: Option<&str>) {
    let bed = Bed::of(living).await;
    let data = bed.dir("copies").join(&bed.manifest.data);
    let keys = std::fs::read(bed.dir("living/keyring")).unwrap();

    let over = bed.refused("living", empty, KEY, &data).await;
    assert!(over.contains("holds a business already"), "{over}");
    assert_eq!(std::fs::read(bed.dir("living/keyring")).unwrap(), keys, "the living keys are as they were");

    let locked = bed.refused("new", empty, KEY + 1, &data).await;
    assert!(locked.contains("start with the key it was made with"), "{locked}");
    let longer = bed.changed("longer", |bytes| bytes.push(0));
    std::fs::copy(data.with_extension("json"), longer.with_extension("json")).unwrap();
    let damaged = bed.refused("new", empty, KEY, &longer).await;
    assert!(damaged.contains("is damaged, or another file"), "{damaged}");
    assert!(!bed.dir("new").exists(), "nothing was begun");

    let half = bed.changed("half", |bytes| bytes.truncate(bytes.len() / 2));
    bed.refused("new", empty, KEY, &half).await;
    for name in ["keyring", "throughline.db"] {
        assert!(!bed.dir("new").join(name).exists(), "{name} of a copy that could not be restored");
    }

    let new = bed.dir("new");
    let report = backup::restore(&place(&new, empty, KEY), &data, &bed.keyring()).await.unwrap();
    assert_eq!((report.entries, report.wrong.len()), (bed.manifest.entries, 0));
    let opened = Store::open(place(&new, empty, KEY), Registry::default().take_rules()).await;
    assert!(opened.is_ok(), "{:?}", opened.err());
    if let Some(taken) = empty {
        let twice = bed.refused("third", Some(taken), KEY, &data).await;
        assert!(twice.contains("this database holds a business already"), "{twice}");
        assert!(!bed.dir("third").exists());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_restored_beside_what_stands_and_never_over_it_on_sqlite() {
    story(None, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_restored_beside_what_stands_and_never_over_it_on_postgresql() {
    let url = std::env::var("THROUGHLINE_PG").expect("THROUGHLINE_PG is a connection string, or `none`");
    if url == "none" {
        return;
    }
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.expect("PostgreSQL answers");
    tokio::spawn(connection);
    let names = ["living", "empty"].map(|name| format!("throughline_{name}_{}", std::process::id()));
    for name in &names {
        client.batch_execute(&format!("drop database if exists {name} with (force)")).await.unwrap();
        client.batch_execute(&format!("create database {name} template template0")).await.unwrap();
    }
    let [living, empty] = names.each_ref().map(|name| format!("{url} dbname={name}"));
    story(Some(&living), Some(&empty)).await;
    for name in &names {
        client.batch_execute(&format!("drop database if exists {name} with (force)")).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_works_in_a_folder_on_postgresql_is_not_restored_under() {
    let Some(database) = testing::schema().await else { return };
    let root = TempDir::with_prefix("throughline-").unwrap();
    let open = || Store::open(place(root.path(), Some(&database), KEY), Registry::default().take_rules());
    let _two = (open().await.unwrap(), open().await.unwrap());
    let lite = Store::open(place(root.path(), None, KEY), Registry::default().take_rules()).await;
    let refused = lite.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(refused.contains("another throughline runs on"), "{refused}");
}
