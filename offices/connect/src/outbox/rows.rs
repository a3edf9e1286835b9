//! What the outbox reads through the store's window on effects.

use kernel::{ContactId, EffectId, Error, Id, Owned, Ref, Result, Timestamp, UserId, fault};
use store::effect::Queued;
use store::{Row, Tx, values};

use super::State;
use crate::scope::reach;
use crate::sending::{AccountOrder, CodeOrder, MailOrder, ReportOrder};

/// One mail of the outbox.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: EffectId,
    pub kind: String,
    pub key: String,
    /// What it is about, for a message to a customer.
    pub order: Option<MailOrder>,
    /// Whom a mail with a code is for.
    pub signer: Option<ContactId>,
    /// Whom a mail to one of the staff is for.
    pub user: Option<UserId>,
    /// Of a report: what it is called.
    pub report: Option<String>,
    pub automated: bool,
    pub state: State,
    pub attempts: i64,
    pub made_at: Timestamp,
    pub due_at: Timestamp,
    pub done_at: Option<Timestamp>,
    pub note: Option<String>,
    /// Where it waits.
    pub queued: Option<Queued>,
    pub contact_name: Option<String>,
    pub owned: Owned,
}

const LIST: &str = "
    select e.id, e.kind, e.key, e.payload, e.run, e.state, e.attempt, e.made_at, e.due_at, e.done_at, e.note,
        e.held_by, c.name, c.owner, c.team
    from store_effect e left join crm_contact_window c on c.id = e.person
    where e.kind in ('mail', 'account_mail', 'code_mail', 'report_mail')
        and (e.state = $1 or $1 is null) and (e.id < $2 or $2 is null)
        and ($3 = 'all' or c.owner = $4 or ($3 = 'team' and c.team = $5))
    order by e.id desc limit $6";
const ONE: &str = "
    select e.id, e.kind, e.key, e.payload, e.run, e.state, e.attempt, e.made_at, e.due_at, e.done_at, e.note,
        e.held_by, c.name, c.owner, c.team
    from store_effect e left join crm_contact_window c on c.id = e.person
    where e.key = $1 and e.kind in ('mail', 'account_mail', 'code_mail', 'report_mail')";
const COUNTS: &str = "
    select e.state, cast(count(*) as bigint) as n
    from store_effect e left join crm_contact_window c on c.id = e.person
    where e.kind in ('mail', 'account_mail', 'code_mail', 'report_mail') and (e.done_at is null or e.done_at > $1)
        and ($2 = 'all' or c.owner = $3 or ($2 = 'team' and c.team = $4))
    group by e.state";

/// Newest first, within the reader's scope.
pub async fn list(
    tx: &mut Tx,
    state: Option<State>,
    after: Option<EffectId>,
    limit: i64,
) -> Result<Vec<Entry>> {
    let (scope, user, team) = reach(tx);
    let (state, after) = (state.map(State::word), after.map(Ref::from));
    tx.all(LIST, values![state, after, scope, user, team, limit], read).await
}

pub async fn one(tx: &mut Tx, key: &str) -> Result<Entry> {
    tx.one(ONE, values![key], read).await?.ok_or(Error::Missing("mail"))
}

/// How many stand in each state; of what is over, only what ended after this instant.
pub async fn counts(tx: &mut Tx, ended_after: Timestamp) -> Result<Vec<(State, i64)>> {
    let (scope, user, team) = reach(tx);
    let read = |row: &Row<'_>| Ok((state(row)?, row.get("n")?));
    tx.all(COUNTS, values![ended_after, scope, user, team], read).await
}

fn state(row: &Row<'_>) -> Result<State> {
    let word: String = row.get("state")?;
    State::from_word(&word).ok_or_else(|| fault(format!("no mail is `{word}`")))
}

fn read(row: &Row<'_>) -> Result<Entry> {
    let payload: serde_json::Value = row.doc("payload")?;
    let report = serde_json::from_value::<ReportOrder>(payload.clone()).ok();
    let account = serde_json::from_value::<AccountOrder>(payload.clone()).ok();
    Ok(Entry {
        id: EffectId::from_bytes(row.get("id")?),
        kind: row.get("kind")?,
        key: row.get("key")?,
        order: serde_json::from_value(payload.clone()).ok(),
        signer: serde_json::from_value::<CodeOrder>(payload).ok().map(|order| order.contact),
        user: account.map(|order| order.user).or(report.as_ref().map(|report| report.user)),
        report: report.map(|report| report.subject),
        automated: row.get::<Option<Vec<u8>>>("run")?.is_some(),
        state: state(row)?,
        attempts: row.get("attempt")?,
        made_at: row.get("made_at")?,
        due_at: row.get("due_at")?,
        done_at: row.get("done_at")?,
        note: row.get("note")?,
        queued: Queued::read(row)?,
        contact_name: row.get("name")?,
        owned: row.owned()?,
    })
}

impl Entry {
    pub fn contact(&self) -> Option<ContactId> {
        self.order.as_ref().map(|order| order.contact).or(self.signer)
    }
}
