//! Single runs: what steps see of each other, what ends them, what parks them, and how they go on.

use super::*;
use crate::document::Outcome;

const SEND: &str = "do: message.send, with: {template: t, class: transactional}, on_error: skip";

#[test]
fn arguments_are_literals_values_and_times() {
    let mut world = World::with(
        "
  - id: call
    do: task.create
    with:
      title: {cel: '\"call \" + lead.id'}
      due: {after: {days: 1, window: business}}
      worth: {minor: 5, currency: EUR}
      priority: {cel: 'lead.score > 5 ? 1 : 3'}
",
    );
    let Move::Do { args, verb, visit, key, guarded, .. } = world.begin() else { panic!("it does something") };
    let expected = json!({
        "title": "call lead_1", "due": "2026-03-30T07:00:00.000Z", "priority": 1,
        "worth": {"currency": "EUR", "minor": 5},
    });
    assert_eq!(Json::from(args), expected);
    assert_eq!((verb.as_str(), visit, guarded), ("task.create", 1, false));
    assert_eq!(key, effect_key(world.run.id(), &"call".parse().unwrap(), 1));
    assert_eq!(world.ok(), Move::End(Outcome::Done));
    assert_eq!(world.run.state(), State::Done(Outcome::Done));
}

#[test]
fn a_skipped_step_does_not_count_as_done() {
    let mut world = World::with(&format!(
        "
  - {{id: send, {SEND}}}
  - id: was
    branch:
      - if: {{cel: 'has(steps.send.reason) && steps.send.status + steps.send.reason == \"skippedcapped\"'}}
        go: call
      - else: done
  - {{id: done, end: goal}}
  - {{id: call, if: {{cel: 'steps.done.status == \"none\"'}}, do: task.create, with: {{title: call}}}}
"
    ));
    world.begin();
    assert_eq!(step_of(&world.take(Input::Skipped("capped".into()))), "call");
    assert_eq!(world.result("send").status, Status::Skipped);
}

#[test]
fn a_step_whose_condition_is_false_is_skipped_and_the_run_goes_on() {
    let mut world = World::with(&format!(
        "
  - {{id: never, if: {{cel: 'lead.score > 100'}}, {SEND}}}
  - {{id: always, if: {{cel: 'lead.score > 5'}}, {SEND}}}
"
    ));
    assert_eq!(step_of(&world.begin()), "always");
    assert_eq!(world.result("never").reason.as_deref(), Some("if"));
}

#[test]
fn what_a_command_answered_can_be_looked_at_later() {
    let mut world = World::with(
        "
  - {id: call, do: task.create, with: {title: call}}
  - id: done
    wait_for:
      fact: task.done
      match: {cel: 'has(steps.call.task) && fact.task == steps.call.task'}
      since: call
      timeout: {hours: 4}
      on_hit: {end: goal}
",
    );
    world.begin();
    world.now = hours(1);
    let waits = world.take(Input::Ok(json!({"task": "task_9", "more": 1.5})));
    assert!(
        matches!(waits, Move::WaitFor { since, until, .. } if since == hours(1) && until == hours(5)),
        "{waits:?}"
    );
    assert_eq!(world.hear("task.done", &[("task", "task_8")]), Move::Stay);
    assert_eq!(world.hear("lead.answered", &[]), Move::Stay);
    assert_eq!(world.hear("task.done", &[("task", "task_9")]), Move::End(Outcome::Goal));
    assert_eq!(world.result("done").fact.as_ref().unwrap().as_str(), "task.done");
    assert!(world.turn(Input::Due).is_err(), "an ended run never changes again");
}

#[test]
fn a_wait_that_is_not_answered_goes_its_other_way() {
    let mut world = World::with(
        "
  - id: reply
    wait_for: {fact: message.received, timeout: {hours: 48}, on_hit: {end: goal}, on_timeout: {go: late}}
  - {id: never, end: done}
  - id: late
    branch: [{if: {cel: 'has(steps.reply.fact)'}, go: never}, {else: call}]
  - {id: call, do: task.create, with: {title: call}}
",
    );
    assert!(
        matches!(world.begin(), Move::WaitFor { since, until, .. } if since == start() && until == hours(48))
    );
    assert_eq!(world.due(hours(47)), Move::Sleep { until: hours(48) }, "it came too early");
    assert_eq!(step_of(&world.due(hours(48))), "call");
}

#[test]
fn a_goal_or_an_exit_ends_a_run_whatever_it_waits_for() {
    let more = "\
goal: {facts: [lead.answered], when: {cel: fact.lead == lead.id}}
exit_when: {when: {cel: 'lead.state == \"closed\"'}}";
    let steps = format!("\n  - {{id: night, wait: {{days: 1}}}}\n  - {{id: send, {SEND}}}\n");
    let mut world = World::of(plan(more, &steps));
    world.begin();
    assert_eq!(world.hear("lead.answered", &[("lead", "lead_2")]), Move::Stay);
    assert_eq!(world.hear("lead.answered", &[("lead", "lead_1")]), Move::End(Outcome::Goal));

    let mut world = World::of(plan(more, &steps));
    world.begin();
    world.lead = world.lead.text("state", "closed");
    assert_eq!(world.due(hours(24)), Move::End(Outcome::Exit));

    let mut world =
        World::of(plan(more, &format!("\n  - {{id: send, {SEND}}}\n  - {{id: again, {SEND}}}\n")));
    world.begin();
    world.lead = world.lead.text("state", "closed");
    assert_eq!(world.ok(), Move::End(Outcome::Exit), "before the next step, not only when it wakes");
    assert_eq!(world.result("send").status, Status::Ok, "what was done is noted");
}

#[test]
fn a_goal_reaches_a_parked_run_too() {
    let mut world = World::of(plan(
        "goal: {facts: [lead.answered]}",
        "\n  - {id: call, do: task.create, with: {title: a}}\n",
    ));
    world.begin();
    world.take(Input::Failed(Failure::Refused, "no".into()));
    assert_eq!(world.run.state(), State::Parked);
    assert_eq!(world.hear("message.received", &[]), Move::Stay);
    assert_eq!(world.hear("lead.answered", &[("lead", "lead_1")]), Move::End(Outcome::Goal));
}

#[test]
fn a_run_past_its_deadline_is_given_to_a_person_and_can_go_on() {
    let mut world =
        World::with(&format!("\n  - {{id: night, wait: {{days: 40}}}}\n  - {{id: send, {SEND}}}\n"));
    world.begin();
    assert_eq!(world.run.wakes_at(), Some(hours(30 * 24)), "the deadline comes before the end of the wait");
    assert_eq!(world.due(hours(30 * 24)), Move::Park(Reason::Deadline));
    assert_eq!(world.run.wakes_at(), None);
    assert_eq!(step_of(&world.take(Input::Operator(Operator::Skip))), "send");
    assert_eq!(world.result("night").reason.as_deref(), Some("operator"));
    assert_eq!(world.run.deadline_at(), Some(hours(60 * 24)));
}

#[test]
fn a_command_done_after_the_deadline_is_noted_before_the_run_stops() {
    let mut world = World::with(&format!("\n  - {{id: one, {SEND}}}\n  - {{id: two, {SEND}}}\n"));
    world.begin();
    world.now = hours(31 * 24);
    assert_eq!(world.ok(), Move::Park(Reason::Deadline));
    assert_eq!(world.result("one").status, Status::Ok);
    assert_eq!(step_of(&world.take(Input::Operator(Operator::Retry))), "two", "the first is not done twice");
}

#[test]
fn a_run_that_has_done_all_its_steps_is_done_however_late() {
    let mut world = World::with(&format!("\n  - {{id: one, {SEND}}}\n"));
    world.begin();
    world.now = hours(31 * 24);
    assert_eq!(world.ok(), Move::End(Outcome::Done), "there is nothing that could be tried again");
}

#[test]
fn a_first_step_that_was_left_out_says_so() {
    let mut world = World::with(&format!("\n  - {{id: one, {SEND}}}\n  - {{id: two, {SEND}}}\n"));
    assert_eq!(world.due(hours(31 * 24)), Move::Park(Reason::Deadline));
    assert_eq!(step_of(&world.take(Input::Operator(Operator::Skip))), "two");
    assert_eq!(world.result("one").status, Status::Skipped);
}

#[test]
fn a_field_that_turns_out_empty_parks_the_run_and_names_it() {
    let mut world = World::with(&format!("\n  - {{id: call, if: {{cel: 'lead.score > 1'}}, {SEND}}}\n"));
    world.lead = Fields::new().text("state", "captured");
    let Move::Park(Reason::Condition { step, field, why }) = world.begin() else { panic!("it parks") };
    assert_eq!((step.as_str(), field), ("call", "if"));
    assert!(why.contains("`lead.score` is empty"), "{why}");
    world.lead = Fields::new().set("score", Value::Int(5));
    assert_eq!(step_of(&world.take(Input::Operator(Operator::Retry))), "call");
}

#[test]
fn a_person_chooses_among_the_answers_given() {
    let steps = format!(
        "
  - id: ask
    ask:
      who: sales
      question: Send the last notice?
      answers: [{{answer: send, then: {{go: notice}}}}, {{answer: leave, then: {{end: exit}}}}]
      timeout: {{days: 2, window: business}}
      on_timeout: {{go: call}}
  - {{id: notice, {SEND}}}
  - {{id: call, do: task.create, with: {{title: '?'}}}}
"
    );
    let mut world = World::with(&steps);
    let asked = world.begin();
    assert!(
        matches!(&asked, Move::Ask { answers, until, .. } if answers.len() == 2 && *until > hours(48)),
        "{asked:?}"
    );
    assert_eq!(
        world.turn(Input::Answer("maybe".parse().unwrap())).unwrap_err().to_string(),
        "`maybe` is none of the answers; choose one of those given"
    );
    assert_eq!(step_of(&world.take(Input::Answer("send".parse().unwrap()))), "notice");
    assert_eq!(world.result("ask").answer.as_ref().unwrap().as_str(), "send");

    let mut world = World::with(&steps);
    world.begin();
    let at = world.run.wakes_at().unwrap();
    assert_eq!(step_of(&world.due(at)), "call");
}

#[test]
fn a_wait_is_looked_at_again_when_it_ends() {
    let mut world = World::with(&format!(
        "\n  - {{id: night, wait: {{days: 1, at: 09:30, zone: contact}}}}\n  - {{id: send, {SEND}}}\n"
    ));
    let Move::Sleep { until } = world.begin() else { panic!("it sleeps") };
    assert_eq!(until, "2026-03-28T08:30:00Z".parse().unwrap(), "nobody knows the contact's zone yet");
    world.zones.contact = Some("America/New_York".parse().unwrap());
    let Move::Sleep { until: later } = world.due(until) else { panic!("it sleeps on") };
    assert_eq!(later, "2026-03-28T13:30:00Z".parse().unwrap());
    assert_eq!(step_of(&world.due(later)), "send");
}

#[test]
fn a_long_way_is_gone_in_turns() {
    let steps: String =
        (0..150).map(|i| format!("  - {{id: s{i}, if: {{cel: 'lead.score > 100'}}, {SEND}}}\n")).collect();
    let mut world = World::with(&format!("\n{steps}"));
    let first = world.turn(Input::Start).unwrap();
    assert_eq!((first.next, first.trail.len(), world.run.state()), (Move::Yield, 64, State::Ready));
    let second = world.turn(Input::Due).unwrap();
    assert_eq!((second.next, second.trail.len()), (Move::Yield, 64));
    assert_eq!(second.trail[0].step.as_str(), "s64");
    assert_eq!(world.take(Input::Due), Move::End(Outcome::Done));
}

#[test]
fn a_run_that_comes_round_too_often_is_given_to_a_person() {
    let mut world =
        World::with("\n  - {id: night, wait: {minutes: 1}}\n  - {id: back, branch: [{else: night}]}\n");
    let mut next = world.begin();
    let mut turns = 0;
    while let Move::Sleep { until } = next {
        turns += 1;
        next = world.due(until);
    }
    assert_eq!(turns, 100);
    assert!(matches!(next, Move::Park(Reason::Circles { visits: 101, .. })), "{next:?}");
}

#[test]
fn a_step_cut_off_half_way_is_taken_again_under_the_same_key() {
    let mut world = World::with(&format!("\n  - {{id: send, {SEND}}}\n"));
    let first = world.begin();
    assert_eq!(world.due(hours(1)), first.clone());
    world.take(Input::Operator(Operator::Cancel));
    assert_eq!(world.run.state(), State::Cancelled);
}

#[test]
fn a_guard_is_looked_at_when_the_effect_leaves() {
    let mut world = World::with(
        "
  - id: send
    do: message.send
    with: {template: t, class: marketing}
    guard: {cel: 'lead.state == \"captured\"'}
    expires_after: {hours: 6}
    on_error: skip
",
    );
    let Move::Do { step, guarded, expires_at, resend, .. } = world.begin() else { panic!("it sends") };
    assert_eq!((guarded, expires_at, resend), (true, Some(hours(6)), false));
    let trigger = Fields::new();
    assert_eq!(world.plan.may_leave(&world.run, &step, &world.view(&trigger)), Ok(true));
    world.lead = world.lead.clone().text("state", "closed");
    assert_eq!(world.plan.may_leave(&world.run, &step, &world.view(&trigger)), Ok(false));
    world.lead = Fields::new();
    assert!(matches!(
        world.plan.may_leave(&world.run, &step, &world.view(&trigger)),
        Err(Reason::Condition { .. })
    ));
}

#[test]
fn a_fact_enrols_only_if_it_should() {
    let more = "suppress: {cel: 'lead.state == \"closed\"'}";
    let trigger =
        "trigger: {fact: lead.captured, when: {cel: 'has(fact.value) && fact.value > money(\"100 EUR\")'}}";
    let yaml = format!(
        "{}{more}\nsteps:\n  - {{id: done, end: done}}\n",
        HEAD.replace("trigger: {fact: lead.captured}", trigger)
    );
    let (plan, _) = Plan::build(Automation::from_yaml(&yaml).unwrap(), &catalogue()).unwrap();
    let mut world = World::of(plan);
    let fact =
        |minor| Fields::new().set("value", Value::Money(kernel::Money::new(minor, kernel::Currency::EUR)));
    let enrols = |world: &World, fact: &Fields| world.plan.enrols(&world.view(fact), fact).unwrap();
    assert!(enrols(&world, &fact(10_001)));
    assert!(!enrols(&world, &fact(10_000)));
    assert!(!enrols(&world, &Fields::new()));
    world.lead = world.lead.text("state", "closed");
    assert!(!enrols(&world, &fact(10_001)));
}

#[test]
fn every_visit_has_a_key_of_its_own() {
    let step = |id: &str| id.parse::<StepId>().unwrap();
    let (a, b) = (RunId::from_bytes([1; 16]), RunId::from_bytes([2; 16]));
    let keys = [
        effect_key(a, &step("x"), 1),
        effect_key(a, &step("x"), 2),
        effect_key(a, &step("y"), 1),
        effect_key(b, &step("x"), 1),
    ];
    let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len());
    assert_eq!(keys[0], effect_key(a, &step("x"), 1));
}

#[test]
fn a_run_survives_being_kept() {
    let mut world =
        World::with(&format!("\n  - {{id: send, {SEND}}}\n  - {{id: night, wait: {{hours: 1}}}}\n"));
    world.begin();
    world.take(Input::Ok(json!({"message": "message_1"})));
    let kept = serde_json::to_string(&world.run).unwrap();
    assert_eq!(serde_json::from_str::<Run>(&kept).unwrap(), world.run);
}
