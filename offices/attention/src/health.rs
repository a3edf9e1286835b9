//! The health of the house in one look: its workers, what waits to leave, what stands still, and what is silent.

mod rows;

use kernel::calendar::BusinessHours;
use kernel::{Business, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb, Worker};

use crate::house::{Expectation, House};
use crate::monitor;
use crate::watch::promise::{PROMISES, UNREACHED};
use crate::watch::volume::{self, Verdict};
use crate::watch::{self, STILL_MS, WATCH_STILL_MS, Watch, Watched};

/// A part of the program, and when it last did its round.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkerHealth {
    pub name: String,
    pub at: Timestamp,
    /// It should have done another one by now.
    pub late: bool,
}

/// What is to leave, of one kind.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EffectHealth {
    pub kind: String,
    /// Due, and not gone.
    pub waiting: i64,
    /// When the oldest of these was due.
    pub oldest_at: Option<Timestamp>,
    /// Nobody knows whether it left.
    pub uncertain: i64,
    /// Of the last day.
    pub failed: i64,
}

#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct RunHealth {
    /// Due for more than a minute.
    pub overdue: i64,
    pub oldest_at: Option<Timestamp>,
    /// Stand still until a person decides.
    pub parked: i64,
}

#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct ExceptionHealth {
    pub open: i64,
    pub late: i64,
    pub unowned: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    /// Not four weeks old, or too few come to tell.
    Learning,
    Usual,
    Silent,
    /// Less than somebody expects.
    Below,
    /// Somebody said that nothing is expected.
    Unwatched,
}

/// A door or an automation, and whether anything comes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WatchedHealth {
    /// Give it to `health.expect`.
    pub name: String,
    pub title: String,
    pub owner: Option<UserId>,
    pub last_at: Option<Timestamp>,
    /// Of the last seven days.
    pub week: i64,
    /// How many came in the stretch since then one, two, three and four weeks ago.
    pub usual: Vec<i64>,
    pub expect: Option<Expectation>,
    pub sound: Sound,
}

/// How the staff can be reached when something breaks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReachHealth {
    pub mail_works: bool,
    /// Active users.
    pub users: i64,
    /// Of these, with a device that takes push.
    pub with_push: i64,
}

/// Something that must hold whatever happens, and whether it does.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PromiseHealth {
    /// The code of its exception.
    pub code: &'static str,
    pub title: &'static str,
    /// When it was looked at last; for a monitor outside, when it heard from us.
    pub at: Option<Timestamp>,
    /// It does not hold since then.
    pub broken_since: Option<Timestamp>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Health {
    pub at: Timestamp,
    /// Nothing of what follows needs anybody.
    pub good: bool,
    pub workers: Vec<WorkerHealth>,
    pub promises: Vec<PromiseHealth>,
    pub effects: Vec<EffectHealth>,
    pub runs: RunHealth,
    pub exceptions: ExceptionHealth,
    pub watched: Vec<WatchedHealth>,
    pub reach: ReachHealth,
}

/// Read how the house is: its workers, what waits, what is silent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadHealth {}

impl Query for ReadHealth {
    const VERB: Verb = Verb::get("health.read", "/health");
    type Answer = Health;

    async fn ask(&self, tx: &mut Tx) -> Result<Health> {
        let house = tx.setting::<House>().await?;
        let now = tx.now();
        let hours = tx.setting::<Business>().await?.hours;
        let watched = watch::rows::watched(tx).await?;
        let heard = watched.into_iter().map(|one| heard(one, (&house, &hours), now));
        let watched = heard.collect::<Result<Vec<_>>>()?;
        let beats = watch::rows::beats(tx).await?;
        let mut health = Health {
            at: now,
            good: false,
            promises: promises(tx, &beats).await?,
            workers: workers(now, beats),
            effects: rows::effects(tx).await?,
            runs: rows::runs(tx).await?,
            exceptions: rows::exceptions(tx).await?,
            watched,
            reach: rows::reach(tx).await?,
        };
        health.good = health.is_good();
        Ok(health)
    }
}

impl EffectHealth {
    /// What was due has not gone for a quarter of an hour.
    fn stays(&self, now: Timestamp) -> bool {
        self.oldest_at.is_some_and(|at| now.duration_since(at).as_mins() >= 15)
    }
}

impl Health {
    fn is_good(&self) -> bool {
        let quiet = |one: &WatchedHealth| matches!(one.sound, Sound::Silent | Sound::Below);
        let kept = self.promises.iter().all(|promise| promise.broken_since.is_none());
        let works =
            !self.workers.iter().any(|worker| worker.late) && (self.runs.overdue, self.runs.parked) == (0, 0);
        let leaves = self.effects.iter().all(|effect| effect.uncertain == 0 && !effect.stays(self.at));
        works
            && kept
            && leaves
            && self.reach.mail_works
            && self.exceptions.late == 0
            && !self.watched.iter().any(quiet)
    }
}

/// Those that did a round in the last day, for one renamed since is no news; and the watch however long ago, for nobody
/// else would say that it stands still.
fn workers(now: Timestamp, beats: Vec<(String, Timestamp)>) -> Vec<WorkerHealth> {
    const DAY_MS: i64 = 86_400_000;
    let age = |at: &Timestamp| now.as_millisecond() - at.as_millisecond();
    let still = |name: &str| if name == Watch::NAME { WATCH_STILL_MS } else { STILL_MS };
    let lately = beats.into_iter().filter(|(name, at)| age(at) < DAY_MS || name == Watch::NAME);
    let workers = lately.filter(|(name, _)| name != monitor::BEAT);
    workers.map(|(name, at)| WorkerHealth { late: age(&at) >= still(&name), name, at }).collect()
}

async fn promises(tx: &mut Tx, beats: &[(String, Timestamp)]) -> Result<Vec<PromiseHealth>> {
    let broken = rows::open_since(tx).await?;
    let looked = beats.iter().find(|(name, _)| name == Watch::NAME).map(|(_, at)| *at);
    let outside = monitor::heard_at(tx, beats);
    let made = PROMISES.into_iter().filter(|(code, _)| *code != UNREACHED || outside.is_some());
    let shown = made.map(|(code, title)| PromiseHealth {
        code,
        title,
        at: if code == UNREACHED { outside.flatten() } else { looked },
        broken_since: broken.iter().find(|(open, _)| open == code).map(|(_, at)| *at),
    });
    Ok(shown.collect())
}

fn heard(
    watched: Watched,
    (house, hours): (&House, &BusinessHours),
    now: Timestamp,
) -> Result<WatchedHealth> {
    let expect = house.expectations.get(&watched.name).copied();
    let ms = now.as_millisecond();
    let week = watched.times.iter().filter(|at| at.as_millisecond() > ms - 7 * 86_400_000).count();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(WatchedHealth {
        last_at: watched.times.last().copied(),
        week: count(week),
        usual: volume::usual(&watched.times, ms).into_iter().map(count).collect(),
        sound: match watched.verdict(now, house, hours)? {
            Verdict::Learning => Sound::Learning,
            Verdict::Usual => Sound::Usual,
            Verdict::Silent { .. } => Sound::Silent,
            Verdict::Below { .. } | Verdict::Thin { .. } | Verdict::Told => Sound::Below,
            Verdict::Unwatched => Sound::Unwatched,
        },
        expect,
        name: watched.name,
        title: watched.title,
        owner: watched.owner,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound() -> Health {
        Health {
            at: Timestamp::from_second(100_000).unwrap(),
            good: false,
            workers: vec![],
            promises: vec![],
            effects: vec![],
            runs: RunHealth::default(),
            exceptions: ExceptionHealth::default(),
            watched: vec![],
            reach: ReachHealth { mail_works: true, users: 1, with_push: 0 },
        }
    }

    #[test]
    fn the_watch_stands_still_after_three_minutes_and_is_never_forgotten() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        let at = |seconds: i64| Timestamp::from_second(1_000_000 - seconds).unwrap();
        let late = |name: &str, seconds: i64| {
            let shown = workers(now, vec![(name.to_owned(), at(seconds))]);
            shown.first().map(|worker| worker.late)
        };
        assert_eq!((late(Watch::NAME, 179), late(Watch::NAME, 180)), (Some(false), Some(true)));
        assert_eq!((late("another", 299), late("another", 300)), (Some(false), Some(true)));
        assert_eq!((late(Watch::NAME, 100_000), late("another", 100_000)), (Some(true), None));
    }

    #[test]
    fn what_stays_though_it_is_due_is_not_good() {
        let waits = |minutes: i64| {
            let oldest_at = Timestamp::from_second(100_000 - minutes * 60).ok();
            let mail = EffectHealth { kind: "mail".into(), waiting: 1, oldest_at, uncertain: 0, failed: 0 };
            Health { effects: vec![mail], ..sound() }.is_good()
        };
        assert!(sound().is_good() && waits(14) && !waits(15));
        let broken_since = Timestamp::from_second(99_000).ok();
        let promise = PromiseHealth { code: UNREACHED, title: "", at: None, broken_since };
        assert!(!Health { promises: vec![promise], ..sound() }.is_good(), "a promise that does not hold");
        let runs = RunHealth { parked: 1, ..RunHealth::default() };
        assert!(!Health { runs, ..sound() }.is_good(), "a run that waits for a person");
    }
}
