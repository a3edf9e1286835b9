//! What the head of a document says together: subject, trigger, metric, bounds.

use super::Builder;
use std::sync::Arc;

use crate::document::{Act, Automation, Debounce, FactKind, IfActive, Policy, Step, Throttle};
use condition::{Compiler, Condition};

/// The subject of a run about nothing but the business.
pub const BUSINESS: &str = "business";

impl Builder<'_> {
    pub(super) fn head(&mut self, document: &Automation) {
        let subject = document.subject.as_str();
        if !self.catalogue.subjects.contains_key(subject) {
            let known = self.catalogue.subjects.keys().cloned().collect::<Vec<_>>().join(", ");
            let why = format!("a run cannot be about `{}`; write one of {known}", document.subject);
            self.report.error(None, "subject", why);
        }
        self.facts(document.trigger.told_by(), None, "trigger");
        self.named(document, document.trigger.told_by());
        self.facts([&document.metric.start, &document.metric.end], None, "metric");
        if document.expect.is_some_and(|expect| expect.min > expect.max) {
            self.report.error(None, "expect", "`min` is more than `max`; turn them round");
        }
        if document.owner == document.stand_in {
            self.report.warning(None, "stand_in", "the stand-in is the owner; name somebody else");
        }
        self.bounds(document);
        self.cooldown(document);
        self.debounce(document);
        self.throttle(document);
        let waits = document.every_step().into_iter().any(|step| {
            matches!(step.act, Act::Wait(_) | Act::WaitFor(_) | Act::Ask(_) | Act::Approve(_) | Act::Call(_))
        });
        if waits && document.deadline.is_none() {
            let why = "a run that waits has no `deadline`; say when a person must look";
            self.report.warning(None, "deadline", why);
        }
    }

    /// What must be the same for two runs to be in each other's way: known as they begin.
    pub(super) fn key(&mut self, document: &Automation, before: &Compiler) -> Option<Arc<Condition>> {
        let key = document.enrol.key.as_ref()?;
        if document.enrol.if_active == IfActive::Parallel {
            let why = "with `if_active: parallel` all go side by side; leave `key` out, or write what of the same \
                key happens, such as `if_active: skip`";
            self.report.error(None, "enrol", why);
        }
        let read = before.compile(&key.cel);
        let key = read.map_err(|fault| self.report.error(None, "enrol", format!("key: {fault}"))).ok()?;
        let changed = |path: &String| path.starts_with("old.") || path.starts_with("new.");
        if key.references().iter().any(changed) {
            let why = "key: `old` and `new` are not known later; name a field of the record or of the fact";
            self.report.error(None, "enrol", why);
        }
        Some(key)
    }

    /// What is put off is asked again as it begins: what one of several facts changed is not known then.
    pub(super) fn asked_again(&mut self, document: &Automation, asked: [&Option<Arc<Condition>>; 2]) {
        let changed = |path: &String| path.starts_with("old.") || path.starts_with("new.");
        let looks = |one: &Arc<Condition>| one.references().iter().any(changed);
        if document.trigger.debounce.is_some() && asked.into_iter().flatten().any(looks) {
            let why = "with `debounce` it is asked once more as it begins, when `old` and `new` are not known; ask for \
                what is so then, such as `deal.stage` instead of `new.stage`";
            self.report.error(None, "trigger", why);
        }
    }

    /// One that waits for nothing is none, and one that may never begin is no start.
    fn debounce(&mut self, document: &Automation) {
        let odd = |wait: &Debounce| {
            wait.quiet.as_seconds() == 0 || wait.at_most.as_seconds() < wait.quiet.as_seconds()
        };
        if document.trigger.debounce.as_ref().is_some_and(odd) {
            let why = "say how long it must be quiet and how long it waits at most, such as \
                `debounce: {for: {minutes: 10}, at_most: {hours: 2}}`";
            self.report.error(None, "trigger", why);
        }
    }

    /// One that lets nobody begin is none.
    fn throttle(&mut self, document: &Automation) {
        let none = |throttle: &Throttle| throttle.most == 0 || throttle.per.as_seconds() == 0;
        if document.trigger.throttle.as_ref().is_some_and(none) {
            let why =
                "say how many may begin and in what time, such as `throttle: {most: 3, per: {hours: 1}}`";
            self.report.error(None, "trigger", why);
        }
    }

    /// The step a cooldown counts from is one that does something.
    fn cooldown(&mut self, document: &Automation) {
        let Some(since) = &document.enrol.since else { return };
        let does = |step: &Step| step.id == *since && matches!(step.act, Act::Do(_));
        if !matches!(document.enrol.policy, Policy::Cooldown(_)) {
            let why =
                "`since` says what a cooldown counts from; write `policy: {cooldown: …}`, or leave it out";
            self.report.error(None, "enrol", why);
        } else if !document.every_step().into_iter().any(does) {
            let why = format!("`since` names no step that does something: `{since}`; name one with `do`");
            self.report.error(None, "enrol", why);
        }
    }

    fn named(&mut self, document: &Automation, facts: &[FactKind]) {
        for fact in facts.iter().filter(|fact| self.catalogue.knows(fact)) {
            if !self.catalogue.names(fact, document.subject.as_str()) && document.subject.as_str() != BUSINESS
            {
                let why = format!(
                    "`{fact}` does not always name a `{}`, so nobody knows what the run is about",
                    document.subject
                );
                self.report.error(None, "trigger", why);
            }
        }
    }

    fn bounds(&mut self, document: &Automation) {
        if document.hold_out > 50 {
            self.report.error(None, "hold_out", "at most 50 of a hundred are held out; write 0 to 50");
        }
        if let Some(quota) = document.quota
            && (quota.runs_per_hour == Some(0) || quota.effects_per_hour == Some(0))
        {
            self.report.error(None, "quota", "with 0 an hour it never does anything; switch it off instead");
        }
        for path in &document.owns {
            let (noun, _) = path.as_str().split_once('.').unwrap_or_default();
            let known =
                self.catalogue.subjects.get(noun).is_some_and(|schema| {
                    Compiler::new(schema.clone()).compile(&format!("has({path})")).is_ok()
                });
            if !known {
                let why = format!("there is no field `{path}`; write one like deal.stage");
                self.report.error(None, "owns", why);
            }
        }
    }
}
