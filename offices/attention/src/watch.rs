//! The watch: what should have happened and did not. A door nobody came through, an automation that took up nobody,
//! mail that stopped leaving, a worker that stopped, an effect nobody carries: absence is an event, and somebody hears.
//!
//! Invariant: one exception for each, which settles by itself when it moves again; what a person closed stays closed
//! until it has moved.

pub mod commands;
pub(crate) mod promise;
pub(crate) mod rows;
pub(crate) mod volume;

use std::sync::Arc;

use kernel::calendar::BusinessHours;
use kernel::{Business, Result, Timestamp, UserId, fault};
use store::{Raise, Tx};
use verbs::{Desk, Worker};

use crate::house::House;
use crate::monitor;
use crate::staff::Staff;
use volume::Verdict;

const ROUND_MS: i64 = 300_000;
/// A worker that did no round for so long stands still, in milliseconds. They beat every half minute.
pub(crate) const STILL_MS: i64 = 300_000;
/// The watch itself stands still sooner: nobody else would say so.
pub(crate) const WATCH_STILL_MS: i64 = 180_000;
/// If our own last beat is older, it was the whole house that slept.
const AWAKE_MS: i64 = 120_000;
/// Due so long ago and in nobody's hands.
const EFFECT_MS: i64 = 900_000;

pub struct Watch;

/// Something whose volume is watched.
#[derive(Debug, Clone)]
pub(crate) struct Watched {
    /// `door form_…`, `door email`, `automation automation_…`, `channel mail`.
    pub name: String,
    pub title: String,
    pub owner: Option<UserId>,
    /// When something came, oldest first, of the last five weeks.
    pub times: Vec<Timestamp>,
    /// Silence before this is none: it was off, or practised.
    pub since: Option<Timestamp>,
    /// Its own document says how much is expected, whose watch that is: whether it holds.
    pub holds: Option<bool>,
}

impl Watched {
    fn is_door(&self) -> bool {
        self.name.starts_with("door ")
    }

    fn is_channel(&self) -> bool {
        self.name.starts_with("channel ")
    }

    fn code(&self) -> &'static str {
        match (self.is_door(), self.is_channel()) {
            (true, _) => "door.silent",
            (_, true) => "channel.silent",
            _ => "automation.silent",
        }
    }

    /// What a person expects counts first, then what its document says, then custom.
    pub fn verdict(&self, now: Timestamp, house: &House, hours: &BusinessHours) -> Result<Verdict> {
        let expected = house.expectations.get(&self.name);
        match (expected, self.holds) {
            (None, Some(true)) => Ok(Verdict::Usual),
            (None, Some(false)) => Ok(Verdict::Told),
            (None, None) if self.is_channel() => {
                volume::by_day(&self.times, now, hours, house.least_percent).map_err(fault)
            }
            _ => Ok(volume::judge(&self.times, now, expected, self.since)),
        }
    }

    fn key(&self) -> String {
        format!("silent {}", self.name)
    }
}

impl Worker for Watch {
    const NAME: &'static str = "attention.watch";
    const HEARS: verbs::Hears = verbs::Hears::Nothing;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let rooms = desk.registry.workers.iter().map(|worker| worker.name);
        let reactions = desk.store.reactions().iter().map(|(name, _)| *name);
        let known: Arc<Vec<&'static str>> =
            Arc::new(rooms.chain(reactions).chain(["effects", "sealer"]).collect());
        let work = desk.store.claim("attention.watch", move |tx| {
            let known = known.clone();
            Box::pin(async move { look(tx, &known).await })
        });
        work.await?;
        monitor::tell(desk).await?;
        let next = desk.store.now().as_millisecond() + ROUND_MS;
        Ok(Some(Timestamp::from_millisecond(next).map_err(fault)?))
    }
}

async fn look(tx: &mut Tx, known: &[&'static str]) -> Result<()> {
    let staff = Staff::load(tx).await?;
    let house = tx.setting::<House>().await?;
    let hours = tx.setting::<Business>().await?.hours;
    for watched in rows::watched(tx).await? {
        let verdict = watched.verdict(tx.now(), &house, &hours)?;
        speak_of(tx, &staff, &watched, verdict).await?;
    }
    effects(tx, &staff).await?;
    unasked(tx, &staff).await?;
    let beats = rows::beats(tx).await?;
    let now = tx.now().as_millisecond();
    let awake = beats.iter().any(|(name, at)| name == Watch::NAME && now - at.as_millisecond() < AWAKE_MS);
    let all = promise::Workers { known, beats: &beats, awake };
    promise::look(tx, &staff, &all).await?;
    workers(tx, &staff, &all).await
}

async fn speak_of(tx: &mut Tx, staff: &Staff, watched: &Watched, verdict: Verdict) -> Result<()> {
    let (title, detail) = match &verdict {
        Verdict::Silent { usual } => (format!("{} is silent", watched.title), silence(watched, usual)),
        Verdict::Below { came, expected } => (
            format!("{} is below what is expected", watched.title),
            format!(
                "{came} in the last {} hours; at least {} are expected. {}",
                expected.hours,
                expected.at_least,
                advice(watched)
            ),
        ),
        Verdict::Thin { came, usual } => (
            format!("{} has nearly stopped", watched.title),
            format!(
                "{came} in the last business day; on the same days of the last four weeks there were {}. {}",
                counts(usual),
                advice(watched)
            ),
        ),
        Verdict::Learning | Verdict::Usual | Verdict::Unwatched | Verdict::Told => {
            return tx.settle_exception(&watched.key(), "something came again").await.map(drop);
        }
    };
    let last = watched.times.last().copied();
    if rows::closed_since(tx, &watched.key(), last).await? {
        return Ok(());
    }
    tx.raise(Raise {
        key: watched.key(),
        code: watched.code(),
        title,
        detail,
        owner: staff.hearing(watched.owner).first().copied(),
        due_hours: Some(4),
        ..Raise::default()
    })
    .await
}

/// In numbers a person can check.
fn silence(watched: &Watched, usual: &[usize]) -> String {
    let since = watched.times.last().map(|at| at.strftime("%F %H:%M UTC").to_string()).unwrap_or_default();
    let moved = if watched.is_channel() { "has left" } else { "came" };
    format!(
        "Nothing {moved} since {since}. In the same stretch of the last four weeks there were {}. {}",
        counts(usual),
        advice(watched)
    )
}

fn counts(usual: &[usize]) -> String {
    usual.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn advice(watched: &Watched) -> &'static str {
    if watched.is_door() {
        "Try the door yourself: open it, send something, see that it arrives. If this is right, close it and say why."
    } else if watched.is_channel() {
        "Look at the outbox and at the mail settings, and whether everything automatic was stopped; send yourself a \
         message. If this is right, close it and say why."
    } else {
        "Look whether what starts it still happens, and whether it is switched on. If this is right, close it and say \
         why."
    }
}

/// What is due and nobody carries. Mail and paper have watches of their own, which know what to do.
async fn effects(tx: &mut Tx, staff: &Staff) -> Result<()> {
    let before = Timestamp::from_millisecond(tx.now().as_millisecond() - EFFECT_MS).map_err(fault)?;
    let late = rows::late_effects(tx, before).await?;
    for (kind, count) in &late {
        tx.raise(Raise {
            key: format!("effect.late {kind}"),
            code: "effect.late",
            title: format!("What should leave does not: {}", kind.replace('_', " ")),
            detail: format!(
                "{count} have been due for more than 15 minutes and nobody carries them. Look at the workers on the \
                 health page and at the log of the server."
            ),
            owner: staff.hearing(None).first().copied(),
            due_hours: Some(1),
            ..Raise::default()
        })
        .await?;
    }
    for key in rows::open_keys(tx, "effect.late").await? {
        if !late.iter().any(|(kind, _)| key == format!("effect.late {kind}")) {
            tx.settle_exception(&key, "it leaves again").await?;
        }
    }
    Ok(())
}

/// What nobody can say whether it may leave: the question itself breaks, each time.
async fn unasked(tx: &mut Tx, staff: &Staff) -> Result<()> {
    let aside = rows::unasked_effects(tx).await?;
    for (kind, count, why) in &aside {
        tx.raise(Raise {
            key: format!("effect.unasked {kind}"),
            code: "effect.unasked",
            title: format!("What should leave is put aside: {}", kind.replace('_', " ")),
            detail: format!(
                "Something breaks on our side whenever {count} of them are asked whether they may leave: {why}. All \
                 others leave. They are asked again every five minutes; the log of the server says more."
            ),
            owner: staff.hearing(None).first().copied(),
            due_hours: Some(1),
            ..Raise::default()
        })
        .await?;
    }
    for key in rows::open_keys(tx, "effect.unasked").await? {
        if !aside.iter().any(|(kind, ..)| key == format!("effect.unasked {kind}")) {
            tx.settle_exception(&key, "they could be asked again").await?;
        }
    }
    Ok(())
}

async fn workers(tx: &mut Tx, staff: &Staff, all: &promise::Workers<'_>) -> Result<()> {
    let now = tx.now().as_millisecond();
    let age = |at: &Timestamp| now - at.as_millisecond();
    for (name, at) in all.beats.iter().filter(|(name, _)| all.known.contains(&name.as_str())) {
        let key = format!("worker.silent {name}");
        if age(at) < STILL_MS {
            tx.settle_exception(&key, "it works again").await?;
        } else if all.awake {
            raise_still(tx, staff, (key, name, at)).await?;
        }
    }
    Ok(())
}

async fn raise_still(tx: &mut Tx, staff: &Staff, still: (String, &str, &Timestamp)) -> Result<()> {
    let (key, name, at) = still;
    tx.raise(Raise {
        key,
        code: "worker.silent",
        title: format!("A part of the program stands still: {name}"),
        detail: format!(
            "It did its last round on {}. Look at the log of the server for its name, and start the server again if it \
             does not recover.",
            at.strftime("%F at %H:%M UTC")
        ),
        owner: staff.hearing(None).first().copied(),
        due_hours: Some(1),
        ..Raise::default()
    })
    .await
}
