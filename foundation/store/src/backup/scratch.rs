//! A PostgreSQL database made for one restore and dropped after it.
//!
//! It is named after the living one, so that what a crash left behind goes with the next backup.

use std::path::Path;

use kernel::{Result, fault};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls};

use super::archive::Archive;
use super::restore::put_keys;
use super::{client, like};
use crate::Store;
use crate::engine::Place;
use crate::proof::Report;
use crate::verify;

/// The longest name PostgreSQL keeps, in bytes.
const LONGEST: usize = 63;
const SUFFIX: &str = "_drill";

/// Restores the backup and verifies its journal; `None` where the role may create no database. `from` is the
/// living database and its backup, `folder` where the keyring may lie meanwhile.
pub(super) async fn drill(
    place: &Place<'_>,
    from: (&str, &Archive<'_>),
    keyring: &Path,
    folder: &Path,
) -> Result<Option<Report>> {
    let (url, archive) = from;
    let (client, connection) = client::config(url)?.connect(NoTls).await.map_err(fault)?;
    let speaking = tokio::spawn(connection);
    let name = name(&client).await?;
    let drilled = match create(&client, &name).await? {
        false => Ok(None),
        true => {
            let report = restored(place, (&inside(url, &name), archive), keyring, folder).await;
            drop_database(&client, &name).await?;
            report.map(Some)
        }
    };
    drop(client);
    let _ = speaking.await;
    drilled
}

async fn restored(
    place: &Place<'_>,
    to: (&str, &Archive<'_>),
    keyring: &Path,
    folder: &Path,
) -> Result<Report> {
    let (url, archive) = to;
    client::restore(&client::config(url)?, archive)?;
    put_keys(keyring, folder)?;
    let store = Store::open_reader(like(place, folder, Some(url)), crate::Rules::default())?;
    verify::verify(&store).await
}

/// The name of the living database and a suffix, quoted.
async fn name(client: &Client) -> Result<String> {
    let row = client.query_one("select current_database()::text", &[]).await.map_err(fault)?;
    let living: String = row.get(0);
    let mut end = living.len().min(LONGEST - SUFFIX.len());
    while !living.is_char_boundary(end) {
        end -= 1;
    }
    Ok(format!("{}{SUFFIX}", &living[..end]))
}

async fn create(client: &Client, name: &str) -> Result<bool> {
    drop_database(client, name).await?;
    match client.batch_execute(&format!("create database {} template template0", quoted(name))).await {
        Ok(()) => Ok(true),
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => Ok(false),
        Err(error) => Err(fault(format!("the database {name} for the check cannot be made: {error:?}"))),
    }
}

async fn drop_database(client: &Client, name: &str) -> Result<()> {
    let sql = format!("drop database if exists {} with (force)", quoted(name));
    client.batch_execute(&sql).await.map_err(|error| fault(format!("{name} cannot be dropped: {error:?}")))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The same address with another database: the path of a URL, or the last word of a list, which wins.
fn inside(url: &str, name: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return format!("{url} dbname='{}'", name.replace('\\', "\\\\").replace('\'', "\\'"));
    };
    let (address, query) =
        rest.split_once('?').map_or((rest, None), |(address, query)| (address, Some(query)));
    let host = address.split('/').next().unwrap_or_default();
    let name: String = name.bytes().map(percent).collect();
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{scheme}://{host}/{name}{query}")
}

fn percent(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_either_form_is_turned_to_another_database() {
        let url = inside("postgresql://u:p@db.test:5433/line?sslmode=disable", "li ne_drill");
        assert_eq!(url, "postgresql://u:p@db.test:5433/li%20ne_drill?sslmode=disable");
        assert_eq!(inside("postgres://u@h", "a_drill"), "postgres://u@h/a_drill");
        let words = inside("host=h user=u dbname=line", "o'drill");
        let config: tokio_postgres::Config = words.parse().unwrap();
        assert_eq!(config.get_dbname(), Some("o'drill"));
        let config: tokio_postgres::Config = url.parse().unwrap();
        assert_eq!(config.get_dbname(), Some("li ne_drill"));
    }
}
