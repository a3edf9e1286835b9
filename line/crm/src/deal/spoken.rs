//! What a text's `{deal.…}` fields stand for, of one named deal.

use kernel::text::Values;
use kernel::{DealId, Id, Ref, Result, print};
use store::{Speaks, Tx};

use super::rows;

pub(crate) struct Spoken;

impl Speaks for Spoken {
    const NOUN: &'static str = "deal";

    async fn speak(&self, tx: &mut Tx, on: Ref, language: &str) -> Result<Values> {
        let deal = rows::load(tx, DealId::from_bytes(on.bytes)).await?;
        let value = deal.value.map(|value| print::amount(value, language));
        let mut known = Values::from([("deal.title".to_owned(), deal.title)]);
        known.extend(value.map(|value| ("deal.value".to_owned(), value)));
        Ok(known)
    }
}
