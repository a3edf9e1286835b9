//! May this reminder leave now? Not to whoever has paid meanwhile, disagrees or promised to.

use kernel::{Business, Error, InvoiceId, Result};
use store::Tx;
use store::effect::{Claimed, Gate, Leave};

use super::rows;

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
        Ok(invoice.is_settled_meanwhile(today).map_or(Leave::Now, Leave::Skip))
    }
}

/// The invoice a letter asks for; none where it is owed, or no letter of ours.
fn asked_about(effect: &Claimed) -> Option<InvoiceId> {
    let asks = !effect.owed && effect.payload["letter"] == true;
    let about = effect.payload["about"].as_str().filter(|_| asks)?;
    about.parse().ok()
}
