//! For each rule of the check a bad document that is refused, and a near miss that passes.

use super::*;

const CALL: &str = "{id: call, do: task.create, with: {title: a}}";

/// The findings of a document with these steps, `field: why` each, errors with a mark before them.
fn findings(more: &str, steps: &str) -> Vec<String> {
    let found = match Plan::build(document(more, &format!("\n{steps}\n")), &catalogue()) {
        Ok((_, warnings)) => warnings,
        Err(findings) => findings,
    };
    let mark = |severity| if severity == Severity::Error { "! " } else { "" };
    found.iter().map(|f| format!("{}{} {:?}: {}", mark(f.severity), f.field, f.step, f.why)).collect()
}

fn refused(steps: &str, expected: &str) {
    let found = findings("", steps);
    assert!(
        found.iter().any(|finding| finding.starts_with("! ") && finding.contains(expected)),
        "{steps}\n{found:#?}"
    );
}

fn warned(steps: &str, expected: &str) {
    let found = findings("", steps);
    assert!(found.iter().all(|finding| !finding.starts_with("! ")), "{found:#?}");
    assert!(found.iter().any(|finding| finding.contains(expected)), "{steps}\n{found:#?}");
}

fn passes(steps: &str) {
    assert_eq!(findings("", steps), Vec::<String>::new(), "{steps}");
}

#[test]
fn jumps_lead_to_steps_of_the_document() {
    refused("  - {id: a, branch: [{else: nowhere}]}", "there is no step `nowhere`");
    refused("  - {id: a, wait_for: {fact: task.done, timeout: {hours: 1}, on_hit: {go: b}}}", "no step `b`");
    refused("  - {id: a, wait_for: {fact: task.done, timeout: {hours: 1}, since: b}}", "no step `b`");
    refused(
        "  - {id: a, do: task.create, with: {title: a}, on_error: {go: b}}",
        "on_error Some(0): there is no step `b`",
    );
    refused("  - {id: a, end: done}\n  - {id: a, end: done}", "there are two steps `a`");
    passes("  - {id: a, branch: [{else: b}]}\n  - {id: b, end: done}");
}

#[test]
fn every_step_can_be_reached() {
    refused(&format!("  - {{id: a, end: done}}\n  - {CALL}"), "id Some(1): nothing leads to `call`");
    refused(
        "  - {id: a, branch: [{else: c}]}\n  - {id: b, end: done}\n  - {id: c, end: done}",
        "nothing leads to `b`",
    );
    passes(&format!(
        "  - {{id: a, branch: [{{if: {{cel: lead.score > 1}}, go: call}}, {{else: b}}]}}
  - {CALL}
  - {{id: b, end: done}}"
    ));
    passes(
        "  - {id: a, do: task.create, with: {title: a}, on_error: {go: c}}
  - {id: b, end: done}
  - {id: c, end: exit}",
    );
    passes(&format!("  - {{id: a, if: {{cel: lead.score > 1}}, end: done}}\n  - {CALL}"));
}

#[test]
fn a_circle_rests_somewhere() {
    refused(
        &format!("  - {CALL}\n  - {{id: back, branch: [{{else: call}}]}}"),
        "comes round to itself without a wait",
    );
    refused(
        "  - {id: a, if: {cel: lead.score > 1}, wait: {hours: 1}}\n  - {id: back, branch: [{else: a}]}",
        "without a wait",
    );
    passes("  - {id: a, wait: {hours: 1}}\n  - {id: back, branch: [{else: a}]}");
}

#[test]
fn a_wait_ends() {
    refused("  - {id: a, wait_for: {fact: task.done}}", "it may wait for ever; give it a `timeout`");
    refused("  - {id: a, wait: {}}", "a wait of no length");
    refused("  - {id: a, wait: {at: 09:00, hours: 1}}", "leave out either `at` or hours");
    passes("  - {id: a, wait: {window: business}}");
    passes("  - {id: a, wait_for: {fact: task.done, timeout: {hours: 1}}}");
}

#[test]
fn verbs_and_facts_are_those_of_the_house() {
    refused("  - {id: a, do: task.invent, with: {title: a}}", "there is no verb `task.invent`");
    refused(
        "  - {id: a, wait_for: {fact: task.forgotten, timeout: {hours: 1}}}",
        "nothing in the house tells `task.forgotten`",
    );
    let steps = format!("  - {CALL}");
    let errors = |more: &str| findings(more, &steps).join("\n");
    assert!(
        errors("goal: {facts: [deal.dreamt]}")
            .contains("! goal None: nothing in the house tells `deal.dreamt`")
    );
    assert!(errors("goal: {}").contains("names neither facts nor `when`"));
    assert!(errors("exit_when: {when: {cel: fact.lead == 'x'}}").contains("`fact` is not known here"));
    assert!(errors("exit_when: {facts: [lead.answered], when: {cel: fact.lead == lead.id}}").is_empty());
    assert!(errors("expect: {per: day, min: 5, max: 1}").contains("`min` is more than `max`"));
}

#[test]
fn arguments_fit_their_verb() {
    let with = |args: &str| format!("  - {{id: a, do: task.create, with: {{{args}}}}}");
    refused(&with(""), "`task.create` needs `title`");
    refused(
        &with("title: a, colour: red"),
        "`colour` is no argument of it; it takes title, due, worth, priority, tags",
    );
    refused(&with("title: 5"), "title: here stands string, not integer");
    refused(&with("title: a, priority: 4"), "4 is too large");
    refused(&with("title: a, priority: 0"), "0 is too small");
    refused(&with("title: a, due: tomorrow"), "`tomorrow` is no instant; write {after: ...}");
    refused(&with("title: a, worth: {minor: 5}"), "`currency` is missing");
    refused(&with("title: a, tags: [a, 1]"), "here stands string, not integer");
    refused(
        &with("title: {after: {hours: 1}}, priority: {after: {hours: 1}}"),
        "priority: here stands integer, not string",
    );
    refused(&with("title: {cel: lead.score}"), "title: here stands string, not integer");
    refused(&with("title: {cel: lead.nothing}"), "`lead` has no such field");
    refused(&with("title: {cel: lead.id}, worth: {cel: lead.value}"), "`lead.value` may be empty");
    passes(&with(
        "title: {cel: lead.id}, priority: {cel: lead.score}, due: {after: {days: 1}},
         tags: {cel: '[lead.id]'}",
    ));
    passes(&with("title: a, due: null, worth: {minor: 5, currency: EUR}, tags: [a, b]"));
    let send = |class: &str| {
        format!("  - {{id: a, do: message.send, with: {{template: t, class: {class}}}, on_error: skip}}")
    };
    refused(&send("loud"), "\"loud\" is none of \"transactional\", \"inquiry\", \"marketing\"");
    passes(&send("inquiry"));
}

#[test]
fn conditions_say_where_they_are_wrong() {
    refused(
        "  - {id: a, if: {cel: 'lead.score > true'}, end: done}",
        "if Some(0): character 12: a whole number beside",
    );
    refused("  - {id: a, if: {cel: lead.id}, end: done}", "a condition is true or false");
    refused(
        "  - {id: a, if: {cel: steps.b.status == 'ok'}, end: done}",
        "`steps` has no such field; it has a",
    );
    refused(
        "  - {id: a, wait_for: {fact: task.done, match: {cel: fact.lead == 'x'}, timeout: {hours: 1}}}",
        "`fact` has no such field",
    );
    passes(
        "  - id: a
    if: {cel: 'steps.a.status == \"none\" && trigger.lead == lead.id'}
    do: task.create
    with: {title: a}",
    );
}

#[test]
fn what_leaves_the_house_is_thought_through() {
    let send = |class: &str, more: &str| {
        format!("  - {{id: a, do: message.send, with: {{template: t, class: {class}}}{more}}}")
    };
    warned(&send("inquiry", ""), "what if it cannot leave? add `on_error`");
    warned(&send("marketing", ", on_error: skip"), "may leave far too late");
    refused(
        &send("marketing", ", on_error: skip, expires_after: {days: 1}, resend: true"),
        "only a transactional message may leave twice",
    );
    passes(&send("marketing", ", on_error: skip, expires_after: {days: 1}"));
    passes(&send("transactional", ", on_error: escalate, resend: true, sla: {seconds: 30}"));
    refused(
        "  - {id: a, do: task.create, with: {title: a}, expires_after: {days: 1}}",
        "belong to what leaves the house",
    );
    refused("  - {id: a, wait: {hours: 1}, on_error: skip}", "only a step with `do` or `call` can fail");
}

#[test]
fn a_question_can_be_answered() {
    let ask = |answers: &str| {
        format!(
            "  - id: a
    ask: {{who: sales, question: q, answers: {answers}, timeout: {{hours: 1}}, on_timeout: next}}"
        )
    };
    refused(&ask("[]"), "give it answers to choose from");
    refused(&ask("[{answer: yes}, {answer: yes}]"), "each with a word of its own");
    passes(&ask("[{answer: yes}, {answer: no, then: {end: exit}}]"));
}

#[test]
fn a_finding_stands_somewhere_in_the_text() {
    let yaml = format!("{HEAD}steps:\n  - id: a\n    do: task.create\n    with:\n      colour: red\n");
    let findings = Plan::build(Automation::from_yaml(&yaml).unwrap(), &catalogue()).unwrap_err();
    let places = Places::of(&yaml).unwrap();
    let at: Vec<_> = findings.iter().map(|finding| finding.at(&places).to_string()).collect();
    assert_eq!(at, ["line 14, column 7", "line 14, column 7"], "{findings:#?}");
}

#[test]
fn the_head_makes_sense_together() {
    let build = |from: &str, to: &str| {
        let yaml = format!("{HEAD}steps:\n  - {{id: a, wait: {{hours: 1}}}}\n").replace(from, to);
        match Plan::build(Automation::from_yaml(&yaml).unwrap(), &catalogue()) {
            Ok((_, findings)) | Err(findings) => {
                findings.iter().map(|f| f.why.clone()).collect::<Vec<_>>().join("\n")
            }
        }
    };
    assert!(
        build("subject: lead", "subject: moon")
            .contains("a run cannot be about `moon`; write one of business, lead")
    );
    assert!(
        build("{fact: lead.captured}", "{fact: task.done}")
            .contains("`task.done` does not always name a `lead`")
    );
    assert!(
        build("{fact: lead.captured}", "{fact: message.received}").contains("does not always name a `lead`")
    );
    assert!(build("stand_in: administrator", "stand_in: sales").contains("the stand-in is the owner"));
    assert!(build("deadline: {days: 30}\n", "").contains("has no `deadline`"));
    assert_eq!(build("sales", "marketing"), "");
}
