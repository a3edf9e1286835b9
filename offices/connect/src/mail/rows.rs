//! How the mail settings, the password and the keys are kept.

use kernel::{Result, Secret, fault};
use store::{Setting, Tx};

use super::{Mail, Selector};
use crate::mail_out::{DkimKey, Signer};

const PASSWORD: &str = "connect.smtp.password";

impl Setting for Mail {
    const TOPIC: &'static str = "mail";
}

pub async fn password(tx: &mut Tx) -> Result<Option<Secret<String>>> {
    let Some(kept) = tx.secret(PASSWORD).await? else { return Ok(None) };
    let text = String::from_utf8(kept.expose().clone()).map_err(|_| fault("the password is not text"))?;
    Ok(Some(Secret::new(text)))
}

pub async fn keep_password(tx: &mut Tx, password: &Secret<String>) -> Result<()> {
    tx.keep_secret(PASSWORD, &Secret::new(password.expose().clone().into_bytes())).await
}

pub async fn forget_password(tx: &mut Tx) -> Result<()> {
    tx.forget_secret(PASSWORD).await
}

pub async fn keep_key(tx: &mut Tx, selector: &Selector, key: &DkimKey) -> Result<()> {
    tx.keep_secret(&selector.secret_name(), &key.secret).await
}

/// The key of a selector, ready to sign. Missing where its secret is gone.
pub async fn signer(tx: &mut Tx, selector: &Selector) -> Result<Option<Signer>> {
    let Some(secret) = tx.secret(&selector.secret_name()).await? else { return Ok(None) };
    let key = DkimKey { algorithm: selector.algorithm, secret };
    Ok(Some(Signer::new(&selector.domain, &selector.name, &key)?))
}

pub async fn signers(tx: &mut Tx, selectors: &[Selector]) -> Result<Vec<Signer>> {
    let mut all = vec![];
    for selector in selectors {
        all.extend(signer(tx, selector).await?);
    }
    Ok(all)
}
