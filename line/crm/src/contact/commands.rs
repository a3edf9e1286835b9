//! What can be done with one contact: add, change. Merging stands in its own file.

use kernel::patch::Change;
use kernel::{Owned, Result, UserId};
use serde_json::Value as Json;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::ContactView;
pub use super::wish::{AddContact, ChangeContact};
use super::{Contact, Known, rows};
use crate::people::changed::{Changed, undo_of};
use crate::people::staff;

impl Command for AddContact {
    const VERB: Verb =
        Verb::post("contact.add", "/contacts").no_undo("merge it into another, or erase the person");
    type Answer = ContactView;

    async fn act(&self, tx: &mut Tx) -> Result<ContactView> {
        let wish = self.wish();
        let owned = wanted_owner(tx, &wish.owner, Owned::default()).await?;
        let id = tx.new_id();
        let known = wish.over(tx, Known::default()).await?;
        rows::address_is_free(tx, id, known.email.as_deref()).await?;
        let (contact, added) = Contact::meet(id, owned, known)?;
        tx.add(&contact).await?;
        tx.tell(added);
        ContactView::shown(tx, contact, vec![]).await
    }
}

impl Command for ChangeContact {
    const VERB: Verb = Verb::patch("contact.change", "/contacts/{contact}").undo("contact.change");
    type Answer = Changed<ContactView>;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed<ContactView>> {
        let wish = self.wish();
        let before = rows::live(tx, self.contact).await?;
        let was = wish.was(&before.known, before.owned.owner);
        let owned = wanted_owner(tx, &wish.owner, before.owned).await?;
        let known = wish.over(tx, before.known.clone()).await?;
        if known.email != before.known.email {
            rows::address_is_free(tx, before.id, known.email.as_deref()).await?;
        }
        let (after, changed) = before.clone().change(owned, known)?;
        let kept = tx.keep_and_tell(&before, after, changed).await?;
        let aliases = rows::aliases(tx, kept.id).await?;
        Ok(Changed { now: ContactView::shown(tx, kept, aliases).await?, was })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        undo_of("contact", answer)
    }
}

async fn wanted_owner(tx: &mut Tx, wish: &Change<UserId>, old: Owned) -> Result<Owned> {
    match wish {
        Change::Keep => Ok(old),
        Change::Clear => Ok(Owned::default()),
        Change::Set(user) => staff::owned_by_known(tx, Some(*user)).await,
    }
}
