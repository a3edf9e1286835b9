//! Leases: a one-of-a-kind worker runs on one node at a time. Beats: when a worker last did its round.

use kernel::{Result, Timestamp};

use crate::{Store, values};

const TAKE: &str = "
    insert into lease (name, holder, epoch, until) values ($1, $2, 1, $3)
    on conflict (name) do update set holder = excluded.holder, until = excluded.until,
        epoch = case when lease.holder = excluded.holder then lease.epoch else lease.epoch + 1 end
    where lease.holder = excluded.holder or lease.until < $4
    returning epoch";

const BEAT: &str = "
    insert into beat (name, at, note) values ($1, $2, $3)
    on conflict (name) do update set at = excluded.at, note = excluded.note";
const BEATS: &str = "select name, at, note from beat order by name";

/// Takes or prolongs a lease; the epoch rises whenever it changes hands. `None`: somebody else holds it.
pub async fn hold(store: &Store, name: &'static str, holder: [u8; 16], seconds: i64) -> Result<Option<i64>> {
    store
        .claim("lease.hold", move |tx| {
            Box::pin(async move {
                let now = tx.now();
                let until = now.as_millisecond() + seconds * 1000;
                let taken = tx.all(TAKE, values![name, &holder, until, now], |row| row.get("epoch")).await?;
                Ok(taken.into_iter().next())
            })
        })
        .await
}

/// A worker finished a round: the health page turns red when this stops.
pub async fn beat(store: &Store, name: &'static str, note: String) -> Result<()> {
    store
        .claim("beat", move |tx| {
            let note = note.clone();
            Box::pin(async move {
                let now = tx.now();
                tx.exec(BEAT, values![name, now, &note]).await.map(drop)
            })
        })
        .await
}

/// When each worker last finished a round, and what it said.
pub async fn beats(store: &Store) -> Result<Vec<(String, Timestamp, String)>> {
    let read = |row: &crate::Row<'_>| Ok((row.get("name")?, row.get("at")?, row.get("note")?));
    store.read(move |tx| Box::pin(tx.all(BEATS, &[], read))).await
}
