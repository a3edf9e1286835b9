//! What people and deals are called, read through the windows of crm and governance.

use kernel::{ContactId, DealId, Error, Result, ServiceId, UserId};
use store::{Tx, values};

use super::{Deal, Reader};

const READER: &str = "
    select name, email, phone, company_name, language, address from crm_contact_window where id = $1";

pub(crate) async fn reader(tx: &mut Tx, contact: ContactId) -> Result<Reader> {
    let read = |row: &store::Row<'_>| {
        let address: Option<String> = row.get("address")?;
        Ok(Reader {
            name: row.get("name")?,
            email: row.get("email")?,
            phone: row.get("phone")?,
            company: row.get("company_name")?,
            language: row.get("language")?,
            address: address.and_then(|text| serde_json::from_str(&text).ok()),
        })
    };
    tx.one(READER, values![contact], read).await?.ok_or(Error::Missing("contact"))
}

const DEAL: &str = "
    select contact, service, title, minor, currency, state, owner, team, test
    from crm_deal_window where id = $1";

pub(crate) async fn deal(tx: &mut Tx, id: DealId) -> Result<Deal> {
    let read = |row: &store::Row<'_>| {
        Ok(Deal {
            contact: row.get("contact")?,
            service: row.get("service")?,
            title: row.get("title")?,
            value: row.money("minor", "currency")?,
            state: row.get("state")?,
            owned: row.owned()?,
            test: row.get("test")?,
        })
    };
    tx.one(DEAL, values![id], read).await?.ok_or(Error::Missing("deal"))
}

pub(crate) async fn service_name(tx: &mut Tx, id: Option<ServiceId>) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    tx.one("select name from crm_service_window where id = $1", values![id], |row| row.get("name")).await
}

/// Name and address of somebody of the staff.
pub(crate) async fn staff(tx: &mut Tx, user: Option<UserId>) -> Result<Option<(String, String)>> {
    let Some(id) = user else { return Ok(None) };
    let sql = "select name, email from governance_user_window where id = $1";
    tx.one(sql, values![id], |row| Ok((row.get("name")?, row.get("email")?))).await
}
