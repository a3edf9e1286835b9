//! What must be true after every run: the books are in balance, numbers have no gap, nothing open is forgotten.

use kernel::{Result, fault};
use serde_json::{Value as Json, json};

use crate::hands::Hands;

/// What was found true.
#[derive(Debug, Clone)]
pub struct Kept {
    pub invoices: usize,
    pub open_records: i64,
}

/// The first thing that is not true is the error.
pub async fn check(hands: &Hands) -> Result<Kept> {
    balanced(hands).await?;
    let invoices = no_gap(hands).await?;
    let open_records = conserved(hands).await?;
    Ok(Kept { invoices, open_records })
}

async fn balanced(hands: &Hands) -> Result<()> {
    let found = hands.act("ledger.check", json!({})).await?;
    let off = || fault(format!("the ledger is out of balance: {found}"));
    if found["in_balance"] == json!(true) { Ok(()) } else { Err(off()) }
}

/// Numbers of issued invoices follow each other without a gap, and nobody got one twice.
async fn no_gap(hands: &Hands) -> Result<usize> {
    let mut numbers: Vec<u64> =
        everything(hands, "invoice.list").await?.iter().filter_map(last_digits).collect();
    numbers.sort_unstable();
    let gap = numbers.windows(2).find(|pair| pair[1] != pair[0] + 1);
    match gap {
        Some(pair) => Err(fault(format!("invoice numbers jump from {} to {}", pair[0], pair[1]))),
        None => Ok(numbers.len()),
    }
}

fn last_digits(invoice: &Json) -> Option<u64> {
    let number = invoice["number"].as_str()?;
    let from = number.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    number[from..].parse().ok()
}

async fn everything(hands: &Hands, list: &str) -> Result<Vec<Json>> {
    let (mut all, mut after) = (vec![], Json::Null);
    loop {
        let mut page = hands.act(list, json!({ "limit": 200, "after": after })).await?;
        all.append(page["items"].as_array_mut().unwrap_or(&mut vec![]));
        after = page["next"].take();
        if after.is_null() {
            return Ok(all);
        }
    }
}

async fn conserved(hands: &Hands) -> Result<i64> {
    let found = hands.act("conservation.read", json!({})).await?;
    let violations = found["violations"].as_array().map_or(0, Vec::len);
    match violations {
        0 => Ok(found["open"].as_i64().unwrap_or_default()),
        n => Err(fault(format!("{n} open records have no next step: {}", found["violations"]))),
    }
}
