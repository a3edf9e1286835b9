//! How a turn is written down: the timeline it adds to, when the run wakes again, whether it is over. Pure.
//!
//! Invariant: every visit has one line and one number, in the order they were entered, without a gap.

use kernel::Timestamp;

use super::steps::{Clock, Doing, Line, StepState};
use super::turn::Walked;
use super::{Kept, behind};
use crate::automation::Mode;
use crate::document::{Act, Outcome};
use crate::plan::{Asked, Move, Plan, Run, State, StepResult, Visit};
use crate::sight::Sight;

/// How a run is kept after its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The word of its end, if it is over.
    pub ended: Option<&'static str>,
    /// When it is taken again; none where it is over or in front of a person.
    pub wakes_at: Option<Timestamp>,
    /// Whoever holds it goes on with it at once.
    pub keeps: bool,
}

/// A move that somebody has to carry out at once.
pub fn goes_on(next: &Move) -> bool {
    matches!(next, Move::Do { .. } | Move::Approve { .. } | Move::Call { .. })
}

/// Whether it has left a step whose clock ran, or stands still there before a person, who was told of that.
pub fn is_past_promise(walked: &Walked) -> bool {
    let Some(stood) = walked.old.inside() else { return false };
    let machine = &walked.kept.machine;
    let stays = machine.inside().as_ref() == Some(&stood) && machine.state() != State::Parked;
    let promises = walked.plan.document().step(&stood.step).is_some_and(|step| step.sla.is_some());
    promises && (machine.state().is_ended() || !stays)
}

/// What it awaited is behind it, also where it awaits something else by now: nobody needs to decide it.
pub fn is_behind(walked: &Walked) -> bool {
    let (old, machine) = (&walked.old, &walked.kept.machine);
    let awaits_still = machine.state() == State::WaitingEffect && machine.inside() == old.inside();
    old.state() == State::WaitingEffect && !awaits_still
}

/// How the run of this turn is kept.
pub fn written(walked: &Walked, now: Timestamp) -> Written {
    let keeps = goes_on(&walked.next);
    let wakes_at = match walked.queued {
        true => Some(behind::looks_again(walked, now)),
        false if keeps => Some(now),
        false => walked.kept.machine.wakes_at(),
    };
    Written { ended: ended(&walked.next), wakes_at, keeps }
}

fn ended(next: &Move) -> Option<&'static str> {
    match next {
        Move::End(Outcome::Goal) => Some("goal"),
        Move::End(Outcome::Exit) => Some("exit"),
        Move::End(Outcome::Done) => Some("done"),
        Move::Cancelled => Some("cancelled"),
        _ => None,
    }
}

/// The lines of the timeline, each with its number; none for a line that has one already. `doing` says what is known
/// of the command of the step the run stood at.
pub fn lines(walked: &mut Walked, doing: Option<(Visit, Doing)>) -> Vec<(i64, Line)> {
    // Between two steps it stands at no visit: what a turn does there changes no line of an earlier one.
    let stood = walked.old.inside();
    let unmoved = walked.trail.is_empty() && walked.old == walked.kept.machine && doing.is_none();
    let trail = walked.trail.clone();
    let visits = stood.into_iter().map(|v| (true, v)).chain(trail.into_iter().map(|v| (false, v)));
    let mut lines = vec![];
    for (stood, visit) in visits {
        if stood && unmoved {
            continue;
        }
        let mut line = line(walked, &visit);
        line.asked = latest(walked, &visit);
        line.clock = clock(walked, &line, stood);
        line.doing = doing.as_ref().filter(|(at, _)| *at == visit).map(|(_, doing)| doing.clone());
        let seq = if stood { 0 } else { walked.kept.steps + 1 };
        walked.kept.steps = walked.kept.steps.max(seq);
        lines.push((seq, line));
    }
    lines
}

/// The clock of a visit begins as the run comes to stand at it, counted from when it was entered, or as its command
/// gets the yes it waited for.
fn clock(walked: &Walked, line: &Line, stood: bool) -> Clock {
    let machine = &walked.kept.machine;
    let waits = matches!(line.state, StepState::Waiting | StepState::Approval);
    if !waits || machine.inside().as_ref() != Some(&line.visit) {
        return Clock::Runs;
    }
    if is_shown(&walked.kept, &walked.plan) {
        return Clock::Stops;
    }
    let begins = !stood || walked.old.state() == State::Running || walked.approved.is_some();
    let since = if walked.approved.is_some() { walked.sight.now } else { machine.entered_at() };
    let by = promise_of(&walked.kept, &walked.plan, &walked.sight, since);
    by.filter(|_| begins).map_or(Clock::Runs, Clock::Begins)
}

/// It stands at a command that waits for a yes, which has reminders of its own.
fn is_shown(run: &Kept, plan: &Plan) -> bool {
    let asked = run.awaits.as_deref().is_some_and(|id| id.starts_with("approval_"));
    let step = run.machine.inside().and_then(|here| plan.document().step(&here.step));
    let does = step.is_some_and(|step| matches!(step.act, Act::Do(_)));
    asked && does && run.machine.state() == State::WaitingEffect
}

/// By when a run should have left the step it stands at since then. In practice nobody is promised anything, nor while
/// a command is shown first.
pub fn promise_of(run: &Kept, plan: &Plan, sight: &Sight, since: Timestamp) -> Option<Timestamp> {
    let here = run.machine.inside()?;
    let promises = run.mode != Mode::Practice && !is_shown(run, plan);
    plan.promised(&here.step, since, sight.view().zones).filter(|_| promises)
}

/// What was asked at a visit, of the same condition the last time.
fn latest(walked: &Walked, visit: &Visit) -> Vec<Asked> {
    let here = walked.asked.iter().filter(|(at, _)| at == visit).map(|(_, asked)| asked.clone());
    here.fold(vec![], with)
}

/// With one more; the same condition was asked anew.
pub fn with(mut all: Vec<Asked>, one: Asked) -> Vec<Asked> {
    all.retain(|known| known.field != one.field || known.condition != one.condition);
    all.push(one);
    all
}

/// The line of the visit a run is in that is ended from outside, without a turn of its own.
pub fn cut_off(machine: &Run, outcome: &str) -> Option<Line> {
    let visit = machine.inside()?;
    let why = Some(format!("the run ended: {outcome}"));
    Some(Line { why, ..Line::of(&visit.step, visit.visit, StepState::Skipped) })
}

fn line(walked: &Walked, visit: &Visit) -> Line {
    let machine = &walked.kept.machine;
    let here = machine.inside().as_ref() == Some(visit);
    let mut line = Line::of(&visit.step, visit.visit, StepState::Running);
    let waits = match &walked.next {
        Move::Sleep { until } | Move::WaitFor { until, .. } | Move::Ask { until, .. } => Some(*until),
        Move::AwaitEffect { until } | Move::HandOn { until } | Move::Again { at: until, .. } => Some(*until),
        _ => None,
    };
    if was_tried_again(walked, visit) {
        line.state = StepState::Retried;
        return line;
    }
    if here && let Some(until) = waits {
        // What it awaited before it came here is no question any more.
        let asked = machine.state() == State::WaitingEffect
            && walked.kept.awaits.as_deref().is_some_and(|id| id.starts_with("approval_"));
        line.state = if asked { StepState::Approval } else { StepState::Waiting };
        line.due_at = Some(until);
        return line;
    }
    if here && matches!(walked.next, Move::Park(_)) {
        line.state = StepState::Parked;
        line.why = if let Move::Park(reason) = &walked.next { Some(reason.to_string()) } else { None };
        return line;
    }
    match (came(walked, visit), machine.state().is_ended()) {
        (Some(result), _) => {
            line.state = result.status.into();
            line.why = result.reason.clone();
        }
        (None, true) if is_end(walked, visit) => line.state = StepState::Ok,
        (None, true) => {
            line.state = StepState::Skipped;
            line.why = ended(&walked.next).map(|outcome| format!("the run ended: {outcome}"));
        }
        _ => {}
    }
    line
}

/// What this visit came to in this turn: not what an earlier or a later one of its step did.
fn came<'w>(walked: &'w Walked, visit: &Visit) -> Option<&'w StepResult> {
    walked.came.iter().rev().find(|(at, _)| at == visit).map(|(_, result)| result)
}

/// The visit the run was stuck at, where a person let its step be tried once more.
fn was_tried_again(walked: &Walked, visit: &Visit) -> bool {
    let (old, machine) = (&walked.old, &walked.kept.machine);
    let stuck = old.state() == State::Parked && old.inside().as_ref() == Some(visit);
    // Whoever goes on without it, or jumps, has said what it came to.
    stuck && came(walked, visit).is_none() && machine.visit(&visit.step) > visit.visit
}

/// A step that says how the run ends has done what it is for.
fn is_end(walked: &Walked, visit: &Visit) -> bool {
    let step = walked.plan.document().step(&visit.step);
    step.is_some_and(|step| matches!(step.act, Act::End(_)))
}

#[cfg(test)]
mod tests;
