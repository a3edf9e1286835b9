//! Whom the milestones of a project are invoiced to. What an invoice names keeps the buyer that stands on it.

use kernel::paper::Party;
use kernel::{Error, ProjectId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::rows;
use super::views::{ProjectView, whole};
use crate::customer;
use crate::milestone::{self, Milestone};

/// Change whom a project's milestones are invoiced to: corrected, or taken anew from the customer's record.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeBuyer {
    pub project: ProjectId,
    /// As the customer's record says, where nothing is said.
    #[serde(default)]
    pub buyer: Option<Party>,
}

/// A project after its buyer changed, with the one it had.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BoughtProject {
    #[serde(flatten)]
    pub project: ProjectView,
    pub before: Party,
}

impl Command for ChangeBuyer {
    const VERB: Verb =
        Verb::post("project.change_buyer", "/projects/{project}/buyer").undo("project.change_buyer");
    type Answer = BoughtProject;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<BoughtProject> {
        let project = rows::load(tx, self.project).await?;
        let buyer = match &self.buyer {
            Some(buyer) => checked(buyer)?,
            None => customer::of(tx, project.contact).await?.buyer(),
        };
        let (after, told) = project.clone().with_buyer(buyer.clone());
        let kept = tx.keep(&project, after).await?;
        if kept.rv != project.rv {
            for step in milestone::rows::of_project(tx, kept.id).await? {
                if step.invoice.is_none() {
                    tx.keep(&step, Milestone { buyer: buyer.clone(), ..step.clone() }).await?;
                }
            }
            tx.tell(told);
        }
        Ok(BoughtProject { project: whole(tx, &kept).await?, before: project.buyer })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let changed = answer["before"] != answer["buyer"];
        changed.then(|| json!({ "project": self.project, "buyer": answer["before"] }))
    }
}

/// A name at least, and a country as ISO 3166-1 writes it; what an invoice needs more, billing says.
fn checked(buyer: &Party) -> Result<Party> {
    let country = buyer.address.country.trim().to_uppercase();
    if buyer.name.trim().is_empty() || buyer.name.chars().count() > 200 {
        return Err(Error::field("/buyer/name", "buyer.name", "name whoever pays, in 1 to 200 characters"));
    }
    let two_letters = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
    if !(country.is_empty() || two_letters) {
        let say = "write the country in two letters, such as DE";
        return Err(Error::field("/buyer/address/country", "buyer.country", say));
    }
    let mut buyer = buyer.clone();
    buyer.name = buyer.name.trim().to_owned();
    buyer.address.country = country;
    Ok(buyer)
}
