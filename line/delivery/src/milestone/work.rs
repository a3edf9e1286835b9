//! What happens to a milestone in the work: delivered, accepted, disputed, and the last step taken back.

use facts::crm::LetterWanted;
use kernel::{Error, FileId, MilestoneId, ProjectId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::MilestoneView;
use super::{Acceptance, By, Milestone, rows};
use crate::days::Days;
use crate::project::{Project, ProjectRefusal};
use crate::{customer, project, typed};

/// The milestone and its project, which must be open.
pub(super) async fn in_work(tx: &mut Tx, id: MilestoneId) -> Result<(Milestone, Project)> {
    let milestone = rows::load(tx, id).await?;
    let project = project::rows::load(tx, milestone.project).await?;
    project.is_open()?;
    Ok((milestone, project))
}

/// Deliver a milestone: the client is asked to accept it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliverMilestone {
    pub milestone: MilestoneId,
    /// Write to the client; where nothing is said, whenever they have an address.
    #[serde(default)]
    pub letter: Option<bool>,
}

impl Command for DeliverMilestone {
    const VERB: Verb =
        Verb::post("milestone.deliver", "/milestones/{milestone}/deliver").undo("milestone.reopen");
    type Answer = MilestoneView;

    fn subject(&self) -> Subject {
        self.milestone.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<MilestoneView> {
        let (before, _) = in_work(tx, self.milestone).await?;
        let (after, told) = before.clone().deliver(tx.now())?;
        let kept = rows::keep(tx, &before, after, told).await?;
        let reachable = customer::of(tx, kept.contact).await?.email.is_some();
        if self.letter.unwrap_or(reachable) {
            tx.tell(LetterWanted {
                contact: kept.contact,
                about: kept.id.into(),
                template: "milestone-delivered".into(),
                attach: vec![],
                words: None,
                owed: true,
            });
        }
        Ok(kept.into())
    }
}

/// Accept a milestone: record the yes the client gave, with what shows it. It is the trigger to invoice.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptMilestone {
    pub milestone: MilestoneId,
    #[serde(default)]
    pub note: Option<String>,
    /// One of the project's files, such as a signed acceptance.
    #[serde(default)]
    pub file: Option<FileId>,
}

impl Command for AcceptMilestone {
    const VERB: Verb =
        Verb::post("milestone.accept", "/milestones/{milestone}/accept").undo("milestone.reopen");
    type Answer = MilestoneView;

    fn subject(&self) -> Subject {
        self.milestone.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<MilestoneView> {
        let (before, project) = in_work(tx, self.milestone).await?;
        if let Some(file) = self.file {
            project.holds(file, false)?;
        }
        let note = typed::text("/note", self.note.as_deref())?;
        let yes = Yes { by: By::Staff, name: None, note, file: self.file };
        accept(tx, before, yes).await.map(MilestoneView::from)
    }
}

/// Somebody's yes.
pub(crate) struct Yes {
    pub by: By,
    pub name: Option<String>,
    pub note: Option<String>,
    pub file: Option<FileId>,
}

pub(crate) async fn accept(tx: &mut Tx, before: Milestone, yes: Yes) -> Result<Milestone> {
    let on = Days::of(tx).await?.today();
    let Yes { by, name, note, file } = yes;
    let accepted = Acceptance { delivered_at: None, at: tx.now(), on, by, name, note, file };
    let (after, told) = before.clone().accept(accepted)?;
    rows::keep(tx, &before, after, told).await
}

/// Dispute a milestone: record that the client says no, and what is missing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisputeMilestone {
    pub milestone: MilestoneId,
    pub reason: String,
}

impl Command for DisputeMilestone {
    const VERB: Verb =
        Verb::post("milestone.dispute", "/milestones/{milestone}/dispute").undo("milestone.reopen");
    type Answer = MilestoneView;

    fn subject(&self) -> Subject {
        self.milestone.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<MilestoneView> {
        let (before, _) = in_work(tx, self.milestone).await?;
        dispute(tx, before, &self.reason).await.map(MilestoneView::from)
    }
}

pub(crate) async fn dispute(tx: &mut Tx, before: Milestone, reason: &str) -> Result<Milestone> {
    let (after, told) = before.clone().dispute(&typed::reason(reason)?, tx.now())?;
    rows::keep(tx, &before, after, told).await
}

/// Reopen a milestone: take its last step back, as long as no invoice names it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenMilestone {
    pub milestone: MilestoneId,
}

impl Command for ReopenMilestone {
    const VERB: Verb = Verb::post("milestone.reopen", "/milestones/{milestone}/reopen")
        .no_undo("take the same step with it again");
    type Answer = MilestoneView;

    fn subject(&self) -> Subject {
        self.milestone.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<MilestoneView> {
        let before = rows::load(tx, self.milestone).await?;
        let (after, told) = before.clone().reopen(false)?;
        if after.state.is_waiting() {
            project::rows::load(tx, before.project).await?.is_open()?;
        }
        Ok(rows::keep(tx, &before, after, told).await?.into())
    }
}

/// The milestone of this project, for the client who holds the project's link.
pub(crate) async fn for_client(tx: &mut Tx, project: ProjectId, id: MilestoneId) -> Result<Milestone> {
    if tx.permit().portal().is_none() {
        return Err(ProjectRefusal::NotTheClient.into());
    }
    let (milestone, _) = match in_work(tx, id).await {
        Ok(found) if found.0.project == project => found,
        Ok(_) => return Err(Error::Missing("milestone")),
        Err(error) => return Err(error),
    };
    Ok(milestone)
}
