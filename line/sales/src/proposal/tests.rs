//! Every state of a proposal meets every verb.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{Id, Timestamp};

use super::content::{Line, Part};
use super::*;

fn line(minor: i64, optional: bool, chosen: bool) -> Line {
    Line {
        title: "Work".into(),
        text: None,
        quantity: kernel::price::Quantity::ONE,
        unit: String::new(),
        unit_price: Money::new(minor, Currency::EUR),
        discount: kernel::BasisPoints(0),
        rate: kernel::BasisPoints(1900),
        optional,
        chosen,
        item: None,
        card: None,
    }
}

fn content() -> Content {
    Content {
        title: "Kitchen".into(),
        language: "en".into(),
        intro: None,
        lines: vec![line(10_000, false, false), line(5_000, true, true), line(2_000, true, false)],
        discount: None,
        valid_until: Some(day(10)),
        terms: "Terms".into(),
        terms_from: None,
        plan: vec![Part { title: "All".into(), share: kernel::BasisPoints(10_000), due_days: None }],
        brief: vec![],
    }
}

fn day(n: i8) -> Date {
    jiff::civil::date(2026, 2, n)
}

fn draft() -> Proposal {
    Proposal {
        id: ProposalId::from_bytes([1; 16]),
        rv: 1,
        owned: Owned::default(),
        deal: DealId::from_bytes([2; 16]),
        contact: ContactId::from_bytes([3; 16]),
        service: None,
        number: None,
        version: 1,
        currency: Currency::EUR,
        content: content(),
        net: Money::new(15_000, Currency::EUR),
        gross: Money::new(17_850, Currency::EUR),
        state: State::Draft,
        sent_at: None,
        viewed_at: None,
        agreement: None,
        signed_at: None,
        due: None,
        test: false,
    }
}

const AT: Timestamp = Timestamp::UNIX_EPOCH;

fn sent(proposal: Proposal) -> Done<ProposalSent> {
    let content = proposal.content.clone();
    proposal.send(Sending { number: "0001".into(), content, valid_until: day(10), at: AT, due: AT })
}

fn accepted(proposal: Proposal) -> Done<ProposalAccepted> {
    let sums = (proposal.net, proposal.gross);
    proposal.accept(AgreementId::from_bytes([4; 16]), sums)
}

fn end<F>(end: Done<F>) -> String {
    match end {
        Ok((proposal, _)) => format!("{}{}", proposal.state.word(), proposal.version),
        Err(refusal) => refusal.code().trim_start_matches("proposal.").to_owned(),
    }
}

#[test]
fn every_state_meets_every_verb() {
    let live = || sent(draft()).unwrap().0;
    let states = [
        ("draft", draft()),
        ("sent", live()),
        ("viewed", live().view(AT).unwrap().0),
        ("accepted", accepted(live()).unwrap().0),
        ("signed", accepted(live()).unwrap().0.sign(AT).unwrap()),
        ("declined", live().decline(None, AT, AT).unwrap().0),
        ("expired", live().expire(day(11), AT, AT).unwrap().0),
        ("withdrawn", live().withdraw("price".into(), AT, AT).unwrap().0),
        ("ended with its deal", live().end_with_deal(AT).unwrap().0),
    ];
    let mut table = String::new();
    for (name, proposal) in states {
        let it = || proposal.clone();
        let ends = [
            ("change", end(it().change(|same| same))),
            ("send", end(sent(it()))),
            ("revise", end(it().revise(AT))),
            ("view", end(it().view(AT))),
            ("accept", end(accepted(it()))),
            ("decline", end(it().decline(None, AT, AT))),
            ("withdraw", end(it().withdraw("price".into(), AT, AT))),
            ("lose", end(it().end_with_deal(AT))),
            ("hush", end(it().withdraw(" ".into(), AT, AT))),
            ("expire", end(it().expire(day(11), AT, AT))),
            ("early", end(it().expire(day(10), AT, AT))),
            ("reopen", end(it().reopen(day(20), AT, it().sent_at.is_some()))),
            ("sign", it().sign(AT).map_or_else(|no| no.code()[9..].to_owned(), |_| "yes".into())),
        ];
        let line: Vec<String> = ends.iter().map(|(verb, end)| format!("{verb} {end}")).collect();
        table += &format!("{name}: {}\n", line.join(", "));
    }
    assert_eq!(table, include_str!("tests/states.txt"));
}

#[test]
fn a_withdrawn_draft_of_a_new_version_comes_back_as_a_draft() {
    let revised = sent(draft()).unwrap().0.revise(AT).unwrap().0;
    let withdrawn = revised.withdraw("later".into(), AT, AT).unwrap().0;
    assert_eq!(withdrawn.reopen(day(20), AT, false).unwrap().0.state, State::Draft);
}

#[test]
fn a_line_that_is_not_optional_cannot_be_left_out() {
    let content = content();
    let sum = |chosen| content.price(Currency::EUR, &chosen).unwrap().totals.net.minor;
    assert_eq!(sum(content.suggested()), 15_000);
    assert_eq!(sum(content.with(&[].into())), 10_000);
    assert_eq!(sum(content.with(&[2].into())), 12_000);
    assert_eq!(sum(content.with(&[1, 2, 99].into())), 17_000);
}

#[test]
fn what_can_never_be_kept_is_named_with_its_place() {
    let mut wrong = content();
    wrong.lines[1].unit_price = Money::new(1, Currency::USD);
    wrong.lines[2].title = " ".into();
    wrong.plan[0].due_days = Some(-1);
    wrong.title = String::new();
    let found: Vec<String> = wrong.check(Currency::EUR).into_iter().map(|error| error.pointer).collect();
    assert_eq!(found, ["/title", "/lines/1/unit_price", "/lines/2/title", "/plan/0/due_days"]);
    assert!(content().check(Currency::EUR).is_empty());
}
