//! Whether a fact takes its subject in, in the words of the engine's own decisions.

use kernel::{ContactId, Id as _, Ref, Timestamp};

use super::{Active, Living, RunLife, Told, Turn, What, Whom, key, made_up};
use crate::document::{Conflict, IfActive, Policy};
use crate::enrolment::admit::{full, priority, taken};
use crate::enrolment::bounds::used_up;
use crate::lift::arm::{Arm, arm};
use crate::plan::{BUSINESS, Input, Run};
use crate::run::later;
use crate::sight;

/// How a run stands beside the others of its group.
#[derive(Default)]
struct Place {
    /// It waits until then.
    comes_at: Option<Timestamp>,
    /// One that goes before it begins then.
    gives_way_at: Option<Timestamp>,
}

impl Living<'_> {
    pub(super) fn decide(&mut self, told: &Told, subject: Option<Ref>) {
        let decided = match subject {
            None => Err(format!("the fact names no {}", self.draft.plan.document().subject)),
            Some(subject) => self.enrol(told, subject),
        };
        if let Err(reason) = decided {
            self.lived.refused.push((reason, subject));
        }
    }

    /// One about the business is about itself.
    pub(super) fn subject(&self, told: &Told) -> Option<Ref> {
        if self.draft.plan.document().subject.as_str() == BUSINESS {
            return Some(self.draft.automation.into());
        }
        subject_of(self.draft.plan.document().subject.as_str(), told)
    }

    fn enrol(&mut self, told: &Told, subject: Ref) -> Result<(), String> {
        if told.by == Some(self.draft.automation) {
            return Err("it would follow from itself".into());
        }
        let among = self.asked(told, subject)?;
        if let Some(most) = self.draft.plan.document().quota.and_then(|quota| quota.runs_per_hour)
            && self.draft.bounds.full.contains(&told.id)
        {
            return Err(used_up(most));
        }
        let enrol = &self.draft.plan.document().enrol;
        let called = told.body["how"] == "call";
        let person = self.present(subject).and_then(|present| present.contact).map(Ref::from);
        let whom = enrol.one_active_per.of(subject, person);
        if !called
            && let Policy::Cooldown(span) = enrol.policy
            && let Some(last) = self.last.get(&key(whom))
            && later(*last, span.as_seconds() * 1000) > told.at
        {
            return Err(enrol.too_soon());
        }
        if !called && let Some(throttle) = &self.draft.plan.document().trigger.throttle {
            let since = later(told.at, -throttle.per.as_seconds() * 1000);
            let begun = self.begun.iter().filter(|(one, at)| *one == whom && *at > since).count();
            if begun >= throttle.most as usize {
                return Err(throttle.too_many());
            }
        }
        let held_out = !called && self.is_held_out(person.unwrap_or(subject));
        let place = if held_out { Place::default() } else { self.beside(told.at, (subject, person))? };
        if !called && enrol.policy == Policy::Once && !self.once.insert(key(subject)) {
            return Err("it had its run before, and this automation runs once".into());
        }
        let of = (whom, among);
        let under_way = self.active.iter().position(|run| !run.over && run.whom == of);
        match (under_way, enrol.if_active) {
            (Some(_), IfActive::Skip) => return Err("a run is under way".into()),
            (Some(run), IfActive::Restart) => self.end(run, told.at, "replaced"),
            (Some(_), policy) if policy.lines_up() && self.waiting(&of) >= policy.most_waiting() => {
                return Err(full(policy.most_waiting()));
            }
            _ => {}
        }
        if held_out || enrol.since.is_none() {
            self.last.insert(key(whom), told.at);
        }
        if held_out {
            self.lived.held_out += 1;
            return Err("held out: measured, and left alone".into());
        }
        let waits = under_way.is_some() && enrol.if_active.lines_up();
        self.begun.push((whom, told.at));
        let turn = match place.comes_at {
            _ if waits => Turn::Waits,
            Some(at) => Turn::Comes(at),
            None => Turn::Begun,
        };
        self.begin(told, (subject, of), turn, place.gives_way_at);
        Ok(())
    }

    /// Its place beside what others of its group really did; or why it is kept out.
    fn beside(&self, at: Timestamp, (subject, person): (Ref, Option<Ref>)) -> Result<Place, String> {
        let document = self.draft.plan.document();
        let Some(group) = &document.group else { return Ok(Place::default()) };
        let whom = key(group.one_active_per.of(subject, person));
        let others = self.draft.bounds.others.get(&whom).map_or(&[][..], Vec::as_slice);
        let own = priority(document.priority);
        let now: Vec<_> = others.iter().filter(|other| other.is_under_way(at)).collect();
        let later = others.iter().filter(|other| other.from > at && other.priority < own);
        let gives_way_at = match group.on_conflict {
            Conflict::HigherPriorityWins => later.map(|other| other.from).min(),
            Conflict::Queue | Conflict::Skip => None,
        };
        let first = now.iter().all(|other| own < other.priority);
        match group.on_conflict {
            _ if now.is_empty() => Ok(Place { comes_at: None, gives_way_at }),
            Conflict::Queue => {
                let over = now.iter().map(|other| other.until.unwrap_or(Timestamp::MAX)).max();
                Ok(Place { comes_at: over, gives_way_at })
            }
            Conflict::HigherPriorityWins if first => Ok(Place { comes_at: None, gives_way_at }),
            Conflict::HigherPriorityWins | Conflict::Skip => Err(taken(group)),
        }
    }

    /// So many wait already for the end of the one under way.
    fn waiting(&self, whom: &Whom) -> usize {
        let waits = |run: &&Active| !run.over && run.whom == *whom && run.turn != Turn::Begun;
        self.active.iter().filter(waits).count()
    }

    fn is_held_out(&self, whom: Ref) -> bool {
        arm(self.draft.plan.document(), whom) == Arm::HeldOut
    }

    /// Its key, or why the condition or the suppression keeps it out.
    pub(super) fn asked(&self, told: &Told, subject: Ref) -> Result<Option<String>, String> {
        let present = self.present(subject).filter(|present| !present.gone);
        let present = present.ok_or("the record is no more")?;
        let sight = present.at(&self.moment(told.at), &told.body);
        let changed = sight::differed_in(&told.changes, subject);
        let asks = self.draft.plan.looks_at_changes();
        let fact = sight::fact(&told.body, self.around.catalogue);
        let sight = if asks { sight.with_changes(&changed, subject) } else { sight };
        match self.draft.plan.keeps_out(&sight.view(), &fact) {
            Ok(None) => self.draft.plan.key(&sight.view(), &fact).map_err(|reason| reason.to_string()),
            Ok(Some(out)) => Err(out),
            Err(reason) => Err(reason.to_string()),
        }
    }

    fn begin(
        &mut self,
        told: &Told,
        (subject, whom): (Ref, Whom),
        turn: Turn,
        gives_way_at: Option<Timestamp>,
    ) {
        let index = self.lived.runs.len();
        let machine = Run::enrolled(made_up(index), self.draft.plan, told.at);
        let (outcome, happened) = ("under way".into(), vec![]);
        self.lived.runs.push(RunLife { cause: told.id, subject, began: told.at, outcome, happened });
        let (trigger, heard) = (told.body.clone(), vec![]);
        self.active.push(Active {
            index,
            machine,
            subject,
            whom,
            trigger,
            heard,
            leaving: None,
            turn,
            gives_way_at,
            over: false,
        });
        let run = self.active.len() - 1;
        if self.active[run].turn == Turn::Begun {
            self.set_out(run, told.at);
        }
    }

    /// It begins now.
    pub(super) fn set_out(&mut self, run: usize, at: Timestamp) {
        self.active[run].turn = Turn::Begun;
        self.happened(run, at, None, What::Began);
        self.take(run, at, Input::Start);
    }
}

/// The record a fact names, or the person it is about.
pub fn subject_of(kind: &str, told: &Told) -> Option<Ref> {
    let named = told.body[kind].as_str().and_then(|id| Ref::parse_any(id).ok());
    let contact = told.contact.map(Ref::from).filter(|_| kind == ContactId::PREFIX);
    named.filter(|id| id.kind == kind).or(contact)
}
