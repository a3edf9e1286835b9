//! What a command would have another room write to somebody: done with the rights of its owner, read, and taken back in
//! the same transaction. Nothing of it is kept, and nothing leaves.

mod rows;

use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Actor, ContactId, MessageId, Refusal, Result};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Around, Desk};

use super::order::{Order, after, before};
use crate::collision;

#[derive(Debug, thiserror::Error)]
#[error("it was only read")]
struct OnlyRead;

impl Refusal for OnlyRead {
    fn code(&self) -> &'static str {
        "automation.only_read"
    }
}

/// What is there before the command, and the letter it adds.
#[derive(Default)]
struct Seen {
    before: Vec<MessageId>,
    letter: Option<Json>,
}

/// The letter as it would read; none where the command writes none, or would be refused now.
pub(super) async fn would_read(desk: &Desk, order: &Order, actor: &Actor) -> Result<Option<Json>> {
    let Some(contact) = order.kept.contact.filter(|_| collision::writes(&order.verb)) else {
        return Ok(None);
    };
    let seen = Arc::new(Mutex::new(Seen::default()));
    let (first, last) = (seen.clone(), seen.clone());
    let around = Around {
        before: before(move |tx| {
            let seen = first.clone();
            Box::pin(async move {
                let before = rows::of_now(tx, contact).await?.into_iter().map(|letter| letter.id).collect();
                *seen.lock().unwrap_or_else(PoisonError::into_inner) = Seen { before, letter: None };
                Ok(())
            })
        }),
        after: after(move |tx, _, _| {
            let seen = last.clone();
            Box::pin(async move {
                let letters = written(tx, contact).await?;
                let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
                let new = letters.into_iter().find(|(id, _)| !seen.before.contains(id));
                seen.letter = new.map(|(_, letter)| letter);
                Err(OnlyRead.into())
            })
        }),
    };
    match desk.step(actor, &order.verb, Json::Object(order.args.clone()), around).await {
        Err(error) if store::has_panicked(&error) => Err(error),
        // What is refused now may be done when its time has come: nothing is shown of it.
        _ => Ok(seen.lock().unwrap_or_else(PoisonError::into_inner).letter.take()),
    }
}

/// Every letter to them of this moment, with its words.
async fn written(tx: &mut Tx, contact: ContactId) -> Result<Vec<(MessageId, Json)>> {
    tx.follow_up().await?;
    let shown = |letter: rows::Letter| {
        let text = kernel::text::Filled::read(&letter.source).plain();
        let rows::Letter { id, to, subject, class, .. } = letter;
        (id, json!({ "to": to, "subject": subject, "text": text, "class": class }))
    };
    Ok(rows::of_now(tx, contact).await?.into_iter().map(shown).collect())
}
