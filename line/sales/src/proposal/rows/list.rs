//! The list of proposals, as far as the permit reaches.

use kernel::{ProposalId, Result};
use store::{Tx, values};

use super::{SELECT, read};
use crate::people;
use crate::proposal::queries::{ListProposals, ProposalState};
use crate::proposal::views::ProposalLine;

const WANTED: &str = "
    and (p.state = $4 or $4 is null) and (p.deal = $5 or $5 is null) and (p.owner = $6 or $6 is null)
    and (p.contact = $7 or p.contact in (select alias from crm_alias where contact = $7) or $7 is null)
    and (p.id < $8 or $8 is null)
    order by p.id desc limit $9";

/// One more than `limit`, newest first.
pub async fn of(
    tx: &mut Tx,
    wanted: &ListProposals,
    after: Option<ProposalId>,
    limit: usize,
) -> Result<Vec<ProposalLine>> {
    let sql = format!(
        "select q.*, c.name as contact_name from ({SELECT} where {}{WANTED}) q
            left join crm_contact_window c on c.id = q.contact
        order by q.id desc",
        people::within("p")
    );
    let reach = people::reach(tx.permit());
    let rest = i64::try_from(limit + 1).map_err(kernel::fault)?;
    let mut values = values![reach.scope, reach.user, reach.team].to_vec();
    let state = wanted.state.map(ProposalState::word);
    values.extend(values![state, wanted.deal, wanted.owner, wanted.contact, after, rest].to_vec());
    let line = |row: &store::Row<'_>| Ok(ProposalLine::of(read(row)?, row.get("contact_name")?));
    tx.all(&sql, &values, line).await
}
