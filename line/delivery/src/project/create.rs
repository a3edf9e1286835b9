//! How a project begins by hand: for work nobody signed a proposal of ours for.

use kernel::{ContactId, Currency, DealId, Error, Result, ServiceId, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::{Series, Tx};
use verbs::{Command, Subject, Verb};

use super::open::{SERIES, begin, number};
use super::views::{ProjectView, whole};
use super::{Project, State, rows};
use crate::brief::commands::{Asked, brief_of};
use crate::milestone::commands::{Planned, by_hand};
use crate::{customer, staff, typed};

/// Milestones a project is begun with at most.
const MOST: usize = 50;

/// Create a project by hand, with its milestones.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateProject {
    pub contact: ContactId,
    pub title: String,
    #[serde(default)]
    pub milestones: Vec<Planned>,
    /// What the work needs to know.
    #[serde(default)]
    pub brief: Vec<Asked>,
    #[serde(default)]
    pub deal: Option<DealId>,
    #[serde(default)]
    pub service: Option<ServiceId>,
    /// Whoever creates it, where nothing is said.
    #[serde(default)]
    pub owner: Option<UserId>,
}

impl Command for CreateProject {
    const VERB: Verb = Verb::post("project.create", "/projects").undo("project.cancel");
    const SERIAL: Option<Series> = Some(SERIES);
    type Answer = ProjectView;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ProjectView> {
        if self.milestones.len() > MOST {
            let say = format!("begin with at most {MOST} milestones and add the others later");
            return Err(Error::field("/milestones", "project.many", say));
        }
        let project = self.project(tx).await?;
        let mut steps = vec![];
        for (at, planned) in self.milestones.iter().enumerate() {
            let position = i64::try_from(at).map_err(kernel::fault)? + 1;
            let pointer = format!("/milestones/{at}");
            steps.push(by_hand(tx, &project, planned, (position, &pointer)).await?);
        }
        begin(tx, &project, &steps).await?;
        let kept = rows::load(tx, project.id).await?;
        whole(tx, &kept).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "project": answer["id"], "reason": "created by mistake" }))
    }
}

impl CreateProject {
    async fn project(&self, tx: &mut Tx) -> Result<Project> {
        let owned = match self.owner {
            Some(owner) => staff::owned_by_known(tx, owner).await?,
            None => {
                let me = tx.permit().user();
                staff::answerable(tx, me).await?
            }
        };
        Ok(Project {
            id: tx.new_id(),
            rv: 1,
            owned,
            number: number(tx, false).await?,
            agreement: None,
            agreement_number: None,
            deal: self.deal,
            contact: self.contact,
            service: self.service,
            title: typed::title("/title", &self.title)?,
            currency: self.currency(tx).await?,
            state: State::Open,
            opened_at: tx.now(),
            due: None,
            brief: brief_of(&self.brief, &Default::default())?,
            files: vec![],
            buyer: customer::of(tx, self.contact).await?.buyer(),
            test: false,
        })
    }

    /// That of its first milestone, else the business's own.
    async fn currency(&self, tx: &mut Tx) -> Result<Currency> {
        match self.milestones.first() {
            Some(first) => Ok(first.amount.currency),
            None => Ok(tx.setting::<kernel::Business>().await?.currency),
        }
    }
}
