//! How the visits of steps are kept.

use kernel::{AutomationId, Result, RunId, Timestamp, Value};
use serde_json::Value as Json;
use store::{Row, Tx, values};

use super::{Clock, Line, StepState};
use crate::plan::{Asked, Visit};
use crate::run::written::with;

const WRITE: &str = "
    insert into automation_step (run, step, visit, seq, state, verb, input, output, undo, awaits, why, due_at,
        expires_at, late_at, promised_at, at, ended_at, retried, asked)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, $17, $18)
    on conflict (run, step, visit) do update set state = excluded.state,
        verb = coalesce(excluded.verb, automation_step.verb),
        input = coalesce(excluded.input, automation_step.input),
        output = coalesce(excluded.output, automation_step.output),
        undo = coalesce(excluded.undo, automation_step.undo),
        awaits = coalesce(excluded.awaits, automation_step.awaits),
        why = coalesce(excluded.why, automation_step.why),
        due_at = coalesce(excluded.due_at, automation_step.due_at),
        asked = coalesce(excluded.asked, automation_step.asked),
        expires_at = coalesce(excluded.expires_at, automation_step.expires_at),
        late_at = case when excluded.ended_at is null and not $19
            then coalesce(excluded.late_at, automation_step.late_at) else null end,
        promised_at = case when $19 then null else coalesce(excluded.promised_at, automation_step.promised_at) end,
        ended_at = excluded.ended_at, retried = excluded.retried";

/// Writes a visit down, or what has become of it.
pub async fn write(tx: &mut Tx, run: RunId, seq: i64, line: &Line) -> Result<()> {
    let doing = line.doing.clone().unwrap_or_default();
    let open = line.state.is_open();
    let text = |json: &Option<Json>| json.as_ref().map(Value::doc);
    let now = tx.now();
    let known = line.doing.is_some();
    let asked = asked_so_far(tx, run, line).await?;
    let values = values![
        run,
        line.visit.step.as_str(),
        i64::from(line.visit.visit),
        seq,
        line.state.word(),
        known.then_some(doing.verb.as_str()),
        known.then(|| Value::doc(&doing.input)),
        text(&doing.output),
        text(&doing.undo),
        &doing.awaits,
        &line.why,
        line.due_at,
        doing.expires_at,
        if let Clock::Begins(by) = line.clock { Some(by) } else { None },
        now,
        (!open).then_some(now),
        line.state == StepState::Retried,
        asked.as_ref().map(Value::doc),
        line.clock == Clock::Stops
    ];
    tx.exec(WRITE, values).await.map(drop)
}

const ASKED: &str = "select asked from automation_step where run = $1 and step = $2 and visit = $3";
const NOTE: &str = "update automation_step set asked = $4 where run = $1 and step = $2 and visit = $3";

/// What was asked at the visit in earlier turns too; none where nothing was asked in this one.
async fn asked_so_far(tx: &mut Tx, run: RunId, line: &Line) -> Result<Option<Vec<Asked>>> {
    if line.asked.is_empty() {
        return Ok(None);
    }
    let at = (run, line.visit.step.as_str(), i64::from(line.visit.visit));
    let before = asked(tx, at).await?;
    Ok(Some(line.asked.iter().cloned().fold(before, with)))
}

async fn asked(tx: &mut Tx, (run, step, visit): (RunId, &str, i64)) -> Result<Vec<Asked>> {
    let read = |row: &Row<'_>| row.get::<Option<String>>("asked");
    let text = tx.one(ASKED, values![run, step, visit], read).await?.flatten();
    text.map_or(Ok(vec![]), |text| serde_json::from_str(&text).map_err(kernel::fault))
}

/// One condition more that was asked at a visit.
pub async fn note(tx: &mut Tx, at: (RunId, &str, i64), one: Asked) -> Result<()> {
    let all = with(asked(tx, at).await?, one);
    let (run, step, visit) = at;
    tx.exec(NOTE, values![run, step, visit, Value::doc(&all)]).await.map(drop)
}

/// A visit read back.
#[derive(Debug, Clone)]
pub struct Kept {
    pub step: String,
    pub visit: i64,
    pub seq: i64,
    pub state: String,
    pub verb: Option<String>,
    pub input: Option<Json>,
    pub output: Option<Json>,
    pub undo: Option<Json>,
    pub awaits: Option<String>,
    pub why: Option<String>,
    pub due_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    /// By when it should be over, or should have been.
    pub promised_at: Option<Timestamp>,
    pub at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// A later visit stands for it.
    pub retried: bool,
    pub asked: Vec<Asked>,
}

const STEP: &str = "
    select step, visit, seq, state, verb, input, output, undo, awaits, why, due_at, expires_at, promised_at, at,
        ended_at, retried, asked
    from automation_step where run = $1 ";

pub async fn of_run(tx: &mut Tx, run: RunId) -> Result<Vec<Kept>> {
    let sql = format!("{STEP} order by seq");
    tx.all(&sql, values![run], read).await
}

/// The visit whose command made this message or waits for this approval.
pub async fn awaiting(tx: &mut Tx, run: RunId, awaits: &str) -> Result<Option<Kept>> {
    let sql = format!("{STEP} and awaits = $2 order by seq desc");
    tx.one(&sql, values![run, awaits], read).await
}

/// A visit that should have been over by now, of a run that is not.
#[derive(Debug, Clone)]
pub struct Late {
    pub run: RunId,
    pub visit: Visit,
    /// When the run came to it.
    pub since: Timestamp,
    pub promised_at: Timestamp,
    /// When it goes on by itself.
    pub due_at: Option<Timestamp>,
    /// The message, call, approval or run it waits for, as a prefixed id.
    pub awaits: Option<String>,
}

/// So many are told at once; the others a moment later.
pub const MOST_LATE: usize = 100;

const LATE: &str = "
    select run, step, visit, at, late_at, due_at, awaits from automation_step
    where late_at is not null and late_at <= $1 order by late_at limit 100";

/// Those nobody has been told of yet, the latest first.
pub async fn late(tx: &mut Tx) -> Result<Vec<Late>> {
    let now = tx.now();
    tx.all(LATE, values![now], |row| {
        let step: String = row.get("step")?;
        let visit = u32::try_from(row.get::<i64>("visit")?).map_err(kernel::fault)?;
        Ok(Late {
            run: row.get("run")?,
            visit: Visit { step: step.parse().map_err(kernel::fault)?, visit },
            since: row.get("at")?,
            promised_at: row.get("late_at")?,
            due_at: row.get("due_at")?,
            awaits: row.get("awaits")?,
        })
    })
    .await
}

const PARKED_AT: &str = "
    select count(*) as n from automation_step s join automation_run r on r.id = s.run
    where r.automation = $1 and s.step = $2 and s.state = 'parked' and s.at >= $3 and r.ended_at is null";

/// How many runs of an automation got stuck at a step since.
pub async fn parked_at(tx: &mut Tx, of: AutomationId, step: &str, since: Timestamp) -> Result<i64> {
    Ok(tx.one(PARKED_AT, values![of, step, since], |row| row.get("n")).await?.unwrap_or(0))
}

const TOLD: &str = "
    update automation_step set late_at = null
    where run = $1 and step = $2 and visit = $3 and late_at is not null and ended_at is null";

/// A person hears now that it is late; `false` where it is over meanwhile, or somebody has heard.
pub async fn late_told(tx: &mut Tx, late: &Late) -> Result<bool> {
    let visit = i64::from(late.visit.visit);
    Ok(tx.exec(TOLD, values![late.run, late.visit.step.as_str(), visit]).await? == 1)
}

const RENAME: &str = "
    update automation_step set step = $4, visit = $5
    where run = $1 and step = $2 and visit = $3 and not exists (
        select 1 from automation_step o where o.run = $1 and o.step = $4 and o.visit = $5)";

/// The visit it stands at has another name in the version it goes on with.
pub async fn rename(tx: &mut Tx, run: RunId, was: &Visit, is: &Visit) -> Result<()> {
    if was == is {
        return Ok(());
    }
    let (from, to) = (i64::from(was.visit), i64::from(is.visit));
    tx.exec(RENAME, values![run, was.step.as_str(), from, is.step.as_str(), to]).await.map(drop)
}

const PROMISE: &str = "
    update automation_step set late_at = $4, promised_at = $4
    where run = $1 and step = $2 and visit = $3 and ended_at is null";

/// Its clock begins anew: its version says something else of it.
pub async fn promise(tx: &mut Tx, run: RunId, visit: &Visit, by: Option<Timestamp>) -> Result<()> {
    let values = values![run, visit.step.as_str(), i64::from(visit.visit), by];
    tx.exec(PROMISE, values).await.map(drop)
}

fn read(row: &Row<'_>) -> Result<Kept> {
    let json = |column: &str| -> Result<Option<Json>> {
        let text: Option<String> = row.get(column)?;
        text.map(|text| serde_json::from_str(&text).map_err(kernel::fault)).transpose()
    };
    Ok(Kept {
        step: row.get("step")?,
        visit: row.get("visit")?,
        seq: row.get("seq")?,
        state: row.get("state")?,
        verb: row.get("verb")?,
        input: json("input")?,
        output: json("output")?,
        undo: json("undo")?,
        awaits: row.get("awaits")?,
        why: row.get("why")?,
        due_at: row.get("due_at")?,
        expires_at: row.get("expires_at")?,
        promised_at: row.get("promised_at")?,
        at: row.get("at")?,
        ended_at: row.get("ended_at")?,
        retried: row.get("retried")?,
        asked: json("asked")?.map_or(Ok(vec![]), serde_json::from_value).map_err(kernel::fault)?,
    })
}
