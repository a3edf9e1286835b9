//! The promises of the design, as statements that count what breaks them. The numbers are those of docs/proof.md.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use store::{Row, values};

use crate::history::History;

type Held = Result<(), String>;

/// Each counts what must not be.
const NEVER: [(&str, &str); 10] = [
    (
        "INV4 two active runs of one automation about one record",
        "select count(*) as n from (
            select automation, subject from automation_run where ended_at is null
            group by automation, subject having count(*) > 1) t",
    ),
    (
        "INV6 the steps of a run have a gap",
        "select count(*) as n from (
            select s.run from automation_step s join automation_run r on r.id = s.run
            group by s.run, r.steps
            having min(s.seq) <> 1 or max(s.seq) <> count(*) or max(s.seq) <> r.steps) t",
    ),
    (
        "INV6 a run that counts steps has none",
        "select count(*) as n from automation_run r
         where r.steps > 0 and not exists (select 1 from automation_step s where s.run = r.id)",
    ),
    (
        "INV8 a mail of a run has no step",
        "select count(*) as n from effect e where e.run is not null and e.kind = 'mail'
            and e.payload not like '%\"letter\":true%' and not exists (
            select 1 from automation_step s where s.run = e.run and (s.awaits = e.subject
                or s.output like '%' || e.subject || '%'))",
    ),
    (
        "INV8 a step waits for a mail that was never queued",
        "select count(*) as n from automation_step s
         where s.awaits like 'message_%' and not exists (select 1 from effect e where e.subject = s.awaits)",
    ),
    (
        "INV10 a run ended otherwise than by its last step, and something of it still waits",
        "select count(*) as n from effect e join automation_run r on r.id = e.run
         where e.state = 'queued' and not e.owed and r.outcome in ('goal', 'exit', 'cancelled')",
    ),
    (
        "INV12 a run follows a version of another automation",
        "select count(*) as n from automation_run r left join automation_version v on v.id = r.version
         where v.id is null or v.automation <> r.automation",
    ),
    (
        "INV15 a run stands still and nobody active has it",
        "select count(*) as n from automation_run r
         where r.state = 'parked' and r.ended_at is null and not exists (
            select 1 from store_exception e join governance_user u on u.id = e.owner
            where e.state = 'open' and u.state = 'active' and (e.run = r.id or exists (
                select 1 from store_exception_case c
                where c.exception = e.id and c.run = r.id and c.settled_at is null)))",
    ),
    (
        "INV27 two entries of the journal have one place",
        "select count(*) as n from (select n from journal_leaf group by n having count(*) > 1) t",
    ),
    (
        "INV28 somebody would be told that a step is late which is over",
        "select count(*) as n from automation_step s join automation_run r on r.id = s.run
         where s.late_at is not null and (s.ended_at is not null or r.ended_at is not null or r.mode = 'practice')",
    ),
];

/// What must be true at every moment.
pub async fn hold(history: &mut History) -> Held {
    for (law, sql) in NEVER {
        let broken = history.house.world.count(sql).await;
        if broken > 0 {
            return Err(format!("{law}: {broken}"));
        }
    }
    nobody_is_lost(history).await?;
    what_is_done_is_said(history).await?;
    let books = history.ask("ledger.check", json!({})).await?;
    if books["in_balance"] != true {
        return Err(format!("ledger: {books}"));
    }
    numbers_have_no_gap(history).await
}

/// C9: whoever was thanked is there, once.
async fn nobody_is_lost(history: &mut History) -> Held {
    let kept = "select count(*) as n from capture_intake where raw like '%history %'";
    let kept = history.house.world.count(kept).await;
    match kept == history.acknowledged {
        true => Ok(()),
        false => Err(format!("{} inquiries were acknowledged, {kept} are kept", history.acknowledged)),
    }
}

const CREATED: &str = "select line from journal where kind = 'task.created'";
const DONE: &str = "
    select s.output from automation_step s where s.verb = 'task.create' and s.state = 'ok' and s.output is not null";

/// INV7: each task that a step says it made was made once by a run, and each that a run made has its step.
async fn what_is_done_is_said(history: &mut History) -> Held {
    let lines = texts(history, CREATED, "line").await?;
    let mut made: BTreeMap<String, u32> = BTreeMap::new();
    for line in lines {
        let line: Json = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        if line["by"].as_str().is_some_and(|by| by.starts_with("run_")) {
            let task = line["body"]["task"].as_str().unwrap_or_default().to_owned();
            *made.entry(task).or_default() += 1;
        }
    }
    let mut said: BTreeMap<String, u32> = BTreeMap::new();
    for output in texts(history, DONE, "output").await? {
        let output: Json = serde_json::from_str(&output).map_err(|error| error.to_string())?;
        if let Some(task) = output["id"].as_str() {
            *said.entry(task.to_owned()).or_default() += 1;
        }
    }
    if made == said { Ok(()) } else { Err(format!("INV7 runs made {made:?}, their steps say {said:?}")) }
}

async fn texts(history: &History, sql: &'static str, name: &'static str) -> Result<Vec<String>, String> {
    let read = move |row: &Row<'_>| row.get::<String>(name);
    let found = history.house.world.store.read(move |tx| Box::pin(tx.all(sql, &[], read))).await;
    found.map_err(|error| error.to_string())
}

const NUMBERS: [&str; 3] = [
    "select number from billing_invoice where number is not null and test is false",
    "select number from billing_credit_note where number is not null and test is false",
    "select number from delivery_project where number is not null and test is false",
];

async fn numbers_have_no_gap(history: &History) -> Held {
    for sql in NUMBERS {
        let digits = |number: &String| number.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
        let all = texts(history, sql, "number").await?;
        let mut numbers: Vec<usize> = all.iter().filter_map(digits).collect();
        numbers.sort_unstable();
        if !numbers.iter().copied().eq(1..=numbers.len()) {
            return Err(format!("numbers: {numbers:?}"));
        }
    }
    Ok(())
}

/// Without faults everything is over, asleep until a time that comes, or in front of a person; the journal verifies.
pub async fn rest(history: &mut History) -> Held {
    let found = history.ask("conservation.read", json!({})).await?;
    if found["violations"] != json!([]) {
        return Err(format!("conservation: {}", found["violations"]));
    }
    nothing_due_waits(history).await?;
    let report = store::verify::verify(&history.house.world.store).await;
    let report = report.map_err(|error| error.to_string())?;
    match report.wrong.first() {
        None => Ok(()),
        Some(wrong) => Err(format!("INV27 the journal does not verify: {wrong}")),
    }
}

const DUE: &str = "
    select kind || ' ' || key || ' is ' || state as line from effect
    where state = 'sending' or (state = 'queued' and due_at <= $1)";

/// INV14: nobody would ever look at these.
const FORGOTTEN: &str = "
    select a.slug || ' is ' || r.state as line
    from automation_run r join automation_automation a on a.id = r.automation
    where r.ended_at is null and a.active and (r.wakes_at is null or r.wakes_at <= $1)
        and not exists (select 1 from store_exception e where e.run = r.id and e.state = 'open')
        and not exists (select 1 from store_exception_case c where c.run = r.id and c.settled_at is null)
        and not exists (select 1 from automation_approval p where p.run = r.id and p.state = 'open')
        and not exists (select 1 from automation_run c where c.parent = r.id and c.ended_at is null)";

/// INV28: a step past its promise that nobody was told of.
const UNTOLD: &str = "select step || ' is late' as line from automation_step where late_at <= $1";

async fn nothing_due_waits(history: &History) -> Held {
    for sql in [DUE, FORGOTTEN, UNTOLD] {
        let read = |row: &Row<'_>| row.get::<String>("line");
        let found = history.house.world.store.read(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                tx.all(sql, values![now], read).await
            })
        });
        let found = found.await.map_err(|error| error.to_string())?;
        if !found.is_empty() {
            return Err(format!("rest: {found:?}"));
        }
    }
    Ok(())
}
