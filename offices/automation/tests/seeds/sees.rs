//! What the naive reference makes of the words of a document: conditions, arguments, the ends of waits.

use std::collections::BTreeMap;

use automation::document::{Act, Arg, Count, Until, Wait};
use automation::sight;
use condition::{Fields, Scope, Value, instant_text};
use jiff::Span;
use kernel::Timestamp;
use kernel::calendar::{Delay, Window, due};
use serde_json::{Map, Value as Json};

use crate::known::house;
use crate::naive::{Naive, Or, Stuck};

impl Naive<'_> {
    /// The moment a wait is over that began as its step was entered.
    pub fn wait_ends(&self, wait: &Wait) -> Or<Timestamp> {
        let days = |count: &Count| match count {
            Count::Written(days) => Ok(*days),
            Count::Read(cel) => match self.value(&cel.cel, None)? {
                Value::Int(days) => Ok(u32::try_from(days.max(0)).unwrap_or(u32::MAX)),
                _ => Err(Stuck),
            },
        };
        match wait {
            Wait::For(delay) => due(self.entered, delay, &self.zones).map_err(|_| Stuck),
            Wait::Open { days: count, zone } => {
                let hours = self.zones.business.in_zone(self.zones.pick(*zone));
                hours.add_business_days(self.entered, days(count)?).map_err(|_| Stuck)
            }
            Wait::Until(until) => {
                self.on_the_day(until, i64::from(days(&until.after)?) - i64::from(days(&until.before)?))
            }
        }
    }

    pub fn on_the_day(&self, until: &Until, days: i64) -> Or<Timestamp> {
        let Value::At(day) = self.value(&until.day.cel, None)? else { return Err(Stuck) };
        let day = self
            .zones
            .business
            .zone()
            .shows(day)
            .date()
            .checked_add(Span::new().days(days))
            .map_err(|_| Stuck)?;
        let midnight = "00:00".parse().map_err(|_| Stuck)?;
        let begins =
            self.zones.pick(until.zone).instant(day, until.at.unwrap_or(midnight)).map_err(|_| Stuck)?;
        if until.window == Window::Any {
            return Ok(begins);
        }
        due(begins, &Delay { window: until.window, zone: until.zone, ..Delay::default() }, &self.zones)
            .map_err(|_| Stuck)
    }

    pub fn later(&self, delay: &Delay) -> Or<Timestamp> {
        due(self.now, delay, &self.zones).map_err(|_| Stuck)
    }

    pub fn args(&self, with: &BTreeMap<String, Arg>) -> Or<Map<String, Json>> {
        with.iter().map(|(name, arg)| Ok((name.clone(), self.arg(arg)?))).collect()
    }

    pub fn arg(&self, arg: &Arg) -> Or<Json> {
        match arg {
            Arg::Literal(value) => Ok(value.clone()),
            Arg::Cel(cel) => self.value(&cel.cel, None).map(|value| value.to_json()),
            Arg::After(delay) => self.later(delay).map(|at| instant_text(at).into()),
            Arg::Parts(parts) => self.args(parts).map(Json::Object),
        }
    }

    pub fn holds(&self, cel: &str, fact: Option<usize>) -> Or<bool> {
        if let Value::Flag(so) = self.value(cel, fact)? { Ok(so) } else { Err(Stuck) }
    }

    pub fn value(&self, cel: &str, fact: Option<usize>) -> Or<Value<'static>> {
        let catalogue = house().office.known_catalogue().map_err(|_| Stuck)?;
        let fact = fact.map(|fact| sight::fact(&self.told[fact].1, catalogue));
        let steps = self.text.steps.iter().enumerate().fold(Fields::new(), |all, (at, (step, _))| {
            let came = self
                .came
                .get(&at)
                .map_or_else(|| Fields::new().text("status", "none"), |came| came.1.clone());
            all.record(step.id.as_str(), came)
        });
        let vars = Fields::read(&Json::Object(self.vars.clone()), self.text.schema(), "vars");
        let itself = matches!(self.text.steps[self.at].0.act, Act::Repeat(_)).then_some(self.at);
        let round = itself.or_else(|| self.text.around(self.at).next());
        let round = round.map(|at| self.rounds.get(&at).copied().unwrap_or(1));
        let vars = round.map_or(vars.clone(), |round| vars.set("round", Value::Int(round.into())));
        let scope =
            Scope::at(self.now).with("trigger", &self.trigger).with("steps", &steps).with("vars", &vars);
        let scope = self.seen.iter().fold(scope, |scope, (name, fields)| scope.with(name, fields));
        let scope = if let Some(fact) = &fact { scope.with("fact", fact) } else { scope };
        self.text.read(cel).value(&scope).map_err(|_| Stuck)
    }
}
