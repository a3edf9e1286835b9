//! Forgetting a person: their key is destroyed, and what was sealed under it is noise.
//!
//! Not here: deleting live rows by the nouns' declared classes, retained invoices, the certificate.

use kernel::{Ref, Result};

use crate::Store;

/// Destroys the key after the fact is durable; safe to repeat.
pub async fn destroy_key(store: &Store, person: Ref) -> Result<()> {
    let find = "select key from person_key where person = $1";
    let key =
        store.read(move |tx| Box::pin(async move { tx.one(find, &[person.into()], |r| r.get("key")).await }));
    match key.await? {
        Some(key) => store.house().keyring.destroy(&key),
        None => Ok(()),
    }
}
