//! What runs listen to, and what they heard and have not thought about yet.

use kernel::{AutomationVersionId, FactId, Result, RunId, Timestamp, Value};
use serde_json::Value as Json;
use store::{Row, Tx, values};

use super::wake;

const LISTEN: &str = "
    insert into automation_wait (about, run) values ($1, $2) on conflict do nothing";

pub async fn listen(tx: &mut Tx, run: RunId, about: &[u8; 16]) -> Result<()> {
    tx.note(*about);
    tx.exec(LISTEN, values![about, run]).await.map(drop)
}

const LISTENERS: &str = "
    select r.id, r.version, r.awaits from automation_wait w join automation_run r on r.id = w.run
    where w.about = $1 and r.ended_at is null";

/// A run under way that listens.
pub struct Listener {
    pub run: RunId,
    pub version: AutomationVersionId,
    pub awaits: Option<String>,
}

pub async fn listeners(tx: &mut Tx, about: &[u8; 16]) -> Result<Vec<Listener>> {
    let read = |row: &Row<'_>| {
        Ok(Listener { run: row.get("id")?, version: row.get("version")?, awaits: row.get("awaits")? })
    };
    tx.all(LISTENERS, values![about], read).await
}

/// A fact a run heard.
#[derive(Debug, Clone)]
pub struct HeardFact {
    pub fact: FactId,
    pub kind: String,
    pub at: Timestamp,
    pub body: Json,
    pub taken: bool,
    /// The steps whose waits it has met, with a space between: none of them a second time.
    pub hit: Option<String>,
    /// It was thought about in this turn.
    pub fresh: bool,
}

impl HeardFact {
    pub fn has_met(&self, wait: &str) -> bool {
        self.hit.as_deref().unwrap_or_default().split(' ').any(|met| met == wait)
    }

    pub fn meets(&mut self, wait: Option<&str>) {
        let met = self.hit.as_deref().into_iter().chain(wait).collect::<Vec<_>>().join(" ");
        self.hit = Some(met).filter(|met| !met.is_empty());
        self.fresh = true;
    }
}

const HEAR: &str = "
    insert into automation_heard (run, fact, kind, at, body, taken) values ($1, $2, $3, $4, $5, false)
    on conflict do nothing";

/// Keeps a fact for a run, and wakes it.
pub async fn hear(tx: &mut Tx, run: RunId, heard: &store::Heard, body: &Json) -> Result<()> {
    tx.exec(HEAR, values![run, heard.id, heard.kind, heard.at, Value::doc(body)]).await?;
    wake(tx, run).await
}

const HEARD: &str =
    "select fact, kind, at, body, taken, hit from automation_heard where run = $1 order by fact";

/// Everything a run heard since it began, in order.
pub async fn heard(tx: &mut Tx, run: RunId) -> Result<Vec<HeardFact>> {
    let read = |row: &Row<'_>| {
        Ok(HeardFact {
            fact: row.get("fact")?,
            kind: row.get("kind")?,
            at: row.get("at")?,
            body: row.doc("body")?,
            taken: row.get("taken")?,
            hit: row.get("hit")?,
            fresh: false,
        })
    };
    tx.all(HEARD, values![run], read).await
}

const TAKE: &str = "update automation_heard set taken = true, hit = $3 where run = $1 and fact = $2";
const UNTAKEN: &str = "select fact from automation_heard where run = $1 and not taken limit 1";

pub async fn take(tx: &mut Tx, run: RunId, heard: &HeardFact) -> Result<()> {
    tx.exec(TAKE, values![run, heard.fact, &heard.hit]).await.map(drop)
}

/// Whether a run has heard something it has not thought about yet.
pub async fn has_news(tx: &mut Tx, run: RunId) -> Result<bool> {
    Ok(tx.one(UNTAKEN, values![run], |_| Ok(())).await?.is_some())
}

const DEAF: &str = "delete from automation_wait where run = $1";
const FORGET: &str = "delete from automation_heard where run = $1";

/// An ended run listens to nothing, and needs nothing of what it heard.
pub async fn forget(tx: &mut Tx, run: RunId) -> Result<()> {
    tx.exec(DEAF, values![run]).await?;
    tx.exec(FORGET, values![run]).await.map(drop)
}
