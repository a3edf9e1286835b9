//! What a credit note takes back beyond what was open is the customer's credit, kept like an overpayment.

use facts::billing::CreditNoteIssued;
use kernel::Result;
use store::{Consequence, Tx};

use super::{Method, Payment, State};
use crate::staff;

/// Credit a credit note leaves on a paid invoice.
pub struct CreditFromNote;

impl Consequence for CreditFromNote {
    const NAME: &'static str = "cash.credit_from_note";
    type Fact = CreditNoteIssued;

    async fn follow(&self, tx: &mut Tx, fact: &CreditNoteIssued) -> Result<()> {
        let rest = fact.gross.checked_sub(fact.settles)?;
        if rest.minor <= 0 {
            return Ok(());
        }
        let (owned, _) = staff::waiting(tx).await?;
        let credit = Payment {
            id: tx.new_id(),
            rv: 1,
            owned,
            contact: fact.contact,
            service: None,
            amount: rest,
            excess: rest,
            applied: vec![],
            paid_on: fact.issued_on,
            method: Method::CreditNote,
            note: None,
            credit_note: Some(fact.credit_note),
            bank_line: None,
            from_line: false,
            state: State::Recorded,
            recorded_at: tx.now(),
            due: None,
            test: fact.test,
        };
        tx.add(&credit).await?;
        tx.tell(credit.granted(fact.credit_note));
        Ok(())
    }
}
