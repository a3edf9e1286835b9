//! What is committed: runs with their leases, timelines and news, effects, decisions, questions to people. It answers
//! what a turn and an enrolment ask of the store, from memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use automation::approval::Decided;
use automation::document::StepId;
use automation::enrolment::register::Register;
use automation::office::Entry;
use automation::plan::State;
use automation::run::Kept;
use automation::run::lease::Lease;
use automation::run::rows::{HeardFact, Member, New, Standing};
use automation::run::steps::StepState;
use automation::run::turn::{Beside, Ended};
use automation::run::written::cut_off;
use kernel::{AutomationId, ContactId, FactId, Id, Ref, Result, RunId, Timestamp};
use serde_json::Value as Json;

use crate::compare::stands;
use crate::failure::Planted;
use crate::happened::{Happened, Records, What};

/// Of a run that let go of its key.
const NO_KEY: [u8; 16] = [0; 16];

pub struct Line {
    pub seq: i64,
    pub state: StepState,
    pub awaits: Option<String>,
    pub expires_at: Option<Timestamp>,
    /// By when somebody is told, as long as it stands.
    pub late_at: Option<Timestamp>,
    pub output: Option<Json>,
    pub why: Option<String>,
    pub input: Option<Json>,
}

/// A run and everything that goes with it.
pub struct Row {
    pub kept: Kept,
    pub lease: Lease,
    pub outcome: Option<&'static str>,
    pub active_key: [u8; 16],
    pub once_key: Option<[u8; 16]>,
    pub key: Option<[u8; 16]>,
    pub listens: BTreeSet<[u8; 16]>,
    pub heard: Vec<HeardFact>,
    pub lines: BTreeMap<(String, u32), Line>,
    /// Somebody has been told that it stands still.
    pub exception: bool,
    pub question: bool,
    /// A fact was told that ends it.
    pub must_end: bool,
    /// What it slept for.
    pub sleeps_until: Option<Timestamp>,
    /// What happened to it, and where it stood each time it was written down.
    pub happened: Vec<Happened>,
    pub stood: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Effect {
    pub key: [u8; 32],
    pub run: usize,
    pub contact: ContactId,
    pub message: String,
    pub step: String,
    pub visit: u32,
    pub class: String,
    pub resend: bool,
    pub state: &'static str,
    pub attempt: i64,
    pub epoch: i64,
    pub lease_until: Timestamp,
    pub due_at: Timestamp,
    /// Until everything goes on.
    pub held: bool,
    pub done_at: Option<Timestamp>,
    /// As the rows of messages say it.
    pub settled: Option<(&'static str, Timestamp)>,
}

/// A fact that is told in the transaction under way.
#[derive(Debug, Clone)]
pub struct Fact {
    pub id: FactId,
    pub kind: String,
    pub body: Json,
    pub contact: Option<ContactId>,
    pub cause: Option<RunId>,
}

pub struct Asked {
    pub run: usize,
    pub args: Json,
    pub state: &'static str,
}

pub struct Place {
    key: [u8; 16],
    run: usize,
    queued: bool,
    /// It is stuck, and keeps nobody waiting.
    aside: bool,
    /// Among runs of its own automation.
    lane: bool,
}

#[derive(Default)]
pub struct Disk {
    pub now: Timestamp,
    pub rows: Vec<Row>,
    pub index: HashMap<RunId, usize>,
    /// Those that have not ended.
    pub active: BTreeSet<usize>,
    pub effects: Vec<Effect>,
    pub approvals: BTreeMap<String, Asked>,
    pub decisions: BTreeMap<(FactId, AutomationId), bool>,
    pub started: Vec<(AutomationId, Ref, Timestamp)>,
    pub places: Vec<Place>,
    pub pending: Vec<(&'static str, Json, ContactId, Option<RunId>)>,
    pub planted: Option<Planted>,
    pub made: u64,
}

impl Disk {
    pub fn next_id(&mut self) -> [u8; 16] {
        self.made += 1;
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&self.now.as_millisecond().to_be_bytes()[2..]);
        bytes[6] = 0x70;
        bytes[8..].copy_from_slice(&self.made.to_be_bytes());
        bytes
    }

    /// What an end takes with it.
    pub fn end(&mut self, run: usize, outcome: &'static str) {
        if outcome != "done" {
            self.keep_back(run, outcome);
        }
        self.lapse(run);
        let row = &mut self.rows[run];
        row.outcome = Some(outcome);
        row.listens.clear();
        row.exception = false;
        row.question = false;
        self.active.remove(&run);
        self.leave_group(run);
    }

    fn keep_back(&mut self, run: usize, outcome: &str) {
        let (reason, now) = (format!("the automation ended before: {outcome}"), self.now);
        for effect in self.effects.iter_mut().filter(|effect| effect.run == run && effect.state == "queued") {
            (effect.state, effect.done_at) = ("cancelled", Some(now));
            let body = serde_json::json!({ "message": effect.message, "reason": reason });
            self.pending.push(("message.skipped", body, effect.contact, None));
        }
    }

    pub fn lapse(&mut self, run: usize) {
        let awaits = self.rows[run].kept.awaits.clone().filter(|_| !self.rows[run].is_over());
        let open = self.approvals.iter_mut().filter(|(_, asked)| asked.run == run && asked.state == "open");
        open.filter(|(id, _)| awaits.as_ref() != Some(id)).for_each(|(_, asked)| asked.state = "lapsed");
    }

    fn leave_group(&mut self, run: usize) {
        let shared = self.shared(run);
        self.places.retain(|place| place.run != run);
        self.next_in(run, shared);
    }

    /// A stuck run makes room.
    pub fn stand_aside(&mut self, run: usize) {
        let shared = self.shared(run);
        let places = self.places.iter_mut().filter(|place| place.run == run);
        places.for_each(|place| (place.aside, place.queued) = (true, false));
        self.next_in(run, shared);
    }

    /// What it shares with others, and whether that is the lane of its automation.
    fn shared(&self, run: usize) -> Vec<([u8; 16], bool)> {
        let of = self.places.iter().filter(|place| place.run == run);
        let mut shared: Vec<_> = of.map(|place| (place.key, place.lane)).collect();
        shared.sort_by_key(|(_, lane)| !lane);
        shared
    }

    /// Another automation has the place a stuck run let go of.
    pub fn is_taken(&self, run: usize) -> bool {
        let of = |run: usize| self.rows[run].kept.automation;
        self.places.iter().filter(|mine| mine.run == run && mine.aside).any(|mine| {
            let mut others = self.places.iter().filter(|other| other.key == mine.key && !other.aside);
            others.any(|other| mine.lane || of(other.run) != of(run))
                || mine.lane && self.active.iter().any(|other| self.rows[*other].active_key == mine.key)
        })
    }

    pub fn step_in(&mut self, run: usize) {
        for place in self.places.iter_mut().filter(|place| place.run == run) {
            if place.lane && place.aside {
                self.rows[run].active_key = place.key;
            }
            place.aside = false;
        }
    }

    fn next_in(&mut self, run: usize, shared: Vec<([u8; 16], bool)>) {
        for (key, lane) in shared {
            if lane {
                self.rows[run].active_key = NO_KEY;
            }
            let rows = &self.rows;
            let lanes = self.places.iter().filter(|place| place.lane && place.queued);
            let lines_up: Vec<usize> = lanes.map(|place| place.run).collect();
            let first = self.places.iter_mut().filter(|place| place.key == key && !place.aside);
            let first = first.min_by_key(|p| {
                let kept = &rows[p.run].kept;
                (p.queued, lines_up.contains(&p.run), kept.priority, kept.id)
            });
            if let Some(next) = first.filter(|place| place.queued) {
                next.queued = false;
                let (run, now) = (next.run, self.now);
                self.rows[run].lease.wake(now);
                if lane {
                    self.rows[run].active_key = key;
                }
            }
        }
    }

    pub fn is_waiting_its_turn(&self, run: usize) -> bool {
        self.places.iter().any(|place| place.run == run && place.queued)
    }
}

impl Beside for Disk {
    async fn decided(&mut self, awaits: Option<&str>) -> Result<Option<Decided>> {
        let Some(asked) = awaits.and_then(|id| self.approvals.get(id)) else { return Ok(None) };
        Ok(match asked.state {
            "approved" => Some(Decided::Approved(asked.args.clone(), None)),
            "returned" => Some(Decided::Returned("no".into())),
            _ => None,
        })
    }

    async fn ended(&mut self, _: RunId) -> Result<Option<Ended>> {
        Ok(None)
    }

    async fn is_queued(&mut self, run: RunId) -> Result<bool> {
        Ok(self.is_waiting_its_turn(self.index[&run]))
    }

    async fn made(&mut self, run: RunId, awaits: &str) -> Result<Option<Json>> {
        let lines = self.rows[self.index[&run]].lines.values();
        let mut lines = lines.filter(|line| line.awaits.as_deref() == Some(awaits));
        Ok(lines.next().and_then(|line| line.output.clone()))
    }

    async fn answered(&mut self, _: &str) -> Result<(Option<i64>, Json)> {
        Ok((None, Json::Null))
    }
}

impl Register for Disk {
    fn moment(&self) -> Timestamp {
        self.now
    }

    fn new_run(&mut self) -> RunId {
        RunId::from_bytes(self.next_id())
    }

    async fn led(&mut self, run: RunId) -> Result<Option<Kept>> {
        Ok(self.index.get(&run).map(|run| self.rows[*run].kept.clone()))
    }

    async fn begun(&mut self, of: AutomationId, since: Timestamp) -> Result<i64> {
        Ok(self.started.iter().filter(|(who, _, at)| *who == of && *at >= since).count() as i64)
    }

    async fn counted_since(&mut self, _: AutomationId) -> Result<Option<Timestamp>> {
        Ok(None)
    }

    async fn pause(&mut self, _: &Entry, _: &str) -> Result<()> {
        Ok(())
    }

    async fn tell_full(&mut self, _: &Entry, _: (&'static str, &str, &str)) -> Result<()> {
        Ok(())
    }

    async fn last_start(
        &mut self,
        of: AutomationId,
        whom: Ref,
        since: Option<&StepId>,
    ) -> Result<Option<Timestamp>> {
        let theirs = |kept: &Kept| kept.subject == whom || kept.contact.map(Ref::from) == Some(whom);
        let runs = self.rows.iter().filter(|row| row.kept.automation == of && theirs(&row.kept));
        Ok(match since {
            None => runs.map(|row| row.kept.machine.started_at()).max(),
            Some(step) => runs.filter_map(|row| row.kept.machine.results().get(step)).map(|did| did.at).max(),
        })
    }

    async fn begun_of(&mut self, of: AutomationId, whom: Ref, since: Timestamp) -> Result<i64> {
        let theirs = |kept: &Kept| kept.subject == whom || kept.contact.map(Ref::from) == Some(whom);
        let runs = self.rows.iter().filter(|row| row.kept.automation == of && theirs(&row.kept));
        Ok(runs.filter(|row| row.kept.machine.started_at() > since).count() as i64)
    }

    async fn hold_out(&mut self, _: &Kept) -> Result<()> {
        Ok(())
    }

    async fn insert(&mut self, new: &New<'_>) -> Result<bool> {
        let active = self.active.iter().any(|run| self.rows[*run].active_key == new.active_key);
        let once = new.once_key.is_some_and(|key| self.rows.iter().any(|row| row.once_key == Some(key)));
        let free = |taken: bool, bug| !taken || self.planted == Some(bug);
        if !free(active, Planted::ActiveNotKept) || !free(once, Planted::OnceNotKept) {
            return Ok(false);
        }
        let run = new.kept;
        self.index.insert(run.id, self.rows.len());
        self.active.insert(self.rows.len());
        self.started.push((run.automation, run.subject, self.now));
        self.rows.push(Row {
            kept: run.clone(),
            lease: Lease::new(run.machine.started_at()),
            outcome: None,
            active_key: new.active_key,
            once_key: new.once_key,
            key: new.key,
            listens: BTreeSet::new(),
            heard: vec![],
            lines: BTreeMap::new(),
            exception: false,
            question: false,
            must_end: false,
            sleeps_until: None,
            happened: vec![],
            stood: vec![],
        });
        Ok(true)
    }

    async fn ran_once(&mut self, key: &[u8; 16]) -> Result<bool> {
        Ok(self.rows.iter().any(|row| row.once_key == Some(*key)))
    }

    async fn leads(&mut self, key: &[u8; 16], run: RunId) -> Result<bool> {
        let run = self.index[&run];
        let aside = self.rows[run].kept.machine.state() == State::Parked;
        if !self.places.iter().any(|place| place.key == *key && place.run == run) {
            self.places.push(Place { key: *key, run, queued: false, aside, lane: true });
        }
        if aside {
            self.rows[run].active_key = NO_KEY;
        }
        Ok(!aside)
    }

    async fn active(&mut self, key: &[u8; 16]) -> Result<Option<RunId>> {
        let found = self.active.iter().find(|run| self.rows[**run].active_key == *key);
        Ok(found.map(|run| self.rows[*run].kept.id))
    }

    async fn replace(&mut self, run: RunId) -> Result<()> {
        let run = self.index[&run];
        let row = &mut self.rows[run];
        row.lease.fence();
        row.kept.epoch = row.lease.epoch;
        row.kept.awaits = None;
        if let Some(line) = cut_off(&row.kept.machine, "cancelled")
            && let Some(kept) = row.lines.get_mut(&(line.visit.step.to_string(), line.visit.visit))
        {
            (kept.state, kept.why, kept.late_at) = (line.state, line.why, None);
        }
        row.kept.machine.cancel();
        row.lease.write(None, false, true);
        row.happened.push(Happened { now: self.now, seen: Records::default(), what: What::Replaced });
        self.end(run, "cancelled");
        let row = &mut self.rows[run];
        row.stood.push(stands(row));
        Ok(())
    }

    async fn members(&mut self, key: &[u8; 16]) -> Result<Vec<Member>> {
        let places = self.places.iter().filter(|place| place.key == *key && !place.aside);
        let member = |place: &Place| {
            let kept = &self.rows[place.run].kept;
            let (run, automation, priority) = (kept.id, kept.automation, kept.priority);
            Member { run, automation, priority, queued: place.queued }
        };
        Ok(places.map(member).collect())
    }

    async fn join(&mut self, key: &[u8; 16], run: &Kept, stands: Standing) -> Result<()> {
        let row = self.index[&run.id];
        let Standing { queued, lane } = stands;
        self.places.push(Place { key: *key, run: row, queued, aside: false, lane });
        Ok(())
    }

    async fn listen(&mut self, run: RunId, about: &[u8; 16]) -> Result<()> {
        let run = self.index[&run];
        self.rows[run].listens.insert(*about);
        Ok(())
    }
}

impl Row {
    pub fn is_over(&self) -> bool {
        self.kept.machine.state().is_ended()
    }

    pub fn is_in_front_of_a_person(&self) -> bool {
        self.exception || self.question || self.kept.machine.state() == State::WaitingHuman
    }
}
