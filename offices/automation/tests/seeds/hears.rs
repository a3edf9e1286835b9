//! What the naive reference makes of a fact: it ends the run, meets its wait, or says what became of its message.

use automation::document::{Act, Jump, Since, Stop};

use crate::naive::{Naive, Or, Stuck};

impl Naive<'_> {
    /// Thinks about what it was told, one after the other.
    pub fn hear(&mut self) {
        while self.heard < self.told.len() && !self.is_over() {
            let fact = self.heard;
            self.heard += 1;
            match self.ends(Some(fact)) {
                Ok(Some(outcome)) => return self.end(outcome),
                Err(Stuck) if self.state != "parked" => self.park(),
                _ => self.meets(fact),
            }
            self.result(fact);
        }
    }

    /// What ends it: by this fact, or without one by what the records say now.
    pub fn ends(&self, fact: Option<usize>) -> Or<Option<&'static str>> {
        let stops = [(&self.text.document.goal, "goal"), (&self.text.document.exit_when, "exit")];
        let concerns = |stop: &Stop| match fact {
            Some(fact) => stop.facts.iter().any(|kind| kind.as_str() == self.told[fact].1["kind"]),
            None => stop.facts.is_empty(),
        };
        for (stop, outcome) in stops {
            let Some(stop) = stop.as_ref().filter(|stop| concerns(stop)) else { continue };
            if stop.when.as_ref().map_or(Ok(true), |when| self.holds(&when.cel, fact))? {
                return Ok(Some(outcome));
            }
        }
        Ok(None)
    }

    /// A fact that its wait is for.
    pub fn meets(&mut self, fact: usize) {
        let Act::WaitFor(wait) = &self.text.steps[self.at].0.act else { return };
        let (told, body) = &self.told[fact];
        let kind = wait.fact.kinds().iter().find(|kind| kind.as_str() == body["kind"]);
        let since = match &wait.since {
            Since::RunStart => self.started,
            Since::Step(step) => self.came.get(&self.text.at(step)).map_or(self.started, |came| came.0),
        };
        let (Some(kind), true) = (kind, self.state == "waiting" && *told >= since) else { return };
        if self.met.contains(&(fact, self.at)) {
            return;
        }
        let matches = wait.matches.as_ref().map_or(Ok(true), |matches| self.holds(&matches.cel, Some(fact)));
        if !matches!(matches, Ok(false)) {
            self.met.insert((fact, self.at));
        }
        match matches {
            Ok(true) => self.leave("ok", &[("fact", kind.as_str())], &wait.on_hit),
            Ok(false) => {}
            Err(Stuck) => self.park(),
        }
    }

    /// What became of its message.
    fn result(&mut self, fact: usize) {
        let body = self.told[fact].1.clone();
        let mine = self.sent.as_ref().is_some_and(|sent| sent["message"] == body["message"]);
        if !mine || self.state != "waiting_effect" {
            return;
        }
        let reason = body["reason"].as_str().unwrap_or_default();
        match (body["kind"].as_str(), body["hardness"].as_str()) {
            (Some("message.accepted"), _) => self.done(self.sent.clone().unwrap_or_default()),
            (Some("message.skipped"), _) => self.leave("skipped", &[("reason", reason)], &Jump::Next),
            (Some("message.bounced"), Some("uncertain")) => self.park(),
            (Some("message.bounced"), _) => self.fails(false, reason),
            _ => {}
        }
    }
}
