//! Steps that fail: in passing, for good, or nobody knows how.

use super::*;

const SEND: &str = "do: message.send, with: {template: t, class: transactional}, on_error: skip";

#[test]
fn a_step_that_fails_in_passing_is_tried_again_for_a_day() {
    let mut world = World::with(
        "
  - {id: call, do: hook.call, with: {title: a}, on_error: skip}
  - {id: b, do: task.create, with: {title: b}}
",
    );
    let Move::Do { key, .. } = world.begin() else { panic!("it does something") };
    let mut pauses = Vec::new();
    let mut tries = 0;
    loop {
        match world.take(Input::Failed(Failure::Transient, "time-out".into())) {
            Move::Again { at, .. } => {
                tries += 1;
                if pauses.len() < 11 {
                    pauses.push(at.duration_since(world.now).as_secs());
                }
                let Move::Do { key: again, visit, .. } = world.due(at) else { panic!("it tries again") };
                assert_eq!((again, visit), (key, 1), "the same visit, the same key");
            }
            other => {
                assert_eq!(step_of(&other), "b");
                break;
            }
        }
    }
    assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 1_280, 1_800, 1_800]);
    assert!((48..70).contains(&tries), "{tries} tries in {:?}", world.now.duration_since(start()));
    assert_eq!(
        (world.result("call").status, world.result("call").reason.as_deref()),
        (Status::Failed, Some("time-out"))
    );
}

#[test]
fn where_somebody_is_waiting_the_first_tries_come_at_once() {
    let send =
        "do: message.send, with: {template: t, class: transactional}, resend: true, on_error: escalate";
    let steps = &format!("\n  - {{id: send, {send}}}\n");
    let mut world = World::with(steps);
    world.begin();
    let mut pauses = Vec::new();
    for _ in 0..5 {
        let Move::Again { at, .. } = world.take(Input::Failed(Failure::Transient, "busy".into())) else {
            panic!()
        };
        pauses.push(at.duration_since(world.now).as_secs());
        world.due(at);
    }
    assert_eq!(pauses, [2, 5, 10, 5, 10]);
}

#[test]
fn too_fast_or_locked_out_uses_up_no_try() {
    let mut world = World::with("\n  - {id: call, do: hook.call, with: {title: a}, on_error: skip}\n");
    world.begin();
    for day in 0..4 {
        world.now = hours(day * 24);
        let failure = if day % 2 == 0 { Failure::Throttled } else { Failure::Unauthorised };
        let Move::Again { at, .. } = world.take(Input::Failed(failure, "later".into())) else {
            panic!("it waits")
        };
        assert_eq!(at.duration_since(world.now).as_secs(), 5);
        world.due(at);
    }
}

#[test]
fn what_cannot_succeed_goes_the_way_the_step_names_or_to_a_person() {
    let run = |on_error: &str, failure| {
        let call = format!("{{id: call, do: hook.call, with: {{title: a}}, on_error: {on_error}}}");
        let mut world =
            World::with(&format!("\n  - {call}\n  - {{id: next, {SEND}}}\n  - {{id: plan_b, {SEND}}}\n"));
        world.begin();
        match world.take(Input::Failed(failure, "no".into())) {
            Move::Do { step, .. } => step.to_string(),
            Move::Park(Reason::Failed { step, .. }) => format!("{step} parked"),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(run("escalate", Failure::Permanent), "call parked");
    assert_eq!(run("skip", Failure::Permanent), "next");
    assert_eq!(run("{go: plan_b}", Failure::Refused), "plan_b");
    assert_eq!(
        run("skip", Failure::Uncertain),
        "call parked",
        "nobody knows whether it left: a person decides"
    );
    assert_eq!(run("{go: plan_b}", Failure::Poison), "call parked");
    assert_eq!(run("escalate", Failure::Gone), "End(Exit)");
}

#[test]
fn an_effect_without_a_result_in_time_is_given_to_a_person() {
    let mut world = World::with(&format!("\n  - {{id: send, {SEND}}}\n  - {{id: next, {SEND}}}\n"));
    world.begin();
    assert_eq!(world.take(Input::Queued { until: hours(2) }), Move::AwaitEffect { until: hours(2) });
    assert_eq!(world.due(hours(1)), Move::Sleep { until: hours(2) });
    assert_eq!(world.due(hours(2)), Move::Park(Reason::NoResult { step: "send".into() }));

    let mut world = World::with(&format!("\n  - {{id: send, {SEND}}}\n  - {{id: next, {SEND}}}\n"));
    world.begin();
    world.take(Input::Queued { until: hours(2) });
    assert_eq!(step_of(&world.take(Input::Skipped("guard_false".into()))), "next");
}

#[test]
fn a_guard_without_a_value_is_given_to_a_person_also_where_a_failure_is_passed_over() {
    let mut world = World::with(&format!("\n  - {{id: send, {SEND}}}\n  - {{id: next, {SEND}}}\n"));
    world.begin();
    world.take(Input::Queued { until: hours(2) });
    let next = world.take(Input::Unasked("`lead.due_at` is empty".into()));
    let Move::Park(reason) = next else { panic!("{next:?}") };
    assert_eq!(reason.to_string(), "guard of step send: `lead.due_at` is empty");
    let again = world.take(Input::Operator(Operator::Retry));
    assert!(matches!(&again, Move::Do { visit: 2, .. }), "{again:?}");
}
