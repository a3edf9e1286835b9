//! How credit notes are kept. The only file that writes the table `billing_credit_note`.

use kernel::{ContactId, CreditNoteId, Error, InvoiceId, Money, Result, Value};
use store::{Row, Tx, values};

use super::CreditNote;
use super::queries::ListCreditNotes;
use super::views::CreditNoteLine;
use crate::reach;

store::noun! {
    CreditNote is "credit_note" in "billing_credit_note" {
        open invoice: Id = |c| c.invoice;
        open contact: Id = |c| c.contact;
        open number: Text = |c| &c.number;
        personal lines: Doc = |c| Value::doc(&c.lines);
        open priced: Doc = |c| Value::doc(&c.priced);
        open currency: Text = |c| c.gross().currency;
        open minor: Minor = |c| c.gross().minor;
        open settles_minor: Minor = |c| c.settles.minor;
        open reason: Text = |c| &c.reason;
        open issued_on: On = |c| c.issued_on;
        open issued_at: At = |c| c.issued_at;
        open test: Flag = |c| c.test;
    }
}

const SELECT: &str = "
    select n.id, n.rv, n.owner, n.team, n.invoice, n.contact, n.number, n.lines, n.priced, n.currency,
        n.settles_minor, n.reason, n.issued_on, n.issued_at, n.test
    from billing_credit_note n ";

const WANTED: &str = "
    and (n.invoice = $4 or $4 is null) and (n.id < $5 or $5 is null)
    and (n.contact = $6 or n.contact in (select alias from crm_alias where contact = $6) or $6 is null)
    order by n.id desc limit $7";

pub async fn load(tx: &mut Tx, id: CreditNoteId) -> Result<CreditNote> {
    let found = tx.one(&format!("{SELECT} where n.id = $1"), values![id], read).await?;
    found.ok_or(Error::Missing("credit_note"))
}

/// The number of an invoice.
pub async fn number_of(tx: &mut Tx, invoice: InvoiceId) -> Result<String> {
    let sql = "select number from billing_invoice where id = $1";
    let found = tx.one(sql, values![invoice], |row| row.get::<Option<String>>("number")).await?;
    Ok(found.flatten().unwrap_or_default())
}

/// One more than the limit, newest first.
pub async fn list(
    tx: &mut Tx,
    wanted: &ListCreditNotes,
    after: Option<CreditNoteId>,
    limit: usize,
) -> Result<Vec<CreditNoteLine>> {
    let sql = format!(
        "select q.*, i.number as invoice_number, i.buyer_name from ({SELECT} where {}{WANTED}) q
            join billing_invoice i on i.id = q.invoice
        order by q.id desc",
        reach::condition("n")
    );
    let reach = reach::of(tx.permit());
    let rest = i64::try_from(limit + 1).map_err(kernel::fault)?;
    let contact: Option<ContactId> = wanted.contact;
    let mut values = values![reach.scope, reach.user, reach.team].to_vec();
    values.extend(values![wanted.invoice, after, contact, rest].to_vec());
    let line = |row: &Row<'_>| {
        Ok(CreditNoteLine::of(&read(row)?, row.get("invoice_number")?, row.get("buyer_name")?))
    };
    tx.all(&sql, &values, line).await
}

pub async fn index(tx: &mut Tx, note: &CreditNote, buyer: &str) -> Result<()> {
    let detail = format!("{buyer} · {}", note.gross());
    tx.index(note.id.into(), &note.number, &detail, &[buyer]).await
}

fn read(row: &Row<'_>) -> Result<CreditNote> {
    Ok(CreditNote {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        invoice: row.get("invoice")?,
        contact: row.get("contact")?,
        number: row.get("number")?,
        lines: row.doc("lines")?,
        priced: row.doc("priced")?,
        settles: Money { minor: row.get("settles_minor")?, currency: row.get("currency")? },
        reason: row.get("reason")?,
        issued_on: row.get("issued_on")?,
        issued_at: row.get("issued_at")?,
        test: row.get("test")?,
    })
}
