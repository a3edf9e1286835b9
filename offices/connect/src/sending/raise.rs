//! What a mail that did not arrive asks of a person: one exception per mail, with the way to go on.

use kernel::{ContactId, Ref, Result, UserId};
use serde_json::json;
use store::effect::Claimed;
use store::{Raise, Tx};

use super::{CodeOrder, MailOrder, rows};
use crate::line;

/// The key of the exception of one mail.
pub fn key(effect_key: &str) -> String {
    format!("mail.failed {effect_key}")
}

/// What went wrong with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Nobody there.
    NoSuchAddress,
    /// The server does not take it, or nobody took it for five days.
    NotTaken,
    /// Nobody knows whether it arrived.
    Uncertain,
    /// A paper that goes with it could not be made.
    NoPaper,
    /// Somebody who wants to sign did not get their code.
    NoCode,
}

impl Wrong {
    pub fn code(self) -> &'static str {
        match self {
            Wrong::NoSuchAddress => "mail.bounced",
            Wrong::NotTaken => "mail.not_taken",
            Wrong::Uncertain => "mail.uncertain",
            Wrong::NoPaper => "mail.no_paper",
            Wrong::NoCode => "mail.no_code",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Wrong::NoSuchAddress => "A mail came back: nobody has this address",
            Wrong::NotTaken => "A mail was not taken",
            Wrong::Uncertain => "Nobody knows whether a mail arrived",
            Wrong::NoPaper => "A mail did not leave: its paper could not be made",
            Wrong::NoCode => "Somebody wants to sign and did not get their code",
        }
    }

    fn way_out(self) -> &'static str {
        match self {
            Wrong::NoSuchAddress => {
                "Ask for the right address, correct it with the contact, then send it again; this address gets \
                 no more mail."
            }
            Wrong::NotTaken => "Mend what the server names, then send it again.",
            Wrong::Uncertain => {
                "Ask the recipient. If it arrived, say so in the outbox; send it again only if it did not."
            }
            Wrong::NoPaper => "Have the paper made again, then send the mail again.",
            Wrong::NoCode => {
                "Write or call them: they can ask for a new code on the page, or you show them one in person."
            }
        }
    }
}

/// A message to a customer.
pub async fn message(
    tx: &mut Tx,
    effect: &Claimed,
    order: &MailOrder,
    wrong: Wrong,
    note: &str,
) -> Result<()> {
    let raise = raised(effect, wrong, note);
    let raise = match order.about {
        Some(about) => of_record(about, wrong, raise),
        None => Raise { subject: Some(order.message.into()), ..raise },
    };
    let owner = who(tx, order.contact, order.about).await?;
    let cause = cause(wrong, owner, note);
    tx.raise(Raise { owner, cause, contact: Some(order.contact), ..raise }).await
}

/// A mail about a record: the record is what it is about, whoever answers for it puts it right.
fn of_record(about: Ref, wrong: Wrong, raise: Raise) -> Raise {
    let raise = Raise { subject: Some(about), ..raise };
    let Some((noun, verb)) = sent_by(about) else { return raise };
    let title = format!("{noun}: {}", wrong.title());
    if wrong != Wrong::NoSuchAddress {
        return Raise { title, ..raise };
    }
    let (key, label) = (returned_key(about), "Send it to the corrected address");
    let again = verb.map(|verb| json!({ "verb": verb, "body": { about.kind: about }, "label": label }));
    Raise { title, key, fix: again, ..raise }
}

/// What a record is called, and the verb that sends it once more.
fn sent_by(about: Ref) -> Option<(&'static str, Option<&'static str>)> {
    match about.kind {
        "invoice" => Some(("Invoice", Some("invoice.send"))),
        "proposal" => Some(("Proposal", Some("proposal.send"))),
        "agreement" => Some(("Agreement", None)),
        "credit_note" => Some(("Credit note", None)),
        "project" | "milestone" => Some(("Project", None)),
        _ => None,
    }
}

/// The key of the exception about a record nobody could be written to about.
pub fn returned_key(about: Ref) -> String {
    format!("mail.bounced {about}")
}

/// Where the server or a paper is to blame, three hundred mails have one cause; an address is its own trouble.
fn cause(wrong: Wrong, owner: Option<UserId>, note: &str) -> Option<String> {
    let whose = owner.map_or_else(|| "nobody".to_owned(), |owner| owner.to_string());
    match wrong {
        Wrong::NotTaken | Wrong::Uncertain => Some(format!("cause {} {whose} {note}", wrong.code())),
        Wrong::NoSuchAddress | Wrong::NoPaper | Wrong::NoCode => None,
    }
}

/// A mail to one of the staff, or one nobody can read.
pub async fn other(tx: &mut Tx, effect: &Claimed, wrong: Wrong, note: &str) -> Result<()> {
    let owner = line::rows::administrator(tx).await?;
    tx.raise(Raise { owner, ..raised(effect, wrong, note) }).await
}

/// A code for somebody who signs; one exception however often they ask.
pub async fn code(tx: &mut Tx, effect: &Claimed, order: &CodeOrder, note: &str) -> Result<()> {
    let owner = who(tx, order.contact, None).await?;
    let (key, fix) = (code_key(order), None);
    let raise = Raise { key, fix, due_hours: Some(1), ..raised(effect, Wrong::NoCode, note) };
    tx.raise(Raise { owner, contact: Some(order.contact), subject: Some(order.about), ..raise }).await
}

/// The key of the exception about the codes of one agreement.
pub fn code_key(order: &CodeOrder) -> String {
    format!("mail.no_code {}", order.about)
}

fn raised(effect: &Claimed, wrong: Wrong, note: &str) -> Raise {
    let again = json!({ "verb": "mail.release", "body": { "key": effect.key }, "label": "Send again" });
    Raise {
        key: key(&effect.key),
        code: wrong.code(),
        title: wrong.title().into(),
        detail: format!("{note}. {}", wrong.way_out()),
        run: effect.run.map(kernel::Id::from_bytes),
        effect: Some(effect.id),
        fix: (wrong != Wrong::NoSuchAddress).then_some(again),
        ..Raise::default()
    }
}

/// Whoever answers for the record or else the contact, or stands in, or can change the mail settings.
async fn who(tx: &mut Tx, contact: ContactId, about: Option<Ref>) -> Result<Option<UserId>> {
    let of_record = match about {
        Some(about) => tx.held(about).await?.and_then(|held| held.owned.owner),
        None => None,
    };
    let of_contact = rows::contact(tx, contact).await?.and_then(|reader| reader.owned.owner);
    let owner = of_record.or(of_contact);
    let answering = match owner {
        Some(owner) => rows::answering(tx, owner).await?,
        None => None,
    };
    match answering {
        Some(user) => Ok(Some(user)),
        None => line::rows::administrator(tx).await,
    }
}
