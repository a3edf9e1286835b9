//! What a lead needs from around it: who asks, which nurtured ones are due, how a message fared.

use kernel::{ContactId, LeadId, MessageId, Result, Timestamp};
use store::{Tx, values};

/// Whoever asks, as they are read now.
#[derive(Debug, Clone, Default)]
pub struct Person {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub language: Option<String>,
}

const PERSON: &str = "
    select name, email, phone, company_name, language from crm_contact_window where id = $1";

pub async fn person(tx: &mut Tx, contact: ContactId) -> Result<Person> {
    let read = |row: &store::Row<'_>| {
        Ok(Person {
            name: row.get("name")?,
            email: row.get("email")?,
            phone: row.get("phone")?,
            company: row.get("company_name")?,
            language: row.get("language")?,
        })
    };
    Ok(tx.one(PERSON, values![contact], read).await?.unwrap_or_default())
}

const DUE: &str = "
    select id from crm_lead where state = 'nurtured' and due_at <= $1 order by due_at, id limit 50";

/// Nurtured leads whose day has come, at most fifty.
pub async fn nurtured_until(tx: &mut Tx, now: Timestamp) -> Result<Vec<LeadId>> {
    tx.all(DUE, values![now], |row| row.get("id")).await
}

const NEXT: &str = "select due_at from crm_lead where state = 'nurtured' order by due_at limit 1";

pub async fn next_nurtured(tx: &mut Tx) -> Result<Option<Timestamp>> {
    tx.one(NEXT, &[], |row| row.get("due_at")).await
}

const NOTE: &str = "
    insert into crm_message_outcome (message, state, at, reason) values ($1, $2, $3, $4)
    on conflict (message) do update set state = excluded.state, at = excluded.at, reason = excluded.reason";

/// A bounce may come after the acceptance: the last word counts.
pub async fn note(tx: &mut Tx, message: MessageId, state: &str, reason: Option<&str>) -> Result<()> {
    let now = tx.now();
    tx.exec(NOTE, values![message, state, now, reason]).await.map(drop)
}
