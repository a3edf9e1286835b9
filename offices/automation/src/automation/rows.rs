//! How automations and their versions are kept.

use std::collections::{BTreeMap, HashMap};

use kernel::{AutomationId, AutomationVersionId, Error, Result, Scope, fault};
use store::{Row, Tx, values};

use super::{Automation, Mode, State, Version};

store::noun! {
    Automation is "automation" in "automation_automation" {
        open slug: Text = |a| &a.slug;
        open name: Text = |a| &a.name;
        open purpose: Text = |a| &a.purpose;
        open answers: Text = |a| &a.answers;
        open stand_in: Text = |a| &a.stand_in;
        open mode: Text = |a| a.mode.word();
        open active: Flag = |a| a.on;
        open version: Int = |a| a.version;
        open load_bearing: Flag = |a| a.load_bearing;
        open retired: Flag = |a| a.retired;
    }
}

store::noun! {
    Version is "automation_version" in "automation_version" {
        open automation: Id = |v| v.automation;
        open number: Int = |v| v.number;
        open text: Text = |v| &v.text;
        open sha256: Text = |v| &v.sha256;
        open published_at: At = |v| v.published_at;
        open published_by: Id = |v| v.published_by;
        open state: Text = |v| v.state.word();
        open reviewed_by: Id = |v| v.reviewed_by;
        open reviewed_at: At = |v| v.reviewed_at;
    }
}

const AUTOMATION: &str = "
    select a.id, a.rv, a.owner, a.team, a.slug, a.name, a.purpose, a.answers, a.stand_in, a.mode, a.active,
        a.version, a.load_bearing, a.retired
    from automation_automation a ";

const VERSION: &str = "
    select v.id, v.rv, v.owner, v.team, v.automation, v.number, v.text, v.sha256, v.published_at, v.published_by,
        v.state, v.reviewed_by, v.reviewed_at
    from automation_version v ";

pub async fn load(tx: &mut Tx, id: AutomationId) -> Result<Automation> {
    let sql = format!("{AUTOMATION} where a.id = $1");
    tx.one(&sql, values![id], read).await?.ok_or(Error::Missing("automation"))
}

pub async fn by_slug(tx: &mut Tx, slug: &str) -> Result<Option<Automation>> {
    let sql = format!("{AUTOMATION} where a.slug = $1");
    tx.one(&sql, values![slug], read).await
}

/// By slug, as far as the permit reaches.
pub async fn list(tx: &mut Tx, after: Option<&str>, limit: i64) -> Result<Vec<Automation>> {
    let sql = format!(
        "{AUTOMATION} where (a.slug > $1 or $1 is null)
            and ($2 = 'all' or a.owner = $3 or ($2 = 'team' and a.team is not distinct from $4))
        order by a.slug limit $5"
    );
    let permit = tx.permit();
    let (scope, user, team) = (scope_word(permit.scope()), permit.user(), permit.team());
    tx.all(&sql, values![after, scope, user, team, limit], read).await
}

pub(crate) fn scope_word(scope: Scope) -> &'static str {
    match scope {
        Scope::Own => "own",
        Scope::Team => "team",
        Scope::All => "all",
    }
}

pub async fn every(tx: &mut Tx) -> Result<Vec<Automation>> {
    tx.all(AUTOMATION, &[], read).await
}

pub async fn version(tx: &mut Tx, id: AutomationVersionId) -> Result<Version> {
    let sql = format!("{VERSION} where v.id = $1");
    tx.one(&sql, values![id], read_version).await?.ok_or(Error::Missing("version"))
}

pub async fn numbered(tx: &mut Tx, automation: AutomationId, number: i64) -> Result<Version> {
    let sql = format!("{VERSION} where v.automation = $1 and v.number = $2");
    tx.one(&sql, values![automation, number], read_version).await?.ok_or(Error::Missing("version"))
}

/// Of one automation, newest first.
pub async fn versions_of(tx: &mut Tx, automation: AutomationId) -> Result<Vec<Version>> {
    let sql = format!("{VERSION} where v.automation = $1 order by v.number desc");
    tx.all(&sql, values![automation], read_version).await
}

const LAST: &str = "select max(number) as n from automation_version where automation = $1";

/// The number of the newest version, also one that waits.
pub async fn last_number(tx: &mut Tx, automation: AutomationId) -> Result<i64> {
    Ok(tx.one(LAST, values![automation], |row| row.get::<Option<i64>>("n")).await?.flatten().unwrap_or(0))
}

/// All of all automations: a few dozen in a busy house.
pub async fn every_version(tx: &mut Tx) -> Result<Vec<Version>> {
    tx.all(VERSION, &[], read_version).await
}

/// A version, and what else decides whether somebody listens to it.
pub struct Standing {
    pub version: Version,
    /// Why its automation takes in nobody for the moment, where it stopped by itself.
    pub paused: Option<String>,
    /// A run of its automation has ever begun.
    pub begun: bool,
}

const STANDING: &str = "
    select v.id, v.rv, v.owner, v.team, v.automation, v.number, v.text, v.sha256, v.published_at, v.published_by,
        v.state, v.reviewed_by, v.reviewed_at, c.paused,
        exists (select 1 from automation_run r where r.automation = v.automation) as begun
    from automation_version v left join automation_counted c on c.automation = v.automation";

/// All versions of all automations, as they stand: a few dozen in a busy house.
pub async fn standing(tx: &mut Tx) -> Result<Vec<Standing>> {
    let read = |row: &Row<'_>| {
        Ok(Standing { version: read_version(row)?, paused: row.get("paused")?, begun: row.get("begun")? })
    };
    tx.all(STANDING, &[], read).await
}

const COUNTS: &str = "
    select state, count(*) as n from automation_run where automation = $1 group by state order by state";

/// How many of its runs are in each state.
pub async fn runs_by_state(tx: &mut Tx, automation: AutomationId) -> Result<Vec<(String, i64)>> {
    tx.all(COUNTS, values![automation], |row| Ok((row.get("state")?, row.get("n")?))).await
}

const ALL_COUNTS: &str = "
    select automation, state, count(*) as n from automation_run group by automation, state";

/// The same of all automations, in one statement.
pub async fn runs_of_all(tx: &mut Tx) -> Result<HashMap<AutomationId, BTreeMap<String, i64>>> {
    let read = |row: &Row<'_>| Ok((row.get("automation")?, row.get("state")?, row.get("n")?));
    let mut found: HashMap<AutomationId, BTreeMap<String, i64>> = HashMap::new();
    for (automation, state, n) in tx.all(ALL_COUNTS, &[], read).await? {
        found.entry(automation).or_default().insert(state, n);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Automation> {
    let mode: String = row.get("mode")?;
    Ok(Automation {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        slug: row.get("slug")?,
        name: row.get("name")?,
        purpose: row.get("purpose")?,
        answers: row.get("answers")?,
        stand_in: row.get("stand_in")?,
        mode: Mode::from_word(&mode).ok_or_else(|| fault(format!("no mode is called `{mode}`")))?,
        on: row.get("active")?,
        version: row.get("version")?,
        load_bearing: row.get("load_bearing")?,
        retired: row.get("retired")?,
    })
}

fn read_version(row: &Row<'_>) -> Result<Version> {
    let state: String = row.get("state")?;
    Ok(Version {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        automation: row.get("automation")?,
        number: row.get("number")?,
        text: row.get("text")?,
        sha256: row.get("sha256")?,
        published_at: row.get("published_at")?,
        published_by: row.get("published_by")?,
        state: State::from_word(&state).ok_or_else(|| fault(format!("no version is `{state}`")))?,
        reviewed_by: row.get("reviewed_by")?,
        reviewed_at: row.get("reviewed_at")?,
    })
}
