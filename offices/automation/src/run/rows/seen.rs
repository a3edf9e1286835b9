//! Runs as they are listed and read by people.

use kernel::{AutomationId, Result, RunId};
use store::{Tx, values};

use crate::automation::rows::scope_word;
use crate::run::views::RunView;

const VIEW: &str = "
    select r.id, r.automation, a.name, v.number, r.mode, r.state, r.step, r.subject_kind, r.subject, r.contact,
        r.started_at, r.wakes_at, r.deadline_at, r.ended_at, r.outcome, r.note
    from automation_run r join automation_automation a on a.id = r.automation
        join automation_version v on v.id = r.version ";

pub(in crate::run) async fn view(tx: &mut Tx, run: RunId) -> Result<RunView> {
    let sql = format!("{VIEW} where r.id = $1");
    tx.one(&sql, values![run], RunView::read).await?.ok_or(kernel::Error::Missing("run"))
}

/// Which runs are asked for.
#[derive(Debug, Default)]
pub struct Filter {
    pub automation: Option<AutomationId>,
    pub state: Option<String>,
    pub subject: Option<kernel::Ref>,
    pub contact: Option<kernel::ContactId>,
    pub after: Option<RunId>,
    pub limit: i64,
}

/// Newest first, as far as the permit reaches: a run is its automation's owner's.
pub(in crate::run) async fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<RunView>> {
    let sql = format!(
        "{VIEW} where ($1 = 'all' or a.owner = $2 or ($1 = 'team' and a.team is not distinct from $3))
            and (r.automation = $4 or $4 is null) and (r.state = $5 or $5 is null)
            and (r.subject = $6 or $6 is null) and (r.contact = $7 or $7 is null) and (r.id < $8 or $8 is null)
        order by r.id desc limit $9"
    );
    let permit = tx.permit();
    let (scope, user, team) = (scope_word(permit.scope()), permit.user(), permit.team());
    let f = filter;
    let values = values![scope, user, team, f.automation, &f.state, f.subject, f.contact, f.after, f.limit];
    tx.all(&sql, values, RunView::read).await
}
