//! Two records, one person: merge and unmerge. No row moves; an alias is written or taken back.
//!
//! Invariant: unmerging the last merge gives back exactly what was, in both records and all their aliases.

use kernel::{ContactId, Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::ContactView;
use super::{Alias, Contact, ContactRefusal, rows};

/// Say that two records are one person: the alias is read as the contact from now on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeContacts {
    /// Whom both are read as.
    pub contact: ContactId,
    pub alias: ContactId,
}

impl Command for MergeContacts {
    const VERB: Verb = Verb::post("contact.merge", "/contacts/{contact}/merge").undo("contact.unmerge");
    type Answer = ContactView;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ContactView> {
        let chain = chain(tx, self.contact).await?;
        let alias = rows::load(tx, self.alias).await?;
        tx.permit().covers(alias.owned).map_err(|_| Error::Missing("contact"))?;
        let followers = rows::aliases(tx, alias.id).await?;
        let merged = Contact::merge(&chain, &alias)?;
        let root = merged.told.contact;
        for (before, after) in std::iter::once(alias).chain(chain).zip(merged.records) {
            tx.keep(&before, after).await?;
        }
        for follower in followers {
            tx.keep(&follower, follower.clone().read_as(root)).await?;
        }
        tx.tell(merged.told);
        tx.forget_index(self.alias.into()).await?;
        shown(tx, root).await
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        Some(json!({ "contact": self.contact, "alias": self.alias }))
    }
}

/// They are two people after all: the alias stands for itself again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnmergeContacts {
    pub contact: ContactId,
    pub alias: ContactId,
}

impl Command for UnmergeContacts {
    const VERB: Verb = Verb::post("contact.unmerge", "/contacts/{contact}/unmerge").undo("contact.merge");
    type Answer = ContactView;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ContactView> {
        let root = rows::live(tx, self.contact).await?;
        let aliases = rows::aliases(tx, root.id).await?;
        let alias = aliases.iter().find(|one| one.id == self.alias).ok_or(ContactRefusal::NotMerged)?;
        let (freed, unmerged) = alias.clone().unmerge()?;
        for (before, after) in given_back(&root, &aliases, alias) {
            tx.keep(&before, after).await?;
        }
        for follower in following(&aliases, alias.id) {
            tx.keep(follower, follower.clone().read_as(alias.id)).await?;
        }
        address_is_its_own(tx, &freed).await?;
        tx.keep(alias, freed).await?;
        tx.tell(unmerged);
        shown(tx, self.alias).await?;
        shown(tx, root.id).await
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        Some(json!({ "contact": self.contact, "alias": self.alias }))
    }
}

/// From a record up to the person it is read as.
async fn chain(tx: &mut Tx, contact: ContactId) -> Result<Vec<Contact>> {
    let root = rows::live(tx, contact).await?;
    let mut chain = vec![];
    let mut next = contact;
    while next != root.id {
        let one = rows::load(tx, next).await?;
        next = one.alias.as_ref().map_or(root.id, |alias| alias.into);
        chain.push(one);
    }
    chain.push(root);
    Ok(chain)
}

/// Refuses to free a record whose address stands on somebody else by now.
async fn address_is_its_own(tx: &mut Tx, freed: &Contact) -> Result<()> {
    match &freed.known.email {
        Some(email) if rows::address_is_held(tx, email, freed.id).await? => {
            Err(ContactRefusal::AddressShared(email.clone()).into())
        }
        _ => Ok(()),
    }
}

/// The person as they stand now, and findable as such.
async fn shown(tx: &mut Tx, contact: ContactId) -> Result<ContactView> {
    let contact = rows::find(tx, contact).await?.ok_or(Error::Missing("contact"))?;
    let aliases = rows::aliases(tx, contact.id).await?;
    ContactView::shown(tx, contact, aliases).await
}

/// Up the chain from the alias to the root: whoever was completed by it gives those values back.
fn given_back(root: &Contact, aliases: &[Contact], alias: &Contact) -> Vec<(Contact, Contact)> {
    let mut changed = vec![];
    let mut gave = alias.gave().to_vec();
    let mut below = alias;
    while let Some(link) = &below.alias {
        let above = aliases.iter().find(|one| one.id == link.into).unwrap_or(root);
        let (known, mut emptied) = above.known.clone().without(&alias.known, &gave);
        emptied.retain(|word| above.gave().contains(word));
        let kept = |word: &String| !emptied.contains(word);
        let left = above
            .alias
            .clone()
            .map(|link| Alias { gave: link.gave.into_iter().filter(kept).collect(), ..link });
        changed.push((above.clone(), Contact { known, alias: left, ..above.clone() }));
        (gave, below) = (emptied, above);
    }
    changed
}

/// The aliases that came with this one when it was merged.
fn following(aliases: &[Contact], alias: ContactId) -> Vec<&Contact> {
    let mut found: Vec<&Contact> = vec![];
    let mut next = vec![alias];
    while let Some(id) = next.pop() {
        let below = aliases.iter().filter(|one| one.alias.as_ref().is_some_and(|link| link.into == id));
        for one in below {
            next.push(one.id);
            found.push(one);
        }
    }
    found
}
