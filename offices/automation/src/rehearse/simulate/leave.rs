//! When a message would have left, by the rules of the gate: quiet hours, one a day, expiry, its guard.

use kernel::{ContactId, Timestamp};

use super::{Leaving, Living, Said, What};
use crate::document::{StepId, VerbName};
use crate::gate::rule;
use crate::plan::{Input, Turn};
use crate::run::later;

impl Living<'_> {
    /// Puts a message on its way; another turn where it leaves or is skipped at once.
    pub(super) fn say(
        &mut self,
        run: usize,
        at: Timestamp,
        said: Said,
        (step, expires_at): (StepId, Option<Timestamp>),
    ) -> Option<Turn> {
        let index = self.lived.said.len();
        let release = self.release(&said, at, None);
        let held = release > at;
        self.happened(run, at, Some(step.to_string()), What::Said(index));
        self.lived.said.push(Said { at: release, held, ..said });
        if !held {
            return self.leaves(run, at, index, &step, expires_at);
        }
        let until = expires_at.unwrap_or(release).max(release);
        let turn = self.advance(run, at, Input::Queued { until: later(until, 86_400_000) })?;
        self.active[run].leaving = Some(Leaving { said: index, step, expires_at, wakes_at: release });
        Some(turn)
    }

    /// Its hour has come; perhaps another message was first.
    pub(super) fn leave_now(&mut self, run: usize, at: Timestamp) {
        let Some(leaving) = self.active[run].leaving.take() else { return };
        let said = self.lived.said[leaving.said].clone();
        let release = self.release(&said, at, Some(leaving.said));
        if release > at {
            self.lived.said[leaving.said].at = release;
            self.active[run].leaving = Some(Leaving { wakes_at: release, ..leaving });
            return;
        }
        if let Some(turn) = self.leaves(run, at, leaving.said, &leaving.step, leaving.expires_at) {
            self.goes_on(run, at, turn);
        }
    }

    fn leaves(
        &mut self,
        run: usize,
        at: Timestamp,
        index: usize,
        step: &StepId,
        expires_at: Option<Timestamp>,
    ) -> Option<Turn> {
        let kept_back = self.kept_back(run, at, step, expires_at);
        self.lived.said[index].skipped = match &kept_back {
            Ok(skipped) => skipped.clone(),
            Err(why) => Some(rule::unasked(why)),
        };
        match kept_back {
            Err(why) => self.advance(run, at, Input::Unasked(why)),
            Ok(Some(reason)) => self.advance(run, at, Input::Skipped(reason)),
            Ok(None) => {
                let verb: Option<VerbName> = self.lived.said[index].verb.parse().ok();
                let answer = verb.map(|verb| self.answer(&verb)).unwrap_or_default();
                self.advance(run, at, Input::Ok(answer))
            }
        }
    }

    /// Why it may not leave at this moment, for good; an error is why its guard has no value.
    fn kept_back(
        &self,
        run: usize,
        at: Timestamp,
        step: &StepId,
        expires_at: Option<Timestamp>,
    ) -> Result<Option<String>, String> {
        if expires_at.is_some_and(|expires| expires <= at) {
            return Ok(Some("expired: it would have come too late".into()));
        }
        let active = &self.active[run];
        let Some(present) = self.present(active.subject) else { return Ok(None) };
        let sight = present.at(&self.moment(at), &active.trigger);
        match self.draft.plan.may_leave(&active.machine, step, &sight.view()) {
            Ok(true) => Ok(None),
            Ok(false) => Ok(Some("guard: it is no longer wanted".into())),
            Err(reason) => Err(reason.why()),
        }
    }

    /// The first moment from `at` on at which it may reach the person.
    fn release(&self, said: &Said, at: Timestamp, but: Option<usize>) -> Timestamp {
        let Some(contact) = said.contact.filter(|_| said.class != "transactional") else { return at };
        let business = self.around.business;
        let subject = self.lived.runs[said.run].subject;
        let zone = self.present(subject).map_or_else(|| business.zone().clone(), |one| one.zone(business));
        let loud = |at: Timestamp| match business.quiet_hours {
            Some(quiet) => quiet.release(at, &zone).unwrap_or(at),
            None => at,
        };
        let release = loud(at);
        if release > at || self.around.messages_a_day <= 0 {
            return release;
        }
        let day = zone.shows(at).date();
        let many = self.on_day((contact, but), |then| zone.shows(then).date() == day && then <= at);
        if many < self.around.messages_a_day {
            return at;
        }
        let midnight = "00:00".parse().expect("a time of day in its own form");
        let tomorrow = day.tomorrow().ok().and_then(|day| zone.instant(day, midnight).ok());
        tomorrow.map_or(at, loud)
    }

    /// How many messages reached them then: those of this rehearsal, and what really left from others.
    fn on_day(&self, (contact, but): (ContactId, Option<usize>), then: impl Fn(Timestamp) -> bool) -> i64 {
        let counts = |class: &str| class != "transactional";
        let ours = self.lived.said.iter().enumerate().filter(|(index, said)| {
            let left = Some(*index) != but && said.skipped.is_none() && !said.held_still(&self.active);
            left && said.contact == Some(contact) && counts(&said.class) && then(said.at)
        });
        let theirs = self.life.told.iter().filter(|told| {
            let other = told.by.is_some_and(|by| by != self.draft.automation);
            let queued = told.kind == "message.queued" && told.contact == Some(contact);
            other && queued && counts(told.body["class"].as_str().unwrap_or("transactional")) && then(told.at)
        });
        i64::try_from(ours.count() + theirs.count()).unwrap_or(i64::MAX)
    }
}

impl Said {
    /// It waits still.
    fn held_still(&self, active: &[super::Active]) -> bool {
        active
            .iter()
            .filter(|run| run.index == self.run)
            .any(|run| run.leaving.as_ref().is_some_and(|leaving| leaving.step.as_str() == self.step))
    }
}
