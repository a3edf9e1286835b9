//! What must hold whatever happens, looked at every half minute: what was told has its place in the journal, what
//! somebody held is gone on with, every inquiry is somewhere, and a monitor outside hears from us.
//!
//! Invariant: one exception for each that does not hold, which settles by itself. A house that slept is given the time
//! to wake up. Not here: the ledger, backups, certificates and the clock, whose rooms watch them.

use kernel::{Result, Timestamp, fault};
use store::{Raise, Tx};

use super::rows;
use crate::staff::Staff;

/// Its code, and what it promises.
pub(crate) const PROMISES: [(&str, &str); 4] = [
    (UNSEALED, "What happens has its place in the journal within ten seconds"),
    (ABANDONED, "What somebody has in hand is gone on with when they fail"),
    (UNACCOUNTED, "Every inquiry is a lead, waits for a look, or was set aside"),
    (UNREACHED, "A monitor outside hears from us"),
];
pub(crate) const UNSEALED: &str = "journal.unsealed";
pub(crate) const ABANDONED: &str = "lease.abandoned";
pub(crate) const UNACCOUNTED: &str = "intake.unaccounted";
/// Raised by whoever tells the monitor.
pub(crate) const UNREACHED: &str = "monitor.unreached";

const PLACED_MS: i64 = 10_000;
/// A hold is three times as old as it may be: a worker holds for 10 seconds, whoever carries an effect for 120.
const WORKER_MS: i64 = 20_000;
const EFFECT_MS: i64 = 240_000;
/// A worker whose round is long renews nothing meanwhile: it is asked for a sign of life too.
const SIGN_MS: i64 = 120_000;
const DAY_MS: i64 = 86_400_000;

/// One that does not hold.
struct Broken {
    key: String,
    code: &'static str,
    title: String,
    detail: String,
}

/// What is known of the workers: their names, and when each was heard of last.
pub(super) struct Workers<'w> {
    pub known: &'w [&'static str],
    pub beats: &'w [(String, Timestamp)],
    /// The watch itself was awake lately, so what is late is not late because the house slept.
    pub awake: bool,
}

pub(super) async fn look(tx: &mut Tx, staff: &Staff, workers: &Workers<'_>) -> Result<()> {
    let mut broken = unaccounted(tx).await?;
    // What was late when the house fell asleep is looked at once it is awake.
    let looked: &[&str] = if workers.awake {
        broken.extend(unsealed(tx).await?);
        broken.extend(abandoned(tx, workers).await?);
        &[UNACCOUNTED, UNSEALED, ABANDONED]
    } else {
        &[UNACCOUNTED]
    };
    for code in looked {
        for key in rows::open_keys(tx, code).await? {
            if !broken.iter().any(|one| one.key == key) {
                tx.settle_exception(&key, "it holds again").await?;
            }
        }
    }
    for one in broken {
        raise(tx, staff, one).await?;
    }
    Ok(())
}

async fn raise(tx: &mut Tx, staff: &Staff, broken: Broken) -> Result<()> {
    let Broken { key, code, title, detail } = broken;
    let owner = staff.hearing(None).first().copied();
    tx.raise(Raise { key, code, title, detail, owner, due_hours: Some(1), ..Raise::default() }).await
}

/// Before so long, in milliseconds.
fn ago(tx: &Tx, ms: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(tx.now().as_millisecond() - ms).map_err(fault)
}

async fn unsealed(tx: &mut Tx) -> Result<Option<Broken>> {
    let before = ago(tx, PLACED_MS)?;
    let Some(since) = tx.unsealed_since().await?.filter(|since| *since < before) else { return Ok(None) };
    Ok(Some(Broken {
        key: UNSEALED.into(),
        code: UNSEALED,
        title: "What happens gets no place in the journal".into(),
        detail: format!(
            "Nothing that was told since {} has its place in the journal, so nothing that waits for it goes on: \
             numbers, scores, notifications. What was told is kept. Look for `sealer` in the log of the server and on \
             the health page, and start the server again if it does not recover.",
            since.strftime("%F %H:%M:%S UTC")
        ),
    }))
}

async fn abandoned(tx: &mut Tx, workers: &Workers<'_>) -> Result<Vec<Broken>> {
    let now = tx.now().as_millisecond();
    let (worker_ms, effect_ms) = (now - WORKER_MS, now - EFFECT_MS);
    let before = ago(tx, WORKER_MS)?;
    let heard = |name: &str| workers.beats.iter().find(|(known, _)| known == name).map(|(_, at)| *at);
    let silent = |name: &str| heard(name).is_none_or(|at| now - at.as_millisecond() >= SIGN_MS);
    let lost = |lease: &rows::Lease| {
        let until = lease.until.as_millisecond();
        match lease.kind.as_str() {
            "worker" => {
                until < worker_ms && workers.known.contains(&lease.name.as_str()) && silent(&lease.name)
            }
            _ => until < effect_ms,
        }
    };
    let mut leases = rows::ended_leases(tx, before).await?;
    leases.retain(lost);
    // One of a kind is enough: many letters that nobody carries are one trouble.
    leases.dedup_by(|later, first| (&later.kind, &later.name) == (&first.kind, &first.name));
    Ok(leases.into_iter().map(of_lease).collect())
}

fn of_lease(lease: rows::Lease) -> Broken {
    let what = lease.name.replace('_', " ");
    let (title, why) = match lease.kind.as_str() {
        "worker" => (
            format!("Nobody does the work of {}", lease.name),
            "Whoever did it has given no sign of life, and nobody took it over.",
        ),
        _ => (
            format!("Nobody carries what was under way: {what}"),
            "Whoever carried it is gone, and nobody gave it up to be decided or sent again.",
        ),
    };
    Broken {
        key: format!("{ABANDONED} {} {}", lease.kind, lease.name),
        code: ABANDONED,
        title,
        detail: format!(
            "{why} Its hold ended on {}. Look at the log of the server, and start it again if it does not recover.",
            lease.until.strftime("%F at %H:%M:%S UTC")
        ),
    }
}

/// By door, of the last day: what came is a lead, waits or was set aside. As long as one is open it looks back to its
/// day, so that nothing is forgotten by growing old; what a person closed stays closed.
async fn unaccounted(tx: &mut Tx) -> Result<Vec<Broken>> {
    let open = rows::oldest_open(tx, UNACCOUNTED).await?.unwrap_or_else(|| tx.now());
    let since = Timestamp::from_millisecond(open.as_millisecond() - DAY_MS).map_err(fault)?;
    let mut broken = vec![];
    for door in rows::conserved(tx, since).await?.into_iter().filter(|door| door.nowhere() != 0) {
        let key = format!("{UNACCOUNTED} {}", door.channel);
        let closed = rows::closed_at(tx, &key).await?.filter(|at| *at > since);
        let left = match closed {
            None => Some(door),
            Some(at) => {
                let mut later = rows::conserved(tx, at).await?.into_iter();
                later.rfind(|one| one.channel == door.channel && one.nowhere() != 0)
            }
        };
        broken.extend(left.map(|door| of_door(key, &door, closed.unwrap_or(since))));
    }
    Ok(broken)
}

fn of_door(key: String, door: &rows::Conserved, since: Timestamp) -> Broken {
    let rows::Conserved { channel, came, taken, waits, aside } = door;
    Broken {
        key,
        code: UNACCOUNTED,
        title: format!("Inquiries are nowhere: {}", channel.replace('_', " ")),
        detail: format!(
            "{came} came since {}: {taken} are leads, {waits} wait for a look, {aside} were set aside, and {} are in \
             none of these. What was sent is kept: `intake.list` shows it, and `intake.replay` takes it in once more. \
             Tell whoever looks after the program, then close this and say what you did.",
            since.strftime("%F %H:%M UTC"),
            door.nowhere()
        ),
    }
}
