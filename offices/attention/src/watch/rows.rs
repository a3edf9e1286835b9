//! What the watch looks at, through the windows of whoever owns it.

use std::collections::BTreeMap;

use kernel::{AutomationId, FormId, Result, Timestamp, UserId, fault};
use store::{Row, Tx, values};

use super::Watched;

/// Five weeks: four to compare with, and one of silence.
const LOOK_BACK_MS: i64 = 35 * 86_400_000;

const FORMS: &str = "select id, title, owner from capture_form_window where state = 'published' order by id";
const CAME: &str = "
    select channel, form, received_at as at from capture_intake_window
    where test is not true and received_at > $1 order by received_at desc limit 20000";
const AUTOMATIONS: &str = "
    select id, name, owner, since, least from automation_automation_window
    where active is true and retired is not true and mode <> 'practice' order by id";
const LEFT: &str = "
    select max(done_at) as at, count(*) as n from store_effect
    where kind = 'mail' and state = 'done' and done_at > $1 group by done_at / 3600000 order by at";
const STARTED: &str = "
    select automation, started_at as at from automation_run_window
    where started_at > $1 and mode <> 'practice' order by started_at desc limit 20000";

/// Every published form, every other door somebody came through, every automation at work, and the mail that leaves.
pub async fn watched(tx: &mut Tx) -> Result<Vec<Watched>> {
    let since = Timestamp::from_millisecond(tx.now().as_millisecond() - LOOK_BACK_MS).map_err(fault)?;
    let mut all = doors(tx, since).await?;
    all.extend(automations(tx, since).await?);
    all.extend(mail(tx, since).await?);
    Ok(all)
}

/// The mail that left, once some has: each counted at the end of its hour.
async fn mail(tx: &mut Tx, since: Timestamp) -> Result<Option<Watched>> {
    let read = |row: &Row<'_>| Ok((row.get::<Timestamp>("at")?, row.get::<i64>("n")?));
    let hours = tx.all(LEFT, values![since], read).await?;
    let many = |n: i64| usize::try_from(n).unwrap_or(0);
    let times: Vec<Timestamp> =
        hours.into_iter().flat_map(|(at, n)| std::iter::repeat_n(at, many(n))).collect();
    Ok((!times.is_empty()).then(|| Watched {
        name: "channel mail".into(),
        title: "Mail that leaves".into(),
        owner: None,
        times,
        since: None,
        holds: None,
    }))
}

async fn doors(tx: &mut Tx, since: Timestamp) -> Result<Vec<Watched>> {
    if tx.windows("_intake_window").is_empty() {
        return Ok(vec![]);
    }
    let read = |row: &Row<'_>| Ok((row.get("channel")?, row.get::<Option<FormId>>("form")?, row.get("at")?));
    let came: Vec<(String, Option<FormId>, Timestamp)> = tx.all(CAME, values![since], read).await?;
    let read = |row: &Row<'_>| Ok((row.get("id")?, row.get("title")?, row.get("owner")?));
    let forms: Vec<(FormId, String, Option<UserId>)> = tx.all(FORMS, &[], read).await?;
    let mut by_channel: BTreeMap<String, Vec<Timestamp>> = BTreeMap::new();
    let mut by_form: BTreeMap<FormId, Vec<Timestamp>> = BTreeMap::new();
    for (channel, form, at) in came.into_iter().rev() {
        match form {
            Some(form) => by_form.entry(form).or_default().push(at),
            None => by_channel.entry(channel).or_default().push(at),
        }
    }
    let form = |(id, title, owner)| Watched {
        name: format!("door {id}"),
        title: format!("The form “{title}”"),
        owner,
        times: by_form.remove(&id).unwrap_or_default(),
        since: None,
        holds: None,
    };
    let mut all: Vec<Watched> = forms.into_iter().map(form).collect();
    all.extend(by_channel.into_iter().map(|(channel, times)| Watched {
        name: format!("door {channel}"),
        title: format!("The door “{}”", channel.replace('_', " ")),
        owner: None,
        times,
        since: None,
        holds: None,
    }));
    Ok(all)
}

async fn automations(tx: &mut Tx, since: Timestamp) -> Result<Vec<Watched>> {
    if tx.windows("_automation_window").is_empty() {
        return Ok(vec![]);
    }
    let read = |row: &Row<'_>| Ok((row.get("automation")?, row.get("at")?));
    let mut by: BTreeMap<AutomationId, Vec<Timestamp>> = BTreeMap::new();
    for (automation, at) in tx.all(STARTED, values![since], read).await?.into_iter().rev() {
        by.entry(automation).or_default().push(at);
    }
    let told = open_keys(tx, "automation.silent").await?;
    let one = |row: &Row<'_>| {
        let id: AutomationId = row.get("id")?;
        let promised = row.get::<i64>("least")? > 0;
        Ok(Watched {
            name: format!("automation {id}"),
            title: row.get("name")?,
            owner: row.get("owner")?,
            times: by.get(&id).cloned().unwrap_or_default(),
            since: row.get("since")?,
            holds: promised.then(|| !told.contains(&format!("expected {id}"))),
        })
    };
    tx.all(AUTOMATIONS, &[], one).await
}

const CLOSED: &str = "
    select max(closed_at) as at from store_exception where key = $1 and state = 'closed'";

/// When one of this key was closed last.
pub async fn closed_at(tx: &mut Tx, key: &str) -> Result<Option<Timestamp>> {
    Ok(tx.one(CLOSED, values![key], |row| row.get::<Option<Timestamp>>("at")).await?.flatten())
}

/// A person has closed it, and nothing has moved since.
pub async fn closed_since(tx: &mut Tx, key: &str, last: Option<Timestamp>) -> Result<bool> {
    let at = closed_at(tx, key).await?;
    Ok(at.is_some_and(|at| last.is_none_or(|last| at > last)))
}

const LATE: &str = "
    select kind, count(*) as n from store_effect
    where state = 'queued' and due_at < $1
        and kind not in ('mail', 'account_mail', 'code_mail', 'staff_mail', 'report_mail', 'paper')
    group by kind order by kind";

pub async fn late_effects(tx: &mut Tx, before: Timestamp) -> Result<Vec<(String, i64)>> {
    tx.all(LATE, values![before], |row| Ok((row.get("kind")?, row.get("n")?))).await
}

const UNASKED: &str = "
    select kind, count(*) as n, max(note) as why from store_effect
    where state = 'queued' and held_by = $1 group by kind order by kind";

/// Kinds whose gates break, over how many effects, and what was said of one of them.
pub async fn unasked_effects(tx: &mut Tx) -> Result<Vec<(String, i64, String)>> {
    let read = |row: &Row<'_>| {
        let why: Option<String> = row.get("why")?;
        Ok((row.get("kind")?, row.get("n")?, why.unwrap_or_default()))
    };
    tx.all(UNASKED, values![store::effect::UNASKED], read).await
}

const OPEN: &str = "select key from store_exception where code = $1 and state = 'open'";

pub async fn open_keys(tx: &mut Tx, code: &str) -> Result<Vec<String>> {
    tx.all(OPEN, values![code], |row| row.get("key")).await
}

const BEATS: &str = "select name, at from store_beat order by name";

/// When each worker last did its round.
pub async fn beats(tx: &mut Tx) -> Result<Vec<(String, Timestamp)>> {
    tx.all(BEATS, &[], |row| Ok((row.get("name")?, row.get("at")?))).await
}

/// A hold on something.
#[derive(Debug)]
pub struct Lease {
    /// `worker`, or `effect`, whose name is its kind.
    pub kind: String,
    pub name: String,
    pub until: Timestamp,
}

const LEASES: &str = "select kind, name, until from store_lease where until < $1 order by kind, name, until";

/// Those that ended before this instant, the longest ended of a name first.
pub async fn ended_leases(tx: &mut Tx, before: Timestamp) -> Result<Vec<Lease>> {
    let read = |row: &Row<'_>| {
        Ok(Lease { kind: row.get("kind")?, name: row.get("name")?, until: row.get("until")? })
    };
    tx.all(LEASES, values![before], read).await
}

/// What became of what came in through a door.
#[derive(Debug)]
pub struct Conserved {
    pub channel: String,
    pub came: i64,
    /// Became a lead.
    pub taken: i64,
    pub waits: i64,
    pub aside: i64,
}

impl Conserved {
    /// In none of these.
    pub fn nowhere(&self) -> i64 {
        self.came - self.taken - self.waits - self.aside
    }
}

const CONSERVED: &str = "
    select i.channel, count(*) as came,
        cast(coalesce(sum(case when i.state = 'received' and exists (
            select 1 from crm_lead_window l where l.intake = i.id) then 1 else 0 end), 0) as bigint) as taken,
        cast(coalesce(sum(case when i.state = 'parked' then 1 else 0 end), 0) as bigint) as waits,
        cast(coalesce(sum(case when i.state = 'dismissed' then 1 else 0 end), 0) as bigint) as aside
    from capture_intake_window i where i.received_at > $1 group by i.channel order by i.channel";

/// By door, of what came since this instant.
pub async fn conserved(tx: &mut Tx, since: Timestamp) -> Result<Vec<Conserved>> {
    if tx.windows("_intake_window").is_empty() || tx.windows("_lead_window").is_empty() {
        return Ok(vec![]);
    }
    let read = |row: &Row<'_>| {
        let (channel, came, taken) = (row.get("channel")?, row.get("came")?, row.get("taken")?);
        Ok(Conserved { channel, came, taken, waits: row.get("waits")?, aside: row.get("aside")? })
    };
    tx.all(CONSERVED, values![since], read).await
}

const OLDEST_OPEN: &str =
    "select min(raised_at) as at from store_exception where code = $1 and state = 'open'";

/// When the oldest one of this kind was raised.
pub async fn oldest_open(tx: &mut Tx, code: &str) -> Result<Option<Timestamp>> {
    let read = |row: &Row<'_>| row.get::<Option<Timestamp>>("at");
    Ok(tx.one(OLDEST_OPEN, values![code], read).await?.flatten())
}
