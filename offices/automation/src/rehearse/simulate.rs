//! The lives of the runs of one automation for one person, on a clock of their own.
//!
//! Invariant: pure; the same facts, records and plan give the same lives. Facts come before what is due at the
//! same moment, as in the engine, and what starts by itself before what a run waits for. What is done is
//! taken to succeed, and its answers are made up.

mod due;
mod enrol;
mod leave;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{AutomationId, Business, ContactId, FactId, Ref, Reminding, RunId, Timestamp};
use serde_json::{Map, Value as Json};

use due::Due;
pub use enrol::subject_of as enrol_subject;

use super::bounds::Bounds;
use crate::collision::Tells;
use crate::document::{StepId, Takes};
use crate::plan::{Catalogue, Plan, Run};
use crate::sight::People;
use crate::sight::was::{Moment, Present, Was};

/// A fact of the past, or one that somebody imagines.
#[derive(Debug, Clone)]
pub struct Told {
    pub id: FactId,
    pub at: Timestamp,
    pub kind: String,
    /// The automation whose run led to it.
    pub by: Option<AutomationId>,
    /// Its open fields, as runs keep them.
    pub body: Json,
    /// What it changed, by record, as the journal keeps it; nothing where no condition asks.
    pub changes: Json,
    pub contact: Option<ContactId>,
}

/// The automation that is tried.
pub struct Draft<'a> {
    pub plan: &'a Plan,
    pub automation: AutomationId,
    pub people: People,
    pub bounds: &'a Bounds,
}

/// What is the same for every life.
pub struct Around<'a> {
    pub catalogue: &'a Catalogue,
    pub business: &'a Business,
    pub reminding: &'a Reminding,
    pub messages_a_day: i64,
    pub was: &'a Was,
    pub tells: &'a Tells,
    /// The records by the subject of a run.
    pub present: &'a BTreeMap<Key, Present>,
}

/// A record as a key of a map.
pub type Key = (&'static str, [u8; 16]);

pub fn key(record: Ref) -> Key {
    (record.kind, record.bytes)
}

/// What happens to one person until a moment.
pub struct Life<'a> {
    pub told: &'a [Told],
    /// The records of this person a day or a schedule may start something for.
    pub standing: &'a [Standing],
    /// Facts before this are only remembered; none starts a run.
    pub from: Timestamp,
    pub until: Timestamp,
    /// Answers somebody imagines, by step.
    pub answers: &'a BTreeMap<String, String>,
}

/// A record that a day or a schedule may start something for, and how long it stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    pub record: Ref,
    pub contact: Option<ContactId>,
    /// The first that was told of it, where it was not there before.
    pub since: Option<Timestamp>,
    /// The last that was told of it, where it is no longer open.
    pub until: Option<Timestamp>,
}

/// One thing a run did, for its timeline.
#[derive(Debug, Clone)]
pub struct Happening {
    pub at: Timestamp,
    /// None where the run itself begins, waits or ends.
    pub step: Option<String>,
    pub what: What,
}

#[derive(Debug, Clone)]
pub enum What {
    Began,
    /// The index of the message in `Lived::said`.
    Said(usize),
    Did {
        verb: String,
        args: Map<String, Json>,
    },
    Passed(&'static str, Option<String>),
    Waits {
        until: Timestamp,
        facts: Vec<String>,
    },
    Asks {
        question: String,
        until: Timestamp,
    },
    Heard(String),
    Ended(String),
}

/// A message that would have left, or would not.
#[derive(Debug, Clone)]
pub struct Said {
    pub run: usize,
    pub at: Timestamp,
    pub contact: Option<ContactId>,
    pub step: String,
    pub verb: String,
    pub template: Option<String>,
    pub class: String,
    pub args: Map<String, Json>,
    /// Why it would not have left.
    pub skipped: Option<String>,
    /// It would have waited for the morning, or for another day.
    pub held: bool,
}

/// One run, as it went.
#[derive(Debug, Clone)]
pub struct RunLife {
    pub cause: FactId,
    pub subject: Ref,
    pub began: Timestamp,
    /// `goal`, `exit`, `done`, `stuck: …`, or `under way`.
    pub outcome: String,
    pub happened: Vec<Happening>,
}

/// What came of one life.
#[derive(Debug, Default)]
pub struct Lived {
    pub runs: Vec<RunLife>,
    /// Why a fact took nobody in, with the record it spoke of.
    pub refused: Vec<(String, Option<Ref>)>,
    pub said: Vec<Said>,
    /// Runs drawn into the control group.
    pub held_out: usize,
}

/// By whom runs are in each other's way, and what else those have in common.
type Whom = (Ref, Option<String>);

/// A run under way.
struct Active {
    index: usize,
    machine: Run,
    subject: Ref,
    whom: Whom,
    trigger: Json,
    /// Facts it has heard, by their place in the life, and the steps whose waits it has met.
    heard: Vec<(usize, Vec<String>)>,
    leaving: Option<Leaving>,
    turn: Turn,
    /// Another of its group began then that goes before it.
    gives_way_at: Option<Timestamp>,
    over: bool,
}

/// Whether it has begun, or waits for the end of another run of the same automation.
#[derive(PartialEq, Eq)]
enum Turn {
    Begun,
    Waits,
    /// The other one has ended.
    Comes(Timestamp),
}

/// A message that waits until it may leave.
struct Leaving {
    said: usize,
    step: StepId,
    expires_at: Option<Timestamp>,
    wakes_at: Timestamp,
}

/// One life in the making.
struct Living<'a> {
    draft: &'a Draft<'a>,
    around: &'a Around<'a>,
    life: &'a Life<'a>,
    hears: BTreeSet<&'a str>,
    takes: Takes,
    due: BTreeMap<Key, Due>,
    active: Vec<Active>,
    once: BTreeSet<Key>,
    /// When runs began, by whom they count.
    begun: Vec<(Ref, Timestamp)>,
    /// What a cooldown counts from, by whom it counts.
    last: BTreeMap<Key, Timestamp>,
    lived: Lived,
}

/// What begins a run where no fact does: a day, a schedule, a hook, a button, a silence.
pub const STARTED: &str = "automation.started";
/// More moments than this in one life are a circle.
const MOST_MOMENTS: usize = 20_000;

/// Lives it.
pub fn live(draft: &Draft<'_>, around: &Around<'_>, life: &Life<'_>) -> Lived {
    let (active, lived) = (vec![], Lived::default());
    let (once, last) = (BTreeSet::new(), BTreeMap::new());
    let (hears, takes, due) = (draft.plan.hears(), draft.plan.document().trigger.takes(), BTreeMap::new());
    let begun = vec![];
    let mut living = Living { draft, around, life, hears, takes, due, active, once, begun, last, lived };
    living.stand();
    let mut next = 0;
    for _ in 0..MOST_MOMENTS + life.told.len() {
        let told = life.told.get(next).filter(|told| told.at <= life.until);
        let due = living.next().filter(|(at, _)| *at <= life.until);
        match (told, due) {
            (Some(told), Some((at, moves))) if at < told.at => living.moves(moves, at),
            (Some(told), _) => {
                living.hear(next, told);
                next += 1;
            }
            (None, Some((at, moves))) => living.moves(moves, at),
            (None, None) => break,
        }
        living.active.retain(|run| !run.over);
    }
    living.lived
}

/// What is due: a start, or a run that wakes.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Moves {
    Start(Key),
    Wake(usize),
}

impl<'a> Living<'a> {
    fn next(&self) -> Option<(Timestamp, Moves)> {
        let turns = |run: &Active| match run.turn {
            Turn::Begun => run.leaving.as_ref().map(|one| one.wakes_at).or(run.machine.wakes_at()),
            Turn::Waits => None,
            Turn::Comes(at) => Some(at),
        };
        let wakes = |run: &Active| turns(run).into_iter().chain(run.gives_way_at).min();
        let runs = self.active.iter().enumerate().filter_map(|(i, run)| Some((wakes(run)?, Moves::Wake(i))));
        let starts = self.due.iter().map(|(key, due)| (due.at, Moves::Start(*key)));
        runs.chain(starts).min()
    }

    fn moves(&mut self, moves: Moves, at: Timestamp) {
        match moves {
            Moves::Start(key) => self.start(key, at),
            Moves::Wake(run) if self.active[run].gives_way_at.is_some_and(|one| one <= at) => {
                self.end(run, at, "cancelled");
            }
            Moves::Wake(run) if self.active[run].turn != Turn::Begun => self.set_out(run, at),
            Moves::Wake(run) => self.wake(run, at),
        }
    }

    /// Gives the fact to the runs it concerns, then lets it start new ones.
    fn hear(&mut self, at: usize, told: &Told) {
        let own = told.by == Some(self.draft.automation);
        if !own && self.hears.contains(told.kind.as_str()) {
            for run in 0..self.active.len() {
                if self.concerns(&self.active[run], told) {
                    self.offer(run, at, told);
                }
            }
        }
        self.keep_due(told);
        let starts = told.kind == STARTED || self.draft.plan.starts().contains(&told.kind.as_str());
        if starts && told.at >= self.life.from {
            match self.draft.plan.document().trigger.debounce.filter(|_| told.kind != STARTED) {
                Some(wait) => self.wait_for_quiet(told, wait),
                None => self.decide(told, self.subject(told)),
            }
        }
    }

    /// A fact about the person concerns all their runs, as one that names the subject does.
    fn concerns(&self, run: &Active, told: &Told) -> bool {
        let contact = self.present(run.subject).and_then(|present| present.contact);
        let named = told.body[run.subject.kind].as_str() == Some(run.subject.to_string().as_str());
        named || (contact.is_some() && told.contact == contact)
    }

    fn present(&self, subject: Ref) -> Option<&'a Present> {
        self.around.present.get(&key(subject))
    }

    fn moment(&self, now: Timestamp) -> Moment<'_> {
        Moment {
            now,
            business: self.around.business,
            reminding: self.around.reminding,
            takes: &self.takes,
            people: self.draft.people,
            was: self.around.was,
            catalogue: self.around.catalogue,
        }
    }

    fn happened(&mut self, run: usize, at: Timestamp, step: Option<String>, what: What) {
        let index = self.active[run].index;
        self.lived.runs[index].happened.push(Happening { at, step, what });
    }

    fn end(&mut self, run: usize, at: Timestamp, outcome: &str) {
        self.happened(run, at, None, What::Ended(outcome.to_owned()));
        let active = &mut self.active[run];
        active.over = true;
        active.leaving = None;
        self.lived.runs[active.index].outcome = outcome.to_owned();
        let whom = active.whom.clone();
        if let Some(next) = self.active.iter_mut().find(|one| one.turn == Turn::Waits && one.whom == whom) {
            next.turn = Turn::Comes(at);
        }
    }
}

/// The id of a made-up run: it never meets a real one.
fn made_up(index: usize) -> RunId {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&u64::try_from(index).unwrap_or(u64::MAX).to_be_bytes());
    kernel::Id::from_bytes(bytes)
}
