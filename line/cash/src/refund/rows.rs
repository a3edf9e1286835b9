//! How refunds are kept. The only file that writes `cash_refund`.

pub(crate) mod list;

use kernel::{BankLineId, ContactId, Currency, Error, Money, RefundId, Result, Value, fault};
use store::{Row, Tx, values};

use super::Refund;
use crate::payment::{Method, rows as payments};

store::noun! {
    Refund is "refund" in "cash_refund" {
        open contact: Id = |r| r.contact;
        open minor: Minor = |r| r.amount.minor;
        open currency: Text = |r| r.amount.currency;
        open taken: Doc = |r| Value::doc(&r.taken);
        open paid_on: On = |r| r.paid_on;
        open method: Text = |r| r.method.word();
        personal note: Text = |r| &r.note;
        open bank_line: Id = |r| r.bank_line;
        open from_line: Flag = |r| r.from_line;
        open state: Text = |r| r.state.word();
        open recorded_at: At = |r| r.recorded_at;
        open voided_at: At = |r| r.state.voided_at();
        open reason: Text = |r| r.state.reason();
        open test: Flag = |r| r.test;
    }
}

const SELECT: &str = "
    select r.id, r.rv, r.owner, r.team, r.contact, r.minor, r.currency, r.taken, r.paid_on, r.method, r.note,
        r.bank_line, r.from_line, r.state, r.recorded_at, r.voided_at, r.reason, r.test
    from cash_refund r ";

pub(crate) async fn load(tx: &mut Tx, id: RefundId) -> Result<Refund> {
    tx.one(&format!("{SELECT} where r.id = $1"), values![id], read).await?.ok_or(Error::Missing("refund"))
}

/// The refund that stands on a line.
pub(crate) async fn on_line(tx: &mut Tx, line: BankLineId) -> Result<Option<Refund>> {
    let sql = format!("{SELECT} where r.bank_line = $1 and r.state = 'recorded'");
    tx.one(&sql, values![line], read).await
}

/// Found on no statement yet. Notes and coins never stand on one; what a card gave back may, and so may whatever else
/// somebody recorded by hand.
const WAITS: &str = "r.bank_line is null and r.state = 'recorded' and r.method <> 'cash' and r.test is false";

/// Recorded by hand and found on no statement yet, the oldest first.
pub(crate) async fn without_line(tx: &mut Tx) -> Result<Vec<Refund>> {
    let sql = format!("{SELECT} where {WAITS} order by r.id");
    tx.all(&sql, &[], read).await
}

/// The oldest refund of this amount to this customer that was recorded by hand and found on no statement yet.
pub(crate) async fn awaiting_line(tx: &mut Tx, contact: ContactId, amount: Money) -> Result<Option<Refund>> {
    let sql = format!(
        "{SELECT} where (r.contact = $1 or r.contact in (select alias from crm_alias where contact = $1))
        and r.minor = $2 and r.currency = $3 and {WAITS} order by r.id limit 1"
    );
    tx.one(&sql, values![contact, amount.minor, amount.currency], read).await
}

pub(super) fn read(row: &Row<'_>) -> Result<Refund> {
    let currency: Currency = row.get("currency")?;
    let method: String = row.get("method")?;
    Ok(Refund {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        contact: row.get("contact")?,
        amount: Money { minor: row.get("minor")?, currency },
        taken: row.doc("taken")?,
        paid_on: row.get("paid_on")?,
        method: Method::from_word(&method).ok_or_else(|| fault(format!("no method is called `{method}`")))?,
        note: row.get("note")?,
        bank_line: row.get("bank_line")?,
        from_line: row.get("from_line")?,
        state: payments::state(row)?,
        recorded_at: row.get("recorded_at")?,
        test: row.get("test")?,
    })
}
