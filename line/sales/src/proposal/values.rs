//! What the fields of a proposal's texts stand for, in the reader's language.

use kernel::text::Values;
use kernel::{Business, Result, print};
use store::Tx;

use super::Proposal;
use crate::people::{self, Known, Reader};

pub(super) async fn of(
    tx: &mut Tx,
    proposal: &Proposal,
    business: &Business,
    reader: &Reader,
) -> Result<Values> {
    let mut known = Known::default();
    known.business(business);
    known.reader(reader);
    if let Some((name, email)) = people::staff(tx, proposal.owned.owner).await? {
        known.person("owner", Some(&name), Some(&email));
    }
    let service = people::service_name(tx, proposal.service).await?;
    known.put("service.name", service.as_deref());
    known.put("deal.title", Some(&people::deal(tx, proposal.deal).await?.title));
    own(&mut known, proposal);
    Ok(known.0)
}

/// What every room's texts may say of a proposal.
pub(super) fn own(known: &mut Known, proposal: &Proposal) {
    let language = &proposal.content.language;
    known.put("proposal.number", Some(&proposal.printed()));
    known.put("proposal.title", Some(&proposal.content.title));
    known.put("proposal.total", Some(&print::amount(proposal.net, language)));
    known.put("proposal.gross", Some(&print::amount(proposal.gross, language)));
    let until = proposal.content.valid_until.map(|day| print::day(day, language));
    known.put("proposal.valid_until", until.as_deref());
}
