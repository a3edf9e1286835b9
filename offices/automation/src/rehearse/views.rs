//! The shapes of a rehearsal that leave the house; the report is kept in the same shape.

use std::collections::BTreeMap;

use kernel::{AutomationId, ContactId, Date, FactId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// A rehearsal, and its report when it is done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RehearsalView {
    pub id: FactId,
    /// The published automation of that name, if there is one.
    pub automation: Option<AutomationId>,
    pub slug: String,
    pub days: i64,
    /// `waiting`, `running`, `done`, `failed` or `cancelled`.
    pub state: String,
    pub asked_by: Option<UserId>,
    pub asked_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Of the facts that are to be read, and the people whose days are then lived again.
    pub done: i64,
    pub total: i64,
    pub report: Option<Report>,
    /// Why it failed.
    pub why: Option<String>,
}

/// What the draft would have done.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// Facts of the journal that were read.
    pub facts: i64,
    /// People it would have concerned.
    pub people: i64,
    pub enrolled: i64,
    pub held_out: i64,
    /// By business-local day.
    pub days: Vec<DayOfIt>,
    /// How the runs would have ended: goal, exit, done, stuck, under way.
    pub outcomes: BTreeMap<String, i64>,
    pub messages: Messages,
    /// What else it would have done, by verb.
    pub did: BTreeMap<String, i64>,
    /// Why facts took nobody in.
    pub refused: Vec<RefusedFor>,
    /// Against what really happened; none where it was never published.
    pub against_what_happened: Option<Difference>,
    /// Against the version that is published.
    pub against_published: Option<Difference>,
    /// What the published version would have done in the same days; none where there is none.
    #[serde(default)]
    pub published: Option<Figures>,
    /// Where it and others would both have written to somebody on one day.
    pub beside: Vec<Beside>,
    /// What a reader must know.
    pub assumed: Vec<String>,
}

/// What a version would have done, in figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Figures {
    pub enrolled: i64,
    /// That would have left.
    pub messages: i64,
    /// For each contact who gets any.
    pub per_contact_p50: i64,
    pub per_contact_max: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DayOfIt {
    pub on: Date,
    pub enrolled: i64,
    pub messages: i64,
    /// Messages it really sent on that day.
    pub happened: i64,
    /// Messages the published version would have sent.
    pub published: i64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Messages {
    /// That would have left.
    pub left: i64,
    /// That would have waited for the morning or another day.
    pub held: i64,
    /// That would not have left, and why.
    pub skipped: BTreeMap<String, i64>,
    /// For each contact who gets any.
    pub per_contact_p50: i64,
    pub per_contact_max: i64,
    /// More than this are counted and not listed.
    pub listed: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RefusedFor {
    pub reason: String,
    pub times: i64,
    /// Some of the records.
    pub records: Vec<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// Messages in both, to the same person on the same day.
    pub same: i64,
    /// Only in the draft.
    pub more: i64,
    /// Only in the other.
    pub fewer: i64,
    /// Runs that would have gone another way: the record, how each ended.
    pub runs: Vec<RunDiffers>,
    pub runs_differ: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RunDiffers {
    pub subject: String,
    pub at: Timestamp,
    /// Null: nobody would have been taken in.
    pub draft: Option<String>,
    pub other: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Beside {
    /// The other automation.
    pub automation: Option<AutomationId>,
    pub name: String,
    /// Days on which both would have written to the same person.
    pub days: i64,
    pub contacts: Vec<ContactId>,
}

/// One message of a rehearsal.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rehearsed {
    /// Its place in the rehearsal.
    pub id: String,
    pub at: Timestamp,
    pub contact: Option<ContactId>,
    pub subject: String,
    pub step: String,
    pub verb: String,
    pub template: Option<String>,
    pub class: String,
    /// The draft would have sent it.
    pub drafted: bool,
    /// It really left.
    pub happened: bool,
    /// The published version would have sent it.
    pub published: bool,
    /// Why the draft would not have sent it after all.
    pub skipped: Option<String>,
}

/// A message as it would have read.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Read {
    pub to: Option<String>,
    pub subject: Option<String>,
    pub text: Option<String>,
    /// The same as a page would show it.
    pub html: Option<String>,
    /// What the command was given.
    pub input: Json,
    /// Why it cannot be shown, in words.
    pub why: Option<String>,
}

/// What a run would live through.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Tried {
    /// It would be taken in.
    pub enrolled: bool,
    /// Why not.
    pub reason: Option<String>,
    /// How the run would end.
    pub outcome: Option<String>,
    pub happenings: Vec<Moment>,
    /// What a reader must know.
    pub assumed: Vec<String>,
}

/// One thing that would happen.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Moment {
    pub at: Timestamp,
    pub step: Option<String>,
    /// `begins`, `says`, `does`, `passes`, `waits`, `asks`, `hears` or `ends`.
    pub what: &'static str,
    /// In a sentence.
    pub words: String,
    pub until: Option<Timestamp>,
    pub verb: Option<String>,
    pub input: Option<Json>,
    /// A message as it would read.
    pub message: Option<Read>,
}
