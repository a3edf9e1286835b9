//! Every state of a lead meets every verb.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{ContactId, Id, LeadId, Owned, Refusal, Timestamp, UserId};
use serde_json::json;

use super::*;

fn open() -> Lead {
    let at = Timestamp::UNIX_EPOCH;
    Lead {
        id: LeadId::from_bytes([1; 16]),
        rv: 1,
        owned: Owned::default(),
        contact: ContactId::from_bytes([2; 16]),
        service: None,
        channel: "form".into(),
        source: json!({ "utm_source": "" }),
        form: None,
        intake: None,
        message: None,
        answers: Answers::new(),
        captured_at: at,
        answered_at: None,
        useful_at: None,
        state: State::Open,
        next: Some(next(1)),
        expected: None,
        test: false,
    }
}

fn next(days: i64) -> Next {
    let due = Timestamp::from_second(days * 86_400).unwrap();
    Next { question: None, text: "Decide".into(), due }
}

fn end<F>(end: Result<(Lead, F), LeadRefusal>) -> &'static str {
    end.map_or_else(|refusal| refusal.code(), |(lead, _)| lead.state.word())
}

#[test]
fn every_state_meets_every_verb() {
    let at = Timestamp::UNIX_EPOCH;
    let deal = DealId::from_bytes([3; 16]);
    let user = UserId::from_bytes([4; 16]);
    let day = "1970-02-01".parse().unwrap();
    let states = [
        open(),
        open().qualify(deal, None, at).unwrap().0,
        open().nurture(day, None, next(31), at).unwrap().0,
        open().decline("far".into(), at).unwrap().0,
        open().close("spam".into(), at).unwrap().0,
    ];
    let mut table = String::new();
    for lead in states {
        let it = || lead.clone();
        let ends = [
            ("assign", end(it().assign(user, Owned { owner: Some(user), team: None }))),
            ("detail", end(it().detail(Answers::new(), Some(next(2))))),
            ("qualify", end(it().qualify(deal, None, at))),
            ("nurture", end(it().nurture(day, None, next(31), at))),
            ("decline", end(it().decline("far".into(), at))),
            ("close", end(it().close("spam".into(), at))),
            ("hush", end(it().close(" ".into(), at))),
            ("reopen", end(it().reopen(next(3)))),
        ];
        let line: Vec<String> = ends.iter().map(|(verb, end)| format!("{verb} {end}")).collect();
        table += &format!("{}: {}\n", lead.state.word(), line.join(", "));
    }
    assert_eq!(
        table,
        "open: assign open, detail open, qualify qualified, nurture nurtured, decline declined, \
         close closed, hush lead.no_reason, reopen lead.open\n\
         qualified: assign qualified, detail qualified, qualify lead.decided, nurture lead.decided, \
         decline lead.decided, close lead.decided, hush lead.decided, reopen open\n\
         nurtured: assign nurtured, detail nurtured, qualify qualified, nurture nurtured, decline declined, \
         close closed, hush lead.no_reason, reopen open\n\
         declined: assign lead.decided, detail lead.decided, qualify lead.decided, nurture lead.decided, \
         decline lead.decided, close lead.decided, hush lead.decided, reopen open\n\
         closed: assign lead.decided, detail lead.decided, qualify lead.decided, nurture lead.decided, \
         decline lead.decided, close lead.decided, hush lead.decided, reopen open\n"
    );
}

#[test]
fn only_the_first_of_each_kind_answers() {
    let at = |seconds| Timestamp::from_second(seconds).unwrap();
    let (lead, told) = open().answer(false, at(3)).unwrap();
    assert_eq!((told.kind.as_str(), told.seconds), ("acknowledgement", 3));
    assert!(lead.clone().answer(false, at(4)).is_none());
    let (lead, told) = lead.answer(true, at(60)).unwrap();
    assert_eq!((told.kind.as_str(), lead.answered_at, lead.useful_at), ("useful", Some(at(3)), Some(at(60))));
    assert!(lead.answer(true, at(61)).is_none());
    let (first, _) = open().answer(true, at(5)).unwrap();
    assert_eq!((first.answered_at, first.useful_at), (Some(at(5)), Some(at(5))));
    assert!(first.answer(false, at(6)).is_none());
}

#[test]
fn a_source_without_a_name_is_its_channel() {
    assert_eq!(open().source_word(), "form");
    let named = Lead { source: json!({ "utm_source": "search" }), ..open() };
    assert_eq!(named.source_word(), "search");
}
