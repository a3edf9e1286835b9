//! Who has paid for whom before: learned when a person matches a line, kept as keyed marks of account and
//! name.
//!
//! Only marks are kept: they say that a payer is the same as before, not who it is.

use kernel::{ContactId, Result};
use sha2::{Digest, Sha256};
use store::Tx;

use super::{Words, name, rows};

pub type Mark = [u8; 32];

/// The marks of a payer: of the account, and of the name.
pub fn marks(tx: &Tx, words: &Words) -> Result<Vec<Mark>> {
    let key = tx.derive(b"cash.payer")?;
    let mark = |kind: &str, text: &str| -> Mark {
        Sha256::new()
            .chain_update(key)
            .chain_update(kind)
            .chain_update([0])
            .chain_update(text)
            .finalize()
            .into()
    };
    let account = (words.iban.len() > 4).then(|| mark("account", &words.iban));
    let letters: String = name::folded(&words.payer).chars().filter(char::is_ascii_alphanumeric).collect();
    let named = (letters.len() > 3).then(|| mark("name", &letters));
    Ok(account.into_iter().chain(named).collect())
}

/// A person said this payer pays for this contact.
pub async fn learn(tx: &mut Tx, words: &Words, contact: ContactId) -> Result<()> {
    for mark in marks(tx, words)? {
        rows::learn(tx, &mark, contact).await?;
    }
    Ok(())
}
