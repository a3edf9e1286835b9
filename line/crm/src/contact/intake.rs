//! An inquiry makes its contact at once, or completes the one we know: later would be an intake that lies.
//!
//! Invariants: nothing known is overwritten, what differs becomes a note; whoever was met twice at the same
//! moment is one person; what a door let in is never refused, what cannot be read stands in the note.

use facts::capture::IntakeReceived;
use kernel::{ContactId, Result};
use store::{Consequence, Tx};

use super::known::{Known, PersonName};
use super::wish::{read_phone, zone};
use super::{Contact, rows};
use crate::company;
use crate::note;
use crate::people::{staff, typed};

/// A contact under the given id, or the known one with its gaps filled.
pub struct ContactFromIntake;

/// What an inquiry says of the person: what can be read, and what cannot.
struct Said {
    known: Known,
    unread: Vec<(&'static str, String)>,
}

impl Consequence for ContactFromIntake {
    const NAME: &'static str = "crm.contact_from_intake";
    type Fact = IntakeReceived;

    async fn follow(&self, tx: &mut Tx, heard: &IntakeReceived) -> Result<()> {
        let said = Said::read(tx, heard).await?;
        if heard.known {
            return known_again(tx, heard, said).await;
        }
        let owned = staff::owned_by(tx, heard.owner).await?;
        let known = said.known.clone();
        let contact = Contact { id: heard.contact, rv: 1, owned, known, alias: None };
        if !tx.add_unless_there(&contact).await? {
            return known_again(tx, heard, said).await;
        }
        told(tx, &contact, said.unread).await
    }
}

/// Somebody new is known, findable, and what could not be read stands in a note.
async fn told(tx: &mut Tx, contact: &Contact, unread: Vec<(&'static str, String)>) -> Result<()> {
    tx.tell(facts::crm::ContactAdded { contact: contact.id });
    index(tx, contact, &[]).await?;
    write_down(tx, contact.id, unread).await
}

/// Somebody we know: by this id, or by their address where they were met twice at once.
async fn known_again(tx: &mut Tx, heard: &IntakeReceived, said: Said) -> Result<()> {
    let found = match rows::find(tx, heard.contact).await? {
        Some(contact) => contact,
        None => match met_already(tx, heard, &said).await? {
            Some(contact) => contact,
            None => return gone_meanwhile(tx, heard, said).await,
        },
    };
    complete(tx, found, said).await
}

/// The person under this address; the id we were given is read as theirs from now on.
async fn met_already(tx: &mut Tx, heard: &IntakeReceived, said: &Said) -> Result<Option<Contact>> {
    let Some(email) = &said.known.email else { return Ok(None) };
    let Some(root) = rows::by_email(tx, email).await? else { return Ok(None) };
    let root = rows::find(tx, root).await?.ok_or(kernel::Error::Missing("contact"))?;
    let known = Known { name: said.known.name.clone(), ..Known::default() };
    let twin = Contact { id: heard.contact, rv: 1, owned: root.owned, known, alias: None };
    let merged = Contact::merge(std::slice::from_ref(&root), &twin)?;
    let alias = merged.records.into_iter().next().expect("a merge begins with the alias");
    tx.add(&alias).await?;
    tx.tell(merged.told);
    Ok(Some(root))
}

/// The record was taken out between the door and here: they are somebody new.
async fn gone_meanwhile(tx: &mut Tx, heard: &IntakeReceived, said: Said) -> Result<()> {
    let owned = staff::owned_by(tx, heard.owner).await?;
    let contact = Contact { id: heard.contact, rv: 1, owned, known: said.known, alias: None };
    tx.add(&contact).await?;
    told(tx, &contact, said.unread).await
}

/// Fills what is empty; what differs from all we know becomes a note.
async fn complete(tx: &mut Tx, before: Contact, said: Said) -> Result<()> {
    let aliases = rows::aliases(tx, before.id).await?;
    let free = match &said.known.email {
        Some(email) => !rows::address_is_held(tx, email, before.id).await?,
        None => true,
    };
    let (known, mut other) = (said.known, said.unread);
    let offered = Known { email: known.email.clone().filter(|_| free), ..known.clone() };
    other.extend(differing(tx, &before, &aliases, &known).await?);
    let (filled, _) = before.known.clone().filled(&offered, None);
    let (after, changed) = before.clone().change(before.owned, filled)?;
    let kept = tx.keep_and_tell(&before, after, changed).await?;
    if kept.rv != before.rv {
        index(tx, &kept, &aliases).await?;
    }
    write_down(tx, kept.id, other).await
}

/// What was said otherwise than we know it, by ourselves or by an alias.
async fn differing(
    tx: &mut Tx,
    contact: &Contact,
    aliases: &[Contact],
    said: &Known,
) -> Result<Vec<(&'static str, String)>> {
    let all: Vec<&Known> = std::iter::once(contact).chain(aliases).map(|one| &one.known).collect();
    let mut other = vec![];
    let mut compare = |word: &'static str, said: &Option<String>, held: Vec<&Option<String>>| {
        let Some(value) = said else { return };
        let held: Vec<&String> = held.into_iter().flatten().collect();
        if !held.is_empty() && !held.contains(&value) {
            other.push((word, value.clone()));
        }
    };
    compare("Email", &said.email, all.iter().map(|known| &known.email).collect());
    compare("Phone", &said.phone, all.iter().map(|known| &known.phone).collect());
    compare("Phone", &said.phone_typed, all.iter().map(|known| &known.phone_typed).collect());
    let key = typed::name_key(&said.name.full);
    let keys: Vec<String> = all.iter().map(|known| typed::name_key(&known.name.full)).collect();
    if !key.is_empty() && !contact.known.name.full.is_empty() && !keys.contains(&key) {
        other.push(("Name", said.name.full.clone()));
    }
    let companies: Vec<_> = all.iter().filter_map(|known| known.company).collect();
    if said.company.is_some_and(|company| !companies.is_empty() && !companies.contains(&company)) {
        other.extend(company::rows::name_of(tx, said.company).await?.map(|name| ("Company", name)));
    }
    Ok(other)
}

async fn write_down(tx: &mut Tx, contact: ContactId, said: Vec<(&'static str, String)>) -> Result<()> {
    if said.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = said.iter().map(|(word, value)| format!("{word}: {value}")).collect();
    let text = format!("Said in an inquiry, and different from what we knew:\n{}", lines.join("\n"));
    note::rows::write_once(tx, contact, text).await
}

async fn index(tx: &mut Tx, contact: &Contact, aliases: &[Contact]) -> Result<()> {
    let company = company::rows::name_of(tx, contact.known.company).await?;
    rows::index(tx, contact, aliases, company.as_deref()).await
}

impl Said {
    async fn read(tx: &mut Tx, heard: &IntakeReceived) -> Result<Said> {
        let mut unread = vec![];
        let email = heard.email.as_deref().filter(|text| !text.trim().is_empty());
        let address = email.and_then(|text| typed::email("/email", text).ok());
        unread.extend(email.filter(|_| address.is_none()).map(|text| ("Email", clipped(text))));
        let (phone, phone_typed) =
            read_phone(tx, &clipped(heard.phone.as_deref().unwrap_or_default())).await?;
        let company = clipped(heard.company.as_deref().unwrap_or_default());
        let known = Known {
            name: PersonName {
                full: clipped(heard.name.as_deref().unwrap_or_default()),
                ..Default::default()
            },
            email: address,
            phone,
            phone_typed,
            company: company::rows::named(tx, &company).await?,
            language: heard.language.as_deref().and_then(|tag| typed::language("/language", tag).ok()),
            zone: heard.zone.as_deref().and_then(|name| zone(name).ok()),
            ..Known::default()
        };
        Ok(Said { known, unread })
    }
}

/// One line without control characters, at most as long as a name may be.
fn clipped(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(typed::SHORT).collect()
}
