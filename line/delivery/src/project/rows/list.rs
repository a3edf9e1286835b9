//! The list of projects, as far as the permit reaches.

use kernel::{ProjectId, Result, Scope};
use store::{Tx, values};

use super::{SELECT, read};
use crate::project::Project;
use crate::project::queries::{ListProjects, ProjectState};

const WANTED: &str = "
    ($1 = 'all' or p.owner = $2 or ($1 = 'team' and p.team is not distinct from $3))
    and (p.state = $4 or $4 is null) and (p.owner = $5 or $5 is null) and (p.deal = $6 or $6 is null)
    and (p.agreement = $7 or $7 is null)
    and (p.contact = $8 or p.contact in (select alias from crm_alias where contact = $8) or $8 is null)
    and (p.id < $9 or $9 is null)";

/// One more than `limit`, newest first, each with the customer's name.
pub async fn of(
    tx: &mut Tx,
    wanted: &ListProjects,
    after: Option<ProjectId>,
    limit: usize,
) -> Result<Vec<(Project, Option<String>)>> {
    let sql = format!(
        "select q.*, c.name as contact_name
        from ({SELECT} where {WANTED} order by p.id desc limit $10) q
            left join crm_contact_window c on c.id = q.contact
        order by q.id desc"
    );
    let (scope, user, team) = match tx.permit().scope() {
        Scope::All => ("all", None, None),
        Scope::Team => ("team", tx.permit().user(), tx.permit().team()),
        Scope::Own => ("own", tx.permit().user(), None),
    };
    let rest = i64::try_from(limit + 1).map_err(kernel::fault)?;
    let mut values = values![scope, user, team, wanted.state.map(ProjectState::word)].to_vec();
    values.extend(values![wanted.owner, wanted.deal, wanted.agreement, wanted.contact, after, rest].to_vec());
    tx.all(&sql, &values, |row| Ok((read(row)?, row.get("contact_name")?))).await
}
