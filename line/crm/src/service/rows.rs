//! How services are kept. The only file that names the table `crm_service`.

use kernel::{Error, Result, ServiceId, Value};
use store::{Row, Tx, values};

use super::Service;

store::noun! {
    Service is "service" in "crm_service" {
        open name: Text = |s| &s.name;
        open line: Doc = |s| Value::doc(&s.line);
        open expected_minor: Minor = |s| s.expected.map(|m| m.minor);
        open currency: Text = |s| s.expected.map(|m| m.currency);
        open questions: Doc = |s| Value::doc(&s.questions);
        open rules: Doc = |s| Value::doc(&s.rules);
        open texts: Doc = |s| Value::doc(&s.texts);
        open tasks: Doc = |s| Value::doc(&s.tasks);
        open automatic: Flag = |s| s.automatic;
        open active: Flag = |s| s.active;
    }
}

const SELECT: &str = "
    select s.id, s.rv, s.owner, s.team, s.name, s.line, s.expected_minor, s.currency, s.questions, s.rules,
        s.texts, s.tasks, s.automatic, s.active
    from crm_service s ";

pub async fn load(tx: &mut Tx, id: ServiceId) -> Result<Service> {
    find(tx, id).await?.ok_or(Error::Missing("service"))
}

pub async fn find(tx: &mut Tx, id: ServiceId) -> Result<Option<Service>> {
    tx.one(&format!("{SELECT} where s.id = $1"), values![id], read).await
}

/// The service of a lead or deal, if it has one.
pub async fn of(tx: &mut Tx, id: Option<ServiceId>) -> Result<Option<Service>> {
    match id {
        Some(id) => find(tx, id).await,
        None => Ok(None),
    }
}

/// By name. Everybody who may list services sees all of them: a lead of any may come to anybody.
pub async fn all(tx: &mut Tx, active: Option<bool>) -> Result<Vec<Service>> {
    let sql = format!("{SELECT} where (s.active = $1 or $1 is null) order by s.name, s.id");
    tx.all(&sql, values![active], read).await
}

/// What an inquiry is for where nothing was said: the service, if only one is sold.
pub async fn only_one(tx: &mut Tx) -> Result<Option<Service>> {
    let sql = format!("{SELECT} where s.active is true order by s.id limit 2");
    let mut found = tx.all(&sql, &[], read).await?;
    Ok(found.pop().filter(|_| found.is_empty()))
}

fn read(row: &Row<'_>) -> Result<Service> {
    Ok(Service {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        name: row.get("name")?,
        line: row.doc("line")?,
        expected: row.money("expected_minor", "currency")?,
        questions: row.doc("questions")?,
        rules: row.doc("rules")?,
        texts: row.doc("texts")?,
        tasks: row.doc("tasks")?,
        automatic: row.get("automatic")?,
        active: row.get("active")?,
    })
}
