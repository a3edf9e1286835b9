//! Whether somebody has changed since what a step did: an edit of theirs wins over taking the step back.
//!
//! The journal says who changed which field; of a run about nobody it is not asked, for it has no timeline.

use std::collections::BTreeSet;

use kernel::{ContactId, Id as _, Ref, Result, Timestamp};
use serde_json::Value as Json;
use store::Tx;

use super::rows::{self, Asked};
use crate::enrolment::rows::aliases;
use crate::run::{rows as runs, steps};

const PAGE: i64 = 200;

/// The field of a record the step changed and somebody else after it. What is taken back by the same request is no
/// edit, nor is what the runs did that it takes back.
pub(super) async fn overtaken(tx: &mut Tx, asked: &Asked) -> Result<Option<String>> {
    let Some(contact) = runs::find(tx, asked.run).await?.and_then(|run| run.contact) else { return Ok(None) };
    let all = steps::rows::of_run(tx, asked.run).await?;
    let step = all.into_iter().find(|one| one.step == asked.step && one.visit == asked.visit);
    let Some(step) = step else { return Ok(None) };
    let together = rows::together(tx, asked).await?;
    let together: BTreeSet<String> = together.into_iter().map(|run| Ref::from(run).to_string()).collect();
    let (run, user) = (Ref::from(asked.run).to_string(), Ref::from(asked.asked_by).to_string());
    let done = step.ended_at.unwrap_or(step.at);
    // What was done since they were merged is told under the other id.
    let others = aliases(tx, contact).await?.into_iter().map(|other| ContactId::from_bytes(other.bytes));
    let known: Vec<ContactId> = std::iter::once(contact).chain(others).collect();
    let (mut theirs, mut before) = (BTreeSet::new(), None);
    loop {
        let lines = tx.facts_of_all(&known, before, PAGE).await?;
        for line in &lines {
            let Some(at) = line.line["at"].as_str().and_then(|at| at.parse::<Timestamp>().ok()) else {
                continue;
            };
            if at < step.at {
                return Ok(None);
            }
            let by = line.line["by"].as_str().unwrap_or_default();
            let changed = changed(&line.line["changes"], &asked.body);
            if by == run {
                let of_step = at <= done;
                if let Some(field) = changed.into_iter().find(|field| of_step && theirs.contains(field)) {
                    return Ok(Some(field));
                }
            } else if !together.contains(by) && (by != user || at < asked.at) {
                theirs.extend(changed);
            }
        }
        before = match lines.last() {
            Some(last) if lines.len() as i64 == PAGE => Some(last.id),
            _ => return Ok(None),
        };
    }
}

/// The fields a line changed of the records the undo names, such as `title of dea_…`.
fn changed(changes: &Json, body: &Json) -> Vec<String> {
    let named = body.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str());
    let records = named.filter(|text| Ref::parse_any(text).is_ok());
    let fields = records.flat_map(|record| {
        let fields = changes[record].as_object().into_iter().flatten();
        fields.map(move |(name, _)| format!("{} of {record}", name.trim_start_matches('~')))
    });
    fields.collect()
}
