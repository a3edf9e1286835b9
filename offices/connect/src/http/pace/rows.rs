//! How paces are kept: one row for each connection that was called.

use kernel::{ConnectionId, Error, Result};
use store::{Row, Tx, values};

use super::Pace;

const LOAD: &str = "select evenly, turn from connect_pace where connection = $1";
const BEGIN: &str = "
    insert into connect_pace (connection, evenly, turn) values ($1, $2, $3) on conflict (connection) do nothing";
const GO_ON: &str = "
    update connect_pace set evenly = $2, turn = $3 where connection = $1 and evenly = $4 and turn = $5";
const FORGET: &str = "delete from connect_pace where connection = $1";

/// Where it stands; nothing for one that was never called.
pub(super) async fn load(tx: &mut Tx, connection: ConnectionId) -> Result<Option<Pace>> {
    let read = |row: &Row<'_>| Ok(Pace { evenly: row.get("evenly")?, turn: row.get("turn")? });
    tx.one(LOAD, values![connection], read).await
}

/// Goes on from where it stood; who finds that another process was faster looks again.
pub(super) async fn keep(
    tx: &mut Tx,
    connection: ConnectionId,
    before: Option<Pace>,
    after: Pace,
) -> Result<()> {
    let kept = match before {
        None => tx.exec(BEGIN, values![connection, after.evenly, after.turn]).await?,
        Some(before) => {
            let values = values![connection, after.evenly, after.turn, before.evenly, before.turn];
            tx.exec(GO_ON, values).await?
        }
    };
    if kept == 1 { Ok(()) } else { Err(Error::Again) }
}

/// It is called no more.
pub(in crate::http) async fn forget(tx: &mut Tx, connection: ConnectionId) -> Result<()> {
    tx.exec(FORGET, values![connection]).await.map(drop)
}
