//! What the client says of a milestone, by the link to their project: yes, or not yet.

use kernel::{Error, FileId, MilestoneId, ProjectId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::ClientMilestone;
use crate::milestone::By;
use crate::milestone::work::{Yes, accept, dispute, for_client};
use crate::project::rows;
use crate::typed;

/// Accept a milestone as the client.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptAsClient {
    pub project: ProjectId,
    pub milestone: MilestoneId,
    /// Whoever accepts.
    pub name: String,
    #[serde(default)]
    pub note: Option<String>,
    /// One of the project's files the client sees, such as their own signed acceptance.
    #[serde(default)]
    pub file: Option<FileId>,
}

impl Command for AcceptAsClient {
    const VERB: Verb =
        Verb::post("project.accept_milestone", "/projects/{project}/client/milestones/{milestone}/accept")
            .portal("project")
            .no_undo("write to us; we can take it back as long as no invoice names it");
    type Answer = ClientMilestone;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ClientMilestone> {
        let before = for_client(tx, self.project, self.milestone).await?;
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > 200 {
            return Err(Error::field("/name", "name", "write your name"));
        }
        let note = typed::text("/note", self.note.as_deref())?;
        if let Some(file) = self.file {
            rows::load(tx, self.project).await?.holds(file, true)?;
        }
        let yes = Yes { by: By::Client, name: Some(name), note, file: self.file };
        accept(tx, before, yes).await.map(ClientMilestone::from)
    }
}

/// Say as the client that a milestone is not done yet, and what is missing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisputeAsClient {
    pub project: ProjectId,
    pub milestone: MilestoneId,
    pub reason: String,
}

impl Command for DisputeAsClient {
    const VERB: Verb =
        Verb::post("project.dispute_milestone", "/projects/{project}/client/milestones/{milestone}/dispute")
            .portal("project")
            .no_undo("accept it when it is done");
    type Answer = ClientMilestone;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ClientMilestone> {
        let before = for_client(tx, self.project, self.milestone).await?;
        dispute(tx, before, &self.reason).await.map(ClientMilestone::from)
    }
}
