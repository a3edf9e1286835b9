//! What the fields of a text stand for, of a credit note.

use kernel::text::Values;
use kernel::{Id, Ref, Result, print};
use store::{Speaks, Tx};

use super::rows;
use crate::invoice;
use crate::invoice::views::page_of;

pub struct CreditNoteSpeaker;

impl Speaks for CreditNoteSpeaker {
    const NOUN: &'static str = "credit_note";

    async fn speak(&self, tx: &mut Tx, on: Ref, language: &str) -> Result<Values> {
        let note = rows::load(tx, Id::from_bytes(on.bytes)).await?;
        let invoice = invoice::rows::load(tx, note.invoice).await?;
        let pairs = [
            ("credit_note.number", note.number.clone()),
            ("credit_note.amount", print::amount(note.gross(), language)),
            ("credit_note.reason", note.reason.clone()),
            ("invoice.number", invoice.number().to_owned()),
            ("links.invoice", page_of(tx, &invoice).await?),
        ];
        Ok(pairs.into_iter().map(|(path, value)| (path.to_owned(), value)).collect())
    }
}
