//! A naive reference of a run: one document, walked over the list of what happened to it. Written from the grammar and
//! the specification, not from the machine: it knows no lease, no lane, and no turn that is taken twice.
//!
//! Conditions are read by `condition`, times by `kernel::calendar`, which have oracles of their own. Not followed: a
//! way of more than 64 steps without a rest, a call that is answered, a message a person wrote anew, http.

use std::collections::{BTreeMap, HashSet};

use automation::automation::Mode;
use automation::document::{Act, IfPast, Jump, OnError, Outcome, Priority, Since, Stop, Wait};
use condition::{Fields, Value};
use jiff::SignedDuration;
use kernel::Timestamp;
use kernel::calendar::Zones;
use serde_json::{Map, Value as Json};

use crate::happened::{Became, Happened, How, Records, What};
use crate::text::Text;

/// A line of the timeline.
pub struct Line {
    pub visit: (String, u32),
    pub state: &'static str,
    pub why: Option<String>,
    pub input: Option<Json>,
}

/// A condition without a value, a time that cannot be, a circle: the run is put before a person.
pub struct Stuck;
pub type Or<T> = Result<T, Stuck>;

/// It goes on, to that step or to its end; or it rests.
enum Way {
    On(Option<usize>),
    Rests,
}

pub struct Naive<'a> {
    pub text: &'a Text,
    pub mode: Mode,
    pub trigger: Fields,
    pub zones: Zones,
    pub started: Timestamp,
    pub deadline: Option<Timestamp>,
    pub now: Timestamp,
    pub seen: Records,
    pub at: usize,
    /// Whether its visit of that step has begun.
    pub inside: bool,
    pub state: &'static str,
    pub due: Option<Timestamp>,
    pub entered: Timestamp,
    pub last: Option<usize>,
    pub visits: BTreeMap<usize, u32>,
    pub rounds: BTreeMap<usize, u32>,
    pub came: BTreeMap<usize, (Timestamp, Fields)>,
    pub vars: Map<String, Json>,
    pub told: Vec<(Timestamp, Json)>,
    pub heard: usize,
    /// Which fact met which wait.
    pub met: HashSet<(usize, usize)>,
    pub failed: (u32, Option<Timestamp>),
    /// What the command answered whose message is on its way.
    pub sent: Option<Json>,
    /// What a person is asked to let happen, and what they said.
    pub asked: Option<Map<String, Json>>,
    pub said: Option<bool>,
    pub approved: Option<Map<String, Json>>,
    pub lines: Vec<Line>,
}

const DAY: SignedDuration = SignedDuration::from_hours(24);

impl<'a> Naive<'a> {
    pub fn new(
        text: &'a Text,
        (mode, trigger): (Mode, Fields),
        zones: Zones,
        (now, seen): (Timestamp, Records),
    ) -> Self {
        let lasts = text.document.deadline.map(|span| SignedDuration::from_secs(span.as_seconds()));
        Naive {
            text,
            mode,
            trigger,
            zones,
            started: now,
            deadline: lasts.map(|lasts| now + lasts),
            now,
            seen,
            at: 0,
            inside: false,
            state: "ready",
            due: None,
            entered: now,
            last: None,
            visits: BTreeMap::new(),
            rounds: BTreeMap::new(),
            came: BTreeMap::new(),
            vars: Map::new(),
            told: vec![],
            heard: 0,
            met: HashSet::new(),
            failed: (0, None),
            sent: None,
            asked: None,
            said: None,
            approved: None,
            lines: vec![],
        }
    }

    /// Where it stands: the visit, what it does, until when.
    pub fn stands(&self) -> String {
        let visit = self.visit().map_or_else(|| "-".into(), |(step, visit)| format!("{step} {visit}"));
        match (self.state, self.due.into_iter().chain(self.deadline).min()) {
            (over @ ("goal" | "exit" | "done" | "cancelled"), _) => over.into(),
            (still @ ("ready" | "running" | "parked"), _) | (still, None) => format!("{visit} {still}"),
            (still, Some(until)) => format!("{visit} {still} until {until}"),
        }
    }

    /// Goes through one thing that happened; says whether somebody wrote the run down at it.
    pub fn take(&mut self, happened: &Happened) -> bool {
        (self.now, self.seen) = (happened.now, happened.seen.clone());
        match &happened.what {
            What::Told(body) => self.told.push((self.now, body.clone())),
            What::Yes(yes) => self.said = self.asked.is_some().then_some(*yes),
            What::Replaced => self.end("cancelled"),
            What::Looked { queued, became } => self.looked(*queued, became.as_ref()),
            decided => {
                self.hear();
                if !self.is_over() {
                    self.decided(decided);
                }
            }
        }
        !matches!(happened.what, What::Told(_) | What::Yes(_))
    }

    fn decided(&mut self, decided: &What) {
        match (decided, &self.text.steps[self.at].0.act) {
            (What::Stop, _) => self.end("cancelled"),
            (What::Answered(word), Act::Ask(ask)) => {
                let answer =
                    ask.answers.iter().find(|answer| answer.answer.as_str() == word).expect("one of them");
                self.leave("ok", &[("answer", word)], &answer.then);
            }
            (What::Skip, _) => {
                self.comes_to("skipped", &[("reason", "operator")], Json::Null);
                self.renewed(self.text.below(self.at));
            }
            _ => self.renewed(Some(self.at)),
        }
    }

    fn renewed(&mut self, to: Option<usize>) {
        let lasts = self.text.document.deadline.map(|span| SignedDuration::from_secs(span.as_seconds()));
        self.deadline = lasts.map(|lasts| self.now + lasts);
        self.go(to);
    }

    fn looked(&mut self, queued: bool, became: Option<&Became>) {
        let stood = (self.visit(), self.state);
        self.hear();
        let led = self.state == "running" && stood != (self.visit(), self.state);
        self.approved = None;
        if let (Some(yes), Some(args)) = (self.said.take().filter(|_| !self.is_over()), self.asked.clone()) {
            self.hears(yes, args);
        } else if !(queued && self.may_wait_its_turn()) && !led && self.is_due() {
            self.wakes();
        }
        if let Some(became) =
            became.filter(|became| self.state == "running" && self.visit().as_ref() == Some(&became.visit))
        {
            self.became(became);
        }
    }

    /// The answer to what a person was asked to let happen.
    fn hears(&mut self, yes: bool, args: Map<String, Json>) {
        match (yes, &self.text.steps[self.at].0.act) {
            (true, Act::Approve(_)) => self.leave("ok", &[("answer", "approve")], &Jump::Next),
            (false, Act::Approve(ask)) => {
                self.leave("ok", &[("answer", "return"), ("reason", "no")], &ask.on_no)
            }
            (true, _) => {
                self.rest("running", None);
                self.approved = Some(args);
            }
            (false, _) => self.leave("skipped", &[("reason", "no")], &Jump::Next),
        }
    }

    /// Before its first step, while its own time is not over.
    fn may_wait_its_turn(&self) -> bool {
        self.state == "ready" && self.deadline.is_none_or(|deadline| deadline > self.now)
    }

    fn is_over(&self) -> bool {
        matches!(self.state, "goal" | "exit" | "done" | "cancelled")
    }

    fn is_due(&self) -> bool {
        match self.state {
            "ready" | "running" => self.entered <= self.now,
            "parked" => false,
            _ if self.is_over() => false,
            _ => {
                self.is_read_again()
                    || self.due.into_iter().chain(self.deadline).min().is_some_and(|at| at <= self.now)
            }
        }
    }

    fn is_read_again(&self) -> bool {
        matches!(&self.text.steps[self.at].0.act, Act::Wait(wait) if wait.is_read_again() && self.state == "sleeping")
    }

    /// What is due, unless it has ended meanwhile or taken too long.
    fn wakes(&mut self) {
        match self.ends(None) {
            Ok(Some(outcome)) => return self.end(outcome),
            Ok(None) if self.deadline.is_none_or(|deadline| deadline > self.now) => {}
            _ => return self.park(),
        }
        let over = self.due.is_none_or(|due| due <= self.now);
        match (self.state, &self.text.steps[self.at].0.act) {
            ("ready", _) => self.go(Some(self.at)),
            ("sleeping", Act::Wait(wait)) => match self.wait_ends(wait) {
                Ok(until) if until > self.now => self.rest("sleeping", Some(until)),
                Ok(_) if over => self.leave("ok", &[], &Jump::Next),
                Ok(_) => self.passed(wait),
                Err(Stuck) => self.park(),
            },
            ("waiting", Act::WaitFor(wait)) => self.leave("ok", &[], &wait.on_timeout),
            ("waiting_human", Act::Ask(ask)) => self.leave("ok", &[], &ask.on_timeout),
            ("waiting_effect", Act::Approve(ask)) => {
                self.leave("ok", &[("reason", "nobody answered in time")], &ask.on_timeout);
            }
            ("waiting_effect", _) => self.park(),
            (_, Act::Do(doing)) => match self.args(&doing.with) {
                Ok(_) => self.rest("running", None),
                Err(Stuck) => self.park(),
            },
            _ => {}
        }
    }

    /// Thinks about what it was told, one after the other.
    fn hear(&mut self) {
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
    fn ends(&self, fact: Option<usize>) -> Or<Option<&'static str>> {
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
    fn meets(&mut self, fact: usize) {
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

    /// Goes from step to step until one needs time or somebody.
    fn go(&mut self, to: Option<usize>) {
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
        let from = self.last.replace(at);
        if self.lines.last().is_some_and(|line| line.state == "parked") {
            self.mark("retried", None);
        }
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
            Act::Do(doing) => self.args(&doing.with).map(|_| Way::Rests),
            Act::End(outcome) => {
                self.mark("ok", None);
                self.end(word(*outcome));
                Ok(Way::Rests)
            }
            Act::Branch(branch) => {
                for arm in &branch.arms {
                    if self.holds(&arm.when.cel, None)? {
                        return Ok(self.passes("ok", None, Some(text.at(&arm.go))));
                    }
                }
                Ok(self.passes("ok", None, Some(text.at(&branch.otherwise))))
            }
            Act::Wait(wait) => match self.wait_ends(wait)? {
                until if until > self.now => self.rests("sleeping", until),
                _ => {
                    self.past(wait);
                    Ok(Way::On(below))
                }
            },
            Act::WaitFor(wait) => {
                let until = self.later(wait.timeout.as_ref().ok_or(Stuck)?)?;
                self.rest("waiting", Some(until));
                let visit = self.visit();
                for fact in 0..self.heard {
                    if self.state != "waiting" || self.visit() != visit {
                        break;
                    }
                    self.meets(fact);
                }
                Ok(Way::Rests)
            }
            Act::Ask(ask) => self.rests("waiting_human", self.later(&ask.timeout)?),
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
            Act::Repeat(repeat) => {
                let inside = back && from != Some(at);
                let so_far = self.rounds.get(&at).copied().filter(|_| back).unwrap_or(1);
                self.rounds.insert(at, so_far + u32::from(inside));
                let again = repeat.while_true.as_ref();
                if so_far + u32::from(inside) <= repeat.times
                    && again.map_or(Ok(true), |again| self.holds(&again.cel, None))?
                {
                    self.mark("ok", None);
                    return Ok(Way::On(Some(at + 1)));
                }
                Ok(self.passes("ok", None, below))
            }
            Act::Call(_) => {
                self.fails(false, "there is no such automation");
                Ok(Way::Rests)
            }
        }
    }

    /// What became of the command it stands at.
    fn became(&mut self, became: &Became) {
        let (now, seen) = (self.now, self.seen.clone());
        let text = self.text;
        let act = &text.steps[self.at].0.act;
        (self.now, self.seen) = became.shown.clone();
        let args = match (act, self.approved.take()) {
            (Act::Do(_), Some(approved)) => Ok(approved),
            (Act::Do(doing), None) => self.args(&doing.with),
            // Whoever is asked sees the command that follows, as far as it is known.
            _ => Ok(self.following()),
        };
        let shown = self.now;
        let asks_until = if let Act::Approve(ask) = act { self.later(&ask.timeout).ok() } else { None };
        (self.now, self.seen) = (now, seen);
        let Ok(args) = args else { return self.park() };
        if let Some(line) = self.lines.last_mut() {
            line.input = Some(Json::Object(args.clone()));
        }
        match &became.how {
            How::Done(answer) => {
                self.seen = became.after.clone();
                self.done(answer.clone());
            }
            How::Sent(answer) => {
                let expires = if let Act::Do(doing) = act { doing.expires_after } else { None };
                let expires = expires.map(|span| shown + SignedDuration::from_secs(span.as_seconds()));
                self.rest("waiting_effect", Some(expires.map_or(now + DAY * 6, |expires| expires + DAY)));
                self.sent = Some(answer.clone());
            }
            How::Practised => self.leave("practised", &[], &Jump::Next),
            How::Asked => {
                let week = self.deadline.into_iter().chain([now + DAY * 7]).min();
                self.rest("waiting_effect", asks_until.or(week));
                self.mark("approval", None);
                self.asked = Some(args);
            }
            How::Failed { passes, why } => self.fails(*passes, why),
        }
    }

    fn following(&self) -> Map<String, Json> {
        let next = self.text.below(self.at).map(|below| &self.text.steps[below].0.act);
        if let Some(Act::Do(doing)) = next { self.args(&doing.with).unwrap_or_default() } else { Map::new() }
    }

    fn done(&mut self, answer: Json) {
        self.comes_to("ok", &[], answer);
        self.go(self.text.below(self.at));
    }

    /// Trouble that passes is tried again for a day: after 5 s and twice as long each time, up to half an hour; where
    /// somebody waits, after 2, 5 and 10 s first.
    fn fails(&mut self, passes: bool, why: &str) {
        let text = self.text;
        let step = &text.steps[self.at].0;
        let since = *self.failed.1.get_or_insert(self.now);
        if passes && self.now.duration_since(since) < DAY {
            let resend = matches!(&step.act, Act::Do(doing) if doing.resend);
            let quick: &[i64] =
                if resend || text.document.priority == Priority::Instant { &[2, 5, 10] } else { &[] };
            let tried = self.failed.0 as usize;
            let slow = || (0..tried - quick.len()).fold(5_i64, |pause, _| (pause * 2).min(1_800));
            let pause = quick.get(tried).copied().unwrap_or_else(slow);
            self.failed.0 += 1;
            return self.rest("retrying", Some(self.now + SignedDuration::from_secs(pause)));
        }
        match &step.on_error {
            Some(OnError::Skip) => self.leave("failed", &[("reason", why)], &Jump::Next),
            Some(OnError::Go(to)) => self.leave("failed", &[("reason", why)], &Jump::Go(to.clone())),
            _ => self.park(),
        }
    }

    fn leave(&mut self, status: &'static str, more: &[(&str, &str)], jump: &Jump) {
        self.comes_to(status, more, Json::Null);
        match jump {
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
    fn comes_to(&mut self, status: &'static str, more: &[(&str, &str)], answer: Json) {
        let why = more.iter().find(|(name, _)| *name == "reason").map(|(_, why)| (*why).to_owned());
        self.mark(status, why);
        let path = format!("steps.{}", self.text.steps[self.at].0.id);
        let fields = Fields::read(&answer, self.text.schema(), &path)
            .text("status", status)
            .set("at", Value::At(self.now));
        let fields = more.iter().fold(fields, |fields, (name, text)| fields.text(name, text));
        self.came.insert(self.at, (self.now, fields));
    }

    fn past(&mut self, wait: &Wait) {
        match wait {
            Wait::Until(until) if until.if_past == IfPast::Skip => {
                self.comes_to("skipped", &[("reason", "past")], Json::Null)
            }
            _ => self.comes_to("ok", &[], Json::Null),
        }
    }

    fn passed(&mut self, wait: &Wait) {
        self.past(wait);
        self.go(self.text.below(self.at));
    }

    fn visit(&self) -> Option<(String, u32)> {
        let id = &self.text.steps[self.at].0.id;
        self.visits.get(&self.at).filter(|_| self.inside).map(|visit| (id.to_string(), *visit))
    }

    /// The line of the visit it is in.
    fn mark(&mut self, state: &'static str, why: Option<String>) {
        if let Some(line) = self.lines.last_mut().filter(|_| self.inside) {
            (line.state, line.why) = (state, why);
        }
    }

    fn rests(&mut self, state: &'static str, until: Timestamp) -> Or<Way> {
        self.rest(state, Some(until));
        Ok(Way::Rests)
    }

    fn rest(&mut self, state: &'static str, until: Option<Timestamp>) {
        (self.state, self.due, self.sent, self.asked, self.said) = (state, until, None, None, None);
        self.mark(if state == "running" { "running" } else { "waiting" }, None);
    }

    fn park(&mut self) {
        self.rest("parked", None);
        self.mark("parked", None);
    }

    fn end(&mut self, outcome: &'static str) {
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
