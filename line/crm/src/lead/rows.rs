//! How leads are kept. The only file that writes the table `crm_lead`.

pub mod around;
pub mod list;

use kernel::{ContactId, Date, DealId, Error, LeadId, Result, Timestamp, Value, fault};
use store::{Row, Tx, values};

use super::{Lead, Next, State};

store::noun! {
    Lead is "lead" in "crm_lead" {
        open contact: Id = |l| l.contact;
        open service: Id = |l| l.service;
        open channel: Text = |l| &l.channel;
        open source: Doc = |l| Value::doc(&l.source);
        open form: Id = |l| l.form;
        open intake: Id = |l| l.intake;
        personal message: Text = |l| &l.message;
        personal answers: Doc = |l| Value::doc(&l.answers);
        open captured_at: At = |l| l.captured_at;
        open answered_at: At = |l| l.answered_at;
        open useful_at: At = |l| l.useful_at;
        open state: Text = |l| l.state.word();
        open decided_at: At = |l| l.state.at();
        open until: On = |l| l.state.until();
        open reason: Text = |l| l.state.reason();
        open deal: Id = |l| l.state.deal();
        open question: Text = |l| l.next.as_ref().and_then(|n| n.question.clone());
        open next_text: Text = |l| l.next.as_ref().map(|n| n.text.as_str());
        open due_at: At = |l| l.next.as_ref().map(|n| n.due);
        open expected_minor: Minor = |l| l.expected.map(|m| m.minor);
        open currency: Text = |l| l.expected.map(|m| m.currency);
        open test: Flag = |l| l.test;
    }
}

const SELECT: &str = "
    select l.id, l.rv, l.owner, l.team, l.contact, l.service, l.channel, l.source, l.form, l.intake,
        l.message, l.answers, l.captured_at, l.answered_at, l.useful_at, l.state, l.decided_at, l.until,
        l.reason, l.deal, l.question, l.next_text, l.due_at, l.expected_minor, l.currency, l.test
    from crm_lead l ";

pub async fn load(tx: &mut Tx, id: LeadId) -> Result<Lead> {
    find(tx, id).await?.ok_or(Error::Missing("lead"))
}

pub async fn find(tx: &mut Tx, id: LeadId) -> Result<Option<Lead>> {
    tx.one(&format!("{SELECT} where l.id = $1"), values![id], read).await
}

/// The newest lead of a person that is not decided yet: what a message to them is about.
pub async fn undecided_of(tx: &mut Tx, contact: ContactId) -> Result<Option<Lead>> {
    let sql = format!(
        "{SELECT} where (l.contact = $1 or l.contact in (select alias from crm_alias where contact = $1))
            and l.state in ('open', 'nurtured') order by l.id desc limit 1"
    );
    tx.one(&sql, values![contact], read).await
}

fn read(row: &Row<'_>) -> Result<Lead> {
    let text: Option<String> = row.get("next_text")?;
    let next = text.zip(row.get::<Option<Timestamp>>("due_at")?);
    let question = row.get("question")?;
    Ok(Lead {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        contact: row.get("contact")?,
        service: row.get("service")?,
        channel: row.get("channel")?,
        source: row.doc("source")?,
        form: row.get("form")?,
        intake: row.get("intake")?,
        message: row.get("message")?,
        answers: row.doc("answers")?,
        captured_at: row.get("captured_at")?,
        answered_at: row.get("answered_at")?,
        useful_at: row.get("useful_at")?,
        state: state(row)?,
        next: next.map(|(text, due)| Next { question, text, due }),
        expected: row.money("expected_minor", "currency")?,
        test: row.get("test")?,
    })
}

fn state(row: &Row<'_>) -> Result<State> {
    let word: String = row.get("state")?;
    Ok(match word.as_str() {
        "open" => State::Open,
        "qualified" => State::Qualified {
            at: row.get("decided_at")?,
            deal: row.get("deal")?,
            reason: row.get("reason")?,
        },
        "nurtured" => State::Nurtured {
            at: row.get("decided_at")?,
            until: row.get("until")?,
            reason: row.get("reason")?,
        },
        "declined" => State::Declined { at: row.get("decided_at")?, reason: row.get("reason")? },
        "closed" => State::Closed { at: row.get("decided_at")?, reason: row.get("reason")? },
        other => return Err(fault(format!("crm_lead_state allows no `{other}`"))),
    })
}

impl State {
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            State::Open => None,
            State::Qualified { at, .. }
            | State::Nurtured { at, .. }
            | State::Declined { at, .. }
            | State::Closed { at, .. } => Some(*at),
        }
    }

    pub fn until(&self) -> Option<Date> {
        if let State::Nurtured { until, .. } = self { Some(*until) } else { None }
    }

    pub fn deal(&self) -> Option<DealId> {
        if let State::Qualified { deal, .. } = self { Some(*deal) } else { None }
    }

    pub fn reason(&self) -> Option<&str> {
        match self {
            State::Open => None,
            State::Qualified { reason, .. } | State::Nurtured { reason, .. } => reason.as_deref(),
            State::Declined { reason, .. } | State::Closed { reason, .. } => Some(reason),
        }
    }
}
