//! Reading a version as the second person, moving runs to another one, taking an automation out of use.

use std::collections::BTreeMap;

use facts::automation::{AutomationRetired, AutomationReviewed, RunMigrated};
use kernel::{AutomationId, Error, Result, RunId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::migrate::{Map, place};
use super::{VersionRefusal, queries};
use crate::automation::views::AutomationView;
use crate::automation::{Automation, State, Version, rights, rows};
use crate::office;
use crate::plan::{Plan, Visit};
use crate::run::walk::look;
use crate::run::written::promise_of;
use crate::run::{Kept, about, rows as runs, settle, steps};

/// What the second person says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    Return,
}

/// Read a version as the second person: approve exactly this text, or return it with a reason.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewVersion {
    pub automation: AutomationId,
    pub version: i64,
    /// The hash of the text you have read.
    pub sha256: String,
    pub decision: Decision,
    #[serde(default)]
    pub reason: Option<String>,
}

impl Command for ReviewVersion {
    const VERB: Verb = Verb::post("automation.review", "/automations/{automation}/review")
        .no_undo("publish another version");
    type Answer = AutomationView;

    async fn act(&self, tx: &mut Tx) -> Result<AutomationView> {
        let automation = rows::load(tx, self.automation).await?;
        let version = rows::numbered(tx, self.automation, self.version).await?;
        self.admit(tx, &automation, &version)?;
        let approved = self.decision == Decision::Approve;
        if approved {
            self.may_let_act(tx, &version).await?;
        }
        let reason = self.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        if !approved && reason.is_none() {
            return Err(Error::field(
                "/reason",
                "automation.no_reason",
                "say why, so that it can be put right",
            ));
        }
        let waited = version.state == State::Review;
        let state = match (approved, waited) {
            (true, _) => State::Published,
            (false, true) => State::Returned,
            (false, false) => version.state,
        };
        let reviewed = version.clone().reviewed(state, approved.then(|| (tx.permit().user(), tx.now())));
        let told = AutomationReviewed {
            automation: automation.id,
            version: version.number,
            sha256: version.sha256.clone(),
            decision: if approved { "approved" } else { "returned" }.into(),
            reason: reason.map(str::to_owned),
        };
        tx.keep(&version, reviewed.clone()).await?;
        tx.tell(told);
        if !(approved && waited) {
            return Ok(automation.into());
        }
        let plan = office::plan(tx, version.id).await?.map_err(|_| VersionRefusal::Unfit(version.number))?;
        let after = automation.clone().publish(&reviewed, plan.document(), version.owned);
        Ok(tx.keep_and_tell(&automation, after, reviewed.published()).await?.into())
    }
}

impl ReviewVersion {
    async fn may_let_act(&self, tx: &mut Tx, version: &Version) -> Result<()> {
        match office::plan(tx, version.id).await? {
            Ok(plan) => rights::may_let_act(tx, plan.document()),
            Err(_) => Ok(()),
        }
    }

    fn admit(&self, tx: &Tx, automation: &Automation, version: &Version) -> Result<()> {
        if version.sha256 != self.sha256 {
            return Err(VersionRefusal::OtherText(version.number).into());
        }
        let current = version.number == automation.version && version.reviewed_by.is_none();
        if version.state != State::Review && !current {
            return Err(VersionRefusal::NotWaiting(version.number).into());
        }
        let own = version.published_by.is_some() && version.published_by == tx.permit().user();
        if own { Err(VersionRefusal::OwnVersion.into()) } else { Ok(()) }
    }
}

/// Move runs under way from one version to another. Without `apply` it only says which would move and which
/// would stay.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MigrateRuns {
    pub automation: AutomationId,
    pub from: i64,
    pub to: i64,
    /// Steps of the old version by the ones they become; those not named keep their name.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    #[serde(default)]
    pub apply: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Migrated {
    /// Whether they were moved, or only would be.
    pub applied: bool,
    pub moved: Vec<Moved>,
    pub stay: Vec<Stays>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Moved {
    pub run: RunId,
    pub from: Option<String>,
    pub to: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Stays {
    pub run: RunId,
    pub at: Option<String>,
    pub why: String,
}

impl Command for MigrateRuns {
    const VERB: Verb = Verb::post("automation.migrate", "/automations/{automation}/migrate")
        .no_undo("migrate them back with the map turned round");
    type Answer = Migrated;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Migrated> {
        let from = rows::numbered(tx, self.automation, self.from).await?;
        let to = rows::numbered(tx, self.automation, self.to).await?;
        if to.state != State::Published {
            return Err(VersionRefusal::NotWaiting(to.number).into());
        }
        let old = office::plan(tx, from.id).await?.map_err(|_| VersionRefusal::Unfit(from.number))?;
        let new = office::plan(tx, to.id).await?.map_err(|_| VersionRefusal::Unfit(to.number))?;
        let map = self.map()?;
        let mut answer = Migrated { applied: self.apply, moved: vec![], stay: vec![] };
        for id in runs::active_of_version(tx, from.id).await? {
            let Some(run) = runs::find(tx, id).await? else { continue };
            let at = run.machine.step().map(ToString::to_string);
            match place(&run.machine, &old, &new, &map) {
                Err(why) => answer.stay.push(Stays { run: id, at, why }),
                Ok(there) => {
                    if self.apply {
                        self.move_run(tx, id, &to, (&old, &new), &map).await?;
                    }
                    answer.moved.push(Moved { run: id, from: at, to: there.map(|step| step.to_string()) });
                }
            }
        }
        Ok(answer)
    }
}

impl MigrateRuns {
    fn map(&self) -> Result<Map> {
        let wrong = |_| Error::field("/map", "automation.no_such_step", "name steps, such as nudge_1");
        let one =
            |(old, new): (&String, &String)| Ok((old.parse().map_err(wrong)?, new.parse().map_err(wrong)?));
        self.map.iter().map(one).collect()
    }

    async fn move_run(
        &self,
        tx: &mut Tx,
        id: RunId,
        to: &Version,
        (old, plan): (&Plan, &Plan),
        map: &Map,
    ) -> Result<()> {
        let mut run = runs::fence(tx, id).await?;
        let stood = run.machine.inside();
        run.machine.rename(map);
        runs::move_to(tx, &run, to.id).await?;
        if let (Some(stood), Some(stands)) = (stood, run.machine.inside()) {
            steps::rows::rename(tx, id, &stood, &stands).await?;
            promise_anew(tx, &run, (old, &stood), (plan, &stands)).await?;
        }
        if !plan.hears().is_empty() {
            let whom = run.contact.map(kernel::Ref::from).into_iter().chain([run.subject]);
            for record in whom {
                runs::listen(tx, id, &about(record)).await?;
            }
        }
        tx.tell(RunMigrated { run: id, automation: self.automation, version: to.number });
        Ok(())
    }
}

/// What the version it goes on with promises of the step it stands at counts from now on, where that is something else.
async fn promise_anew(
    tx: &mut Tx,
    run: &Kept,
    (old, stood): (&Plan, &Visit),
    (new, stands): (&Plan, &Visit),
) -> Result<()> {
    let sla = |plan: &Plan, at: &Visit| plan.document().step(&at.step).and_then(|step| step.sla.clone());
    if sla(old, stood) == sla(new, stands) {
        return Ok(());
    }
    tx.settle_exception(&settle::late(run), "its version promises something else").await?;
    let office = office::of(tx)?;
    let sight = look(tx, run, new, &office).await?;
    let by = promise_of(run, new, &sight, sight.now);
    steps::rows::promise(tx, run.id, stands, by).await
}

/// Take an automation out of use: nobody is enrolled any more, its runs under way go on to their end.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireAutomation {
    pub automation: AutomationId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Retired {
    #[serde(flatten)]
    pub automation: AutomationView,
    /// Runs still under way.
    pub runs: i64,
    /// When the last of them must have ended, as far as they have deadlines.
    pub last_ends_at: Option<Timestamp>,
}

impl Command for RetireAutomation {
    const VERB: Verb = Verb::post("automation.retire", "/automations/{automation}/retire")
        .no_undo("publish its text again under another name");
    type Answer = Retired;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Retired> {
        let before = rows::load(tx, self.automation).await?;
        if before.retired {
            return Err(VersionRefusal::Retired.into());
        }
        let (runs, last_ends_at) = queries::under_way(tx, self.automation).await?;
        let after = Automation { retired: true, ..before.clone() };
        let told = AutomationRetired { automation: self.automation, runs };
        let kept = tx.keep_and_tell(&before, after, told).await?;
        Ok(Retired { automation: kept.into(), runs, last_ends_at })
    }
}
