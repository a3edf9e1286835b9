//! Computed values, rounds, a yes, calls of other automations, and what may start a run.

use super::*;
use crate::document::Outcome;

fn errors(from: &str, to: &str, steps: &str) -> String {
    let yaml = format!("{HEAD}steps:\n{steps}");
    assert!(yaml.contains(from), "{from}");
    let document =
        Automation::from_yaml(&yaml.replacen(from, to, 1)).unwrap_or_else(|why| panic!("{why}\n{yaml}"));
    match Plan::build(document, &catalogue()) {
        Ok((_, findings)) | Err(findings) => findings.into_iter().map(|f| f.why + "\n").collect(),
    }
}

fn steps_say(steps: &str) -> String {
    errors("subject: lead", "subject: lead", steps)
}

#[test]
fn a_value_that_was_set_is_read_later() {
    let mut world = World::with(
        "
  - {id: sums, set: {title: {cel: '\"call \" + lead.id'}, many: 3, hot: {cel: lead.score > 5}}}
  - {id: more, set: {many: {cel: vars.many + 1}}}
  - id: call
    if: {cel: vars.hot}
    do: task.create
    with: {title: {cel: vars.title}, priority: {cel: vars.many - 1}}
",
    );
    let Move::Do { args, .. } = world.begin() else { panic!("it calls") };
    assert_eq!(Json::from(args), json!({"title": "call lead_1", "priority": 3}));
    assert_eq!(world.run.vars()["many"], 4);
}

#[test]
fn a_value_is_there_only_where_every_way_has_set_it() {
    let use_it = "  - {id: use, do: task.create, with: {title: {cel: vars.title}}}\n";
    let maybe = "  - {id: sums, if: {cel: lead.score > 5}, set: {title: a}}\n";
    assert!(steps_say(&format!("{maybe}{use_it}")).contains("vars.title"));
    assert_eq!(steps_say(&format!("  - {{id: sums, set: {{title: a}}}}\n{use_it}")), "");
    let asked = use_it.replace("cel: vars.title", "cel: 'has(vars.title) ? vars.title : \"b\"'");
    assert_eq!(steps_say(&format!("{maybe}{asked}")), "");
    assert!(steps_say(use_it).contains("vars"), "nobody sets it");
    let twice = "  - {id: one, set: {a: 1}}\n  - {id: two, set: {a: text}}\n";
    assert!(steps_say(twice).contains("before it was another kind"));
    assert!(steps_say("  - {id: one, set: {round: 1}}\n").contains("counted by `repeat`"));
    assert!(steps_say("  - {id: one, set: {a: {b: 1}}}\n").contains("{minor: 1250, currency: EUR}"));
}

const ROUNDS: &str = "
  - id: rounds
    repeat:
      times: 3
      while: {cel: lead.score > 5}
      steps:
        - {id: nap, wait: {hours: 1}}
        - {id: call, do: task.create, with: {title: {cel: 'string(vars.round)'}}}
  - {id: last, do: task.create, with: {title: done}}
";

#[test]
fn steps_come_round_as_often_as_they_are_told() {
    let mut world = World::with(ROUNDS);
    let mut titles = vec![];
    let mut next = world.begin();
    for hour in 1..=3 {
        assert!(matches!(next, Move::Sleep { .. }), "{next:?}");
        next = world.due(hours(hour));
        let Move::Do { args, visit, .. } = &next else { panic!("{next:?}") };
        titles.push((args["title"].clone(), *visit));
        next = world.ok();
    }
    assert_eq!(titles, [(json!("1"), 1), (json!("2"), 2), (json!("3"), 3)], "each round is a visit");
    assert_eq!(step_of(&next), "last");
    assert_eq!(world.ok(), Move::End(Outcome::Done));
}

#[test]
fn a_round_begins_only_while_it_should() {
    let mut world = World::with(ROUNDS);
    world.begin();
    world.due(hours(1));
    world.lead = world.lead.clone().set("score", Value::Int(1));
    assert_eq!(step_of(&world.ok()), "last");
}

#[test]
fn one_repeat_in_another_begins_anew_each_time() {
    let mut world = World::with(
        "
  - id: outer
    repeat:
      times: 2
      steps:
        - id: inner
          repeat:
            times: 2
            steps:
              - {id: call, do: task.create, with: {title: {cel: 'string(vars.round)'}}}
",
    );
    let mut titles = vec![];
    let mut next = world.begin();
    while let Move::Do { args, .. } = &next {
        titles.push(args["title"].as_str().unwrap().to_owned());
        next = world.ok();
    }
    assert_eq!(titles, ["1", "2", "1", "2"]);
    assert_eq!(next, Move::End(Outcome::Done));
}

#[test]
fn a_repeat_is_bounded_and_nobody_jumps_into_it() {
    let repeat =
        |times: u32, steps: &str| format!("  - {{id: r, repeat: {{times: {times}, steps: [{steps}]}}}}\n");
    let call = "{id: a, do: task.create, with: {title: a}}";
    assert_eq!(steps_say(&repeat(50, call)), "", "a repeat needs no wait");
    assert!(steps_say(&repeat(0, call)).contains("1 to 50 times"));
    assert!(steps_say(&repeat(51, call)).contains("1 to 50 times"));
    assert!(steps_say(&repeat(5, "")).contains("no steps in it"));
    let deep = repeat(40, &format!("{{id: q, repeat: {{times: 40, steps: [{call}]}}}}"));
    assert!(steps_say(&deep).contains("more than 500 times"));
    let jump = format!("{}  - {{id: b, branch: [{{else: a}}]}}\n", repeat(2, call));
    assert!(steps_say(&jump).contains("inside a `repeat`"));
    let out = format!(
        "{}  - {{id: b, end: done}}\n",
        repeat(2, &format!("{call}, {{id: c, branch: [{{else: b}}]}}"))
    );
    assert_eq!(steps_say(&out), "", "out of it is a way");
}

const APPROVE: &str = "
  - id: sure
    approve:
      who: manager
      what: 'Call {lead.id} about {lead.value}?'
      above: {cel: lead.score > 5}
      timeout: {days: 1}
      on_no: {go: gone}
  - {id: call, do: task.create, with: {title: yes}}
  - {id: over, end: done}
  - {id: gone, end: goal}
";

#[test]
fn a_yes_lets_the_run_go_on_and_a_no_leads_elsewhere() {
    let mut world = World::with(APPROVE);
    let Move::Approve { what, until, message, .. } = world.begin() else { panic!("it asks") };
    assert_eq!((what.as_str(), until), ("Call lead_1 about –?", hours(24)));
    assert_eq!(message.unwrap().1["title"], "yes", "the next step as it would happen");
    assert_eq!(world.take(Input::Queued { until }), Move::AwaitEffect { until });
    let mut other = World { plan: plan("", APPROVE), run: world.run.clone(), ..World::with(APPROVE) };
    assert_eq!(step_of(&world.take(Input::Approved)), "call");
    assert_eq!(world.result("sure").answer, Some("approve".parse().unwrap()));
    assert_eq!(other.take(Input::Skipped("too dear".into())), Move::End(Outcome::Goal));
    let said = other.result("sure");
    assert_eq!(
        (said.answer.clone(), said.reason.as_deref()),
        (Some("return".parse().unwrap()), Some("too dear"))
    );
}

#[test]
fn nobody_is_asked_below_the_threshold_and_silence_is_asked_behind_and_then_somebodys() {
    let mut world = World::with(APPROVE);
    world.lead = world.lead.clone().set("score", Value::Int(1));
    assert_eq!(step_of(&world.begin()), "call");
    assert_eq!(world.result("sure").reason.as_deref(), Some("below"));
    let mut world = World::with(APPROVE);
    let Move::Approve { until, .. } = world.begin() else { panic!("it asks") };
    world.take(Input::Queued { until });
    // The clocks go forward in this night: a day is 23 hours.
    assert_eq!(world.due(hours(24)), Move::HandOn { until: hours(47) });
    assert_eq!(world.run.wakes_at(), Some(hours(47)));
    let Move::Park(Reason::Escalated { step, .. }) = world.due(hours(47)) else { panic!("it is somebody's") };
    assert_eq!(step, "sure");
    let Move::Approve { until, .. } = world.take(Input::Operator(Operator::Retry)) else {
        panic!("asked anew")
    };
    world.take(Input::Queued { until });
    assert!(matches!(world.due(until), Move::HandOn { .. }), "and its stand-in once more");
}

#[test]
fn what_a_person_wrote_instead_is_what_leaves() {
    let mut world = World::with(&APPROVE.replace(
        "do: task.create, with: {title: yes}",
        "do: message.send, with: {template: t, class: inquiry}, on_error: skip",
    ));
    let Move::Approve { until, .. } = world.begin() else { panic!("it asks") };
    world.take(Input::Queued { until });
    world.run.keep_edit(json!({"subject": "Hello", "text": "Mine"}));
    let Move::Do { args, .. } = world.take(Input::Approved) else { panic!("it sends") };
    let said = json!({"class": "inquiry", "subject": "Hello", "template": "t", "text": "Mine"});
    assert_eq!(Json::from(args), said);
    assert_eq!(world.result("sure").answer, Some("edit".parse().unwrap()));
    world.ok();
    assert!(!world.run.has_edit());
}

#[test]
fn another_automation_is_called_and_its_values_are_read() {
    let steps = "
  - {id: sums, set: {n: 2}}
  - {id: other, call: {automation: other, with: {n: {cel: vars.n}}, take: {total: number}}, on_error: skip}
  - id: call
    if: {cel: 'has(steps.other.output.total) && steps.other.output.total > 4'}
    do: task.create
    with: {title: {cel: 'has(steps.other.outcome) ? steps.other.outcome : \"none\"'}}
";
    let mut world = World::with(steps);
    let Move::Call { automation, with, .. } = world.begin() else { panic!("it calls") };
    assert_eq!((automation.as_str(), Json::from(with)), ("other", json!({"n": 2})));
    let until = hours(999);
    assert_eq!(world.take(Input::Queued { until }), Move::AwaitEffect { until });
    let given = json!({"outcome": "goal", "run": "run_1", "output": {"total": 5}});
    let Move::Do { args, .. } = world.take(Input::Ok(given)) else { panic!("it is called") };
    assert_eq!(args["title"], "goal");
    let mut failed = World::with(steps);
    failed.begin();
    let next = failed.take(Input::Failed(Failure::Refused, "it is off".into()));
    assert_eq!(next, Move::End(Outcome::Done), "on_error: skip");
}

#[test]
fn what_starts_a_run_makes_sense() {
    let wait = "  - {id: a, wait: {hours: 1}}\n";
    let with = |trigger: &str| errors("trigger: {fact: lead.captured}", &format!("trigger: {trigger}"), wait);
    let about = |subject: &str, trigger: &str| {
        let yaml = format!("{HEAD}steps:\n{wait}")
            .replace("{fact: lead.captured}", trigger)
            .replace("subject: lead", &format!("subject: {subject}"));
        match Plan::build(Automation::from_yaml(&yaml).unwrap(), &catalogue()) {
            Ok((_, findings)) | Err(findings) => {
                findings.into_iter().map(|f| f.why + "\n").collect::<String>()
            }
        }
    };
    assert_eq!(with("{date: {cel: lead.due}, before: {days: 3}}"), "");
    assert!(with("{date: {cel: lead.score}}").contains("name a day"));
    assert!(with("{date: {cel: now}}").contains("stands on the subject"));
    assert_eq!(with("{schedule: {rrule: FREQ=DAILY, at: 09:00}, each: true}"), "");
    assert!(with("{schedule: {rrule: FREQ=DAILY, at: 09:00}}").contains("subject: business"));
    assert_eq!(about("business", "{schedule: {rrule: FREQ=DAILY, at: 09:00}}"), "");
    assert!(with("{schedule: {rrule: every day, at: 09:00}, each: true}").contains("no recurrence rule"));
    assert!(with("{schedule: {rrule: FREQ=HOURLY, at: 09:00}, each: true}").contains("every day at most"));
    assert!(
        with("{schedule: {rrule: FREQ=DAILY, at: 09:00, zone: contact}, each: true}")
            .contains("clock of the business")
    );
    assert_eq!(about("business", "{webhook: {fields: {n: number}}, when: {cel: trigger.payload.n > 1}}"), "");
    assert!(with("{webhook: {}}").contains("a hook is about the business or a contact"));
    assert_eq!(with("{button: {label: Go, fields: {n: number}}, when: {cel: trigger.payload.n > 1}}"), "");
    let said = with("{button: {label: Go}, when: {cel: trigger.payload.n > 1}}");
    assert!(said.contains("`trigger` has no such field"), "{said}");
    assert_eq!(with("{silence: {after: lead.captured, without: lead.answered, for: {hours: 48}}}"), "");
    assert_eq!(
        with(
            "{silence: {after: lead.captured, without: message.received, for: {business_days: 2}}, \
              match: {cel: 'has(fact.lead) && fact.lead == trigger.lead'}}"
        ),
        ""
    );
    assert!(
        with("{silence: {after: task.done, without: lead.answered, for: {hours: 1}}}")
            .contains("does not always name")
    );
    assert!(with("{fact: lead.captured, when: {cel: 'has(old.state) && old.state == \"open\"'}}").is_empty());
}

#[test]
fn the_bounds_of_an_automation_are_bounds() {
    let wait = "  - {id: a, wait: {hours: 1}}\n";
    let with = |more: &str| errors("subject: lead\n", &format!("subject: lead\n{more}\n"), wait);
    assert_eq!(with("hold_out: 10\nminutes_saved: 5\nquota: {runs_per_hour: 5}\nowns: [lead.state]"), "");
    assert!(with("hold_out: 51").contains("at most 50"));
    assert!(with("quota: {effects_per_hour: 0}").contains("switch it off"));
    assert!(with("owns: [lead.nothing]").contains("no field `lead.nothing`"));
}

#[test]
fn a_schedule_comes_round_on_the_clock_of_the_business() {
    let zone: kernel::calendar::Zone = "Europe/Berlin".parse().unwrap();
    let rule = |rrule: &str, at: &str| crate::document::Schedule {
        rrule: rrule.into(),
        at: at.parse().unwrap(),
        zone: Default::default(),
    };
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    let since = at("2026-03-20T12:00:00Z");
    let next = |rule: &crate::document::Schedule, after: &str| {
        schedule::next(rule, &zone, since, at(after)).unwrap().map(|at| at.to_string())
    };
    let monday = rule("FREQ=WEEKLY;BYDAY=MO", "09:00");
    assert_eq!(next(&monday, "2026-03-20T12:00:00Z").unwrap(), "2026-03-23T08:00:00Z");
    assert_eq!(next(&monday, "2026-03-23T08:00:00Z").unwrap(), "2026-03-30T07:00:00Z", "summer time began");
    let skipped = rule("FREQ=DAILY", "02:30");
    assert_eq!(
        next(&skipped, "2026-03-28T12:00:00Z").unwrap(),
        "2026-03-29T01:00:00Z",
        "no clock shows half past two"
    );
    assert_eq!(next(&rule("FREQ=DAILY;COUNT=2", "09:00"), "2026-03-25T00:00:00Z"), None, "it is over");
    assert_eq!(
        next(&rule("FREQ=MONTHLY;BYMONTHDAY=-1", "09:00"), "2026-04-01T00:00:00Z").unwrap(),
        "2026-04-30T07:00:00Z"
    );
}
