//! Who agreed to news, as far as a mail asks: everybody but those who said otherwise. And a lead whose day has come.
#![allow(dead_code, clippy::unwrap_used)]

use facts::crm::LeadReopened;
use kernel::{ContactId, Id, LeadId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::effect::{Claimed, Gate, Leave};
use store::{Tx, values};
use verbs::{Command, Registry, Verb};

const TABLES: &str = "create table test_no_news (contact bytea not null primary key)";

pub fn register(house: &mut Registry) {
    house.command::<Reopen>();
    house.command::<NoNews>();
    let rules = house.rules();
    rules.bookkeeping(&["test_no_news"]);
    rules.migration("test/news", TABLES);
    rules.gate("mail", Agreed);
}

/// A lead that was put off is back in the line.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    pub lead: LeadId,
    pub contact: ContactId,
}

impl Command for Reopen {
    const VERB: Verb = Verb::post("test.reopen", "/test/reopen").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        tx.exec("update test_lead set state = 'open' where id = $1", values![self.lead]).await?;
        tx.tell(LeadReopened { lead: self.lead, contact: self.contact });
        Ok(())
    }
}

/// They never agreed to news.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoNews {
    pub contact: ContactId,
}

impl Command for NoNews {
    const VERB: Verb = Verb::post("test.no_news", "/test/no-news").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        tx.exec("insert into test_no_news (contact) values ($1)", values![self.contact]).await.map(drop)
    }
}

/// Stands for the rule of consents.
struct Agreed;

impl Gate for Agreed {
    async fn may_leave(&self, tx: &mut Tx, effect: &Claimed) -> Result<Leave> {
        let person = effect.person.filter(|_| effect.payload["class"] == "marketing");
        let Some(contact) = person.map(ContactId::from_bytes) else { return Ok(Leave::Now) };
        let sql = "select contact from test_no_news where contact = $1";
        let refused = tx.one(sql, values![contact], |_| Ok(())).await?;
        Ok(refused.map_or(Leave::Now, |()| Leave::Skip("they never agreed to news".into())))
    }
}
