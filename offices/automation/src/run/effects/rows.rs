//! The effects of a run, read through the window of the store.

use kernel::{Result, RunId};
use store::effect::Queued;
use store::{Row, Tx, values};

use super::RunEffect;

const EFFECTS: &str = "
    select kind, key, subject, state, attempt, made_at, due_at, done_at, note, held_by
    from store_effect where run = $1 order by made_at, key";

fn effect(row: &Row<'_>) -> Result<(RunEffect, Option<Queued>)> {
    let effect = RunEffect {
        kind: row.get("kind")?,
        key: row.get("key")?,
        subject: row.get("subject")?,
        state: row.get("state")?,
        attempt: row.get("attempt")?,
        made_at: row.get("made_at")?,
        due_at: row.get("due_at")?,
        done_at: row.get("done_at")?,
        note: row.get("note")?,
        waits: None,
    };
    Ok((effect, Queued::read(row)?))
}

/// The first one first, with what is known of one that waits.
pub(super) async fn of_run(tx: &mut Tx, run: RunId) -> Result<Vec<(RunEffect, Option<Queued>)>> {
    tx.all(EFFECTS, values![run], effect).await
}
