//! All links somebody was given, replaced at once: their mailbox was read by others, or a letter went astray.

use facts::crm::ContactLinksReplaced;
use kernel::{ContactId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::rows;

/// Revoke every link this person was given: to proposals, projects, invoices and what we may send them, under each of
/// their records. The old ones open nothing any more; new ones take their place, and later letters carry them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceContactLinks {
    pub contact: ContactId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LinksReplaced {
    /// Whom all their records are read as.
    pub contact: ContactId,
    /// How many links there were.
    pub replaced: usize,
}

impl Command for ReplaceContactLinks {
    const VERB: Verb = Verb::post("contact.replace_links", "/contacts/{contact}/replace-links")
        .no_undo("a link that was revoked stays dead; hand over the new ones");
    type Answer = LinksReplaced;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<LinksReplaced> {
        let contact = rows::live(tx, self.contact).await?.id;
        let mut replaced = tx.replace_links_of(contact.into()).await?;
        for alias in rows::aliases(tx, contact).await? {
            replaced += tx.replace_links_of(alias.id.into()).await?;
        }
        if replaced > 0 {
            let links = i64::try_from(replaced).map_err(kernel::fault)?;
            tx.tell(ContactLinksReplaced { contact, links });
        }
        Ok(LinksReplaced { contact, replaced })
    }
}
