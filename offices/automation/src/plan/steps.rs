//! The steps of a document in one row: those of a `repeat` stand after it, the last of them leads back to it.
//!
//! Invariant: `next` of every step is the step that follows when nothing jumps; `END` is no step.

use crate::document::{Act, Automation, Step};

/// After the last step.
pub(super) const END: usize = usize::MAX;
/// A step entered more often than this goes round in circles, unless a `repeat` wants it so.
const MOST_VISITS: u32 = 100;

/// Every step, and what follows it.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub steps: Vec<Step>,
    pub next: Vec<usize>,
    /// The innermost `repeat` around it.
    pub within: Vec<Option<usize>>,
}

impl Row {
    pub fn of(document: &Automation) -> Row {
        let mut row = Row::default();
        row.lay(&document.steps, None, END);
        row
    }

    fn lay(&mut self, steps: &[Step], within: Option<usize>, after: usize) {
        for (i, step) in steps.iter().enumerate() {
            let at = self.steps.len();
            self.steps.push(step.clone());
            self.within.push(within);
            self.next.push(END);
            if let Act::Repeat(repeat) = &step.act {
                self.lay(&repeat.steps, Some(at), at);
            }
            self.next[at] = if i + 1 == steps.len() { after } else { self.steps.len() };
        }
    }

    /// The repeats around a step, the innermost first.
    pub fn around(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.within.get(at).copied().flatten(), |outer| self.within[*outer])
    }

    pub fn is_inside(&self, at: usize, repeat: usize) -> bool {
        self.around(at).any(|outer| outer == repeat)
    }

    /// How often a step is entered at most, if nothing jumps back.
    pub fn rounds(&self, at: usize) -> u32 {
        let times =
            |i: usize| if let Act::Repeat(repeat) = &self.steps[i].act { repeat.times + 1 } else { 1 };
        self.around(at).map(times).fold(times(at), u32::saturating_mul)
    }

    pub fn most_visits(&self, at: usize) -> u32 {
        self.rounds(at).saturating_mul(2).max(MOST_VISITS)
    }
}
