//! What the fields of a text stand for: each room says it of its own records, whoever writes to the customer asks.
//!
//! A room's reading code, called inside another room's transaction: it looks, it never writes.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use kernel::text::Values;
use kernel::{ContactId, Error, Ref, Result};

use crate::{Tx, values};

/// Says what `{noun.field}` stands for, of the records of one noun.
pub trait Speaks: Send + Sync + 'static {
    /// The noun, such as `invoice`.
    const NOUN: &'static str;

    /// By path, such as `invoice.number`, written as a reader of `language` (BCP 47) writes it, with the links
    /// that reader may open. What is unknown is not there. An unknown record is `Error::Missing`.
    fn speak(&self, tx: &mut Tx, on: Ref, language: &str) -> impl Future<Output = Result<Values>> + Send;
}

pub(crate) trait AnySpeaks: Send + Sync {
    fn speak_any<'t>(&'t self, tx: &'t mut Tx, on: Ref, language: &'t str) -> BoxFuture<'t, Result<Values>>;
}

impl<S: Speaks> AnySpeaks for S {
    fn speak_any<'t>(&'t self, tx: &'t mut Tx, on: Ref, language: &'t str) -> BoxFuture<'t, Result<Values>> {
        Box::pin(self.speak(tx, on, language))
    }
}

pub(crate) type Speakers = BTreeMap<&'static str, Arc<dyn AnySpeaks>>;

impl Tx {
    /// What is known of a record, by the path of a text's fields; empty for a noun nobody speaks of.
    pub async fn values_of(&mut self, on: Ref, language: &str) -> Result<Values> {
        let speaker = self.house.rules.speakers.get(on.kind).cloned();
        match speaker {
            Some(speaker) => speaker.speak_any(self, on, language).await,
            None => Ok(Values::new()),
        }
    }

    /// The contact a record is declared to belong to, in a field called `contact`; `None` where it belongs to
    /// nobody. What is no noun of this house is missing.
    pub async fn contact_of(&mut self, on: Ref) -> Result<Option<ContactId>> {
        let noun = self.house.rules.nouns.get(on.kind).copied().ok_or(Error::Missing(on.kind))?;
        if !noun.fields.iter().any(|field| field.name == "contact") {
            return Ok(None);
        }
        let sql = format!("select contact from {} where id = $1", noun.table);
        Ok(self.one(&sql, values![on], |row| row.get::<Option<ContactId>>("contact")).await?.flatten())
    }
}
