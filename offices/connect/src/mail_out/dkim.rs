//! DKIM (RFC 6376, RFC 8463): keys are made here and finished bytes are signed, relaxed/relaxed, never with
//! `l=`.
//!
//! Invariant: the time in the signature is the one passed in; a header that is absent is signed as absent.

use ed25519_dalek::SigningKey as Ed25519;
use kernel::{Refusal, Rng, Secret, Timestamp};
use mail_auth::common::crypto::{DkimKey as AuthKey, Ed25519Key, RsaKey, SigningKey};
use mail_auth::common::headers::{HeaderStream, HeaderWriter, Writable, Writer};
use mail_auth::dkim::canonicalize::CanonicalHeaders;
use mail_auth::dkim::{Canonicalization, Signature};
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{Address, RawMail};

/// What a signature covers: changing, adding or taking away one of these breaks it.
pub const SIGNED_HEADERS: [&str; 13] = [
    "From",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// The kind of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// 2048 bits: every receiver verifies it.
    Rsa,
    /// Short and fast; many receivers do not know it yet, so it goes beside RSA, not instead.
    Ed25519,
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone)]
pub enum DkimFault {
    #[error("the DKIM key cannot be read ({0}); make a new one and publish its DNS record")]
    Key(String),
    #[error("`{0}` is not a selector or domain; use letters, digits and dashes")]
    Name(String),
    #[error("the mail could not be signed: {0}; check the DKIM key")]
    Sign(String),
}

impl Refusal for DkimFault {
    fn code(&self) -> &'static str {
        match self {
            DkimFault::Key(_) => "mail.dkim_key",
            DkimFault::Name(_) => "mail.dkim_name",
            DkimFault::Sign(_) => "mail.dkim_sign",
        }
    }
}

/// A private key as it is kept: PKCS #8 for RSA, the 32-byte seed for Ed25519. Seal `secret` before storing
/// it.
#[derive(Debug, Clone)]
pub struct DkimKey {
    pub algorithm: Algorithm,
    pub secret: Secret<Vec<u8>>,
}

impl DkimKey {
    /// RSA takes a second or more: not inside a transaction.
    pub fn make(algorithm: Algorithm, rng: &dyn Rng) -> Result<DkimKey, DkimFault> {
        let secret = match algorithm {
            Algorithm::Rsa => make_rsa(rng)?,
            Algorithm::Ed25519 => {
                let mut seed = vec![0; 32];
                rng.fill(&mut seed);
                seed
            }
        };
        Ok(DkimKey { algorithm, secret: Secret::new(secret) })
    }

    /// The public half as the DNS record holds it: SubjectPublicKeyInfo for RSA, the bare 32 bytes for
    /// Ed25519.
    pub fn public(&self) -> Result<Vec<u8>, DkimFault> {
        match self.algorithm {
            Algorithm::Rsa => {
                let private = rsa::RsaPrivateKey::from_pkcs8_der(self.secret.expose()).map_err(key)?;
                Ok(private.to_public_key().to_public_key_der().map_err(key)?.into_vec())
            }
            Algorithm::Ed25519 => Ok(self.seed()?.verifying_key().to_bytes().to_vec()),
        }
    }

    fn seed(&self) -> Result<Ed25519, DkimFault> {
        let seed: &[u8; 32] = self.secret.expose().as_slice().try_into().map_err(key)?;
        Ok(Ed25519::from_bytes(seed))
    }

    fn ready(&self) -> Result<AuthKey, DkimFault> {
        match self.algorithm {
            Algorithm::Rsa => {
                let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.secret.expose().as_slice()));
                Ok(AuthKey::Rsa(RsaKey::from_key_der(der).map_err(key)?))
            }
            Algorithm::Ed25519 => {
                let (seed, public) = (self.secret.expose(), self.public()?);
                Ok(AuthKey::Ed25519(Ed25519Key::from_seed_and_public_key(seed, &public).map_err(key)?))
            }
        }
    }
}

fn key(why: impl std::fmt::Display) -> DkimFault {
    DkimFault::Key(why.to_string())
}

fn make_rsa(rng: &dyn Rng) -> Result<Vec<u8>, DkimFault> {
    let private = rsa::RsaPrivateKey::new(&mut Draw(rng), 2048).map_err(key)?;
    Ok(private.to_pkcs8_der().map_err(key)?.as_bytes().to_vec())
}

/// The house's chance, in the form crate `rsa` asks for.
struct Draw<'a>(&'a dyn Rng);

impl rsa::rand_core::RngCore for Draw<'_> {
    fn next_u32(&mut self) -> u32 {
        rsa::rand_core::impls::next_u32_via_fill(self)
    }
    fn next_u64(&mut self) -> u64 {
        rsa::rand_core::impls::next_u64_via_fill(self)
    }
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl rsa::rand_core::CryptoRng for Draw<'_> {}

/// A key under the name the world finds it by: `selector._domainkey.domain`.
pub struct Signer {
    domain: String,
    selector: String,
    algorithm: Algorithm,
    public: Vec<u8>,
    key: AuthKey,
}

impl Signer {
    /// `domain` is that of From (DMARC wants them aligned).
    pub fn new(domain: &str, selector: &str, key: &DkimKey) -> Result<Signer, DkimFault> {
        let probe = format!("x@{selector}.{domain}");
        let address = Address::parse(&probe).map_err(|_| DkimFault::Name(format!("{selector} {domain}")))?;
        let (selector, domain) =
            address.domain().split_once('.').ok_or_else(|| DkimFault::Name(selector.to_owned()))?;
        Ok(Signer {
            domain: domain.to_owned(),
            selector: selector.to_owned(),
            algorithm: key.algorithm,
            public: key.public()?,
            key: key.ready()?,
        })
    }

    pub fn domain(&self) -> &str {
        &self.domain
    }

    pub fn selector(&self) -> &str {
        &self.selector
    }

    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// As in `DkimKey::public`.
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    fn header(&self, mail: &RawMail, at: Timestamp) -> Result<String, DkimFault> {
        let template = Signature {
            v: 1,
            a: self.key.algorithm(),
            d: self.domain.clone(),
            s: self.selector.clone(),
            h: SIGNED_HEADERS.map(str::to_owned).to_vec(),
            ch: Canonicalization::Relaxed,
            cb: Canonicalization::Relaxed,
            ..Signature::default()
        };
        let (_, headers, names, body) = template.canonicalize(Fields { rest: mail.bytes() });
        let time = u64::try_from(at.as_second()).unwrap_or_default();
        let bh = self.key.hash(body).as_ref().to_vec();
        let mut signature = Signature { bh, t: time, h: names, ..template };
        let signed = Signed { headers, signature: &signature };
        signature.b = self.key.sign(signed).map_err(|e| DkimFault::Sign(e.to_string()))?;
        Ok(signature.to_header())
    }
}

/// The header fields of a mail, folded lines and all, then its body.
struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> HeaderStream<'a> for Fields<'a> {
    fn next_header(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        if self.rest.starts_with(b"\r\n") {
            return None;
        }
        let mut end = 0;
        while let Some(line) = self.rest[end..].iter().position(|b| *b == b'\n') {
            end += line + 1;
            if !matches!(self.rest.get(end), Some(b' ' | b'\t')) {
                break;
            }
        }
        let (field, rest) = self.rest.split_at(end);
        let colon = field.iter().position(|b| *b == b':')?;
        self.rest = rest;
        Some((&field[..colon], &field[colon + 1..]))
    }

    fn body(&mut self) -> &'a [u8] {
        self.rest.strip_prefix(b"\r\n").unwrap_or(self.rest)
    }
}

/// RFC 6376, 3.7: the canonical headers, then the signature's own with an empty `b=`.
struct Signed<'a> {
    headers: CanonicalHeaders<'a>,
    signature: &'a Signature,
}

impl Writable for Signed<'_> {
    fn write(self, writer: &mut impl Writer) {
        self.headers.write(writer);
        self.signature.write(writer, false);
    }
}

/// The mail with one signature of each key on top. The same mail, keys and time give the same bytes.
pub fn sign(mail: RawMail, signers: &[Signer], at: Timestamp) -> Result<RawMail, DkimFault> {
    let all: Result<Vec<String>, DkimFault> = signers.iter().map(|signer| signer.header(&mail, at)).collect();
    mail.under(&all?.concat()).map_err(|e| DkimFault::Sign(e.to_string()))
}
