//! What texts may say of an agreement.

use kernel::text::Values;
use kernel::{AgreementId, Business, Id, Ref, Result, print};
use store::{Speaks, Tx};

use super::rows;
use crate::people::Known;
use crate::proposal::{self, send};

pub(crate) struct SpeakOfAgreements;

impl Speaks for SpeakOfAgreements {
    const NOUN: &'static str = "agreement";

    async fn speak(&self, tx: &mut Tx, on: Ref, language: &str) -> Result<Values> {
        let agreement = rows::load(tx, AgreementId::from_bytes(on.bytes)).await?;
        let proposal = proposal::rows::load(tx, agreement.proposal).await?;
        let business: Business = tx.setting().await?;
        let mut known = Known::default();
        known.put("agreement.number", Some(&agreement.number));
        known.put("agreement.title", Some(&agreement.title));
        known.put("agreement.total", Some(&print::amount(agreement.net, language)));
        known.put("agreement.gross", Some(&print::amount(agreement.gross, language)));
        known.put("agreement.signer_name", agreement.signer_name.as_deref());
        known.put("agreement.signer_email", Some(&agreement.signer_email));
        let day = agreement.signed.as_ref().map(|signed| business.zone().shows(signed.at).date());
        known.put("agreement.signed_on", day.map(|day| print::day(day, language)).as_deref());
        known.put("links.agreement", Some(&send::url(tx, &proposal).await?));
        Ok(known.0)
    }
}
