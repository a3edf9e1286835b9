//! Who holds a run: leases, epochs, and a second look before a step acts.

use automation::run::lease::Lease;
use stateright::{Checker, Model, Property};

use crate::{LAST, LEASE, checked, minute};

/// Two nodes, one of which may stand still at any place for any time or end; two runs about one record, of two steps
/// each. A step looks in one transaction and acts in the next, as the executor does on PostgreSQL and on SQLite.
#[derive(Clone)]
struct Lane {
    compares_epochs: bool,
    compares_what_was_seen: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Hand {
    Empty,
    /// A run, under an epoch.
    Holds(usize, i64),
    /// It has looked: this many steps were done, and the record was of this version.
    Looked(usize, i64, u8, u8),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Lanes {
    time: u8,
    leases: [Lease; 2],
    /// Steps that are written, and commands that happened.
    steps: [u8; 2],
    happened: [u8; 2],
    version: u8,
    hands: [Hand; 2],
    crashes: u8,
    /// A command was done with what the record said before another step of it.
    stale: bool,
    /// Somebody wrote a run who had lost it.
    late: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum LaneMove {
    Tick,
    Claim(usize, usize),
    Look(usize),
    Act(usize),
    Crash(usize),
}

impl Model for Lane {
    type State = Lanes;
    type Action = LaneMove;

    fn init_states(&self) -> Vec<Lanes> {
        vec![Lanes {
            time: 0,
            leases: [Lease::new(minute(0)); 2],
            steps: [0; 2],
            happened: [0; 2],
            version: 0,
            hands: [Hand::Empty; 2],
            crashes: 1,
            stale: false,
            late: false,
        }]
    }

    fn actions(&self, state: &Lanes, actions: &mut Vec<LaneMove>) {
        if state.time < LAST {
            actions.push(LaneMove::Tick);
        }
        for node in 0..2 {
            match state.hands[node] {
                Hand::Empty => actions.extend((0..2).map(|run| LaneMove::Claim(node, run))),
                Hand::Holds(..) => actions.push(LaneMove::Look(node)),
                Hand::Looked(..) => actions.push(LaneMove::Act(node)),
            }
            if state.crashes > 0 && state.hands[node] != Hand::Empty && state.time < LAST - LEASE {
                actions.push(LaneMove::Crash(node));
            }
        }
    }

    fn next_state(&self, last: &Lanes, action: LaneMove) -> Option<Lanes> {
        let mut state = last.clone();
        match action {
            LaneMove::Tick => state.time += 1,
            LaneMove::Claim(node, run) => {
                let lease = &mut state.leases[run];
                if lease.ended || !lease.is_free(minute(last.time)) {
                    return None;
                }
                let epoch = lease.take(minute(last.time + LEASE - 1));
                state.hands[node] = Hand::Holds(run, epoch);
            }
            LaneMove::Look(node) => {
                let Hand::Holds(run, epoch) = last.hands[node] else { return None };
                let held = last.leases[run].is_held(epoch);
                let looked = Hand::Looked(run, epoch, last.steps[run], last.version);
                state.hands[node] = if held { looked } else { Hand::Empty };
            }
            LaneMove::Act(node) => self.act(&mut state, node),
            LaneMove::Crash(node) => {
                state.crashes -= 1;
                state.hands[node] = Hand::Empty;
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Lane>> {
        vec![
            Property::always("INV5: what is done is what the record says", |_, state: &Lanes| !state.stale),
            Property::always("INV22: whoever lost it writes nothing", |_, state: &Lanes| !state.late),
            Property::always("INV7: done if and only if written, once", |_, state: &Lanes| {
                state.steps == state.happened && state.steps.iter().all(|steps| *steps <= 2)
            }),
            Property::eventually("both runs end", |_, state: &Lanes| {
                state.leases.iter().all(|lease| lease.ended)
            }),
            Property::sometimes("a zombie wakes", |_, state: &Lanes| {
                let lost = |hand: &Hand| match hand {
                    Hand::Looked(run, epoch, ..) => state.leases[*run].epoch != *epoch,
                    _ => false,
                };
                state.hands.iter().any(lost)
            }),
        ]
    }
}

impl Lane {
    /// The command and the progress of its run, in one transaction.
    fn act(&self, state: &mut Lanes, node: usize) {
        let Hand::Looked(run, epoch, step, version) = state.hands[node] else { return };
        let held = state.leases[run].is_held(epoch);
        if !held && (self.compares_epochs || state.leases[run].ended) {
            state.hands[node] = Hand::Empty;
            return;
        }
        let wanted = state.steps[run] == step || !self.compares_epochs;
        let same = state.version == version || !self.compares_what_was_seen;
        if !wanted || !same {
            state.hands[node] = Hand::Holds(run, epoch);
            return;
        }
        state.stale |= state.version != version;
        state.late |= !held;
        state.version += 1;
        state.happened[run] += 1;
        state.steps[run] = step + 1;
        let ended = state.steps[run] == 2;
        state.leases[run].write(Some(minute(state.time)), !ended, ended);
        state.hands[node] = if ended { Hand::Empty } else { Hand::Holds(run, epoch) };
    }
}

#[test]
fn two_nodes_and_a_zombie_keep_the_steps_of_one_record_apart() {
    let checker = checked(Lane { compares_epochs: true, compares_what_was_seen: true });
    println!("lane: {} states", checker.unique_state_count());
    checker.assert_properties();
}

#[test]
fn without_the_epoch_a_zombie_does_a_step_twice() {
    let checker = checked(Lane { compares_epochs: false, compares_what_was_seen: true });
    assert!(checker.discovery("INV22: whoever lost it writes nothing").is_some());
}

#[test]
fn without_a_second_look_a_step_acts_on_what_was() {
    let checker = checked(Lane { compares_epochs: true, compares_what_was_seen: false });
    assert!(checker.discovery("INV5: what is done is what the record says").is_some());
}
