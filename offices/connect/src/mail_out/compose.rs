//! An envelope becomes the bytes of a mail. Pure: date, Message-ID and so the boundaries are given, nothing
//! is drawn.
//!
//! Invariant: multipart/alternative with the plain text first, always; one recipient per mail.

use kernel::{Refusal, Timestamp};
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{MessageBuilder, MultiPart, SinglePart};

use super::header::digest;
use super::{Address, HeaderText, Link, Mailbox, MessageId, RawMail, Route};

/// Everything one mail says and where it goes.
#[derive(Debug, Clone)]
pub struct Envelope {
    pub from: Mailbox,
    pub reply_to: Option<Mailbox>,
    pub to: Mailbox,
    /// Where bounces go (see `bounce_address`); `None` is the empty sender `<>`.
    pub envelope_from: Option<Address>,
    pub subject: HeaderText,
    pub message_id: MessageId,
    /// The message this one answers; it closes `References` too.
    pub in_reply_to: Option<MessageId>,
    /// The `References` of the message this one answers, oldest first.
    pub references: Vec<MessageId>,
    pub date: Timestamp,
    pub text: String,
    pub html: String,
    pub list_unsubscribe: Option<Unsubscribe>,
    pub auto_submitted: Option<AutoSubmitted>,
    pub invitation: Option<Invitation>,
    pub attachments: Vec<Attachment>,
}

impl Envelope {
    /// For `Carrier::send`.
    pub fn route(&self) -> Route {
        Route { from: self.envelope_from.clone(), to: self.to.address.clone() }
    }
}

/// RFC 8058: `url` takes a POST without login; `mailto` is for programs that cannot post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsubscribe {
    pub url: Link,
    pub mailto: Option<Address>,
}

/// RFC 3834: a machine wrote it, of itself or as an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutoSubmitted {
    Generated,
    Replied,
}

/// A calendar part (RFC 6047): third alternative, and attached as `invite.ics` for programs that look there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub method: Method,
    pub ics: String,
}

/// RFC 5546.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Request,
    Cancel,
    Reply,
}

/// A file of any kind, in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    name: HeaderText,
    media_type: ContentType,
    bytes: Vec<u8>,
}

impl Attachment {
    /// `name` loses what could mislead about place or kind of the file: path separators and direction marks.
    pub fn new(name: &str, media_type: &str, bytes: Vec<u8>) -> kernel::Result<Attachment> {
        let safe = HeaderText::new(name)?.as_str().replace(['/', '\\', '"'], "_").replace(turns_text, "");
        let refusal = || ComposeRefusal::MediaType(media_type.chars().take(80).collect());
        let kind = media_type.is_ascii() && !media_type.contains(|c: char| c.is_ascii_control());
        let media_type = ContentType::parse(media_type).ok().filter(|_| kind).ok_or_else(refusal)?;
        Ok(Attachment { name: HeaderText::new(&safe)?, media_type, bytes })
    }
}

/// Unicode marks that turn the direction of writing: `invoice_\u{202e}fdp.exe` looks like a PDF.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Why an envelope is no mail.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone)]
pub enum ComposeRefusal {
    #[error("the mail says nothing; write a text")]
    NoText,
    #[error("`{0}` is not a kind of file; it looks like application/pdf")]
    MediaType(String),
    #[error("the mail could not be put together: {0}; shorten its subject, names and links")]
    Broken(String),
}

impl Refusal for ComposeRefusal {
    fn code(&self) -> &'static str {
        match self {
            ComposeRefusal::NoText => "mail.no_text",
            ComposeRefusal::MediaType(_) => "mail.media_type",
            ComposeRefusal::Broken(_) => "mail.broken",
        }
    }
    fn status(&self) -> u16 {
        422
    }
}

/// The bytes of the mail, unsigned: the same envelope gives the same bytes.
pub fn compose(envelope: &Envelope) -> Result<RawMail, ComposeRefusal> {
    if envelope.text.trim().is_empty() || envelope.html.trim().is_empty() {
        return Err(ComposeRefusal::NoText);
    }
    let message = headers(envelope)?.multipart(body(envelope)).map_err(broken)?;
    RawMail::checked(message.formatted()).map_err(broken)
}

fn broken(why: impl std::fmt::Display) -> ComposeRefusal {
    ComposeRefusal::Broken(why.to_string())
}

fn headers(envelope: &Envelope) -> Result<MessageBuilder, ComposeRefusal> {
    let route = lettre::address::Envelope::new(None, vec![envelope.to.address.lettre()]).map_err(broken)?;
    let mut mail = lettre::Message::builder()
        .envelope(route)
        .date(envelope.date.into())
        .from(envelope.from.lettre())
        .to(envelope.to.lettre())
        .subject(envelope.subject.as_str());
    if let Some(reply_to) = &envelope.reply_to {
        mail = mail.reply_to(reply_to.lettre());
    }
    for (name, value) in own_headers(envelope) {
        let name = HeaderName::new_from_ascii_str(name);
        // Every value is a typed word or a list of them, folded here: nothing in it needs encoding.
        mail = mail.raw_header(HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value));
    }
    Ok(mail)
}

fn own_headers(envelope: &Envelope) -> Vec<(&'static str, String)> {
    let mut all = vec![("Message-ID", envelope.message_id.to_string())];
    all.extend(envelope.in_reply_to.as_ref().map(|id| ("In-Reply-To", id.to_string())));
    all.extend(thread(envelope).map(|ids| ("References", ids)));
    if let Some(leave) = &envelope.list_unsubscribe {
        all.push(("List-Unsubscribe", leave.header()));
        all.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    all.extend(envelope.auto_submitted.map(|kind| ("Auto-Submitted", kind.header().to_owned())));
    all
}

/// RFC 5322, 3.6.4: the parent's references and the parent; a long thread keeps its first and its last ten.
fn thread(envelope: &Envelope) -> Option<String> {
    let parent = envelope.in_reply_to.iter().filter(|id| envelope.references.last() != Some(id));
    let all: Vec<&str> = envelope.references.iter().chain(parent).map(MessageId::as_str).collect();
    let kept = match all.as_slice() {
        [] => return None,
        [first, .., _] if all.len() > 11 => [&[*first], &all[all.len() - 10..]].concat(),
        _ => all,
    };
    Some(kept.join("\r\n "))
}

impl Unsubscribe {
    fn header(&self) -> String {
        let url = format!("<{}>", self.url);
        match &self.mailto {
            Some(to) => format!("{url},\r\n <mailto:{}?subject=unsubscribe>", uri(to)),
            None => url,
        }
    }
}

/// An address inside a `mailto:` (RFC 6068): what is not plainly safe is percent-encoded.
fn uri(address: &Address) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~+@".contains(&b);
    let written = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    address.as_str().bytes().map(written).collect()
}

impl AutoSubmitted {
    fn header(self) -> &'static str {
        match self {
            AutoSubmitted::Generated => "auto-generated",
            AutoSubmitted::Replied => "auto-replied",
        }
    }
}

impl Method {
    fn content_type(self) -> ContentType {
        let method = match self {
            Method::Request => "REQUEST",
            Method::Cancel => "CANCEL",
            Method::Reply => "REPLY",
        };
        let text = format!("text/calendar; method={method}; charset=utf-8");
        ContentType::parse(&text).expect("a fixed media type parses")
    }
}

fn body(envelope: &Envelope) -> MultiPart {
    let content = alternatives(envelope);
    if envelope.attachments.is_empty() && envelope.invitation.is_none() {
        return content;
    }
    let mut mixed = MultiPart::mixed().boundary(boundary(envelope, b"mixed")).multipart(content);
    if let Some(invitation) = &envelope.invitation {
        let kind = ContentType::parse("application/ics").expect("a fixed media type parses");
        mixed = mixed.singlepart(file("invite.ics", kind, crlf(&invitation.ics).into_bytes()));
    }
    for attached in &envelope.attachments {
        let kind = attached.media_type.clone();
        mixed = mixed.singlepart(file(attached.name.as_str(), kind, attached.bytes.clone()));
    }
    mixed
}

fn alternatives(envelope: &Envelope) -> MultiPart {
    let parts = MultiPart::alternative()
        .boundary(boundary(envelope, b"alternative"))
        .singlepart(SinglePart::plain(lines(&envelope.text)))
        .singlepart(SinglePart::html(lines(&envelope.html)));
    match &envelope.invitation {
        Some(invitation) => {
            let kind = invitation.method.content_type();
            parts.singlepart(SinglePart::builder().header(kind).body(lines(&invitation.ics)))
        }
        None => parts,
    }
}

/// Always base64: other encodings would rewrite line ends inside the file.
fn file(name: &str, kind: ContentType, bytes: Vec<u8>) -> SinglePart {
    SinglePart::builder()
        .header(kind)
        .header(ContentDisposition::attachment(name))
        .header(ContentTransferEncoding::Base64)
        .body(bytes)
}

/// Derived from the Message-ID. `=_` stands in no quoted-printable and no base64 text (RFC 2045, 6.7).
fn boundary(envelope: &Envelope, part: &[u8]) -> String {
    format!("=_{}", digest(part, envelope.message_id.as_str().as_bytes()))
}

/// One kind of line end and no control characters: what a 7-bit body may hold.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.replace(|c: char| c.is_control() && c != '\n' && c != '\t', "")
}

fn crlf(text: &str) -> String {
    lines(text).replace('\n', "\r\n")
}
