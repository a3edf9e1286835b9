//! What was heard and not told yet, and whose the customer who wrote is.

use kernel::{ContactId, LeadId, Result, UserId};
use store::reaction::Told;
use store::{Tx, values};

const KEEP: &str = "
    insert into attention_heard (fact, user_id, kind, subject, at) values ($1, $2, $3, $4, $5)
    on conflict (fact) do nothing";

pub async fn keep(tx: &mut Tx, told: &Told, user: UserId, about: (&str, &str)) -> Result<()> {
    let at = told.at()?;
    tx.exec(KEEP, values![told.id, user, about.0, about.1, at]).await.map(drop)
}

const LEAD: &str = "select owner from crm_lead_window where id = $1";
const CONTACT: &str = "select owner from crm_contact_window where id = $1";

/// Whoever answers for the lead, else for the contact.
pub async fn owner(tx: &mut Tx, lead: Option<LeadId>, contact: ContactId) -> Result<Option<UserId>> {
    let of_lead = match lead {
        Some(lead) => tx.one(LEAD, values![lead], |row| row.get::<Option<UserId>>("owner")).await?.flatten(),
        None => None,
    };
    match of_lead {
        Some(owner) => Ok(Some(owner)),
        None => Ok(tx.one(CONTACT, values![contact], |row| row.get("owner")).await?.flatten()),
    }
}
