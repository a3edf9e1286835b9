//! How it is kept since when an automation is counted.

use std::collections::HashMap;

use kernel::{AutomationId, Result, Timestamp};
use store::{Row, Tx, values};

use crate::document::Automation;

/// What is kept of one automation.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    pub since: Option<Timestamp>,
    /// Why it takes in nobody for the moment, where it stopped by itself.
    pub paused: Option<String>,
}

const BEGIN: &str = "
    insert into automation_counted (automation, since, least, paused) values ($1, $2, $3, null)
    on conflict (automation) do update set since = excluded.since, least = excluded.least, paused = null";

/// From now on it is counted, and not paused any more.
pub async fn begin(tx: &mut Tx, automation: AutomationId, document: &Automation) -> Result<()> {
    let (now, least) = (tx.now(), document.expect.map_or(0, |expect| i64::from(expect.min)));
    tx.exec(BEGIN, values![automation, now, least]).await.map(drop)
}

const PAUSE: &str = "
    insert into automation_counted (automation, since, least, paused) values ($1, $2, 0, $3)
    on conflict (automation) do update set paused = excluded.paused";

/// It stopped by itself, and this is why.
pub async fn pause(tx: &mut Tx, automation: AutomationId, why: &str) -> Result<()> {
    let now = tx.now();
    tx.exec(PAUSE, values![automation, now, why]).await.map(drop)
}

const GO_ON: &str = "
    update automation_counted set paused = null, since = $2 where automation = $1 and paused is not null";

/// A person has decided: it is no pause any more, and what began before is not held against it.
pub async fn go_on(tx: &mut Tx, automation: AutomationId) -> Result<()> {
    let now = tx.now();
    tx.exec(GO_ON, values![automation, now]).await.map(drop)
}

const ALL: &str = "select automation, since, paused from automation_counted";

pub async fn all(tx: &mut Tx) -> Result<HashMap<AutomationId, Counted>> {
    let read = |row: &Row<'_>| {
        let counted = Counted { since: row.get("since")?, paused: row.get("paused")? };
        Ok((row.get("automation")?, counted))
    };
    Ok(tx.all(ALL, &[], read).await?.into_iter().collect())
}

const OF: &str = "select since, paused from automation_counted where automation = $1";

pub async fn of(tx: &mut Tx, automation: AutomationId) -> Result<Counted> {
    let read = |row: &Row<'_>| Ok(Counted { since: row.get("since")?, paused: row.get("paused")? });
    Ok(tx.one(OF, values![automation], read).await?.unwrap_or_default())
}
