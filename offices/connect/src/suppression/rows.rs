//! How suppressions are kept. The only file that names the table `connect_suppression`.

use kernel::{ContactId, Error, Ref, Result, SuppressionId, Value, fault};
use store::{Row, Tx, values};

use super::{Cause, Reason, Suppression, fold};
use crate::mail_out::Address;
use crate::scope::reach;

store::noun! {
    Suppression is "suppression" in "connect_suppression" {
        open hash: Text = |s| Value::Bytes(&s.hash);
        open contact: Id = |s| s.contact;
        open reason: Text = |s| s.reason.word();
        open detail: Text = |s| &s.detail;
        open since: At = |s| s.since;
        open lifted_at: At = |s| s.lifted_at;
    }
}

const LOAD: &str = "
    select id, rv, owner, team, hash, contact, reason, detail, since, lifted_at
    from connect_suppression where id = $1";
const OF: &str = "
    select id, rv, owner, team, hash, contact, reason, detail, since, lifted_at
    from connect_suppression where hash = $1";
const LIST: &str = "
    select s.id, s.rv, s.owner, s.team, s.hash, s.contact, s.reason, s.detail, s.since, s.lifted_at
    from connect_suppression s left join crm_contact_window c on c.id = s.contact
    where (s.hash = $1 or $1 is null) and (s.id < $2 or $2 is null) and s.lifted_at is null
        and ($3 = 'all' or c.owner = $4 or ($3 = 'team' and c.team = $5))
    order by s.id desc limit $6";
const ADDRESSES: &str = "select email from crm_person where id = $1 and email is not null";
const WHOSE: &str = "select id from crm_person where email = $1 order by id limit 1";

pub async fn load(tx: &mut Tx, id: SuppressionId) -> Result<Suppression> {
    tx.one(LOAD, values![id], read).await?.ok_or(Error::Missing("suppression"))
}

/// The one of this address, in force or lifted.
pub async fn of(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<Suppression>> {
    tx.one(OF, values![hash], read).await
}

/// The one that holds for this address now.
pub async fn in_force(tx: &mut Tx, address: &Address) -> Result<Option<Suppression>> {
    let Some(hash) = fold::known(tx, address).await? else { return Ok(None) };
    Ok(of(tx, &hash).await?.filter(Suppression::in_force))
}

/// Newest first, within the reader's scope.
pub async fn list(
    tx: &mut Tx,
    hash: Option<[u8; 32]>,
    after: Option<SuppressionId>,
    limit: i64,
) -> Result<Vec<Suppression>> {
    let (scope, user, team) = reach(tx);
    let after = after.map(Ref::from);
    tx.all(LIST, values![hash.as_ref(), after, scope, user, team, limit], read).await
}

/// The addresses we know of somebody.
pub async fn addresses(tx: &mut Tx, contact: ContactId) -> Result<Vec<String>> {
    tx.all(ADDRESSES, values![contact], |row| row.get("email")).await
}

/// Whose address it is.
pub async fn whose(tx: &mut Tx, address: &Address) -> Result<Option<ContactId>> {
    let folded = address.as_str().to_lowercase();
    tx.one(WHOSE, values![folded], |row| row.get("id")).await
}

/// For a contact we may already know by other means.
pub async fn cause(tx: &mut Tx, address: &Address, reason: Reason, detail: &str) -> Result<Cause> {
    Ok(Cause { contact: whose(tx, address).await?, reason, detail: detail.to_owned() })
}

fn read(row: &Row<'_>) -> Result<Suppression> {
    let reason = Reason::from_word(&row.get::<String>("reason")?);
    Ok(Suppression {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        hash: row.get("hash")?,
        contact: row.get("contact")?,
        reason: reason.ok_or_else(|| fault("connect_suppression_reason allows three words"))?,
        detail: row.get("detail")?,
        since: row.get("since")?,
        lifted_at: row.get("lifted_at")?,
    })
}
