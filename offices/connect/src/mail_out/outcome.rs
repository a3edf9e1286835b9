//! What became of one attempt to hand a mail over, told from the server's words and from how far we came.
//!
//! Invariant: `Unknown` only if the end of the message may have left and no answer came; any failure before
//! that means the server does not have the mail.

use std::error::Error as _;

use serde::{Deserialize, Serialize};

use crate::echo;

/// The end of one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The server answered for the mail; never send it again.
    Accepted { reply: String, queue_id: Option<String> },
    /// 4xx: try again later. `slow_down`: the server asks for less mail, not only for later.
    Soft { code: u16, text: String, slow_down: bool },
    /// 5xx: this mail stops here.
    Hard { code: u16, text: String, whose: Whose },
    /// The server does not take our name and password: nothing leaves until the owner mends the connection.
    AuthFailed { text: String },
    /// The server was not reached, or was lost before it had the whole mail: it has nothing.
    Unreachable { why: Why, text: String },
    /// The whole mail was sent and no answer came: the server may have it or not.
    Unknown { text: String },
}

/// What a 5xx blames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Nobody there: suppress the address.
    Address,
    /// The mail itself: too large, or its parts are refused.
    Content,
    /// Neither: spam rules, our reputation or sender address, a full mailbox. The address stays good.
    Policy,
}

/// What stood in the way of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No such host, nobody listens, or no route.
    Connect,
    Timeout,
    /// The certificate is not signed by a CA we trust for this connection, is not for this host, or has
    /// ended.
    Certificate,
    /// Encryption is demanded and the server offers none.
    NoTls,
    /// The server broke off, or spoke something that is not SMTP.
    Dropped,
}

impl Why {
    /// Only a person can mend it: trying again changes nothing.
    pub fn needs_owner(self) -> bool {
        matches!(self, Why::Certificate | Why::NoTls)
    }
}

impl Outcome {
    /// Nothing leaves until a person mends the connection.
    pub fn needs_owner(&self) -> bool {
        match self {
            Outcome::AuthFailed { .. } => true,
            Outcome::Unreachable { why, .. } => why.needs_owner(),
            _ => false,
        }
    }
}

impl Outcome {
    /// As it may be told: a server may say back what it was told as we signed in. Cut after that, or the first half of
    /// it would stay.
    pub(super) fn told(mut self, password: Option<&str>) -> Outcome {
        let (Outcome::Accepted { reply: said, .. }
        | Outcome::Soft { text: said, .. }
        | Outcome::Hard { text: said, .. }
        | Outcome::AuthFailed { text: said }
        | Outcome::Unreachable { text: said, .. }
        | Outcome::Unknown { text: said }) = &mut self;
        for form in password.iter().flat_map(|password| [one_line(password), (*password).to_owned()]) {
            *said = echo::text_without(said, &form);
        }
        *said = said.chars().take(LONGEST).collect();
        self
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Outcome::Accepted { reply, .. } => write!(f, "accepted: {reply}"),
            Outcome::Soft { code, text, .. } => write!(f, "not now ({code}): {text}"),
            Outcome::Hard { code, text, .. } => write!(f, "refused ({code}): {text}"),
            Outcome::AuthFailed { text } => {
                write!(f, "the mail server refused the sign-in: {text}; enter the user and password again")
            }
            Outcome::Unreachable { why, text } => write!(f, "{}: {text}", why.sentence()),
            Outcome::Unknown { text } => {
                write!(
                    f,
                    "sent, but the server never answered: {text}; ask the recipient before sending again"
                )
            }
        }
    }
}

impl Why {
    fn sentence(self) -> &'static str {
        match self {
            Why::Connect => "the mail server cannot be reached; check host and port",
            Why::Timeout => "the mail server does not answer in time; check host, port and firewall",
            Why::Certificate => {
                "the mail server's certificate is not trusted; name its CA file, or its right host"
            }
            Why::NoTls => "the mail server offers no encryption here; check port and security",
            Why::Dropped => "the mail server broke off before it had the mail",
        }
    }
}

/// How far an attempt came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Connecting, greeting, encrypting.
    Hello,
    Login,
    Sender,
    Recipient,
    /// From DATA to the last byte before the closing dot.
    Body,
    /// The closing dot may have left.
    Ended,
}

#[derive(Debug)]
pub(super) enum Trouble {
    Timeout,
    NoTls,
    NoMechanism,
    Smtp(lettre::transport::smtp::Error),
}

impl Outcome {
    pub(super) fn accepted(reply: &str) -> Outcome {
        Outcome::Accepted { reply: one_line(reply), queue_id: queue_id(reply) }
    }

    pub(super) fn failed(stage: Stage, trouble: &Trouble) -> Outcome {
        let Trouble::Smtp(error) = trouble else { return broken(stage, trouble) };
        let Some(code) = error.status().map(u16::from) else { return broken(stage, trouble) };
        let text = one_line(&error.source().map(ToString::to_string).unwrap_or_default());
        if refuses_login(stage, code) {
            return Outcome::AuthFailed { text: format!("{code} {text}") };
        }
        match code / 100 {
            4 => Outcome::Soft { slow_down: slow_down(code, &text), code, text },
            _ if matches!(stage, Stage::Hello) => {
                Outcome::Unreachable { why: Why::Dropped, text: format!("{code} {text}") }
            }
            _ => Outcome::Hard { whose: whose(stage, code, &text), code, text },
        }
    }
}

/// RFC 4954, 6: 530 "sign in first" may come at any command; 454 is only for now.
fn refuses_login(stage: Stage, code: u16) -> bool {
    code == 530 || (stage == Stage::Login && code / 100 == 5)
}

/// No answer that counts: what that means depends on how far we came.
fn broken(stage: Stage, trouble: &Trouble) -> Outcome {
    let text = match trouble {
        Trouble::Timeout => "no answer in time".to_owned(),
        Trouble::NoTls => "the server does not offer STARTTLS".to_owned(),
        Trouble::NoMechanism => "the server offers no sign-in we know (PLAIN, LOGIN)".to_owned(),
        Trouble::Smtp(error) => one_line(&error.to_string()),
    };
    match (stage, trouble) {
        (Stage::Ended, _) => Outcome::Unknown { text },
        (_, Trouble::NoMechanism) => Outcome::AuthFailed { text },
        _ => Outcome::Unreachable { why: why(stage, trouble), text },
    }
}

fn why(stage: Stage, trouble: &Trouble) -> Why {
    match trouble {
        Trouble::Timeout => Why::Timeout,
        Trouble::NoTls | Trouble::NoMechanism => Why::NoTls,
        Trouble::Smtp(error) => connection_why(stage, error),
    }
}

fn connection_why(stage: Stage, error: &lettre::transport::smtp::Error) -> Why {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            if io.kind() == std::io::ErrorKind::TimedOut {
                return Why::Timeout;
            }
            // rustls speaks through the io error's inner value, which `source` skips.
            if let Some(tls) = io.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>()) {
                return tls_why(tls);
            }
        }
        cause = inner.source();
    }
    let reached = error.is_response() || error.is_client() || stage != Stage::Hello;
    if reached || is_cut(error) { Why::Dropped } else { Why::Connect }
}

fn tls_why(error: &rustls::Error) -> Why {
    match error {
        rustls::Error::InvalidCertificate(_) => Why::Certificate,
        rustls::Error::InvalidMessage(_) => Why::NoTls,
        _ => Why::Dropped,
    }
}

/// The connection stood and was lost.
fn is_cut(error: &lettre::transport::smtp::Error) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            return matches!(io.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof);
        }
        cause = inner.source();
    }
    false
}

/// What a server says, in characters.
const LONGEST: usize = 500;

/// Without what would break a line, and blanks that repeat.
fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_control() || c == ' ').filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// The server's own name for the mail, where it tells: Postfix `queued as X`, Exim `id=X`.
fn queue_id(reply: &str) -> Option<String> {
    let after = |mark: &str| reply.split_once(mark).and_then(|(_, rest)| rest.split_whitespace().next());
    let id = after("queued as ").or_else(|| after("id="))?;
    let id = id.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    (!id.is_empty()).then(|| id.chars().take(80).collect())
}

/// RFC 3463 status inside the text: `5.1.1` gives (1, 1).
fn enhanced(text: &str) -> Option<(u16, u16)> {
    text.split_whitespace().take(3).find_map(|word| {
        let mut parts = word.trim_start_matches('#').split('.');
        let class: u16 = parts.next()?.parse().ok()?;
        let (subject, detail) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        (parts.next().is_none() && matches!(class, 2 | 4 | 5)).then_some((subject, detail))
    })
}

fn slow_down(code: u16, text: &str) -> bool {
    let says = has(text, &["rate", "too many", "too much", "throttl", "slow down", "limit", "4.7.28"]);
    let full = matches!(enhanced(text), Some((2, 2)));
    code == 421 || (matches!(code, 450..=452) && says && !full)
}

fn has(text: &str, words: &[&str]) -> bool {
    let text = text.to_ascii_lowercase();
    words.iter().any(|word| text.contains(word))
}

const POLICY: &[&str] = &[
    "spam",
    "block",
    "listed",
    "blacklist",
    "reputation",
    "policy",
    "relay",
    "denied",
    "dmarc",
    "spf",
    "dkim",
    "banned",
    "unsolicited",
    "authenticat",
];
const CONTENT: &[&str] =
    &["size", "too large", "too big", "attachment", "virus", "malware", "content", "line length"];

/// The enhanced status decides (RFC 3463); without one, how far we came, the code and the words.
fn whose(stage: Stage, code: u16, text: &str) -> Whose {
    match enhanced(text) {
        Some((1, 7 | 8)) => Whose::Policy,
        Some((1, _) | (2, 1) | (4, 1 | 4)) => Whose::Address,
        Some((2, 3) | (3, 4) | (6, _)) => Whose::Content,
        Some((2 | 3 | 4 | 7, _)) => Whose::Policy,
        _ => by_words(stage, code, text),
    }
}

fn by_words(stage: Stage, code: u16, text: &str) -> Whose {
    if has(text, POLICY) {
        return Whose::Policy;
    }
    match stage {
        _ if matches!(code, 523 | 534 | 552) || has(text, CONTENT) => Whose::Content,
        Stage::Recipient => Whose::Address,
        _ => Whose::Policy,
    }
}

#[cfg(test)]
mod tests;
