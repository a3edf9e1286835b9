//! What must be true after every run: the books are in balance, numbers have no gap, nothing open is forgotten, nothing
//! happened twice, and every cent that came in is accounted for.

use std::collections::BTreeSet;

use kernel::{Result, fault};
use serde_json::{Value as Json, json};

use crate::business::Business;
use crate::numbers;
use crate::plan::Told;

/// What was found true.
#[derive(Debug, Clone)]
pub struct Kept {
    pub invoices: usize,
    pub open_records: i64,
}

/// The first thing that is not true is the error.
pub async fn check(business: &impl Business, told: &Told) -> Result<Kept> {
    balanced(business).await?;
    once(business, told).await?;
    every_cent(business, told).await?;
    let invoices = numbers::check(business).await?;
    let open_records = conserved(business).await?;
    Ok(Kept { invoices, open_records })
}

fn equal<T: PartialEq + std::fmt::Display>(what: &str, kept: T, told: T) -> Result<()> {
    if kept == told { Ok(()) } else { Err(fault(format!("{what}: {kept}, where there should be {told}"))) }
}

async fn balanced(business: &impl Business) -> Result<()> {
    let found = business.act("ledger.check", json!({})).await?;
    let off = || fault(format!("the ledger is out of balance: {found}"));
    if found["in_balance"] == json!(true) { Ok(()) } else { Err(off()) }
}

/// One lead for each inquiry, each answered; one project for each signature; one invoice for each accepted step.
async fn once(business: &impl Business, told: &Told) -> Result<()> {
    let leads = everything(business, "lead.list").await?;
    equal("leads", leads.len() as u64, told.inquiries)?;
    let unanswered = leads.iter().filter(|lead| lead["answered_at"].is_null()).count();
    equal("leads nobody answered", unanswered, 0)?;
    let contacts: BTreeSet<&str> = leads.iter().filter_map(|lead| lead["contact"].as_str()).collect();
    equal("people who inquired", contacts.len() as u64, told.inquiries)?;
    equal("projects", everything(business, "project.list").await?.len() as u64, told.signed)?;
    let mut milestones = BTreeSet::new();
    for invoice in everything(business, "invoice.list").await? {
        let read = business.act("invoice.read", json!({ "invoice": invoice["id"] })).await?;
        let milestone = read["milestone"].as_str().unwrap_or_default().to_owned();
        let twice = || fault(format!("a second invoice for one milestone: {invoice}"));
        milestones.insert(milestone).then_some(()).ok_or_else(twice)?;
    }
    equal("invoices for milestones", milestones.len() as u64, told.accepted)
}

/// Each transfer is one line of the bank, and each matched line is one payment of the same amount.
async fn every_cent(business: &impl Business, told: &Told) -> Result<()> {
    let lines = everything(business, "bank_line.list").await?;
    equal("lines of the bank", lines.len() as u64, told.transfers)?;
    let minor = |value: &Json| value["amount"]["minor"].as_i64().unwrap_or_default();
    equal("minor units that came in", lines.iter().map(minor).sum(), told.transferred)?;
    let mut payments = BTreeSet::new();
    for line in lines.iter().filter(|line| line["state"] == "matched") {
        equal("minor units of a payment", minor(&line["payment"]), minor(line))?;
        let fresh = payments.insert(line["payment"]["id"].as_str().unwrap_or_default());
        fresh.then_some(()).ok_or_else(|| fault(format!("one payment for two lines: {line}")))?;
    }
    equal("payments", everything(business, "payment.list").await?.len(), payments.len())
}

pub(crate) async fn everything(business: &impl Business, list: &str) -> Result<Vec<Json>> {
    let (mut all, mut after) = (vec![], Json::Null);
    loop {
        let mut page = business.act(list, json!({ "limit": 200, "after": after })).await?;
        all.append(page["items"].as_array_mut().unwrap_or(&mut vec![]));
        after = page["next"].take();
        if after.is_null() {
            return Ok(all);
        }
    }
}

async fn conserved(business: &impl Business) -> Result<i64> {
    let found = business.act("conservation.read", json!({})).await?;
    let violations = found["violations"].as_array().map_or(0, Vec::len);
    match violations {
        0 => Ok(found["open"].as_i64().unwrap_or_default()),
        n => Err(fault(format!("{n} open records have no next step: {}", found["violations"]))),
    }
}
