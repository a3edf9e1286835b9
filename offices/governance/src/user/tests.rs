//! Proofs: state × verb.

use kernel::{Id, Refusal, UserId};

use super::{Newcomer, State, User, UserRefusal};
use crate::policy::Role;

fn user(state: State) -> User {
    let who = Newcomer {
        name: " Ada ".into(),
        email: " ADA@Ours.test ".into(),
        role: Role::Sales,
        team: None,
        language: "en".into(),
    };
    User { state, ..User::invite(UserId::from_bytes([1; 16]), who).0 }
}

fn told(end: Result<User, UserRefusal>) -> &'static str {
    match end {
        Ok(user) => user.state.word(),
        Err(refusal) => refusal.code(),
    }
}

#[test]
fn every_state_meets_every_verb() {
    let mut table = String::new();
    for state in [State::Invited, State::Active, State::Deactivated] {
        let rows = [
            ("join", user(state).join().map(|(user, _)| user)),
            ("deactivate", user(state).deactivate().map(|(user, _)| user)),
            ("reactivate, known", user(state).reactivate(true).map(|(user, _)| user)),
            ("reactivate, unknown", user(state).reactivate(false).map(|(user, _)| user)),
        ];
        for (verb, end) in rows {
            table.push_str(&format!("{:<12} {verb:<20} {}\n", state.word(), told(end)));
        }
    }
    assert_eq!(
        table,
        "invited      join                 active\n\
         invited      deactivate           deactivated\n\
         invited      reactivate, known    user.not_in\n\
         invited      reactivate, unknown  user.not_in\n\
         active       join                 user.already_in\n\
         active       deactivate           deactivated\n\
         active       reactivate, known    user.active\n\
         active       reactivate, unknown  user.active\n\
         deactivated  join                 user.deactivated\n\
         deactivated  deactivate           user.deactivated\n\
         deactivated  reactivate, known    active\n\
         deactivated  reactivate, unknown  invited\n"
    );
}

#[test]
fn an_address_is_kept_folded_and_a_user_owns_itself() {
    let user = user(State::Invited);
    assert_eq!((user.name.as_str(), user.email.as_str()), ("Ada", "ada@ours.test"));
    assert_eq!(user.owned.owner, Some(user.id));
}
