//! What can be asked about credit notes: the list, and one.

use kernel::{ContactId, CreditNoteId, Error, InvoiceId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::rows;
use super::views::{CreditNoteLine, CreditNoteView};

/// List credit notes, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCreditNotes {
    #[serde(default)]
    pub invoice: Option<InvoiceId>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListCreditNotes {
    const VERB: Verb = Verb::get("credit_note.list", "/credit_notes");
    type Answer = Page<CreditNoteLine>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<CreditNoteLine>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<CreditNoteId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let found = rows::list(tx, self, after, limit).await?;
        Ok(Page::of(found, limit, |line: &CreditNoteLine| line.id.to_string()))
    }
}

/// Read a credit note.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadCreditNote {
    pub credit_note: CreditNoteId,
}

impl Query for ReadCreditNote {
    const VERB: Verb = Verb::get("credit_note.read", "/credit_notes/{credit_note}");
    type Answer = CreditNoteView;

    fn subject(&self) -> Subject {
        self.credit_note.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<CreditNoteView> {
        let note = rows::load(tx, self.credit_note).await?;
        let number = rows::number_of(tx, note.invoice).await?;
        CreditNoteView::of(tx, note, number).await
    }
}
