//! Every state of a suppression meets every verb.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{Id, Refusal, SuppressionId, Timestamp};

use super::{Cause, Reason, Suppression, SuppressionRefusal};
use crate::sending::MessageClass;

fn cause() -> Cause {
    Cause { contact: None, reason: Reason::Bounced, detail: "nobody there".into() }
}

fn told<F>(end: Result<(Suppression, F), SuppressionRefusal>) -> String {
    match end {
        Ok((after, _)) if after.in_force() => "in force".into(),
        Ok(_) => "lifted".into(),
        Err(refusal) => refusal.code().into(),
    }
}

#[test]
fn every_state_meets_every_verb() {
    let at = Timestamp::UNIX_EPOCH;
    let (held, _) = Suppression::new(SuppressionId::from_bytes([1; 16]), [2; 32], cause(), at);
    let (lifted, _) = held.clone().lift(at).unwrap();
    let mut table = String::new();
    for (name, one) in [("in force", held), ("lifted", lifted)] {
        let again = told(one.clone().again(cause(), at));
        let (lift, restore) = (told(one.clone().lift(at)), told(one.restore()));
        table.push_str(&format!("{name}: again {again}, lift {lift}, restore {restore}\n"));
    }
    assert_eq!(
        table,
        "in force: again suppression.in_force, lift lifted, restore suppression.in_force\n\
         lifted: again in force, lift suppression.lifted, restore in force\n"
    );
}

#[test]
fn who_complained_still_gets_what_is_owed_to_them() {
    let all = [MessageClass::Transactional, MessageClass::Inquiry, MessageClass::Marketing];
    let stopped = |reason: Reason| all.map(|class| reason.stops(class));
    assert_eq!(stopped(Reason::Bounced), [true, true, true]);
    assert_eq!(stopped(Reason::Manual), [true, true, true]);
    assert_eq!(stopped(Reason::Complaint), [false, true, true]);
}
