//! What was handed over lately, and what waits, as the store's window on effects shows it.

use kernel::{ConversationId, EffectId, Result};
use store::{Row, Tx, values};

const LEAVING: &str = "select id from store_effect where id = $1 and state = 'sending'";
const HANDED: &str = "select cast(count(*) as bigint) as n from connect_handed where at > $1";
const HANDED_AT: &str = "select at from connect_handed where at > $1 order by at limit 1 offset $2";
const HAND_OVER: &str = "
    insert into connect_handed (effect, epoch, at) values ($1, $2, $3) on conflict (effect, epoch) do nothing";
const FORGET: &str = "delete from connect_handed where at < $1";
const UNDER_WAY: &str = "
    select cast(count(*) as bigint) as n from store_effect e
    where e.state = 'sending' and e.kind in ('mail', 'account_mail', 'code_mail', 'staff_mail', 'report_mail')
        and not exists (select 1 from connect_handed h where h.effect = e.id and h.epoch = e.epoch)";

/// Those that wait for their turn, or to be asked whether it has come.
const WAITING: &str = "
    from store_effect e
    where e.state = 'queued' and e.kind in ('mail', 'account_mail', 'code_mail', 'staff_mail', 'report_mail')
        and (e.held_by = 'mail_pace' or e.due_at <= $2)";
/// Who goes first. A payload is JSON as this program writes it: without spaces.
const RANK: &str =
    "cast(case when e.kind <> 'mail' then 0 when e.payload like '%\"class\":\"marketing\"%' then 2
    when e.payload like '%\"class\":\"inquiry\"%' then 1 else 0 end as bigint)";

/// Whether it was given a turn already.
pub async fn is_leaving(tx: &mut Tx, id: EffectId) -> Result<bool> {
    Ok(tx.one(LEAVING, values![id], |_| Ok(())).await?.is_some())
}

fn count(row: &Row<'_>) -> Result<i64> {
    row.get("n")
}

/// How many were handed over after this instant, in milliseconds.
pub async fn handed_since(tx: &mut Tx, since: i64) -> Result<i64> {
    Ok(tx.one(HANDED, values![since], count).await?.unwrap_or(0))
}

/// When, in milliseconds, the one at this place was; the first is at place 0.
pub async fn handed_at(tx: &mut Tx, since: i64, place: i64) -> Result<Option<i64>> {
    tx.one(HANDED_AT, values![since, place], |row| row.get("at")).await
}

/// How many have their turn and were not handed over yet.
pub async fn under_way(tx: &mut Tx) -> Result<i64> {
    Ok(tx.one(UNDER_WAY, &[], count).await?.unwrap_or(0))
}

/// How many that wait go before this one: those of a better rank, and of its own the earlier ones. An earlier mail of
/// the same conversation always does, and so takes the rank of the later one.
pub async fn ahead(
    tx: &mut Tx,
    id: EffectId,
    rank: i64,
    conversation: Option<ConversationId>,
) -> Result<i64> {
    let now = tx.now();
    let same = conversation.map_or_else(String::new, |id| format!("%\"conversation\":\"{id}\"%"));
    let best = format!("select min({RANK}) as n {WAITING} and e.id > $1 and e.payload like $3");
    let best: Option<i64> = tx.one(&best, values![id, now, &same], |row| row.get("n")).await?.flatten();
    let rank = best.map_or(rank, |best| best.min(rank));
    let sql = format!(
        "select cast(count(*) as bigint) as n {WAITING} and e.id <> $1
            and ({RANK} < $4 or ({RANK} = $4 and e.id < $1) or (e.id < $1 and e.payload like $3))"
    );
    Ok(tx.one(&sql, values![id, now, &same, rank], count).await?.unwrap_or(0))
}

pub async fn hand_over(tx: &mut Tx, (id, epoch): (EffectId, i64), now: i64) -> Result<()> {
    tx.exec(HAND_OVER, values![id, epoch, now]).await.map(drop)
}

/// What was handed over before this instant counts no more.
pub async fn forget(tx: &mut Tx, before: i64) -> Result<()> {
    tx.exec(FORGET, values![before]).await.map(drop)
}
