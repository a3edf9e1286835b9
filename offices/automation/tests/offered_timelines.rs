//! What is offered and off until somebody wants it: what each does on a record, day by day, and what stops it.
//!
//! `GOLDEN=write` writes the timelines anew, for a person to read before they are kept.
#![allow(clippy::unwrap_used)]

mod house;

use condition::{Fields, Value};
use house::{Story, Told, golden, shipped, timeline_of, told};

fn id(noun: &str) -> Fields {
    Fields::new().text("id", &format!("{noun}_1")).text("owner", "user_maria")
}

/// One story in which all of this happens, in this order.
fn story(
    plan: &automation::plan::Plan,
    start: &'static str,
    trigger: Told,
    happens: Vec<Told>,
    records: &[(&'static str, Fields)],
) -> String {
    timeline_of(plan, &Story { zone: Some("Europe/Berlin"), start, trigger, told: happens }, records)
}

const OF_LEAD: [(&str, &str); 2] = [("lead", "lead_1"), ("contact", "contact_1")];

#[test]
fn a_lead_that_was_put_off_is_asked_the_morning_after_its_day() {
    let plan = shipped("nurture");
    let lives = |happens| {
        let nurtured = told(0, "lead.nurtured", &OF_LEAD);
        story(&plan, "2026-03-05T15:00:00Z", nurtured, happens, &[])
    };
    let its_day = || told(24 * 90, "lead.reopened", &OF_LEAD);
    let asked = lives(vec![its_day()]);
    assert_eq!(asked.matches("message.send").count(), 1, "{asked}");
    // somebody of us wrote about something else meanwhile
    let of_another = [("lead", "lead_2"), ("contact", "contact_1")];
    let elsewhere = lives(vec![its_day(), told(24 * 90 + 1, "message.accepted", &of_another)]);
    assert_eq!(elsewhere.matches("message.send").count(), 1, "{elsewhere}");
    golden("nurture", &format!("{asked}\n{elsewhere}"));
}

#[test]
fn a_lead_that_was_put_off_is_left_alone_once_they_say_anything() {
    let plan = shipped("nurture");
    let mut text = String::new();
    for happens in [
        vec![],
        vec![told(24 * 90, "lead.reopened", &[("lead", "lead_2"), ("contact", "contact_1")])],
        vec![told(100, "message.received", &[("contact", "contact_1")])],
        vec![told(100, "booking.made", &[("contact", "contact_1")])],
        vec![told(100, "lead.qualified", &OF_LEAD)],
        vec![told(100, "lead.declined", &OF_LEAD)],
        vec![told(100, "lead.closed", &OF_LEAD)],
        vec![told(100, "consent.withdrawn", &[("contact", "contact_1"), ("purpose", "news")])],
        vec![
            told(24 * 90, "lead.reopened", &OF_LEAD),
            told(24 * 90 + 2, "message.received", &[("contact", "contact_1")]),
        ],
        vec![told(24 * 90, "lead.reopened", &OF_LEAD), told(24 * 90 + 2, "message.accepted", &OF_LEAD)],
    ] {
        let nurtured = told(0, "lead.nurtured", &OF_LEAD);
        let lived = story(&plan, "2026-03-05T15:00:00Z", nurtured, happens, &[]);
        assert!(!lived.contains("message.send"), "{lived}");
        text += &(lived + "\n");
    }
    golden("nurture-stops", &text);
}

const OF_INVOICE: [(&str, &str); 2] = [("invoice", "invoice_1"), ("contact", "contact_1")];
const NO_NEWS: [(&str, &str); 2] = [("contact", "contact_1"), ("purpose", "news")];

fn paid_for(project: &str) -> [(&'static str, Fields); 2] {
    let invoice = id("invoice").text("state", "paid").text("project", "project_1");
    [("invoice", invoice.set("test", Value::Flag(false))), ("project", id("project").text("state", project))]
}

#[test]
fn whoever_paid_for_a_project_that_is_done_is_asked_how_it_was() {
    let plan = shipped("review-request");
    let lives = |happens| {
        let paid = told(0, "invoice.paid", &OF_INVOICE);
        story(&plan, "2026-04-01T12:00:00Z", paid, happens, &paid_for("done"))
    };
    let mut text = String::new();
    for happens in [
        vec![],
        // the goal: they answer
        vec![told(24 * 14, "message.received", &[("contact", "contact_1")])],
        vec![told(24 * 14, "consent.withdrawn", &NO_NEWS)],
        vec![told(2, "consent.withdrawn", &[("contact", "contact_1"), ("purpose", "follow_up")])],
    ] {
        let lived = lives(happens);
        assert_eq!(lived.matches("message.send").count(), 1, "{lived}");
        text += &(lived + "\n");
    }
    assert!(text.contains("End(Goal)") && text.contains("End(Done)"), "{text}");
    golden("review-request", &text);
}

#[test]
fn whoever_wants_no_news_or_is_not_done_is_not_asked_how_it_was() {
    let plan = shipped("review-request");
    let of_project = |project| [("project", project), ("contact", "contact_1")];
    let mut text = String::new();
    for (project, happens) in [
        ("done", vec![told(2, "consent.withdrawn", &NO_NEWS)]),
        ("open", vec![]),
        ("open", vec![told(30, "project.done", &of_project("project_2"))]),
    ] {
        let paid = told(0, "invoice.paid", &OF_INVOICE);
        let lived = story(&plan, "2026-04-01T12:00:00Z", paid, happens, &paid_for(project));
        assert!(!lived.contains("message.send") && lived.contains("End(Exit)"), "{lived}");
        text += &(lived + "\n");
    }
    golden("review-request-stops", &text);
}

#[test]
fn a_customer_of_whom_nothing_was_heard_for_nine_months_is_asked_and_then_called() {
    let plan = shipped("win-back");
    // The silence is over: it began with this payment.
    let lives =
        |happens| story(&plan, "2026-12-07T09:00:00Z", told(0, "invoice.paid", &OF_INVOICE), happens, &[]);
    let wrote = |day: i64| told(24 * day, "message.received", &[("contact", "contact_1")]);
    let mut text = String::new();
    for (happens, letters, calls) in [
        (vec![], 1, 1),
        (vec![wrote(11)], 1, 1),
        // they answer
        (vec![wrote(5)], 1, 0),
        (vec![told(24 * 5, "consent.withdrawn", &NO_NEWS)], 1, 0),
    ] {
        let lived = lives(happens);
        let found = (lived.matches("message.send").count(), lived.matches("task.create").count());
        assert_eq!(found, (letters, calls), "{lived}");
        text += &(lived + "\n");
    }
    golden("win-back", &text);
}

const OF_PROJECT: [(&str, &str); 2] = [("project", "project_1"), ("contact", "contact_1")];
const OPENED: [(&str, &str); 3] = [("project", "project_1"), ("contact", "contact_1"), ("test", "false")];

#[test]
fn a_new_customer_reads_how_we_work_and_what_we_still_need() {
    let plan = shipped("welcome-series");
    let project = [("project", id("project").text("state", "open").set("brief_missing", Value::Int(2)))];
    let elsewhere = [("project", "project_2"), ("contact", "contact_1")];
    let mut text = String::new();
    for (happens, letters) in [
        (vec![], 2),
        (vec![told(80, "brief.completed", &elsewhere)], 2),
        (vec![told(80, "brief.completed", &OF_PROJECT)], 1),
        (vec![told(80, "project.done", &OF_PROJECT)], 1),
        (vec![told(80, "project.done", &elsewhere)], 2),
        (vec![told(2, "project.cancelled", &OF_PROJECT)], 0),
    ] {
        let opened = told(0, "project.opened", &OPENED);
        let lived = story(&plan, "2026-04-07T08:00:00Z", opened, happens, &project);
        assert_eq!(lived.matches(": message.send {").count(), letters, "{lived}");
        text += &(lived + "\n");
    }
    let trial = [("project", "project_1"), ("contact", "contact_1"), ("test", "true")];
    text += &story(&plan, "2026-04-07T08:00:00Z", told(0, "project.opened", &trial), vec![], &project);
    assert!(text.ends_with("nobody is enrolled\n"), "{text}");
    golden("welcome-series", &text);
}

#[test]
fn a_new_project_is_read_and_called_about_or_the_stand_in_has_it() {
    let plan = shipped("internal-handoff");
    let project = [("project", id("project").text("state", "open"))];
    let task = |kind, id| told(3, kind, &[("task", id), ("contact", "contact_1")]);
    let mut text = String::new();
    for (happens, tasks) in [
        (vec![], 2),
        (vec![task("task.done", "task_read")], 1),
        (vec![task("task.dropped", "task_read")], 1),
        (vec![task("task.done", "task_other")], 2),
        (vec![told(3, "project.cancelled", &OF_PROJECT)], 1),
    ] {
        // a Friday afternoon
        let opened = told(0, "project.opened", &OPENED);
        let lived = story(&plan, "2026-03-27T14:00:00Z", opened, happens, &project);
        assert_eq!(lived.matches("task.create").count(), tasks, "{lived}");
        text += &(lived + "\n");
    }
    golden("internal-handoff", &text);
}

#[test]
fn the_week_is_somebodys_task_in_the_middle_of_monday() {
    let plan = shipped("weekly-report");
    let started = || told(0, "automation.started", &[]);
    // Easter Monday is closed: it is due on Tuesday
    let text = story(&plan, "2026-03-30T06:00:00Z", started(), vec![], &[])
        + "\n"
        + &story(&plan, "2026-04-06T06:00:00Z", started(), vec![], &[]);
    golden("weekly-report", &text);
}
