//! What becomes of a lead: qualified, nurtured, declined, closed; and how each is taken back.

use kernel::{Date, LeadId, Money, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::LeadView;
use super::{LeadRefusal, decide, rows};

/// Qualify a lead: it is real, and a deal opens from it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QualifyLead {
    pub lead: LeadId,
    /// What the deal is worth; what the service expects, where nothing is said.
    #[serde(default)]
    pub value: Option<Money>,
    #[serde(default)]
    pub reason: Option<String>,
}

impl Command for QualifyLead {
    const VERB: Verb = Verb::post("lead.qualify", "/leads/{lead}/qualify").undo("lead.reopen");
    type Answer = LeadView;

    fn subject(&self) -> Subject {
        self.lead.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<LeadView> {
        let lead = rows::load(tx, self.lead).await?;
        Ok(decide::qualify(tx, lead, self.value, self.reason.clone()).await?.into())
    }
}

/// Nurture a lead: not now; it comes back on a day by itself.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NurtureLead {
    pub lead: LeadId,
    #[serde(default)]
    pub until: Option<Date>,
    /// Instead of a day: so many days from today.
    #[serde(default)]
    pub days: Option<u16>,
    #[serde(default)]
    pub reason: Option<String>,
}

impl Command for NurtureLead {
    const VERB: Verb = Verb::post("lead.nurture", "/leads/{lead}/nurture").undo("lead.reopen");
    type Answer = LeadView;

    fn subject(&self) -> Subject {
        self.lead.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<LeadView> {
        let lead = rows::load(tx, self.lead).await?;
        let until = match (self.until, self.days) {
            (Some(day), _) => day,
            (None, Some(days)) => decide::in_days(tx, days).await?,
            (None, None) => return Err(LeadRefusal::NoDay.into()),
        };
        Ok(decide::nurture(tx, lead, until, self.reason.clone()).await?.into())
    }
}

/// Decline a lead: we say no, politely, with a message if a template is named.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineLead {
    pub lead: LeadId,
    pub reason: String,
    /// The text they get; without one they get none.
    #[serde(default)]
    pub template: Option<String>,
}

impl Command for DeclineLead {
    const VERB: Verb = Verb::post("lead.decline", "/leads/{lead}/decline").undo("lead.reopen");
    type Answer = LeadView;

    fn subject(&self) -> Subject {
        self.lead.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<LeadView> {
        let lead = rows::load(tx, self.lead).await?;
        Ok(decide::decline(tx, lead, self.reason.clone(), self.template.clone()).await?.into())
    }
}

/// Close a lead: it came to nothing, and this is why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseLead {
    pub lead: LeadId,
    pub reason: String,
}

impl Command for CloseLead {
    const VERB: Verb = Verb::post("lead.close", "/leads/{lead}/close").undo("lead.reopen");
    type Answer = LeadView;

    fn subject(&self) -> Subject {
        self.lead.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<LeadView> {
        let lead = rows::load(tx, self.lead).await?;
        let (closed, told) = lead.clone().close(self.reason.clone(), tx.now())?;
        Ok(tx.keep_and_tell(&lead, closed, told).await?.into())
    }
}

/// Reopen a lead: the decision is taken back, and the deal it opened with it if nobody has touched that.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenLead {
    pub lead: LeadId,
}

impl Command for ReopenLead {
    const VERB: Verb = Verb::post("lead.reopen", "/leads/{lead}/reopen").no_undo("decide it again");
    type Answer = LeadView;

    fn subject(&self) -> Subject {
        self.lead.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<LeadView> {
        let lead = rows::load(tx, self.lead).await?;
        Ok(decide::reopen(tx, lead).await?.into())
    }
}
