//! What the timeline looks up through windows: messages, and the automations behind runs. It has no table.

use std::collections::HashMap;

use kernel::text::Filled;
use kernel::{MessageId, Ref, Result, RunId, Value};
use store::{Row, Tx};

use super::views::MessageLine;
use crate::people::{numbered, typed};

/// Letters of a message shown on the timeline; the conversation has the rest.
const EXCERPT: usize = 300;

/// The automations behind these runs, where the house has any: `<room>_run_window(id, name)`.
pub(super) async fn automations(tx: &mut Tx, runs: &[Ref]) -> Result<HashMap<Ref, String>> {
    let Some(window) = tx.windows("_run_window").first().copied().filter(|_| !runs.is_empty()) else {
        return Ok(HashMap::new());
    };
    let sql = format!("select id, name from {window} where id in ({})", numbered(runs.len()));
    let values: Vec<Value<'_>> = runs.iter().map(|run| (*run).into()).collect();
    let read = |row: &Row<'_>| Ok((row.get::<RunId>("id")?.into(), row.get("name")?));
    Ok(tx.all(&sql, &values, read).await?.into_iter().collect())
}

/// Messages as their own window shows them now.
pub(super) async fn message_lines(tx: &mut Tx, messages: &[Ref]) -> Result<HashMap<Ref, MessageLine>> {
    let sql = format!(
        "select id, direction, channel, state, subject, text, attach from crm_message_window where id in ({})",
        numbered(messages.len())
    );
    let values: Vec<Value<'_>> = messages.iter().map(|message| (*message).into()).collect();
    Ok(tx.all(&sql, &values, message_line).await?.into_iter().collect())
}

fn message_line(row: &Row<'_>) -> Result<(Ref, MessageLine)> {
    let text: Option<String> = row.get("text")?;
    let line = MessageLine {
        direction: row.get("direction")?,
        channel: row.get("channel")?,
        state: row.get("state")?,
        subject: row.get("subject")?,
        excerpt: text.map(|text| typed::excerpt(&Filled::read(&text).plain(), EXCERPT)),
        papers: row.doc("attach")?,
    };
    Ok((row.get::<MessageId>("id")?.into(), line))
}
