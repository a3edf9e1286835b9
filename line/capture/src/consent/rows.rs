//! How consents are kept. Reads its own table and crm's window of aliases.

use kernel::{ContactId, Result, Value, fault};
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
        open at: At = |c| c.at;
    }
}

const OF: &str = "
    select id, rv, owner, team, contact, purpose, given, how, text_version, words, at
    from capture_consent where contact = $1 and purpose = $2";

/// Every state of the whole person: the contact, what it is an alias of, and its aliases.
const OF_PERSON: &str = "
    select c.id, c.rv, c.owner, c.team, c.contact, c.purpose, c.given, c.how, c.text_version, c.words, c.at
    from capture_consent c
    where c.contact = $1
        or c.contact in (select contact from crm_alias where alias = $1)
        or c.contact in (select alias from crm_alias where contact = $1)
    order by c.at desc";

pub async fn of(tx: &mut Tx, contact: ContactId, purpose: Purpose) -> Result<Option<Consent>> {
    tx.one(OF, values![contact, purpose.word()], read).await
}

pub async fn of_person(tx: &mut Tx, contact: ContactId) -> Result<Vec<Consent>> {
    tx.all(OF_PERSON, values![contact], read).await
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
        at: row.get("at")?,
    })
}
