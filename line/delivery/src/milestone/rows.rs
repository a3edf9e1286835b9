//! How milestones are kept. The only file that writes the table `delivery_milestone`.

use facts::Fact;
use kernel::{Error, InvoiceId, MilestoneId, ProjectId, Result, Timestamp, Value, fault};
use store::{Row, Tx, values};

use super::{Acceptance, By, Milestone, State};
use crate::days::Days;
use crate::project;

store::noun! {
    Milestone is "milestone" in "delivery_milestone" {
        open project: Id = |m| m.project;
        open agreement: Id = |m| m.agreement;
        open deal: Id = |m| m.deal;
        open contact: Id = |m| m.contact;
        open service: Id = |m| m.service;
        personal title: Text = |m| &m.title;
        open position: Int = |m| m.position;
        open minor: Minor = |m| m.amount.minor;
        open currency: Text = |m| m.amount.currency;
        open tax: Doc = |m| Value::doc(&m.groups);
        personal buyer: Doc = |m| Value::doc(&m.buyer);
        open agreement_number: Text = |m| m.agreement_number.as_deref();
        open project_number: Text = |m| &m.project_number;
        open due_on: On = |m| m.due_on;
        open since: At = |m| m.since;
        open state: Text = |m| m.state.word();
        open delivered_at: At = |m| m.state.delivered_at();
        open decided_at: At = |m| m.state.decided_at();
        personal reason: Text = |m| m.state.reason();
        open with_project: Flag = |m| matches!(m.state, State::Cancelled { with_project: true, .. });
        open accepted_at: At = |m| m.state.acceptance().map(|a| a.at);
        open accepted_on: On = |m| m.state.acceptance().map(|a| a.on);
        open accepted_by: Text = |m| m.state.acceptance().map(|a| a.by.word());
        personal accepted_name: Text = |m| m.state.acceptance().and_then(|a| a.name.as_deref());
        personal note: Text = |m| m.state.acceptance().and_then(|a| a.note.as_deref());
        open evidence: Id = |m| m.state.acceptance().and_then(|a| a.file);
        open invoice: Id = |m| m.invoice;
        open due_at: At = |m| m.due;
        open test: Flag = |m| m.test;
    }
}

const SELECT: &str = "
    select m.id, m.rv, m.owner, m.team, m.project, m.agreement, m.deal, m.contact, m.service, m.title,
        m.position, m.minor, m.currency, m.tax, m.buyer, m.agreement_number, m.project_number, m.due_on,
        m.since, m.state, m.delivered_at, m.decided_at, m.reason, m.with_project, m.accepted_at,
        m.accepted_on, m.accepted_by, m.accepted_name, m.note, m.evidence, m.invoice, m.due_at, m.test
    from delivery_milestone m ";

pub async fn load(tx: &mut Tx, id: MilestoneId) -> Result<Milestone> {
    maybe(tx, id).await?.ok_or(Error::Missing("milestone"))
}

pub async fn maybe(tx: &mut Tx, id: MilestoneId) -> Result<Option<Milestone>> {
    tx.one(&format!("{SELECT} where m.id = $1"), values![id], read).await
}

/// All of a project, in their order.
pub async fn of_project(tx: &mut Tx, project: ProjectId) -> Result<Vec<Milestone>> {
    of_projects(tx, &[project]).await
}

/// All of these projects, in their order.
pub async fn of_projects(tx: &mut Tx, projects: &[ProjectId]) -> Result<Vec<Milestone>> {
    if projects.is_empty() {
        return Ok(vec![]);
    }
    let numbers: Vec<String> = (1..=projects.len()).map(|n| format!("${n}")).collect();
    let sql = format!("{SELECT} where m.project in ({}) order by m.position", numbers.join(", "));
    let values: Vec<Value<'_>> = projects.iter().map(|project| (*project).into()).collect();
    tx.all(&sql, &values, read).await
}

pub async fn named_in(tx: &mut Tx, invoice: InvoiceId) -> Result<Vec<Milestone>> {
    tx.all(&format!("{SELECT} where m.invoice = $1 order by m.id"), values![invoice], read).await
}

/// How many of a project still wait to be delivered or accepted.
pub async fn waiting(tx: &mut Tx, project: ProjectId) -> Result<usize> {
    let sql = "select count(*) as n from delivery_milestone
        where project = $1 and state in ('open', 'delivered', 'disputed')";
    let n: Option<i64> = tx.one(sql, values![project], |row| row.get("n")).await?;
    usize::try_from(n.unwrap_or_default()).map_err(fault)
}

/// Keeps a step of the work with its next due time, and the project's, and tells it; nothing where nothing
/// differs.
pub async fn keep<F: Fact>(tx: &mut Tx, before: &Milestone, after: Milestone, told: F) -> Result<Milestone> {
    let days = Days::of(tx).await?;
    let after =
        if after.state == before.state && after.due_on == before.due_on && after.invoice == before.invoice {
            after
        } else {
            days.dated(after)?
        };
    let kept = tx.keep(before, after).await?;
    if kept.rv != before.rv {
        project::rows::date(tx, kept.project, &days).await?;
        tx.tell(told);
    }
    Ok(kept)
}

fn read(row: &Row<'_>) -> Result<Milestone> {
    Ok(Milestone {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        project: row.get("project")?,
        agreement: row.get("agreement")?,
        deal: row.get("deal")?,
        contact: row.get("contact")?,
        service: row.get("service")?,
        title: row.get("title")?,
        position: row.get("position")?,
        amount: row.money("minor", "currency")?.ok_or_else(|| fault("a milestone has an amount"))?,
        groups: row.doc("tax")?,
        buyer: row.doc("buyer")?,
        agreement_number: row.get("agreement_number")?,
        project_number: row.get("project_number")?,
        due_on: row.get("due_on")?,
        since: row.get("since")?,
        state: state(row)?,
        invoice: row.get("invoice")?,
        due: row.get("due_at")?,
        test: row.get("test")?,
    })
}

fn state(row: &Row<'_>) -> Result<State> {
    let word: String = row.get("state")?;
    Ok(match word.as_str() {
        "open" => State::Open,
        "delivered" => State::Delivered { at: row.get("delivered_at")? },
        "disputed" => State::Disputed {
            delivered_at: row.get("delivered_at")?,
            at: row.get("decided_at")?,
            reason: row.get("reason")?,
        },
        "accepted" => State::Accepted(acceptance(row)?),
        "waived" => State::Waived {
            accepted: acceptance(row)?,
            at: row.get("decided_at")?,
            reason: row.get("reason")?,
        },
        "cancelled" => State::Cancelled {
            delivered_at: row.get("delivered_at")?,
            at: row.get("decided_at")?,
            reason: row.get("reason")?,
            with_project: row.get("with_project")?,
        },
        other => return Err(fault(format!("delivery_milestone_state allows no `{other}`"))),
    })
}

fn acceptance(row: &Row<'_>) -> Result<Acceptance> {
    let by: String = row.get("accepted_by")?;
    Ok(Acceptance {
        delivered_at: row.get("delivered_at")?,
        at: row.get("accepted_at")?,
        on: row.get("accepted_on")?,
        by: if by == "client" { By::Client } else { By::Staff },
        name: row.get("accepted_name")?,
        note: row.get("note")?,
        file: row.get("evidence")?,
    })
}

impl State {
    /// When it was disputed, waived or cancelled.
    pub fn decided_at(&self) -> Option<Timestamp> {
        match self {
            State::Disputed { at, .. } | State::Waived { at, .. } | State::Cancelled { at, .. } => Some(*at),
            State::Open | State::Delivered { .. } | State::Accepted(_) => None,
        }
    }
}
