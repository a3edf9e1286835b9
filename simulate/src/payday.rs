//! The bank: what customers paid, as the statement of a week.

use jiff::Timestamp;
use kernel::{Result, fault};
use serde_json::{Value as Json, json};

use crate::business::Business;
use crate::people::{Pays, Person};

const DAY: i64 = 86_400;
const ACCOUNT: &str = "DE89370400440532013000";

/// Money on its way.
#[derive(Debug, Clone)]
pub struct Transfer {
    pub at: Timestamp,
    pub payer: String,
    pub text: String,
    /// Minor units of euro.
    pub minor: i64,
}

/// What they will pay of the invoices they got meanwhile; `known` are those they have decided about.
pub async fn decide(
    business: &impl Business,
    person: &Person,
    contact: &str,
    known: &mut Vec<String>,
) -> Result<Vec<Transfer>> {
    let all = business.act("invoice.list", json!({ "contact": contact, "limit": 50 })).await?;
    let mut transfers = vec![];
    for invoice in all["items"].as_array().into_iter().flatten() {
        let (Some(number), Some(due)) = (invoice["number"].as_str(), invoice["due_on"].as_str()) else {
            continue;
        };
        if !known.iter().any(|one| one == number) {
            known.push(number.to_owned());
            transfers.extend(paid(business, person, (number, due), invoice)?);
        }
    }
    Ok(transfers)
}

/// One person's transfers for one invoice: none, one, or two.
fn paid(
    business: &impl Business,
    person: &Person,
    (number, due): (&str, &str),
    invoice: &Json,
) -> Result<Vec<Transfer>> {
    let due: kernel::Date = due.parse().map_err(fault)?;
    let due = due.at(9, 0, 0, 0).in_tz("UTC").map_err(fault)?.timestamp().as_second();
    let gross = invoice["gross"]["minor"].as_i64().unwrap_or_default();
    let on_time = due - DAY * (1 + person.chance.below(number, 9) as i64);
    let parts = match person.pays() {
        Pays::OnTime => vec![(on_time, gross)],
        Pays::Late(days) => vec![(due + DAY * days, gross)],
        Pays::Short(less) => vec![(on_time, gross - less), (due + 12 * DAY, less)],
        Pays::Twice => vec![(on_time, gross), (on_time + 4 * DAY, gross)],
        Pays::Never => vec![],
    };
    let soonest = business.now().as_second() + DAY;
    let text = match person.chance.permille(number) {
        0..850 => format!("Invoice {number}"),
        _ => "Thank you for your work".to_owned(),
    };
    let transfer = |(at, minor): (i64, i64)| {
        let at = Timestamp::from_second(at.max(soonest)).map_err(fault)?;
        Ok(Transfer { at, payer: person.company.clone(), text: text.clone(), minor })
    };
    parts.into_iter().map(transfer).collect()
}

/// Imports what has arrived; what no rule was sure of is confirmed where there is exactly one suggestion.
pub async fn statement(business: &impl Business, transfers: &[Transfer]) -> Result<()> {
    if transfers.is_empty() {
        return Ok(());
    }
    let mut csv = "Booking date;Counterparty;Purpose;Amount;Currency\n".to_owned();
    for transfer in transfers {
        let (whole, part) = (transfer.minor / 100, transfer.minor % 100);
        let day = transfer.at.strftime("%d.%m.%Y");
        csv += &format!("{day};{};{};{whole},{part:02};EUR\n", transfer.payer, transfer.text);
    }
    let name = format!("statement-{}.csv", business.now().strftime("%F"));
    business.act("statement.import", json!({ "account": ACCOUNT, "name": name, "text": csv })).await?;
    business.work().await?;
    confirm(business).await
}

/// One after the other: what was confirmed may be what the next line was suggested to be.
async fn confirm(business: &impl Business) -> Result<()> {
    let asked = json!({ "state": "unmatched", "suggest": true, "limit": 100 });
    loop {
        let open = business.act("bank_line.list", asked.clone()).await?;
        let Some(input) = open["items"].as_array().into_iter().flatten().find_map(plain) else {
            return Ok(());
        };
        business.act("bank_line.match", input).await?;
    }
}

/// What to match a line to, where there is exactly one suggestion.
fn plain(line: &Json) -> Option<Json> {
    let [only] = line["suggestions"].as_array()?.as_slice() else { return None };
    Some(match only["payment"].as_str() {
        Some(payment) => json!({ "bank_line": line["id"], "payment": payment }),
        None => json!({ "bank_line": line["id"], "invoices": only["invoices"] }),
    })
}
