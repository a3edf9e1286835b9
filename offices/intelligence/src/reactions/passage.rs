//! One passage: a record enters a joint, leaves it with an outcome, and is back when what ended it is undone.

use kernel::{Joint, Money, Ref, Result, Timestamp};
use store::reaction::Told;
use store::{Row, Tx, values};

/// Where a record comes from and what it is worth, as its first fact said.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    pub service: Option<String>,
    pub contact: Option<String>,
    pub owner: Option<String>,
    pub money: Option<Money>,
    pub test: bool,
}

impl Origin {
    /// As a fact says, which has the amount in the field `money`.
    pub fn of(told: &Told, money: &str) -> Origin {
        Origin {
            service: told.field("service"),
            contact: told.field("contact"),
            owner: told.field("owner"),
            money: told.field(money),
            test: told.field("test").unwrap_or(false),
        }
    }

    fn read(row: &Row<'_>) -> Result<Origin> {
        Ok(Origin {
            service: row.get("service")?,
            contact: row.get("contact")?,
            owner: row.get("owner")?,
            money: row.money("minor", "currency")?,
            test: row.get("test")?,
        })
    }
}

/// What the first joint of a record knew of it.
const FIRST_OF: &str = "
    select service, contact, owner, minor, currency, test from intelligence_joint_passage
    where id = $1 order by since, joint limit 1";

pub async fn origin_of(tx: &mut Tx, on: Ref) -> Result<Option<Origin>> {
    tx.one(FIRST_OF, values![on], Origin::read).await
}

const ENTER: &str = "
    insert into intelligence_joint_passage
        (joint, kind, id, service, contact, owner, since, minor, currency, test)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (joint, id) do update set since = excluded.since, until = null, outcome = null, ended_by = null,
        through = null, owner = excluded.owner, minor = excluded.minor, currency = excluded.currency
    where intelligence_joint_passage.outcome = 'undone'";

/// It waits at the joint from now on; whoever has been there stays as they were, unless that was undone.
pub async fn enter(tx: &mut Tx, joint: Joint, on: Ref, origin: &Origin, since: Timestamp) -> Result<()> {
    let values = values![
        joint.word(),
        on.kind,
        on,
        &origin.service,
        &origin.contact,
        &origin.owner,
        since,
        origin.money.map(|m| m.minor),
        origin.money.map(|m| m.currency.code()),
        origin.test
    ];
    tx.exec(ENTER, values).await.map(drop)
}

/// How a record leaves what it waits at.
pub struct End<'t> {
    pub at: Timestamp,
    /// passed, lost, nurtured or undone.
    pub outcome: &'static str,
    /// The kind of the fact.
    pub by: &'t str,
    /// The record through which it left, as an id.
    pub through: Option<String>,
}

impl<'t> End<'t> {
    pub fn of(told: &'t Told, outcome: &'static str) -> Result<End<'t>> {
        Ok(End { at: told.at()?, outcome, by: told.kind(), through: None })
    }
}

const LEAVE: &str = "
    update intelligence_joint_passage set until = $3, outcome = $4, ended_by = $5, through = $6
    where id = $2 and joint = $1 and until is null";

/// Whether it was there.
pub async fn leave(tx: &mut Tx, joint: Joint, on: Ref, end: &End<'_>) -> Result<bool> {
    let values = values![joint.word(), on, end.at, end.outcome, end.by, &end.through];
    Ok(tx.exec(LEAVE, values).await? > 0)
}

const LEAVE_ANY: &str = "
    update intelligence_joint_passage set until = $2, outcome = $3, ended_by = $4
    where id = $1 and until is null";

/// It leaves wherever it is; whether it was anywhere.
pub async fn leave_any(tx: &mut Tx, on: Ref, end: &End<'_>) -> Result<bool> {
    Ok(tx.exec(LEAVE_ANY, values![on, end.at, end.outcome, end.by]).await? > 0)
}

/// The last passage that one of these facts ended; where two ended in one moment, the later joint.
const REOPEN: &str = "
    update intelligence_joint_passage set until = null, outcome = null, ended_by = null, through = null
    where id = $1 and joint = (
        select joint from intelligence_joint_passage
        where id = $1 and until is not null and ended_by in ($2, $3, $4, $5)
        order by until desc, case joint when 'captured_answered' then 0 when 'answered_qualified' then 1
            when 'qualified_proposed' then 2 when 'proposed_signed' then 3 when 'signed_delivered' then 4
            when 'delivered_invoiced' then 5 when 'invoiced_paid' then 6 else 7 end desc limit 1)";

/// What one of these facts ended is open again.
pub async fn reopen(tx: &mut Tx, on: Ref, by: &[&str]) -> Result<()> {
    let by = |n: usize| by.get(n).copied().unwrap_or_default();
    tx.exec(REOPEN, values![on, by(0), by(1), by(2), by(3)]).await.map(drop)
}

const REOPEN_THROUGH: &str = "
    update intelligence_joint_passage set until = null, outcome = null, ended_by = null, through = null
    where through = $1";

/// Whatever left through that record is back.
pub async fn reopen_through(tx: &mut Tx, record: &str) -> Result<()> {
    tx.exec(REOPEN_THROUGH, values![record]).await.map(drop)
}

const OWNED_BY: &str = "update intelligence_joint_passage set owner = $2 where id = $1 and until is null";

pub async fn owned_by(tx: &mut Tx, on: Ref, owner: Option<String>) -> Result<()> {
    tx.exec(OWNED_BY, values![on, &owner]).await.map(drop)
}

const WORTH: &str = "
    update intelligence_joint_passage set minor = $3, currency = $4
    where id = $1 and joint = $2 and until is null";

/// What waits there is worth this from now on.
pub async fn worth(tx: &mut Tx, joint: Joint, on: Ref, money: Money) -> Result<()> {
    tx.exec(WORTH, values![on, joint.word(), money.minor, money.currency.code()]).await.map(drop)
}

const WORTH_SAME: &str = "
    update intelligence_joint_passage set minor = $3 where id = $1 and joint = $2 and until is null";

/// The amount of a record changed: the difference in the line says to what.
pub async fn changed(tx: &mut Tx, told: &Told, joint: Joint, on: Ref, minor: &str) -> Result<()> {
    let changed = &told.line["changes"][on.to_string()];
    let Some(minor) = changed[minor][1].as_i64() else { return Ok(()) };
    let currency = changed["currency"][1].as_str().and_then(kernel::Currency::from_code);
    match currency {
        Some(currency) => worth(tx, joint, on, Money { minor, currency }).await,
        None => tx.exec(WORTH_SAME, values![on, joint.word(), minor]).await.map(drop),
    }
}
