//! By when a step should be left: what can promise it, and when that is.

use super::*;

/// What is wrong with these steps, each at its place in the text.
fn wrong(steps: &str) -> Vec<String> {
    let yaml = format!("{HEAD}steps:\n{steps}");
    let document = Automation::from_yaml(&yaml).unwrap_or_else(|refused| panic!("{refused}\n{yaml}"));
    let places = Places::of(&yaml).unwrap();
    let found = match Plan::build(document, &catalogue()) {
        Ok((_, findings)) | Err(findings) => findings,
    };
    let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| format!("{}: {}", finding.at(&places), finding.why)).collect()
}

fn refused(steps: &str, expected: &str) {
    let found = wrong(steps);
    assert!(found.len() == 1 && found[0].contains(expected), "{steps}\n{found:#?}");
}

#[test]
fn whatever_can_stand_still_can_promise_how_long() {
    for act in [
        "do: message.send, with: {template: t, class: inquiry}, on_error: skip",
        "do: task.create, with: {title: a}",
        "wait: {days: 1, at: \"09:00\"}",
        "wait: {until: {cel: 'has(lead.due) ? lead.due : now'}}",
        "wait_for: {fact: task.done, timeout: {days: 2, window: business}}",
        "ask: {who: sales, question: q, answers: [{answer: yes}], timeout: {days: 2}, on_timeout: next}",
        "approve: {who: sales, what: Sure, timeout: {days: 2}}",
        "call: {automation: other}, on_error: skip",
    ] {
        for sla in ["{seconds: 30}", "{hours: 4, window: business}", "{business_days: 2, zone: contact}"] {
            let found = wrong(&format!("  - {{id: a, {act}, sla: {sla}}}\n"));
            assert!(found.is_empty(), "{act} {sla}: {found:?}");
        }
    }
}

#[test]
fn what_never_stands_still_promises_nothing() {
    refused("  - {id: a, end: done, sla: {hours: 1}}\n", "it never stands still");
    for act in ["set: {n: 1}", "branch: [{else: b}]"] {
        let steps = format!("  - {{id: a, {act}, sla: {{hours: 1}}}}\n  - {{id: b, end: done}}\n");
        refused(&steps, "it never stands still");
    }
    let round = "  - {id: a, repeat: {times: 2, steps: [{id: b, wait: {hours: 1}}]}, sla: {hours: 5}}\n";
    refused(round, "give `sla` to that one");
}

#[test]
fn a_promise_is_a_length_of_time() {
    let wait = |sla: &str| format!("  - {{id: a, do: task.create, with: {{title: a}}, sla: {sla}}}\n");
    refused(&wait("{until: {cel: lead.due}}"), "a promise is a length of time");
    refused(&wait("{business_days: {cel: lead.score}}"), "a promise is a length of time");
    refused(&wait("{}"), "length");
    refused(&wait("{hours: 1, at: \"09:00\"}"), "");
}

#[test]
fn a_wait_is_not_late_before_it_is_over() {
    let step = |wait: &str, sla: &str| format!("  - id: a\n    {wait}\n    sla: {sla}\n");
    let why =
        "line 13, column 10: it waits 2 days: promise more than that, not 1 day 5 hours, or take `sla` out";
    assert_eq!(wrong(&step("wait: {days: 2}", "{days: 1, hours: 5}")), [why]);
    refused(&step("wait: {days: 2}", "{hours: 48}"), "it waits 2 days: promise more than that, not 48 hours");
    refused(&step("wait: {business_days: 3}", "{business_days: 3}"), "it waits 3 open days");
    for (wait, sla) in [
        ("wait: {days: 2}", "{days: 2, seconds: 1}"),
        ("wait: {business_days: 3}", "{business_days: 4}"),
        // how long these are is known only as they begin
        ("wait: {days: 2, at: \"09:00\"}", "{hours: 5}"),
        ("wait: {days: 2}", "{business_days: 1}"),
        // a person may be told before it goes on by itself
        ("wait_for: {fact: task.done, timeout: {days: 2}}", "{hours: 5}"),
    ] {
        assert!(wrong(&step(wait, sla)).is_empty(), "{wait} {sla}");
    }
}

#[test]
fn it_is_counted_as_every_wait_is() {
    let steps = "
  - {id: real, do: task.create, with: {title: a}, sla: {hours: 5}}
  - {id: open, do: task.create, with: {title: a}, sla: {hours: 9, window: business}}
  - {id: days, do: task.create, with: {title: a}, sla: {business_days: 1}}
  - {id: none, do: task.create, with: {title: a}}
";
    // Friday at ten in Berlin; open on Fridays and Mondays from nine to five.
    let world = World::with(steps);
    let by = |step: &str| world.plan.promised(&step.parse().unwrap(), start(), &world.zones);
    let at = |text: &str| Some(text.parse().unwrap());
    assert_eq!(by("real"), at("2026-03-27T14:00:00Z"));
    assert_eq!(by("open"), at("2026-03-30T07:00:00Z"));
    assert_eq!(by("days"), at("2026-03-30T08:00:00Z"), "the clocks change in between");
    assert_eq!(by("none"), None);
}
