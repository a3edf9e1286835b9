//! Waits for open days and for a day on a record: before and after it, over DST, weekends and holidays, and past.

use super::*;
use crate::document::Wait;
use crate::plan::wait::{after, on, past};
use crate::plan::{Status, StepResult};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Open on weekdays from nine to five in Berlin, closed on Easter Monday of 2026.
fn berlin() -> Zones {
    let day = ["09:00-17:00".parse().unwrap()];
    let week = kernel::calendar::Week::weekdays(&day);
    let easter = vec!["2026-04-06".parse().unwrap()];
    Zones::of(BusinessHours::new("Europe/Berlin".parse().unwrap(), week, easter).unwrap())
}

fn read(text: &str) -> Wait {
    let yaml = format!("{HEAD}\nsteps:\n  - {{id: wait, wait: {text}}}\n");
    let document = Automation::from_yaml(&yaml).unwrap_or_else(|refused| panic!("{refused}"));
    let crate::document::Act::Wait(wait) = document.steps[0].act.clone() else { panic!("it waits") };
    wait
}

fn ends(text: &str, day: &str) -> String {
    let Wait::Until(until) = read(text) else { panic!("until a day") };
    on(at(day), &until, 0, &berlin()).unwrap().to_string()
}

#[test]
fn a_wait_ends_so_many_days_before_or_after_the_day_on_the_record() {
    // due on Thursday, 9 April 2026 in Berlin
    let day = "2026-04-08T22:00:00Z";
    for (wait, expected) in [
        ("{until: {cel: lead.due}}", "2026-04-08T22:00:00Z"),
        ("{until: {cel: lead.due}, at: 10:00}", "2026-04-09T08:00:00Z"),
        ("{until: {cel: lead.due}, window: business}", "2026-04-09T07:00:00Z"),
        // Easter Monday is closed: Tuesday at nine
        ("{until: {cel: lead.due}, before: {days: 3}, at: 10:00, window: business}", "2026-04-07T07:00:00Z"),
        ("{until: {cel: lead.due}, after: {days: 3}, at: 10:00, window: business}", "2026-04-13T07:00:00Z"),
        ("{until: {cel: lead.due}, after: {days: 10}, at: 10:00, window: business}", "2026-04-20T07:00:00Z"),
        // before the clocks change
        ("{until: {cel: lead.due}, before: {days: 14}, at: 10:00}", "2026-03-26T09:00:00Z"),
    ] {
        assert_eq!(ends(wait, day), expected, "{wait}");
    }
}

#[test]
fn open_days_skip_what_is_closed() {
    let wait = read("{business_days: 2}");
    for (from, expected) in [
        ("2026-03-27T14:30:00Z", "2026-03-31T13:30:00Z"),
        ("2026-04-02T10:00:00Z", "2026-04-07T10:00:00Z"),
        ("2026-03-24T20:00:00Z", "2026-03-27T08:00:00Z"),
    ] {
        assert_eq!(after(at(from), &wait, 0, &berlin()).unwrap(), at(expected), "{from}");
    }
}

#[test]
fn days_that_stand_on_a_record_count_like_written_ones() {
    let by_record =
        read("{until: {cel: lead.due}, after: {days: {cel: billing.reminder_1_days}}, at: 10:00}");
    let Wait::Until(until) = &by_record else { panic!("until a day") };
    let day = at("2026-04-08T22:00:00Z");
    assert_eq!(on(day, until, 3, &berlin()).unwrap().to_string(), "2026-04-12T08:00:00Z");
    let open = read("{business_days: {cel: billing.call_after_days}}");
    assert_eq!(after(at("2026-04-03T10:00:00Z"), &open, 1, &berlin()).unwrap(), at("2026-04-07T10:00:00Z"));
    assert!(by_record.is_read_again() && open.is_read_again());
    assert!(!read("{business_days: 2}").is_read_again());
}

#[test]
fn a_day_that_is_over_is_skipped_only_where_the_document_says_so() {
    let now = at("2026-04-09T08:00:00Z");
    let status = |text: &str| {
        let StepResult { status, reason, .. } = past(&read(text), now);
        (status, reason)
    };
    assert_eq!(status("{until: {cel: lead.due}, if_past: skip}"), (Status::Skipped, Some("past".to_owned())));
    assert_eq!(status("{until: {cel: lead.due}}"), (Status::Ok, None));
}

#[test]
fn what_cannot_be_waited_for_is_refused() {
    for (wait, why) in [
        ("{until: {cel: lead.due}, days: 2}", "has no length"),
        ("{until: {cel: lead.due}, before: {days: 1}, after: {days: 1}}", "take one of them out"),
        ("{days: 1, if_past: skip}", "belong to a wait with `until`"),
        ("{business_days: 2, at: 10:00}", "stand alone"),
        ("{business_days: two}", "expected a number of days"),
    ] {
        let yaml = format!("{HEAD}\nsteps:\n  - {{id: wait, wait: {wait}}}\n");
        let refused = Automation::from_yaml(&yaml).unwrap_err().to_string();
        assert!(refused.contains(why), "{wait}: {refused}");
    }
    let yaml = format!("{HEAD}\nsteps:\n  - {{id: wait, wait: {{until: {{cel: lead.state}}}}}}\n");
    let found = Plan::build(Automation::from_yaml(&yaml).unwrap(), &catalogue()).unwrap_err();
    assert!(found.iter().any(|finding| finding.why.contains("wait until an instant")), "{found:?}");
    let yaml = format!("{HEAD}\nsteps:\n  - {{id: wait, wait: {{business_days: {{cel: lead.state}}}}}}\n");
    let found = Plan::build(Automation::from_yaml(&yaml).unwrap(), &catalogue()).unwrap_err();
    assert!(found.iter().any(|finding| finding.why.contains("days are a whole number")), "{found:?}");
}
