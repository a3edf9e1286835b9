//! The words of a push, for the browser alone (RFC 8291).

use data_encoding::BASE64URL_NOPAD;
use kernel::{Result, fault};
use web_push_native::{Auth, encrypt, p256::PublicKey};

use crate::device::Subscription;

/// One record (RFC 8188): with its head a push must stay under 4096 bytes.
const MOST: usize = 3000;

/// Whether the keys are keys.
pub fn reads(subscription: &Subscription) -> bool {
    keys(subscription).is_some()
}

fn keys(subscription: &Subscription) -> Option<(PublicKey, Auth)> {
    let bytes = |text: &str| BASE64URL_NOPAD.decode(text.trim_end_matches('=').as_bytes()).ok();
    let public = PublicKey::from_sec1_bytes(&bytes(&subscription.p256dh)?).ok()?;
    let auth = bytes(&subscription.auth).filter(|auth| auth.len() == 16)?;
    Some((public, Auth::clone_from_slice(&auth)))
}

/// The body of the request; what is too long is a fault of ours, for titles and texts are bounded.
pub fn sealed(subscription: &Subscription, words: &str) -> Result<Vec<u8>> {
    let (public, auth) = keys(subscription).ok_or_else(|| fault("the keys of a device were checked"))?;
    if words.len() > MOST {
        return Err(fault("a push is shorter than 3000 bytes"));
    }
    encrypt(words.as_bytes().to_vec(), &public, &auth).map_err(fault)
}
