//! Rehearsals as they are kept: asked for, in work, done; and the messages of each. The only tables a rehearsal
//! writes to.

use kernel::{AutomationId, ContactId, Error, FactId, Owned, Ref, Result, RunId, Timestamp, UserId, fault};
use serde_json::Value as Json;
use store::{Row, Tx, values};

use super::bounds::Other;
use super::tally::Listed;
use super::views::{RehearsalView, Rehearsed, Report};
use crate::automation::rows::scope_word;
use crate::run::subject_of;

/// Days a report is kept.
const KEPT_MS: i64 = 30 * 86_400_000;

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: FactId,
    pub automation: Option<AutomationId>,
    pub slug: String,
    pub text: String,
    pub days: i64,
}

const ASK: &str = "
    insert into automation_rehearsal (id, automation, slug, text, days, state, asked_by, owner, team, asked_at, done,
        total) values ($1, $2, $3, $4, $5, 'waiting', $6, $7, $8, $9, 0, 0)";
const FORGET_MESSAGES: &str = "
    delete from automation_rehearsed where rehearsal in (select id from automation_rehearsal where asked_at < $1)";
const FORGET: &str = "delete from automation_rehearsal where asked_at < $1";

/// Keeps the wish; what is old goes.
pub async fn ask(tx: &mut Tx, asked: &Asked) -> Result<()> {
    let (now, user, team) = (tx.now(), tx.permit().user(), tx.permit().team());
    let old = now.as_millisecond() - KEPT_MS;
    tx.exec(FORGET_MESSAGES, values![old]).await?;
    tx.exec(FORGET, values![old]).await?;
    let Asked { id, automation, slug, text, days } = asked;
    tx.exec(ASK, values![*id, *automation, slug, text, *days, user, user, team, now]).await.map(drop)
}

const NEXT: &str = "
    select id, automation, slug, text, days from automation_rehearsal
    where state in ('waiting', 'running') order by asked_at limit 1";

/// The oldest that is not done: also one somebody began and did not end.
pub async fn next(tx: &mut Tx) -> Result<Option<Asked>> {
    tx.one(NEXT, &[], |row| {
        Ok(Asked {
            id: row.get("id")?,
            automation: row.get("automation")?,
            slug: row.get("slug")?,
            text: row.get("text")?,
            days: row.get("days")?,
        })
    })
    .await
}

const PROGRESS: &str = "
    update automation_rehearsal set state = 'running', done = $2, total = $3
    where id = $1 and state in ('waiting', 'running')";

/// Notes how far it is; false: somebody has stopped it.
pub async fn progress(tx: &mut Tx, id: FactId, (done, total): (i64, i64)) -> Result<bool> {
    Ok(tx.exec(PROGRESS, values![id, done, total]).await? == 1)
}

const END: &str = "
    update automation_rehearsal set state = $2, report = $3, why = $4, ended_at = $5, done = total
    where id = $1 and state in ('waiting', 'running')";

/// Ends it, with its report or with why there is none; false: somebody has stopped it before.
pub async fn end(tx: &mut Tx, id: FactId, came: &Result<Report, String>) -> Result<bool> {
    let now = tx.now();
    let (state, report, why) = match came {
        Ok(report) => ("done", Some(serde_json::to_string(report).map_err(fault)?), None),
        Err(why) => ("failed", None, Some(why.as_str())),
    };
    Ok(tx.exec(END, values![id, state, report, why, now]).await? == 1)
}

const CANCEL: &str = "
    update automation_rehearsal set state = 'cancelled', ended_at = $2
    where id = $1 and state in ('waiting', 'running')";

/// Stops it; nothing where it is over.
pub async fn cancel(tx: &mut Tx, id: FactId) -> Result<()> {
    let now = tx.now();
    tx.exec(CANCEL, values![id, now]).await.map(drop)
}

const READ: &str = "
    select id, automation, slug, text, days, state, asked_by, owner, team, asked_at, done, total, ended_at, report,
        why from automation_rehearsal ";

/// One with its text, as far as the permit reaches.
pub async fn read(tx: &mut Tx, id: FactId) -> Result<(RehearsalView, String)> {
    let sql = format!("{READ} where id = $1");
    let found = tx.one(&sql, values![id], |row| Ok((row.owned()?, view(row)?, row.get("text")?))).await?;
    let (owned, view, text): (Owned, RehearsalView, String) = found.ok_or(Error::Missing("rehearsal"))?;
    tx.permit().covers(owned).map_err(|_| Error::Missing("rehearsal"))?;
    Ok((view, text))
}

/// The newest first, without their reports.
pub async fn list(
    tx: &mut Tx,
    of: Option<AutomationId>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<RehearsalView>> {
    let sql = format!(
        "{READ} where (automation = $1 or $1 is null) and (asked_at < $2 or $2 is null)
            and ($3 = 'all' or owner = $4 or ($3 = 'team' and team is not distinct from $5))
        order by asked_at desc limit $6"
    );
    let (scope, user, team) = (scope_word(tx.permit().scope()), tx.permit().user(), tx.permit().team());
    let mut found = tx.all(&sql, values![of, before, scope, user, team, limit], view).await?;
    found.iter_mut().for_each(|one| one.report = None);
    Ok(found)
}

fn view(row: &Row<'_>) -> Result<RehearsalView> {
    let report: Option<String> = row.get("report")?;
    Ok(RehearsalView {
        id: row.get("id")?,
        automation: row.get("automation")?,
        slug: row.get("slug")?,
        days: row.get("days")?,
        state: row.get("state")?,
        asked_by: row.get::<Option<UserId>>("asked_by")?,
        asked_at: row.get("asked_at")?,
        ended_at: row.get::<Option<Timestamp>>("ended_at")?,
        done: row.get("done")?,
        total: row.get("total")?,
        report: report.map(|text| serde_json::from_str(&text).map_err(fault)).transpose()?,
        why: row.get("why")?,
    })
}

const KEEP: &str = "
    insert into automation_rehearsed (rehearsal, n, at, contact, subject_kind, subject, step, verb, template, class,
        args, drafted, happened, published, skipped)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    on conflict (rehearsal, n) do nothing";

/// Keeps some of its messages; `first` is the number of the first.
pub async fn keep(tx: &mut Tx, id: FactId, first: i64, listed: &[Listed]) -> Result<()> {
    for (n, one) in (first..).zip(listed) {
        let args = one.args.as_ref().map(Json::to_string);
        let (kind, subject) = (one.subject.kind, one.subject);
        let Listed {
            at, contact, step, verb, template, class, drafted, happened, published, skipped, ..
        } = one;
        tx.exec(
            KEEP,
            values![
                id, n, *at, *contact, kind, subject, step, verb, template, class, args, *drafted, *happened,
                *published, skipped
            ],
        )
        .await?;
    }
    Ok(())
}

/// Which messages of a rehearsal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    All,
    /// In the draft and not in what happened.
    More,
    /// In what happened and not in the draft.
    Fewer,
    /// The draft and the published version differ.
    Changed,
}

impl Which {
    fn word(self) -> &'static str {
        match self {
            Which::All => "all",
            Which::More => "more",
            Which::Fewer => "fewer",
            Which::Changed => "changed",
        }
    }
}

const MESSAGES: &str = "
    select n, at, contact, subject_kind, subject, step, verb, template, class, args, drafted, happened, published,
        skipped
    from automation_rehearsed
    where rehearsal = $1 and n > $2 and ($3 = 'all' or ($3 = 'more' and drafted and not happened)
        or ($3 = 'fewer' and happened and not drafted) or ($3 = 'changed' and drafted <> published))
    order by n limit $4";

/// Its messages behind that number, in time.
pub async fn messages(
    tx: &mut Tx,
    id: FactId,
    (which, after): (Which, i64),
    limit: i64,
) -> Result<Vec<(Rehearsed, Json)>> {
    tx.all(MESSAGES, values![id, after, which.word(), limit], message).await
}

fn message(row: &Row<'_>) -> Result<(Rehearsed, Json)> {
    let kind: String = row.get("subject_kind")?;
    let args: Option<String> = row.get("args")?;
    let args = args.map(|text| serde_json::from_str(&text).map_err(fault)).transpose()?;
    let shown = Rehearsed {
        id: row.get::<i64>("n")?.to_string(),
        at: row.get("at")?,
        contact: row.get("contact")?,
        subject: subject_of(&kind, row.get("subject")?)?.to_string(),
        step: row.get("step")?,
        verb: row.get("verb")?,
        template: row.get("template")?,
        class: row.get("class")?,
        drafted: row.get("drafted")?,
        happened: row.get("happened")?,
        published: row.get("published")?,
        skipped: row.get("skipped")?,
    };
    Ok((shown, args.unwrap_or_default()))
}

const ALIASES: &str = "select alias, contact from crm_alias";

/// Every id a person is also known by, and the one that counts.
pub async fn aliases(tx: &mut Tx) -> Result<Vec<(ContactId, ContactId)>> {
    tx.all(ALIASES, &[], |row| Ok((row.get("alias")?, row.get("contact")?))).await
}

const GIVEN: &str = "select cause, started_by from automation_run where automation = $1";

/// What the runs of an automation were given, by the fact that began each.
pub async fn given(tx: &mut Tx, automation: AutomationId) -> Result<Vec<(FactId, Json)>> {
    let read = |row: &Row<'_>| Ok((row.get("cause")?, row.doc::<Json>("started_by")?));
    let all = tx.all(GIVEN, values![automation], read).await?;
    Ok(all.into_iter().filter(|(_, body)| body["payload"].is_object()).collect())
}

/// A run of another automation, and by whom it counts.
pub struct Beside {
    pub subject: Ref,
    pub contact: Option<ContactId>,
    pub other: Other,
}

const RUNS_SINCE: &str = "
    select subject_kind, subject, contact, priority, started_at, ended_at from automation_run
    where automation = $1 and (ended_at is null or ended_at >= $2) and state not in ('held_out', 'parked')
    order by id";

/// The runs of an automation that were under way at that moment or later; one that is stuck keeps nobody waiting.
pub async fn runs_since(tx: &mut Tx, automation: AutomationId, from: Timestamp) -> Result<Vec<Beside>> {
    let read = |row: &Row<'_>| {
        let kind: String = row.get("subject_kind")?;
        let (from, until) = (row.get("started_at")?, row.get("ended_at")?);
        let subject = subject_of(&kind, row.get("subject")?)?;
        let other = Other { from, until, priority: row.get("priority")? };
        Ok(Beside { subject, contact: row.get("contact")?, other })
    };
    tx.all(RUNS_SINCE, values![automation, from], read).await
}

const AUTOMATION: &str = "select automation from automation_run where id = $1";

/// The automation of each of these runs.
pub async fn automations(tx: &mut Tx, runs: &[RunId]) -> Result<Vec<(RunId, AutomationId)>> {
    let mut found = vec![];
    for run in runs {
        let automation = tx.one(AUTOMATION, values![*run], |row| row.get("automation")).await?;
        found.extend(automation.map(|automation| (*run, automation)));
    }
    Ok(found)
}
