//! How the naive reference goes from step to step, and what it writes down of each.

use automation::document::{Act, IfPast, Jump, Outcome, Repeat, Wait, WaitFor};
use condition::{Fields, Value};
use kernel::Timestamp;
use serde_json::Value as Json;

use crate::naive::{Line, Naive, Or, Stuck};

/// It goes on, to that step or to its end; or it rests.
pub enum Way {
    On(Option<usize>),
    Rests,
}

impl Naive<'_> {
    /// Goes from step to step until one needs time or somebody.
    pub fn go(&mut self, to: Option<usize>) {
        let Some(first) = to else {
            return match self.ends(None) {
                Ok(Some(outcome)) => self.end(outcome),
                _ => self.end("done"),
            };
        };
        match self.ends(None) {
            Ok(Some(outcome)) => return self.end(outcome),
            Ok(None) if self.deadline.is_none_or(|deadline| deadline > self.now) => {}
            _ => {
                (self.at, self.inside) = (first, false);
                return self.park();
            }
        }
        let mut next = Some(first);
        while let Some(at) = next {
            match self.enter(at) {
                Ok(Way::On(to)) => next = to,
                Ok(Way::Rests) => return,
                Err(Stuck) => return self.park(),
            }
        }
        self.end("done");
    }

    fn enter(&mut self, at: usize) -> Or<Way> {
        let text = self.text;
        let (step, below) = (&text.steps[at].0, text.below(at));
        if self.lines.last().is_some_and(|line| line.state == "parked") {
            self.mark("retried", None);
        }
        let from = self.last.replace(at);
        (self.at, self.inside, self.entered, self.failed) = (at, true, self.now, (0, None));
        let visit = *self.visits.entry(at).and_modify(|visit| *visit += 1).or_insert(1);
        self.lines.push(Line {
            visit: (step.id.to_string(), visit),
            state: "running",
            why: None,
            input: None,
        });
        self.rest("running", None);
        if visit > text.most_visits(at) {
            return Err(Stuck);
        }
        let back = from.is_some_and(|from| from == at || text.around(from).any(|outer| outer == at));
        let round = matches!(step.act, Act::Repeat(_)) && back;
        if let Some(only_if) = step.only_if.as_ref().filter(|_| !round)
            && !self.holds(&only_if.cel, None)?
        {
            return Ok(self.passes("skipped", Some("if"), below));
        }
        match &step.act {
            Act::Repeat(repeat) => self.round(repeat, back, back && from != Some(at)),
            act => self.act(act, below),
        }
    }

    fn act(&mut self, act: &Act, below: Option<usize>) -> Or<Way> {
        match act {
            Act::Do(doing) => self.args(&doing.with).map(|_| Way::Rests),
            Act::End(outcome) => {
                self.mark("ok", None);
                self.end(word(*outcome));
                Ok(Way::Rests)
            }
            Act::Branch(branch) => {
                for arm in &branch.arms {
                    if self.holds(&arm.when.cel, None)? {
                        return Ok(self.passes("ok", None, Some(self.text.at(&arm.go))));
                    }
                }
                Ok(self.passes("ok", None, Some(self.text.at(&branch.otherwise))))
            }
            Act::Wait(wait) => match self.wait_ends(wait)? {
                until if until > self.now => Ok(self.rests("sleeping", until)),
                _ => {
                    self.past(wait);
                    Ok(Way::On(below))
                }
            },
            Act::WaitFor(wait) => self.listens(wait),
            Act::Ask(ask) => self.later(&ask.timeout).map(|until| self.rests("waiting_human", until)),
            Act::Approve(ask) => match &ask.above {
                Some(above) if !self.holds(&above.cel, None)? => {
                    Ok(self.passes("skipped", Some("below"), below))
                }
                _ => self.later(&ask.timeout).map(|_| Way::Rests),
            },
            Act::Set(set) => {
                let values = set.iter().map(|(name, arg)| Ok((name.to_string(), self.arg(arg)?)));
                let values = values.collect::<Or<Vec<_>>>()?;
                self.vars.extend(values);
                Ok(self.passes("ok", None, below))
            }
            Act::Call(_) => {
                self.fails(false, "there is no such automation");
                Ok(Way::Rests)
            }
            Act::Repeat(_) => Ok(Way::On(below)),
        }
    }

    /// A wait begins, and may have met already what it counts.
    fn listens(&mut self, wait: &WaitFor) -> Or<Way> {
        let until = self.later(wait.timeout.as_ref().ok_or(Stuck)?)?;
        self.rest("waiting", Some(until));
        let visit = self.visit();
        for fact in 0..self.heard {
            if self.state == "waiting" && self.visit() == visit {
                self.meets(fact);
            }
        }
        Ok(Way::Rests)
    }

    /// Another round, or the step below: `back` where it comes from the `repeat` or its steps, `more` from these.
    fn round(&mut self, repeat: &Repeat, back: bool, more: bool) -> Or<Way> {
        let before = self.rounds.get(&self.at).copied().filter(|_| back).unwrap_or(1);
        let round = before + u32::from(more);
        self.rounds.insert(self.at, round);
        let wanted = || repeat.while_true.as_ref().map_or(Ok(true), |again| self.holds(&again.cel, None));
        if round <= repeat.times && wanted()? {
            self.mark("ok", None);
            return Ok(Way::On(Some(self.at + 1)));
        }
        Ok(self.passes("ok", None, self.text.below(self.at)))
    }

    pub fn leave(&mut self, status: &'static str, more: &[(&str, &str)], jump: &Jump) {
        if *jump == Jump::Escalate {
            return self.park();
        }
        self.comes_to(status, more, Json::Null);
        match jump {
            Jump::Escalate => {}
            Jump::Next => self.go(self.text.below(self.at)),
            Jump::Go(to) => self.go(Some(self.text.at(to))),
            Jump::End(outcome) => self.end(word(*outcome)),
        }
    }

    /// A step that needs nobody came to this, and the next is that one.
    fn passes(&mut self, status: &'static str, reason: Option<&str>, next: Option<usize>) -> Way {
        let reason = reason.map(|reason| ("reason", reason));
        self.comes_to(status, reason.as_slice(), Json::Null);
        Way::On(next)
    }

    /// What a step came to, for its line and for later steps.
    pub fn comes_to(&mut self, status: &'static str, more: &[(&str, &str)], answer: Json) {
        let why = more.iter().find(|(name, _)| *name == "reason").map(|(_, why)| (*why).to_owned());
        self.mark(status, why);
        let path = format!("steps.{}", self.text.steps[self.at].0.id);
        let fields = Fields::read(&answer, self.text.schema(), &path)
            .text("status", status)
            .set("at", Value::At(self.now));
        let fields = more.iter().fold(fields, |fields, (name, text)| fields.text(name, text));
        self.came.insert(self.at, (self.now, fields));
    }

    pub fn past(&mut self, wait: &Wait) {
        match wait {
            Wait::Until(until) if until.if_past == IfPast::Skip => {
                self.comes_to("skipped", &[("reason", "past")], Json::Null)
            }
            _ => self.comes_to("ok", &[], Json::Null),
        }
    }

    pub fn passed(&mut self, wait: &Wait) {
        self.past(wait);
        self.go(self.text.below(self.at));
    }

    pub fn visit(&self) -> Option<(String, u32)> {
        let id = &self.text.steps[self.at].0.id;
        self.visits.get(&self.at).filter(|_| self.inside).map(|visit| (id.to_string(), *visit))
    }

    /// The line of the visit it is in.
    pub fn mark(&mut self, state: &'static str, why: Option<String>) {
        if let Some(line) = self.lines.last_mut().filter(|_| self.inside) {
            (line.state, line.why) = (state, why);
        }
    }

    pub fn rest(&mut self, state: &'static str, until: Option<Timestamp>) {
        (self.state, self.due, self.sent, self.asked, self.said) = (state, until, None, None, None);
        self.mark(if state == "running" { "running" } else { "waiting" }, None);
    }

    fn rests(&mut self, state: &'static str, until: Timestamp) -> Way {
        self.rest(state, Some(until));
        Way::Rests
    }

    pub fn park(&mut self) {
        self.rest("parked", None);
        self.mark("parked", None);
    }

    pub fn end(&mut self, outcome: &'static str) {
        let open = matches!(
            self.lines.last().map(|line| line.state),
            Some("running" | "waiting" | "approval" | "parked")
        );
        (self.state, self.due) = (outcome, None);
        if open {
            self.mark("skipped", Some(format!("the run ended: {outcome}")));
        }
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Goal => "goal",
        Outcome::Exit => "exit",
        Outcome::Done => "done",
    }
}
