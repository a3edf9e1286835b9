//! The health of the house in one look: its workers, what waits to leave, what stands still, and what is silent.

mod rows;

use kernel::calendar::BusinessHours;
use kernel::{Business, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use crate::house::{Expectation, House};
use crate::watch::volume::{self, Verdict};
use crate::watch::{self, STILL_MS, Watched};

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

#[derive(Debug, Serialize, JsonSchema)]
pub struct Health {
    pub at: Timestamp,
    /// Nothing of what follows needs anybody.
    pub good: bool,
    pub workers: Vec<WorkerHealth>,
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
        let mut health = Health {
            at: now,
            good: false,
            workers: workers(tx).await?,
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
        let works =
            !self.workers.iter().any(|worker| worker.late) && (self.runs.overdue, self.runs.parked) == (0, 0);
        let leaves = self.effects.iter().all(|effect| effect.uncertain == 0 && !effect.stays(self.at));
        works
            && leaves
            && self.reach.mail_works
            && self.exceptions.late == 0
            && !self.watched.iter().any(quiet)
    }
}

/// Those that did a round in the last day; one renamed since is no news.
async fn workers(tx: &mut Tx) -> Result<Vec<WorkerHealth>> {
    const DAY_MS: i64 = 86_400_000;
    let now = tx.now().as_millisecond();
    let beats = watch::rows::beats(tx).await?.into_iter();
    let age = |at: &Timestamp| now - at.as_millisecond();
    let lately = beats.filter(|(_, at)| age(at) < DAY_MS);
    Ok(lately.map(|(name, at)| WorkerHealth { late: age(&at) >= STILL_MS, name, at }).collect())
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
            effects: vec![],
            runs: RunHealth::default(),
            exceptions: ExceptionHealth::default(),
            watched: vec![],
            reach: ReachHealth { mail_works: true, users: 1, with_push: 0 },
        }
    }

    #[test]
    fn what_stays_though_it_is_due_is_not_good() {
        let waits = |minutes: i64| {
            let oldest_at = Timestamp::from_second(100_000 - minutes * 60).ok();
            let mail = EffectHealth { kind: "mail".into(), waiting: 1, oldest_at, uncertain: 0, failed: 0 };
            Health { effects: vec![mail], ..sound() }.is_good()
        };
        assert!(sound().is_good() && waits(14) && !waits(15));
        let runs = RunHealth { parked: 1, ..RunHealth::default() };
        assert!(!Health { runs, ..sound() }.is_good(), "a run that waits for a person");
    }
}
