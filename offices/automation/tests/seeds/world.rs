//! One history: the clock, what happens when, facts and whom they concern. Deterministic: the same seed and events
//! give the same history.

use std::sync::Arc;

use automation::automation::Mode;
use automation::enrolment::decide::{Case, TakenInBy};
use automation::office::Entry;
use automation::plan::{BUSINESS, Input, Move, State};
use automation::run::Kept;
use automation::run::rows::HeardFact;
use automation::run::turn::RESULTS;
use automation::run::{about, later};
use automation::sight::{self, People, Sight};
use condition::Fields;
use futures_util::FutureExt;
use kernel::calendar::Zones;
use kernel::{FactId, Id, Ref, RunId, Timestamp, UserId};
use serde_json::Value as Json;

use crate::chance::Chance;
use crate::check::Checks;
use crate::disk::{Disk, Fact};
use crate::failure::{Failure, Planted};
use crate::happened::Records;
use crate::happened::What::Told;
use crate::history::{Act, Event, NODES, PEOPLE, What};
use crate::known::{House, Known, house};
use crate::node::Node;
use crate::people::{self, Person, Said, ZONES};
use crate::sender::Sender;
use crate::starts::Due;

const STARTS: [&str; 5] = [
    "2026-03-16T07:00:00Z",
    "2026-10-12T07:00:00Z",
    "2028-02-14T07:00:00Z",
    "2026-02-25T20:00:00Z",
    "2026-09-21T07:00:00Z",
];

/// Who starts what no fact starts, beside the nodes and the senders.
const STARTS_THEM: usize = 2 * NODES;

/// Enough of everything; more is a circle.
const MOST_MOMENTS: u64 = 60_000;

/// What befalls a worker while it has something in its hands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stall {
    /// After so many moves; zero: nothing.
    moves: u32,
    /// It stands still so long, or ends.
    still: Option<i64>,
}

/// What befalls it now.
pub enum Befalls {
    Nothing,
    Ends,
    Stands(i64),
}

impl Stall {
    fn befalls(&mut self, moves: u32, still: Option<i64>) {
        *self = Stall { moves, still };
    }

    /// One more move.
    pub fn moved(&mut self) -> Befalls {
        let due = self.moves == 1;
        self.moves = self.moves.saturating_sub(1);
        match (due, self.still) {
            (false, _) => Befalls::Nothing,
            (true, None) => Befalls::Ends,
            (true, Some(ms)) => Befalls::Stands(ms),
        }
    }
}

pub struct World {
    pub chance: Chance,
    /// Milliseconds since the beginning, which nothing in the house can set.
    pub t: i64,
    pub start: Timestamp,
    /// How far the clock of the house is from `t`.
    skew: i64,
    pub house: &'static House,
    pub entries: Vec<Arc<Entry>>,
    pub people: Vec<Person>,
    /// What starts though no fact starts it.
    pub due: Vec<Due>,
    pub disk: Disk,
    pub nodes: Vec<Node>,
    pub senders: Vec<Sender>,
    pub stopped: bool,
    /// No more faults: everything works from here on.
    pub calm: bool,
    pub planted: Option<Planted>,
    pub checks: Checks,
    pub told: Option<Vec<String>>,
    pub moments: u64,
}

/// What a history came to.
#[derive(Debug, Default, Clone, Copy)]
pub struct Came {
    pub runs: u64,
    pub turns: u64,
    pub left: u64,
    pub done: u64,
    /// Runs that were compared with the naive reference.
    pub compared: u64,
    /// Which of those that are shipped had a run.
    pub walked: u32,
}

impl World {
    pub fn new(seed: u64, planted: Option<Planted>, tells: bool) -> World {
        let chance = Chance(seed).of(9);
        let start: Timestamp = chance.of(0).pick(&STARTS).parse().unwrap();
        let person = |n: usize| {
            let of = |question| chance.of(10 + n as u64).of(question);
            Person::new(n as u8, of(0).pick(&ZONES), of(1).in_a_hundred(90), start)
        };
        World {
            chance,
            t: 0,
            start,
            skew: 0,
            house: house(),
            entries: vec![],
            people: (0..PEOPLE).map(person).collect(),
            due: vec![],
            disk: Disk { now: start, planted, ..Disk::default() },
            nodes: (0..NODES).map(|_| Node::default()).collect(),
            senders: (0..NODES).map(|_| Sender::default()).collect(),
            stopped: false,
            calm: false,
            planted,
            checks: Checks::default(),
            told: tells.then(Vec::new),
            moments: 0,
        }
    }

    pub fn is(&self, bug: Planted) -> bool {
        self.planted == Some(bug)
    }

    pub fn now(&self) -> Timestamp {
        later(self.start, self.t + self.skew)
    }

    pub fn note(&mut self, line: impl FnOnce() -> String) {
        let now = self.now();
        if let Some(told) = &mut self.told {
            told.push(format!("{now:.3} {}", line()));
        }
    }

    /// Lives through these events, then lets everything come to rest.
    pub fn live(&mut self, events: &[Event], days: i64) -> Result<Came, Failure> {
        let end = days * 86_400_000;
        for event in events.iter().filter(|event| event.at <= end) {
            self.until(event.at)?;
            self.happens(event.what)?;
        }
        self.until(end)?;
        self.calm = true;
        self.goes_on();
        self.skew = self.skew.max(0);
        self.nodes.iter_mut().for_each(|node| (node.paused_until, node.stall) = (0, Stall::default()));
        self.senders
            .iter_mut()
            .for_each(|sender| (sender.paused_until, sender.stall) = (0, Stall::default()));
        self.until(end + 8 * 86_400_000)?;
        self.finish()?;
        self.checks.at_rest(&self.disk, self.now())?;
        self.checks.came.compared += self.compared()?;
        Ok(self.checks.came)
    }

    /// Whoever is in the middle of something at the last instant ends it.
    fn finish(&mut self) -> Result<(), Failure> {
        let works = |world: &World| {
            world.nodes.iter().any(|node| !node.is_idle())
                || world.senders.iter().any(|sender| !sender.is_idle())
        };
        while works(self) {
            self.until(self.t + 1000)?;
        }
        Ok(())
    }

    /// Works off what is due until then.
    fn until(&mut self, end: i64) -> Result<(), Failure> {
        while let Some((at, who)) = self.next().filter(|(at, _)| *at <= end) {
            self.moments += 1;
            if self.moments > MOST_MOMENTS {
                return Err(Failure { law: "rest", why: "it does not come to rest".into() });
            }
            self.t = self.t.max(at);
            self.disk.now = self.now();
            match who {
                STARTS_THEM => self.starts()?,
                node if node < NODES => self.node_moves(node)?,
                sender => self.sender_moves(sender - NODES)?,
            }
            self.tell_pending()?;
        }
        self.t = self.t.max(end);
        self.disk.now = self.now();
        Ok(())
    }

    /// Whoever moves next, and when.
    fn next(&self) -> Option<(i64, usize)> {
        let due = self.run_due().map(|at| self.on_t(at));
        let nodes = self.nodes.iter().enumerate().filter_map(|(n, node)| {
            let at = if node.is_idle() { if self.stopped { None } else { due } } else { Some(node.wakes) };
            at.map(|at| (at.max(node.wakes).max(node.paused_until), n))
        });
        let effect = self.effect_due().map(|at| self.on_t(at));
        let senders = self.senders.iter().enumerate().filter_map(|(n, sender)| {
            let at = if sender.is_idle() { effect } else { Some(sender.wakes) };
            at.map(|at| (at.max(sender.wakes).max(sender.paused_until), NODES + n))
        });
        let starts = self.start_due().map(|at| (self.on_t(at), STARTS_THEM));
        nodes.chain(senders).chain(starts).min()
    }

    fn on_t(&self, at: Timestamp) -> i64 {
        at.as_millisecond() - self.start.as_millisecond() - self.skew
    }

    fn run_due(&self) -> Option<Timestamp> {
        let leases = self.disk.active.iter().map(|run| self.disk.rows[*run].lease);
        let due = leases.filter_map(|lease| {
            let wakes = lease.wakes_at?;
            Some(lease.until.map_or(wakes, |until| wakes.max(later(until, 1))))
        });
        due.min()
    }

    fn effect_due(&self) -> Option<Timestamp> {
        let due = self.disk.effects.iter().filter_map(|effect| match effect.state {
            "queued" => Some(effect.due_at),
            "sending" => Some(later(effect.lease_until, 1)),
            _ => None,
        });
        due.min()
    }

    fn happens(&mut self, what: What) -> Result<(), Failure> {
        self.note(|| format!("* {what:?}"));
        match what {
            What::Delivers => self.people.iter_mut().for_each(|person| person.delivers = true),
            What::Has(number, mode) => self.switch_on(number, false, mode),
            What::Publish(n) if !self.entries.is_empty() => {
                let entry = self.entries[n % self.entries.len()].clone();
                let number = self.house.version(entry.version).number / 2;
                self.switch_on(number, true, entry.automation.mode);
            }
            What::Publish(_) => {}
            What::Person(who, act) => self.act(who, act)?,
            What::Crash(n, moves) => self.stall(n).befalls(moves, None),
            What::Pause(n, moves, ms) => self.stall(n).befalls(moves, Some(ms)),
            What::Jump(ms) => self.skew += ms,
            What::Halt => self.stopped = true,
            What::GoOn => self.goes_on(),
        }
        self.disk.now = self.now();
        self.tell_pending()
    }

    fn goes_on(&mut self) {
        self.stopped = false;
        let now = self.now();
        for effect in self.disk.effects.iter_mut().filter(|effect| effect.held) {
            effect.held = false;
            if effect.state == "queued" {
                effect.due_at = now;
            }
        }
    }

    fn stall(&mut self, n: usize) -> &mut Stall {
        if n < NODES { &mut self.nodes[n].stall } else { &mut self.senders[n % NODES].stall }
    }

    fn switch_on(&mut self, number: usize, second: bool, mode: Mode) {
        let entry = Arc::new(self.house.entry(number, second, mode));
        self.entries.retain(|known| known.automation.id != entry.automation.id);
        self.entries.push(entry.clone());
        self.comes_round(&entry);
    }

    fn act(&mut self, who: usize, act: Act) -> Result<(), Failure> {
        let now = self.now();
        if let Some(steered) = self.decided(who, act) {
            return steered;
        }
        let person = &mut self.people[who];
        let said = match act {
            Act::WeWrite => {
                let conversation = person.id("conversation").to_string();
                let fields = [("conversation", Json::from(conversation)), ("useful", true.into())];
                let lead = person.delivers.then(|| ("lead", Json::from(person.id("lead").to_string())));
                let fields = fields.into_iter().chain(lead).map(|(name, value)| (name.to_owned(), value));
                vec![("message.accepted", fields.collect())]
            }
            act => person.act(act, now),
        };
        self.says(who, said, None);
        Ok(())
    }

    /// Facts about a person, told in the transaction under way.
    pub fn says(&mut self, who: usize, said: Vec<Said>, cause: Option<RunId>) {
        let contact = self.people[who].contact;
        for (kind, fields) in said {
            self.disk.pending.push((kind, Json::Object(fields), contact, cause));
        }
    }

    pub fn tell_pending(&mut self) -> Result<(), Failure> {
        let mut at = 0;
        while at < self.disk.pending.len() {
            let (kind, body, contact, cause) = self.disk.pending[at].clone();
            at += 1;
            let mut body = body;
            body["kind"] = kind.into();
            body["at"] = condition::instant_text(self.now()).into();
            body["on"] = contact.to_string().into();
            body["contact"] = contact.to_string().into();
            let id = FactId::from_bytes(self.disk.next_id());
            self.hear(Fact { id, kind: kind.into(), body, contact: Some(contact), cause })?;
        }
        self.disk.pending.clear();
        Ok(())
    }

    /// Gives a fact to the runs it concerns, and lets it start new ones.
    fn hear(&mut self, mut fact: Fact) -> Result<(), Failure> {
        self.note(|| format!("tells {} {}", fact.kind, fact.body));
        self.checks.told(&fact);
        let named = fact.body.as_object().into_iter().flatten().filter_map(|(name, value)| {
            Ref::parse_any(value.as_str()?).ok().filter(|record| record.kind == name.as_str())
        });
        let concerned: Vec<[u8; 16]> = named.map(about).collect();
        for run in self.disk.active.clone() {
            if self.disk.rows[run].kept.contact == fact.contact {
                self.happens_to(run, Told(fact.body.clone()));
            }
            let row = &self.disk.rows[run];
            let message = fact.body["message"].as_str();
            let awaits = message.is_some() && message == row.kept.awaits.as_deref();
            let awaits = awaits && RESULTS.contains(&fact.kind.as_str());
            let known = self.house.version(row.kept.version);
            let listens =
                known.hears.contains(&fact.kind) && concerned.iter().any(|a| row.listens.contains(a));
            if awaits {
                fact.cause = fact.cause.or(Some(row.kept.id));
            }
            let early = row.kept.machine.state() != State::Waiting;
            let lost = self.is(Planted::FactNotKept) && early && !awaits && !self.ends(run, &fact);
            if (awaits || listens) && !lost {
                self.concerns(run, &fact);
            }
        }
        self.breaks_and_begins(&fact);
        for entry in self.entries.clone() {
            if self.house.version(entry.version).starts.contains(&fact.kind) {
                self.decide(&entry, &fact)?;
            }
        }
        Ok(())
    }

    fn concerns(&mut self, run: usize, fact: &Fact) {
        let now = self.now();
        let ends = self.ends(run, fact);
        let waits = self.is(Planted::GoalNotHeardInWaits) && ends;
        let row = &mut self.disk.rows[run];
        row.must_end |= ends;
        if waits && row.kept.machine.wakes_at().is_some_and(|at| at > now) {
            return;
        }
        row.heard.push(HeardFact {
            fact: fact.id,
            kind: fact.kind.clone(),
            at: now,
            body: fact.body.clone(),
            taken: false,
            hit: None,
            fresh: false,
        });
        row.heard.sort_by_key(|heard| Ref::from(heard.fact).bytes);
        row.lease.wake(now);
    }

    /// Whether a fact is a goal or an exit of a run, whatever it does at the moment.
    fn ends(&self, run: usize, fact: &Fact) -> bool {
        let kept = &self.disk.rows[run].kept;
        let known = self.house.version(kept.version);
        let document = known.plan.document();
        let stops = [&document.goal, &document.exit_when].into_iter().flatten();
        if !stops.flat_map(|stop| &stop.facts).any(|kind| kind.as_str() == fact.kind) {
            return false;
        }
        let Ok(kind) = fact.kind.parse() else { return false };
        let (sight, mut machine) = (self.look(kept, known), kept.machine.clone());
        let catalogue = self.house.office.known_catalogue().expect("a house has its catalogue");
        let record = sight::fact(&fact.body, catalogue);
        let turn = known.plan.advance(&mut machine, Input::Fact(&kind, &record), &sight.view());
        turn.is_ok_and(|turn| matches!(turn.next, Move::End(_)) && turn.trail.is_empty())
    }

    fn decide(&mut self, entry: &Entry, fact: &Fact) -> Result<(), Failure> {
        match entry.plan.document().trigger.debounce {
            Some(wait) => self.waits_for_quiet(entry, fact, wait),
            None => self.decides(entry, fact, self.subject_of(entry, fact)),
        }
    }

    /// What a fact names as the subject of an automation.
    pub fn subject_of(&self, entry: &Entry, fact: &Fact) -> Option<Ref> {
        match entry.plan.document().subject.as_str() {
            BUSINESS => Some(entry.automation.id.into()),
            kind => {
                let named = fact.body[kind].as_str().and_then(|id| Ref::parse_any(id).ok());
                named.or_else(|| fact.contact.map(Ref::from).filter(|contact| contact.kind == kind))
            }
        }
    }

    /// Decides about a fact, or a start that is none, and keeps what was decided.
    pub fn decides(&mut self, entry: &Entry, fact: &Fact, subject: Option<Ref>) -> Result<(), Failure> {
        let document = entry.plan.document();
        let decided = match subject {
            None => Err(format!("the fact names no {}", document.subject)),
            Some(subject) => self.admit(entry, fact, subject)?,
        };
        self.note(|| format!("{} decides: {decided:?}", document.automation));
        self.checks.decided(&mut self.disk, (fact.id, entry.automation.id), decided.is_ok())?;
        if let Ok(run) = decided {
            self.checks.came.runs += 1;
            self.checks.came.walked |= self.house.bit(entry.version);
            self.checks.enrolled(&self.disk, self.disk.index[&run])?;
        }
        Ok(())
    }

    pub fn case<'a>(&self, entry: &'a Entry, fact: &'a Fact, subject: Ref) -> Case<'a> {
        Case {
            fact: fact.id,
            kind: &fact.kind,
            at: self.now(),
            contact: fact.contact,
            chain: fact.id,
            subject: Some(subject),
            body: &fact.body,
            changes: &[],
            entry,
            cause: fact.cause,
            parent: None,
            by: TakenInBy::Itself,
        }
    }

    fn admit(&mut self, entry: &Entry, fact: &Fact, subject: Ref) -> Result<Result<RunId, String>, Failure> {
        let known = self.house.version(entry.version);
        let sight = self.seen(subject, &fact.body, (&known.looked_at_to_enrol, known));
        let catalogue = self.house.office.known_catalogue().expect("a house has its catalogue");
        let record = sight::fact(&fact.body, catalogue);
        match entry.plan.keeps_out(&sight.view(), &record) {
            Ok(None) => {}
            Ok(Some(out)) => return Ok(Err(out)),
            Err(reason) => return Ok(Err(reason.to_string())),
        }
        let key = match entry.plan.key(&sight.view(), &record) {
            Ok(key) => key,
            Err(reason) => return Ok(Err(reason.to_string())),
        };
        let case = self.case(entry, fact, subject);
        let admitted = case.admit(&mut self.disk, subject, key.as_deref());
        let admitted = admitted.now_or_never().expect("memory answers at once");
        admitted.map_err(|error| Failure { law: "admit", why: error.to_string() })
    }

    /// What a run sees now.
    pub fn look(&self, kept: &Kept, known: &Known) -> Sight {
        self.seen(kept.subject, &kept.trigger, (&known.looked_at, known))
    }

    pub fn seen(
        &self,
        subject: Ref,
        trigger: &Json,
        (names, known): (&std::collections::BTreeSet<String>, &Known),
    ) -> Sight {
        let seen = self.records_of(subject);
        let seen = seen.iter().filter(|(name, _)| names.contains(*name)).cloned();
        let own = |(name, fields): (&'static str, Fields)| match name == subject.kind {
            true => (name, fields.text("id", &subject.to_string())),
            false => (name, fields),
        };
        let records: Vec<(&'static str, Fields)> = seen.map(own).collect();
        let catalogue = self.house.office.known_catalogue().expect("a house has its catalogue");
        let takes = known.plan.document().trigger.takes();
        let user = |n| Some(UserId::from_bytes([n; 16]));
        let people = People { rights: user(9), owner: user(9), stand_in: user(8) };
        let person = self.person(subject);
        let zones = self.zones(person);
        let given = sight::given(trigger, catalogue, &takes);
        Sight::seen((self.now(), zones), records, given, (people, person.map(|person| person.contact)))
    }

    /// The clocks of whoever a record is about.
    fn zones(&self, person: Option<&Person>) -> Zones {
        let mut contact = person.and_then(|person| person.zone.clone());
        if self.is(Planted::NoSummerTime)
            && contact.as_ref().is_some_and(|zone| zone.name() == "Europe/Berlin")
        {
            contact = "Etc/GMT-1".parse().ok();
        }
        Zones { contact, ..Zones::of(self.house.hours.clone()) }
    }

    /// Every run and every message, as it ended.
    pub fn ended(&self) -> Vec<String> {
        let lines = self.disk.rows.iter().map(|row| {
            let document = self.house.version(row.kept.version).plan.document();
            let steps: Vec<String> = row
                .lines
                .iter()
                .map(|((step, visit), line)| format!("{step} {visit} {}", line.state.word()))
                .collect();
            let state = row.kept.machine.state().word();
            format!("{} {} {state} {}", document.automation, row.kept.subject, steps.join(", "))
        });
        let left = self
            .disk
            .effects
            .iter()
            .map(|effect| format!("{} {} {}", effect.step, effect.contact, effect.state));
        let mut all: Vec<String> = lines.chain(left).collect();
        all.sort();
        all
    }

    /// Whose record it is; nobody's where it is about the business.
    pub fn person(&self, record: Ref) -> Option<&Person> {
        self.people.iter().find(|person| person.owns(record))
    }

    /// What the records say that are seen beside this one.
    pub fn records_of(&self, record: Ref) -> Records {
        self.person(record).map_or_else(people::of_the_house, |person| person.records.clone())
    }

    pub fn person_of(&self, record: Ref) -> usize {
        self.people.iter().position(|person| person.owns(record)).unwrap_or_default()
    }
}
