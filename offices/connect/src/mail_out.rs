//! Mail that goes out: typed headers, bytes, signature, delivery. The same input gives the same bytes.
//!
//! Who may be written to, and when, is decided before this: nothing here knows consent, suppression or caps.

mod address;
mod compose;
mod connection;
mod dkim;
mod header;
mod html;
mod ladder;
mod lookup;
mod mjml;
mod outcome;
mod raw;
mod records;
mod smtp;

pub use address::{Address, AddressRefusal, Mailbox, bounce_address};
pub use compose::{
    Attachment, AutoSubmitted, ComposeRefusal, Envelope, Invitation, Method, Unsubscribe, compose,
};
pub use dkim::{Algorithm, DkimFault, DkimKey, SIGNED_HEADERS, Signer, sign};
pub use header::{HeaderRefusal, HeaderText, Link, MessageId};
pub use html::{Brand, Button, Colour, Footer, Letter, Rendered, letter};
pub use ladder::{Class, GIVE_UP_AFTER, LADDER, QUICK, next_try};
pub use lookup::{Found, NameServer, Published, look_up};
pub use outcome::{Outcome, Whose, Why};
pub use raw::{RawMail, RawRefusal};
pub use records::{DnsRecord, SpfSender, dns_records};
pub use smtp::{Carrier, Login, Route, Security, SettingsRefusal, SmtpSettings};
