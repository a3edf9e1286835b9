//! How the trouble of the line is kept: one row while there is any.

use kernel::{Result, UserId, fault};
use store::{Row, Tx, values};

use super::{Kind, Trouble};

const LINE: &str = "mail";

const LOAD: &str = "select trouble, since, until, note from connect_line where name = $1";
const KEEP: &str = "
    insert into connect_line (name, trouble, since, until, note) values ($1, $2, $3, $4, $5)
    on conflict (name) do update
        set trouble = excluded.trouble, until = excluded.until, note = excluded.note";
const FORGET: &str = "delete from connect_line where name = $1";
const ADMINISTRATORS: &str = "
    select id from governance_user_window
    where role = 'administrator' and active is true order by id";

pub async fn trouble(tx: &mut Tx) -> Result<Option<Trouble>> {
    tx.one(LOAD, values![LINE], read).await
}

fn read(row: &Row<'_>) -> Result<Trouble> {
    let kind = Kind::from_word(&row.get::<String>("trouble")?);
    let kind = kind.ok_or_else(|| fault("connect_line_trouble allows two words"))?;
    Ok(Trouble { kind, since: row.get("since")?, until: row.get("until")?, note: row.get("note")? })
}

/// `since` stays that of the trouble before.
pub async fn keep(tx: &mut Tx, trouble: &Trouble) -> Result<()> {
    let Trouble { kind, since, until, note } = trouble;
    tx.exec(KEEP, values![LINE, kind.word(), *since, *until, note]).await.map(drop)
}

pub async fn forget(tx: &mut Tx) -> Result<()> {
    tx.exec(FORGET, values![LINE]).await.map(drop)
}

/// Whoever can change the mail settings; the first of several.
pub async fn administrator(tx: &mut Tx) -> Result<Option<UserId>> {
    let all = tx.all(ADMINISTRATORS, &[], |row| row.get("id")).await?;
    Ok(tx.away().await?.first_here(all, |id: &UserId| *id))
}
