//! What the fields of a text stand for, of an invoice: its number, amounts and days, as the reader writes them.

use kernel::text::Values;
use kernel::{Business, Ref, Result, print};
use store::{Speaks, Tx};

use super::rows;
use super::views::page_of;

pub struct InvoiceSpeaker;

impl Speaks for InvoiceSpeaker {
    const NOUN: &'static str = "invoice";

    async fn speak(&self, tx: &mut Tx, on: Ref, language: &str) -> Result<Values> {
        let invoice = rows::load_ref(tx, on).await?;
        let today = tx.setting::<Business>().await?.zone().shows(tx.now()).date();
        let mut values = Values::new();
        let mut say = |path: &str, value: String| drop(values.insert(path.to_owned(), value));
        say("invoice.amount", print::amount(invoice.gross(), language));
        say("invoice.open", print::amount(invoice.open(), language));
        say("invoice.days_late", invoice.days_late(today).to_string());
        if let Some(title) = &invoice.texts.title {
            say("invoice.title", title.clone());
        }
        if let Some(issue) = &invoice.issue {
            say("invoice.number", issue.number.clone());
            say("invoice.issued", print::day(issue.on, language));
            say("invoice.due", print::day(issue.due, language));
            say("links.invoice", page_of(tx, &invoice).await?);
        }
        Ok(values)
    }
}
