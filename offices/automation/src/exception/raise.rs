//! Giving something to a person by name: what an automation, or anybody, cannot finish.

use kernel::{ContactId, Ref, Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Raise, Tx};
use verbs::{Command, Verb};

use crate::run::run_of;

/// Raise an exception: somebody has to look at this. The same title about the same record is one exception.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RaiseException {
    pub title: String,
    /// What happened, what was tried, what to do.
    pub detail: String,
    /// Who has to look; whoever raises it where nobody is named.
    #[serde(default)]
    pub owner: Option<UserId>,
    /// The record it is about.
    #[serde(default)]
    pub about: Option<Ref>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    /// Hours until it counts as late; 24 where nothing is said.
    #[serde(default)]
    pub due_hours: Option<u16>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Raised {
    /// By which it is found: the same trouble has the same key.
    pub key: String,
}

impl Command for RaiseException {
    const VERB: Verb = Verb::post("exception.raise", "/exceptions").no_undo("close it with what came of it");
    type Answer = Raised;

    async fn act(&self, tx: &mut Tx) -> Result<Raised> {
        let about = self.about.map_or_else(|| tx.permit().by().to_string(), |record| record.to_string());
        let key = format!("raised {about} {}", self.title.trim());
        let (run, owner) = (run_of(tx.permit().by()), self.owner.or(tx.permit().user()));
        tx.raise(Raise {
            key: key.clone(),
            code: "automation.raised",
            title: self.title.trim().to_owned(),
            detail: self.detail.trim().to_owned(),
            owner,
            subject: self.about,
            contact: self.contact,
            run,
            due_hours: self.due_hours.map(i64::from),
            ..Raise::default()
        })
        .await?;
        Ok(Raised { key })
    }
}
