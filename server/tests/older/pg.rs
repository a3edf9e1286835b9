//! The older house in a schema of PostgreSQL, beside that of the newer one.

use std::collections::BTreeMap;

use tokio_postgres::{Client, NoTls};

use crate::past;

const TABLES: &str = "
    select table_name::text from information_schema.tables
    where table_schema = $1 and table_type = 'BASE TABLE' order by 1";
const COLUMNS: &str = "
    select column_name::text from information_schema.columns where table_schema = $1 and table_name = $2 order by 1";
/// Every table, window, column and index, each with what it is.
const SHAPE: &str = "
    select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
    from information_schema.columns where table_schema = $1
    union all select indexdef from pg_indexes where schemaname = $1 order by 1";
const COUNTED: &str = "
    select table_name || '.' || column_name from information_schema.columns
    where table_schema = $1 and is_identity = 'YES'";

/// What only PostgreSQL had.
const OWN: (&str, &str) =
    ("store/engine.pg", include_str!("../../../foundation/store/migrations/engine.pg.sql"));

pub async fn connected(database: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(database, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// The schema a connection string looks into.
fn schema(database: &str) -> &str {
    database.rsplit_once("search_path=").unwrap().1.trim_end_matches('\'')
}

/// The connection string of the older house.
pub async fn carry_back(newer: &str) -> String {
    let older = testing::schema().await.expect("the newer one stands on PostgreSQL");
    let client = connected(&older).await;
    client.batch_execute("create table migration (name text not null primary key)").await.unwrap();
    let mut then = past::migrations();
    then.insert(1, (OWN.0.to_owned(), OWN.1.to_owned()));
    for (name, text) in then {
        client.batch_execute(&text).await.unwrap_or_else(|why| panic!("{name}: {why:?}"));
        client.execute("insert into migration (name) values ($1)", &[&name]).await.unwrap();
    }
    // As in SQLite's half, rows may come before those they point at.
    client.batch_execute("set session_replication_role = replica").await.unwrap();
    for table in names(&client, TABLES, &[schema(&older)]).await {
        if table != "migration" {
            fill(&client, &table, (schema(newer), schema(&older))).await;
        }
    }
    // Its readers had not been thought of.
    client.execute("delete from cursor where name like 'attention.%'", &[]).await.unwrap();
    count_on(&client, schema(&older)).await;
    older
}

async fn names(client: &Client, sql: &str, of: &[&str]) -> Vec<String> {
    let of: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> = of.iter().map(|one| one as _).collect();
    client.query(sql, &of).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// Every row, in the columns both have.
async fn fill(client: &Client, table: &str, (newer, older): (&str, &str)) {
    let there = names(client, COLUMNS, &[newer, table]).await;
    assert!(!there.is_empty(), "{table} is there no more");
    let mut both = names(client, COLUMNS, &[older, table]).await;
    both.retain(|column| there.contains(column));
    let both = both.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
    let copy = format!(
        "insert into {older}.{table} ({both}) overriding system value select {both} from {newer}.{table}"
    );
    client.execute(&copy, &[]).await.unwrap_or_else(|why| panic!("{table}: {why:?}"));
}

/// What the database numbers by itself goes on after the last number.
async fn count_on(client: &Client, older: &str) {
    for counted in names(client, COUNTED, &[older]).await {
        let (table, column) = counted.split_once('.').unwrap();
        let on = format!(
            "select setval(pg_get_serial_sequence('{older}.{table}', '{column}'),
                coalesce((select max({column}) from {older}.{table}), 0) + 1, false)"
        );
        client.execute(&on, &[]).await.unwrap();
    }
}

pub async fn everything(database: &str) -> BTreeMap<String, String> {
    let (client, schema) = (connected(database).await, schema(database));
    let shape = names(&client, SHAPE, &[schema]).await;
    let mut all: BTreeMap<String, String> = shape.into_iter().map(|one| (one, String::new())).collect();
    for table in names(&client, TABLES, &[schema]).await {
        let many = client.query_one(&format!("select count(*) from {table}"), &[]).await.unwrap();
        all.insert(table, many.get::<_, i64>(0).to_string());
    }
    all.insert(
        "applied".into(),
        names(&client, "select name from migration order by name", &[]).await.join(" "),
    );
    all
}
