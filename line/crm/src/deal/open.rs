//! How a deal begins: by qualifying a lead, or by hand; and how qualifying is taken back.

use kernel::{
    ContactId, Date, DealId, Joint, LeadId, LineSettings, Money, Result, ServiceId, Timestamp, UserId,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::pipeline::Pipeline;
use super::views::DealView;
use super::{Deal, State, rows};
use crate::inquiries::after_minutes;
use crate::lead::{Lead, LeadRefusal};
use crate::people::staff;
use crate::service;

/// The deal of a lead that is real. The lead is kept already; its owner goes on.
pub(crate) async fn from_lead(tx: &mut Tx, id: DealId, lead: &Lead, value: Option<Money>) -> Result<Deal> {
    let service = service::rows::of(tx, lead.service).await?;
    let (opened_at, due) = (tx.now(), Some(due(tx).await?));
    let deal = Deal {
        id,
        rv: 1,
        owned: lead.owned,
        contact: lead.contact,
        lead: Some(lead.id),
        service: lead.service,
        title: service.map_or_else(|| "Inquiry".to_owned(), |service| service.name),
        value: value.or(lead.expected),
        stage: tx.setting::<Pipeline>().await?.first().to_owned(),
        state: State::Open,
        opened_at,
        moved_at: opened_at,
        expected_on: None,
        due,
        test: lead.test,
    };
    keep_new(tx, &deal).await?;
    Ok(deal)
}

async fn keep_new(tx: &mut Tx, deal: &Deal) -> Result<()> {
    tx.add(deal).await?;
    tx.tell(deal.opened());
    index(tx, deal).await
}

pub(super) async fn index(tx: &mut Tx, deal: &Deal) -> Result<()> {
    let value = deal.value.map(|value| value.to_string()).unwrap_or_default();
    tx.index(deal.id.into(), &deal.title, &value, &[]).await
}

/// When a deal should have a proposal, from now.
pub(super) async fn due(tx: &mut Tx) -> Result<Timestamp> {
    let joint = Joint::QualifiedProposed;
    let rule = tx.setting::<LineSettings>().await?.rule(joint);
    after_minutes(tx.now(), rule.target(joint))
}

/// The decision that opened it is taken back; refused once somebody has worked on it.
pub(crate) async fn withdraw(tx: &mut Tx, id: DealId) -> Result<()> {
    let deal = rows::load(tx, id).await?;
    let now = tx.now();
    let (withdrawn, told) = deal.clone().withdraw(now).ok_or(LeadRefusal::DealInHand)?;
    tx.forget_index(id.into()).await?;
    tx.keep_and_tell(&deal, withdrawn, told).await.map(drop)
}

/// Open a deal by hand, for somebody who did not come in as a lead.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenDeal {
    pub contact: ContactId,
    pub title: String,
    #[serde(default)]
    pub lead: Option<LeadId>,
    #[serde(default)]
    pub service: Option<ServiceId>,
    /// What the service is worth on average, where nothing is said.
    #[serde(default)]
    pub value: Option<Money>,
    #[serde(default)]
    pub expected_on: Option<Date>,
    /// Whoever opens it, where nothing is said.
    #[serde(default)]
    pub owner: Option<UserId>,
}

impl Command for OpenDeal {
    const VERB: Verb = Verb::post("deal.open", "/deals").undo("deal.lose");
    type Answer = DealView;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<DealView> {
        let service = match self.service {
            Some(id) => Some(service::rows::load(tx, id).await?),
            None => None,
        };
        let owner = self.owner.or(tx.permit().user());
        let opened_at = tx.now();
        let deal = Deal {
            id: tx.new_id(),
            rv: 1,
            owned: staff::owned_by_known(tx, owner).await?,
            contact: self.contact,
            lead: self.lead,
            service: self.service,
            title: super::commands::title(&self.title)?,
            value: self.value.or(service.and_then(|service| service.expected)),
            stage: tx.setting::<Pipeline>().await?.first().to_owned(),
            state: State::Open,
            opened_at,
            moved_at: opened_at,
            expected_on: self.expected_on,
            due: Some(due(tx).await?),
            test: false,
        };
        keep_new(tx, &deal).await?;
        Ok(deal.into())
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "deal": answer["id"], "reason": "opened by mistake" }))
    }
}
