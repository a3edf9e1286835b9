//! A wait as it is written: a length of time, so many open days, or a day that stands on a record.
//!
//! Invariant: exactly one of the three; the day on a record is read again when the run wakes.

use std::fmt;

use kernel::calendar::{Delay, TimeOfDay, Whose, Window};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cel, Span};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "WaitText", into = "WaitText")]
pub enum Wait {
    For(Delay),
    /// So many days on which the business is open, at the same time of day.
    Open {
        days: Count,
        zone: Whose,
    },
    Until(Until),
}

/// `{until: {cel: invoice.due_on}, before: {days: 3}, at: 10:00}`: that many calendar days before or after the
/// business-local day of the instant, on the clock of `zone`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Until {
    pub day: Cel,
    pub before: Count,
    pub after: Count,
    /// Where nothing is said: as the day begins, or with a window as it opens.
    pub at: Option<TimeOfDay>,
    pub window: Window,
    pub zone: Whose,
    pub if_past: IfPast,
}

/// What becomes of a wait for a day that is over already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IfPast {
    /// The run goes on at once.
    #[default]
    GoOn,
    /// So too, and the step counts as skipped, which later steps can see.
    Skip,
}

/// How many days: written down, or read from a record each time the wait is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a number of days, or {cel: …} for one that stands on a record")]
pub enum Count {
    Written(u32),
    /// `{cel: billing.reminder_1_days}`
    Read(Cel),
}

impl Default for Count {
    fn default() -> Count {
        Count::Written(0)
    }
}

impl Wait {
    /// What says how many days, where a record does.
    pub fn count(&self) -> Option<&Cel> {
        let counts = match self {
            Wait::For(_) => [None, None],
            Wait::Open { days, .. } => [Some(days), None],
            Wait::Until(until) => [Some(&until.before), Some(&until.after)],
        };
        counts.into_iter().flatten().find_map(|count| match count {
            Count::Read(cel) => Some(cel),
            Count::Written(_) => None,
        })
    }

    /// Whether its end may move while it is waited for.
    pub fn is_read_again(&self) -> bool {
        matches!(self, Wait::Until(_)) || self.count().is_some()
    }

    /// Its length, where that is the same whenever it begins.
    pub fn fixed(&self) -> Option<Span> {
        match self {
            Wait::For(delay) if delay.at.is_none() && delay.window == Window::Any => Some(length(delay)),
            _ => None,
        }
    }

    /// Whether it is surely over by the end of another one that begins at the same moment.
    pub fn is_within(&self, other: &Wait) -> bool {
        let real = |wait: &Wait| wait.fixed().map(Span::as_seconds);
        let open = |wait: &Wait| match wait {
            Wait::Open { days: Count::Written(days), .. } => Some(*days),
            _ => None,
        };
        let shorter = real(self).zip(real(other)).is_some_and(|(own, theirs)| own <= theirs);
        shorter || open(self).zip(open(other)).is_some_and(|(own, theirs)| own <= theirs)
    }
}

fn length(delay: &Delay) -> Span {
    Span { days: delay.days, hours: delay.hours, minutes: delay.minutes, seconds: delay.seconds }
}

impl fmt::Display for Wait {
    /// As people say it, such as `2 open days`, or `4 hours, then when it is open`.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wait::For(delay) => {
                let at = delay.at.map(|at| format!("until {at}"));
                let open = (delay.window == Window::Business).then(|| "then when it is open".to_owned());
                let parts = [Some(length(delay).to_string()).filter(|length| !length.is_empty()), at, open];
                to.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
            }
            Wait::Open { days: Count::Written(1), .. } => to.write_str("1 open day"),
            Wait::Open { days: Count::Written(days), .. } => write!(to, "{days} open days"),
            Wait::Open { .. } => to.write_str("as many open days as a record says"),
            Wait::Until(_) => to.write_str("until a day on a record"),
        }
    }
}

/// Calendar days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Days {
    pub days: Count,
}

/// A wait with all that can be said of one.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct WaitText {
    #[serde(skip_serializing_if = "none")]
    days: u32,
    #[serde(skip_serializing_if = "none")]
    hours: u32,
    #[serde(skip_serializing_if = "none")]
    minutes: u32,
    #[serde(skip_serializing_if = "none")]
    seconds: u32,
    #[serde(skip_serializing_if = "usual")]
    business_days: Count,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Cel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Days>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Days>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<TimeOfDay>,
    #[serde(skip_serializing_if = "usual")]
    window: Window,
    #[serde(skip_serializing_if = "usual")]
    zone: Whose,
    #[serde(skip_serializing_if = "usual")]
    if_past: IfPast,
}

fn none(n: &u32) -> bool {
    *n == 0
}

fn usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl TryFrom<WaitText> for Wait {
    type Error = &'static str;
    fn try_from(text: WaitText) -> Result<Wait, &'static str> {
        let length = text.days + text.hours + text.minutes + text.seconds > 0;
        let of_a_day = text.before.is_some() || text.after.is_some() || !usual(&text.if_past);
        let open = !usual(&text.business_days);
        match (&text.until, open) {
            (Some(_), _) if length || open => {
                Err("a wait `until` a day has no length; say `before` or `after` it")
            }
            (Some(_), _) if text.before.is_some() && text.after.is_some() => {
                Err("a wait is before the day or after it; take one of them out")
            }
            (Some(_), _) => Ok(Wait::Until(text.until())),
            (None, _) if of_a_day => Err("before, after and if_past belong to a wait with `until`"),
            (None, false) => Ok(Wait::For(text.delay())),
            (None, _) if length || text.at.is_some() || !usual(&text.window) => {
                Err("business_days stand alone, with `zone` at most: they end in open hours as it is")
            }
            (None, true) => Ok(Wait::Open { days: text.business_days, zone: text.zone }),
        }
    }
}

impl WaitText {
    fn until(self) -> Until {
        let days = |days: Option<Days>| days.unwrap_or_default().days;
        Until {
            before: days(self.before),
            after: days(self.after),
            day: self.until.expect("asked only of a wait with a day"),
            at: self.at,
            window: self.window,
            zone: self.zone,
            if_past: self.if_past,
        }
    }

    fn delay(self) -> Delay {
        let WaitText { days, hours, minutes, seconds, at, window, zone, .. } = self;
        Delay { days, hours, minutes, seconds, at, window, zone }
    }
}

impl From<Wait> for WaitText {
    fn from(wait: Wait) -> WaitText {
        match wait {
            Wait::For(Delay { days, hours, minutes, seconds, at, window, zone }) => {
                WaitText { days, hours, minutes, seconds, at, window, zone, ..WaitText::default() }
            }
            Wait::Open { days, zone } => WaitText { business_days: days, zone, ..WaitText::default() },
            Wait::Until(Until { day, before, after, at, window, zone, if_past }) => {
                let days = |days| (!usual(&days)).then_some(Days { days });
                let (before, after) = (days(before), days(after));
                WaitText { until: Some(day), before, after, at, window, zone, if_past, ..WaitText::default() }
            }
        }
    }
}
