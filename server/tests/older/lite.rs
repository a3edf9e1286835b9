//! The older house in a file of SQLite.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;

use crate::past;

const TABLES: &str = "
    select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name";

/// The words of the migrations as SQLite takes them.
fn own_words(text: &str) -> String {
    let words = [("bytea", "blob"), ("bigint", "integer"), ("boolean", "integer"), ("jsonb", "text")];
    words.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
}

pub fn carry_back(newer: &Path, older: &Path) {
    let older = Connection::open(older.join("throughline.db")).unwrap();
    older
        .execute_batch("pragma journal_mode = wal; create table migration (name text not null primary key)")
        .unwrap();
    for (name, text) in past::migrations() {
        older.execute_batch(&own_words(&text)).unwrap();
        older.execute("insert into migration (name) values (?1)", [name]).unwrap();
    }
    let newer = newer.join("throughline.db");
    older.execute("attach ?1 as newer", [newer.to_str().unwrap()]).unwrap();
    older.pragma_update(None, "foreign_keys", "off").unwrap();
    for table in names(&older, TABLES).iter().filter(|table| *table != "migration") {
        fill(&older, table);
    }
    // Its readers had not been thought of.
    older.execute("delete from cursor where name like 'attention.%'", []).unwrap();
    older.execute_batch("detach newer; pragma wal_checkpoint(truncate)").unwrap();
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
