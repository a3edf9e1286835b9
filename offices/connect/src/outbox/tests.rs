//! Every state of the outbox meets each verb.
use kernel::Refusal;

use super::{OutboxRefusal, State};

fn told(end: Result<(), OutboxRefusal>) -> &'static str {
    end.map_or_else(|refusal| refusal.code(), |()| "yes")
}

#[test]
fn every_state_meets_each_verb() {
    let row = |state: State| {
        let (release, cancel) = (told(state.may_be_released()), told(state.may_be_cancelled()));
        let confirm = told(state.may_be_confirmed());
        format!("{}: release {release}, cancel {cancel}, confirm {confirm}\n", state.word())
    };
    assert_eq!(
        State::ALL.map(row).concat(),
        "queued: release yes, cancel yes, confirm mail.known\n\
         sending: release mail.on_its_way, cancel mail.on_its_way, confirm mail.known\n\
         done: release mail.done, cancel mail.done, confirm mail.done\n\
         failed: release yes, cancel yes, confirm mail.known\n\
         uncertain: release yes, cancel yes, confirm yes\n\
         skipped: release yes, cancel mail.over, confirm mail.known\n\
         composed: release mail.composed, cancel mail.composed, confirm mail.known\n\
         cancelled: release yes, cancel mail.over, confirm mail.known\n"
    );
    assert!(State::ALL.iter().all(|state| State::from_word(state.word()) == Some(*state)));
}
