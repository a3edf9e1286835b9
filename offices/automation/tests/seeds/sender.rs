//! A worker on the effects, and the world outside: it may take a message, refuse it, be silent before or after it took
//! it, or answer when nobody waits any more.

use automation::document::StepId;
use automation::gate::rule::{self, Got};
use automation::run::later;
use kernel::Timestamp;
use serde_json::json;
use store::effect::rule::{LEASE_MS, RESENDS, Tried, second_chance, written};
use store::effect::{Leave, Outcome};

use crate::failure::{Failure, Planted};
use crate::world::{Befalls, Stall, World};

const BATCH: usize = 3;
const MESSAGES_A_DAY: i64 = 1;

#[derive(Default)]
enum Work {
    #[default]
    Idle,
    /// Claimed under these epochs.
    Send(Vec<(usize, i64)>),
    Settle(usize, i64, Box<Outcome>, Vec<(usize, i64)>),
}

#[derive(Default)]
pub struct Sender {
    work: Work,
    pub wakes: i64,
    pub paused_until: i64,
    pub stall: Stall,
}

impl Sender {
    pub fn is_idle(&self) -> bool {
        matches!(self.work, Work::Idle)
    }

    pub fn crash(&mut self, again: i64) {
        *self = Sender { wakes: again, paused_until: again, ..Sender::default() };
    }
}

impl World {
    pub fn sender_moves(&mut self, n: usize) -> Result<(), Failure> {
        let work = std::mem::take(&mut self.senders[n].work);
        let next = match work {
            Work::Idle => self.claims_effects()?,
            Work::Send(mut claimed) => match claimed.pop() {
                None => Work::Idle,
                Some((effect, epoch)) => self.sends(n, (effect, epoch), claimed)?,
            },
            Work::Settle(effect, epoch, outcome, rest) => {
                self.settles(effect, epoch, &outcome)?;
                // A result that comes twice changes nothing the second time.
                if self.chance.of(self.moments).of(5).in_a_hundred(10) {
                    self.settles(effect, epoch, &outcome)?;
                }
                Work::Send(rest)
            }
        };
        let pause = 1 + self.chance.of(self.moments).of(6).below(400) as i64;
        let (sender, t) = (&mut self.senders[n], self.t);
        sender.work = next;
        sender.wakes = t + pause;
        if !sender.is_idle() {
            match sender.stall.moved() {
                Befalls::Nothing => {}
                Befalls::Ends => sender.crash(t + 5_000),
                Befalls::Stands(ms) => sender.paused_until = t + ms,
            }
        }
        Ok(())
    }

    fn claims_effects(&mut self) -> Result<Work, Failure> {
        let now = self.now();
        let effects = self.disk.effects.iter().enumerate();
        let dead = effects.filter(|(_, effect)| effect.state == "sending" && effect.lease_until < now);
        let dead: Vec<(usize, i64)> = dead.map(|(n, effect)| (n, effect.epoch)).collect();
        for (effect, epoch) in dead {
            self.settles(effect, epoch, &Outcome::Unknown("the sender ended while it was sending".into()))?;
        }
        let due = |effect: &crate::disk::Effect| effect.state == "queued" && effect.due_at <= now;
        let mut due: Vec<usize> =
            (0..self.disk.effects.len()).filter(|n| due(&self.disk.effects[*n])).collect();
        due.sort_by_key(|n| self.disk.effects[*n].due_at);
        due.truncate(BATCH);
        let mut claimed = vec![];
        for n in due {
            match self.may_leave(n) {
                Leave::Later(at) => {
                    self.disk.effects[n].due_at = at;
                    continue;
                }
                Leave::Held { until, by } => {
                    (self.disk.effects[n].due_at, self.disk.effects[n].held) = (until, by == rule::STOP);
                    continue;
                }
                Leave::Now | Leave::Skip(_) => self.disk.effects[n].held = false,
            }
            let effect = &mut self.disk.effects[n];
            (effect.state, effect.lease_until) = ("sending", later(now, LEASE_MS));
            effect.epoch += 1;
            claimed.push((n, effect.epoch));
        }
        if !claimed.is_empty() {
            self.note(|| format!("effects {claimed:?} are claimed"));
        }
        Ok(if claimed.is_empty() { Work::Idle } else { Work::Send(claimed) })
    }

    /// The gates of the house, in the words of the rule each of them keeps.
    fn may_leave(&self, n: usize) -> Leave {
        let (now, effect) = (self.now(), &self.disk.effects[n]);
        let row = &self.disk.rows[effect.run];
        let state = row.kept.machine.state();
        let over = rule::over(state).filter(|_| !self.is(Planted::EndedNotAsked));
        if let Some(no) = over {
            return no;
        }
        if self.stopped {
            return rule::held(rule::STOP, now);
        }
        let has_news = row.heard.iter().any(|heard| !heard.taken);
        if let Some(no) = rule::thinks(state, has_news, now) {
            return no;
        }
        let line = row.lines.get(&(effect.step.clone(), effect.visit));
        if let Some(no) = rule::expired(line.and_then(|line| line.expires_at), now) {
            return no;
        }
        if let Some(no) = rule::guarded(self.wanted(n), false)
            && !self.is(Planted::GuardNotAsked)
        {
            return no;
        }
        self.of_person(n, now).unwrap_or(Leave::Now)
    }

    /// What the guard of its step says now.
    pub fn wanted(&self, n: usize) -> Result<bool, String> {
        let effect = &self.disk.effects[n];
        let kept = &self.disk.rows[effect.run].kept;
        let known = self.house.version(kept.version);
        let step: StepId = effect.step.parse().map_err(|_| "no such step".to_owned())?;
        if !known.plan.is_guarded(&step) {
            return Ok(true);
        }
        let sight = self.look(kept, known);
        known.plan.may_leave(&kept.machine, &step, &sight.view()).map_err(|reason| reason.why())
    }

    fn of_person(&self, n: usize, now: Timestamp) -> Option<Leave> {
        let effect = &self.disk.effects[n];
        let person = self.people.iter().find(|person| person.contact == effect.contact)?;
        if effect.class == "transactional" {
            return None;
        }
        let unwanted = person.opted_out || (effect.class == "marketing" && !person.wants_news);
        if unwanted && !self.is(Planted::SuppressionNotAsked) {
            return Some(Leave::Skip("consent: they do not want it".into()));
        }
        let zone = person.zone.clone().unwrap_or_else(|| self.house.hours.zone().clone());
        let quiet = Some(self.house.quiet);
        let release = rule::loud(now, quiet, &zone).ok()?;
        if release > now {
            return Some(rule::until(rule::QUIET, release));
        }
        let (start, end) = rule::day(now, &zone).ok()?;
        let theirs = |other: &&crate::disk::Effect| {
            other.contact == effect.contact
                && other.class != "transactional"
                && other.message != effect.message
        };
        let others = || self.disk.effects.iter().filter(theirs);
        let left = others()
            .filter(|other| {
                let unknown = other.done_at.filter(|_| other.state == "uncertain");
                other.settled.map(|(_, at)| at).or(unknown).is_some_and(|at| at >= start)
            })
            .count();
        let leaving = others().filter(|other| other.state == "sending").count();
        let counted = !self.is(Planted::CapNotCounted);
        let count = |many: usize| if counted { many as i64 } else { 0 };
        let priority = |effect: &crate::disk::Effect| self.disk.rows[effect.run].kept.priority;
        let ahead = others().filter(|other| {
            other.state == "queued" && other.due_at < end && priority(other) < priority(effect)
        });
        let ahead = count(ahead.count());
        let got = Got { left: count(left), leaving: count(leaving), ahead, most: MESSAGES_A_DAY };
        Some(rule::of_day(got, now, rule::loud(end, quiet, &zone).ok()?))
    }

    /// The last word, and the handing over: one moment, after which anything may happen.
    fn sends(
        &mut self,
        n: usize,
        (effect, epoch): (usize, i64),
        rest: Vec<(usize, i64)>,
    ) -> Result<Work, Failure> {
        let now = self.now();
        let outcome = match self.may_leave(effect) {
            Leave::Skip(reason) => Outcome::Skipped(reason),
            Leave::Later(at) => Outcome::Retry(at, "a gate said later".into()),
            Leave::Held { until, by } => {
                self.disk.effects[effect].held = by == rule::STOP;
                Outcome::Retry(until, "held".into())
            }
            Leave::Now => {
                let chance = self.chance.about(&self.disk.effects[effect].key).of(epoch as u64);
                let (arrives, outcome, late) = carried(chance.below(100), self.calm, now);
                self.hands_over(effect, arrives)?;
                if late {
                    self.senders[n].paused_until = self.t + LEASE_MS + 5_000;
                }
                outcome
            }
        };
        self.note(|| format!("effect {effect} under {epoch}: {outcome:?}"));
        Ok(Work::Settle(effect, epoch, Box::new(outcome), rest))
    }

    fn hands_over(&mut self, n: usize, arrives: bool) -> Result<(), Failure> {
        let effect = &self.disk.effects[n];
        let row = &self.disk.rows[effect.run];
        let person = self.people.iter().find(|person| person.contact == effect.contact);
        let person = person.expect("a message is to somebody");
        let zone = person.zone.clone().unwrap_or_else(|| self.house.hours.zone().clone());
        let day = zone.shows(self.now()).date();
        let wanted = self.wanted(n);
        let unwanted = person.opted_out || (!person.wants_news && effect.class == "marketing");
        self.checks.handed_over(effect, (row, unwanted, wanted), (day, arrives, MESSAGES_A_DAY))
    }

    /// Only the holder of the epoch may say how it went.
    fn settles(&mut self, n: usize, epoch: i64, outcome: &Outcome) -> Result<(), Failure> {
        let (now, effect) = (self.now(), &self.disk.effects[n]);
        let held = effect.state == "sending" && effect.epoch == epoch;
        let said = self.is(Planted::EffectEpochNotCompared) && effect.attempt < 20;
        if !held && !said {
            return Ok(());
        }
        self.checks.said(effect, epoch)?;
        let harmless = effect.resend || self.is(Planted::UncertainSentAgain);
        let tried = Tried { resend: harmless, attempt: effect.attempt };
        let outcome = second_chance(now, tried, outcome.clone());
        let row = written(&outcome, now);
        let (message, contact) = (effect.message.clone(), effect.contact);
        let effect = &mut self.disk.effects[n];
        (effect.state, effect.due_at, effect.done_at) = (row.state, row.due_at, row.done_at);
        effect.attempt += 1;
        debug_assert!(effect.attempt <= 1_000 + RESENDS);
        let conversation = self.people.iter().find(|person| person.contact == contact);
        let conversation = conversation.map(|person| person.id("conversation").to_string());
        let told = match &outcome {
            Outcome::Done(_) => {
                self.checks.came.left += 1;
                effect.settled = Some(("accepted", now));
                (
                    "message.accepted",
                    json!({ "message": message, "conversation": conversation, "useful": false }),
                )
            }
            Outcome::Skipped(reason) => ("message.skipped", json!({ "message": message, "reason": reason })),
            Outcome::Unknown(why) => {
                ("message.bounced", json!({ "message": message, "hardness": "uncertain", "reason": why }))
            }
            Outcome::Failed(why) => {
                ("message.bounced", json!({ "message": message, "hardness": "hard", "reason": why }))
            }
            Outcome::Retry(..) => return Ok(()),
        };
        self.disk.pending.push((told.0, told.1, contact, None));
        Ok(())
    }
}

/// What the world does with a message: whether it arrives, what it says, and whether it says so too late.
fn carried(chance: u64, calm: bool, now: Timestamp) -> (bool, Outcome, bool) {
    let again = || Outcome::Retry(later(now, 5_000), "the line broke before it left".into());
    match chance {
        _ if calm => (true, Outcome::Done("250".into()), false),
        0..=5 => (false, again(), false),
        6..=7 => (false, Outcome::Failed("no such address".into()), false),
        8..=11 => (true, Outcome::Unknown("no answer".into()), false),
        12..=14 => (false, Outcome::Unknown("no answer".into()), false),
        15..=18 => (true, Outcome::Done("250".into()), true),
        _ => (true, Outcome::Done("250".into()), false),
    }
}
