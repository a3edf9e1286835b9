//! What somebody wants done, read into a task: whose it is, for whom, and by when.
//!
//! Other nouns of this room make tasks with `NewTask::make`, in their own transaction.

use kernel::{ContactId, Owned, Ref, Result, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;

use super::due::Due;
use super::{State, Task, TaskRefusal, rows};
use crate::contact;
use crate::people::staff::{self, Member};
use crate::people::typed;

/// Give somebody something to do by a time.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    pub title: String,
    pub detail: Option<String>,
    /// The record it is the next step of, such as a lead.
    pub on: Option<Ref>,
    /// The customer it is about; known from `on` where that is a contact, a lead, a deal or a conversation.
    pub contact: Option<ContactId>,
    /// Whoever asks, where nobody is named; for an automation, whoever owns the record.
    pub owner: Option<UserId>,
    /// Tomorrow in business hours, where nothing is said.
    pub due: Option<Due>,
}

impl NewTask {
    /// Makes the task and tells it.
    pub(crate) async fn make(&self, tx: &mut Tx) -> Result<Task> {
        let contact = self.customer(tx).await?;
        let owner = self.answering(tx, contact).await?;
        let due_at = self.due.clone().unwrap_or_default().instant(tx, contact, owner.as_ref()).await?;
        let task = Task {
            id: tx.new_id(),
            rv: 1,
            owned: owned(owner.as_ref()),
            title: typed::line("/title", &self.title)?,
            detail: detail(self.said(owner.as_ref()).as_deref())?,
            about: self.on,
            contact,
            due_at,
            state: State::Open,
        };
        let created = task.created()?;
        tx.add(&task).await?;
        tx.tell(created);
        rows::index(tx, &task).await?;
        Ok(task)
    }

    /// The words about it, and why it is not whoever was meant.
    fn said(&self, owner: Option<&Member>) -> Option<String> {
        let because = owner.and_then(|member| member.because.as_deref()).map(|why| format!("{why}."));
        let words = self.detail.as_deref().filter(|text| !text.trim().is_empty());
        match (words, because) {
            (Some(words), Some(because)) => Some(format!("{words}\n\n{because}")),
            (words, because) => words.map(str::to_owned).or(because),
        }
    }

    async fn customer(&self, tx: &mut Tx) -> Result<Option<ContactId>> {
        let named = match (self.contact, self.on) {
            (Some(contact), _) => Some(contact),
            (None, Some(on)) => rows::customer_of(tx, on).await?,
            (None, None) => None,
        };
        match named {
            Some(contact) => Ok(Some(contact::rows::resolve(tx, contact).await?)),
            None => Ok(None),
        }
    }

    /// Who has to do it: whoever is named; a person who asks for themselves; the owner of the record, of the
    /// customer; an administrator. Always somebody active.
    async fn answering(&self, tx: &mut Tx, contact: Option<ContactId>) -> Result<Option<Member>> {
        if let Some(named) = self.owner {
            staff::owned_by_known(tx, Some(named)).await?;
            if let Some(member) = staff::by_name(tx, named).await? {
                return Ok(Some(member));
            }
        }
        let asking = tx.permit().user();
        let by_hand = tx.permit().by_hand();
        let of_record = owner_of(tx, self.on).await?;
        let of_customer = owner_of(tx, contact.map(Ref::from)).await?;
        let mut wanted = vec![self.owner, of_record, of_customer, asking];
        if by_hand {
            wanted.insert(1, asking);
        }
        let found = staff::answerable(tx, &wanted).await?;
        match found.is_none() && contact.is_none() {
            true => Err(TaskRefusal::NoOwner.into()),
            false => Ok(found),
        }
    }
}

pub(super) fn owned(owner: Option<&Member>) -> Owned {
    Owned { owner: owner.map(|member| member.on.id), team: owner.and_then(|member| member.team) }
}

pub(super) fn detail(typed: Option<&str>) -> Result<Option<String>> {
    Ok(typed.map(|text| typed::text("/detail", text)).transpose()?.filter(|text| !text.is_empty()))
}

/// Who owns a record; a record that is not there is an error of whoever names it.
async fn owner_of(tx: &mut Tx, record: Option<Ref>) -> Result<Option<UserId>> {
    let Some(record) = record else { return Ok(None) };
    let held = tx.held(record).await?.ok_or(kernel::Error::Missing(record.kind))?;
    Ok(held.owned.owner)
}
