//! The arithmetic of the line on figures small enough to check by hand.

use kernel::calendar::{BusinessHours, Week};
use kernel::{Currency, DealId, Id, Joint, LeadId, MilestoneId, Money, Ref, ServiceId, Timestamp};

use super::joints::{Lines, joint_of};
use super::{Figure, Group, History, Move, Passage, nearest_rank, standing};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn always_open() -> BusinessHours {
    let day = ["00:00-23:59".parse().unwrap()];
    BusinessHours::new(kernel::calendar::Zone::UTC, Week::weekdays(&day), vec![]).unwrap()
}

fn passage(joint: Joint, id: Ref, since: i64, end: Option<(i64, &str)>) -> Passage {
    Passage {
        joint,
        id,
        service: None,
        title: None,
        detail: None,
        since: at(since),
        until: end.map(|(until, _)| at(until)),
        outcome: end.map(|(_, outcome)| outcome.to_owned()),
        owner: None,
        money: None,
        whole: None,
    }
}

fn lead(n: u8) -> Ref {
    LeadId::from_bytes([n; 16]).into()
}

#[test]
fn a_rank_is_the_smallest_that_covers_its_share() {
    assert_eq!(nearest_rank(0, 50), None);
    assert_eq!(nearest_rank(1, 90), Some(0));
    assert_eq!(nearest_rank(4, 50), Some(1));
    assert_eq!(nearest_rank(10, 90), Some(8));
}

#[test]
fn money_of_two_currencies_is_never_added() {
    let group = |minor, currency, whose, since| Group {
        joint: Joint::CapturedAnswered,
        whose,
        count: 2,
        late: 1,
        oldest_since: at(since),
        money: Some(Money::new(minor, currency)),
        late_money: Some(Money::new(minor / 2, currency)),
    };
    let all = [
        group(100, Currency::EUR, Move::Ours, 9),
        group(50, Currency::USD, Move::Ours, 3),
        group(1, Currency::EUR, Move::Theirs, 5),
    ];
    let found = standing(&all, Joint::CapturedAnswered);
    assert_eq!(found.money, [Money::new(101, Currency::EUR), Money::new(50, Currency::USD)]);
    assert_eq!((found.count, found.late, found.ours, found.theirs), (6, 3, 4, 2));
    assert_eq!(found.late_money, [Money::new(50, Currency::EUR), Money::new(25, Currency::USD)]);
    assert_eq!(found.oldest_since, Some(at(3)));
}

#[test]
fn entered_counts_by_beginning_and_passed_by_end() {
    let joint = Joint::CapturedAnswered;
    let all = [
        passage(joint, lead(1), 0, Some((10, "passed"))),
        passage(joint, lead(2), 5, Some((105, "passed"))),
        passage(joint, lead(3), 95, Some((101, "lost"))),
        passage(joint, lead(4), 99, None),
        passage(joint, lead(5), 98, Some((99, "undone"))),
    ];
    let history = History { all: &all, lines: &Lines::default(), from: at(90), to: at(200) };
    let found = history.happened(joint, &always_open());
    assert_eq!((found.entered, found.passed, found.lost), (2, 1, 1));
    assert_eq!((found.median_seconds, found.p90_seconds), (Some(100), None));
    let ids = |figure| history.of(joint, figure).iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(Figure::Entered), [lead(3), lead(4)]);
    assert_eq!(ids(Figure::Passed), [lead(2)]);
}

#[test]
fn open_hours_leave_out_what_is_closed() {
    let hours = BusinessHours::new(
        kernel::calendar::Zone::UTC,
        Week::weekdays(&["09:00-17:00".parse().unwrap()]),
        vec![],
    );
    // Thursday, 1 January 1970: captured at eight, answered at eleven
    let all = [passage(Joint::CapturedAnswered, lead(1), 8 * 3600, Some((11 * 3600, "passed")))];
    let history = History { all: &all, lines: &Lines::default(), from: at(0), to: at(90_000) };
    let found = history.happened(Joint::CapturedAnswered, &hours.unwrap());
    assert_eq!((found.median_seconds, found.median_business_seconds), (Some(10_800), Some(7_200)));
}

/// Book and pay: no proposal, no signature, and nobody looks at the bank.
fn small() -> (ServiceId, Lines) {
    let service = ServiceId::from_bytes([9; 16]);
    (service, Lines::with([(service, [true, true, true, false, false, true, true, true, false])]))
}

#[test]
fn a_state_that_is_skipped_joins_its_neighbours() {
    let (service, lines) = small();
    let joined = |joint| lines.joined(Some(service), joint);
    let qualified = Some(Joint::QualifiedProposed);
    assert_eq!(joined(Joint::AnsweredQualified), Some(Joint::AnsweredQualified));
    assert_eq!(joined(Joint::QualifiedProposed), qualified);
    assert_eq!(joined(Joint::ProposedSigned), qualified);
    assert_eq!(joined(Joint::SignedDelivered), qualified);
    assert_eq!(joined(Joint::DeliveredInvoiced), Some(Joint::DeliveredInvoiced));
    assert_eq!(joined(Joint::PaidReconciled), None, "its line ends before");
    assert_eq!(lines.joined(None, Joint::ProposedSigned), Some(Joint::ProposedSigned));
    assert_eq!(lines.ends(Some(service), Joint::QualifiedProposed), ("qualified", "delivered"));
    assert!(!lines.uses(Some(service), Joint::ProposedSigned) && !lines.uses(None, Joint::PaidReconciled));
    assert!(lines.uses(Some(service), Joint::QualifiedProposed));
}

#[test]
fn a_joined_joint_is_entered_once_and_passed_at_its_last_state() {
    let (service, lines) = small();
    let (deal, milestone): (Ref, Ref) =
        (DealId::from_bytes([1; 16]).into(), MilestoneId::from_bytes([2; 16]).into());
    let of = |one: Passage| Passage { service: Some(service), ..one };
    let all = [
        of(passage(Joint::QualifiedProposed, deal, 10, Some((20, "passed")))),
        of(passage(Joint::SignedDelivered, milestone, 20, Some((70, "passed")))),
        of(passage(Joint::DeliveredInvoiced, milestone, 70, None)),
    ];
    let history = History { all: &all, lines: &lines, from: at(0), to: at(100) };
    let found = history.happened(Joint::QualifiedProposed, &always_open());
    assert_eq!((found.entered, found.passed, found.median_seconds), (1, 1, Some(50)));
    let none = history.happened(Joint::SignedDelivered, &always_open());
    assert_eq!((none.entered, none.passed), (0, 0));
    assert_eq!(history.happened(Joint::DeliveredInvoiced, &always_open()).entered, 1);
}

#[test]
fn what_stands_beside_the_line_waits_at_no_joint() {
    for (kind, state) in
        [("lead", "nurtured"), ("project", "open"), ("invoice", "draft"), ("bank_line", "unmatched")]
    {
        assert_eq!(joint_of(kind, state), None, "{kind} {state}");
    }
}
