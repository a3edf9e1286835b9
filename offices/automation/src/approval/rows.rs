//! How approvals are kept.

use kernel::{ApprovalId, Error, Id as _, Result, RunId, Timestamp, UserId, Value};
use serde_json::Value as Json;
use store::{Row, Tx, values};

use super::{Approval, Decided};
use crate::automation::rows::scope_word;

const ASK: &str = "
    insert into automation_approval (id, run, automation, step, visit, verb, args, shown, title, owner, state,
        asked_at, due_at, decided_at, decided_by, reason, delegate)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $12, null, null, null, $13)";

pub async fn ask(tx: &mut Tx, approval: &Approval) -> Result<()> {
    let a = approval;
    let values = values![
        a.id,
        a.run,
        a.automation,
        &a.step,
        a.visit,
        &a.verb,
        Value::doc(&a.args),
        a.shown.as_ref().map(Value::doc),
        &a.title,
        a.owner,
        a.asked_at,
        a.due_at,
        a.delegate
    ];
    tx.exec(ASK, values).await.map(drop)
}

const APPROVAL: &str = "
    select p.id, p.run, p.automation, p.step, p.visit, p.verb, p.args, p.shown, p.title, p.owner, p.state, p.asked_at,
        p.due_at, p.decided_at, p.decided_by, p.reason, p.delegate, p.edit
    from automation_approval p ";

pub async fn load(tx: &mut Tx, id: ApprovalId) -> Result<Approval> {
    let sql = format!("{APPROVAL} where p.id = $1");
    tx.one(&sql, values![id], read).await?.ok_or(Error::Missing("approval"))
}

/// The approval with this prefixed id; none where it is no approval.
pub async fn awaited(tx: &mut Tx, awaits: Option<&str>) -> Result<Option<Approval>> {
    match awaits.and_then(|id| id.parse::<ApprovalId>().ok()) {
        Some(id) => load(tx, id).await.map(Some),
        None => Ok(None),
    }
}

const HAND_ON: &str = "
    update automation_approval set owner = $2, delegate = $3, due_at = $4 where id = $1 and state = 'open'";

/// Somebody else is asked until then; whoever was asked may answer still.
pub async fn hand_on(tx: &mut Tx, open: &Approval, (to, until): (Option<UserId>, Timestamp)) -> Result<()> {
    let asked = open.owner.filter(|asked| Some(*asked) != to).or(open.delegate);
    tx.exec(HAND_ON, values![open.id, to, asked, until]).await.map(drop)
}

/// What was said to the approval with this prefixed id; `None` while it is open or where it is none.
pub async fn decided(tx: &mut Tx, awaits: Option<&str>) -> Result<Option<Decided>> {
    let Some(approval) = awaited(tx, awaits).await? else { return Ok(None) };
    Ok(match approval.state.as_str() {
        "approved" => Some(Decided::Approved(approval.args, approval.edit)),
        "returned" => Some(Decided::Returned(approval.reason.unwrap_or_default())),
        _ => None,
    })
}

/// Of one state, the newest first, as far as the permit reaches.
pub async fn list(tx: &mut Tx, state: &str, after: Option<ApprovalId>, limit: i64) -> Result<Vec<Approval>> {
    let sql = format!(
        "{APPROVAL} join automation_automation a on a.id = p.automation
        where p.state = $1 and (p.id < $2 or $2 is null)
            and ($3 = 'all' or p.owner = $4 or p.delegate = $4 or a.owner = $4
                or ($3 = 'team' and a.team is not distinct from $5))
        order by p.id desc limit $6"
    );
    let permit = tx.permit();
    let (scope, user, team) = (scope_word(permit.scope()), permit.user(), permit.team());
    tx.all(&sql, values![state, after, scope, user, team, limit], read).await
}

const DECIDE: &str = "
    update automation_approval set state = $2, decided_at = $3, decided_by = $4, reason = $5
    where id = $1 and state = 'open'";

/// `false` where somebody was quicker.
pub async fn decide(tx: &mut Tx, id: ApprovalId, state: &str, reason: Option<&str>) -> Result<bool> {
    let (now, user) = (tx.now(), tx.permit().user());
    Ok(tx.exec(DECIDE, values![id, state, now, user, reason]).await? == 1)
}

const EDIT: &str = "update automation_approval set edit = $2 where id = $1 and state = 'open'";

/// The message as a person wrote it, before they say yes.
pub async fn edit(tx: &mut Tx, id: ApprovalId, edit: &Json) -> Result<()> {
    tx.exec(EDIT, values![id, Value::doc(edit)]).await.map(drop)
}

const LAPSE: &str = "
    update automation_approval set state = 'lapsed', decided_at = $2 where run = $1 and id <> $3
        and state = 'open'";

/// Nobody needs to decide any more: the run has gone another way, and awaits nothing or that one.
pub async fn lapse(tx: &mut Tx, run: RunId, awaits: Option<&str>) -> Result<()> {
    let (now, none) = (tx.now(), ApprovalId::from_bytes([0; 16]));
    let awaits = awaits.and_then(|id| id.parse().ok()).unwrap_or(none);
    tx.exec(LAPSE, values![run, now, awaits]).await.map(drop)
}

fn read(row: &Row<'_>) -> Result<Approval> {
    let shown: Option<String> = row.get("shown")?;
    Ok(Approval {
        id: row.get("id")?,
        run: row.get("run")?,
        automation: row.get("automation")?,
        step: row.get("step")?,
        visit: row.get("visit")?,
        verb: row.get("verb")?,
        args: row.doc::<Json>("args")?,
        shown: shown.map(|text| serde_json::from_str(&text).map_err(kernel::fault)).transpose()?,
        title: row.get("title")?,
        owner: row.get("owner")?,
        state: row.get("state")?,
        asked_at: row.get("asked_at")?,
        due_at: row.get("due_at")?,
        decided_at: row.get("decided_at")?,
        decided_by: row.get("decided_by")?,
        reason: row.get("reason")?,
        delegate: row.get("delegate")?,
        edit: row
            .get::<Option<String>>("edit")?
            .map(|text| serde_json::from_str(&text).map_err(kernel::fault))
            .transpose()?,
    })
}
