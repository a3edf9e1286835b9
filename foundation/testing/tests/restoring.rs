//! Backups are put back: nothing that stands is written over, and what fails leaves the way free for the next try.
//! Who has them without the master key has nothing.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use kernel::{Secret, SeededRng, StillClock};
use store::backup::{self, Manifest};
use store::{Place, Store};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};
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
        assert!(manifest.restored && manifest.encrypted && manifest.entries > 0, "{manifest:?}");
        let open = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path());
        let open: Vec<PathBuf> =
            open.filter(|path| path.extension().is_some_and(|end| end == "drill")).collect();
        assert!(open.is_empty(), "nothing of it lies open: {open:?}");
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

/// As versions before the sealing wrote it: what the engine itself writes, without a slip.
fn plain_dump(url: &str, to: &Path) {
    let told = Command::new("pg_dump").args(["--format=custom", "--file"]).arg(to).arg(url).output().unwrap();
    assert!(told.status.success(), "{told:?}");
}

fn holds(file: &Path, text: &str) -> bool {
    let bytes = std::fs::read(file).unwrap();
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
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

    assert!(!holds(&data, "journal"), "not even the names of the tables can be read");
    let half = bed.changed("half", |bytes| bytes.truncate(bytes.len() / 2));
    let flipped = bed.changed("flipped", |bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
    });
    let strange = bed.changed("strange", |bytes| bytes[3] ^= 1);
    let cases = [(half, "cut short"), (flipped, "is damaged"), (strange, "is no backup of Throughline")];
    for (damaged, words) in cases {
        let refused = bed.refused("new", empty, KEY, &damaged).await;
        assert!(refused.contains(words) && refused.contains("take another copy of it"), "{refused}");
    }
    let (other, words) = match empty {
        None => (Some("host=nowhere.test"), "restore it without --database"),
        Some(_) => (None, "name an empty database for it by --database"),
    };
    let elsewhere = bed.refused("new", other, KEY, &data).await;
    assert!(elsewhere.contains(words), "{elsewhere}");
    assert!(!bed.dir("new").exists(), "nothing was begun");

    let new = bed.dir("new");
    let report = backup::restore(&place(&new, empty, KEY), &data, &bed.keyring()).await.unwrap();
    assert_eq!((report.entries, report.wrong.len()), (bed.manifest.entries, 0));
    if empty.is_none() {
        takes_what_an_older_version_wrote(&bed, &new).await;
    }
    let opened = Store::open(place(&new, empty, KEY), Registry::default().take_rules()).await;
    assert!(opened.is_ok(), "{:?}", opened.err());
    if let Some(taken) = empty {
        let twice = bed.refused("third", Some(taken), KEY, &data).await;
        assert!(twice.contains("this database holds a business already"), "{twice}");
        assert!(!bed.dir("third").exists());
    }
}

/// What was restored is what such a version copied: the database itself.
async fn takes_what_an_older_version_wrote(bed: &Bed, new: &Path) {
    let older = bed.dir("throughline-older.db");
    std::fs::copy(new.join("throughline.db"), &older).unwrap();
    assert!(holds(&older, "create table journal") || holds(&older, "CREATE TABLE journal"));
    let again = bed.dir("again");
    let report = backup::restore(&place(&again, None, KEY), &older, &bed.keyring()).await.unwrap();
    assert_eq!((report.entries, report.wrong.len()), (bed.manifest.entries, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_restored_beside_what_stands_and_never_over_it_on_sqlite() {
    story(None, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_half_done_goes_with_the_next_one_and_nothing_else_does() {
    let bed = Bed::of(None).await;
    let (ours, elsewhere) = (bed.dir("living/backups"), bed.dir("shared"));
    for folder in [&ours, &elsewhere] {
        std::fs::create_dir_all(folder.join("throughline-20200101T020000Z.drill/deep")).unwrap();
        for name in ["throughline-20200101T020000Z.partial", "notes.partial"] {
            std::fs::write(folder.join(name), "x").unwrap();
        }
        backup::run(&place(&bed.dir("living"), None, KEY), folder, true).await.unwrap();
    }
    let left = |folder: &Path, end: &str| folder.join(format!("throughline-20200101T020000Z.{end}")).exists();
    assert!(!left(&ours, "partial") && !left(&ours, "drill"));
    assert!(left(&elsewhere, "partial") && left(&elsewhere, "drill"), "another house may be at work there");
    assert!(ours.join("notes.partial").exists() && elsewhere.join("notes.partial").exists());
}

/// Two databases of the test's own and a client in the second; `None` where there is no PostgreSQL.
async fn two(words: [&str; 2]) -> Option<(Client, [String; 2], [String; 2])> {
    let url = std::env::var("THROUGHLINE_PG").expect("THROUGHLINE_PG is a connection string, or `none`");
    if url == "none" {
        return None;
    }
    let client = connected(&url).await;
    let names = words.map(|name| format!("throughline_{name}_{}", std::process::id()));
    for name in &names {
        client.batch_execute(&format!("drop database if exists {name} with (force)")).await.unwrap();
        client.batch_execute(&format!("create database {name} template template0")).await.unwrap();
    }
    let urls = names.each_ref().map(|name| format!("{url} dbname={name}"));
    Some((client, names, urls))
}

async fn connected(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("PostgreSQL answers");
    tokio::spawn(connection);
    client
}

async fn gone(client: &Client, names: &[String]) {
    for name in names {
        client.batch_execute(&format!("drop database if exists {name} with (force)")).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_restored_beside_what_stands_and_never_over_it_on_postgresql() {
    let Some((client, names, [living, empty])) = two(["living", "empty"]).await else { return };
    story(Some(&living), Some(&empty)).await;
    gone(&client, &names).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_verify_is_taken_out_of_the_database_again_and_the_next_try_is_taken() {
    let Some((client, names, [living, empty])) = two(["told", "fresh"]).await else { return };
    let bed = Bed::of(Some(&living)).await;
    let (good, bad) = (bed.dir("throughline-good.dump"), bed.dir("throughline-bad.dump"));
    plain_dump(&living, &good);
    connected(&living).await.batch_execute("update journal set line = line || ' '").await.unwrap();
    plain_dump(&living, &bad);
    let inside = connected(&empty).await;
    inside.batch_execute("create table of_somebody_else (id bigint primary key)").await.unwrap();

    let refused = bed.refused("new", Some(&empty), KEY, &bad).await;
    assert!(refused.contains("does not verify") && !refused.contains("taken out"), "{refused}");
    let tables = "select relname::text from pg_class where relnamespace = 'public'::regnamespace \
                  and relkind in ('r', 'v', 'S')";
    let left: Vec<String> = inside.query(tables, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(left, ["of_somebody_else"]);
    assert!(!bed.dir("new/keyring").exists());

    let new = bed.dir("new");
    let report = backup::restore(&place(&new, Some(&empty), KEY), &good, &bed.keyring()).await.unwrap();
    assert_eq!((report.entries, report.wrong.len()), (bed.manifest.entries, 0));
    gone(&client, &names).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_of_the_database_is_in_no_error() {
    if std::env::var("THROUGHLINE_PG").expect("THROUGHLINE_PG is a connection string, or `none`") == "none" {
        return;
    }
    let bed = Bed::of(None).await;
    let copies = bed.dir("none");
    let closed = "postgresql://ada:canary@127.0.0.1:1/line";
    for (url, words) in [(closed, "pg_dump"), ("host=h user=u password=my canary", "cannot be read")] {
        let living = bed.dir("living");
        let tried = backup::run(&place(&living, Some(url), KEY), &copies, false).await;
        let refused = format!("{0} {0:?}", tried.unwrap_err());
        assert!(refused.contains(words) && !refused.contains("canary"), "{refused}");
        assert_eq!(std::fs::read_dir(&copies).unwrap().count(), 0, "nothing of it is left");
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
