//! What runs under way will write until a moment, before any of it is queued; and leaving one of it out.
//!
//! Not here: what is queued already, which the outbox lists, and runs that have not begun.

mod rows;

use facts::automation::RunSteered;
use kernel::{AutomationId, ContactId, Error, Ref, Refusal, Result, RunId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Query, Verb};

use super::commands::RunRefusal;
use super::queries::cursor;
use super::rows as runs;
use super::views::RunView;
use super::walk::look;
use crate::automation::queries::page_limit;
use crate::automation::{Mode, rows::load};
use crate::document::{Act, StepId};
use crate::office;
use crate::office::catalogue::MESSAGES;
use crate::plan::{self, Catalogue};
use crate::settings::Settings;
use rows::Waking;

/// List the messages runs under way will ask for until a moment, by the run that goes on first. What is queued
/// already stands in the outbox; runs that only practise write nothing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListComing {
    /// Later ones are not looked for.
    pub until: Timestamp,
    /// So many runs are looked at, 50 if nothing is said, 200 at most.
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ComingView {
    pub items: Vec<ComingMessage>,
    /// Give it as `after` to look at further runs.
    pub next: Option<String>,
    /// Everything automatic stands still: none of it leaves before it goes on.
    pub stopped: bool,
}

/// A message that a run has not asked for yet.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ComingMessage {
    pub run: RunId,
    pub automation: AutomationId,
    /// What the automation is called.
    pub automation_name: String,
    pub subject: Ref,
    pub contact: Option<ContactId>,
    /// Of the contact.
    pub name: Option<String>,
    pub step: String,
    /// The step the run stands at.
    pub stands_at: Option<String>,
    /// Not before.
    pub at: Timestamp,
    pub template: Option<String>,
    /// Its subject, where it names no template.
    pub title: Option<String>,
    /// The command that sends it, such as `message.send`.
    pub verb: String,
    /// `transactional`, `inquiry` or `marketing`.
    pub class: String,
    /// The steps whose outcome decides whether it comes to it; nothing where it surely does.
    pub depends: Vec<String>,
    /// As the records stand now it comes to it.
    pub likely: bool,
    /// A person will be asked for a yes before it leaves.
    pub asks: bool,
    /// Somebody has left it out.
    pub left_out: bool,
}

impl Query for ListComing {
    const VERB: Verb = Verb::get("run.coming", "/runs/coming");
    type Answer = ComingView;

    async fn ask(&self, tx: &mut Tx) -> Result<ComingView> {
        let limit = page_limit(self.limit);
        let after = self.after.as_deref().map(place).transpose()?;
        let mut waking = rows::waking(tx, self.until, after, limit + 1).await?;
        let more = waking.len() > limit;
        waking.truncate(limit);
        let next = waking.last().filter(|_| more).map(|last| format!("{}.{}", at(last), last.run));
        let mut items = vec![];
        for one in waking {
            items.extend(of_run(tx, one, self.until).await?);
        }
        items.sort_by_key(|item| (item.at, item.run));
        let stopped = tx.setting::<Settings>().await?.stopped;
        Ok(ComingView { items, next, stopped })
    }
}

fn at(waking: &Waking) -> i64 {
    waking.at.as_millisecond()
}

fn place(text: &str) -> Result<(Timestamp, RunId)> {
    let (at, run) = text.split_once('.').unwrap_or((text, ""));
    let at = Timestamp::from_millisecond(cursor(at)?).or_else(|_| cursor::<Timestamp>("?"))?;
    Ok((at, cursor(run)?))
}

async fn of_run(tx: &mut Tx, waking: Waking, until: Timestamp) -> Result<Vec<ComingMessage>> {
    let Some(kept) = runs::find(tx, waking.run).await? else { return Ok(vec![]) };
    // Whoever waits for its turn among others does not know when that is.
    let queued = kept.machine.state() == plan::State::Ready && waking.at > tx.now();
    let Ok(plan) = office::plan(tx, kept.version).await? else { return Ok(vec![]) };
    let office = office::of(tx)?;
    let sight = look(tx, &kept, &plan, &office).await?;
    if queued || sight.gone {
        return Ok(vec![]);
    }
    let name = sight.at("contact.name").and_then(|name| name.to_json().as_str().map(str::to_owned));
    let house = office.known_catalogue()?;
    let found =
        plan.coming(&kept.machine, &sight.view(), until, &|doing| crate::collision::says(doing, house));
    let message = |one: plan::Coming| {
        let said = |field: &str| one.args.get(field).and_then(Json::as_str).map(str::to_owned);
        ComingMessage {
            run: kept.id,
            automation: kept.automation,
            automation_name: waking.name.clone(),
            subject: kept.subject,
            contact: kept.contact,
            name: name.clone(),
            stands_at: kept.machine.step().map(ToString::to_string),
            at: one.at,
            title: said("subject").filter(|_| !one.args.contains_key("template")),
            template: said("template"),
            class: one.class.clone(),
            step: one.step.to_string(),
            depends: one.depends.iter().map(ToString::to_string).collect(),
            likely: one.likely,
            asks: kept.mode == Mode::ApproveEach && needs_yes(house, one.verb.as_str()),
            verb: one.verb.to_string(),
            left_out: one.left_out,
        }
    };
    Ok(found.into_iter().map(message).collect())
}

/// What cannot be taken back.
fn needs_yes(house: &Catalogue, verb: &str) -> bool {
    MESSAGES.contains(&verb) || house.verbs.get(verb).is_none_or(|known| !known.undo)
}

#[derive(Debug, thiserror::Error)]
pub enum LeaveOutRefusal {
    #[error("the run stands at this step already; skip it, or stop the run")]
    Begun,
    #[error("only a step that does something can be left out; name one with `do`")]
    NoDoing,
}

impl Refusal for LeaveOutRefusal {
    fn code(&self) -> &'static str {
        match self {
            LeaveOutRefusal::Begun => "run.step_begun",
            LeaveOutRefusal::NoDoing => "run.nothing_to_leave_out",
        }
    }
}

/// Leave a step of a run out before it comes to it: the next time the run goes on without it, at its own time, and
/// later steps see that it was skipped.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveOut {
    pub run: RunId,
    /// The id of a step with `do` of the version it follows.
    pub step: String,
    /// `false` to let it be done after all.
    #[serde(default = "yes")]
    pub out: bool,
}

fn yes() -> bool {
    true
}

impl Command for LeaveOut {
    const VERB: Verb = Verb::post("run.leave_out", "/runs/{run}/leave_out").undo("run.leave_out");
    type Answer = RunView;

    async fn act(&self, tx: &mut Tx) -> Result<RunView> {
        let found = runs::find(tx, self.run).await?.ok_or(Error::Missing("run"))?;
        let automation = load(tx, found.automation).await?;
        tx.permit().covers(automation.owned)?;
        if found.machine.state().is_ended() {
            return Err(RunRefusal::Ended.into());
        }
        let plan = office::plan(tx, found.version).await?.map_err(RunRefusal::Unfit)?;
        let wrong = || Error::field("/step", "run.no_such_step", "name one of the steps of its version");
        let step: StepId = self.step.parse().map_err(|_| wrong())?;
        let written = plan.steps().iter().find(|one| one.id == step).ok_or_else(wrong)?;
        if !matches!(written.act, Act::Do(_)) {
            return Err(LeaveOutRefusal::NoDoing.into());
        }
        if found.machine.inside().is_some_and(|visit| visit.step == step) {
            return Err(LeaveOutRefusal::Begun.into());
        }
        let mut kept = runs::fence(tx, self.run).await?;
        kept.machine.leave_out(&step, self.out);
        rows::keep_machine(tx, &kept).await?;
        let how = if self.out { "step_left_out" } else { "step_let_in" };
        tx.tell(RunSteered { run: self.run, automation: automation.id, how: how.into() });
        RunView::of(tx, self.run).await
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        Some(json!({ "run": self.run, "step": self.step, "out": !self.out }))
    }
}
