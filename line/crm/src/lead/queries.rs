//! What can be asked about leads: the list, and one with all that decides it.

use kernel::{ContactId, Error, LeadId, Result, ServiceId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::views::{LeadLine, WholeLead};
use super::{decide, rows};
use crate::service;

/// Where a lead stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeadState {
    Open,
    Qualified,
    Nurtured,
    Declined,
    Closed,
}

impl LeadState {
    pub(in crate::lead) fn word(self) -> &'static str {
        match self {
            LeadState::Open => "open",
            LeadState::Qualified => "qualified",
            LeadState::Nurtured => "nurtured",
            LeadState::Declined => "declined",
            LeadState::Closed => "closed",
        }
    }
}

/// List leads, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListLeads {
    #[serde(default)]
    pub state: Option<LeadState>,
    #[serde(default)]
    pub owner: Option<UserId>,
    #[serde(default)]
    pub service: Option<ServiceId>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    /// Captured at this instant or later.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// Captured before this instant.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// Part of the contact's name, address or number.
    #[serde(default)]
    pub q: Option<String>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListLeads {
    const VERB: Verb = Verb::get("lead.list", "/leads");
    type Answer = Page<LeadLine>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<LeadLine>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<LeadId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let found = rows::list::of(tx, self, after, limit).await?;
        Ok(Page::of(found, limit, |line: &LeadLine| line.lead.id.to_string()))
    }
}

/// Read a lead with its contact, answers, open questions, and what the rules propose.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadLead {
    pub lead: LeadId,
}

impl Query for ReadLead {
    const VERB: Verb = Verb::get("lead.read", "/leads/{lead}");
    type Answer = WholeLead;

    fn subject(&self) -> Subject {
        self.lead.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<WholeLead> {
        let lead = rows::load(tx, self.lead).await?;
        let service = service::rows::of(tx, lead.service).await?;
        let proposal = decide::proposal(tx, &lead, service.as_ref()).await?;
        let person = rows::around::person(tx, lead.contact).await?;
        Ok(WholeLead {
            message: lead.message.clone(),
            answers: lead.answers.clone(),
            lead: lead.into(),
            contact_name: person.name,
            contact_email: person.email,
            contact_phone: person.phone,
            service_name: service.as_ref().map(|service| service.name.clone()),
            questions: service.map(|service| service.questions).unwrap_or_default(),
            proposal,
        })
    }
}
