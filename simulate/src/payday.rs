//! The bank: what customers paid, as the statement of a week.

use jiff::Timestamp;
use kernel::{Result, fault};
use serde_json::json;

use crate::hands::Hands;
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
    hands: &Hands,
    person: &Person,
    contact: &str,
    known: &mut Vec<String>,
) -> Result<Vec<Transfer>> {
    let all = hands.act("invoice.list", json!({ "contact": contact, "limit": 50 })).await?;
    let mut transfers = vec![];
    for invoice in all["items"].as_array().into_iter().flatten() {
        let (Some(number), Some(due)) = (invoice["number"].as_str(), invoice["due_on"].as_str()) else {
            continue;
        };
        if known.iter().any(|one| one == number) {
            continue;
        }
        known.push(number.to_owned());
        let due: kernel::Date = due.parse().map_err(fault)?;
        let due = due.at(9, 0, 0, 0).in_tz("UTC").map_err(fault)?.timestamp().as_second();
        let at = match person.pays() {
            Pays::OnTime => due - DAY * (1 + person.chance.below(number, 9) as i64),
            Pays::Late(days) => due + DAY * days,
            Pays::Never => continue,
        };
        let at = Timestamp::from_second(at.max(hands.now().as_second() + DAY)).map_err(fault)?;
        let text = match person.chance.permille(number) {
            0..850 => format!("Invoice {number}"),
            _ => "Thank you for your work".to_owned(),
        };
        let minor = invoice["gross"]["minor"].as_i64().unwrap_or_default();
        transfers.push(Transfer { at, payer: person.company.clone(), text, minor });
    }
    Ok(transfers)
}

/// Imports what has arrived; what no rule was sure of is confirmed where there is exactly one suggestion.
pub async fn statement(hands: &Hands, transfers: &[Transfer]) -> Result<()> {
    if transfers.is_empty() {
        return Ok(());
    }
    let mut csv = "Booking date;Counterparty;Purpose;Amount;Currency\n".to_owned();
    for transfer in transfers {
        let (whole, part) = (transfer.minor / 100, transfer.minor % 100);
        let day = transfer.at.strftime("%d.%m.%Y");
        csv += &format!("{day};{};{};{whole},{part:02};EUR\n", transfer.payer, transfer.text);
    }
    let name = format!("statement-{}.csv", hands.now().strftime("%F"));
    hands.act("statement.import", json!({ "account": ACCOUNT, "name": name, "text": csv })).await?;
    hands.work().await?;
    confirm(hands).await
}

async fn confirm(hands: &Hands) -> Result<()> {
    let open =
        hands.act("bank_line.list", json!({ "state": "unmatched", "suggest": true, "limit": 100 })).await?;
    for line in open["items"].as_array().into_iter().flatten() {
        let suggestions = line["suggestions"].as_array().cloned().unwrap_or_default();
        let [only] = suggestions.as_slice() else { continue };
        let input = match only["payment"].as_str() {
            Some(payment) => json!({ "bank_line": line["id"], "payment": payment }),
            None => json!({ "bank_line": line["id"], "invoices": only["invoices"] }),
        };
        hands.act("bank_line.match", input).await?;
    }
    Ok(())
}
