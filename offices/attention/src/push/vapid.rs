//! Our key with the push services (RFC 8292): made once, kept with the secrets, and used to sign who we are.

use data_encoding::BASE64URL_NOPAD;
use kernel::{Result, Secret, Timestamp, fault};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;
use store::Tx;

const NAME: &str = "attention.vapid";
/// A signature is good for so long, in seconds; services refuse more than a day.
const GOOD: i64 = 12 * 3600;

/// The key, with what others know of it.
#[derive(Clone)]
pub struct Signer(SigningKey);

impl Signer {
    /// The public half as a browser is given it: 65 bytes, base64url.
    pub fn public(&self) -> String {
        BASE64URL_NOPAD.encode(self.0.verifying_key().to_encoded_point(false).as_bytes())
    }

    /// The value of `Authorization` for one push service: `origin` is its scheme and host.
    pub fn authorization(&self, origin: &str, contact: &str, now: Timestamp) -> String {
        let part = |json: serde_json::Value| BASE64URL_NOPAD.encode(json.to_string().as_bytes());
        let head = part(json!({ "typ": "JWT", "alg": "ES256" }));
        let claims = part(json!({ "aud": origin, "exp": now.as_second() + GOOD, "sub": contact }));
        let signed = format!("{head}.{claims}");
        let signature: Signature = self.0.sign(signed.as_bytes());
        let signature = BASE64URL_NOPAD.encode(&signature.to_bytes());
        format!("vapid t={signed}.{signature}, k={}", self.public())
    }
}

pub async fn signer(tx: &mut Tx) -> Result<Option<Signer>> {
    let Some(kept) = tx.secret(NAME).await? else { return Ok(None) };
    SigningKey::from_slice(kept.expose()).map(|key| Some(Signer(key))).map_err(fault)
}

pub async fn public(tx: &mut Tx) -> Result<Option<String>> {
    Ok(signer(tx).await?.map(|signer| signer.public()))
}

/// Whether there is one: to ask so costs no curve.
pub async fn is_made(tx: &mut Tx) -> Result<bool> {
    Ok(tx.secret(NAME).await?.is_some())
}

/// Makes the key where there is none. Not every 32 bytes are a key; of the rest the next draw is one.
pub async fn make(tx: &mut Tx) -> Result<()> {
    if is_made(tx).await? {
        return Ok(());
    }
    let drawn = std::iter::repeat_with(|| tx.random::<32>())
        .take(8)
        .find(|bytes| SigningKey::from_slice(bytes).is_ok());
    let bytes = drawn.ok_or_else(|| fault("one of eight draws is a key"))?;
    tx.keep_secret(NAME, &Secret::new(bytes.to_vec())).await
}
