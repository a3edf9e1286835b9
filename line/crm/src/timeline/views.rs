//! The shape of the timeline that leaves the house, and its query.

use kernel::{ContactId, FactId, Ref, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::entry::Read;
use super::live::Live;
use crate::contact;
use crate::people::page_limit;

/// Everything that happened with a person, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactTimeline {
    pub contact: ContactId,
    pub after: Option<FactId>,
    pub limit: Option<i64>,
}

/// One fact, ready to be said in a sentence.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Entry {
    pub id: FactId,
    pub at: Timestamp,
    /// The fact, such as `lead.captured`.
    pub kind: String,
    pub by: By,
    /// The verb by which it came about.
    pub verb: String,
    /// What the fact says in the open, such as a channel or a reason.
    pub fields: Map<String, Json>,
    /// The names of the fields that changed; their values are the record's.
    pub changed: Vec<String>,
    /// The records it speaks of, with their titles where they have one.
    pub subjects: Vec<SubjectLine>,
    /// The words of the note it speaks of, as they stand now.
    pub note: Option<String>,
    pub message: Option<MessageLine>,
    /// What the automation is called that did it.
    pub automation: Option<String>,
    /// The fact or run that led to it.
    pub cause: Option<String>,
    /// The first fact of the chain it belongs to.
    pub chain: String,
}

/// Who did it: `user`, `run`, `token`, `engine`, `nobody` and so on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct By {
    pub kind: String,
    /// The record behind it; the house and a stranger have none.
    pub id: Option<Ref>,
    /// A user's name.
    pub name: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SubjectLine {
    pub id: Ref,
    pub kind: String,
    pub title: Option<String>,
}

/// A message as it stands now, shortened.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MessageLine {
    pub direction: String,
    pub channel: String,
    pub state: String,
    pub subject: Option<String>,
    pub excerpt: Option<String>,
    /// Papers that went with it, such as `invoice`.
    pub papers: Vec<String>,
}

impl Query for ContactTimeline {
    const VERB: Verb = Verb::get("contact.timeline", "/contacts/{contact}/timeline");
    type Answer = Page<Entry>;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<Page<Entry>> {
        let limit = page_limit(self.limit);
        let contact = contact::rows::live(tx, self.contact).await?;
        let aliases = contact::rows::aliases(tx, contact.id).await?;
        let ids: Vec<ContactId> = std::iter::once(&contact).chain(&aliases).map(|one| one.id).collect();
        let told = tx.facts_of_all(&ids, self.after, limit as i64 + 1).await?;
        let page = Page::of(told, limit, |line| line.id.to_string());
        let read: Vec<Read> = page.items.into_iter().map(Read::of).collect();
        let users = read.iter().filter_map(Read::user).collect();
        let subjects = read.iter().flat_map(|one| one.subjects.clone()).collect();
        let runs = read.iter().filter_map(|one| one.run).collect();
        let live = Live::load(tx, users, runs, subjects).await?;
        Ok(Page { items: read.into_iter().map(|one| one.shown(&live)).collect(), next: page.next })
    }
}
