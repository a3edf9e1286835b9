//! The history of every joint: one row per record and joint, kept from the facts, rebuilt by replay.
//!
//! Invariant: a record waits at one joint at most; undo reopens the same row. Times are wall-clock UTC.

use kernel::{DealId, Joint, LeadId, Money, Ref, Result, Timestamp};
use store::reaction::{Reaction, Told};
use store::{Tx, values};

/// Keeps `intelligence_joint_passage`.
pub struct JointPassages;

const ENTER: &str = "
    insert into intelligence_joint_passage
        (joint, kind, id, service, contact, owner, since, minor, currency, test)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (joint, id) do nothing";

const LEAVE: &str = "
    update intelligence_joint_passage set until = $3, outcome = $4
    where id = $2 and joint = $1 and until is null";

const LEAVE_ANY: &str = "
    update intelligence_joint_passage set until = $2, outcome = $3 where id = $1 and until is null";

/// The last passage that ended opens again; where two ended in one moment, the later joint.
const REOPEN: &str = "
    update intelligence_joint_passage set until = null, outcome = null
    where id = $1 and joint = (
        select joint from intelligence_joint_passage
        where id = $1 and until is not null
        order by until desc, case joint when 'captured_answered' then 0 else 1 end desc limit 1)";

const OWNED_BY: &str = "update intelligence_joint_passage set owner = $2 where id = $1 and until is null";

const WORTH: &str = "
    update intelligence_joint_passage set minor = $2, currency = $3 where id = $1 and until is null";

const WORTH_SAME: &str = "
    update intelligence_joint_passage set minor = $2 where id = $1 and until is null";

const FIRST_OF: &str = "
    select service, contact, owner, minor, currency, test from intelligence_joint_passage
    where id = $1 and joint = 'captured_answered'";

impl Reaction for JointPassages {
    const NAME: &'static str = "intelligence.joint_passages";
    const TABLES: &'static [&'static str] = &["intelligence_joint_passage"];

    async fn hear(tx: &mut Tx, told: &Told) -> Result<()> {
        let at = told.at()?;
        match (told.field::<LeadId>("lead"), told.field::<DealId>("deal"), told.kind()) {
            (Some(lead), _, "lead.captured") => captured(tx, told, lead, at).await,
            (Some(lead), _, "lead.answered") => answered(tx, lead, at).await,
            (Some(lead), _, "lead.qualified") => qualified(tx, lead, at).await,
            (Some(lead), _, "lead.nurtured") => end(tx, lead.into(), at, "nurtured").await,
            (Some(lead), _, "lead.declined" | "lead.closed") => end(tx, lead.into(), at, "lost").await,
            (Some(lead), _, "lead.reopened") => reopen(tx, lead.into()).await,
            (Some(lead), _, "lead.assigned") => assigned(tx, told, lead.into()).await,
            (_, Some(deal), "deal.opened") => opened(tx, told, deal, at).await,
            (_, Some(deal), "deal.changed") => worth(tx, told, deal.into()).await,
            (_, Some(deal), "deal.won") => end(tx, deal.into(), at, "passed").await,
            (_, Some(deal), "deal.lost") => end(tx, deal.into(), at, "lost").await,
            (_, Some(deal), "deal.withdrawn") => end(tx, deal.into(), at, "undone").await,
            (_, Some(deal), "deal.reopened") => reopen(tx, deal.into()).await,
            _ => Ok(()),
        }
    }
}

/// Where a record comes from and what it is worth, as its first fact said.
#[derive(Default)]
struct Origin {
    service: Option<String>,
    contact: Option<String>,
    owner: Option<String>,
    money: Option<Money>,
    test: bool,
}

impl Origin {
    fn of(told: &Told, money: &str) -> Origin {
        Origin {
            service: told.field("service"),
            contact: told.field("contact"),
            owner: told.field("owner"),
            money: told.field(money),
            test: told.field("test").unwrap_or(false),
        }
    }
}

async fn enter(tx: &mut Tx, joint: Joint, on: Ref, origin: &Origin, since: Timestamp) -> Result<()> {
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

async fn leave(tx: &mut Tx, joint: Joint, on: Ref, at: Timestamp, outcome: &str) -> Result<bool> {
    Ok(tx.exec(LEAVE, values![joint.word(), on, at, outcome]).await? > 0)
}

async fn captured(tx: &mut Tx, told: &Told, lead: LeadId, at: Timestamp) -> Result<()> {
    enter(tx, Joint::CapturedAnswered, lead.into(), &Origin::of(told, "expected"), at).await
}

/// The first answer, of whatever kind, ends the first joint; a later one changes nothing here.
async fn answered(tx: &mut Tx, lead: LeadId, at: Timestamp) -> Result<()> {
    if leave(tx, Joint::CapturedAnswered, lead.into(), at, "passed").await? {
        let origin = origin_of(tx, lead).await?;
        enter(tx, Joint::AnsweredQualified, lead.into(), &origin, at).await?;
    }
    Ok(())
}

/// Whoever is qualified without a written answer was answered by whoever qualified them.
async fn qualified(tx: &mut Tx, lead: LeadId, at: Timestamp) -> Result<()> {
    answered(tx, lead, at).await?;
    leave(tx, Joint::AnsweredQualified, lead.into(), at, "passed").await.map(drop)
}

async fn opened(tx: &mut Tx, told: &Told, deal: DealId, at: Timestamp) -> Result<()> {
    enter(tx, Joint::QualifiedProposed, deal.into(), &Origin::of(told, "value"), at).await
}

async fn origin_of(tx: &mut Tx, lead: LeadId) -> Result<Origin> {
    let read = |row: &store::Row<'_>| {
        Ok(Origin {
            service: row.get("service")?,
            contact: row.get("contact")?,
            owner: row.get("owner")?,
            money: row.money("minor", "currency")?,
            test: row.get("test")?,
        })
    };
    Ok(tx.one(FIRST_OF, values![lead], read).await?.unwrap_or_default())
}

async fn end(tx: &mut Tx, on: Ref, at: Timestamp, outcome: &str) -> Result<()> {
    tx.exec(LEAVE_ANY, values![on, at, outcome]).await.map(drop)
}

async fn reopen(tx: &mut Tx, on: Ref) -> Result<()> {
    tx.exec(REOPEN, values![on]).await.map(drop)
}

async fn assigned(tx: &mut Tx, told: &Told, on: Ref) -> Result<()> {
    let owner: Option<String> = told.field("owner");
    tx.exec(OWNED_BY, values![on, &owner]).await.map(drop)
}

/// The value of a deal changed: the difference says to what.
async fn worth(tx: &mut Tx, told: &Told, on: Ref) -> Result<()> {
    let changed = &told.line["changes"][on.to_string()];
    let Some(minor) = changed["value_minor"][1].as_i64() else { return Ok(()) };
    let currency = changed["currency"][1].as_str().map(str::to_owned);
    match currency {
        Some(currency) => tx.exec(WORTH, values![on, minor, &currency]).await.map(drop),
        None => tx.exec(WORTH_SAME, values![on, minor]).await.map(drop),
    }
}

/// A record known only by its kind and bytes, back to an id.
pub fn record(kind: &str, bytes: [u8; 16]) -> Result<Ref> {
    Ref::of(kind, bytes).ok_or_else(|| kernel::fault(format!("no noun is called `{kind}`")))
}

/// A user named in text, as rows of this table keep them.
pub fn user(text: Option<String>) -> Option<kernel::UserId> {
    text.and_then(|text| text.parse().ok())
}
