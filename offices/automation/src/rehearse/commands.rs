//! Rehearsing: asking for it, stopping it, reading one of its messages; and trying an automation with one record.

use std::collections::BTreeMap;
use std::sync::Arc;

use facts::automation::RehearsalAsked;
use kernel::{AutomationId, Error, FactId, Ref, Result, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use store::Tx;
use verbs::{Command, Outside, Verb};

use super::compose::compose;
use super::rows::{self, Asked, Which};
use super::trying;
use super::views::{Read, RehearsalView, Tried};
use crate::automation::{check, rows as automations};

/// A year of the journal is the most one waits for.
const MOST_DAYS: i64 = 366;

/// Ask what an automation would have done in the last days: nothing leaves, nothing changes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RehearseAutomation {
    /// The draft, as YAML; else the published text of `automation`.
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub automation: Option<AutomationId>,
    /// How many days back, 1 to 366.
    pub days: i64,
}

/// The text that is meant, and the automation it belongs to.
pub(super) async fn meant(
    tx: &mut Tx,
    text: Option<&str>,
    automation: Option<AutomationId>,
) -> Result<(String, Option<AutomationId>)> {
    let known = match automation {
        Some(id) => Some(automations::load(tx, id).await?),
        None => None,
    };
    if let Some(known) = &known {
        tx.permit().covers(known.owned).map_err(|_| Error::Missing("automation"))?;
    }
    match (text, known) {
        (Some(text), known) => Ok((text.to_owned(), known.map(|known| known.id))),
        (None, Some(known)) => {
            let version = automations::numbered(tx, known.id, known.version).await?;
            Ok((version.text, Some(known.id)))
        }
        (None, None) => Err(Error::field("/text", "missing", "give a text, or name an automation")),
    }
}

impl Command for RehearseAutomation {
    const VERB: Verb =
        Verb::post("automation.rehearse", "/automations/rehearsals").no_undo("nothing was changed");
    type Answer = RehearsalView;

    async fn act(&self, tx: &mut Tx) -> Result<RehearsalView> {
        if !(1..=MOST_DAYS).contains(&self.days) {
            let why = format!("choose from 1 to {MOST_DAYS} days");
            return Err(Error::field("/days", "out_of_range", why));
        }
        let (text, named) = meant(tx, self.text.as_deref(), self.automation).await?;
        let (plan, _) = check::check(tx, &text).await?.plan()?;
        let slug = plan.document().automation.to_string();
        let automation = match named {
            Some(named) => Some(named),
            None => automations::by_slug(tx, &slug).await?.map(|known| known.id),
        };
        let id = tx.tell(RehearsalAsked { automation, slug: slug.clone(), days: self.days });
        rows::ask(tx, &Asked { id, automation, slug, text, days: self.days }).await?;
        Ok(rows::read(tx, id).await?.0)
    }
}

/// Stop a rehearsal that is not done yet.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelRehearsal {
    pub rehearsal: FactId,
}

impl Command for CancelRehearsal {
    const VERB: Verb =
        Verb::post("automation.cancel_rehearsal", "/automations/rehearsals/{rehearsal}/cancel")
            .no_undo("ask for it again");
    type Answer = RehearsalView;

    async fn act(&self, tx: &mut Tx) -> Result<RehearsalView> {
        rows::read(tx, self.rehearsal).await?;
        rows::cancel(tx, self.rehearsal).await?;
        Ok(rows::read(tx, self.rehearsal).await?.0)
    }
}

/// Read a message of a rehearsal as it would have read, with what is known of the person today.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadRehearsed {
    pub rehearsal: FactId,
    /// Its id in the list.
    pub message: String,
    #[serde(skip)]
    read: Option<Read>,
}

impl Command for ReadRehearsed {
    const VERB: Verb =
        Verb::post("automation.read_rehearsed", "/automations/rehearsals/{rehearsal}/messages/{message}")
            .no_undo("nothing was changed");
    type Answer = Read;

    async fn prepare(self, out: &Outside<'_>) -> Result<Self> {
        let (id, number) = (self.rehearsal, self.message.parse::<i64>());
        let number = number.map_err(|_| Error::Missing("message"))?;
        let permit = out.actor.permit(Self::VERB.name, Self::VERB.access)?;
        let found = out.store.ask(permit, move |tx| {
            Box::pin(async move {
                rows::read(tx, id).await?;
                rows::messages(tx, id, (Which::All, number - 1), 1).await
            })
        });
        let found = found.await?.into_iter().find(|(shown, _)| shown.id == self.message);
        let (shown, args) = found.ok_or(Error::Missing("message"))?;
        let read = compose(out, &shown.verb, &args, shown.contact).await?;
        Ok(ReadRehearsed { read: Some(read), ..self })
    }

    async fn act(&self, _: &mut Tx) -> Result<Read> {
        self.read.clone().ok_or(Error::Missing("message"))
    }
}

/// A fact that somebody imagines.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatIf {
    /// Such as `message.received`.
    pub fact: String,
    pub at: Timestamp,
    /// Its open fields, beside the record and the contact it is about.
    #[serde(default)]
    pub fields: Map<String, Json>,
}

/// What starts it, as somebody imagines it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BegunBy {
    /// One of the facts that start it, such as `lead.captured`.
    pub fact: String,
    /// Its open fields; what is left out is as it was when it happened to this record last.
    #[serde(default)]
    pub fields: Map<String, Json>,
}

/// Try an automation with one record: what it would live through from now on, if nothing else happens but what is
/// added here. Nothing leaves, nothing changes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TryAutomation {
    /// The draft, as YAML; else the published text of `automation`.
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub automation: Option<AutomationId>,
    /// The record a run would be about; needed unless it is about the business.
    #[serde(default)]
    pub record: Option<Ref>,
    /// Else the newest fact about the record that would have started it, or the first of those that do.
    #[serde(default)]
    pub start: Option<BegunBy>,
    /// What else happens, and when.
    #[serde(default)]
    pub facts: Vec<WhatIf>,
    /// What people answer, by step.
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
    /// What whoever presses the button or calls the address gives, by name.
    #[serde(default)]
    pub with: Map<String, Json>,
    #[serde(skip)]
    tried: Option<Tried>,
}

impl Command for TryAutomation {
    const VERB: Verb = Verb::post("automation.try", "/automations/try").no_undo("nothing was changed");
    type Answer = Tried;

    async fn prepare(self, out: &Outside<'_>) -> Result<Self> {
        let permit = out.actor.permit(Self::VERB.name, Self::VERB.access)?;
        let wish = Arc::new(self);
        let asked = wish.clone();
        let lived = out.store.ask(permit, move |tx| {
            let asked = asked.clone();
            Box::pin(async move { trying::live(tx, &asked).await })
        });
        let tried = Some(trying::shown(out, lived.await?).await?);
        let wish = Arc::try_unwrap(wish).map_err(|_| kernel::fault("a snapshot keeps nothing"))?;
        Ok(TryAutomation { tried, ..wish })
    }

    async fn act(&self, _: &mut Tx) -> Result<Tried> {
        self.tried.clone().ok_or_else(|| kernel::fault("it is tried before it is answered"))
    }
}
