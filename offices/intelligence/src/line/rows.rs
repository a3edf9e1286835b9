//! What the line reads: every room's `_open` window, the passages, the titles of records.

use kernel::{Joint, Ref, Result, ServiceId, Timestamp, UserId};
use store::{Row, Tx, values};

use super::{Move, Passage, Waiting};
use crate::reactions::{record, user};

const PASSAGES: &str = "
    select joint, since, until, outcome, minor, currency from intelligence_joint_passage
    where test is false and (since >= $1 or until >= $1) and since < $2
        and (service = $3 or $3 is null)";

const PASSED: &str = "
    select p.kind, p.id, t.title, t.detail, p.since, p.until, p.owner, p.minor, p.currency, p.outcome
    from intelligence_joint_passage p left join store_title t on t.kind = p.kind and t.id = p.id
    where p.joint = $1 and p.test is false and p.outcome = $2 and p.until >= $3 and p.until < $4
        and (p.service = $5 or $5 is null)
    order by p.until desc, p.id desc limit $6";

const ENTERED: &str = "
    select p.kind, p.id, t.title, t.detail, p.since, p.until, p.owner, p.minor, p.currency, p.outcome
    from intelligence_joint_passage p left join store_title t on t.kind = p.kind and t.id = p.id
    where p.joint = $1 and p.test is false and (p.outcome <> $2 or p.outcome is null)
        and p.since >= $3 and p.since < $4 and (p.service = $5 or $5 is null)
    order by p.since desc, p.id desc limit $6";

/// One record behind a figure.
pub struct Listed {
    pub id: Ref,
    pub title: Option<String>,
    pub detail: Option<String>,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
    pub owner: Option<UserId>,
    pub money: Option<kernel::Money>,
    pub outcome: Option<String>,
    pub whose: Option<Move>,
}

/// Which joint an open record waits at, by its kind and state.
fn joint_of(kind: &str, state: &str) -> Option<Joint> {
    match (kind, state) {
        ("lead", "captured") => Some(Joint::CapturedAnswered),
        ("lead", "answered") => Some(Joint::AnsweredQualified),
        ("deal", _) => Some(Joint::QualifiedProposed),
        _ => None,
    }
}

fn move_of(word: &str) -> Move {
    match word {
        "theirs" => Move::Theirs,
        "machine" => Move::Machine,
        _ => Move::Ours,
    }
}

/// Every room's open records under one name; the rooms are those that exist.
fn all_open(tx: &Tx) -> String {
    let window = |name: &&str| {
        format!(
            "select kind, id, contact, service, state, owner, since, move, minor, currency, test from {name}"
        )
    };
    tx.windows("_open").iter().map(window).collect::<Vec<_>>().join(" union all ")
}

pub async fn waiting(tx: &mut Tx, service: Option<ServiceId>) -> Result<Vec<Waiting>> {
    let sql = format!(
        "select kind, state, since, move, minor, currency from ({}) o
        where test is false and (service = $1 or $1 is null)",
        all_open(tx)
    );
    let read = |row: &Row<'_>| {
        let joint = joint_of(&row.get::<String>("kind")?, &row.get::<String>("state")?);
        let (since, whose) = (row.get("since")?, move_of(&row.get::<String>("move")?));
        let money = row.money("minor", "currency")?;
        Ok(joint.map(|joint| Waiting { joint, since, whose, money }))
    };
    Ok(tx.all(&sql, values![service], read).await?.into_iter().flatten().collect())
}

pub async fn passages(
    tx: &mut Tx,
    from: Timestamp,
    to: Timestamp,
    service: Option<ServiceId>,
) -> Result<Vec<Passage>> {
    let service = service.map(|id| id.to_string());
    let read = |row: &Row<'_>| {
        let joint = Joint::from_word(&row.get::<String>("joint")?);
        Ok(Passage {
            joint: joint.ok_or_else(|| kernel::fault("no such joint"))?,
            since: row.get("since")?,
            until: row.get("until")?,
            outcome: row.get("outcome")?,
            money: row.money("minor", "currency")?,
        })
    };
    tx.all(PASSAGES, values![from, to, &service], read).await
}

/// What waits at one joint, oldest first.
pub async fn waiting_at(
    tx: &mut Tx,
    joint: Joint,
    service: Option<ServiceId>,
    limit: i64,
) -> Result<Vec<Listed>> {
    let sql = format!(
        "select o.kind, o.id, o.state, o.move, t.title, t.detail, o.since, o.owner, o.minor, o.currency
        from ({}) o left join store_title t on t.kind = o.kind and t.id = o.id
        where o.test is false and (o.service = $1 or $1 is null) order by o.since, o.id",
        all_open(tx)
    );
    let read = |row: &Row<'_>| {
        let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
        let listed = Listed {
            id: record(&kind, row.get("id")?)?,
            title: row.get("title")?,
            detail: row.get("detail")?,
            since: row.get("since")?,
            until: None,
            owner: row.get("owner")?,
            money: row.money("minor", "currency")?,
            outcome: None,
            whose: Some(move_of(&row.get::<String>("move")?)),
        };
        Ok((joint_of(&kind, &state) == Some(joint)).then_some(listed))
    };
    let all = tx.all(&sql, values![service], read).await?;
    Ok(all.into_iter().flatten().take(limit as usize).collect())
}

/// What a record behind a figure of a period must be.
pub struct Wanted<'w> {
    pub joint: Joint,
    /// entered, passed, lost or nurtured.
    pub which: &'w str,
    pub from: Timestamp,
    pub to: Timestamp,
    pub service: Option<ServiceId>,
    pub limit: i64,
}

pub async fn happened_at(tx: &mut Tx, wanted: Wanted<'_>) -> Result<Vec<Listed>> {
    let (sql, outcome) = match wanted.which {
        "entered" => (ENTERED, "undone"),
        outcome => (PASSED, outcome),
    };
    let service = wanted.service.map(|id| id.to_string());
    let values = values![wanted.joint.word(), outcome, wanted.from, wanted.to, &service, wanted.limit];
    tx.all(sql, values, |row| {
        Ok(Listed {
            id: record(&row.get::<String>("kind")?, row.get("id")?)?,
            title: row.get("title")?,
            detail: row.get("detail")?,
            since: row.get("since")?,
            until: row.get("until")?,
            owner: user(row.get("owner")?),
            money: row.money("minor", "currency")?,
            outcome: row.get("outcome")?,
            whose: None,
        })
    })
    .await
}
