//! The fields of a record at another moment: what is known of the columns then, else what they hold now.

use condition::{Fields, Record, Value};
use kernel::{Currency, Date, Money, Timestamp};
use serde_json::Value as Json;

use super::{ANSWERED, Clock, Field, Noun, Of, lead_state};

/// What a column held then, where the journal says that it changed since; null for nothing.
pub type Old<'o> = &'o dyn Fn(&str) -> Option<&'o Json>;

impl Noun {
    /// The record as it was, from the record as it is.
    pub(in crate::sight) fn was(&self, now: &Fields, old: Old<'_>, clock: &Clock) -> Fields {
        let id = now.get("id").map(owned);
        let mut then = id.into_iter().fold(Fields::new(), |fields, id| fields.set("id", id));
        for Field(name, of, _) in self.fields {
            let value = match self.derived(name, now, old) {
                Some(value) => value,
                None => of.was((name, now), old, clock),
            };
            then = value.into_iter().fold(then, |fields, value| fields.set(name, value));
        }
        // What was answered is personal, so of another moment it is not known: it is as it is now.
        then = super::answered::NAMES.iter().fold(then, |then, name| match now.inner(name) {
            Some(answers) => then.record(name, answers.clone()),
            None => then,
        });
        self.days(then, clock)
    }

    /// What a window says in other words than its table.
    fn derived(&self, name: &str, now: &Fields, old: Old<'_>) -> Option<Option<Value<'static>>> {
        let word = |text: &str| Some(Some(Value::Text(text.to_owned().into())));
        match (self.name, name) {
            ("lead", "state") => {
                let now_kept = match now.get(name).map(owned) {
                    Some(Value::Text(word)) if word == "captured" || word == "answered" => {
                        Some("open".into())
                    }
                    Some(Value::Text(word)) => Some(word.into_owned()),
                    _ => None,
                };
                let kept = old(name).and_then(Json::as_str).map(str::to_owned).or(now_kept)?;
                let answered = old(ANSWERED).map_or(now.get(ANSWERED).is_some(), |at| !at.is_null());
                word(lead_state(&kept, answered))
            }
            ("milestone", "invoice_waived") => {
                let state = old("state")?;
                Some(Some(Value::Flag(state == "waived")))
            }
            ("invoice", "state") => {
                let disputed = old("disputed_at").map(|at| !at.is_null());
                let is = now.get("state").map(owned);
                let known = old("state").and_then(Json::as_str);
                match (known, disputed, is) {
                    (Some("issued"), Some(true), _) => word("disputed"),
                    (Some(state), ..) => word(state),
                    (None, Some(false), Some(Value::Text(state))) if state == "disputed" => word("issued"),
                    (None, Some(true), Some(Value::Text(state))) if state == "issued" => word("disputed"),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Days since a day are counted to the moment that is looked at.
    fn days(&self, fields: Fields, clock: &Clock) -> Fields {
        self.fields.iter().fold(fields, |fields, Field(name, of, _)| {
            let Of::DaysSince(day) = of else { return fields };
            let Some(Value::At(begins)) = fields.get(day).map(owned) else { return fields };
            let days = clock.days_since(clock.zone.shows(begins).date());
            days.into_iter().fold(fields, |fields, days| fields.set(name, Value::Int(days)))
        })
    }
}

impl Of {
    fn was(&self, (name, now): (&str, &Fields), old: Old<'_>, clock: &Clock) -> Option<Value<'static>> {
        let is = || now.get(name).map(owned);
        if let Of::Money(minor) = self {
            let Some(minor) = old(minor) else { return is() };
            let currency = match (old("currency").and_then(Json::as_str), is()) {
                (Some(code), _) => Currency::from_code(code),
                (None, Some(Value::Money(money))) => Some(money.currency),
                _ => None,
            };
            return Some(Value::Money(Money { minor: minor.as_i64()?, currency: currency? }));
        }
        let column = match self {
            Of::Nonzero(column) => column,
            Of::DaysSince(_) => return None,
            // A lead has come from where it came from.
            Of::Source => return is(),
            _ => name,
        };
        let Some(old) = old(column) else { return is() };
        match self {
            Of::Text | Of::Id(_) | Of::LeadState => Some(Value::Text(old.as_str()?.to_owned().into())),
            Of::Flag => old.as_bool().map(Value::Flag),
            Of::Int => old.as_i64().map(Value::Int),
            Of::At => old.as_str()?.parse::<Timestamp>().ok().map(Value::At),
            Of::Day => clock.begins(old.as_str()?.parse::<Date>().ok()?).ok().map(Value::At),
            Of::Nonzero(_) => Some(Value::Flag(old.as_i64().unwrap_or(0) != 0)),
            Of::Money(_) | Of::DaysSince(_) | Of::Source => None,
        }
    }
}

/// The value, whoever it was borrowed from.
pub(in crate::sight) fn owned(value: Value<'_>) -> Value<'static> {
    match value {
        Value::Flag(flag) => Value::Flag(flag),
        Value::Int(n) => Value::Int(n),
        Value::Text(text) => Value::Text(text.into_owned().into()),
        Value::At(at) => Value::At(at),
        Value::Span(span) => Value::Span(span),
        Value::Money(money) => Value::Money(money),
        Value::List(items) => Value::List(items.into_iter().map(owned).collect()),
        Value::Record(_) => Value::List(vec![]),
    }
}
