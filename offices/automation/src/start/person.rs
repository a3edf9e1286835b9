//! What is due about somebody, where it turns out who they are, and where they are erased.

use kernel::{ContactId, Ref, Result};
use serde_json::Value as Json;
use store::Tx;

use super::quiet;
use super::rows::{self, Due};
use crate::office;

/// What is due about the alias is due about the person from now on; of one automation once.
pub(crate) async fn merge(tx: &mut Tx, alias: ContactId, person: ContactId) -> Result<()> {
    let (old, new) = (Ref::from(alias), Ref::from(person));
    for mut due in rows::about(tx, alias).await? {
        due.contact = due.contact.map(|_| person);
        if due.subject == old {
            rows::drop_one(tx, due.automation, old).await?;
            due.subject = new;
            if let Some(theirs) = rows::of(tx, due.automation, new).await? {
                due = one_of(tx, theirs, due).await?;
            }
        }
        rows::put(tx, &due).await?;
    }
    Ok(())
}

/// Nothing is due about somebody any more.
pub(crate) async fn forget(tx: &mut Tx, contact: ContactId) -> Result<()> {
    for due in rows::about(tx, contact).await? {
        rows::drop_one(tx, due.automation, due.subject).await?;
    }
    Ok(())
}

/// As if both had come about the one person: the later fact counts, and what is put off is put off since the first.
async fn one_of(tx: &mut Tx, theirs: Due, other: Due) -> Result<Due> {
    if theirs.how != other.how || theirs.fact.is_none() {
        return Ok(theirs);
    }
    let (before, mut last) = if theirs.fact < other.fact { (theirs, other) } else { (other, theirs) };
    if last.how != quiet::HOW {
        last.at = last.at.max(before.at);
        return Ok(last);
    }
    let directory = office::directory(tx).await?;
    let entry = directory.entry(last.automation);
    let wait = entry.and_then(|entry| entry.plan.document().trigger.debounce);
    if let Some(wait) = wait
        && let Some(first) = [&before, &last].into_iter().filter_map(quiet::first_of).min()
        && let Some(body) = last.body.as_mut().and_then(Json::as_object_mut)
    {
        body.insert("first".into(), first.as_millisecond().into());
        last.at = last.at.min(wait.begins_at(first, last.at));
    }
    Ok(last)
}
