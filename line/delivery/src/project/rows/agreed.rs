//! What was signed, through the window of sales. Read only.

use kernel::paper::Party;
use kernel::tax::TaxGroup;
use kernel::{AgreementId, ContactId, Currency, DealId, Error, Money, Result, ServiceId, Timestamp, UserId};
use serde::Deserialize;
use store::{Row, Tx, values};

use crate::brief::Brief;

/// A signed agreement, as far as the work needs it.
pub struct Agreed {
    pub deal: Option<DealId>,
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    pub number: String,
    pub title: String,
    pub state: String,
    pub currency: Currency,
    pub buyer: Party,
    pub plan: Vec<Step>,
    pub brief: Brief,
    pub signer_name: Option<String>,
    pub signer_email: String,
    pub signed_at: Option<Timestamp>,
    pub owner: Option<UserId>,
    pub test: bool,
}

/// A row of the plan: what is delivered, and paid, together.
#[derive(Debug, Clone, Deserialize)]
pub struct Step {
    pub title: String,
    /// After the signature.
    #[serde(default)]
    pub due_days: Option<i64>,
    /// Net.
    pub amount: Money,
    pub groups: Vec<TaxGroup>,
}

const FIND: &str = "
    select deal, contact, service, number, title, state, currency, buyer, plan, brief, signer_name,
        signer_email, signed_at, owner, test
    from sales_agreement_window where id = $1";

pub async fn load(tx: &mut Tx, id: AgreementId) -> Result<Agreed> {
    tx.one(FIND, values![id], read).await?.ok_or(Error::Missing("agreement"))
}

fn read(row: &Row<'_>) -> Result<Agreed> {
    Ok(Agreed {
        deal: row.get("deal")?,
        contact: row.get("contact")?,
        service: row.get("service")?,
        number: row.get("number")?,
        title: row.get("title")?,
        state: row.get("state")?,
        currency: row.get("currency")?,
        buyer: row.doc("buyer")?,
        plan: row.doc("plan")?,
        brief: row.doc("brief")?,
        signer_name: row.get("signer_name")?,
        signer_email: row.get("signer_email")?,
        signed_at: row.get("signed_at")?,
        owner: row.get("owner")?,
        test: row.get("test")?,
    })
}
