//! Recording a person's will: the one way a consent comes into the house, from whatever door.
//!
//! Invariant: the same will again is no fact; an unticked box takes nothing back.

use facts::capture::{ConsentGiven, ConsentWithdrawn};
use kernel::{ContactId, Owned, Result};
use store::Tx;

use super::{Consent, rows};
use crate::form::spec::Purpose;
use crate::intake::Intake;

/// A person's will about one purpose.
#[derive(Debug, Clone)]
pub struct Will<'w> {
    pub contact: ContactId,
    pub purpose: Purpose,
    pub given: bool,
    pub how: &'w str,
    pub text_version: i64,
    pub words: Option<&'w str>,
    /// The language of the words.
    pub language: Option<&'w str>,
}

/// Keeps it and tells it; the same will again is no fact.
impl Will<'_> {
    /// The same door asked again, in other words than before: what they read last is the proof.
    fn reads_newer_words(&self, known: &Consent) -> bool {
        known.how == self.how && self.words.is_some() && known.words.as_deref() != self.words
    }
}

pub async fn record(tx: &mut Tx, will: Will<'_>) -> Result<()> {
    let before = rows::of(tx, will.contact, will.purpose).await?;
    let new = Consent {
        id: before.as_ref().map_or_else(|| tx.new_id(), |known| known.id),
        rv: before.as_ref().map_or(1, |known| known.rv),
        owned: Owned::default(),
        contact: will.contact,
        purpose: will.purpose,
        given: will.given,
        how: will.how.to_owned(),
        text_version: will.text_version,
        words: will.words.map(str::to_owned),
        language: will.language.map(str::to_owned),
        at: tx.now(),
    };
    match before {
        Some(known) if known.given == will.given && !will.reads_newer_words(&known) => return Ok(()),
        Some(known) => drop(tx.keep(&known, new).await?),
        None => tx.add(&new).await?,
    }
    let (contact, purpose, how) = (will.contact, will.purpose.word().to_owned(), will.how.to_owned());
    if will.given {
        tx.tell(ConsentGiven { contact, purpose, text_version: will.text_version, how });
    } else {
        tx.tell(ConsentWithdrawn { contact, purpose, how });
    }
    Ok(())
}

/// What a form's consent box said. An unticked box refuses nothing that was given before.
pub async fn from_intake(tx: &mut Tx, intake: &Intake) -> Result<()> {
    let purpose = intake.raw.consent_purpose.as_deref().and_then(Purpose::from_word);
    let Some(purpose) = purpose.filter(|_| intake.raw.consent == Some(true)) else { return Ok(()) };
    let will = Will {
        contact: intake.contact,
        purpose,
        given: true,
        how: "form",
        text_version: intake.raw.consent_version,
        words: intake.raw.consent_words.as_deref(),
        language: intake.raw.language.as_deref(),
    };
    record(tx, will).await
}
