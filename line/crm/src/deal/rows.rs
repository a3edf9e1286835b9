//! How deals are kept. The only file that writes the table `crm_deal`.

pub mod list;

use kernel::{ContactId, DealId, Error, Result, Timestamp, fault};
use store::{Row, Tx, values};

use super::{Deal, State};

store::noun! {
    Deal is "deal" in "crm_deal" {
        open contact: Id = |d| d.contact;
        open lead: Id = |d| d.lead;
        open service: Id = |d| d.service;
        personal title: Text = |d| &d.title;
        open minor: Minor = |d| d.value.map(|m| m.minor);
        open currency: Text = |d| d.value.map(|m| m.currency);
        open stage: Text = |d| &d.stage;
        open state: Text = |d| d.state.word();
        open opened_at: At = |d| d.opened_at;
        open moved_at: At = |d| d.moved_at;
        open ended_at: At = |d| d.state.at();
        open reason: Text = |d| d.state.reason();
        open expected_on: On = |d| d.expected_on;
        open due_at: At = |d| d.due;
        open test: Flag = |d| d.test;
    }
}

const SELECT: &str = "
    select d.id, d.rv, d.owner, d.team, d.contact, d.lead, d.service, d.title, d.minor, d.currency, d.stage,
        d.state, d.opened_at, d.moved_at, d.ended_at, d.reason, d.expected_on, d.due_at, d.test
    from crm_deal d ";

pub async fn load(tx: &mut Tx, id: DealId) -> Result<Deal> {
    tx.one(&format!("{SELECT} where d.id = $1"), values![id], read).await?.ok_or(Error::Missing("deal"))
}

const SIGNED: &str =
    "select 1 as one from sales_agreement_window where deal = $1 and state = 'signed' limit 1";

/// Whether an agreement about it holds.
pub async fn is_signed(tx: &mut Tx, deal: DealId) -> Result<bool> {
    Ok(tx.one(SIGNED, values![deal], |_| Ok(())).await?.is_some())
}

/// The newest open deal of a person: what a message to them may name.
pub async fn open_of(tx: &mut Tx, contact: ContactId) -> Result<Option<Deal>> {
    let sql = format!("{SELECT} where d.contact = $1 and d.state = 'open' order by d.id desc limit 1");
    tx.one(&sql, values![contact], read).await
}

/// How many open deals stand in a stage.
pub async fn standing_in(tx: &mut Tx, stage: &str) -> Result<i64> {
    let sql = "select count(*) as n from crm_deal where state = 'open' and stage = $1";
    Ok(tx.one(sql, values![stage], |row| row.get("n")).await?.unwrap_or_default())
}

fn read(row: &Row<'_>) -> Result<Deal> {
    Ok(Deal {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        contact: row.get("contact")?,
        lead: row.get("lead")?,
        service: row.get("service")?,
        title: row.get("title")?,
        value: row.money("minor", "currency")?,
        stage: row.get("stage")?,
        state: state(row)?,
        opened_at: row.get("opened_at")?,
        moved_at: row.get("moved_at")?,
        expected_on: row.get("expected_on")?,
        due: row.get("due_at")?,
        test: row.get("test")?,
    })
}

fn state(row: &Row<'_>) -> Result<State> {
    let word: String = row.get("state")?;
    Ok(match word.as_str() {
        "open" => State::Open,
        "won" => State::Won { at: row.get("ended_at")? },
        "lost" => State::Lost { at: row.get("ended_at")?, reason: row.get("reason")? },
        "withdrawn" => State::Withdrawn { at: row.get("ended_at")? },
        other => return Err(fault(format!("crm_deal_state allows no `{other}`"))),
    })
}

impl State {
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            State::Open => None,
            State::Won { at } | State::Lost { at, .. } | State::Withdrawn { at } => Some(*at),
        }
    }

    pub fn reason(&self) -> Option<&str> {
        if let State::Lost { reason, .. } = self { Some(reason) } else { None }
    }
}
