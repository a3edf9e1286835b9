//! What starts by itself in a life: a day on a record, a round of a schedule, a silence; as `start::keep` keeps it
//! for the engine.

use kernel::{AutomationId, ContactId, FactId, Id as _, Ref, Timestamp};
use serde_json::{Value as Json, json};

use super::{Key, Living, STARTED, Told, key};
use crate::document::{Debounce, On};
use crate::plan::schedule;
use crate::sight::{self, Sight};

/// A start that is still to come.
pub(super) struct Due {
    pub at: Timestamp,
    subject: Ref,
    contact: Option<ContactId>,
    /// The fact a silence began with, or the last before it was quiet.
    began: Option<Json>,
    /// When the first of those came.
    first: Option<Timestamp>,
}

impl Living<'_> {
    /// What is due when the days begin.
    pub(super) fn stand(&mut self) {
        for standing in self.life.standing {
            self.place(standing.record, self.life.from);
            self.next_round(standing.record, standing.contact, self.life.from);
        }
    }

    /// Keeps what is due true with a fact: moves a day, breaks a silence, begins one.
    pub(super) fn keep_due(&mut self, told: &Told) {
        match &self.draft.plan.document().trigger.on {
            On::Date(_) if told.at >= self.life.from => {
                let speaks = |record: &Ref| self.speaks_of(told, *record);
                let records: Vec<Ref> =
                    self.life.standing.iter().map(|one| one.record).filter(speaks).collect();
                records.into_iter().for_each(|record| self.place(record, told.at));
            }
            On::Silence { silence, .. } => {
                let is =
                    |kinds: &[crate::document::FactKind]| kinds.iter().any(|kind| kind.as_str() == told.kind);
                if is(silence.without.kinds()) {
                    self.break_silences(told);
                }
                if is(silence.after.kinds()) {
                    self.begin_silence(told);
                }
            }
            _ => {}
        }
    }

    fn speaks_of(&self, told: &Told, record: Ref) -> bool {
        let id = record.to_string();
        [record.kind, "on"].iter().any(|name| told.body[*name] == id.as_str())
            || (record.kind == ContactId::PREFIX && told.contact.map(Ref::from) == Some(record))
    }

    fn looked(&self, subject: Ref, at: Timestamp, body: &Json) -> Option<Sight> {
        let present = self.present(subject).filter(|present| !present.gone)?;
        Some(present.at(&self.moment(at), body))
    }

    /// The day of a record as it stood then: in the future it is due, past or none it starts nothing.
    fn place(&mut self, record: Ref, now: Timestamp) {
        if !matches!(self.draft.plan.document().trigger.on, On::Date(_)) {
            return;
        }
        let sight = self.looked(record, now, &Json::Null);
        let at = sight.and_then(|sight| self.draft.plan.starts_at(&sight.view()).ok().flatten());
        let contact = self.present(record).and_then(|present| present.contact);
        match at.filter(|at| *at > now) {
            Some(at) => drop(
                self.due.insert(key(record), Due { at, subject: record, contact, began: None, first: None }),
            ),
            None => drop(self.due.remove(&key(record))),
        }
    }

    fn next_round(&mut self, subject: Ref, contact: Option<ContactId>, after: Timestamp) {
        let On::Schedule { schedule, .. } = &self.draft.plan.document().trigger.on else { return };
        let zone = self.around.business.zone();
        if let Ok(Some(at)) = schedule::next(schedule, zone, self.life.from, after) {
            self.due.insert(key(subject), Due { at, subject, contact, began: None, first: None });
        }
    }

    fn begin_silence(&mut self, told: &Told) {
        let Some(subject) = self.subject(told) else { return };
        let Some(sight) = self.looked(subject, told.at, &told.body) else { return };
        let fact = sight::fact(&told.body, self.around.catalogue);
        if !self.draft.plan.enrols(&sight.view(), &fact).unwrap_or(false) {
            return;
        }
        if let Ok(at) = self.draft.plan.silent_at(told.at, sight.zones()) {
            let began = Some(told.body.clone());
            let due = Due { at, subject, contact: told.contact, began, first: None };
            self.due.insert(key(subject), due);
        }
    }

    /// Each fact puts the start off that the last of them will be.
    pub(super) fn wait_for_quiet(&mut self, told: &Told, wait: Debounce) {
        let subject = self.subject(told);
        let wanted = match subject {
            None => Err(format!("the fact names no {}", self.draft.plan.document().subject)),
            Some(_) if told.by == Some(self.draft.automation) => Err("it would follow from itself".into()),
            Some(subject) => self.asked(told, subject).map(|_| subject),
        };
        let reason = match wanted {
            Err(reason) => reason,
            Ok(subject) => {
                let before = self.due.get(&key(subject)).and_then(|due| due.first);
                let first = before.unwrap_or(told.at);
                let (at, began) = (wait.begins_at(first, told.at), Some(told.body.clone()));
                let due = Due { at, subject, contact: told.contact, began, first: Some(first) };
                self.due.insert(key(subject), due);
                wait.waits()
            }
        };
        self.lived.refused.push((reason, subject));
    }

    /// Those of the same record or person, where `match` says so.
    fn break_silences(&mut self, told: &Told) {
        let concerned = |due: &Due| {
            let theirs = due.contact.is_some() && due.contact == told.contact;
            theirs || self.speaks_of(told, due.subject)
        };
        let broken = |due: &&Due| {
            let began = due.began.clone().unwrap_or_default();
            let Some(sight) = self.looked(due.subject, told.at, &began) else { return true };
            let fact = sight::fact(&told.body, self.around.catalogue);
            self.draft.plan.breaks_silence(&sight.view(), &fact).unwrap_or(true)
        };
        let found = self.due.values().filter(|due| concerned(due)).filter(broken);
        let anew = |due: &Due| {
            let sight = self.looked(due.subject, told.at, &Json::Null)?;
            self.draft.plan.silent_anew(told.at, sight.zones())
        };
        let moved: Vec<(Key, Option<Timestamp>)> = found.map(|due| (key(due.subject), anew(due))).collect();
        for (key, at) in moved {
            match (at, self.due.get_mut(&key)) {
                (Some(at), Some(due)) => due.at = at,
                _ => drop(self.due.remove(&key)),
            }
        }
    }

    /// Its time has come.
    pub(super) fn start(&mut self, due: Key, at: Timestamp) {
        let Some(due) = self.due.remove(&due) else { return };
        let scheduled = matches!(self.draft.plan.document().trigger.on, On::Schedule { .. });
        if scheduled {
            self.next_round(due.subject, due.contact, at);
        }
        if at < self.life.from || (scheduled && !self.stood(due.subject, at)) {
            return;
        }
        let told = started(self.draft.automation, &due, at);
        self.decide(&told, Some(due.subject));
    }

    /// It was there and open then, as far as the facts about it tell.
    fn stood(&self, record: Ref, at: Timestamp) -> bool {
        let mut standing = self.life.standing.iter().filter(|one| one.record == record);
        standing
            .any(|one| one.since.is_none_or(|since| since <= at) && one.until.is_none_or(|until| until > at))
    }
}

/// The fact by which the engine would have told of it.
fn started(automation: AutomationId, due: &Due, at: Timestamp) -> Told {
    let about = if due.subject == Ref::from(automation) { String::new() } else { due.subject.to_string() };
    let plain = || json!({ "kind": STARTED, "at": condition::instant_text(at), "on": about });
    let mut body = due.began.clone().unwrap_or_else(plain);
    if let Some(contact) = due.contact {
        body["contact"] = contact.to_string().into();
    }
    Told {
        id: made_up(due.subject, at),
        at,
        kind: STARTED.into(),
        by: None,
        body,
        changes: Json::Null,
        contact: due.contact,
    }
}

/// The same start is the same fact in the life of the draft and in that of the published version.
fn made_up(subject: Ref, at: Timestamp) -> FactId {
    let mut bytes = subject.bytes;
    let instant = at.as_millisecond().to_be_bytes();
    bytes.iter_mut().rev().zip(instant.iter().rev()).for_each(|(byte, other)| *byte ^= other);
    FactId::from_bytes(bytes)
}
