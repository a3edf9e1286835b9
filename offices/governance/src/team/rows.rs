//! How teams are kept.

use kernel::{Error, Result, TeamId};
use store::{Row, Tx, values};

use super::Team;

store::noun! {
    Team is "team" in "governance_team" {
        open name: Text = |t| &t.name;
        open folded: Text = |t| t.folded();
    }
}

const LOAD: &str = "select id, rv, owner, team, name from governance_team where id = $1";
const BY_NAME: &str = "select id, rv, owner, team, name from governance_team where folded = $1";
const LIST: &str = "select id, rv, owner, team, name from governance_team order by folded limit 200";

pub async fn find(tx: &mut Tx, id: TeamId) -> Result<Option<Team>> {
    tx.one(LOAD, values![id], read).await
}

pub async fn load(tx: &mut Tx, id: TeamId) -> Result<Team> {
    find(tx, id).await?.ok_or(Error::Missing("team"))
}

pub async fn by_name(tx: &mut Tx, folded: &str) -> Result<Option<Team>> {
    tx.one(BY_NAME, values![folded], read).await
}

pub async fn list(tx: &mut Tx) -> Result<Vec<Team>> {
    tx.all(LIST, &[], read).await
}

fn read(row: &Row<'_>) -> Result<Team> {
    Ok(Team { id: row.get("id")?, rv: row.get("rv")?, owned: row.owned()?, name: row.get("name")? })
}
