//! Whether a fact takes its subject in, in the words of the engine's own decisions.

use kernel::{ContactId, Id as _, Ref, Timestamp};

use super::{Active, Living, RunLife, Told, Turn, What, key, made_up};
use crate::document::{IfActive, Policy};
use crate::lift::arm::{Arm, arm};
use crate::plan::{BUSINESS, Input, Run};
use crate::run::later;
use crate::sight;

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
        self.asked(told, subject)?;
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
        if !called && enrol.policy == Policy::Once && !self.once.insert(key(subject)) {
            return Err("it had its run before, and this automation runs once".into());
        }
        let under_way = self.active.iter().position(|run| !run.over && run.whom == whom);
        match (under_way, enrol.if_active) {
            (Some(_), IfActive::Skip) => return Err("a run is under way".into()),
            (Some(run), IfActive::Restart) => self.end(run, told.at, "replaced"),
            (Some(_), IfActive::BufferOne) if self.is_lined_up(whom) => {
                return Err("a run is under way, and one more waits for its end".into());
            }
            _ => {}
        }
        let held_out = !called && self.is_held_out(person.unwrap_or(subject));
        if held_out || enrol.since.is_none() {
            self.last.insert(key(whom), told.at);
        }
        if held_out {
            self.lived.held_out += 1;
            return Err("held out: measured, and left alone".into());
        }
        let waits = under_way.is_some() && enrol.if_active == IfActive::BufferOne;
        self.begin(told, (subject, whom), if waits { Turn::Waits } else { Turn::Begun });
        Ok(())
    }

    /// One of them waits already for the end of the one under way.
    fn is_lined_up(&self, whom: Ref) -> bool {
        self.active.iter().any(|run| !run.over && run.whom == whom && run.turn != Turn::Begun)
    }

    fn is_held_out(&self, whom: Ref) -> bool {
        arm(self.draft.plan.document(), whom) == Arm::HeldOut
    }

    /// Why the condition or the suppression keeps it out.
    fn asked(&self, told: &Told, subject: Ref) -> Result<(), String> {
        let present = self.present(subject).filter(|present| !present.gone);
        let present = present.ok_or("the record is no more")?;
        let sight = present.at(&self.moment(told.at), &told.body);
        let changed = sight::differed_in(&told.changes, subject);
        let asks = self.draft.plan.looks_at_changes();
        let sight = if asks { sight.with_changes(&changed, subject) } else { sight };
        let fact = sight::fact(&told.body, self.around.catalogue);
        match self.draft.plan.keeps_out(&sight.view(), &fact) {
            Ok(None) => Ok(()),
            Ok(Some(out)) => Err(out),
            Err(reason) => Err(reason.to_string()),
        }
    }

    fn begin(&mut self, told: &Told, (subject, whom): (Ref, Ref), turn: Turn) {
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
