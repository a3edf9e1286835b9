//! The promises of the design that one history can break, each with its number, looked at after every transaction.
//!
//! They are asked of what was committed and of what left, in other words than the rules that keep them.

use std::collections::{BTreeSet, HashMap, HashSet};

use automation::automation::Mode;
use automation::document::{Act, Debounce, IfActive, On, Policy, Since, StepId, Trigger, Wait};
use automation::enrolment::admit::DEEPEST;
use automation::plan::{Input, Move, State, Status, Visit};
use automation::run::steps::StepState;
use automation::run::turn::Walked;
use automation::sight;
use futures_util::FutureExt;
use kernel::calendar::{BusinessHours, Whose, Window, Zones, due};
use kernel::{AutomationId, AutomationVersionId, ContactId, Date, FactId, Timestamp};
use serde_json::{Map, Value as Json};

use crate::disk::{Disk, Effect, Fact, Row};
use crate::failure::Failure;
use crate::known::house;
use crate::people::Person;
use crate::world::{Came, World};

#[derive(Default)]
pub struct Checks {
    pub came: Came,
    acted: HashSet<(usize, String, u32)>,
    /// Commands that changed something, and must have a line that says so.
    changed: HashSet<(usize, String, u32)>,
    versions: HashMap<usize, AutomationVersionId>,
    /// How often each key may have arrived.
    arrived: HashMap<[u8; 32], u32>,
    days: HashMap<(ContactId, Date), BTreeSet<String>>,
    /// Every fact about somebody, in the order they were told.
    told: Vec<(FactId, String, ContactId)>,
}

type Checked = Result<(), Failure>;

fn law(holds: bool, law: &'static str, why: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(Failure { law, why: why() }) }
}

impl Checks {
    /// INV3: a fact has one decision for each automation it interests.
    pub fn decided(&mut self, disk: &mut Disk, of: (FactId, AutomationId), enrolled: bool) -> Checked {
        let before = disk.decisions.insert(of, enrolled);
        law(before.is_none(), "INV3", || format!("{of:?} was decided twice"))
    }

    pub fn told(&mut self, fact: &Fact) {
        self.told.extend(fact.contact.map(|contact| (fact.id, fact.kind.clone(), contact)));
    }

    /// INV17 for what starts by silence: since it began nothing was told that breaks it.
    pub fn silent(&self, trigger: &Trigger, began: FactId, of: ContactId) -> Checked {
        let On::Silence { silence, matches: None } = &trigger.on else { return Ok(()) };
        let since = self.told.iter().rev().take_while(|(id, ..)| *id != began);
        let breaks = |kind: &str| silence.without.kinds().iter().any(|one| one.as_str() == kind);
        let broken = since.into_iter().find(|(_, kind, contact)| *contact == of && breaks(kind));
        law(broken.is_none(), "INV17", || format!("a silence that {broken:?} broke starts something"))
    }

    /// What waits until it is quiet begins when it was quiet for so long, or came for so long; and no sooner.
    pub fn quiet(&self, wait: Debounce, (first, last): (Timestamp, Timestamp), now: Timestamp) -> Checked {
        let since = |at: Timestamp| now.as_second() - at.as_second();
        let quiet = since(last) >= wait.quiet.as_seconds() || since(first) >= wait.at_most.as_seconds();
        law(quiet, "debounce", || format!("{wait:?} begins at {now}, after {first} and {last}"))
    }

    /// INV4, INV19, and once is once.
    pub fn enrolled(&mut self, disk: &Disk, run: usize) -> Checked {
        let row = &disk.rows[run];
        self.versions.insert(run, row.kept.version);
        let document = house().version(row.kept.version).plan.document();
        let same = |other: &Row| other.kept.automation == row.kept.automation;
        let beside = disk.active.iter().filter(|other| **other != run).map(|other| &disk.rows[*other]);
        let here = |other: &Row| other.kept.subject == row.kept.subject && other.key == row.key;
        let beside = beside.filter(|other| same(other) && here(other));
        let lines_up = document.enrol.if_active.lines_up();
        // Whoever is stuck has let go of its place in a lane.
        let mut beside = beside.filter(|other| !lines_up || other.kept.machine.state() != State::Parked);
        let alone = match (document.enrol.if_active, beside.next()) {
            (IfActive::Parallel, _) | (_, None) => true,
            // It waits behind the one under way, and is the only one that does.
            (IfActive::Queue, Some(_)) => disk.is_waiting_its_turn(run),
            (IfActive::BufferOne, Some(_)) => disk.is_waiting_its_turn(run) && beside.next().is_none(),
            _ => false,
        };
        law(alone, "INV4", || {
            format!("two active runs of {} about {:?}", document.automation, row.kept.subject)
        })?;
        let earlier =
            disk.rows[..run].iter().any(|other| same(other) && other.kept.subject == row.kept.subject);
        if let Some(throttle) = &document.trigger.throttle {
            let began = |row: &Row| row.kept.machine.started_at().as_millisecond();
            let since = began(row) - throttle.per.as_seconds() * 1000;
            let of = disk.rows[..=run].iter().filter(|other| same(other) && began(other) > since);
            let of = of.filter(|other| other.kept.subject == row.kept.subject).count();
            law(of <= throttle.most as usize, "throttle", || {
                format!("{of} runs of {} about {:?}", document.automation, row.kept.subject)
            })?;
        }
        let once = document.enrol.policy == Policy::Once && earlier;
        law(!once, "INV4", || {
            format!("{} runs once, and ran twice about {:?}", document.automation, row.kept.subject)
        })?;
        let chain: BTreeSet<_> = row.kept.chain.iter().map(|of| kernel::Ref::from(*of).bytes).collect();
        let simple = chain.len() == row.kept.chain.len() && chain.len() <= DEEPEST;
        law(simple, "INV19", || format!("the chain of run {run} is {:?}", row.kept.chain))
    }

    /// INV22 for runs: whoever lost it writes nothing.
    pub fn holds(&self, row: &Row, epoch: i64) -> Checked {
        let late = row.lease.epoch != epoch;
        law(!late, "INV22", || format!("a run of epoch {} is written under {epoch}", row.lease.epoch))
    }

    /// INV13: the same run, news and view give the same turn. Asked of every eighth.
    pub fn pure(&self, world: &World, walked: &Walked, run: usize, told: bool) -> Checked {
        if told || !world.moments.is_multiple_of(8) || world.planted.is_some() {
            return Ok(());
        }
        let row = &world.disk.rows[run];
        let known = house().version(row.kept.version);
        let sight = world.look(&row.kept, known);
        let office = world.house.office.clone();
        let mut again = Walked::of(row.kept.clone(), known.plan.clone(), (sight, office), row.heard.clone());
        let mut beside = Remembers { queued: walked.queued, disk: &world.disk };
        let turn = again.turn(&mut beside, None).now_or_never().expect("memory answers at once");
        let same = turn.is_ok() && again.next == walked.next && again.kept.machine == walked.kept.machine;
        law(same, "INV13", || format!("run {run} came to {:?} and then to {:?}", walked.next, again.next))
    }

    /// INV5: what is done is what the record says at that moment, not what it said before another step of it.
    pub fn carried_out(
        &self,
        row: &Row,
        (run, visit): (usize, &Visit),
        (args, wanted): (&Map<String, Json>, &Move),
        approved: bool,
    ) -> Checked {
        law(!row.must_end, "INV10", || format!("run {run} does {} after a fact that ends it", visit.step))?;
        let Move::Do { args: now, .. } = wanted else { return Ok(()) };
        let is_time = |value: &Json| value.as_str().is_some_and(|text| text.parse::<Timestamp>().is_ok());
        let differs = now.iter().find(|(name, value)| !is_time(value) && args.get(*name) != Some(value));
        law(approved || differs.is_none(), "INV5", || {
            format!("run {run} does {} with {args:?}, where the record says {differs:?}", visit.step)
        })
    }

    /// INV7: what a visit does it does once.
    pub fn acted(&mut self, (run, visit): (usize, &Visit), changes: bool) -> Checked {
        let key = (run, visit.step.to_string(), visit.visit);
        if changes {
            self.changed.insert(key.clone());
        }
        law(self.acted.insert(key.clone()), "INV7", || format!("{key:?} was done twice"))
    }

    /// INV17, INV18, and a fact that ends a run ends it.
    pub fn settled(
        &self,
        hours: &BusinessHours,
        people: &[Person],
        walked: &Walked,
        (row, now): (&Row, Timestamp),
    ) -> Checked {
        let ended = walked.kept.machine.state().is_ended();
        law(!row.must_end || ended, "INV17", || {
            format!("a goal was told, and the run goes on to {:?}", walked.next)
        })?;
        not_missed(walked, row)?;
        due_in_time(hours, people, walked, now)?;
        not_early(walked, row, now)
    }

    /// INV6, INV7, INV8, INV12, INV14, INV28: what stands after the transaction.
    pub fn kept(&self, disk: &Disk, run: usize) -> Checked {
        let row = &disk.rows[run];
        let mut numbers: Vec<i64> = row.lines.values().map(|line| line.seq).collect();
        numbers.sort_unstable();
        let gapless = numbers.iter().copied().eq(1..=row.kept.steps);
        law(gapless, "INV6", || format!("the lines of run {run} are {numbers:?} of {}", row.kept.steps))?;
        for (_, step, visit) in self.changed.iter().filter(|(of, ..)| *of == run) {
            let line = row.lines.get(&(step.clone(), *visit));
            let ok = line.is_some_and(|line| line.state == StepState::Ok);
            law(ok, "INV7", || {
                format!("{step} {visit} of run {run} was done, and its line does not say so")
            })?;
        }
        for effect in disk.effects.iter().filter(|effect| effect.run == run) {
            let line = row.lines.get(&(effect.step.clone(), effect.visit));
            let named = line.is_some_and(|line| line.awaits.as_ref() == Some(&effect.message));
            law(named, "INV8", || format!("an effect of {} of run {run} has no step", effect.step))?;
        }
        let sent = row
            .lines
            .values()
            .filter_map(|line| line.awaits.as_ref())
            .filter(|id| id.starts_with("message_"));
        for message in sent {
            let queued = disk.effects.iter().any(|effect| effect.message == *message);
            law(queued, "INV8", || format!("{message} of run {run} was never queued"))?;
        }
        law(self.versions.get(&run) == Some(&row.kept.version), "INV12", || {
            format!("run {run} has another version")
        })?;
        told_when_late(row, run)?;
        let looked_at = row.is_over() || row.lease.wakes_at.is_some() || row.is_in_front_of_a_person();
        law(looked_at, "INV14", || format!("nobody looks at run {run}: {:?}", row.kept.machine.state()))?;
        let parked = row.kept.machine.state() == State::Parked;
        law(!parked || row.exception, "INV15", || format!("run {run} stands still, and nobody knows"))
    }

    /// INV9, INV10, INV11, INV20: what goes out of the house, at the moment it goes.
    pub fn handed_over(
        &mut self,
        effect: &Effect,
        (row, unwanted, wanted): (&Row, bool, Result<bool, String>),
        (day, arrives, most): (Date, bool, i64),
    ) -> Checked {
        let what = || format!("{} of run {}", effect.step, effect.run);
        let over = row.outcome.is_some_and(|outcome| outcome != "done");
        law(!over && !row.must_end, "INV10", || {
            format!("{} leaves after its end ({:?})", what(), row.outcome)
        })?;
        law(wanted == Ok(true), "INV10", || format!("{} leaves against its guard", what()))?;
        let asked = effect.class == "transactional" || !unwanted;
        law(asked, "INV11", || format!("{} leaves to somebody who does not want it", what()))?;
        let arrived = self.arrived.entry(effect.key).or_default();
        law(*arrived == 0 || effect.resend, "INV9", || {
            format!("{} leaves again, and it may have arrived", what())
        })?;
        *arrived += u32::from(arrives);
        if arrives && effect.class != "transactional" {
            let today = self.days.entry((effect.contact, day)).or_default();
            today.insert(effect.message.clone());
            let within = today.len() as i64 <= most;
            law(within, "INV20", || {
                format!("{} messages to one person on {day}, the last {}", today.len(), what())
            })?;
        }
        Ok(())
    }

    /// INV22 for effects: only the holder of the epoch says how it went.
    pub fn said(&self, effect: &Effect, epoch: i64) -> Checked {
        let held = effect.state == "sending" && effect.epoch == epoch;
        law(held, "INV22", || format!("a late word about {} of run {} was believed", effect.step, effect.run))
    }

    /// With no more faults everything is over, asleep until a time that comes, or in front of a person.
    pub fn at_rest(&self, disk: &Disk, now: Timestamp) -> Checked {
        for run in &disk.active {
            let row = &disk.rows[*run];
            let sleeps = row.lease.wakes_at.is_some_and(|at| at > now);
            law(sleeps || row.is_in_front_of_a_person(), "rest", || {
                format!("run {run} is {:?} and nobody moves it", row.kept.machine.state())
            })?;
        }
        for effect in &disk.effects {
            let rests = match effect.state {
                "sending" => false,
                "queued" => effect.due_at > now,
                _ => true,
            };
            law(rests, "rest", || format!("{} of run {} is {}", effect.step, effect.run, effect.state))?;
        }
        Ok(())
    }
}

/// What a turn asks of the store, answered without writing.
struct Remembers<'a> {
    queued: bool,
    disk: &'a Disk,
}

impl automation::run::turn::Beside for Remembers<'_> {
    async fn decided(
        &mut self,
        awaits: Option<&str>,
    ) -> kernel::Result<Option<automation::approval::Decided>> {
        use automation::approval::Decided;
        let Some(asked) = awaits.and_then(|id| self.disk.approvals.get(id)) else { return Ok(None) };
        Ok(match asked.state {
            "approved" => Some(Decided::Approved(asked.args.clone(), None)),
            "returned" => Some(Decided::Returned("no".into())),
            _ => None,
        })
    }
    async fn ended(&mut self, _: kernel::RunId) -> kernel::Result<Option<automation::run::turn::Ended>> {
        Ok(None)
    }
    async fn is_queued(&mut self, _: kernel::RunId) -> kernel::Result<bool> {
        Ok(self.queued)
    }
    async fn made(&mut self, run: kernel::RunId, awaits: &str) -> kernel::Result<Option<Json>> {
        let lines = self.disk.rows[self.disk.index[&run]].lines.values();
        let mut lines = lines.filter(|line| line.awaits.as_deref() == Some(awaits));
        Ok(lines.next().and_then(|line| line.output.clone()))
    }
    async fn answered(&mut self, _: &str) -> kernel::Result<(Option<i64>, Json)> {
        Ok((None, Json::Null))
    }
}

/// INV28: where a run stands at a step that promises how long, somebody is told when it takes longer; nowhere else.
/// What is shown first has a yes to wait for, and practice promises nobody anything.
fn told_when_late(row: &Row, run: usize) -> Checked {
    let plan = &house().version(row.kept.version).plan;
    let here = row.kept.machine.inside();
    for ((step, visit), line) in &row.lines {
        let stands = here.as_ref().is_some_and(|at| at.step.as_str() == step && at.visit == *visit);
        let waits = matches!(line.state, StepState::Waiting | StepState::Approval);
        let stands = stands && waits && !row.is_over();
        let text = plan.steps().iter().find(|one| one.id.as_str() == step);
        let asks =
            text.is_some_and(|text| line.state == StepState::Approval && matches!(text.act, Act::Do(_)));
        let promises = text.is_some_and(|text| text.sla.is_some()) && row.kept.mode != Mode::Practice;
        law(line.late_at.is_some() == (stands && promises && !asks), "INV28", || {
            format!("{step} {visit} of run {run} is {:?}, and told of at {:?}", line.state, line.late_at)
        })?;
    }
    Ok(())
}

/// The step a run stood at, where this turn left it.
fn left(walked: &Walked) -> Option<(&StepId, &automation::document::Step)> {
    let id = walked.old.step()?;
    let step = walked.plan.steps().iter().find(|step| step.id == *id)?;
    let visit = |run: &automation::plan::Run| run.results().get(id).cloned();
    (visit(&walked.old) != visit(&walked.kept.machine)).then_some((id, step))
}

/// INV17: a wait whose time ran out had met nothing that counts.
fn not_missed(walked: &Walked, row: &Row) -> Checked {
    let Some((id, step)) = left(walked) else { return Ok(()) };
    let (Act::WaitFor(wait), State::Waiting) = (&step.act, walked.old.state()) else { return Ok(()) };
    let result = &walked.kept.machine.results()[id];
    if result.fact.is_some() || result.status != Status::Ok {
        return Ok(());
    }
    let since = match &wait.since {
        Since::RunStart => walked.old.started_at(),
        Since::Step(step) => {
            walked.old.results().get(step).map_or(walked.old.started_at(), |result| result.at)
        }
    };
    let catalogue = house().office.known_catalogue().expect("a house has its catalogue");
    for heard in row.heard.iter().filter(|heard| heard.at >= since && heard.hit.is_none()) {
        let Ok(kind) = heard.kind.parse() else { continue };
        if !wait.fact.kinds().contains(&kind) {
            continue;
        }
        let (record, mut machine) = (sight::fact(&heard.body, catalogue), walked.old.clone());
        let turn = walked.plan.advance(&mut machine, Input::Past(&kind, &record), &walked.sight.view());
        let met = turn.is_ok_and(|turn| turn.next != Move::Stay);
        law(!met, "INV17", || format!("{id} ran out of time, and {kind} had been told at {}", heard.at))?;
    }
    Ok(())
}

/// INV18: due when the wait says, on the right clock, and in its window.
fn due_in_time(hours: &BusinessHours, people: &[Person], walked: &Walked, now: Timestamp) -> Checked {
    let Move::Sleep { until } = walked.next else { return Ok(()) };
    let Some(last) = walked.trail.last() else { return Ok(()) };
    let step = walked.plan.steps().iter().find(|step| step.id == last.step);
    let Some(Act::Wait(Wait::For(delay))) = step.map(|step| &step.act) else { return Ok(()) };
    let person = people.iter().find(|person| person.owns(walked.kept.subject));
    let zones = Zones { contact: person.and_then(|person| person.zone.clone()), ..Zones::of(hours.clone()) };
    let wrong = |what: &str| format!("{} is due at {until}: {what}", last.step);
    law(due(now, delay, &zones) == Ok(until), "INV18", || wrong("not what its text says"))?;
    let span = i64::from(delay.hours) * 3600 + i64::from(delay.minutes) * 60 + i64::from(delay.seconds);
    law(until.as_second() - now.as_second() >= span, "INV18", || wrong("too early"))?;
    let zone = zones.pick(if delay.zone == Whose::Contact { Whose::Contact } else { Whose::Workspace });
    let days = zone.shows(until).date().since(zone.shows(now).date()).map_or(0, |span| span.get_days());
    law(i64::from(days) >= i64::from(delay.days), "INV18", || wrong("on an earlier day"))?;
    let inside = delay.window == Window::Any || hours.in_zone(zone).is_open(until) == Ok(true);
    law(inside, "INV18", || wrong("outside its window"))
}

/// INV18: nobody is woken before their time.
fn not_early(walked: &Walked, row: &Row, now: Timestamp) -> Checked {
    let Some((id, step)) = left(walked) else { return Ok(()) };
    let (Act::Wait(wait), Some(until)) = (&step.act, row.sleeps_until) else { return Ok(()) };
    let ok = walked.kept.machine.results()[id].status == Status::Ok;
    law(!ok || wait.is_read_again() || until <= now, "INV18", || {
        format!("{id} slept until {until}, and left at {now}")
    })
}
