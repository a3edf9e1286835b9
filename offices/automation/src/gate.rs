//! May a mail that a run asked for leave now? Its guard, the hours of the night, one message a day, the stop.
//!
//! Invariant: what the run has heard since and not thought about yet comes first; only then may anything leave.

pub mod rows;

use kernel::calendar::Zone;
use kernel::{Business, ContactId, Result, RunId, Timestamp, fault};
use serde_json::Value as Json;
use store::Tx;
use store::effect::{Claimed, Gate, Leave};

use crate::clock;
use crate::document::StepId;
use crate::office;
use crate::run::rows as runs;
use crate::run::walk::look;
use crate::run::{Kept, later, steps};
use crate::settings::Settings;

/// For effects of kind `mail`.
pub struct MayLeave;

/// How soon it is asked again while everything stands still, in milliseconds.
const STOPPED_MS: i64 = 60_000;
/// How soon it is asked again while the run still thinks.
const THINKING_MS: i64 = 1_000;

impl Gate for MayLeave {
    async fn may_leave(&self, tx: &mut Tx, effect: &Claimed) -> Result<Leave> {
        let Some(run) = effect.run.map(<RunId as kernel::Id>::from_bytes) else { return Ok(Leave::Now) };
        let settings = tx.setting::<Settings>().await?;
        let Some(kept) = runs::find(tx, run).await? else { return Ok(Leave::Now) };
        if settings.stopped || !runs::is_on(tx, kept.automation).await? {
            return Ok(Leave::Later(later(tx.now(), STOPPED_MS)));
        }
        if !effect.resend && clock::waits_for_a_word(tx).await? {
            return Ok(Leave::Later(later(tx.now(), STOPPED_MS)));
        }
        if !kept.machine.state().is_ended() && runs::has_news(tx, run).await? {
            return Ok(Leave::Later(later(tx.now(), THINKING_MS)));
        }
        if let Some(no) = of_step(tx, &kept, effect).await? {
            return Ok(no);
        }
        if let Some(later) = of_quota(tx, &kept, effect).await? {
            return Ok(Leave::Later(later));
        }
        of_person(tx, effect, &settings).await
    }
}

/// What its step says: too late, or no longer wanted.
async fn of_step(tx: &mut Tx, kept: &Kept, effect: &Claimed) -> Result<Option<Leave>> {
    let Some(message) = &effect.subject else { return Ok(None) };
    let Some(step) = steps::rows::awaiting(tx, kept.id, message).await? else { return Ok(None) };
    if step.expires_at.is_some_and(|at| at <= tx.now()) {
        return Ok(Some(Leave::Skip("expired: it would have come too late".into())));
    }
    let Ok(plan) = office::plan(tx, kept.version).await? else {
        return Ok(Some(Leave::Later(later(tx.now(), STOPPED_MS))));
    };
    let id: StepId = step.step.parse().map_err(fault)?;
    if !plan.is_guarded(&id) {
        return Ok(None);
    }
    let office = office::of(tx)?;
    let sight = look(tx, kept, &plan, &office).await?;
    Ok(match plan.may_leave(&kept.machine, &id, &sight.view()) {
        Ok(true) if !sight.gone => None,
        Ok(_) => Some(Leave::Skip("guard: it is no longer wanted".into())),
        Err(reason) => Some(Leave::Skip(format!("guard: {reason}"))),
    })
}

const HOUR_MS: i64 = 3_600_000;

/// What its automation may send in an hour is used up: until when.
async fn of_quota(tx: &mut Tx, kept: &Kept, effect: &Claimed) -> Result<Option<Timestamp>> {
    let Ok(plan) = office::plan(tx, kept.version).await? else { return Ok(None) };
    let Some(most) = plan.document().quota.and_then(|quota| quota.effects_per_hour) else { return Ok(None) };
    let since = later(tx.now(), -HOUR_MS);
    let left = rows::left_of(tx, kept.automation, since, effect.id).await?;
    let over = usize::try_from(most).is_ok_and(|most| left.len() >= most);
    let first = left.first().copied().unwrap_or_else(|| tx.now());
    Ok(over.then(|| later(first, HOUR_MS + THINKING_MS)))
}

/// What the person may expect: quiet at night, and not more than one a day.
async fn of_person(tx: &mut Tx, effect: &Claimed, settings: &Settings) -> Result<Leave> {
    let Some(contact) = effect.person.map(<ContactId as kernel::Id>::from_bytes) else {
        return Ok(Leave::Now);
    };
    if class(&effect.payload) == "transactional" {
        return Ok(Leave::Now);
    }
    if class(&effect.payload) == "marketing" && office::of(tx)?.clock.is_back(tx.now()) {
        return Ok(Leave::Later(later(tx.now(), STOPPED_MS)));
    }
    let business = tx.setting::<Business>().await?;
    let zone = rows::zone(tx, contact).await?.and_then(|name| Zone::try_from(name).ok());
    let zone = zone.unwrap_or_else(|| business.zone().clone());
    let now = tx.now();
    let loud = |at: Timestamp| match business.quiet_hours {
        Some(quiet) => quiet.release(at, &zone),
        None => Ok(at),
    };
    let release = loud(now)?;
    if release > now {
        return Ok(Leave::Later(release));
    }
    let today = zone.shows(now).date();
    let (start, end) = (midnight(&zone, today)?, midnight(&zone, today.tomorrow().map_err(fault)?)?);
    let left = rows::left_since(tx, contact, start).await? + rows::leaving(tx, contact, effect.id).await?;
    if left >= settings.messages_a_day { Ok(Leave::Later(loud(end)?)) } else { Ok(Leave::Now) }
}

fn midnight(zone: &Zone, day: kernel::Date) -> Result<Timestamp> {
    let midnight = "00:00".parse().expect("a time of day in its own form");
    Ok(zone.instant(day, midnight)?)
}

fn class(payload: &Json) -> &str {
    payload["class"].as_str().unwrap_or("transactional")
}
