//! What the fields of a message stand for: the reader, the business, the owner, the lead and its deal.

use kernel::text::Values;
use kernel::{Business, ContactId, Id, Ref, Result, UserId};
use store::Tx;

use super::rows::known::{Reader, staff};
use crate::deal::{self, Deal};
use crate::lead::Lead;
use crate::service;

/// The reader's language, then the business's, each also without its region, then English.
pub(super) fn languages(reader: Option<&str>, business: &str) -> Vec<String> {
    let mut found: Vec<String> = vec![];
    for tag in [reader, Some(business), Some("en")].into_iter().flatten() {
        let short = tag.split(['-', '_']).next().unwrap_or(tag);
        for tag in [tag, short] {
            if !tag.is_empty() && !found.iter().any(|known| known == tag) {
                found.push(tag.to_owned());
            }
        }
    }
    found
}

/// Whom and what a message speaks of.
pub(super) struct About<'a> {
    pub contact: ContactId,
    pub reader: &'a Reader,
    pub lead: Option<&'a Lead>,
    pub owner: Option<UserId>,
}

/// Everything that is known, by path. What is unknown is not there.
pub(super) async fn known(tx: &mut Tx, about: &About<'_>, business: &Business) -> Result<Values> {
    let mut known = Known(Values::new());
    known.person("contact", about.reader.name.as_deref(), about.reader.email.as_deref());
    known.put("contact.phone", about.reader.phone.as_deref());
    known.put("contact.company", about.reader.company.as_deref());
    known.business(business);
    if let Some((name, email)) = staff(tx, about.owner).await? {
        known.person("owner", Some(&name), Some(&email));
    }
    let service = service::rows::of(tx, about.lead.and_then(|lead| lead.service)).await?;
    let called = service.as_ref().and_then(|service| service.called());
    known.put("service.name", called);
    known.put("lead.service", called);
    if let Some(lead) = about.lead {
        known.lead(lead);
    }
    if let Some(deal) = deal::rows::open_of(tx, about.contact).await? {
        known.deal(&deal);
    }
    known.put("links.privacy", business.privacy_url.as_deref());
    let logo = business.logo.map(|_| tx.public_url("/logo"));
    known.put("links.logo", logo.as_deref());
    Ok(known.0)
}

/// Where this person chooses what we send them.
pub(super) async fn preferences(tx: &mut Tx, contact: ContactId) -> Result<String> {
    let person: Ref = contact.into();
    let token = tx.link("preference", person, Some(person), None).await?;
    Ok(tx.public_url(&format!("/u/{token}")))
}

struct Known(Values);

impl Known {
    fn put(&mut self, path: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            self.0.insert(path.to_owned(), value.to_owned());
        }
    }

    fn person(&mut self, root: &str, name: Option<&str>, email: Option<&str>) {
        self.put(&format!("{root}.name"), name);
        self.put(&format!("{root}.first_name"), name.and_then(|name| name.split_whitespace().next()));
        self.put(&format!("{root}.email"), email);
    }

    fn business(&mut self, business: &Business) {
        self.put("business.name", Some(&business.name));
        self.put("business.legal_name", Some(&business.legal_name));
        self.put("business.website", business.website.as_deref());
        let at = &business.address;
        let town = format!("{} {}", at.postal_code, at.city);
        let parts = [at.street.trim(), town.trim(), at.country.trim()];
        let whole: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        self.put("business.address", Some(&whole.join(", ")));
    }

    fn lead(&mut self, lead: &Lead) {
        self.put("lead.message", lead.message.as_deref());
        let asked = lead.next.as_ref().filter(|next| next.question.is_some());
        self.put("lead.next_question", asked.map(|next| next.text.as_str()));
        for (question, answer) in &lead.answers {
            let path = format!("lead.answers.{question}");
            match answer {
                serde_json::Value::String(text) => self.put(&path, Some(text)),
                serde_json::Value::Array(items) => {
                    let items: Vec<&str> = items.iter().filter_map(|item| item.as_str()).collect();
                    self.put(&path, Some(&items.join(", ")));
                }
                other => match serde_json::from_value::<kernel::Money>(other.clone()) {
                    Ok(amount) => self.put(&path, Some(&amount.to_string())),
                    Err(_) => self.put(&path, Some(&other.to_string())),
                },
            }
        }
    }

    fn deal(&mut self, deal: &Deal) {
        self.put("deal.title", Some(&deal.title));
        self.put("deal.value", deal.value.map(|value| value.to_string()).as_deref());
    }
}

/// The kind of a run's id: what acts for an automation.
pub(super) fn run_of(by: Ref) -> Option<Ref> {
    Some(by).filter(|by| by.kind == kernel::RunId::PREFIX)
}
