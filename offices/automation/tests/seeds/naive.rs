//! A naive reference of a run: one document, walked over the list of what happened to it. Written from the grammar and
//! the specification, not from the machine: it knows no lease, no lane, and no turn that is taken twice.
//!
//! Conditions are read by `condition`, times by `kernel::calendar`, which have oracles of their own. Not followed: a
//! way of more than 64 steps without a rest, a call that is answered, a message a person wrote anew, http.

use std::collections::{BTreeMap, HashSet};

use automation::automation::Mode;
use automation::document::{Act, Jump};
use condition::Fields;
use jiff::SignedDuration;
use kernel::Timestamp;
use kernel::calendar::Zones;
use serde_json::{Map, Value as Json};

use crate::happened::{Became, Happened, Records, What};
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
    /// The visit of a step nobody answered in time, when the stand-in was asked.
    pub handed_on: Option<(String, u32)>,
    pub lines: Vec<Line>,
}

pub const DAY: SignedDuration = SignedDuration::from_hours(24);

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
            handed_on: None,
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
        } else if self.is_due() && !(led || queued && self.may_wait_its_turn()) {
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

    pub fn is_over(&self) -> bool {
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
            ("waiting_effect", Act::Approve(ask)) if self.handed_on != self.visit() => {
                self.handed_on = self.visit();
                match self.later(&ask.timeout) {
                    Ok(until) => {
                        let asked = self.asked.take();
                        self.rest("waiting_effect", Some(until));
                        self.mark("approval", None);
                        self.asked = asked;
                    }
                    Err(Stuck) => self.park(),
                }
            }
            ("waiting_effect", Act::Approve(ask)) => {
                let why = "nobody answered in time, nor did whoever stands in";
                self.leave("ok", &[("reason", why)], &ask.on_timeout);
            }
            ("waiting_effect", _) => self.park(),
            (_, Act::Do(doing)) => match self.args(&doing.with) {
                Ok(_) => self.rest("running", None),
                Err(Stuck) => self.park(),
            },
            _ => {}
        }
    }
}
