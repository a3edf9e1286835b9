//! Exceptions as far as a permit reaches.

use kernel::{ContactId, ExceptionId, Result, RunId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;
use store::{Row, Tx, values};

use crate::automation::rows::scope_word;

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExceptionView {
    pub id: ExceptionId,
    pub rv: i64,
    pub owner: Option<UserId>,
    /// Stable and public, such as `mail.bounced`.
    pub code: String,
    pub title: String,
    /// What happened, what was tried, what to do.
    pub detail: String,
    pub subject: Option<String>,
    pub contact: Option<ContactId>,
    pub run: Option<RunId>,
    /// The proposed fix: a verb, its body, a label.
    pub fix: Option<Json>,
    /// `open` or `closed`.
    pub state: String,
    pub raised_at: Timestamp,
    pub due_at: Timestamp,
    /// Open, and its time has passed.
    pub late: bool,
    pub closed_at: Option<Timestamp>,
    pub outcome: Option<String>,
}

const COLUMNS: &str = "
    select id, rv, owner, code, title, detail, subject, contact, run, fix, state, raised_at, due_at, closed_at, outcome
    from store_exception ";

/// Which exceptions are asked for.
#[derive(Debug, Default)]
pub struct Filter {
    pub state: &'static str,
    pub owner: Option<UserId>,
    pub subject: Option<String>,
    pub contact: Option<ContactId>,
    pub after: Option<ExceptionId>,
    pub limit: i64,
}

/// Newest first.
pub async fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<ExceptionView>> {
    let sql = format!(
        "{COLUMNS} where state = $1 and (owner = $2 or $2 is null) and (subject = $3 or $3 is null)
            and (contact = $4 or $4 is null) and (id < $5 or $5 is null)
            and ($6 = 'all' or owner = $7 or ($6 = 'team' and team is not distinct from $8))
        order by id desc limit $9"
    );
    let permit = tx.permit();
    let (scope, user, team) = (scope_word(permit.scope()), permit.user(), permit.team());
    let (f, now) = (filter, tx.now());
    let values = values![f.state, f.owner, &f.subject, f.contact, f.after, scope, user, team, f.limit];
    tx.all(&sql, values, move |row| read(row, now)).await
}

pub async fn load(tx: &mut Tx, id: ExceptionId) -> Result<ExceptionView> {
    let (sql, now) = (format!("{COLUMNS} where id = $1"), tx.now());
    let found = tx.one(&sql, values![id], move |row| read(row, now)).await?;
    found.ok_or(kernel::Error::Missing("exception"))
}

fn read(row: &Row<'_>, now: Timestamp) -> Result<ExceptionView> {
    let (state, due_at): (String, Timestamp) = (row.get("state")?, row.get("due_at")?);
    let fix: Option<String> = row.get("fix")?;
    Ok(ExceptionView {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owner: row.get("owner")?,
        code: row.get("code")?,
        title: row.get("title")?,
        detail: row.get("detail")?,
        subject: row.get("subject")?,
        contact: row.get("contact")?,
        run: row.get("run")?,
        fix: fix.map(|text| serde_json::from_str(&text).map_err(kernel::fault)).transpose()?,
        late: state == "open" && due_at < now,
        state,
        raised_at: row.get("raised_at")?,
        due_at,
        closed_at: row.get("closed_at")?,
        outcome: row.get("outcome")?,
    })
}

const COUNT: &str = "
    select count(*) as all_open, coalesce(sum(case when owner = $2 then 1 else 0 end), 0) as mine,
        coalesce(sum(case when due_at < $4 then 1 else 0 end), 0) as late
    from store_exception
    where state = 'open' and ($1 = 'all' or owner = $2 or ($1 = 'team' and team is not distinct from $3))";

/// How many are open, one's own, and late.
pub async fn count(tx: &mut Tx) -> Result<(i64, i64, i64)> {
    let (permit, now) = (tx.permit(), tx.now());
    let (scope, user, team) = (scope_word(permit.scope()), permit.user(), permit.team());
    let read = |row: &Row<'_>| Ok((row.get("all_open")?, row.get("mine")?, row.get("late")?));
    let found = tx.one(COUNT, values![scope, user, team, now], read).await?;
    found.ok_or_else(|| kernel::fault("a count answers"))
}
