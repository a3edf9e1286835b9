//! Invoices through billing's window, with the names crm knows. Read only.

use kernel::{ContactId, Currency, InvoiceId, Money, Result, Value};
use store::{Row, Tx, values};

use super::OpenInvoice;

const SELECT: &str = "
    select i.id, i.number, coalesce(c.alias_of, i.contact) as contact, i.service, i.state, i.minor,
        i.open_minor, i.currency, i.issued_on, i.due_on, i.buyer_name, c.name as contact_name, c.company_name, i.test
    from billing_invoice_window i left join crm_contact_window c on c.id = i.contact
    where i.kind = 'invoice' and i.issued_on is not null ";
const OPEN: &str = " and i.open_minor > 0 and i.state in ('issued', 'disputed') ";
const OLDEST: &str = " order by i.due_on, i.issued_on, i.number";

/// These invoices, in the order they were named; one that is not there is missing.
pub(crate) async fn named(tx: &mut Tx, ids: &[InvoiceId]) -> Result<Vec<OpenInvoice>> {
    let mut found = vec![];
    for id in ids {
        let sql = format!("{SELECT} and i.id = $1");
        found.push(tx.one(&sql, values![*id], read).await?.ok_or(kernel::Error::Missing("invoice"))?);
    }
    Ok(found)
}

/// What a contact owes in one currency, the oldest first.
pub(crate) async fn of_contact(
    tx: &mut Tx,
    contact: ContactId,
    currency: Currency,
    test: bool,
) -> Result<Vec<OpenInvoice>> {
    let sql = format!(
        "{SELECT}{OPEN} and (i.contact = $1 or i.contact in (select alias from crm_alias where contact = $1))
        and i.currency = $2{OLDEST}"
    );
    let found = tx.all(&sql, values![contact, currency], read).await?;
    Ok(found.into_iter().filter(|invoice| invoice.test == test).collect())
}

/// Everything that is really owed, the oldest first.
pub(crate) async fn all_open(tx: &mut Tx) -> Result<Vec<OpenInvoice>> {
    let sql = format!("{SELECT}{OPEN} and i.test is false{OLDEST}");
    tx.all(&sql, &[], read).await
}

/// Numbers of these invoices, by id.
pub(crate) async fn numbers(
    tx: &mut Tx,
    ids: &[InvoiceId],
) -> Result<std::collections::HashMap<InvoiceId, String>> {
    if ids.is_empty() {
        return Ok(Default::default());
    }
    let marks: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
    let sql = format!("select id, number from billing_invoice_window where id in ({})", marks.join(", "));
    let values: Vec<Value<'_>> = ids.iter().map(|id| (*id).into()).collect();
    let found =
        tx.all(&sql, &values, |row| Ok((row.get("id")?, row.get::<Option<String>>("number")?))).await?;
    Ok(found.into_iter().map(|(id, number)| (id, number.unwrap_or_default())).collect())
}

/// A contact as it is known now, and its name; `None` where nobody has this id.
pub(crate) async fn contact(tx: &mut Tx, id: ContactId) -> Result<Option<(ContactId, Option<String>)>> {
    let sql = "select coalesce(alias_of, id) as id, name from crm_contact_window where id = $1";
    tx.one(sql, values![id], |row| Ok((row.get("id")?, row.get("name")?))).await
}

/// The same, with every name money may be sent to: theirs and their company's.
pub(crate) async fn names(tx: &mut Tx, id: ContactId) -> Result<(ContactId, Vec<String>)> {
    let Some((id, _)) = contact(tx, id).await? else { return Ok((id, vec![])) };
    let sql = "select name, company_name from crm_contact_window where id = $1";
    let read = |row: &Row<'_>| {
        let names: [Option<String>; 2] = [row.get("name")?, row.get("company_name")?];
        Ok(names.into_iter().flatten().collect())
    };
    Ok((id, tx.one(sql, values![id], read).await?.unwrap_or_default()))
}

fn read(row: &Row<'_>) -> Result<OpenInvoice> {
    let currency: Currency = row.get("currency")?;
    Ok(OpenInvoice {
        id: row.get("id")?,
        number: row.get::<Option<String>>("number")?.unwrap_or_default(),
        contact: row.get("contact")?,
        service: row.get("service")?,
        state: row.get("state")?,
        gross: Money { minor: row.get("minor")?, currency },
        open: Money { minor: row.get("open_minor")?, currency },
        issued_on: row.get("issued_on")?,
        due_on: row.get("due_on")?,
        buyer_name: row.get("buyer_name")?,
        contact_name: row.get("contact_name")?,
        company_name: row.get("company_name")?,
        test: row.get("test")?,
    })
}
