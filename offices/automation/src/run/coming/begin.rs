//! What runs will write that are to begin: by a day, a schedule, a silence, or with those who are taken in from before.
//!
//! Each start is decided by every rule as it would be now, without a trace, and walked from its time on.

use kernel::{Result, Timestamp};
use store::Tx;

use super::rows::{self, Starting};
use super::{About, Begins, ComingMessage, ComingView, messages, name_at};
use crate::document::On;
use crate::existing::look::{Looked, decided};
use crate::office::{self, Entry};
use crate::plan::{Plan, Run, View};
use crate::sight::{self, Of};
use crate::start::rows::Due;
use crate::start::{begins_with, worker::of_due};

/// Starts until then, behind so many of them.
pub(super) async fn of_starts(tx: &mut Tx, until: Timestamp, after: i64, limit: usize) -> Result<ComingView> {
    let mut starting = rows::starting(tx, until, after, limit + 1).await?;
    let more = starting.len() > limit;
    starting.truncate(limit);
    let next = more.then(|| format!("starts.{}", after + i64::try_from(limit).unwrap_or(0)));
    let mut view = ComingView { items: vec![], next, stopped: false, not_looked_at: 0 };
    let directory = office::directory(tx).await?;
    let mut looked = Looked::default();
    for one in starting {
        let Some(entry) = directory.entry(one.due.automation).filter(|entry| entry.paused.is_none()) else {
            continue;
        };
        for due in each(tx, entry, &one, limit, &mut view.not_looked_at).await? {
            view.items.extend(of_start(tx, entry, (&due, &one.name), until, &mut looked).await?);
        }
    }
    Ok(view)
}

/// The start itself, or one for each open record where a round makes them.
async fn each(
    tx: &mut Tx,
    entry: &Entry,
    one: &Starting,
    limit: usize,
    not_looked_at: &mut i64,
) -> Result<Vec<Due>> {
    let rounds = one.due.how == "schedule";
    let On::Schedule { each: true, .. } = entry.plan.document().trigger.on else {
        return Ok(vec![one.due.clone()]);
    };
    if !rounds {
        return Ok(vec![one.due.clone()]);
    }
    let kind = entry.plan.document().subject.as_str();
    let (records, all) = rows::of_round(tx, entry.automation.id, kind, limit).await?;
    *not_looked_at += all.saturating_sub(i64::try_from(records.len()).unwrap_or(all));
    let due = |(subject, contact)| Due { subject, contact, how: "each".into(), ..one.due.clone() };
    Ok(records.into_iter().map(due).collect())
}

async fn of_start(
    tx: &mut Tx,
    entry: &Entry,
    (due, name): (&Due, &str),
    until: Timestamp,
    looked: &mut Looked,
) -> Result<Vec<ComingMessage>> {
    let start = of_due(entry, due);
    let at = due.at.max(tx.now());
    let body = begins_with(&start, at);
    let plan: &Plan = &entry.plan;
    let takes = plan.document().trigger.takes();
    let of = Of {
        automation: entry.automation.id,
        subject: due.subject,
        contact: due.contact,
        trigger: &body,
        takes: &takes,
        looked_at: plan.looked_at(),
    };
    let office = office::of(tx)?;
    let house = office.known_catalogue()?;
    let sight = sight::look(tx, &of, house).await?;
    if sight.gone {
        return Ok(vec![]);
    }
    let not = decided(tx, entry, (due.subject, sight.contact), &body, looked).await?.err();
    let about = About {
        run: None,
        begins: Some(Begins { how: start.how.into(), at: due.at, not }),
        automation: entry.automation.id,
        automation_name: name.to_owned(),
        subject: due.subject,
        contact: sight.contact,
        name: name_at(&sight),
        mode: entry.automation.mode,
        left_out: due.left_out,
    };
    let machine = Run::enrolled(tx.new_id(), plan, at);
    let now = sight.view();
    let then = View { now: at, records: now.records.clone(), ..now };
    Ok(messages(&about, (plan, house), (&machine, &then), until))
}
