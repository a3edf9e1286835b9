//! The shapes of a project that leave the house.

use kernel::paper::Party;
use kernel::{AgreementId, ContactId, Date, DealId, ProjectId, Result, ServiceId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;
use store::Tx;

use super::speak::url;
use super::{Project, ProjectFile};
use crate::brief::Point;
use crate::handoff::{self, Handoff};
use crate::milestone::views::{MilestoneView, Sums};
use crate::milestone::{self, Milestone};
use crate::{customer, staff};

/// A project without what belongs to it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProjectLine {
    pub id: ProjectId,
    pub rv: i64,
    pub number: String,
    pub agreement: Option<AgreementId>,
    pub agreement_number: Option<String>,
    pub deal: Option<DealId>,
    pub contact: ContactId,
    pub contact_name: Option<String>,
    pub service: Option<ServiceId>,
    pub title: String,
    /// `open`, `done` or `cancelled`.
    pub state: &'static str,
    pub reason: Option<String>,
    pub owner: Option<UserId>,
    pub owner_name: Option<String>,
    pub opened_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// When it should be finished, while nothing is left to deliver.
    pub due_at: Option<Timestamp>,
    pub sums: Sums,
    pub milestones: usize,
    /// Milestones accepted or waived.
    pub accepted: usize,
    /// The first that still waits.
    pub next: Option<NextMilestone>,
    /// Required points of the brief without an answer.
    pub brief_missing: usize,
    pub test: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NextMilestone {
    pub id: kernel::MilestoneId,
    pub title: String,
    pub state: &'static str,
    /// Business-local day.
    pub due_on: Date,
    pub due_at: Option<Timestamp>,
}

/// A project whole.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProjectView {
    #[serde(flatten)]
    pub line: ProjectLine,
    pub steps: Vec<MilestoneView>,
    pub brief: Vec<Point>,
    /// What is known from before the work began.
    pub handoff: Handoff,
    pub files: Vec<ProjectFile>,
    /// Whom its milestones are invoiced to, as long as they are not.
    pub buyer: Party,
    /// The client's page, for those who may act for them.
    pub link: Option<String>,
}

/// A project that was opened, and whether it is a new one.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OpenedProject {
    #[serde(flatten)]
    pub project: ProjectView,
    /// False where the agreement had its project already.
    pub fresh: bool,
}

/// A project after a file was added.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FiledProject {
    pub id: ProjectId,
    pub rv: i64,
    pub file: ProjectFile,
}

impl ProjectLine {
    pub fn of(
        project: &Project,
        steps: &[Milestone],
        names: (Option<String>, Option<String>),
    ) -> Result<Self> {
        let p = project.clone();
        let next = steps.iter().find(|step| step.state.is_waiting());
        let accepted = steps.iter().filter(|step| step.state.acceptance().is_some()).count();
        Ok(ProjectLine {
            id: p.id,
            rv: p.rv,
            number: p.number,
            agreement: p.agreement,
            agreement_number: p.agreement_number,
            deal: p.deal,
            contact: p.contact,
            contact_name: names.0,
            service: p.service,
            title: p.title,
            state: p.state.word(),
            reason: p.state.reason().map(str::to_owned),
            owner: p.owned.owner,
            owner_name: names.1,
            opened_at: p.opened_at,
            ended_at: p.state.at(),
            due_at: p.due,
            sums: Sums::of(p.currency, steps)?,
            milestones: steps.len(),
            accepted,
            next: next.map(NextMilestone::of),
            brief_missing: p.brief.missing().count(),
            test: p.test,
        })
    }
}

impl NextMilestone {
    fn of(step: &Milestone) -> NextMilestone {
        NextMilestone {
            id: step.id,
            title: step.title.clone(),
            state: step.state.word(),
            due_on: step.due_on,
            due_at: step.due,
        }
    }
}

/// The project with its milestones, as whoever asks may see it.
pub(crate) async fn whole(tx: &mut Tx, project: &Project) -> Result<ProjectView> {
    let steps = milestone::rows::of_project(tx, project.id).await?;
    let customer = customer::of(tx, project.contact).await?;
    let owner = match project.owned.owner {
        Some(owner) => staff::names(tx, &[owner]).await?.remove(&owner),
        None => None,
    };
    // The link lets its holder accept: who may not do that is not shown it.
    let acts = tx.permit().grants().contains_key("milestone.accept");
    let link = if acts { Some(url(tx, project).await?) } else { None };
    Ok(ProjectView {
        line: ProjectLine::of(project, &steps, (Some(customer.name), owner))?,
        steps: steps.into_iter().map(MilestoneView::from).collect(),
        brief: project.brief.0.clone(),
        handoff: handoff::of(tx, project).await?,
        files: project.files.clone(),
        buyer: project.buyer.clone(),
        link,
    })
}
