//! Suppressions as staff sees them. The address itself only where we know it otherwise: the list keeps a
//! hash.

use kernel::{ContactId, Error, Result, SuppressionId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Verb};

use super::{Reason, Suppression, commands, fold, rows};
use crate::mail_out::Address;
use crate::sending::rows as people;

#[derive(Debug, Serialize, JsonSchema)]
pub struct SuppressionView {
    pub id: SuppressionId,
    pub rv: i64,
    pub contact: Option<ContactId>,
    pub name: Option<String>,
    /// Null where nobody we know has this address any more.
    pub address: Option<String>,
    pub reason: Reason,
    pub detail: String,
    pub since: Timestamp,
    pub lifted_at: Option<Timestamp>,
}

/// The addresses that get no mail, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSuppressions {
    /// Only this address: is it on the list?
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub limit: Option<i64>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListSuppressions {
    const VERB: Verb = Verb::get("suppression.list", "/suppressions");
    type Answer = Page<SuppressionView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<SuppressionView>> {
        let wrong = |_| Error::field("/after", "malformed", "give `next` of the page before, unchanged");
        let after = self.after.as_deref().map(str::parse).transpose().map_err(wrong)?;
        let limit = self.limit.unwrap_or(50).clamp(1, 200);
        let hash = match &self.address {
            Some(address) => match fold::known(tx, &commands::typed(address, "/address")?).await? {
                Some(hash) => Some(hash),
                None => return Ok(Page { items: vec![], next: None }),
            },
            None => None,
        };
        let mut items = vec![];
        for found in rows::list(tx, hash, after, limit + 1).await? {
            items.push(view(tx, found).await?);
        }
        Ok(Page::of(items, limit as usize, |item| item.id.to_string()))
    }
}

pub(super) async fn view(tx: &mut Tx, found: Suppression) -> Result<SuppressionView> {
    let (mut name, mut address) = (None, None);
    if let Some(contact) = found.contact {
        name = people::contact(tx, contact).await?.and_then(|reader| reader.name);
        address = shown(tx, contact, &found.hash).await?;
    }
    let Suppression { id, rv, contact, reason, detail, since, lifted_at, .. } = found;
    Ok(SuppressionView { id, rv, contact, name, address, reason, detail, since, lifted_at })
}

async fn shown(tx: &mut Tx, contact: ContactId, hash: &[u8; 32]) -> Result<Option<String>> {
    for text in rows::addresses(tx, contact).await? {
        let Ok(address) = Address::parse(&text) else { continue };
        if fold::known(tx, &address).await?.as_ref() == Some(hash) {
            return Ok(Some(text));
        }
    }
    Ok(None)
}
