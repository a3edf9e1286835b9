//! What keeps an effect of a run back, from what is known of it. Pure.

use kernel::calendar::{CalendarError, QuietHours, Zone};
use kernel::{Date, Timestamp};
use store::effect::{Leave, Says};

use crate::document::Outcome;
use crate::plan::State;
use crate::run::later;

/// How soon it is asked again where nobody tells when it may leave, in milliseconds.
pub const UNTOLD_MS: i64 = 60_000;
/// How soon it is asked again while the run still thinks, or another message is on its way.
pub const THINKING_MS: i64 = 1_000;
const HOUR_MS: i64 = 3_600_000;
/// What the switch of an automation holds, and what the master stop does.
pub const SWITCH: &str = "switch";
pub const STOP: &str = "stop";
/// What is over by itself.
pub const QUIET: &str = "quiet hours";
pub const DAY: &str = "messages of the day";
pub const QUOTA: &str = "effects of the hour";
pub const SPREAD: &str = "spread";
/// What matters more goes first.
pub const AHEAD: &str = "ahead";

/// Its run ended otherwise than by its last step, and took back what had not left: also what somebody had claimed by
/// then.
pub fn over(run: State) -> Option<Leave> {
    let why = match run {
        State::Done(Outcome::Goal) => "goal",
        State::Done(Outcome::Exit) => "exit",
        State::Cancelled => "cancelled",
        _ => return None,
    };
    Some(Leave::Skip(format!("the automation ended before: {why}")))
}

/// Until a word lets it go, and an hour at most.
pub fn held(by: &str, now: Timestamp) -> Leave {
    Leave::Held { by: by.into(), until: later(now, HOUR_MS) }
}

/// Until then, and people read why.
pub fn until(by: &str, until: Timestamp) -> Leave {
    Leave::Held { by: by.into(), until }
}

/// What people read while this word holds a message back.
pub fn says(by: &str) -> Option<Says> {
    Some(match by {
        STOP => Says::open("Everything automatic stands still; it leaves after that goes on."),
        SWITCH => Says::open("Its automation is switched off; it leaves after somebody switches it on."),
        QUIET => Says::until("It is a quiet hour where they are."),
        DAY => Says::until("They have had what one person gets in a day."),
        QUOTA => Says::until("Its automation has sent what it may in an hour."),
        SPREAD => Says::until("What was overdue leaves spread over some hours."),
        AHEAD => Says::open("Another message to them matters more and goes first."),
        _ => return None,
    })
}

/// Its run has heard something it has not thought about.
pub fn thinks(run: State, has_news: bool, now: Timestamp) -> Option<Leave> {
    let thinks = has_news && !run.is_ended();
    thinks.then(|| Leave::Later(later(now, THINKING_MS)))
}

/// What its step says: it would come too late.
pub fn expired(expires_at: Option<Timestamp>, now: Timestamp) -> Option<Leave> {
    let over = expires_at.is_some_and(|at| at <= now);
    over.then(|| Leave::Skip("expired: it would have come too late".into()))
}

/// Before why a guard has no value: its run does not go on in silence.
const UNASKED: &str = "its guard could not be asked: ";

/// What its guard says, where it has one; an error is why it could not be asked.
pub fn guarded(wanted: Result<bool, String>, gone: bool) -> Option<Leave> {
    match wanted {
        Ok(true) if !gone => None,
        Err(why) if !gone => Some(Leave::Skip(unasked(&why))),
        _ => Some(Leave::Skip("guard: it is no longer wanted".into())),
    }
}

/// Why a message does not leave whose guard has no value.
pub fn unasked(why: &str) -> String {
    format!("{UNASKED}{why}")
}

/// Why the guard has no value, of a message that did not leave for it.
pub fn had_no_value(skipped: &str) -> Option<&str> {
    skipped.strip_prefix(UNASKED)
}

/// What its automation may send in an hour is used up: until when. `left` holds when the others left, the first first.
pub fn of_quota(left: &[Timestamp], most: u32, now: Timestamp) -> Option<Leave> {
    let over = usize::try_from(most).is_ok_and(|most| left.len() >= most);
    let first = left.first().copied().unwrap_or(now);
    over.then(|| until(QUOTA, later(first, HOUR_MS + THINKING_MS)))
}

/// Until when a person is left alone at this moment: `now` where they are not.
pub fn loud(now: Timestamp, quiet: Option<QuietHours>, zone: &Zone) -> Result<Timestamp, CalendarError> {
    quiet.map_or(Ok(now), |quiet| quiet.release(now, zone))
}

/// The first instant of the person's day, and the first of the next.
pub fn day(now: Timestamp, zone: &Zone) -> Result<(Timestamp, Timestamp), CalendarError> {
    let today = zone.shows(now).date();
    let tomorrow = today.tomorrow().map_err(|_| CalendarError::TooFar)?;
    Ok((midnight(zone, today)?, midnight(zone, tomorrow)?))
}

fn midnight(zone: &Zone, day: Date) -> Result<Timestamp, CalendarError> {
    zone.instant(day, "00:00".parse().expect("a time of day in its own form"))
}

/// What a person got today, and is about to get.
#[derive(Debug, Clone, Copy)]
pub struct Got {
    pub left: i64,
    /// On their way at this moment, and nobody knows yet whether they arrive.
    pub leaving: i64,
    /// That wait to leave today too, of automations that matter more.
    pub ahead: i64,
    pub most: i64,
}

/// Whether there is room for one more today; `morning` is when they may be written to again. One that is on its way
/// may yet fail, so whoever waits for it asks again soon; and what matters less leaves room for what matters more and
/// waits already.
pub fn of_day(got: Got, now: Timestamp, morning: Timestamp) -> Leave {
    match got.left {
        left if left >= got.most => until(DAY, morning),
        left if left + got.leaving >= got.most => Leave::Later(later(now, THINKING_MS)),
        left if left + got.leaving + got.ahead >= got.most => until(AHEAD, later(now, UNTOLD_MS)),
        _ => Leave::Now,
    }
}
