//! The customer through the window of customer relations. Read only.

use kernel::{ContactId, Error, Result, fault};
use serde::de::DeserializeOwned;
use store::{Row, Tx, values};

use super::Customer;

const FIND: &str = "
    select name, email, phone, language, company_name, address, billing from crm_contact_window where id = $1";

pub(crate) async fn of(tx: &mut Tx, contact: ContactId) -> Result<Customer> {
    tx.one(FIND, values![contact], read).await?.ok_or(Error::Missing("contact"))
}

fn read(row: &Row<'_>) -> Result<Customer> {
    Ok(Customer {
        name: row.get("name")?,
        email: row.get("email")?,
        phone: row.get("phone")?,
        language: row.get("language")?,
        company: row.get("company_name")?,
        address: maybe(row, "address")?,
        billing: maybe(row, "billing")?,
    })
}

fn maybe<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(fault)).transpose()
}
