//! Lines matched by themselves: inside a small import, else in portions right after it.

use kernel::{Actor, Result, StatementId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use verbs::{Command, Desk, Verb, Worker};

use super::commands::{by_invoices, by_payment};
use super::matching::What;
use super::{BankLine, By, Words, found, rows};
use crate::payment::record::Whose;

/// Lines of one transaction.
const PORTION: i64 = 100;

/// Matches the new lines of a statement; how many.
pub(crate) async fn at_statement(tx: &mut Tx, statement: StatementId) -> Result<i64> {
    let lines = rows::new_of(tx, statement).await?;
    let matched = at(tx, lines).await?;
    rows::looked_at_statement(tx, statement).await?;
    Ok(matched)
}

async fn at(tx: &mut Tx, lines: Vec<(BankLine, Words)>) -> Result<i64> {
    if lines.is_empty() {
        return Ok(0);
    }
    let mut book = found::book(tx).await?;
    let learned = found::learned(tx, &lines).await?;
    let mut matched = 0;
    for (line, words) in lines {
        let known = learned.get(&line.id).map_or(&[][..], Vec::as_slice);
        let Some(sure) = book.sure(&found::as_line(&line, &words, known)) else { continue };
        match &sure.what {
            What::Invoices(ids) => {
                let whose = Whose { contact: None, invoices: ids.clone() };
                by_invoices(tx, line, &whose, By::Rule, sure.reason.clone()).await?;
            }
            What::RecordedBefore(payment) => {
                by_payment(tx, line, *payment, By::Rule, sure.reason.clone()).await?;
            }
        }
        book.strike(&sure.what);
        // The next line must see the balances this one left.
        tx.follow_up().await?;
        matched += 1;
    }
    Ok(matched)
}

/// Look at lines nobody has looked at yet and match what is sure; with `again`, at every unmatched one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAtLines {
    /// After invoices were issued late: look at all unmatched lines once more.
    #[serde(default)]
    pub again: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LookedView {
    pub looked: i64,
    pub matched: i64,
    /// Not looked at yet; the house goes on by itself.
    pub left: i64,
}

impl Command for LookAtLines {
    const VERB: Verb = Verb::post("bank_line.look", "/bank_lines/look").no_undo("undo each match by itself");
    type Answer = LookedView;

    async fn act(&self, tx: &mut Tx) -> Result<LookedView> {
        if self.again {
            rows::look_again(tx).await?;
        }
        let lines = rows::new(tx, PORTION).await?;
        let ids: Vec<_> = lines.iter().map(|(line, _)| line.id).collect();
        let looked = ids.len() as i64;
        let matched = at(tx, lines).await?;
        rows::looked_at(tx, &ids).await?;
        let left = rows::count_new(tx).await?;
        Ok(LookedView { looked, matched, left })
    }
}

/// Goes on where a large import stopped.
pub struct LookWorker;

impl Worker for LookWorker {
    const NAME: &'static str = "cash.look";

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let actor = Actor::engine(Self::NAME);
        while desk.store.read(|tx| Box::pin(rows::count_new(tx))).await? > 0 {
            desk.act(&actor, "bank_line.look", json!({})).await?;
        }
        Ok(None)
    }
}
