//! The token a form carries: which version was shown, when, once. Signed, not stored: showing a form writes nothing.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac};
use kernel::{FormId, Id, Ref, Result, Timestamp};
use sha2::Sha256;
use store::Tx;

/// A form left open longer than this is still taken, but looked at by a person.
const OLDEST_SECONDS: i64 = 7 * 24 * 3600;
/// Nobody fills a form in less.
const FASTEST_SECONDS: i64 = 2;

/// What a token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub form: FormId,
    pub version: i64,
    pub at: Timestamp,
}

const BODY: usize = 16 + 4 + 8 + 12;

fn mac(tx: &Tx, body: &[u8]) -> Result<[u8; 16]> {
    let key = tx.derive(b"capture/form-token")?;
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&key).expect("HMAC takes any key");
    mac.update(body);
    Ok(mac.finalize().into_bytes()[..16].try_into().expect("32 bytes have 16"))
}

/// A fresh token for one showing of a version.
pub fn issue(tx: &mut Tx, form: FormId, version: i64) -> Result<String> {
    let mut body = Vec::with_capacity(BODY + 16);
    body.extend(Ref::from(form).bytes);
    body.extend((version as u32).to_be_bytes());
    body.extend(tx.now().as_millisecond().to_be_bytes());
    body.extend(tx.random::<12>());
    let mac = mac(tx, &body)?;
    body.extend(mac);
    Ok(BASE64URL_NOPAD.encode(&body))
}

/// What it says, if we made it.
pub fn read(tx: &Tx, token: &str) -> Result<Option<Shown>> {
    let Ok(bytes) = BASE64URL_NOPAD.decode(token.as_bytes()) else { return Ok(None) };
    let Some((body, signature)) = bytes.split_at_checked(BODY) else { return Ok(None) };
    if mac(tx, body)?[..] != *signature {
        return Ok(None);
    }
    let number =
        |range: std::ops::Range<usize>| body[range].iter().fold(0i64, |n, byte| n << 8 | i64::from(*byte));
    let form = FormId::from_bytes(body[..16].try_into().expect("the body begins with an id"));
    let at = Timestamp::from_millisecond(number(20..28)).ok();
    Ok(at.map(|at| Shown { form, version: number(16..20), at }))
}

impl Shown {
    /// What of it only a robot does; `None` for an ordinary one.
    pub fn robot(&self, form: FormId, now: Timestamp) -> Option<&'static str> {
        match () {
            () if self.form != form => Some("the token was made for another form"),
            () if self.age_seconds(now) < FASTEST_SECONDS => {
                Some("it was filled in faster than a person types")
            }
            () => None,
        }
    }

    /// A page left open for so long is looked at by a person.
    pub fn old(&self, now: Timestamp) -> Option<&'static str> {
        (self.age_seconds(now) > OLDEST_SECONDS).then_some("the page was opened more than a week ago")
    }

    fn age_seconds(&self, now: Timestamp) -> i64 {
        (now.as_millisecond() - self.at.as_millisecond()) / 1000
    }
}
