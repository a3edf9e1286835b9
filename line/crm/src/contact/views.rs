//! The shapes of a contact that leave the house, and the queries. An alias is always shown as its root.

use std::collections::BTreeMap;

use kernel::{Address, CompanyId, ContactId, Result, TeamId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::known::Billing;
use super::{Contact, rows};
use crate::company;
use crate::people::page_limit;
use crate::task;

#[derive(Debug, Serialize, JsonSchema)]
pub struct ContactView {
    pub id: ContactId,
    pub rv: i64,
    pub owner: Option<UserId>,
    pub team: Option<TeamId>,
    /// What the person is called on a screen, never empty.
    pub display: String,
    pub name: String,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub email: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    /// As typed, where it is not a number that rings.
    pub phone_typed: Option<String>,
    pub company: Option<CompanyName>,
    pub job_title: Option<String>,
    pub language: Option<String>,
    pub zone: Option<String>,
    pub address: Option<Address>,
    pub billing: Option<Billing>,
    pub tags: Vec<String>,
    pub custom: BTreeMap<String, Json>,
    /// Records that are read as this one.
    pub aliases: Vec<AliasView>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CompanyName {
    pub id: CompanyId,
    pub name: String,
}

/// A record that was merged into this one, with what it had.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AliasView {
    pub id: ContactId,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl ContactView {
    /// The person after a change: shown, and found by what is shown.
    pub(super) async fn shown(tx: &mut Tx, contact: Contact, aliases: Vec<Contact>) -> Result<ContactView> {
        let company = company::rows::name_of(tx, contact.known.company).await?;
        rows::index(tx, &contact, &aliases, company.as_deref()).await?;
        Ok(ContactView::of(contact, aliases, company))
    }

    fn of(contact: Contact, aliases: Vec<Contact>, company: Option<String>) -> ContactView {
        let known = contact.known;
        ContactView {
            id: contact.id,
            rv: contact.rv,
            owner: contact.owned.owner,
            team: contact.owned.team,
            display: known.display().to_owned(),
            name: known.name.full,
            given_name: known.name.given,
            family_name: known.name.family,
            email: known.email,
            phone: known.phone,
            phone_typed: known.phone_typed,
            company: known.company.zip(company).map(|(id, name)| CompanyName { id, name }),
            job_title: known.job_title,
            language: known.language,
            zone: known.zone,
            address: known.address,
            billing: known.billing,
            tags: known.tags,
            custom: known.custom,
            aliases: aliases.into_iter().map(AliasView::from).collect(),
        }
    }
}

impl From<Contact> for AliasView {
    fn from(alias: Contact) -> AliasView {
        let known = alias.known;
        AliasView { id: alias.id, name: known.name.full, email: known.email, phone: known.phone }
    }
}

/// One person, whichever of their ids is asked for, and what is open with them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadContact {
    pub contact: ContactId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeContact {
    #[serde(flatten)]
    pub contact: ContactView,
    /// How many open records of each kind: lead, deal, conversation, task.
    pub open: BTreeMap<String, i64>,
}

impl Query for ReadContact {
    const VERB: Verb = Verb::get("contact.read", "/contacts/{contact}");
    type Answer = WholeContact;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<WholeContact> {
        let contact = rows::live(tx, self.contact).await?;
        let aliases = rows::aliases(tx, contact.id).await?;
        let company = company::rows::name_of(tx, contact.known.company).await?;
        let mut open = rows::open_of(tx, contact.id).await?;
        open.insert("task".into(), task::rows::open_of(tx, contact.id).await?);
        Ok(WholeContact { contact: ContactView::of(contact, aliases, company), open })
    }
}

/// People, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListContacts {
    /// Words of the name, address or number.
    pub q: Option<String>,
    pub tag: Option<String>,
    pub owner: Option<UserId>,
    pub company: Option<CompanyId>,
    pub after: Option<ContactId>,
    pub limit: Option<i64>,
}

/// A person in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ContactLine {
    pub id: ContactId,
    pub rv: i64,
    pub owner: Option<UserId>,
    pub display: String,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<CompanyId>,
    pub job_title: Option<String>,
    pub tags: Vec<String>,
}

impl From<Contact> for ContactLine {
    fn from(contact: Contact) -> ContactLine {
        let known = contact.known;
        ContactLine {
            id: contact.id,
            rv: contact.rv,
            owner: contact.owned.owner,
            display: known.display().to_owned(),
            name: known.name.full,
            email: known.email,
            phone: known.phone,
            company: known.company,
            job_title: known.job_title,
            tags: known.tags,
        }
    }
}

impl Query for ListContacts {
    const VERB: Verb = Verb::get("contact.list", "/contacts");
    type Answer = Page<ContactLine>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<ContactLine>> {
        let limit = page_limit(self.limit);
        let filter = rows::Filter {
            q: self.q.as_deref(),
            tag: self.tag.as_deref(),
            owner: self.owner,
            company: self.company,
            after: self.after,
            limit: limit as i64 + 1,
        };
        let found = rows::list(tx, &filter).await?.into_iter().map(ContactLine::from).collect();
        Ok(Page::of(found, limit, |contact: &ContactLine| contact.id.to_string()))
    }
}
