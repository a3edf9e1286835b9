//! Cases, how far they are counted, and the frozen baselines.

use kernel::{AutomationId, ContactId, FactId, Ref, Result, Timestamp};
use store::{Row, Tx, values};

use super::money::Source;
use super::stats::Case;
use super::views::{Clocks, IntervalView, LiftLine};

/// How far the metric of an automation is counted.
#[derive(Debug, Clone)]
pub struct Measured {
    pub automation: AutomationId,
    /// The version it came with.
    pub version: i64,
    pub query: String,
    pub n: i64,
    pub at: Timestamp,
}

const MEASURED: &str = "select automation, version, query, n, measured_at from automation_measure";

pub async fn every_measure(tx: &mut Tx) -> Result<Vec<Measured>> {
    tx.all(MEASURED, &[], measured).await
}

pub async fn measure(tx: &mut Tx, automation: AutomationId) -> Result<Option<Measured>> {
    let sql = format!("{MEASURED} where automation = $1");
    tx.one(&sql, values![automation], measured).await
}

fn measured(row: &Row<'_>) -> Result<Measured> {
    Ok(Measured {
        automation: row.get("automation")?,
        version: row.get("version")?,
        query: row.get("query")?,
        n: row.get("n")?,
        at: row.get("measured_at")?,
    })
}

const FORGET: &str = "delete from automation_case where automation = $1";
const BEGIN: &str = "
    insert into automation_measure (automation, version, query, n, measured_at) values ($1, $2, $3, $4, $5)
    on conflict (automation) do update set version = excluded.version, query = excluded.query, n = excluded.n,
        measured_at = excluded.measured_at";

/// A metric nobody has counted yet: whatever another metric counted goes.
pub async fn begin(tx: &mut Tx, of: (AutomationId, i64), query: &str, n: i64) -> Result<()> {
    let now = tx.now();
    tx.exec(FORGET, values![of.0]).await?;
    tx.exec(BEGIN, values![of.0, of.1, query, n, now]).await.map(drop)
}

const REACH: &str = "update automation_measure set n = $2, measured_at = $3 where automation = $1 and n < $2";

/// Counted up to there.
pub async fn reach(tx: &mut Tx, automation: AutomationId, n: i64) -> Result<()> {
    let now = tx.now();
    tx.exec(REACH, values![automation, n, now]).await.map(drop)
}

/// A start of the metric.
pub struct Started {
    pub automation: AutomationId,
    pub fact: FactId,
    pub whom: Ref,
    pub contact: Option<ContactId>,
    pub held_out: bool,
    pub at: Timestamp,
}

const START: &str = "
    insert into automation_case (automation, fact, whom, contact, held_out, started_at, ended_at)
    values ($1, $2, $3, $4, $5, $6, null) on conflict (automation, fact) do nothing";

pub async fn start(tx: &mut Tx, one: &Started) -> Result<()> {
    let Started { automation, fact, whom, contact, held_out, at } = one;
    tx.exec(START, values![*automation, *fact, *whom, *contact, *held_out, *at]).await.map(drop)
}

const FINISH: &str = "
    update automation_case set ended_at = $3
    where automation = $1 and whom = $2 and ended_at is null and started_at <= $3";

pub async fn finish(tx: &mut Tx, automation: AutomationId, whom: Ref, at: Timestamp) -> Result<()> {
    tx.exec(FINISH, values![automation, whom, at]).await.map(drop)
}

/// One case as it is kept.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    pub held_out: bool,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

impl Kept {
    /// Its time in seconds, as far as it was known at that moment.
    pub fn known_at(&self, until: Timestamp) -> Case {
        let ended = self.ended_at.filter(|at| *at < until)?;
        Some((ended.as_millisecond() - self.started_at.as_millisecond()) / 1_000)
    }
}

const CASES: &str = "
    select held_out, started_at, ended_at from automation_case
    where automation = $1 and started_at >= $2 and started_at < $3 order by started_at, fact";

pub async fn cases(
    tx: &mut Tx,
    automation: AutomationId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Kept>> {
    let read = |row: &Row<'_>| {
        let (started_at, ended_at) = (row.get("started_at")?, row.get("ended_at")?);
        Ok(Kept { held_out: row.get("held_out")?, started_at, ended_at })
    };
    tx.all(CASES, values![automation, from, until], read).await
}

/// What a person brought in one currency within the time from their first case; nothing has neither.
#[derive(Debug, Clone)]
pub struct Brought {
    pub contact: ContactId,
    pub held_out: bool,
    pub began: Timestamp,
    pub currency: Option<String>,
    pub minor: Option<i64>,
}

const PEOPLE: &str = "
    select contact, held_out, min(started_at) as began from automation_case
    where automation = $1 and contact is not null and started_at >= $2 and started_at < $3 group by contact, held_out";
const DEALS_WON: &str = "
    left join crm_deal_window d on d.contact = p.contact and d.state = 'won' and not d.test
        and d.ended_at >= p.began and d.ended_at < p.began + $4";
const INVOICES_PAID: &str = "
    left join billing_invoice_window d on d.contact = p.contact and d.state = 'paid' and not d.test
        and d.paid_at >= p.began and d.paid_at < p.began + $4";

/// For each person whose first case was in that time, by currency, each person's rows one after the other.
pub async fn brought(
    tx: &mut Tx,
    source: Source,
    automation: AutomationId,
    (from, until): (Timestamp, Timestamp),
    within_ms: i64,
) -> Result<Vec<Brought>> {
    let join = match source {
        Source::DealsWon => DEALS_WON,
        Source::InvoicesPaid => INVOICES_PAID,
    };
    let sql = format!(
        "select p.contact, p.held_out, p.began, d.currency, cast(sum(d.minor) as bigint) as minor
        from ({PEOPLE}) p {join}
        group by p.contact, p.held_out, p.began, d.currency order by p.began, p.contact, d.currency"
    );
    let read = |row: &Row<'_>| {
        Ok(Brought {
            contact: row.get("contact")?,
            held_out: row.get("held_out")?,
            began: row.get("began")?,
            currency: row.get("currency")?,
            minor: row.get("minor")?,
        })
    };
    tx.all(&sql, values![automation, from, until, within_ms], read).await
}

/// How it was before a metric came with a version.
#[derive(Debug, Clone)]
pub struct Baseline {
    pub automation: AutomationId,
    pub version: i64,
    pub metric: String,
    pub from: Timestamp,
    pub until: Timestamp,
    pub cases: i64,
    pub reached: i64,
    pub p50_seconds: Option<i64>,
    pub p90_seconds: Option<i64>,
    pub query: String,
}

const FREEZE: &str = "
    insert into automation_baseline (automation, version, metric, from_at, to_at, cases, reached, p50_seconds,
        p90_seconds, query, taken_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    on conflict (automation, version) do update set metric = excluded.metric, from_at = excluded.from_at,
        to_at = excluded.to_at, cases = excluded.cases, reached = excluded.reached,
        p50_seconds = excluded.p50_seconds, p90_seconds = excluded.p90_seconds, query = excluded.query,
        taken_at = excluded.taken_at
    where automation_baseline.cases = 0";

/// Takes it once: a second time changes nothing, unless nothing was counted the first time.
pub async fn freeze(tx: &mut Tx, one: &Baseline) -> Result<()> {
    let now = tx.now();
    let Baseline {
        automation,
        version,
        metric,
        from,
        until,
        cases,
        reached,
        p50_seconds,
        p90_seconds,
        query,
    } = one;
    tx.exec(
        FREEZE,
        values![
            *automation,
            *version,
            metric,
            *from,
            *until,
            *cases,
            *reached,
            *p50_seconds,
            *p90_seconds,
            query,
            now
        ],
    )
    .await
    .map(drop)
}

const BASELINE: &str = "
    select automation, version, metric, from_at, to_at, cases, reached, p50_seconds, p90_seconds, query
    from automation_baseline where automation = $1 and query = $2 and cases > 0 order by version limit 1";

/// The first that was taken of what is counted so, where anything was counted.
pub async fn baseline(tx: &mut Tx, automation: AutomationId, query: &str) -> Result<Option<Baseline>> {
    tx.one(BASELINE, values![automation, query], |row| {
        Ok(Baseline {
            automation: row.get("automation")?,
            version: row.get("version")?,
            metric: row.get("metric")?,
            from: row.get("from_at")?,
            until: row.get("to_at")?,
            cases: row.get("cases")?,
            reached: row.get("reached")?,
            p50_seconds: row.get("p50_seconds")?,
            p90_seconds: row.get("p90_seconds")?,
            query: row.get("query")?,
        })
    })
    .await
}

const ACTED: &str = "
    select started_at from automation_run where automation = $1 and mode <> 'practice' order by id limit 1";

/// When it first did anything.
pub async fn acted(tx: &mut Tx, automation: AutomationId) -> Result<Option<Timestamp>> {
    tx.one(ACTED, values![automation], |row| row.get("started_at")).await
}

/// A lift as it was reckoned last, with the version it was reckoned for.
pub type Lifted = (AutomationId, i64, LiftLine);

const LIFTS: &str = "
    select automation, version, against, too_early, seconds, low, high, verdict from automation_lift";

/// Those of all automations.
pub async fn lifts(tx: &mut Tx) -> Result<Vec<Lifted>> {
    let read = |row: &Row<'_>| {
        let (value, low, high): (Option<i64>, Option<i64>, Option<i64>) =
            (row.get("seconds")?, row.get("low")?, row.get("high")?);
        let seconds = value.zip(low).zip(high).map(|((value, low), high)| IntervalView { value, low, high });
        let (against, too_early) = (row.get("against")?, row.get("too_early")?);
        let lift = LiftLine { against, too_early, seconds, verdict: row.get("verdict")? };
        Ok((row.get("automation")?, row.get("version")?, lift))
    };
    tx.all(LIFTS, &[], read).await
}

const RECKONED: &str = "select counted from automation_lift where automation = $1 and version = $2";

/// What the lift of a version was reckoned from; nothing where it never was.
pub async fn reckoned(tx: &mut Tx, automation: AutomationId, version: i64) -> Result<Option<String>> {
    tx.one(RECKONED, values![automation, version], |row| row.get("counted")).await
}

const RECKON: &str = "
    insert into automation_lift (automation, version, counted, against, too_early, seconds, low, high, verdict)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (automation) do update set version = excluded.version, counted = excluded.counted,
        against = excluded.against, too_early = excluded.too_early, seconds = excluded.seconds, low = excluded.low,
        high = excluded.high, verdict = excluded.verdict";

/// Keeps a lift in the place of the one before.
pub async fn reckon(tx: &mut Tx, of: (AutomationId, i64), counted: &str, lift: &LiftLine) -> Result<()> {
    let LiftLine { against, too_early, seconds, verdict } = lift;
    let (value, low, high) = (seconds.map(|s| s.value), seconds.map(|s| s.low), seconds.map(|s| s.high));
    let values = values![of.0, of.1, counted, against, *too_early, value, low, high, verdict];
    tx.exec(RECKON, values).await.map(drop)
}

const RUNS: &str = "
    select count(*) as n from automation_run
    where automation = $1 and mode <> 'practice' and state = 'done'";

/// Runs that did their work.
pub async fn runs_done(tx: &mut Tx, automation: AutomationId) -> Result<i64> {
    Ok(tx.one(RUNS, values![automation], |row| row.get("n")).await?.unwrap_or(0))
}

/// The runs that began and how many of them went wrong.
pub struct Went {
    pub runs: i64,
    pub troubled: i64,
}

const WENT: &str = "
    select count(*) as runs, count(case when r.state = 'parked' or r.id in (
        select s.run from automation_step s join automation_run o on o.id = s.run
        where o.automation = $1 and s.state = 'failed'
        union
        select e.run from store_exception e
        where e.run is not null and e.code in ('automation.parked', 'automation.fault', 'automation.broken')
        union
        select c.run from store_exception_case_window c join store_exception e on e.id = c.exception
        where c.run is not null and e.code in ('automation.parked', 'automation.fault', 'automation.broken'))
        then 1 end) as troubled
    from automation_run r where r.automation = $1 and r.mode <> 'practice' and r.state <> 'held_out'";

/// Counted over all its versions; one that was set going again stays one that went wrong.
pub async fn went(tx: &mut Tx, automation: AutomationId) -> Result<Went> {
    let read = |row: &Row<'_>| Ok(Went { runs: row.get("runs")?, troubled: row.get("troubled")? });
    Ok(tx.one(WENT, values![automation], read).await?.unwrap_or(Went { runs: 0, troubled: 0 }))
}

const FIRST_DONE: &str = "
    select min(started_at) as at from automation_run
    where automation = $1 and mode <> 'practice' and state = 'done'";

/// When the first run began that did its work.
pub async fn first_done(tx: &mut Tx, automation: AutomationId) -> Result<Option<Timestamp>> {
    Ok(tx.one(FIRST_DONE, values![automation], |row| row.get("at")).await?.flatten())
}

const NTH_DONE: &str = "
    select ended_at from automation_run where automation = $1 and mode <> 'practice' and state = 'done'
    order by ended_at, id limit 1 offset $2";

/// When that many runs had done their work; `n` counts from 1.
pub async fn nth_done(tx: &mut Tx, automation: AutomationId, n: i64) -> Result<Option<Timestamp>> {
    Ok(tx.one(NTH_DONE, values![automation, n - 1], |row| row.get("ended_at")).await?.flatten())
}

const CLOCKS: &str = "
    select count(*) as runs, count(case when c.zone is null then 1 end) as unknown
    from (select contact from automation_run where automation = $1 and ended_at is null and contact is not null
        order by id desc limit 10000) r
    join crm_contact_window c on c.id = r.contact";

/// Of the people its runs under way are about, how many have a clock we know.
pub async fn clocks(tx: &mut Tx, automation: AutomationId) -> Result<Clocks> {
    let read = |row: &Row<'_>| Ok(Clocks { runs: row.get("runs")?, unknown: row.get("unknown")? });
    Ok(tx.one(CLOCKS, values![automation], read).await?.unwrap_or(Clocks { runs: 0, unknown: 0 }))
}
