//! What a check found wrong, and the bugs that are planted to see whether it finds them.

use std::fmt;

/// A broken promise: its number in the design, and what was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub law: &'static str,
    pub why: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.law, self.why)
    }
}

/// A bug in the world around the rules: one of their answers is left out or turned round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    /// Whoever lost a run may still write it.
    RunEpochNotCompared,
    /// Whoever lost an effect may still say how it went.
    EffectEpochNotCompared,
    /// A goal is not heard while the run waits or sleeps.
    GoalNotHeardInWaits,
    GuardNotAsked,
    OnceNotKept,
    ActiveNotKept,
    CapNotCounted,
    /// What is due is done before what was heard is thought about.
    TimeBeforeFact,
    SuppressionNotAsked,
    UncertainSentAgain,
    /// The clock of the contact never changes to summer time.
    NoSummerTime,
    /// A line of the timeline is left out.
    NumberSkipped,
    /// A command is carried out with what was seen before its record changed.
    SeenNotCompared,
    /// What was claimed leaves though its run has ended.
    EndedNotAsked,
    /// A command is done, and the worker ends before its step is written.
    DoneBeforeWritten,
    /// A wait is not met by what was told since it counts.
    PastNotReplayed,
    /// A run that waits for its effect is never looked at again.
    NoDeadlineForEffect,
    /// A fact that ends nothing is not kept for a run that does not wait for it yet.
    FactNotKept,
    /// A person says no, and yes is written down.
    NoTakenForYes,
    /// What a step promises is forgotten with the next word about it.
    PromiseForgotten,
    /// Another title than the text gives is what the command is given.
    OtherWords,
}
