//! What a command would have another room write to somebody: done with the rights of its owner, read, and taken back in
//! the same transaction. Nothing of it is kept, and nothing leaves.

mod rows;

use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Actor, ContactId, MessageId, Refusal, Result};
use serde_json::{Value as Json, json};
use verbs::{Around, Desk};

use super::order::{Order, after, before};
use crate::collision;
pub(crate) use rows::Letter;

#[derive(Debug, thiserror::Error)]
#[error("it was only read")]
struct OnlyRead;

impl Refusal for OnlyRead {
    fn code(&self) -> &'static str {
        ONLY_READ
    }
}

const ONLY_READ: &str = "automation.only_read";

/// What is there before the command, and the letter it adds.
#[derive(Default)]
struct Seen {
    before: Vec<MessageId>,
    letter: Option<Letter>,
}

/// A reader of what a command writes to somebody: `around` takes the command back once it was read.
pub(crate) struct Reader {
    contact: ContactId,
    seen: Arc<Mutex<Seen>>,
}

impl Reader {
    pub fn of(contact: ContactId) -> Reader {
        Reader { contact, seen: Arc::default() }
    }

    /// What stands before and after the command, in its transaction.
    pub fn around(&self) -> Around {
        let (contact, first, last) = (self.contact, self.seen.clone(), self.seen.clone());
        Around {
            before: before(move |tx| {
                let seen = first.clone();
                Box::pin(async move {
                    let before =
                        rows::of_now(tx, contact).await?.into_iter().map(|letter| letter.id).collect();
                    *seen.lock().unwrap_or_else(PoisonError::into_inner) = Seen { before, letter: None };
                    Ok(())
                })
            }),
            after: after(move |tx, _, _| {
                let seen = last.clone();
                Box::pin(async move {
                    tx.follow_up().await?;
                    let letters = rows::of_now(tx, contact).await?;
                    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
                    let new = letters.into_iter().find(|letter| !seen.before.contains(&letter.id));
                    seen.letter = new;
                    Err(OnlyRead.into())
                })
            }),
        }
    }

    /// The letter, where the command wrote one; an error is why it would be refused now.
    pub fn read<T>(self, done: Result<T>) -> Result<Option<Letter>> {
        match done {
            Err(error) if error.code() != ONLY_READ => Err(error),
            _ => Ok(self.seen.lock().unwrap_or_else(PoisonError::into_inner).letter.take()),
        }
    }
}

/// The letter as it would read; none where the command writes none, or would be refused now.
pub(super) async fn would_read(desk: &Desk, order: &Order, actor: &Actor) -> Result<Option<Json>> {
    let Some(contact) = order.kept.contact.filter(|_| collision::writes(&order.verb)) else {
        return Ok(None);
    };
    let reader = Reader::of(contact);
    let done = desk.step(actor, &order.verb, Json::Object(order.args.clone()), reader.around()).await;
    match reader.read(done) {
        Err(error) if store::has_panicked(&error) => Err(error),
        // What is refused now may be done when its time has come: nothing is shown of it.
        Err(_) => Ok(None),
        Ok(letter) => Ok(letter.map(|letter| {
            let text = letter.words().plain();
            let Letter { to, subject, class, .. } = letter;
            json!({ "to": to, "subject": subject, "text": text, "class": class })
        })),
    }
}
