//! How it is kept since when an automation is counted.

use std::collections::HashMap;

use kernel::{AutomationId, Result, Timestamp};
use store::{Row, Tx, values};

use crate::document::Automation;

/// What is kept of one automation.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    pub since: Option<Timestamp>,
    /// Since it was switched on or given its mode: a version that follows, or a flood that is over, changes nothing.
    pub acts: Option<Timestamp>,
    /// Why it takes in nobody for the moment, where it stopped by itself.
    pub paused: Option<String>,
}

const BEGIN: &str = "
    insert into automation_counted (automation, since, least, paused, acts_since) values ($1, $2, $3, null, $4)
    on conflict (automation) do update set since = excluded.since, least = excluded.least, paused = null,
        acts_since = excluded.acts_since";

/// From now on it is counted, and not paused any more; `anew` where it acts in another way from now on.
pub async fn begin(tx: &mut Tx, automation: AutomationId, document: &Automation, anew: bool) -> Result<()> {
    let (now, least) = (tx.now(), document.expect.map_or(0, |expect| i64::from(expect.min)));
    let before = of(tx, automation).await?;
    // What goes on in this very transaction was only paused.
    let goes_on = before.since.is_some_and(|since| since.as_millisecond() == now.as_millisecond());
    let acts = before.acts.filter(|_| !anew || goes_on).unwrap_or(now);
    tx.exec(BEGIN, values![automation, now, least, acts]).await.map(drop)
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
    update automation_counted set paused = null, since = $2, acts_since = coalesce(acts_since, since)
    where automation = $1 and paused is not null";

/// A person has decided: it is no pause any more, and what began before is not held against it.
pub async fn go_on(tx: &mut Tx, automation: AutomationId) -> Result<()> {
    let now = tx.now();
    tx.exec(GO_ON, values![automation, now]).await.map(drop)
}

const ALL: &str = "
    select automation, since, coalesce(acts_since, since) as acts, paused from automation_counted";

pub async fn all(tx: &mut Tx) -> Result<HashMap<AutomationId, Counted>> {
    let each = |row: &Row<'_>| Ok((row.get("automation")?, read(row)?));
    Ok(tx.all(ALL, &[], each).await?.into_iter().collect())
}

const OF: &str = "
    select since, coalesce(acts_since, since) as acts, paused from automation_counted where automation = $1";

pub async fn of(tx: &mut Tx, automation: AutomationId) -> Result<Counted> {
    Ok(tx.one(OF, values![automation], read).await?.unwrap_or_default())
}

fn read(row: &Row<'_>) -> Result<Counted> {
    Ok(Counted { since: row.get("since")?, acts: row.get("acts")?, paused: row.get("paused")? })
}
