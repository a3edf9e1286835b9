//! The client's link, replaced: whoever has the old one gets in no more.

use facts::delivery::ProjectLinkReplaced;
use kernel::{ProjectId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::rows;
use super::speak::LINK;
use super::views::{ProjectView, whole};

/// Revoke the client's link to a project, its milestones and files: the old one opens nothing any more, and a new one
/// takes its place. Nobody is told of it; hand the new one over.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceProjectLink {
    pub project: ProjectId,
}

impl Command for ReplaceProjectLink {
    const VERB: Verb = Verb::post("project.replace_link", "/projects/{project}/replace-link")
        .no_undo("a link that was revoked stays dead; hand over the new one");
    type Answer = ProjectView;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ProjectView> {
        let project = rows::load(tx, self.project).await?;
        tx.replace_links(LINK, project.id.into()).await?;
        tx.tell(ProjectLinkReplaced { project: project.id, contact: project.contact });
        whole(tx, &project).await
    }
}
