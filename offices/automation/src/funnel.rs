//! How far runs of an automation come: who entered, who reached each step, who waits there, how they ended.
//!
//! Deliberately not here: what it brought, which is `lift`, and what became of the messages.

mod rows;

use kernel::{AutomationId, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Subject, Verb};

use crate::automation::rows as automations;
use crate::document;
use crate::run::later;

const DAY_MS: i64 = 86_400_000;
/// Of which runs, where nothing is said, in days.
const DAYS: u16 = 90;

/// Read how far the runs of an automation come: the numbers of each step, and how they ended.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadFunnel {
    pub automation: AutomationId,
    /// Another version than the one in use.
    #[serde(default)]
    pub version: Option<i64>,
    /// Of the runs that began in so many days, 90 if nothing is said, 400 at most.
    #[serde(default)]
    pub days: Option<u16>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FunnelView {
    pub version: i64,
    /// Runs that began before are not counted.
    pub since: Timestamp,
    /// Without those held out.
    pub entered: i64,
    /// Of these, in practice.
    pub practised: i64,
    /// Left alone, to measure by.
    pub held_out: i64,
    pub under_way: i64,
    /// Of those under way, stuck.
    pub parked: i64,
    pub goal: i64,
    pub exit: i64,
    pub done: i64,
    pub cancelled: i64,
    /// In the order of the text.
    pub steps: Vec<FunnelStep>,
}

/// The numbers of one step, in runs.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct FunnelStep {
    pub step: String,
    pub reached: i64,
    /// Runs that went on without it.
    pub skipped: i64,
    pub failed: i64,
    /// Standing there now, those that are stuck not counted.
    pub waiting: i64,
    pub parked: i64,
    /// Ended while they stood there, by how.
    pub goal: i64,
    pub exit: i64,
    pub done: i64,
    pub cancelled: i64,
    /// In whole seconds, of the visits that are over and were not skipped.
    pub median_seconds: Option<i64>,
}

impl Query for ReadFunnel {
    const VERB: Verb = Verb::get("automation.funnel", "/automations/{automation}/funnel");
    type Answer = FunnelView;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<FunnelView> {
        let automation = automations::load(tx, self.automation).await?;
        let number = self.version.unwrap_or(automation.version);
        let version = automations::numbered(tx, automation.id, number).await?;
        let days = self.days.unwrap_or(DAYS).clamp(1, 400);
        let since = later(tx.now(), -DAY_MS * i64::from(days));
        let of = (automation.id, version.id, since);
        let mut view = FunnelView { steps: steps(&version.text), ..empty(number, since) };
        for stood in rows::stood(tx, of).await? {
            view.add(&stood);
        }
        for counted in rows::reached(tx, of).await? {
            let step = view.step(&counted.step);
            (step.reached, step.skipped, step.failed) = (counted.reached, counted.skipped, counted.failed);
        }
        for (step, ms) in rows::medians(tx, of).await? {
            view.step(&step).median_seconds = Some(ms / 1_000);
        }
        Ok(view)
    }
}

/// The steps of a text, each with nothing counted yet; of one that cannot be read none, and they stand as they come.
fn steps(text: &str) -> Vec<FunnelStep> {
    let document = document::Automation::from_yaml(text).ok();
    let named = |step: &document::Step| FunnelStep { step: step.id.to_string(), ..FunnelStep::default() };
    document.iter().flat_map(document::Automation::every_step).map(named).collect()
}

fn empty(version: i64, since: Timestamp) -> FunnelView {
    FunnelView {
        version,
        since,
        entered: 0,
        practised: 0,
        held_out: 0,
        under_way: 0,
        parked: 0,
        goal: 0,
        exit: 0,
        done: 0,
        cancelled: 0,
        steps: vec![],
    }
}

impl FunnelView {
    fn step(&mut self, name: &str) -> &mut FunnelStep {
        let at = self.steps.iter().position(|one| one.step == name).unwrap_or_else(|| {
            self.steps.push(FunnelStep { step: name.to_owned(), ..FunnelStep::default() });
            self.steps.len() - 1
        });
        &mut self.steps[at]
    }

    fn add(&mut self, stood: &rows::Stood) {
        let n = stood.runs;
        if stood.state == "held_out" {
            self.held_out += n;
            return;
        }
        self.entered += n;
        self.practised += if stood.practice { n } else { 0 };
        let outcome = stood.outcome.as_deref();
        self.under_way += if outcome.is_none() { n } else { 0 };
        let parked = outcome.is_none() && stood.state == "parked";
        self.parked += if parked { n } else { 0 };
        if let Some(ended) = outcome.and_then(|outcome| self.ended(outcome)) {
            *ended += n;
        }
        let Some(name) = &stood.step else { return };
        let step = self.step(name);
        match outcome {
            None if parked => step.parked += n,
            None => step.waiting += n,
            Some("goal") => step.goal += n,
            Some("exit") => step.exit += n,
            Some("done") => step.done += n,
            Some(_) => step.cancelled += n,
        }
    }

    fn ended(&mut self, outcome: &str) -> Option<&mut i64> {
        match outcome {
            "goal" => Some(&mut self.goal),
            "exit" => Some(&mut self.exit),
            "done" => Some(&mut self.done),
            "cancelled" => Some(&mut self.cancelled),
            _ => None,
        }
    }
}
