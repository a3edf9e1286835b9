//! What a message needs from around it: its reader, the approved text, the owner's name. Read through
//! windows.

use std::collections::BTreeMap;

use kernel::{ContactId, Owned, Result, UserId};
use store::{Row, Tx, values};

use crate::conversation::{Class, MessageRefusal};

/// The person a message is for, as they are read now.
#[derive(Debug, Clone, Default)]
pub(in crate::conversation) struct Reader {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub language: Option<String>,
    pub owner: Option<UserId>,
    pub team: Option<kernel::TeamId>,
}

/// An approved text.
#[derive(Debug, Clone)]
pub(in crate::conversation) struct Approved {
    pub slug: String,
    pub version: i64,
    pub class: Class,
    pub language: String,
    pub subject: String,
    pub body: String,
}

const READER: &str = "
    select name, email, phone, company_name, language, owner, team from crm_contact_window where id = $1";

pub(in crate::conversation) async fn reader(tx: &mut Tx, contact: ContactId) -> Result<Reader> {
    let read = |row: &Row<'_>| {
        Ok(Reader {
            name: row.get::<Option<String>>("name")?.filter(|name| !name.trim().is_empty()),
            email: row.get("email")?,
            phone: row.get("phone")?,
            company: row.get("company_name")?,
            language: row.get("language")?,
            owner: row.get("owner")?,
            team: row.get("team")?,
        })
    };
    tx.one(READER, values![contact], read).await?.ok_or(kernel::Error::Missing("contact"))
}

impl Approved {
    /// What somebody asks for, but never less than its text: what needs consent needs it however it is sent.
    pub fn class_as(&self, wished: Option<Class>) -> Class {
        match self.class {
            Class::Marketing => Class::Marketing,
            own => wished.unwrap_or(own),
        }
    }
}

const TEXT: &str = "
    select version, class, subject, body, state, sha256 from templates_text
    where slug = $1 and language = $2 and kind = 'message' and state in ('approved', 'superseded')
        and template_state = 'approved'
    order by version desc";

/// A version of a text that may be sent.
struct Sendable {
    text: Approved,
    is_newest: bool,
    sha256: String,
}

/// The text in the first of these languages that has one: the approved version; `slug@3` or `slug@1f2e3d4c`
/// insists on one, and so do the hashes it is pinned to.
pub(in crate::conversation) async fn approved(
    tx: &mut Tx,
    wanted: &str,
    pinned: &BTreeMap<String, String>,
    languages: &[String],
) -> Result<Approved> {
    let (slug, version) = match wanted.split_once('@') {
        Some((slug, version)) => (slug, Some(version)),
        None => (wanted, None),
    };
    for language in languages {
        let mut found = sendable(tx, slug, language).await?.into_iter();
        let meant = |one: &Sendable| match (pinned.get(language), version) {
            (Some(hash), _) => one.sha256 == *hash,
            (None, _) if !pinned.is_empty() => false,
            (None, Some(version)) => one.is_called(version),
            (None, None) => one.is_newest,
        };
        if let Some(one) = found.find(meant) {
            return Ok(one.text);
        }
    }
    let spoken = languages.first().cloned().unwrap_or_default();
    Err(match pinned.is_empty() {
        true => MessageRefusal::NoTemplate(wanted.to_owned(), spoken),
        false => MessageRefusal::TextRetired(slug.to_owned()),
    }
    .into())
}

const APPROVED: &str = "
    select slug from templates_text
    where slug = $1 and kind = 'message' and state = 'approved' and template_state = 'approved' limit 1";

/// Has a message of that slug been approved, in whatever language?
pub(in crate::conversation) async fn is_approved(tx: &mut Tx, slug: &str) -> Result<bool> {
    Ok(tx.one(APPROVED, values![slug], |_| Ok(())).await?.is_some())
}

impl Sendable {
    fn is_called(&self, version: &str) -> bool {
        version.parse() == Ok(self.text.version) || (version.len() >= 8 && self.sha256.starts_with(version))
    }
}

async fn sendable(tx: &mut Tx, slug: &str, language: &str) -> Result<Vec<Sendable>> {
    let read = |row: &Row<'_>| {
        let (class, state): (String, String) = (row.get("class")?, row.get("state")?);
        let text = Approved {
            slug: slug.to_owned(),
            version: row.get("version")?,
            class: Class::from_word(&class).unwrap_or(Class::Marketing),
            language: language.to_owned(),
            subject: row.get("subject")?,
            body: row.get("body")?,
        };
        let sha256: Option<String> = row.get("sha256")?;
        Ok(Sendable { text, is_newest: state == "approved", sha256: sha256.unwrap_or_default() })
    };
    tx.all(TEXT, values![slug, language], read).await
}

const STAFF: &str = "select name, email from governance_user_window where id = $1";

pub(in crate::conversation) async fn staff(
    tx: &mut Tx,
    user: Option<UserId>,
) -> Result<Option<(String, String)>> {
    let Some(user) = user else { return Ok(None) };
    tx.one(STAFF, values![user], |row| Ok((row.get("name")?, row.get("email")?))).await
}

const OWNED: &str = "select owner, team from crm_contact_window where id = $1";

/// Whose a message with this person is, where no lead says so.
pub(in crate::conversation) async fn owned(tx: &mut Tx, contact: ContactId) -> Result<Owned> {
    Ok(tx.one(OWNED, values![contact], |row| row.owned()).await?.unwrap_or_default())
}

const ONE: &str = "
    select alias from crm_alias where (alias = $1 and contact = $2) or (alias = $2 and contact = $1)";

/// Were these two found to be one person?
pub(in crate::conversation) async fn one_person(
    tx: &mut Tx,
    one: ContactId,
    other: ContactId,
) -> Result<bool> {
    Ok(tx.one(ONE, values![one, other], |_| Ok(())).await?.is_some())
}
