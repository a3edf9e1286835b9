//! What texts may say of a proposal.

use kernel::text::Values;
use kernel::{Id, ProposalId, Ref, Result, print};
use store::{Speaks, Tx};

use super::{rows, send};
use crate::people::Known;

pub(crate) struct SpeakOfProposals;

impl Speaks for SpeakOfProposals {
    const NOUN: &'static str = "proposal";

    async fn speak(&self, tx: &mut Tx, on: Ref, language: &str) -> Result<Values> {
        let proposal = rows::load(tx, ProposalId::from_bytes(on.bytes)).await?;
        let mut known = Known::default();
        known.put("proposal.number", Some(&proposal.printed()));
        known.put("proposal.title", Some(&proposal.content.title));
        known.put("proposal.total", Some(&print::amount(proposal.net, language)));
        known.put("proposal.gross", Some(&print::amount(proposal.gross, language)));
        let until = proposal.content.valid_until.map(|day| print::day(day, language));
        known.put("proposal.valid_until", until.as_deref());
        known.put("links.proposal", Some(&send::url(tx, &proposal).await?));
        Ok(known.0)
    }
}
