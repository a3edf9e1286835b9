//! The arithmetic of the line on figures small enough to check by hand.

use kernel::{Currency, Joint, Money, Timestamp};

use super::{Move, Passage, Waiting, happened, nearest_rank, standing};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

#[test]
fn a_rank_is_the_smallest_value_that_covers_its_share() {
    assert_eq!(nearest_rank(&[], 50), None);
    assert_eq!(nearest_rank(&[7], 90), Some(7));
    assert_eq!(nearest_rank(&[1, 2, 3, 4], 50), Some(2));
    assert_eq!(nearest_rank(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90), Some(9));
}

#[test]
fn money_of_two_currencies_is_never_added() {
    let one = |minor, currency| Waiting {
        joint: Joint::CapturedAnswered,
        since: at(0),
        whose: Move::Ours,
        money: Some(Money::new(minor, currency)),
    };
    let all = [one(100, Currency::EUR), one(50, Currency::USD), one(1, Currency::EUR)];
    let found = standing(&all, Joint::CapturedAnswered, at(100), 60);
    assert_eq!(found.money, [Money::new(101, Currency::EUR), Money::new(50, Currency::USD)]);
    assert_eq!((found.count, found.late, found.ours), (3, 3, 3));
}

#[test]
fn entered_counts_by_beginning_and_passed_by_end() {
    let passage = |since, until: Option<i64>, outcome: Option<&str>| Passage {
        joint: Joint::CapturedAnswered,
        since: at(since),
        until: until.map(at),
        outcome: outcome.map(str::to_owned),
        money: None,
    };
    let all = [
        passage(0, Some(10), Some("passed")),
        passage(5, Some(105), Some("passed")),
        passage(95, Some(101), Some("lost")),
        passage(99, None, None),
        passage(98, Some(99), Some("undone")),
    ];
    let found = happened(&all, Joint::CapturedAnswered, at(90), at(200));
    assert_eq!((found.entered, found.passed, found.lost), (2, 1, 1));
    assert_eq!((found.median_seconds, found.p90_seconds), (Some(100), None));
}
