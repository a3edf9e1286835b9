//! What automations will write until a moment, before any of it is queued: what runs under way will ask for, and what
//! runs that are to begin until then.
//!
//! Not here: what is queued already, which the outbox lists, and what a fact starts that nobody has told yet.

mod begin;
pub mod leave_out;
mod rows;

use kernel::{AutomationId, ContactId, Ref, Result, RunId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::Tx;
use verbs::{Query, Verb};

use super::queries::cursor;
use super::rows as runs;
use super::walk::look;
use crate::automation::Mode;
use crate::automation::queries::page_limit;
use crate::document::Do;
use crate::office;
use crate::office::catalogue::MESSAGES;
use crate::plan::{self, Catalogue, Knows, Plan, Proviso, View};
use crate::settings::Settings;
use crate::sight::Sight;
use rows::Waking;

/// List the messages automations will ask for until a moment: first of the runs under way, by the run that goes on
/// first, then of the runs that are to begin. What is queued already stands in the outbox; what only practises writes
/// nothing.
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
    /// So many records more begin with the same rounds of a schedule, and were not looked at.
    pub not_looked_at: i64,
}

/// A message that was not asked for yet.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ComingMessage {
    /// The run that will ask for it; nothing where it has not begun.
    pub run: Option<RunId>,
    /// How its run will begin, where it has not.
    pub begins: Option<Begins>,
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
    /// The steps that have to come out so before it comes to it; nothing where it surely does.
    pub depends: Vec<Proviso>,
    /// As the records stand now it comes to it.
    pub likely: bool,
    /// A person will be asked for a yes before it leaves.
    pub asks: bool,
    /// Somebody has left it out: the step of the run (`run.leave_out`), or its beginning (`automation.leave_out`).
    pub left_out: bool,
}

/// How a run will begin.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Begins {
    /// `date`, `schedule`, `existing`; `debounce`, where it waits until nothing more comes; or `silence`, where nothing
    /// is heard until then.
    pub how: String,
    pub at: Timestamp,
    /// Why nobody would be taken in as the records stand now.
    pub not: Option<String>,
}

impl Query for ListComing {
    const VERB: Verb = Verb::get("run.coming", "/runs/coming");
    type Answer = ComingView;

    async fn ask(&self, tx: &mut Tx) -> Result<ComingView> {
        let limit = page_limit(self.limit);
        let mut view = match self.after.as_deref().map(place).transpose()? {
            Some(Place::Starts(after)) => begin::of_starts(tx, self.until, after, limit).await?,
            Some(Place::Run(at, run)) => self.of_runs(tx, Some((at, run)), limit).await?,
            None => self.of_runs(tx, None, limit).await?,
        };
        view.items.sort_by_key(|item| (item.at, item.run));
        view.stopped = tx.setting::<Settings>().await?.stopped;
        Ok(view)
    }
}

/// Where to go on: behind a run, or behind so many starts.
enum Place {
    Run(Timestamp, RunId),
    Starts(i64),
}

fn place(text: &str) -> Result<Place> {
    if let Some(after) = text.strip_prefix("starts.") {
        return Ok(Place::Starts(cursor(after)?));
    }
    let (at, run) = text.split_once('.').unwrap_or((text, ""));
    let at = Timestamp::from_millisecond(cursor(at)?).or_else(|_| cursor::<Timestamp>("?"))?;
    Ok(Place::Run(at, cursor(run)?))
}

impl ListComing {
    async fn of_runs(
        &self,
        tx: &mut Tx,
        after: Option<(Timestamp, RunId)>,
        limit: usize,
    ) -> Result<ComingView> {
        let mut waking = rows::waking(tx, self.until, after, limit + 1).await?;
        let more = waking.len() > limit;
        waking.truncate(limit);
        let next = match waking.last().filter(|_| more) {
            Some(last) => Some(format!("{}.{}", last.at.as_millisecond(), last.run)),
            None if rows::any_start(tx, self.until).await? => Some("starts.0".into()),
            None => None,
        };
        let mut items = vec![];
        for one in waking {
            items.extend(of_run(tx, one, self.until).await?);
        }
        Ok(ComingView { items, next, stopped: false, not_looked_at: 0 })
    }
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
    let about = About {
        run: Some(kept.id),
        begins: None,
        automation: kept.automation,
        automation_name: waking.name,
        subject: kept.subject,
        contact: kept.contact,
        name: name_at(&sight),
        mode: kept.mode,
        left_out: false,
    };
    Ok(messages(&about, (&plan, office.known_catalogue()?), (&kept.machine, &sight.view()), until))
}

/// Whose messages they are.
struct About {
    run: Option<RunId>,
    begins: Option<Begins>,
    automation: AutomationId,
    automation_name: String,
    subject: Ref,
    contact: Option<ContactId>,
    /// Of the contact.
    name: Option<String>,
    mode: Mode,
    /// Its beginning is left out.
    left_out: bool,
}

fn name_at(sight: &Sight) -> Option<String> {
    sight.at("contact.name").and_then(|name| name.to_json().as_str().map(str::to_owned))
}

/// What a run will ask for, as the records stand.
fn messages(
    about: &About,
    (plan, house): (&Plan, &Catalogue),
    (machine, view): (&plan::Run, &View<'_>),
    until: Timestamp,
) -> Vec<ComingMessage> {
    let says = |doing: &Do| crate::collision::says(doing, house);
    let asks_outside = |doing: &Do| {
        house.verbs.get(doing.verb.as_str()).is_some_and(|known| known.kind == plan::VerbKind::Outside)
    };
    let found = plan.coming(machine, view, until, &Knows { says: &says, asks_outside: &asks_outside });
    let begins = about.begins.as_ref().is_none_or(|begins| begins.not.is_none());
    let message = |one: plan::Coming| {
        let said = |field: &str| one.args.get(field).and_then(Json::as_str).map(str::to_owned);
        ComingMessage {
            run: about.run,
            begins: about.begins.clone(),
            automation: about.automation,
            automation_name: about.automation_name.clone(),
            subject: about.subject,
            contact: about.contact,
            name: about.name.clone(),
            stands_at: machine.step().filter(|_| about.run.is_some()).map(ToString::to_string),
            at: one.at,
            title: said("subject").filter(|_| !one.args.contains_key("template")),
            template: said("template"),
            class: one.class.clone(),
            step: one.step.to_string(),
            likely: one.likely && begins,
            asks: about.mode == Mode::ApproveEach && needs_yes(house, one.verb.as_str()),
            verb: one.verb.to_string(),
            left_out: one.left_out || about.left_out,
            depends: one.depends,
        }
    };
    found.into_iter().map(message).collect()
}

/// What cannot be taken back.
fn needs_yes(house: &Catalogue, verb: &str) -> bool {
    MESSAGES.contains(&verb) || house.verbs.get(verb).is_none_or(|known| !known.undo)
}
