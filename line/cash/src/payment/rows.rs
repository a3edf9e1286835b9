//! How payments are kept. The only file that writes `cash_payment` and `cash_settled`.

pub(crate) mod list;

use kernel::{BankLineId, ContactId, Currency, Error, InvoiceId, Money, PaymentId, Result, Value, fault};
use store::{Row, Tx, values};

use super::{Method, Payment, State};

store::noun! {
    Payment is "payment" in "cash_payment" {
        open contact: Id = |p| p.contact;
        open service: Id = |p| p.service;
        open minor: Minor = |p| p.amount.minor;
        open currency: Text = |p| p.amount.currency;
        open excess_minor: Minor = |p| p.excess.minor;
        open applied: Doc = |p| Value::doc(&p.applied);
        open paid_on: On = |p| p.paid_on;
        open method: Text = |p| p.method.word();
        personal note: Text = |p| &p.note;
        open credit_note: Id = |p| p.credit_note;
        open bank_line: Id = |p| p.bank_line;
        open from_line: Flag = |p| p.from_line;
        open state: Text = |p| p.state.word();
        open recorded_at: At = |p| p.recorded_at;
        open voided_at: At = |p| p.state.voided_at();
        open reason: Text = |p| p.state.reason();
        open due_at: At = |p| p.due;
        open test: Flag = |p| p.test;
    }
}

const SELECT: &str = "
    select p.id, p.rv, p.owner, p.team, p.contact, p.service, p.minor, p.currency, p.excess_minor, p.applied,
        p.paid_on, p.method, p.note, p.credit_note, p.bank_line, p.from_line, p.state, p.recorded_at,
        p.voided_at, p.reason, p.due_at, p.test
    from cash_payment p ";
const SETTLED: &str = "
    insert into cash_settled (payment, invoice, minor) values ($1, $2, $3)
    on conflict (payment, invoice) do update set minor = excluded.minor";

pub(crate) async fn load(tx: &mut Tx, id: PaymentId) -> Result<Payment> {
    tx.one(&format!("{SELECT} where p.id = $1"), values![id], read).await?.ok_or(Error::Missing("payment"))
}

/// What it settles, so that an invoice finds its payments.
pub(crate) async fn keep_settled(tx: &mut Tx, payment: &Payment) -> Result<()> {
    for part in &payment.applied {
        tx.exec(SETTLED, values![payment.id, part.invoice, part.amount.minor]).await?;
    }
    Ok(())
}

/// A contact's payments with something left over, the oldest first.
pub(crate) async fn with_credit(tx: &mut Tx, contact: ContactId, currency: Currency) -> Result<Vec<Payment>> {
    let sql = format!(
        "{SELECT} where (p.contact = $1 or p.contact in (select alias from crm_alias where contact = $1))
        and p.currency = $2 and p.excess_minor > 0 and p.state = 'recorded' order by p.id"
    );
    tx.all(&sql, values![contact, currency], read).await
}

/// A contact's credit by currency.
pub(crate) async fn credit_of(tx: &mut Tx, contact: ContactId) -> Result<Vec<Money>> {
    let sql = "
        select currency, cast(sum(excess_minor) as bigint) as n from cash_payment
        where (contact = $1 or contact in (select alias from crm_alias where contact = $1))
            and state = 'recorded' and excess_minor > 0 and test is false
        group by currency order by currency";
    tx.all(sql, values![contact], |row| Ok(Money { minor: row.get("n")?, currency: row.get("currency")? }))
        .await
}

/// What every customer has as credit, by contact and currency.
pub(crate) async fn all_credit(tx: &mut Tx) -> Result<Vec<(ContactId, Money)>> {
    let sql = "
        select q.contact, q.currency, cast(sum(q.excess_minor) as bigint) as n from (
            select coalesce(c.alias_of, p.contact) as contact, p.currency, p.excess_minor from cash_payment p
                left join crm_contact_window c on c.id = p.contact
            where p.state = 'recorded' and p.excess_minor > 0 and p.test is false) q
        group by q.contact, q.currency order by q.contact, q.currency";
    let read = |row: &Row<'_>| {
        Ok((row.get("contact")?, Money { minor: row.get("n")?, currency: row.get("currency")? }))
    };
    tx.all(sql, &[], read).await
}

/// Transfers recorded by hand that stand on no bank line yet, the oldest first.
pub(crate) async fn awaited(tx: &mut Tx) -> Result<Vec<Payment>> {
    let sql = format!(
        "{SELECT} where p.due_at is not null and p.method = 'bank_transfer' and p.test is false order by p.id"
    );
    tx.all(&sql, &[], read).await
}

/// The payment that stands on a line.
pub(crate) async fn on_line(tx: &mut Tx, line: BankLineId) -> Result<Option<Payment>> {
    let sql = format!("{SELECT} where p.bank_line = $1 and p.state = 'recorded'");
    tx.one(&sql, values![line], read).await
}

/// Invoices a payment settled, by number.
pub(crate) async fn invoices_of(tx: &mut Tx, id: PaymentId) -> Result<Vec<(InvoiceId, String)>> {
    let sql = "
        select s.invoice, i.number from cash_settled s join billing_invoice_window i on i.id = s.invoice
        where s.payment = $1 order by i.number";
    tx.all(sql, values![id], |row| {
        Ok((row.get("invoice")?, row.get::<Option<String>>("number")?.unwrap_or_default()))
    })
    .await
}

pub(super) fn read(row: &Row<'_>) -> Result<Payment> {
    let currency: Currency = row.get("currency")?;
    let method: String = row.get("method")?;
    Ok(Payment {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        contact: row.get("contact")?,
        service: row.get("service")?,
        amount: Money { minor: row.get("minor")?, currency },
        excess: Money { minor: row.get("excess_minor")?, currency },
        applied: row.doc("applied")?,
        paid_on: row.get("paid_on")?,
        method: Method::from_word(&method).ok_or_else(|| fault(format!("no method is called `{method}`")))?,
        note: row.get("note")?,
        credit_note: row.get("credit_note")?,
        bank_line: row.get("bank_line")?,
        from_line: row.get("from_line")?,
        state: state(row)?,
        recorded_at: row.get("recorded_at")?,
        due: row.get("due_at")?,
        test: row.get("test")?,
    })
}

pub(crate) fn state(row: &Row<'_>) -> Result<State> {
    let word: String = row.get("state")?;
    Ok(match word.as_str() {
        "recorded" => State::Recorded,
        "voided" => State::Voided { at: row.get("voided_at")?, reason: row.get("reason")? },
        other => return Err(fault(format!("cash_payment_state allows no `{other}`"))),
    })
}
