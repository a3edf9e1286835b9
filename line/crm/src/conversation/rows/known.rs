//! What a message needs from around it: its reader, the approved text, the owner's name. Read through
//! windows.

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

const TEXT: &str = "
    select version, class, subject, body from templates_text
    where slug = $1 and language = $2 and state = 'approved' and kind = 'message'";

/// The approved text in the first of these languages that has one; `slug@3` insists on the version.
pub(in crate::conversation) async fn approved(
    tx: &mut Tx,
    wanted: &str,
    languages: &[String],
) -> Result<Approved> {
    let (slug, version) = match wanted.split_once('@') {
        Some((slug, version)) => (slug, version.parse::<i64>().ok()),
        None => (wanted, None),
    };
    for language in languages {
        let read = |row: &Row<'_>| {
            let class: String = row.get("class")?;
            Ok(Approved {
                slug: slug.to_owned(),
                version: row.get("version")?,
                class: Class::from_word(&class).unwrap_or(Class::Marketing),
                language: language.clone(),
                subject: row.get("subject")?,
                body: row.get("body")?,
            })
        };
        let found = tx.one(TEXT, values![slug, language], read).await?;
        if let Some(text) = found.filter(|text| version.is_none_or(|version| version == text.version)) {
            return Ok(text);
        }
    }
    let spoken = languages.first().cloned().unwrap_or_default();
    Err(MessageRefusal::NoTemplate(wanted.to_owned(), spoken).into())
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
