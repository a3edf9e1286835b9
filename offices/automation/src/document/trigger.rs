//! What starts a run: a fact, a day on a record, a schedule, a hook, a button, or something that did not happen.
//!
//! Invariant: exactly one of the six, and only the words that belong to it.

use std::collections::BTreeMap;

use kernel::Timestamp;
use kernel::calendar::{TimeOfDay, Whose, Window};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::wait::Days;
use super::{Cel, Count, FactKind, Facts, Span, Takes, Until, Wait};

/// What starts a run, and what must be true of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Written", into = "Written")]
pub struct Trigger {
    pub on: On,
    pub when: Option<Cel>,
    /// Of facts that come in quick succession the last one starts it, once nothing more comes.
    pub debounce: Option<Debounce>,
    /// How many may begin in a time, of one record or person.
    pub throttle: Option<Throttle>,
}

/// How long it has to be quiet about a record before the last fact about it starts a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Debounce {
    #[serde(rename = "for")]
    pub quiet: Span,
    /// So long after the first of them it begins, however many still come.
    pub at_most: Span,
}

impl Debounce {
    /// When it begins, where the first fact and the last one came then.
    pub fn begins_at(&self, first: Timestamp, last: Timestamp) -> Timestamp {
        let after =
            |at: Timestamp, span: Span| at.saturating_add(jiff::SignedDuration::from_secs(span.as_seconds()));
        after(last, self.quiet).unwrap_or(last).min(after(first, self.at_most).unwrap_or(last))
    }

    /// Why a fact does not start it at once.
    pub fn waits(&self) -> String {
        format!("it waits until nothing more comes for {}, and begins with the last of it", self.quiet)
    }
}

/// No more than so many in a time that goes along; one more is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    pub most: u32,
    pub per: Span,
}

impl Throttle {
    /// Why one more is not taken in.
    pub fn too_many(&self) -> String {
        let (runs, per) = (if self.most == 1 { "run" } else { "runs" }, self.per);
        format!("{} {runs} of it began for them within {per}, and more are not wanted", self.most)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    Fact(Facts),
    /// The day on the subject; what is past when the automation is switched on starts nothing.
    Date(Until),
    Schedule {
        schedule: Schedule,
        /// One run for each open record of the subject, instead of one for the business.
        each: bool,
    },
    Webhook {
        webhook: Webhook,
        /// Whose address it is: found, or made.
        contact: Option<Cel>,
    },
    Button(Button),
    Silence {
        silence: Silence,
        /// Which of the `without` facts counts, over `fact` and `trigger`; else the same subject or contact.
        matches: Option<Cel>,
    },
}

/// When, by RFC 5545, on the clock of the business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// A recurrence rule, such as `FREQ=WEEKLY;BYDAY=MO`.
    pub rrule: String,
    /// The time of day.
    pub at: TimeOfDay,
    /// `business`: the zone of the business, and no other.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub zone: Whose,
}

fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// An address another system calls with JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Webhook {
    /// What the JSON has: read as `trigger.payload.NAME`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: Takes,
}

/// A button on the records of the subject, and what another automation calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Button {
    /// What stands on it, such as `Send the welcome`.
    pub label: String,
    /// What whoever presses it is asked for: read as `trigger.payload.NAME`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: Takes,
}

/// A thing that did not happen within a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Silence {
    /// From this fact on; a later one of the same subject begins the time anew.
    pub after: Facts,
    pub without: Facts,
    #[serde(rename = "for")]
    pub length: Wait,
    /// What breaks it begins the time anew, instead of ending it until the next `after`.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub anew: bool,
}

/// A trigger as it is written.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<Facts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Cel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Days>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Days>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<TimeOfDay>,
    #[serde(skip_serializing_if = "is_usual")]
    window: Window,
    #[serde(skip_serializing_if = "is_usual")]
    zone: Whose,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule: Option<Schedule>,
    #[serde(skip_serializing_if = "is_usual")]
    each: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook: Option<Webhook>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<Cel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    button: Option<Button>,
    #[serde(skip_serializing_if = "Option::is_none")]
    silence: Option<Silence>,
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    matches: Option<Cel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<Cel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    debounce: Option<Debounce>,
    #[serde(skip_serializing_if = "Option::is_none")]
    throttle: Option<Throttle>,
}

impl TryFrom<Written> for Trigger {
    type Error = &'static str;
    fn try_from(mut written: Written) -> Result<Trigger, &'static str> {
        let (when, debounce, throttle) = (written.when.take(), written.debounce, written.throttle);
        written.on().map(|on| Trigger { on, when, debounce, throttle })
    }
}

impl Written {
    fn on(mut self) -> Result<On, &'static str> {
        self.check()?;
        let fact = self.fact.take().map(On::Fact);
        let webhook = self.webhook.take();
        let webhook = webhook.map(|webhook| On::Webhook { webhook, contact: self.contact.take() });
        let schedule = self.schedule.take().map(|schedule| On::Schedule { schedule, each: self.each });
        let silence = self.silence.take();
        let silence = silence.map(|silence| On::Silence { silence, matches: self.matches.take() });
        let button = self.button.take().map(On::Button);
        let date = self.date.take().map(|day| On::Date(self.until(day)));
        let mut all = [fact, date, schedule, webhook, button, silence].into_iter().flatten();
        match (all.next(), all.next()) {
            (Some(on), None) => Ok(on),
            (None, _) => {
                Err("nothing starts it; give it one of fact, date, schedule, webhook, button, silence")
            }
            (Some(_), Some(_)) => Err("two things start it; make two automations of it"),
        }
    }

    /// Words that belong to another trigger.
    fn check(&self) -> Result<(), &'static str> {
        let of_a_date = self.before.is_some() || self.after.is_some() || self.at.is_some();
        let of_a_date = of_a_date || !is_usual(&self.window) || !is_usual(&self.zone);
        match self {
            _ if self.date.is_none() && of_a_date => {
                Err("before, after, at, window and zone belong to `date`")
            }
            _ if self.before.is_some() && self.after.is_some() => {
                Err("a start is before the day or after it; take one of them out")
            }
            _ if self.schedule.is_none() && self.each => Err("`each` belongs to `schedule`"),
            _ if self.webhook.is_none() && self.contact.is_some() => Err("`contact` belongs to `webhook`"),
            _ if self.fact.is_none() && self.debounce.is_some() => Err("`debounce` belongs to `fact`"),
            _ if self.silence.is_none() && self.matches.is_some() => Err("`match` belongs to `silence`"),
            _ => Ok(()),
        }
    }

    fn until(&self, day: Cel) -> Until {
        let days = |days: &Option<Days>| days.clone().unwrap_or_default().days;
        Until {
            day,
            before: days(&self.before),
            after: days(&self.after),
            at: self.at,
            window: self.window,
            zone: self.zone,
            if_past: super::IfPast::GoOn,
        }
    }
}

impl From<Trigger> for Written {
    fn from(trigger: Trigger) -> Written {
        let plain = Written {
            when: trigger.when,
            debounce: trigger.debounce,
            throttle: trigger.throttle,
            ..Written::default()
        };
        match trigger.on {
            On::Fact(fact) => Written { fact: Some(fact), ..plain },
            On::Date(Until { day, before, after, at, window, zone, .. }) => {
                let days = |days| (days != Count::default()).then_some(Days { days });
                let (before, after) = (days(before), days(after));
                Written { date: Some(day), before, after, at, window, zone, ..plain }
            }
            On::Schedule { schedule, each } => Written { schedule: Some(schedule), each, ..plain },
            On::Webhook { webhook, contact } => Written { webhook: Some(webhook), contact, ..plain },
            On::Button(button) => Written { button: Some(button), ..plain },
            On::Silence { silence, matches } => Written { silence: Some(silence), matches, ..plain },
        }
    }
}

impl Trigger {
    /// The facts that start it by themselves.
    pub fn facts(&self) -> &[FactKind] {
        if let On::Fact(facts) = &self.on { facts.kinds() } else { &[] }
    }

    /// The facts whose fields `trigger` has in a run.
    pub fn told_by(&self) -> &[FactKind] {
        match &self.on {
            On::Fact(facts) => facts.kinds(),
            On::Silence { silence, .. } => silence.after.kinds(),
            _ => &[],
        }
    }

    /// What whoever starts it gives: `trigger.payload`. The address of the contact is always a text.
    pub fn takes(&self) -> Takes {
        match &self.on {
            On::Button(button) => button.fields.clone(),
            On::Webhook { webhook, contact } => {
                let mut fields = webhook.fields.clone();
                let named = contact.as_ref().and_then(|cel| cel.cel.trim().strip_prefix("trigger.payload."));
                if let Some(Ok(name)) = named.map(str::parse) {
                    fields.entry(name).or_default();
                }
                fields
            }
            _ => Takes::new(),
        }
    }

    /// The word for it in rows and facts.
    pub fn word(&self) -> &'static str {
        match &self.on {
            On::Fact(_) => "fact",
            On::Date(_) => "date",
            On::Schedule { .. } => "schedule",
            On::Webhook { .. } => "webhook",
            On::Button(_) => "button",
            On::Silence { .. } => "silence",
        }
    }
}
