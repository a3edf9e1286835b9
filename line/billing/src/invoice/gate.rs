//! May this reminder leave now? Not to whoever has paid meanwhile, disagrees or promised to, nor where its level was
//! sent again.

use kernel::{Business, Error, InvoiceId, MessageId, Result};
use store::Tx;
use store::effect::{Claimed, Gate, Leave};

use super::reminding::level_of;
use super::{Invoice, rows};
use crate::around;

/// For effects of kind `mail`.
pub struct StillOpen;

impl Gate for StillOpen {
    async fn may_leave(&self, tx: &mut Tx, effect: &Claimed) -> Result<Leave> {
        let Some(invoice) = asked_about(effect) else { return Ok(Leave::Now) };
        let invoice = match rows::load(tx, invoice).await {
            Ok(invoice) => invoice,
            Err(Error::Missing(_)) => return Ok(Leave::Skip("its invoice is no more".into())),
            Err(error) => return Err(error),
        };
        let today = tx.setting::<Business>().await?.zone().shows(tx.now()).date();
        if let Some(reason) = invoice.is_settled_meanwhile(today) {
            return Ok(Leave::Skip(reason));
        }
        if is_overtaken(tx, effect, &invoice).await? {
            return Ok(Leave::Skip("a reminder of this level or a higher one left meanwhile".into()));
        }
        Ok(Leave::Now)
    }
}

/// One that was dropped and is let leave late: was its level, or a higher one, sent again in between?
async fn is_overtaken(tx: &mut Tx, effect: &Claimed, invoice: &Invoice) -> Result<bool> {
    let message = effect.payload["message"].as_str();
    let Some(message) = message.and_then(|id| id.parse::<MessageId>().ok()) else { return Ok(false) };
    let Some(letter) = around::letter(tx, message).await? else { return Ok(false) };
    let Some(level) = level_of(&letter.text) else { return Ok(false) };
    Ok(invoice.reminders.iter().any(|reminder| reminder.level >= level && reminder.at != letter.at))
}

/// The invoice a letter asks for; none where it is owed, or no letter of ours.
fn asked_about(effect: &Claimed) -> Option<InvoiceId> {
    let asks = !effect.owed && effect.payload["letter"] == true;
    let about = effect.payload["about"].as_str().filter(|_| asks)?;
    about.parse().ok()
}
