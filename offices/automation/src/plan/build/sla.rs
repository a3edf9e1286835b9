//! Whether what a step promises makes sense: only what can stand still stands too long, and not sooner than its own
//! time is over.

use super::Builder;
use crate::document::{Act, Step, Wait};

impl Builder<'_> {
    pub(super) fn promising(&mut self, i: usize, step: &Step) {
        let Some(sla) = &step.sla else { return };
        if let Err(why) = stands(&step.act).and_then(|()| lasts(sla)).and_then(|()| beyond(&step.act, sla)) {
            self.report.error(Some(i), "sla", why);
        }
    }
}

fn stands(act: &Act) -> Result<(), String> {
    match act {
        Act::Do(_) | Act::Wait(_) | Act::WaitFor(_) | Act::Ask(_) | Act::Approve(_) | Act::Call(_) => Ok(()),
        Act::Repeat(_) => Err("what stands still is a step inside; give `sla` to that one".into()),
        Act::Branch(_) | Act::Set(_) | Act::End(_) => Err("it never stands still; take `sla` out".into()),
    }
}

/// The same for every run, so that it can be counted when a run comes to the step.
fn lasts(sla: &Wait) -> Result<(), String> {
    match sla {
        Wait::For(delay) => delay.check().map_err(|why| why.to_string()),
        Wait::Open { .. } | Wait::Until(_) if sla.is_read_again() => {
            Err("a promise is a length of time: write seconds, minutes, hours, days or business_days".into())
        }
        Wait::Open { .. } | Wait::Until(_) => Ok(()),
    }
}

/// A pause is as long as it says. What waits for a fact may be told of before its timeout.
fn beyond(act: &Act, sla: &Wait) -> Result<(), String> {
    match act {
        Act::Wait(own) if sla.is_within(own) => {
            Err(format!("it waits {own}: promise more than that, not {sla}, or take `sla` out"))
        }
        _ => Ok(()),
    }
}
