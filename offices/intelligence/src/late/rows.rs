//! What somebody was told of, and who of the staff is active.

use kernel::{Date, Joint, Result, UserId, fault};
use store::{Row, Tx, values};

use super::Late;
use crate::reactions::record;

const TOLD: &str = "select joint, kind, id, since from intelligence_late";

pub async fn told(tx: &mut Tx) -> Result<Vec<Late>> {
    let read = |row: &Row<'_>| {
        let joint = Joint::from_word(&row.get::<String>("joint")?);
        Ok(Late {
            joint: joint.ok_or_else(|| fault("no such joint"))?,
            record: record(&row.get::<String>("kind")?, row.get("id")?)?,
            since: row.get("since")?,
        })
    };
    tx.all(TOLD, &[], read).await
}

const KEEP: &str = "
    insert into intelligence_late (joint, kind, id, since, told_on) values ($1, $2, $3, $4, $5)
    on conflict (joint, id) do update set since = excluded.since, told_on = excluded.told_on";

pub async fn keep(tx: &mut Tx, late: &Late, on: Date) -> Result<()> {
    let (joint, kind) = (late.joint.word(), late.record.kind);
    tx.exec(KEEP, values![joint, kind, late.record, late.since, on]).await.map(drop)
}

const FORGET: &str = "delete from intelligence_late where joint = $1 and id = $2";

pub async fn forget(tx: &mut Tx, late: &Late) -> Result<()> {
    tx.exec(FORGET, values![late.joint.word(), late.record]).await.map(drop)
}

const ACTIVE: &str = "select id, role from governance_user_window where active is true order by id";

/// Everybody active, with their role.
pub async fn active(tx: &mut Tx) -> Result<Vec<(UserId, String)>> {
    tx.all(ACTIVE, &[], |row| Ok((row.get("id")?, row.get("role")?))).await
}
