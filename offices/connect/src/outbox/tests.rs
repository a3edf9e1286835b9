//! Every state of the outbox meets each verb; a waiting mail says why.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{Refusal, Timestamp};

use super::{OutboxRefusal, Stand, State, Weather, why};
use crate::line::{Kind, Trouble};

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

#[test]
fn a_waiting_mail_says_what_it_waits_for() {
    let now = Timestamp::from_second(1000).unwrap();
    let later = Timestamp::from_second(1060).unwrap();
    let calm = Weather { set_up: true, trouble: None, now };
    let note = "535 wrong password".to_owned();
    let trouble = Some(Trouble { kind: Kind::Refused, since: now, until: later, note });
    let fresh = Stand { state: State::Queued, attempts: 0, due_at: now, note: None };
    let tried = Stand { attempts: 2, due_at: later, note: Some("not now (452): full"), ..fresh };
    assert_eq!(why(&fresh, &calm), "It leaves within seconds.");
    assert_eq!(why(&Stand { due_at: later, ..fresh }, &calm), "It is to leave later.");
    assert_eq!(why(&tried, &calm), "Not taken yet: not now (452): full. It is tried again by itself.");
    assert!(why(&tried, &Weather { set_up: false, ..calm.clone() }).starts_with("No mail server"));
    assert!(why(&tried, &Weather { trouble, ..calm }).ends_with("535 wrong password."));
}
