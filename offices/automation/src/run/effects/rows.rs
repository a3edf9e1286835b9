//! The effects of a run, read through the window of the store.

use kernel::{Result, RunId};
use store::{Row, Tx, values};

use super::RunEffect;

const EFFECTS: &str = "
    select kind, key, subject, state, attempt, made_at, due_at, done_at, note from store_effect
    where run = $1 order by made_at, key";

fn effect(row: &Row<'_>) -> Result<RunEffect> {
    Ok(RunEffect {
        kind: row.get("kind")?,
        key: row.get("key")?,
        subject: row.get("subject")?,
        state: row.get("state")?,
        attempt: row.get("attempt")?,
        made_at: row.get("made_at")?,
        due_at: row.get("due_at")?,
        done_at: row.get("done_at")?,
        note: row.get("note")?,
    })
}

/// The first one first.
pub(super) async fn of_run(tx: &mut Tx, run: RunId) -> Result<Vec<RunEffect>> {
    tx.all(EFFECTS, values![run], effect).await
}
