//! The outbox as staff sees it.

use std::collections::BTreeMap;

use kernel::{ContactId, EffectId, Error, MessageId, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::effect::Waits;
use verbs::{Page, Query, Verb};

use super::rows::{self, Entry};
use super::{State, ended};
use crate::mail::Mail;
use crate::sending::rows as written;

/// What is over counts for a week.
const RECENT_MS: i64 = 7 * 86_400_000;

#[derive(Debug, Serialize, JsonSchema)]
pub struct EntryView {
    pub id: EffectId,
    /// For `mail.release` and `mail.cancel`.
    pub key: String,
    /// `mail` to a customer, `account_mail` and `report_mail` to one of the staff, `code_mail` to somebody
    /// who signs.
    pub kind: String,
    pub state: State,
    /// Why it waits, or how it ended.
    pub why: String,
    /// When what it waits for is over, where that is known.
    pub until: Option<Timestamp>,
    pub message: Option<MessageId>,
    pub contact: Option<ContactId>,
    pub name: Option<String>,
    pub subject: Option<String>,
    pub class: Option<String>,
    /// An automation asked for it.
    pub automated: bool,
    pub attempts: i64,
    /// What the server said last.
    pub note: Option<String>,
    pub made_at: Timestamp,
    pub due_at: Timestamp,
    pub done_at: Option<Timestamp>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct OutboxView {
    pub page: Page<EntryView>,
    /// How many stand in each state; of what is over, those of the last seven days.
    pub counts: BTreeMap<&'static str, i64>,
    /// Mail can leave: a server and a sender are named.
    pub set_up: bool,
}

/// The outbox: every mail with its state and why it waits, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListOutbox {
    #[serde(default)]
    pub state: Option<State>,
    #[serde(default)]
    pub limit: Option<i64>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListOutbox {
    const VERB: Verb = Verb::get("outbox.list", "/outbox");
    type Answer = OutboxView;

    async fn ask(&self, tx: &mut Tx) -> Result<OutboxView> {
        let wrong = |_| Error::field("/after", "malformed", "give `next` of the page before, unchanged");
        let after = self.after.as_deref().map(str::parse).transpose().map_err(wrong)?;
        let limit = self.limit.unwrap_or(50).clamp(1, 200);
        let found = rows::list(tx, self.state, after, limit + 1).await?;
        let mut items = vec![];
        for entry in found {
            items.push(view(tx, entry).await?);
        }
        let page = Page::of(items, limit as usize, |item| item.id.to_string());
        Ok(OutboxView { page, counts: counts(tx).await?, set_up: tx.setting::<Mail>().await?.is_set_up() })
    }
}

async fn counts(tx: &mut Tx) -> Result<BTreeMap<&'static str, i64>> {
    let since = Timestamp::from_millisecond(tx.now().as_millisecond() - RECENT_MS).map_err(kernel::fault)?;
    let mut counts: BTreeMap<_, _> = State::ALL.into_iter().map(|state| (state.word(), 0)).collect();
    counts.extend(rows::counts(tx, since).await?.into_iter().map(|(state, n)| (state.word(), n)));
    Ok(counts)
}

pub(super) async fn view(tx: &mut Tx, entry: Entry) -> Result<EntryView> {
    let message = entry.order.as_ref().map(|order| order.message);
    let subject = match message {
        Some(message) => written::message(tx, message).await?.map(|written| written.subject),
        None => entry.report.clone(),
    };
    let name = match entry.user {
        Some(user) => written::user(tx, user).await?.and_then(|reader| reader.name),
        None => entry.contact_name.clone(),
    };
    let waits = match &entry.queued {
        Some(queued) => tx.why_it_waits(queued).await?,
        None => Waits { why: ended(entry.state, entry.note.as_deref()), until: None },
    };
    Ok(EntryView {
        why: waits.why,
        until: waits.until,
        message,
        contact: entry.contact(),
        class: entry.order.as_ref().map(|order| order.class.word().to_owned()),
        id: entry.id,
        key: entry.key,
        kind: entry.kind,
        state: entry.state,
        name,
        subject,
        automated: entry.automated,
        attempts: entry.attempts,
        note: entry.note,
        made_at: entry.made_at,
        due_at: entry.due_at,
        done_at: entry.done_at,
    })
}
