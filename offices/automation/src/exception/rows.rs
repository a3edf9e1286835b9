//! Exceptions as far as a permit reaches.

use std::collections::HashMap;

use kernel::{ContactId, EffectId, ExceptionId, Result, RunId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;
use store::{Exception, Row, Tx, values};

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
    /// How many records the same cause met; 1 where it is about one thing. With several, `subject`, `contact` and
    /// `run` are those of none of them: `exception.cases` lists them.
    pub count: i64,
    /// How many of them are left.
    pub left: i64,
    /// When the newest of them came.
    pub last_at: Timestamp,
}

const COLUMNS: &str = "
    select e.id, e.rv, e.owner, e.code, e.title, e.detail, e.subject, e.contact, e.run, e.fix, e.state, e.raised_at,
        e.due_at, e.closed_at, e.outcome,
        (select count(*) from store_exception_case_window c where c.exception = e.id) as cases,
        (select count(*) from store_exception_case_window c
            where c.exception = e.id and c.settled_at is null) as left_over,
        (select max(c.at) from store_exception_case_window c where c.exception = e.id) as last_at
    from store_exception e ";

/// Which exceptions are asked for.
#[derive(Debug, Default)]
pub struct Filter {
    pub state: &'static str,
    pub owner: Option<UserId>,
    pub subject: Option<String>,
    pub contact: Option<ContactId>,
    pub run: Option<RunId>,
    pub after: Option<ExceptionId>,
    pub limit: i64,
}

/// Newest first.
pub async fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<ExceptionView>> {
    let sql = format!(
        "{COLUMNS} where e.state = $1 and (e.owner = $2 or $2 is null)
            and (e.subject = $3 or $3 is null or exists (select 1 from store_exception_case_window c
                where c.exception = e.id and c.subject = $3 and c.settled_at is null))
            and (e.contact = $4 or $4 is null or exists (select 1 from store_exception_case_window c
                where c.exception = e.id and c.contact = $4 and c.settled_at is null))
            and (e.run = $5 or $5 is null or exists (select 1 from store_exception_case_window c
                where c.exception = e.id and c.run = $5 and c.settled_at is null))
            and (e.id < $6 or $6 is null)
            and ($7 = 'all' or e.owner = $8 or ($7 = 'team' and e.team is not distinct from $9))
        order by e.id desc limit $10"
    );
    let permit = tx.permit();
    let (scope, user, team) = (scope_word(permit.scope()), permit.user(), permit.team());
    let (f, now) = (filter, tx.now());
    let values = values![f.state, f.owner, &f.subject, f.contact, f.run, f.after, scope, user, team, f.limit];
    tx.all(&sql, values, move |row| read(row, now)).await
}

pub async fn load(tx: &mut Tx, id: ExceptionId) -> Result<ExceptionView> {
    let (sql, now) = (format!("{COLUMNS} where e.id = $1"), tx.now());
    let found = tx.one(&sql, values![id], move |row| read(row, now)).await?;
    found.ok_or(kernel::Error::Missing("exception"))
}

fn read(row: &Row<'_>, now: Timestamp) -> Result<ExceptionView> {
    let (state, due_at): (String, Timestamp) = (row.get("state")?, row.get("due_at")?);
    let fix: Option<String> = row.get("fix")?;
    let (raised_at, cases): (Timestamp, i64) = (row.get("raised_at")?, row.get("cases")?);
    let alone = cases <= 1;
    Ok(ExceptionView {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owner: row.get("owner")?,
        code: row.get("code")?,
        title: row.get("title")?,
        detail: row.get("detail")?,
        subject: if alone { row.get("subject")? } else { None },
        contact: if alone { row.get("contact")? } else { None },
        run: if alone { row.get("run")? } else { None },
        fix: fix
            .filter(|_| alone)
            .map(|text| serde_json::from_str(&text).map_err(kernel::fault))
            .transpose()?,
        count: cases.max(1),
        left: if cases > 0 { row.get("left_over")? } else { i64::from(state == "open") },
        last_at: row.get::<Option<Timestamp>>("last_at")?.unwrap_or(raised_at),
        late: state == "open" && due_at < now,
        state,
        raised_at,
        due_at,
        closed_at: row.get("closed_at")?,
        outcome: row.get("outcome")?,
    })
}

const NAMES: &str = "select id, name from governance_user_window";

/// Everybody's name, of those who left too.
pub async fn names(tx: &mut Tx) -> Result<HashMap<UserId, String>> {
    Ok(tx.all(NAMES, &[], |row| Ok((row.get("id")?, row.get("name")?))).await?.into_iter().collect())
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

/// The runs that wait with it, each with the key of its trouble.
pub async fn runs_of(tx: &mut Tx, exception: &Exception) -> Result<Vec<(RunId, String)>> {
    let cases = tx.open_cases(exception.id, None, MOST).await?;
    if tx.exception_cases(exception.id).await?.all == 0 {
        return Ok(exception.run.map(|run| (run, exception.key.clone())).into_iter().collect());
    }
    Ok(cases.into_iter().filter_map(|case| Some((case.run?, case.key))).collect())
}

/// So many records are looked at before an exception is closed by hand.
const MOST: i64 = 1000;

/// What was tried, and how it went.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Tried {
    pub at: Timestamp,
    /// The step, or the kind of what was to leave.
    pub what: String,
    /// How often, where it is known.
    pub times: Option<i64>,
    pub why: String,
}

const STEPS: &str = "
    select at, step, why from automation_step where run = $1 and why is not null order by seq desc limit 20";
const EFFECT: &str = "
    select coalesce(done_at, due_at) as at, kind, attempt, note from store_effect where id = $1 and note is not null";

/// What a run or an effect went through, the newest first.
pub async fn tried(tx: &mut Tx, run: Option<RunId>, effect: Option<EffectId>) -> Result<Vec<Tried>> {
    let step = |row: &Row<'_>| {
        Ok(Tried { at: row.get("at")?, what: row.get("step")?, times: None, why: row.get("why")? })
    };
    let sent = |row: &Row<'_>| {
        let times = Some(row.get("attempt")?);
        Ok(Tried { at: row.get("at")?, what: row.get("kind")?, times, why: row.get("note")? })
    };
    let mut all = match run {
        Some(run) => tx.all(STEPS, values![run], step).await?,
        None => vec![],
    };
    if let Some(effect) = effect {
        all.extend(tx.all(EFFECT, values![effect], sent).await?);
    }
    Ok(all)
}
