//! How proposals, their sent versions and their views are kept. The only file that writes these tables.

pub mod list;

use kernel::{DealId, Error, ProposalId, Result, Timestamp, Value, fault};
use store::{Row, Tx, values};

use super::offer::{Offer, ProposalVersion};
use super::{Proposal, State};
use crate::client::Client;

store::noun! {
    Proposal is "proposal" in "sales_proposal" {
        open deal: Id = |p| p.deal;
        open contact: Id = |p| p.contact;
        open service: Id = |p| p.service;
        open number: Text = |p| &p.number;
        open version: Int = |p| p.version;
        personal title: Text = |p| &p.content.title;
        open currency: Text = |p| p.currency;
        open language: Text = |p| &p.content.language;
        personal content: Doc = |p| Value::doc(&p.content);
        open minor: Minor = |p| p.net.minor;
        open gross_minor: Minor = |p| p.gross.minor;
        open state: Text = |p| p.state.word();
        open valid_until: On = |p| p.content.valid_until;
        open sent_at: At = |p| p.sent_at;
        open viewed_at: At = |p| p.viewed_at;
        open ended_at: At = |p| p.state.ended_at();
        personal reason: Text = |p| p.state.reason();
        open with_deal: Flag = |p| p.ended_with_deal();
        open agreement: Id = |p| p.agreement;
        open signed_at: At = |p| p.signed_at;
        open due_at: At = |p| p.due;
        open test: Flag = |p| p.test;
    }
}

store::noun! {
    ProposalVersion is "proposal_version" in "sales_proposal_version" {
        open proposal: Id = |v| v.proposal;
        open version: Int = |v| v.version;
        personal offer: Doc = |v| Value::Doc(v.text.clone());
        open sha256: Text = |v| &v.sha256;
        open sent_at: At = |v| v.sent_at;
    }
}

const SELECT: &str = "
    select p.id, p.rv, p.owner, p.team, p.deal, p.contact, p.service, p.number, p.version, p.currency,
        p.content, p.minor, p.gross_minor, p.state, p.sent_at, p.viewed_at, p.ended_at, p.reason, p.with_deal,
        p.agreement, p.signed_at, p.due_at, p.test
    from sales_proposal p ";

pub async fn load(tx: &mut Tx, id: ProposalId) -> Result<Proposal> {
    let sql = format!("{SELECT} where p.id = $1");
    tx.one(&sql, values![id], read).await?.ok_or(Error::Missing("proposal"))
}

/// All of a deal, oldest first.
pub async fn of_deal(tx: &mut Tx, deal: DealId) -> Result<Vec<Proposal>> {
    tx.all(&format!("{SELECT} where p.deal = $1 order by p.id"), values![deal], read).await
}

const VERSION: &str = "
    select id, rv, owner, team, proposal, version, offer, sha256, sent_at
    from sales_proposal_version where proposal = $1 ";

/// What the customer was shown last; a draft of the next version is not it.
pub async fn newest(tx: &mut Tx, proposal: ProposalId) -> Result<Option<ProposalVersion>> {
    let sql = format!("{VERSION} order by version desc limit 1");
    tx.one(&sql, values![proposal], read_version).await
}

pub async fn versions(tx: &mut Tx, proposal: ProposalId) -> Result<Vec<ProposalVersion>> {
    tx.all(&format!("{VERSION} order by version desc"), values![proposal], read_version).await
}

/// Those that can be accepted and whose time has come by `now`.
pub async fn overdue(tx: &mut Tx, now: Timestamp) -> Result<Vec<ProposalId>> {
    const OVERDUE: &str = "
        select id from sales_proposal
        where state in ('sent', 'viewed', 'accepted') and signed_at is null and due_at <= $1
        order by due_at limit 100";
    tx.all(OVERDUE, values![now], |row| row.get("id")).await
}

/// When the next one ends.
pub async fn next_overdue(tx: &mut Tx) -> Result<Option<Timestamp>> {
    const NEXT: &str = "
        select due_at from sales_proposal
        where state in ('sent', 'viewed', 'accepted') and signed_at is null and due_at is not null
        order by due_at limit 1";
    tx.one(NEXT, &[], |row| row.get("due_at")).await
}

/// Writes a view down; false where this browser was counted in this hour.
pub async fn seen(tx: &mut Tx, proposal: &Proposal, browser: &str, client: &Client) -> Result<bool> {
    const SEEN: &str = "
        insert into sales_view (proposal, version, browser, hour, at, ip, agent)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing";
    let at = tx.now();
    let hour = at.as_millisecond() / 3_600_000;
    let (ip, agent) = (&client.network, &client.user_agent);
    let values = values![proposal.id, proposal.version, browser, hour, at, ip, agent].to_vec();
    Ok(tx.exec(SEEN, &values).await? == 1)
}

/// A time somebody looked, and from where.
#[derive(Debug, Clone)]
pub struct Seen {
    pub version: i64,
    pub at: Timestamp,
    pub ip: Option<String>,
    pub agent: Option<String>,
}

/// The first hundred, in order of time.
pub async fn views(tx: &mut Tx, proposal: ProposalId) -> Result<Vec<Seen>> {
    const VIEWS: &str = "
        select version, at, ip, agent from sales_view where proposal = $1 order by at limit 100";
    let read = |row: &Row<'_>| {
        Ok(Seen {
            version: row.get("version")?,
            at: row.get("at")?,
            ip: row.get("ip")?,
            agent: row.get("agent")?,
        })
    };
    tx.all(VIEWS, values![proposal], read).await
}

/// The deal is over, or open again: what waits of it is counted accordingly.
pub async fn deal_ended(tx: &mut Tx, deal: DealId, ended: bool) -> Result<()> {
    let sql = match ended {
        true => "insert into sales_deal_ended (deal) values ($1) on conflict do nothing",
        false => "delete from sales_deal_ended where deal = $1",
    };
    tx.exec(sql, values![deal]).await.map(drop)
}

fn read(row: &Row<'_>) -> Result<Proposal> {
    let currency = row.get("currency")?;
    Ok(Proposal {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        deal: row.get("deal")?,
        contact: row.get("contact")?,
        service: row.get("service")?,
        number: row.get("number")?,
        version: row.get("version")?,
        currency,
        content: row.doc("content")?,
        net: kernel::Money::new(row.get("minor")?, currency),
        gross: kernel::Money::new(row.get("gross_minor")?, currency),
        state: state(row)?,
        sent_at: row.get("sent_at")?,
        viewed_at: row.get("viewed_at")?,
        agreement: row.get("agreement")?,
        signed_at: row.get("signed_at")?,
        due: row.get("due_at")?,
        test: row.get("test")?,
    })
}

fn state(row: &Row<'_>) -> Result<State> {
    let word: String = row.get("state")?;
    Ok(match word.as_str() {
        "draft" => State::Draft,
        "sent" => State::Sent,
        "viewed" => State::Viewed,
        "accepted" => State::Accepted,
        "declined" => State::Declined { at: row.get("ended_at")?, reason: row.get("reason")? },
        "expired" => State::Expired { at: row.get("ended_at")? },
        "withdrawn" if row.get("with_deal")? => State::EndedWithDeal { at: row.get("ended_at")? },
        "withdrawn" => State::Withdrawn { at: row.get("ended_at")?, reason: row.get("reason")? },
        other => return Err(fault(format!("sales_proposal_state allows no `{other}`"))),
    })
}

fn read_version(row: &Row<'_>) -> Result<ProposalVersion> {
    let text: String = row.get("offer")?;
    let offer: Offer = serde_json::from_str(&text).map_err(fault)?;
    Ok(ProposalVersion {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        proposal: row.get("proposal")?,
        version: row.get("version")?,
        offer,
        text,
        sha256: row.get("sha256")?,
        sent_at: row.get("sent_at")?,
    })
}
