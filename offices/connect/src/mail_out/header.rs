//! What may stand in a mail header: one line of text, a Message-ID, a link.
//!
//! Invariant: none of these holds CR, LF or NUL, and none is longer than a header line may be (RFC 5322,
//! 2.1.1).

use data_encoding::BASE32_NOPAD;
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Address;

/// Bytes in one header value: leaves room for the name within the 998 of RFC 5322.
const LONGEST: usize = 900;

/// Why a text may not stand in a header.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone)]
pub enum HeaderRefusal {
    #[error("a mail header is one line; remove the line breaks")]
    Break,
    #[error("this is longer than a mail header may be ({LONGEST} bytes); shorten it")]
    TooLong,
    #[error("`{0}` is not a Message-ID; it looks like <something@example.com>")]
    MessageId(String),
    #[error("`{0}` is not a link; it begins with https:// and has no spaces, accents or angle brackets")]
    Link(String),
    #[error("that is not a colour; it looks like #1a2b3c")]
    Colour,
}

impl Refusal for HeaderRefusal {
    fn code(&self) -> &'static str {
        match self {
            HeaderRefusal::Break => "mail.line_break",
            HeaderRefusal::TooLong => "mail.header_too_long",
            HeaderRefusal::MessageId(_) => "mail.message_id",
            HeaderRefusal::Link(_) => "mail.link",
            HeaderRefusal::Colour => "mail.colour",
        }
    }
    fn status(&self) -> u16 {
        422
    }
}

pub(super) fn has_break(text: &str) -> bool {
    text.contains(['\r', '\n', '\0'])
}

/// A subject, a person's name, a file's name: any letters, one line, single spaces.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HeaderText(String);

impl HeaderText {
    /// Refuses CR, LF and NUL; other control characters and runs of spaces become one space.
    pub fn new(text: &str) -> Result<HeaderText, HeaderRefusal> {
        if has_break(text) {
            return Err(HeaderRefusal::Break);
        }
        let plain = text.replace(char::is_control, " ");
        let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.len() > LONGEST {
            return Err(HeaderRefusal::TooLong);
        }
        Ok(HeaderText(words))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of one message for ever, with its angle brackets (RFC 5322, 3.6.4).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageId(String);

impl MessageId {
    /// Takes what other programs write, as long as it is one printable word in angle brackets.
    pub fn parse(text: &str) -> Result<MessageId, HeaderRefusal> {
        let text = text.trim();
        let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
        let printable = inner.bytes().all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>');
        if inner.is_empty() || !printable || text.len() > LONGEST {
            return Err(HeaderRefusal::MessageId(text.chars().take(80).collect()));
        }
        Ok(MessageId(text.to_owned()))
    }

    /// The id of the message with this effect key, at the sender's domain: known before anything is sent, and
    /// the same each time the message is tried again.
    pub fn for_key(key: &[u8], sender: &Address) -> MessageId {
        MessageId(format!("<{}@{}>", digest(b"message", key), sender.domain()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// 26 letters and digits that stand for `key`: lower-case base32 of the first 16 bytes of SHA-256.
pub(super) fn digest(purpose: &[u8], key: &[u8]) -> String {
    let hash = Sha256::new().chain_update(purpose).chain_update([0]).chain_update(key).finalize();
    BASE32_NOPAD.encode(&hash[..16]).to_ascii_lowercase()
}

/// An address of the web, as it may stand in a header or an `href`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Link(String);

impl Link {
    /// `https://…`, or `http://…` where the house itself has no certificate.
    pub fn parse(text: &str) -> Result<Link, HeaderRefusal> {
        let text = text.trim();
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
        let plain = rest.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"`\\".contains(&b));
        if rest.is_empty() || rest.starts_with('/') || !plain || text.len() > LONGEST {
            return Err(HeaderRefusal::Link(text.chars().take(80).collect()));
        }
        Ok(Link(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! as_text {
    ($($t:ty => $make:path;)+) => {$(
        impl TryFrom<String> for $t {
            type Error = HeaderRefusal;
            fn try_from(text: String) -> Result<Self, HeaderRefusal> { $make(&text) }
        }
        impl From<$t> for String {
            fn from(value: $t) -> String { value.0 }
        }
        impl std::fmt::Display for $t {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
    )+};
}

as_text! {
    HeaderText => HeaderText::new;
    MessageId => MessageId::parse;
    Link => Link::parse;
}
