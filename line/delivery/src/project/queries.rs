//! What can be asked about projects: the list, and one.

use std::collections::HashMap;

use kernel::{AgreementId, ContactId, DealId, Error, ProjectId, Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::views::{ProjectLine, ProjectView, whole};
use super::{Project, rows};
use crate::milestone::Milestone;
use crate::{milestone, staff};

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProjectState {
    Open,
    Done,
    Cancelled,
}

impl ProjectState {
    pub(in crate::project) fn word(self) -> &'static str {
        match self {
            ProjectState::Open => "open",
            ProjectState::Done => "done",
            ProjectState::Cancelled => "cancelled",
        }
    }
}

/// List projects, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListProjects {
    #[serde(default)]
    pub state: Option<ProjectState>,
    #[serde(default)]
    pub owner: Option<UserId>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub deal: Option<DealId>,
    #[serde(default)]
    pub agreement: Option<AgreementId>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListProjects {
    const VERB: Verb = Verb::get("project.list", "/projects");
    type Answer = Page<ProjectLine>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<ProjectLine>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<ProjectId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let found = rows::list::of(tx, self, after, limit).await?;
        let lines = lines(tx, found).await?;
        Ok(Page::of(lines, limit, |line: &ProjectLine| line.id.to_string()))
    }
}

async fn lines(tx: &mut Tx, found: Vec<(Project, Option<String>)>) -> Result<Vec<ProjectLine>> {
    let ids: Vec<ProjectId> = found.iter().map(|(project, _)| project.id).collect();
    let mut steps: HashMap<ProjectId, Vec<Milestone>> = HashMap::new();
    for step in milestone::rows::of_projects(tx, &ids).await? {
        steps.entry(step.project).or_default().push(step);
    }
    let owners: Vec<UserId> = found.iter().filter_map(|(project, _)| project.owned.owner).collect();
    let names = staff::names(tx, &owners).await?;
    let line = |(project, contact): (Project, Option<String>)| {
        let owner = project.owned.owner.and_then(|owner| names.get(&owner).cloned());
        let steps = steps.get(&project.id).map(Vec::as_slice).unwrap_or_default();
        ProjectLine::of(&project, steps, (contact, owner))
    };
    found.into_iter().map(line).collect()
}

/// Read a project: its milestones, brief and files.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadProject {
    pub project: ProjectId,
}

impl Query for ReadProject {
    const VERB: Verb = Verb::get("project.read", "/projects/{project}");
    type Answer = ProjectView;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<ProjectView> {
        let project = rows::load(tx, self.project).await?;
        whole(tx, &project).await
    }
}
