//! The states of a run and what moves it from one to the next.
//!
//! Invariant: an ended run never changes again; a parked one is open work, not an end.

use serde::{Deserialize, Serialize};

use crate::document::Outcome;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its next step can be taken.
    Ready,
    /// A worker holds it.
    Running,
    /// Until a time.
    Sleeping,
    /// For a fact, or a time.
    Waiting,
    /// For a person's answer, or a time.
    WaitingHuman,
    /// For the result of an effect, or a time.
    WaitingEffect,
    /// To try a step once more.
    Retrying,
    /// It cannot go on without a person, who has an exception.
    Parked,
    Done(Outcome),
    Cancelled,
    /// Drawn into the control group: it has no steps.
    HeldOut,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Lease,
    Yield,
    Sleep,
    Wait,
    Ask,
    AwaitEffect,
    Wake,
    Retry,
    Park,
    Resume,
    Finish(Outcome),
    Cancel,
}

/// A signal the state does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a run that is {state:?} cannot {signal:?}; look at it again before you decide")]
pub struct Illegal {
    pub state: State,
    pub signal: Signal,
}

impl State {
    pub const ALL: [State; 13] = [
        State::Ready,
        State::Running,
        State::Sleeping,
        State::Waiting,
        State::WaitingHuman,
        State::WaitingEffect,
        State::Retrying,
        State::Parked,
        State::Done(Outcome::Goal),
        State::Done(Outcome::Exit),
        State::Done(Outcome::Done),
        State::Cancelled,
        State::HeldOut,
    ];

    /// The word in rows and views.
    pub fn word(self) -> &'static str {
        match self {
            State::Ready => "ready",
            State::Running => "running",
            State::Sleeping => "sleeping",
            State::Waiting => "waiting",
            State::WaitingHuman => "waiting_human",
            State::WaitingEffect => "waiting_effect",
            State::Retrying => "retrying",
            State::Parked => "parked",
            State::Done(_) => "done",
            State::Cancelled => "cancelled",
            State::HeldOut => "held_out",
        }
    }

    pub fn is_ended(self) -> bool {
        matches!(self, State::Done(_) | State::Cancelled | State::HeldOut)
    }

    fn is_asleep(self) -> bool {
        use State::{Retrying, Sleeping, Waiting, WaitingEffect, WaitingHuman};
        matches!(self, Sleeping | Waiting | WaitingHuman | WaitingEffect | Retrying)
    }

    pub fn on(self, signal: Signal) -> Result<State, Illegal> {
        match (self, signal) {
            (State::Ready, Signal::Lease) => Ok(State::Running),
            (State::Running, Signal::Yield) => Ok(State::Ready),
            (State::Running, Signal::Sleep) => Ok(State::Sleeping),
            (State::Running, Signal::Wait) => Ok(State::Waiting),
            (State::Running, Signal::Ask) => Ok(State::WaitingHuman),
            (State::Running, Signal::AwaitEffect) => Ok(State::WaitingEffect),
            (State::Running | State::WaitingEffect, Signal::Retry) => Ok(State::Retrying),
            (state, Signal::Wake) if state.is_asleep() => Ok(State::Ready),
            (State::Parked, Signal::Resume) => Ok(State::Ready),
            (state, Signal::Park) if !state.is_ended() && state != State::Parked => Ok(State::Parked),
            (state, Signal::Finish(outcome)) if !state.is_ended() => Ok(State::Done(outcome)),
            (state, Signal::Cancel) if !state.is_ended() => Ok(State::Cancelled),
            (state, signal) => Err(Illegal { state, signal }),
        }
    }
}
