//! How consents are kept. Reads its own table and crm's windows of contacts, aliases and leads.

use kernel::{ContactId, Result, Timestamp, Value, fault};
use store::{Row, Tx, values};

use super::Consent;
use crate::form::spec::Purpose;

store::noun! {
    Consent is "consent" in "capture_consent" {
        open contact: Id = |c| c.contact;
        open purpose: Text = |c| c.purpose.word();
        open given: Flag = |c| c.given;
        open how: Text = |c| &c.how;
        open text_version: Int = |c| c.text_version;
        open words: Text = |c| Value::from(&c.words);
        open language: Text = |c| Value::from(&c.language);
        open at: At = |c| c.at;
    }
}

const OF: &str = "
    select id, rv, owner, team, contact, purpose, given, how, text_version, words, language, at
    from capture_consent where contact = $1 and purpose = $2";

/// The whole person: the contact, what it is an alias of, and all aliases of either.
fn person(column: &str) -> String {
    format!(
        "({column} = $1
        or {column} in (select contact from crm_alias where alias = $1)
        or {column} in (select a.alias from crm_alias a
            where a.contact = $1 or a.contact in (select contact from crm_alias where alias = $1)))"
    )
}

pub async fn of(tx: &mut Tx, contact: ContactId, purpose: Purpose) -> Result<Option<Consent>> {
    tx.one(OF, values![contact, purpose.word()], read).await
}

/// Every state of the whole person.
pub async fn of_person(tx: &mut Tx, contact: ContactId) -> Result<Vec<Consent>> {
    let sql = format!(
        "select c.id, c.rv, c.owner, c.team, c.contact, c.purpose, c.given, c.how, c.text_version, c.words,
            c.language, c.at
        from capture_consent c where {} order by c.at desc",
        person("c.contact")
    );
    tx.all(&sql, values![contact], read).await
}

const LANGUAGE: &str = "select language from crm_contact_window where id = $1";

/// The language we know they read.
pub async fn language(tx: &mut Tx, contact: ContactId) -> Result<Option<String>> {
    Ok(tx.one(LANGUAGE, values![contact], |row| row.get("language")).await?.flatten())
}

/// When this person asked us for something last, under any alias.
pub async fn asked_at(tx: &mut Tx, contact: ContactId) -> Result<Option<Timestamp>> {
    let sql = format!("select max(l.captured_at) as at from crm_lead_window l where {}", person("l.contact"));
    let read = |row: &Row<'_>| row.get::<Option<Timestamp>>("at");
    Ok(tx.one(&sql, values![contact], read).await?.flatten())
}

fn read(row: &Row<'_>) -> Result<Consent> {
    let purpose: String = row.get("purpose")?;
    Ok(Consent {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        contact: row.get("contact")?,
        purpose: Purpose::from_word(&purpose).ok_or_else(|| fault(format!("no purpose `{purpose}`")))?,
        given: row.get("given")?,
        how: row.get("how")?,
        text_version: row.get("text_version")?,
        words: row.get("words")?,
        language: row.get("language")?,
        at: row.get("at")?,
    })
}
