//! Lists of leads, as far as the permit reaches: by what was asked for, and by the week they came in.

use kernel::{LeadId, Result, Timestamp};
use store::{Tx, values};

use super::{SELECT, read};
use crate::lead::queries::{LeadState, ListLeads};
use crate::lead::views::LeadLine;
use crate::people::reach;
use crate::people::typed::holding;

const WANTED: &str = "
    and (l.state = $4 or $4 is null) and (l.owner = $5 or $5 is null) and (l.service = $6 or $6 is null)
    and (l.contact = $7 or l.contact in (select alias from crm_alias where contact = $7) or $7 is null)
    and (l.captured_at >= $8 or $8 is null) and (l.captured_at < $9 or $9 is null)
    and (l.id < $10 or $10 is null)
    and (exists (select 1 from crm_contact_window w where w.id = l.contact and (
        lower(w.name) like $11 escape '!' or w.email like $11 escape '!' or w.phone like $11 escape '!'))
        or $11 is null)
    order by l.id desc limit $12";

/// One more than `limit`, newest first.
pub async fn of(
    tx: &mut Tx,
    wanted: &ListLeads,
    after: Option<LeadId>,
    limit: usize,
) -> Result<Vec<LeadLine>> {
    let sql = format!(
        "select q.*, c.name as contact_name, s.name as service_name from ({SELECT} where {}{WANTED}) q
            left join crm_contact_window c on c.id = q.contact left join crm_service s on s.id = q.service
        order by q.id desc",
        reach::condition("l")
    );
    let reach = reach::of(tx.permit());
    let rest = i64::try_from(limit + 1).map_err(kernel::fault)?;
    let part = wanted.q.as_ref().map(|q| holding(&q.trim().to_lowercase()));
    let mut values = values![reach.scope, reach.user, reach.team].to_vec();
    values.extend(values![wanted.state.map(LeadState::word), wanted.owner, wanted.service].to_vec());
    values.extend(values![wanted.contact, wanted.since, wanted.until, after, &part, rest].to_vec());
    let line = |row: &store::Row<'_>| {
        let (contact_name, service_name) = (row.get("contact_name")?, row.get("service_name")?);
        Ok(LeadLine { lead: read(row)?.into(), contact_name, service_name })
    };
    tx.all(&sql, &values, line).await
}

/// A lead as the week counts it.
#[derive(Debug)]
pub struct Counted {
    pub id: LeadId,
    /// `contacted`, `pending` or `closed_unanswered`, as the window of leads says.
    pub reached: String,
}

/// Those captured in this time, oldest first, rehearsals left out.
pub async fn captured(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<Vec<Counted>> {
    let sql = format!(
        "select l.id, l.reached from crm_lead_window l
        where {} and l.captured_at >= $4 and l.captured_at < $5 and l.test is false
        order by l.captured_at, l.id",
        reach::condition("l")
    );
    let reach = reach::of(tx.permit());
    let line = |row: &store::Row<'_>| Ok(Counted { id: row.get("id")?, reached: row.get("reached")? });
    tx.all(&sql, values![reach.scope, reach.user, reach.team, from, to], line).await
}
