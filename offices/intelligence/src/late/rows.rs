//! What somebody was told of, and the staff.

use kernel::{Date, Joint, OnStaff, Ref, Result, fault};
use store::{Row, Tx, values};

use super::Late;
use crate::reactions::record;

const TOLD: &str = "
    select joint, kind, id, since from intelligence_late
    where joint > $1 or (joint = $1 and id > $2) order by joint, id limit $3";

/// So many of what was told, after that place.
pub async fn told(tx: &mut Tx, after: Option<(Joint, Ref)>, many: usize) -> Result<Vec<Late>> {
    let read = |row: &Row<'_>| {
        let (joint, record) = named(row)?;
        Ok(Late { joint, record, since: row.get("since")? })
    };
    let (joint, id) = (after.map_or("", |(joint, _)| joint.word()), after.map(|(_, id)| id));
    tx.all(TOLD, values![joint, id, many as i64], read).await
}

fn named(row: &Row<'_>) -> Result<(Joint, Ref)> {
    let joint = Joint::from_word(&row.get::<String>("joint")?);
    let record = record(&row.get::<String>("kind")?, row.get("id")?)?;
    Ok((joint.ok_or_else(|| fault("no such joint"))?, record))
}

const PLACE: &str = "select joint, kind, id from intelligence_late_place";

/// Where the next round goes on among what was told; none where it begins at the beginning.
pub async fn place(tx: &mut Tx) -> Result<Option<(Joint, Ref)>> {
    tx.one(PLACE, &[], named).await
}

const BEGIN: &str = "delete from intelligence_late_place where one = $1";
const GO_ON: &str = "
    insert into intelligence_late_place (one, joint, kind, id) values ($1, $2, $3, $4)
    on conflict (one) do update set joint = excluded.joint, kind = excluded.kind, id = excluded.id";

pub async fn go_on_at(tx: &mut Tx, place: Option<(Joint, Ref)>) -> Result<()> {
    let done = match place {
        None => tx.exec(BEGIN, values![true]).await,
        Some((joint, id)) => tx.exec(GO_ON, values![true, joint.word(), id.kind, id]).await,
    };
    done.map(drop)
}

const KEEP: &str = "
    insert into intelligence_late (joint, kind, id, since, told_on) values ($1, $2, $3, $4, $5)
    on conflict (joint, id) do update set since = excluded.since, told_on = excluded.told_on
    where intelligence_late.since <> excluded.since";

/// Whether nobody was told of this wait before.
pub async fn keep(tx: &mut Tx, late: &Late, on: Date) -> Result<bool> {
    let (joint, kind) = (late.joint.word(), late.record.kind);
    Ok(tx.exec(KEEP, values![joint, kind, late.record, late.since, on]).await? > 0)
}

const FORGET: &str = "delete from intelligence_late where joint = $1 and id = $2 and since = $3";

pub async fn forget(tx: &mut Tx, late: &Late) -> Result<()> {
    tx.exec(FORGET, values![late.joint.word(), late.record, late.since]).await.map(drop)
}

const STAFF: &str = "select id, role, active, stand_in from governance_user_window order by id";

/// Everybody who ever was of the staff.
pub async fn staff(tx: &mut Tx) -> Result<Vec<OnStaff>> {
    tx.all(STAFF, &[], |row| row.on_staff()).await
}
