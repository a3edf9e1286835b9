//! What leaves the house: claim, last word, hand-over, record, with an end anywhere between.

use automation::gate::rule;
use automation::plan::State;
use stateright::{Checker, Model, Property};
use store::effect::rule::{RESENDS, Tried, second_chance, written as row_after};
use store::effect::{Leave, Outcome};

use crate::{LAST, LEASE, checked, minute};

/// One message, two senders of which one may end anywhere, a post that may lose it or fall silent before or after it
/// took it; its run may end meanwhile.
#[derive(Clone)]
struct Post {
    resend: bool,
    compares_epochs: bool,
    asks_whether_it_ended: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sends {
    Nothing,
    Claimed(i64),
    /// What the post said, where it said anything.
    Carried(i64, Said),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Said {
    Taken,
    Broken,
    Silent,
    Kept,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Letter {
    time: u8,
    state: &'static str,
    epoch: i64,
    attempt: i64,
    lease_until: u8,
    arrived: u8,
    ended: bool,
    senders: [Sends; 2],
    crashes: u8,
    late: bool,
    after_end: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum PostMove {
    Tick,
    Claim(usize),
    Dead,
    Carry(usize, Said, bool),
    Settle(usize),
    Crash(usize),
    End,
}

impl Model for Post {
    type State = Letter;
    type Action = PostMove;

    fn init_states(&self) -> Vec<Letter> {
        vec![Letter {
            time: 0,
            state: "queued",
            epoch: 0,
            attempt: 0,
            lease_until: 0,
            arrived: 0,
            ended: false,
            senders: [Sends::Nothing; 2],
            crashes: 1,
            late: false,
            after_end: false,
        }]
    }

    fn actions(&self, state: &Letter, actions: &mut Vec<PostMove>) {
        if state.time < LAST {
            actions.push(PostMove::Tick);
        }
        if state.state == "sending" && state.lease_until < state.time {
            actions.push(PostMove::Dead);
        }
        if !state.ended {
            actions.push(PostMove::End);
        }
        for sender in 0..2 {
            match state.senders[sender] {
                Sends::Nothing if state.state == "queued" => actions.push(PostMove::Claim(sender)),
                Sends::Nothing => {}
                Sends::Claimed(_) => {
                    let ways = [(Said::Taken, true), (Said::Silent, true), (Said::Silent, false)];
                    actions.extend(ways.map(|(said, arrives)| PostMove::Carry(sender, said, arrives)));
                    if state.attempt < 2 {
                        actions.push(PostMove::Carry(sender, Said::Broken, false));
                    }
                }
                Sends::Carried(..) => actions.push(PostMove::Settle(sender)),
            }
            if state.crashes > 0 && state.senders[sender] != Sends::Nothing && state.time < LAST - LEASE {
                actions.push(PostMove::Crash(sender));
            }
        }
    }

    fn next_state(&self, last: &Letter, action: PostMove) -> Option<Letter> {
        let mut state = last.clone();
        match action {
            PostMove::Tick => state.time += 1,
            PostMove::Claim(sender) => {
                (state.state, state.lease_until) = ("sending", last.time + LEASE - 1);
                state.epoch += 1;
                state.senders[sender] = Sends::Claimed(state.epoch);
            }
            PostMove::Dead => self.settle(&mut state, last.epoch, Outcome::Unknown(String::new())),
            PostMove::Carry(sender, said, arrives) => {
                let Sends::Claimed(epoch) = last.senders[sender] else { return None };
                state.senders[sender] = Sends::Carried(epoch, self.carry(&mut state, said, arrives));
            }
            PostMove::Settle(sender) => {
                let Sends::Carried(epoch, said) = last.senders[sender] else { return None };
                state.senders[sender] = Sends::Nothing;
                self.settle(&mut state, epoch, outcome(said));
            }
            PostMove::Crash(sender) => {
                state.crashes -= 1;
                state.senders[sender] = Sends::Nothing;
            }
            PostMove::End => {
                state.ended = true;
                if last.state == "queued" {
                    state.state = "cancelled";
                }
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Post>> {
        vec![
            Property::always("INV9: it arrives once, or may be sent again", |post: &Post, state: &Letter| {
                let most = if post.resend { 1 + RESENDS as u8 } else { 1 };
                state.arrived <= most
            }),
            Property::always("INV22: a late word changes nothing", |_, state: &Letter| !state.late),
            Property::always("INV10: nothing leaves after the end", |_, state: &Letter| !state.after_end),
            Property::eventually("somebody knows what became of it", |_, state: &Letter| {
                !["queued", "sending"].contains(&state.state)
            }),
            Property::sometimes("it arrives and nobody knows", |_, state: &Letter| {
                state.arrived == 1 && state.state == "uncertain"
            }),
        ]
    }
}

fn outcome(said: Said) -> Outcome {
    match said {
        Said::Taken => Outcome::Done(String::new()),
        Said::Broken => Outcome::Retry(minute(0), String::new()),
        Said::Silent => Outcome::Unknown(String::new()),
        Said::Kept => Outcome::Skipped(String::new()),
    }
}

impl Post {
    /// The last word, and the handing over.
    fn carry(&self, state: &mut Letter, said: Said, arrives: bool) -> Said {
        let run = if state.ended { State::Cancelled } else { State::WaitingEffect };
        let asked = rule::over(run).filter(|_| self.asks_whether_it_ended);
        if let Some(Leave::Skip(_)) = asked {
            return Said::Kept;
        }
        state.arrived += u8::from(arrives);
        state.after_end |= state.ended;
        said
    }

    fn settle(&self, state: &mut Letter, epoch: i64, outcome: Outcome) {
        let held = state.state == "sending" && state.epoch == epoch;
        if !held && self.compares_epochs {
            return;
        }
        state.late |= !held;
        let outcome =
            second_chance(minute(0), Tried { resend: self.resend, attempt: state.attempt }, outcome);
        state.state = row_after(&outcome, minute(0)).state;
        state.attempt = (state.attempt + 1).min(5);
    }
}

const POST: Post = Post { resend: false, compares_epochs: true, asks_whether_it_ended: true };

#[test]
fn a_message_leaves_once_whoever_ends_where() {
    for resend in [false, true] {
        let checker = checked(Post { resend, ..POST });
        println!("post, resend {resend}: {} states", checker.unique_state_count());
        checker.assert_properties();
    }
}

#[test]
fn without_the_epoch_a_late_word_is_believed() {
    let checker = checked(Post { compares_epochs: false, ..POST });
    assert!(checker.discovery("INV22: a late word changes nothing").is_some());
}

#[test]
fn without_the_last_word_a_claimed_message_leaves_after_the_end() {
    let checker = checked(Post { asks_whether_it_ended: false, ..POST });
    assert!(checker.discovery("INV10: nothing leaves after the end").is_some());
}
