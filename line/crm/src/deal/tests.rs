//! Every state of a deal meets every verb.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{ContactId, DealId, Id, Owned, Refusal, Timestamp};

use super::*;

fn open() -> Deal {
    let at = Timestamp::UNIX_EPOCH;
    Deal {
        id: DealId::from_bytes([1; 16]),
        rv: 1,
        owned: Owned::default(),
        contact: ContactId::from_bytes([2; 16]),
        lead: None,
        service: None,
        title: "Kitchen".into(),
        value: None,
        stage: "new".into(),
        state: State::Open,
        opened_at: at,
        moved_at: at,
        expected_on: None,
        due: Some(at),
        test: false,
    }
}

fn end<F>(end: Result<(Deal, F), DealRefusal>) -> String {
    match end {
        Ok((deal, _)) if deal.state == State::Open => format!("open in {}", deal.stage),
        Ok((deal, _)) => deal.state.word().to_owned(),
        Err(refusal) => refusal.code().to_owned(),
    }
}

#[test]
fn every_state_meets_every_verb() {
    let at = Timestamp::UNIX_EPOCH;
    let states = [
        open(),
        open().win(at).unwrap().0,
        open().lose("price".into(), at).unwrap().0,
        open().withdraw(at).unwrap().0,
    ];
    let mut table = String::new();
    for deal in states {
        let it = || deal.clone();
        let withdrawn = it().withdraw(at).map_or("no", |(deal, _)| deal.state.word());
        let ends = [
            ("change", end(it().change(|deal| deal))),
            ("move", end(it().go_to("proposal".into(), at, at))),
            ("win", end(it().win(at))),
            ("lose", end(it().lose("price".into(), at))),
            ("hush", end(it().lose(" ".into(), at))),
            ("reopen", end(it().reopen(at))),
            ("withdraw", withdrawn.to_owned()),
        ];
        let line: Vec<String> = ends.iter().map(|(verb, end)| format!("{verb} {end}")).collect();
        table += &format!("{}: {}\n", deal.state.word(), line.join(", "));
    }
    assert_eq!(
        table,
        "open: change open in new, move open in proposal, win won, lose lost, hush deal.no_reason, \
         reopen deal.open, withdraw withdrawn\n\
         won: change deal.ended, move deal.ended, win deal.ended, lose deal.ended, hush deal.ended, \
         reopen open in new, withdraw no\n\
         lost: change deal.ended, move deal.ended, win deal.ended, lose deal.ended, hush deal.ended, \
         reopen open in new, withdraw no\n\
         withdrawn: change deal.ended, move deal.ended, win deal.ended, lose deal.ended, hush deal.ended, \
         reopen deal.withdrawn, withdraw no\n"
    );
}

#[test]
fn a_deal_that_was_worked_on_is_not_withdrawn() {
    assert!(Deal { rv: 2, ..open() }.withdraw(Timestamp::UNIX_EPOCH).is_none());
}
