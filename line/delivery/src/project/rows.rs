//! How projects are kept. The only file that writes the table `delivery_project`.

pub mod agreed;
pub mod list;

use kernel::{AgreementId, Error, ProjectId, Result, Value, fault};
use store::{Row, Tx, values};

use super::{Project, State};
use crate::days::Days;
use crate::milestone;

store::noun! {
    Project is "project" in "delivery_project" {
        open number: Text = |p| &p.number;
        open agreement: Id = |p| p.agreement;
        open agreement_number: Text = |p| p.agreement_number.as_deref();
        open deal: Id = |p| p.deal;
        open contact: Id = |p| p.contact;
        open service: Id = |p| p.service;
        personal title: Text = |p| &p.title;
        open currency: Text = |p| p.currency;
        open state: Text = |p| p.state.word();
        open opened_at: At = |p| p.opened_at;
        open ended_at: At = |p| p.state.at();
        open reason: Text = |p| p.state.reason();
        open due_at: At = |p| p.due;
        personal brief: Doc = |p| Value::doc(&p.brief);
        open brief_missing: Int = |p| i64::try_from(p.brief.missing().count()).unwrap_or(i64::MAX);
        personal files: Doc = |p| Value::doc(&p.files);
        personal buyer: Doc = |p| Value::doc(&p.buyer);
        open test: Flag = |p| p.test;
    }
}

const SELECT: &str = "
    select p.id, p.rv, p.owner, p.team, p.number, p.agreement, p.agreement_number, p.deal, p.contact,
        p.service, p.title, p.currency, p.state, p.opened_at, p.ended_at, p.reason, p.due_at,
        p.brief, p.files, p.buyer, p.test
    from delivery_project p ";

pub async fn load(tx: &mut Tx, id: ProjectId) -> Result<Project> {
    tx.one(&format!("{SELECT} where p.id = $1"), values![id], read).await?.ok_or(Error::Missing("project"))
}

pub async fn of_agreement(tx: &mut Tx, agreement: AgreementId) -> Result<Option<Project>> {
    tx.one(&format!("{SELECT} where p.agreement = $1"), values![agreement], read).await
}

/// Keeps when the project is to be finished: set once nothing is left to deliver, gone when something is. The
/// next fact told carries it.
pub async fn date(tx: &mut Tx, id: ProjectId, days: &Days) -> Result<()> {
    let project = load(tx, id).await?;
    let finish = project.state == State::Open && milestone::rows::waiting(tx, id).await? == 0;
    let due = match (finish, project.due) {
        (false, _) => None,
        (true, Some(due)) => Some(due),
        (true, None) => Some(days.next_business_day()?),
    };
    tx.keep(&project, Project { due, ..project.clone() }).await.map(drop)
}

fn read(row: &Row<'_>) -> Result<Project> {
    Ok(Project {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        number: row.get("number")?,
        agreement: row.get("agreement")?,
        agreement_number: row.get("agreement_number")?,
        deal: row.get("deal")?,
        contact: row.get("contact")?,
        service: row.get("service")?,
        title: row.get("title")?,
        currency: row.get("currency")?,
        state: state(row)?,
        opened_at: row.get("opened_at")?,
        due: row.get("due_at")?,
        brief: row.doc("brief")?,
        files: row.doc("files")?,
        buyer: row.doc("buyer")?,
        test: row.get("test")?,
    })
}

fn state(row: &Row<'_>) -> Result<State> {
    let word: String = row.get("state")?;
    Ok(match word.as_str() {
        "open" => State::Open,
        "done" => State::Done { at: row.get("ended_at")? },
        "cancelled" => State::Cancelled { at: row.get("ended_at")?, reason: row.get("reason")? },
        other => return Err(fault(format!("delivery_project_state allows no `{other}`"))),
    })
}
