//! What no fact starts: the rounds of a schedule, and silences that nothing broke. What is due stands as a row, changed
//! in the transaction of the fact that changes it; each start is decided in one of its own.

use std::sync::Arc;

use automation::document::{Debounce, On};
use automation::office::Entry;
use automation::plan::schedule;
use automation::sight;
use futures_util::FutureExt;
use kernel::{AutomationId, ContactId, FactId, Id, Ref, RunId, Timestamp};
use serde_json::{Value as Json, json};

use crate::disk::Fact;
use crate::failure::Failure;
use crate::world::World;

/// A start that is due at a time, unless something comes between.
pub struct Due {
    automation: AutomationId,
    subject: Ref,
    contact: Option<ContactId>,
    pub at: Timestamp,
    /// The fact a silence began with, or the last before it was quiet.
    began: Option<(FactId, Json)>,
    /// When the first and the last came of those in quick succession, and the run that led to the last.
    quiet: Option<(Timestamp, Timestamp)>,
    cause: Option<RunId>,
}

impl World {
    pub fn start_due(&self) -> Option<Timestamp> {
        self.due.iter().map(|due| due.at).min()
    }

    /// An automation was switched on, or its next version, which begins as the one before.
    pub fn comes_round(&mut self, entry: &Arc<Entry>) {
        let On::Schedule { schedule, .. } = &entry.plan.document().trigger.on else { return };
        let zone = self.house.hours.zone();
        let next = schedule::next(schedule, zone, self.start, self.now()).expect("a rule that was checked");
        let subject = entry.automation.id.into();
        self.due.retain(|due| due.subject != subject);
        self.due.extend(next.map(|at| Due {
            automation: entry.automation.id,
            subject,
            contact: None,
            at,
            began: None,
            quiet: None,
            cause: None,
        }));
    }

    /// A fact breaks silences, and begins others.
    pub fn breaks_and_begins(&mut self, fact: &Fact) {
        for entry in self.entries.clone() {
            let On::Silence { silence, .. } = &entry.plan.document().trigger.on else { continue };
            if silence.without.kinds().iter().any(|kind| kind.as_str() == fact.kind) {
                let (broken, others) = std::mem::take(&mut self.due)
                    .into_iter()
                    .partition(|due| self.is_broken(&entry, due, fact));
                self.due = others;
                self.note_broken(&entry, &broken);
            }
            if silence.after.kinds().iter().any(|kind| kind.as_str() == fact.kind) {
                self.begins(&entry, fact);
            }
        }
    }

    fn note_broken(&mut self, entry: &Entry, broken: &[Due]) {
        for due in broken {
            self.note(|| format!("the silence of {} about {} is broken", entry.automation.slug, due.subject));
        }
    }

    fn is_broken(&self, entry: &Entry, due: &Due, fact: &Fact) -> bool {
        let concerns = due.contact == fact.contact || fact.body[due.subject.kind] == due.subject.to_string();
        if due.automation != entry.automation.id || !concerns {
            return false;
        }
        let known = self.house.version(entry.version);
        let began = due.began.as_ref().map_or(&Json::Null, |(_, body)| body);
        let sight = self.seen(due.subject, began, (&known.looked_at_to_enrol, known));
        let catalogue = self.house.office.known_catalogue().expect("a house has its catalogue");
        let record = sight::fact(&fact.body, catalogue);
        entry.plan.breaks_silence(&sight.view(), &record).unwrap_or(true)
    }

    fn begins(&mut self, entry: &Entry, fact: &Fact) {
        let Some(subject) = self.subject_of(entry, fact) else { return };
        let known = self.house.version(entry.version);
        let sight = self.seen(subject, &fact.body, (&known.looked_at_to_enrol, known));
        let catalogue = self.house.office.known_catalogue().expect("a house has its catalogue");
        let record = sight::fact(&fact.body, catalogue);
        if !entry.plan.enrols(&sight.view(), &record).unwrap_or(false) {
            return;
        }
        let Ok(at) = entry.plan.silent_at(self.now(), sight.zones()) else { return };
        let automation = entry.automation.id;
        self.due.retain(|due| (due.automation, due.subject) != (automation, subject));
        let began = Some((fact.id, fact.body.clone()));
        self.due.push(Due {
            automation,
            subject,
            contact: fact.contact,
            at,
            began,
            quiet: None,
            cause: None,
        });
    }

    /// Each fact puts the start off that the last of them will be.
    pub fn waits_for_quiet(&mut self, entry: &Entry, fact: &Fact, wait: Debounce) -> Result<(), Failure> {
        let automation = entry.automation.id;
        self.checks.decided(&mut self.disk, (fact.id, automation), false)?;
        let Some(subject) = self.subject_of(entry, fact) else { return Ok(()) };
        let known = self.house.version(entry.version);
        let sight = self.seen(subject, &fact.body, (&known.looked_at_to_enrol, known));
        let catalogue = self.house.office.known_catalogue().expect("a house has its catalogue");
        if !entry.plan.enrols(&sight.view(), &sight::fact(&fact.body, catalogue)).unwrap_or(false) {
            return Ok(());
        }
        let circle = self.case(entry, fact, subject).circle(&mut self.disk).now_or_never();
        let circle = circle.expect("memory answers at once");
        if circle.map_err(|error| Failure { law: "admit", why: error.to_string() })?.is_some() {
            return Ok(());
        }
        let (now, same) = (self.now(), |due: &Due| due.automation == automation && due.subject == subject);
        let before = self.due.iter().find(|due| same(due)).and_then(|due| due.quiet);
        let first = before.map_or(now, |(first, _)| first);
        self.due.retain(|due| !same(due));
        self.due.push(Due {
            automation,
            subject,
            contact: fact.contact,
            at: wait.begins_at(first, now),
            began: Some((fact.id, fact.body.clone())),
            quiet: Some((first, now)),
            cause: fact.cause,
        });
        Ok(())
    }

    /// Starts what is due, one after the other.
    pub fn starts(&mut self) -> Result<(), Failure> {
        let now = self.now();
        while let Some(n) =
            (0..self.due.len()).filter(|n| self.due[*n].at <= now).min_by_key(|n| self.due[*n].at)
        {
            let due = self.due.remove(n);
            let entry = self.entries.iter().find(|entry| entry.automation.id == due.automation).cloned();
            let Some(entry) = entry else { continue };
            self.comes_round(&entry);
            if let (Some((began, _)), Some(contact)) = (&due.began, due.contact) {
                self.checks.silent(&entry.plan.document().trigger, *began, contact)?;
            }
            if let (Some(wait), Some(of)) = (entry.plan.document().trigger.debounce, due.quiet) {
                self.checks.quiet(wait, of, now)?;
            }
            self.started(&entry, due)?;
        }
        Ok(())
    }

    fn started(&mut self, entry: &Entry, due: Due) -> Result<(), Failure> {
        let at = condition::instant_text(self.now());
        let round = json!({ "kind": "automation.started", "at": at, "on": "", "how": "schedule" });
        let mut body = due.began.map_or(round, |(_, body)| body);
        if let Some(contact) = due.contact {
            body["contact"] = contact.to_string().into();
        }
        let id = FactId::from_bytes(self.disk.next_id());
        let kind = "automation.started".into();
        let fact = Fact { id, kind, body, contact: due.contact, cause: due.cause };
        self.decides(entry, &fact, Some(due.subject))
    }
}
