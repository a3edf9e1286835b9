//! What an automation can be made of, for whoever writes one: facts, records, commands, people, texts.
//!
//! Invariant: read from the registry the check itself reads, so nothing is offered that would be refused, and
//! every name comes with words its owner would use. Deliberately not here: what a document means (`plan`).

mod facts;
mod library;
mod records;
mod rows;
mod samples;
pub(crate) mod verbs;
mod words;

use std::collections::BTreeMap;

use ::verbs::{Query, Verb};
use condition::Type;
use kernel::{Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::Tx;

pub use library::ListLibrary;
pub use samples::ReadSample;
pub(crate) use words::fact as fact_in_words;

use crate::automation::check;
use crate::office;

/// Everything an automation can be made of.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CatalogueView {
    pub facts: Vec<FactView>,
    /// What a run can be about, with every record it sees then.
    pub subjects: Vec<SubjectView>,
    pub verbs: Vec<VerbView>,
    pub roles: Vec<RoleView>,
    pub users: Vec<PersonView>,
    /// The texts of messages that are approved.
    pub templates: Vec<TextView>,
    /// The groups automations that are on belong to.
    pub groups: Vec<GroupView>,
}

/// A group of automations that do not run at the same time.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GroupView {
    pub name: String,
    /// What those in it are called.
    pub automations: Vec<String>,
}

/// Something that can happen.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FactView {
    pub kind: String,
    /// A sentence: "A customer opened a proposal".
    pub label: String,
    pub meaning: String,
    pub group: String,
    pub fields: Vec<FieldView>,
    /// What a run that it starts can be about; the most natural first.
    pub subjects: Vec<String>,
}

/// A field a condition or a value can name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FieldView {
    /// As it is written after the name of its record: `state`, `valid_until`.
    pub name: String,
    pub label: String,
    /// `flag`, `int`, `text`, `at`, `span`, `money` or `list`.
    pub kind: &'static str,
    /// It always has a value; else ask whether it has one first.
    pub always: bool,
    /// The values it can have, where they are known.
    pub choices: Vec<ChoiceView>,
    /// The noun whose id it holds.
    pub of: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChoiceView {
    pub value: String,
    pub label: String,
}

/// What a run can be about.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SubjectView {
    pub noun: String,
    pub label: String,
    /// The record itself first, then those beside it.
    pub records: Vec<RecordView>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordView {
    pub name: String,
    pub label: String,
    pub fields: Vec<FieldView>,
}

/// A command a step can do.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VerbView {
    pub verb: String,
    pub label: String,
    pub summary: String,
    pub group: String,
    /// `change`: our own records; `message`: it writes to a person; `outside`: it calls another system.
    pub kind: &'static str,
    /// Whether it can be taken back.
    pub undo: bool,
    /// JSON schema of its arguments, whole.
    pub schema: Json,
    /// What later steps can read of its answer.
    pub answer: Vec<FieldView>,
}

/// A role that can answer for an automation, and whoever holds it now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RoleView {
    pub role: String,
    pub label: String,
    pub held_by: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PersonView {
    pub id: UserId,
    pub name: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TextView {
    pub slug: String,
    pub label: String,
    pub class: Option<String>,
    pub subject: Option<String>,
    pub languages: Vec<String>,
}

/// Read what an automation can be made of: facts, records, commands, people and texts, in plain words.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadCatalogue {}

impl Query for ReadCatalogue {
    const VERB: Verb = Verb::get("automation.catalogue", "/automations/catalogue");
    type Answer = CatalogueView;

    async fn ask(&self, tx: &mut Tx) -> Result<CatalogueView> {
        let (office, declared) = (office::of(tx)?, check::verbs(tx)?);
        let house = office.catalogue(&declared);
        let staff = rows::staff(tx).await?;
        Ok(CatalogueView {
            facts: facts::all(house),
            subjects: records::all(house, &declared, &rows::questions(tx).await?),
            verbs: verbs::all(house, &declared),
            roles: rows::roles(&staff),
            users: rows::people(staff),
            templates: rows::texts(tx).await?,
            groups: groups(tx).await?,
        })
    }
}

/// By their names, each with those in it.
async fn groups(tx: &mut Tx) -> Result<Vec<GroupView>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in office::entries(tx).await?.iter() {
        if let Some(group) = &entry.plan.document().group {
            found.entry(group.name.to_string()).or_default().push(entry.automation.name.clone());
        }
    }
    for automations in found.values_mut() {
        automations.sort_unstable();
    }
    Ok(found.into_iter().map(|(name, automations)| GroupView { name, automations }).collect())
}

fn kind_word(kind: &Type) -> &'static str {
    match kind {
        Type::Flag => "flag",
        Type::Int => "int",
        Type::Text => "text",
        Type::At => "at",
        Type::Span => "span",
        Type::Money => "money",
        Type::List(_) | Type::Nothing => "list",
    }
}
