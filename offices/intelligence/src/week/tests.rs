//! The figures of two readings of the line, where it leaks, which week is asked for, and how the letter reads.

use kernel::calendar::LocalWeek;
use kernel::text::{Text, Values};
use kernel::{Currency, Date, Joint, Money, Timestamp};

use super::letter::Letter;
use super::views::{LeadsIn, WaitsThere, WeekReport};
use super::{Drip, What, asked, figures, leak};
use crate::line::views::JointView;
use crate::line::{Happened, Standing};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn eur(minor: i64) -> Vec<Money> {
    vec![Money::new(minor, Currency::EUR)]
}

fn line(change: impl Fn(Joint, &mut Happened, &mut Standing)) -> Vec<JointView> {
    let view = |joint: Joint| {
        let (mut period, mut waiting) = (Happened::default(), Standing::default());
        change(joint, &mut period, &mut waiting);
        JointView {
            joint,
            from: "a",
            to: "b",
            in_use: true,
            owner: None,
            stand_in: None,
            target_minutes: joint.usual_minutes(),
            waiting,
            period,
        }
    };
    Joint::ALL.into_iter().map(view).collect()
}

fn quiet() -> Vec<JointView> {
    line(|_, _, _| {})
}

#[test]
fn each_figure_is_the_one_of_the_line() {
    let week = line(|joint, period, _| match joint {
        Joint::CapturedAnswered => (period.passed, period.median_seconds) = (4, Some(300)),
        Joint::ProposedSigned => {
            (period.entered, period.entered_money) = (3, eur(3000));
            (period.passed, period.passed_money) = (2, eur(2000));
            (period.lost, period.lost_money) = (1, eur(1000));
        }
        _ => {}
    });
    let found = figures(&week, &quiet());
    assert_eq!(found.len(), What::ALL.len());
    let of = |what| found.iter().find(|one| one.what == what).unwrap();
    let read = |what| (of(what).week.count, of(what).week.money.clone());
    assert_eq!(of(What::FirstAnswer).week.seconds, Some(300));
    assert_eq!(read(What::ProposalsSent), (3, eur(3000)));
    assert_eq!(read(What::Signed), (2, eur(2000)));
    assert_eq!(read(What::LostAfterProposal), (1, eur(1000)));
    assert_eq!((of(What::Signed).before.count, read(What::Invoiced)), (0, (0, vec![])));
}

#[test]
fn what_no_service_uses_is_no_figure() {
    let mut both = quiet();
    both[7].in_use = false;
    let found = figures(&both, &both);
    assert!(found.iter().all(|one| one.what != What::Arrived) && found.len() == What::ALL.len() - 1);
    assert_eq!(figures(&both, &quiet()).len(), What::ALL.len(), "the week before it was used");
}

#[test]
fn the_line_leaks_where_the_most_is_lost_else_where_it_waits_longest_by_its_target() {
    let now = at("2026-11-23T08:00:00Z");
    assert_eq!(leak(&quiet(), now), None);
    let late = line(|joint, _, waiting| match joint {
        // Ten days, five times its target.
        Joint::QualifiedProposed => {
            (waiting.late, waiting.oldest_since) = (2, Some(at("2026-11-13T08:00:00Z")));
        }
        // Twenty days, not twice its target.
        Joint::InvoicedPaid => (waiting.late, waiting.oldest_since) = (9, Some(at("2026-11-03T08:00:00Z"))),
        _ => {}
    });
    let found = leak(&late, now).unwrap();
    assert_eq!((found.joint, found.by, found.count), (Joint::QualifiedProposed, Drip::Waiting, 2));
    let lost = line(|joint, period, waiting| {
        (waiting.late, waiting.oldest_since) = (1, Some(at("2026-01-01T00:00:00Z")));
        if matches!(joint, Joint::AnsweredQualified | Joint::ProposedSigned) {
            (period.lost, period.lost_money) = (2, eur(500));
        }
    });
    let found = leak(&lost, now).unwrap();
    assert_eq!((found.joint, found.by, found.money), (Joint::AnsweredQualified, Drip::Lost, eur(500)));
}

#[test]
fn a_week_is_asked_for_by_any_of_its_days_and_has_to_be_over() {
    let today = day("2026-11-23");
    let last = LocalWeek::last_full(today).unwrap();
    assert_eq!(asked(None, today).unwrap(), last);
    assert_eq!(asked(Some(day("2026-11-18")), today).unwrap(), last);
    assert_eq!(asked(Some(day("2026-11-15")), today).unwrap().monday(), day("2026-11-09"));
    let refused = format!("{:?}", asked(Some(today), today).unwrap_err());
    assert!(refused.contains("the last one that is ends on 2026-11-22"), "{refused}");
}

fn report() -> WeekReport {
    let week = line(|joint, period, _| match joint {
        Joint::CapturedAnswered => (period.passed, period.median_seconds) = (4, Some(720)),
        Joint::InvoicedPaid => (period.entered, period.entered_money) = (2, eur(123_450)),
        _ => {}
    });
    let before = line(|joint, period, _| {
        if joint == Joint::InvoicedPaid {
            (period.entered, period.entered_money) = (1, eur(60_000));
        }
    });
    let keeps = [What::FirstAnswer, What::Invoiced];
    let figures = figures(&week, &before).into_iter().filter(|one| keeps.contains(&one.what)).collect();
    let (joint, late_money) = (Joint::InvoicedPaid, eur(5000));
    let waits = WaitsThere { joint, count: 3, money: eur(9000), late: 1, late_money: late_money.clone() };
    WeekReport {
        monday: day("2026-11-16"),
        sunday: day("2026-11-22"),
        from: at("2026-11-15T23:00:00Z"),
        to: at("2026-11-22T23:00:00Z"),
        before_monday: day("2026-11-09"),
        before_from: at("2026-11-08T23:00:00Z"),
        newest: true,
        leads: LeadsIn { came_in: 12, contacted: 9, pending: 2, closed_unanswered: 1 },
        leads_before: LeadsIn { came_in: 8, ..LeadsIn::default() },
        figures,
        waiting: vec![waits],
        overdue: 1,
        overdue_money: late_money,
        exceptions: 2,
        leak: None,
    }
}

#[test]
fn the_letter_says_each_figure_with_the_week_before() {
    let report = report();
    let letter = Letter { report: &report, language: "en", locale: "en-GB" };
    assert_eq!(letter.subject(), "Your week to 22 November 2026: 12 leads");
    let text = letter.text(Some(day("2026-12-03")), "https://ours.test");
    let filled = Text::parse(&text).fill(&Values::new()).unwrap().plain();
    let expected = "The week from 16 November 2026 to 22 November 2026\n\n\
        Whoever this is for is away until 3 December 2026, so it comes to you.\n\n\
        12 leads came in, 4 more than the week before.\n\
        9 contacted + 2 pending + 1 closed unanswered.\n\n\
        - Typical time to the first answer: 12 min (the week before none)\n\
        - Invoiced: 2, 1 more than the week before; €1,234.50 (the week before €600.00)\n\n\
        What stands now\n\n\
        - Invoiced to paid: 3 wait, 1 longer than it should\n\
        - Overdue: €50.00 on 1 invoice\n\
        - Open exceptions: 2\n\
        - Nothing was lost in the week, and nothing waits longer than it should\n\n\
        See the week (https://ours.test/app/line/week?ending=2026-11-22)";
    assert_eq!(filled, expected);
}

#[test]
fn words_are_the_readers_and_amounts_the_businesss() {
    let report = report();
    let letter = Letter { report: &report, language: "de-AT", locale: "de" };
    assert_eq!(letter.subject(), "Ihre Woche bis 22.11.2026: 12 Anfragen");
    let text = letter.text(None, "https://ours.test");
    for said in ["4 mehr als in der Woche davor", "**1.234,50\u{a0}€** (in der Woche davor 600,00\u{a0}€)"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("week-"), "every word is there: {text}");
    assert_eq!(What::ALL.map(|what| letter_label(what, "de").contains("week-")), [false; 9]);
}

/// The words of a figure on their own.
fn letter_label(what: What, language: &str) -> String {
    let (week, mut report) = (quiet(), report());
    report.figures = figures(&week, &week).into_iter().filter(|one| one.what == what).collect();
    Letter { report: &report, language, locale: language }.text(None, "")
}
