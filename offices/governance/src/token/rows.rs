//! How tokens are kept; their hashes and last use stand beside them.

use kernel::{Error, Result, Timestamp, TokenId, UserId, Value};
use store::{Row, Tx, values};

use super::Token;
use crate::door::rows::Holder;

store::noun! {
    Token is "token" in "governance_token" {
        open name: Text = |t| &t.name;
        open scopes: Doc = |t| Value::doc(&t.scopes);
        open issued_at: At = |t| t.issued_at;
        open until: At = |t| t.until;
        open revoked_at: At = |t| t.revoked_at;
    }
}

const LOAD: &str = "
    select id, rv, owner, team, name, scopes, issued_at, until, revoked_at
    from governance_token where id = $1";
const LIST: &str = "
    select t.id, t.rv, t.owner, t.team, t.name, t.scopes, t.issued_at, t.until, t.revoked_at, k.used_at
    from governance_token t join governance_token_key k on k.token = t.id
    where (t.owner = $1 or $1 is null) and (t.id < $2 or $2 is null) order by t.id desc limit $3";
const LIVE: &str = "
    select id, rv, owner, team, name, scopes, issued_at, until, revoked_at
    from governance_token where owner = $1 and revoked_at is null order by id";
const BY_HASH: &str = "
    select t.id, t.rv, t.owner, t.name, t.scopes, t.issued_at, t.until, t.revoked_at,
        u.team, u.role, u.state
    from governance_token_key k
    join governance_token t on t.id = k.token
    join governance_user u on u.id = t.owner
    where k.hash = $1";
const ADD_KEY: &str = "insert into governance_token_key (token, hash) values ($1, $2)";
const USED: &str = "
    update governance_token_key set used_at = $2 where token = $1 and (used_at is null or used_at <= $3)";

pub async fn load(tx: &mut Tx, id: TokenId) -> Result<Token> {
    tx.one(LOAD, values![id], read).await?.ok_or(Error::Missing("token"))
}

/// Newest first, with their last use; of one owner or of all.
pub async fn list(
    tx: &mut Tx,
    owner: Option<UserId>,
    after: Option<TokenId>,
    limit: i64,
) -> Result<Vec<(Token, Option<Timestamp>)>> {
    tx.all(LIST, values![owner, after, limit], |row| Ok((read(row)?, row.get("used_at")?))).await
}

/// Those of a user nobody has revoked.
pub async fn unrevoked(tx: &mut Tx, owner: UserId) -> Result<Vec<Token>> {
    tx.all(LIVE, values![owner], read).await
}

/// The token behind a hash, and the user it acts for.
pub async fn by_hash(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<(Token, Holder)>> {
    tx.one(BY_HASH, values![hash], |row| Ok((read(row)?, Holder::read(row, "owner")?))).await
}

pub async fn add_key(tx: &mut Tx, id: TokenId, hash: &[u8; 32]) -> Result<()> {
    tx.exec(ADD_KEY, values![id, hash]).await.map(drop)
}

/// Notes the use, unless one was noted within the last `apart` milliseconds.
pub async fn used(tx: &mut Tx, id: TokenId, apart_ms: i64) -> Result<()> {
    let now = tx.now();
    let before = Timestamp::from_millisecond(now.as_millisecond() - apart_ms).map_err(kernel::fault)?;
    tx.exec(USED, values![id, now, before]).await.map(drop)
}

fn read(row: &Row<'_>) -> Result<Token> {
    Ok(Token {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: kernel::Owned { owner: row.get("owner")?, team: None },
        name: row.get("name")?,
        scopes: row.doc("scopes")?,
        issued_at: row.get("issued_at")?,
        until: row.get("until")?,
        revoked_at: row.get("revoked_at")?,
    })
}
