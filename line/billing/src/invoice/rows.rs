//! How invoices are kept. The only file that writes the table `billing_invoice`.

pub mod list;

use kernel::{AgreementId, Error, InvoiceId, MilestoneId, Ref, Result, Timestamp, Value, fault};
use store::{Row, Tx, values};

use super::{Charge, Dispute, Invoice, Issue, Next, Sent, State, Texts};

store::noun! {
    Invoice is "invoice" in "billing_invoice" {
        open contact: Id = |i| i.contact;
        open project: Id = |i| i.project;
        open service: Id = |i| i.service;
        open milestone: Id = |i| i.milestone;
        open held: Id = |i| i.held;
        personal title: Text = |i| &i.texts.title;
        personal lines: Doc = |i| Value::doc(&i.charge.lines);
        open discount: Int = |i| i.charge.discount.0;
        personal discount_reason: Text = |i| &i.charge.discount_reason;
        open priced: Doc = |i| Value::doc(&i.charge.priced);
        open currency: Text = |i| i.charge.currency;
        open minor: Minor = |i| i.gross().minor;
        open open_minor: Minor = |i| i.open().minor;
        personal buyer: Doc = |i| Value::doc(&i.buyer);
        personal buyer_name: Text = |i| &i.buyer.name;
        personal buyer_email: Text = |i| &i.buyer.email;
        open language: Text = |i| &i.language;
        open terms_days: Int = |i| i.terms_days;
        open delivered_on: On = |i| i.delivered_on;
        open reference: Text = |i| &i.texts.reference;
        personal note: Text = |i| &i.texts.note;
        open tax_note: Text = |i| &i.texts.tax_note;
        open state: Text = |i| i.state.word();
        open created_at: At = |i| i.created_at;
        open number: Text = |i| i.issue.as_ref().map(|issue| issue.number.as_str());
        open seller: Doc = |i| i.issue.as_ref().map(|issue| Value::doc(&issue.seller));
        open issued_on: On = |i| i.issue.as_ref().map(|issue| issue.on);
        open due_on: On = |i| i.issue.as_ref().map(|issue| issue.due);
        open issued_at: At = |i| i.issue.as_ref().map(|issue| issue.at);
        open paid_at: At = |i| i.paid_at;
        open balance: Doc = |i| Value::doc(&i.balance);
        open reminders: Doc = |i| Value::doc(&i.reminders);
        open promised_until: On = |i| i.promised_until;
        open disputed_at: At = |i| i.dispute.as_ref().map(|dispute| dispute.at);
        personal dispute_reason: Text = |i| i.dispute.as_ref().map(|dispute| dispute.reason.as_str());
        open sent_at: At = |i| i.sent.as_ref().map(|sent| sent.at);
        open sent_how: Text = |i| i.sent.as_ref().map(|sent| sent.how.as_str());
        open due_at: At = |i| i.next.as_ref().map(|next| next.at);
        open next_text: Text = |i| i.next.as_ref().map(|next| next.what.as_str());
        open test: Flag = |i| i.test;
    }
}

const SELECT: &str = "
    select i.id, i.rv, i.owner, i.team, i.contact, i.project, i.service, i.milestone, i.held, i.title, i.lines,
        i.discount, i.discount_reason, i.priced, i.currency, i.minor, i.open_minor, i.buyer, i.language,
        i.terms_days, i.delivered_on, i.reference, i.note, i.tax_note, i.state, i.created_at, i.number, i.seller,
        i.issued_on, i.due_on, i.issued_at, i.paid_at, i.balance, i.reminders, i.promised_until, i.disputed_at,
        i.dispute_reason, i.sent_at, i.sent_how, i.due_at, i.next_text, i.test
    from billing_invoice i ";

pub async fn load(tx: &mut Tx, id: InvoiceId) -> Result<Invoice> {
    tx.one(&format!("{SELECT} where i.id = $1"), values![id], read).await?.ok_or(Error::Missing("invoice"))
}

/// The one a link or a letter names.
pub async fn load_ref(tx: &mut Tx, on: Ref) -> Result<Invoice> {
    load(tx, kernel::Id::from_bytes(on.bytes)).await
}

/// The invoice that charges for a milestone, as long as it was not credited in full.
pub async fn of_milestone(tx: &mut Tx, milestone: MilestoneId) -> Result<Option<Invoice>> {
    tx.one(&format!("{SELECT} where i.held = $1"), values![milestone], read).await
}

/// Issued for the work of an agreement, and not taken back.
pub async fn standing_for(tx: &mut Tx, agreement: AgreementId) -> Result<Vec<Invoice>> {
    let sql = format!(
        "{SELECT} where i.state in ('issued', 'paid')
            and i.project in (select p.id from delivery_project_window p where p.agreement = $1) order by i.id"
    );
    tx.all(&sql, values![agreement], read).await
}

fn read(row: &Row<'_>) -> Result<Invoice> {
    let (id, state): (InvoiceId, String) = (row.get("id")?, row.get("state")?);
    Ok(Invoice {
        id,
        rv: row.get("rv")?,
        owned: row.owned()?,
        contact: row.get("contact")?,
        project: row.get("project")?,
        service: row.get("service")?,
        milestone: row.get("milestone")?,
        held: row.get("held")?,
        charge: charge(row)?,
        buyer: row.doc("buyer")?,
        language: row.get("language")?,
        terms_days: row.get("terms_days")?,
        texts: texts(row)?,
        delivered_on: row.get("delivered_on")?,
        created_at: row.get("created_at")?,
        state: State::from_word(&state).ok_or_else(|| fault(format!("no invoice is `{state}`")))?,
        issue: issue(row)?,
        balance: row.doc("balance")?,
        paid_at: row.get("paid_at")?,
        reminders: row.doc("reminders")?,
        promised_until: row.get("promised_until")?,
        dispute: dispute(row)?,
        sent: sent(row)?,
        next: next(row)?,
        test: row.get("test")?,
    })
}

fn charge(row: &Row<'_>) -> Result<Charge> {
    Ok(Charge {
        currency: row.get("currency")?,
        lines: row.doc("lines")?,
        discount: row.get("discount")?,
        discount_reason: row.get("discount_reason")?,
        priced: row.doc("priced")?,
    })
}

fn texts(row: &Row<'_>) -> Result<Texts> {
    Ok(Texts {
        title: row.get("title")?,
        reference: row.get("reference")?,
        note: row.get("note")?,
        tax_note: row.get("tax_note")?,
    })
}

fn issue(row: &Row<'_>) -> Result<Option<Issue>> {
    let Some(number) = row.get::<Option<String>>("number")? else { return Ok(None) };
    let issue = Issue {
        number,
        seller: row.doc("seller")?,
        on: row.get("issued_on")?,
        due: row.get("due_on")?,
        at: row.get("issued_at")?,
    };
    Ok(Some(issue))
}

fn dispute(row: &Row<'_>) -> Result<Option<Dispute>> {
    let at: Option<Timestamp> = row.get("disputed_at")?;
    let Some(at) = at else { return Ok(None) };
    Ok(Some(Dispute { at, reason: row.get("dispute_reason")? }))
}

fn sent(row: &Row<'_>) -> Result<Option<Sent>> {
    let at: Option<Timestamp> = row.get("sent_at")?;
    let Some(at) = at else { return Ok(None) };
    Ok(Some(Sent { at, how: row.get("sent_how")? }))
}

fn next(row: &Row<'_>) -> Result<Option<Next>> {
    let at: Option<Timestamp> = row.get("due_at")?;
    let Some(at) = at else { return Ok(None) };
    Ok(Some(Next { at, what: row.get("next_text")? }))
}
