//! What a client sees of their project: no owner, no note of ours, no file that is not shared.

use kernel::{Date, FileId, MilestoneId, Money, ProjectId, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Subject, Verb};

use crate::brief::Point;
use crate::milestone::{self, Milestone};
use crate::project::rows::agreed;
use crate::{customer, project};

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClientProject {
    pub id: ProjectId,
    pub number: String,
    pub title: String,
    /// `open`, `done` or `cancelled`.
    pub state: String,
    /// It ended because its agreement binds nobody any more.
    pub voided: bool,
    pub name: String,
    /// BCP 47, if it is known.
    pub language: Option<String>,
    pub milestones: Vec<ClientMilestone>,
    pub brief: Vec<Point>,
    /// Ids of the required points without an answer.
    pub missing: Vec<String>,
    pub files: Vec<ClientFile>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClientMilestone {
    pub id: MilestoneId,
    pub title: String,
    /// `open`, `delivered`, `disputed`, `accepted` or `cancelled`.
    pub state: String,
    /// Net.
    pub amount: Money,
    pub due_on: Date,
    pub accepted_on: Option<Date>,
    pub accepted_name: Option<String>,
    /// What the client said is missing.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClientFile {
    pub file: FileId,
    pub name: String,
    /// Bytes.
    pub size: i64,
    pub at: Timestamp,
    /// They brought it themselves.
    pub yours: bool,
}

/// Show a project to its client.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowProject {
    pub project: ProjectId,
}

impl Query for ShowProject {
    const VERB: Verb = Verb::get("project.show", "/projects/{project}/client").portal("project");
    type Answer = ClientProject;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<ClientProject> {
        let project = project::rows::load(tx, self.project).await?;
        let customer = customer::of(tx, project.contact).await?;
        let steps = milestone::rows::of_project(tx, project.id).await?;
        let voided = match project.agreement {
            Some(agreement) => agreed::load(tx, agreement).await?.state == "voided",
            None => false,
        };
        let files = project.files.iter().filter(|file| file.shared).map(|file| ClientFile {
            file: file.file,
            name: file.name.clone(),
            size: file.size,
            at: file.at,
            yours: file.by == "client",
        });
        Ok(ClientProject {
            id: project.id,
            number: project.number,
            title: project.title,
            voided: voided && project.state != project::State::Open,
            state: project.state.word().into(),
            name: customer.name,
            language: customer.language,
            milestones: steps.into_iter().map(ClientMilestone::from).collect(),
            missing: project.brief.missing().map(|point| point.id.clone()).collect(),
            files: files.collect(),
            brief: project.brief.0,
        })
    }
}

impl From<Milestone> for ClientMilestone {
    fn from(m: Milestone) -> ClientMilestone {
        let accepted = m.state.acceptance();
        let disputed = matches!(m.state, milestone::State::Disputed { .. });
        ClientMilestone {
            id: m.id,
            // Whether we invoice what they accepted is between us and our books.
            state: if accepted.is_some() { "accepted" } else { m.state.word() }.into(),
            amount: m.amount,
            due_on: m.due_on,
            accepted_on: accepted.map(|a| a.on),
            accepted_name: accepted.and_then(|a| a.name.clone()),
            reason: m.state.reason().filter(|_| disputed).map(str::to_owned),
            title: m.title,
        }
    }
}
