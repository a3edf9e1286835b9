//! How it is kept which connections a version calls.

use kernel::{AutomationVersionId, Result};
use store::{Tx, values};

const NOTE: &str = "
    insert into automation_call (version, connection) values ($1, $2) on conflict (version, connection) do nothing";

pub async fn note(tx: &mut Tx, version: AutomationVersionId, connections: &[&str]) -> Result<()> {
    for connection in connections {
        tx.exec(NOTE, values![version, *connection]).await?;
    }
    Ok(())
}

const NOTED: &str = "select connection from automation_call where version = $1";

/// What is noted of a version.
pub async fn noted(tx: &mut Tx, version: AutomationVersionId) -> Result<Vec<String>> {
    tx.all(NOTED, values![version], |row| row.get("connection")).await
}
