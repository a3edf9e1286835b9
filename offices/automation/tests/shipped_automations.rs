//! The automations that come with the house: they read, they pass the check, and their timelines stay as
//! they are.
//!
//! `GOLDEN=write` writes the timelines anew, for a person to read before they are kept.

mod house;

use automation::document::Automation;
use automation::shipped::SHIPPED;
use house::{Story, Told, golden, shipped, told};

fn inquiry(has_email: &str) -> Told {
    told(0, "lead.captured", &[("lead", "lead_1"), ("contact", "contact_1"), ("has_email", has_email)])
}

#[test]
fn every_shipped_automation_reads_and_has_one_canonical_form() {
    let mut hashes = String::new();
    for shipped in SHIPPED {
        let document = Automation::from_yaml(shipped.yaml).unwrap();
        assert_eq!(document.automation.as_str(), shipped.name);
        let canonical = document.canonical();
        assert_eq!(Automation::from_yaml(&canonical).unwrap(), document);
        assert_eq!(Automation::from_yaml(&canonical).unwrap().canonical(), canonical);
        golden(&format!("{}.canonical", shipped.name), &canonical);
        let sha256: String = document.sha256().iter().map(|byte| format!("{byte:02x}")).collect();
        hashes += &format!("{} {sha256}\n", shipped.name);
    }
    golden("versions", &hashes);
}

#[test]
fn every_shipped_automation_passes_the_check_without_a_warning() {
    for name in SHIPPED.map(|shipped| shipped.name) {
        assert_eq!(shipped(name).document().automation.as_str(), name);
    }
}

#[test]
fn an_inquiry_is_answered_at_once_or_somebody_calls_back() {
    let plan = shipped("instant-answer");
    let night = |has_email| Story {
        zone: None,
        start: "2026-03-29T00:30:00Z",
        trigger: inquiry(has_email),
        told: vec![],
    };
    let both = house::timeline(&plan, &night("true")) + "\n" + &house::timeline(&plan, &night("false"));
    golden("instant-answer", &both);
}

#[test]
fn the_follow_up_keeps_to_the_contacts_own_clock() {
    let plan = shipped("follow-up");
    let mut text = String::new();
    for (zone, start) in [
        (Some("Europe/Berlin"), "2026-03-25T20:00:00Z"),
        (Some("America/New_York"), "2026-03-05T20:00:00Z"),
        (Some("Asia/Kathmandu"), "2026-03-25T20:00:00Z"),
        (None, "2026-10-22T08:00:00Z"),
        (Some("Europe/Berlin"), "2028-02-27T10:00:00Z"),
        (Some("Europe/Berlin"), "2026-04-02T10:00:00Z"),
    ] {
        let story = Story { zone, start, trigger: inquiry("true"), told: vec![] };
        text += &format!("# {}\n{}\n", zone.unwrap_or("no zone"), house::timeline(&plan, &story));
    }
    golden("follow-up", &text);
}

#[test]
fn the_follow_up_stops_as_soon_as_it_should() {
    let plan = shipped("follow-up");
    let mut text = String::new();
    for happens in [
        told(30, "message.received", &[("contact", "contact_1")]),
        told(80, "booking.made", &[("contact", "contact_1")]),
        told(30, "lead.qualified", &[("lead", "lead_1")]),
        told(30, "lead.declined", &[("lead", "lead_1")]),
        told(30, "lead.closed", &[("lead", "lead_2")]),
        told(30, "consent.withdrawn", &[("purpose", "follow_up")]),
        told(30, "consent.withdrawn", &[("purpose", "news")]),
    ] {
        let story = Story {
            zone: Some("Europe/Berlin"),
            start: "2026-06-01T08:00:00Z",
            trigger: inquiry("true"),
            told: vec![happens],
        };
        text += &(house::timeline(&plan, &story) + "\n");
    }
    let story = Story { zone: None, start: "2026-06-01T08:00:00Z", trigger: inquiry("false"), told: vec![] };
    golden("follow-up-stops", &(text + &house::timeline(&plan, &story)));
}

#[test]
fn silence_becomes_a_task_and_then_the_stand_ins() {
    let plan = shipped("silence-48h");
    let message = |kind, hours, useful: &'static str| {
        let body = [("conversation", "conversation_1"), ("contact", "contact_1"), ("useful", useful)];
        told(hours, kind, if useful.is_empty() { &body[..2] } else { &body })
    };
    let theirs = || message("message.received", 0, "");
    let ours = || message("message.accepted", 0, "true");
    let friday = "2026-03-27T15:00:00Z";
    let mut text = String::new();
    for (trigger, happens) in [
        (theirs(), vec![]),
        (theirs(), vec![message("message.accepted", 20, "true")]),
        (theirs(), vec![message("message.accepted", 20, "false")]),
        (
            theirs(),
            vec![
                told(60, "task.done", &[("task", "task_other")]),
                told(61, "task.done", &[("task", "task_answer")]),
            ],
        ),
        (ours(), vec![]),
        (ours(), vec![message("message.received", 47, "")]),
        (message("message.accepted", 0, "false"), vec![]),
    ] {
        let story = Story { zone: None, start: friday, trigger, told: happens };
        text += &(house::timeline(&plan, &story) + "\n");
    }
    golden("silence-48h", &text);
}
