//! Carries a house back into the shape its tables had when the whole line first stood: the migrations of that day make
//! the tables, and each gets what the house holds in the columns it had.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use tempfile::TempDir;
use testing::World;

const THEN: &str = include_str!("migrations.txt");
const TABLES: &str = "
    select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name";

/// The name a migration is known by: `line/crm/migrations/0001_company.sql` is `crm/0001_company`.
fn known_as(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    format!("{}/{}", parts[1], parts[3].trim_end_matches(".sql"))
}

/// The words of the migrations as SQLite takes them.
fn own_words(text: &str) -> String {
    let words = [("bytea", "blob"), ("bigint", "integer"), ("boolean", "integer"), ("jsonb", "text")];
    words.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
}

/// A folder with the older house; the newer one stays as it is.
pub fn carry_back(world: &World) -> TempDir {
    let kept = TempDir::with_prefix("throughline-older-").unwrap();
    let folder = kept.path();
    std::fs::copy(world.folder().join("keyring"), folder.join("keyring")).unwrap();
    let older = Connection::open(folder.join("throughline.db")).unwrap();
    older
        .execute_batch("pragma journal_mode = wal; create table migration (name text not null primary key)")
        .unwrap();
    for path in THEN.lines() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let text = std::fs::read_to_string(root.join(path)).unwrap();
        older.execute_batch(&own_words(&text)).unwrap();
        older.execute("insert into migration (name) values (?1)", [known_as(path)]).unwrap();
    }
    let newer = world.folder().join("throughline.db");
    older.execute("attach ?1 as newer", [newer.to_str().unwrap()]).unwrap();
    older.pragma_update(None, "foreign_keys", "off").unwrap();
    for table in names(&older, TABLES).iter().filter(|table| *table != "migration") {
        fill(&older, table);
    }
    // Its readers had not been thought of.
    older.execute("delete from cursor where name like 'attention.%'", []).unwrap();
    older.execute_batch("detach newer; pragma wal_checkpoint(truncate)").unwrap();
    kept
}

fn names(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Every row, in the columns both have.
fn fill(older: &Connection, table: &str) {
    let columns =
        |schema: &str| names(older, &format!("select name from pragma_table_info('{table}', '{schema}')"));
    let newer = columns("newer");
    assert!(!newer.is_empty(), "{table} is there no more");
    let both: Vec<String> = columns("main").into_iter().filter(|column| newer.contains(column)).collect();
    let both = both.join(", ");
    let copy = format!("insert into main.{table} ({both}) select {both} from newer.{table}");
    older.execute(&copy, []).unwrap_or_else(|error| panic!("{table}: {error}"));
}

/// The shape of a house and how much it holds.
pub fn everything(folder: &Path) -> BTreeMap<String, String> {
    let database = Connection::open(folder.join("throughline.db")).unwrap();
    let said = "select name || ': ' || coalesce(sql, '') from sqlite_schema order by name";
    let mut all: BTreeMap<String, String> =
        names(&database, said).into_iter().map(|one| (one, String::new())).collect();
    for table in names(&database, TABLES) {
        let many: i64 =
            database.query_row(&format!("select count(*) from {table}"), [], |row| row.get(0)).unwrap();
        all.insert(table, many.to_string());
    }
    all.insert("applied".into(), names(&database, "select name from migration order by name").join(" "));
    all
}

pub fn change(folder: &Path, sql: &str) {
    Connection::open(folder.join("throughline.db")).unwrap().execute_batch(sql).unwrap();
}
