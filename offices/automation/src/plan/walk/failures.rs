//! What a failed step does: try again for a while, go another way, or ask a person.

use jiff::SignedDuration;

use super::{NotNow, Walk, later};
use crate::document::{Act, Jump, OnError, Outcome, Priority, Step};
use crate::plan::run::{Status, StepResult};
use crate::plan::states::{Signal, State};
use crate::plan::turn::{Failing, Failure, Move, Reason};

/// A step that keeps failing in passing is given up after this.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

impl Walk<'_> {
    pub(super) fn failed(&mut self, failure: Failure, why: String) -> Result<Move, NotNow> {
        let (step, _) = self.here();
        match failure {
            Failure::Gone => return self.finish(Outcome::Exit),
            Failure::Transient | Failure::Throttled | Failure::Unauthorised => {
                let (tries, since) = self.run.failed(self.view.now, failure == Failure::Transient);
                let patient = failure != Failure::Transient || self.view.now.duration_since(since) < PATIENCE;
                if patient {
                    self.run.signal(Signal::Retry)?;
                    let at = later(self.view.now, self.pause(step, tries));
                    let failing = Failing { step: step.id.to_string(), tries, since, why };
                    return Ok(Move::Again { at, failing });
                }
            }
            Failure::Permanent | Failure::Refused | Failure::Uncertain | Failure::Poison => {}
        }
        let lost = matches!(failure, Failure::Uncertain | Failure::Poison);
        let jump = match on_error(step) {
            OnError::Skip if !lost => Jump::Next,
            OnError::Go(target) if !lost => Jump::Go(target.clone()),
            _ => return self.park(Reason::Failed { step: step.id.to_string(), failure, why }),
        };
        if self.run.state() == State::WaitingEffect {
            self.wake()?;
        }
        self.leave(
            step,
            StepResult { reason: Some(why), ..StepResult::of(Status::Failed, self.view.now) },
            &jump,
        )
    }

    /// What it would have sent may be wanted or not: a person decides, whatever the step does where it fails.
    pub(super) fn unasked(&mut self, why: String) -> Result<Move, NotNow> {
        let (step, _) = self.here();
        self.park(Reason::Condition { step: step.id.to_string(), field: "guard", why })
    }

    /// 5 s, 10 s, 20 s ... 30 min; where somebody is waiting, 2, 5 and 10 s first.
    fn pause(&self, step: &Step, tries: u32) -> SignedDuration {
        let resend = matches!(&step.act, Act::Do(doing) if doing.resend);
        let instant = resend || self.plan.document.priority == Priority::Instant;
        let ladder = |n: u32| 5_i64.saturating_mul(1 << n.min(10)).min(1_800);
        let tries = tries.max(1) - 1;
        let quick = instant.then(|| [2, 5, 10].get(tries as usize).copied()).flatten();
        let skipped = if instant { 3 } else { 0 };
        SignedDuration::from_secs(quick.unwrap_or_else(|| ladder(tries.saturating_sub(skipped))))
    }
}

/// How a step that failed goes on.
fn on_error(step: &Step) -> &OnError {
    step.on_error.as_ref().unwrap_or(&OnError::Escalate)
}
