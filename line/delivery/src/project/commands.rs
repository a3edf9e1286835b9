//! Changing what a project says of itself: its title and who answers for it.

use kernel::{ProjectId, Result, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::{ProjectView, whole};
use super::{Project, open, rows};
use crate::changed::{Changed, undo_of};
use crate::milestone::{self, Milestone};
use crate::{staff, typed};

/// Change a project's title or owner. Its milestones follow their owner.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeProject {
    pub project: ProjectId,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub owner: Option<UserId>,
}

impl Command for ChangeProject {
    const VERB: Verb = Verb::patch("project.change", "/projects/{project}").undo("project.change");
    type Answer = Changed<ProjectView>;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed<ProjectView>> {
        let before = rows::load(tx, self.project).await?;
        let owned = match self.owner {
            Some(owner) => staff::owned_by_known(tx, owner).await?,
            None => before.owned,
        };
        let title = match &self.title {
            Some(typed) => typed::title("/title", typed)?,
            None => before.title.clone(),
        };
        let (after, told) = before.clone().change(|project| Project { owned, title, ..project })?;
        let kept = tx.keep(&before, after).await?;
        if kept.rv != before.rv {
            hand_over(tx, &kept).await?;
            tx.tell(told);
            open::index(tx, &kept).await?;
        }
        Ok(Changed { was: self.was(&before), now: whole(tx, &kept).await? })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        undo_of("project", answer)
    }
}

impl ChangeProject {
    fn was(&self, before: &Project) -> Map<String, Json> {
        let mut was = Map::new();
        if self.title.is_some() {
            was.insert("title".into(), json!(before.title));
        }
        if let (Some(_), Some(owner)) = (self.owner, before.owned.owner) {
            was.insert("owner".into(), json!(owner));
        }
        was
    }
}

/// Whoever answers for the project answers for its milestones.
async fn hand_over(tx: &mut Tx, project: &Project) -> Result<()> {
    for step in milestone::rows::of_project(tx, project.id).await? {
        tx.keep(&step, Milestone { owned: project.owned, ..step.clone() }).await?;
    }
    Ok(())
}
