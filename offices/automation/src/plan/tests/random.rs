//! Random documents met by random inputs: the machine answers or refuses, and leaves nothing that waits
//! for ever.

use proptest::prelude::*;

use super::*;

fn a_step(i: usize, kind: u8, to: usize, hours: u8) -> String {
    let only_if = if hours.is_multiple_of(5) { ", if: {cel: 'lead.score > 5'}" } else { "" };
    let what = match kind % 11 {
        7 => format!("set: {{n{}: {{cel: lead.score + {hours}}}}}", i % 3),
        8 => format!(
            "approve: {{who: sales, what: 'Yes, {{lead.id}}?', timeout: {{days: 1}}, on_no: {{go: s{to}}}, \
             on_timeout: next}}"
        ),
        9 => format!(
            "repeat: {{times: {}, steps: [{{id: r{i}, do: task.create, with: {{title: a}}, on_error: skip}}, \
             {{id: w{i}, if: {{cel: lead.score > {hours}}}, wait: {{hours: 1}}}}]}}",
            hours + 1
        ),
        10 => "call: {automation: other, take: {n: number}}, on_error: skip".to_owned(),
        0 => "do: task.create, with: {title: {cel: lead.id}}, on_error: skip".to_owned(),
        1 => format!("do: hook.call, with: {{title: a}}, on_error: {{go: s{to}}}"),
        2 => format!("wait: {{hours: {hours}, minutes: 1}}"),
        3 => format!(
            "wait_for: {{fact: [task.done, message.received], timeout: {{hours: {hours}, minutes: 1}}, \
             on_hit: {{go: s{to}}}}}"
        ),
        4 => format!("branch: [{{if: {{cel: lead.score > {hours}}}, go: s{to}}}, {{else: s{}}}]", i + 1),
        5 => format!(
            "ask: {{who: sales, question: q, answers: [{{answer: yes, then: {{go: s{to}}}}}], \
             timeout: {{days: 1}}, on_timeout: next}}"
        ),
        _ => "do: message.send, with: {template: t, class: inquiry}, on_error: escalate".to_owned(),
    };
    format!("  - {{id: s{i}, {what}{only_if}}}\n")
}

fn plans() -> impl Strategy<Value = Option<Plan>> {
    prop::collection::vec((any::<u8>(), any::<u8>(), 0..12u8), 1..8).prop_map(|parts| {
        let n = parts.len();
        let steps = parts
            .iter()
            .enumerate()
            .map(|(i, (kind, to, hours))| a_step(i, *kind, usize::from(*to) % n, *hours));
        let steps = steps.collect::<String>() + &format!("  - {{id: s{n}, end: done}}\n");
        let more = "goal: {facts: [lead.answered]}\nexit_when: {when: {cel: 'lead.state == \"closed\"'}}";
        Plan::build(document(more, &format!("\n{steps}")), &catalogue()).ok().map(|(plan, _)| plan)
    })
}

fn input<'a>(n: u8, kind: &'a FactKind, body: &'a Fields, now: Timestamp) -> Input<'a> {
    let failures = [
        Failure::Transient,
        Failure::Throttled,
        Failure::Unauthorised,
        Failure::Permanent,
        Failure::Refused,
        Failure::Uncertain,
        Failure::Gone,
        Failure::Poison,
    ];
    match n % 16 {
        0 => Input::Start,
        1..=4 => Input::Due,
        5 | 6 => Input::Fact(kind, body),
        7..=9 => Input::Ok(json!({"task": "task_1"})),
        10 => Input::Queued { until: now + jiff::SignedDuration::from_hours(1) },
        11 => Input::Skipped("capped".into()),
        12 | 13 => Input::Failed(failures[usize::from(n / 16) % 8], "why".into()),
        14 => Input::Answer("yes".parse().unwrap()),
        _ => Input::Operator(
            [Operator::Retry, Operator::Skip, Operator::Go("s0".parse().unwrap()), Operator::Cancel]
                [usize::from(n / 16) % 4]
                .clone(),
        ),
    }
}

proptest! {
    #[test]
    fn whatever_comes_a_run_is_over_or_somebody_will_look_at_it(
        plan in plans(), inputs in prop::collection::vec((any::<u8>(), 0..30u16, any::<bool>()), 0..60),
    ) {
        let Some(plan) = plan else { return Ok(()) };
        let mut world = World::of(plan);
        world.begin();
        for (n, wait, answered) in inputs {
            world.now += jiff::SignedDuration::from_hours(i64::from(wait));
            let kind: FactKind = if answered { "lead.answered" } else { "task.done" }.parse().unwrap();
            let body = Fields::new().text("kind", kind.as_str()).text("task", "task_1");
            let body = body.text("lead", "lead_1");
            let before = world.run.clone();
            let now = world.now;
            match world.turn(input(n, &kind, &body, now)) {
                Err(_) => prop_assert_eq!(&world.run, &before),
                Ok(turn) => {
                    prop_assert!(!before.state().is_ended(), "an ended run took an input");
                    prop_assert!(turn.trail.len() <= 64);
                    let parked = matches!(turn.next, Move::Park(_));
                    prop_assert!(!parked || world.run.state() == State::Parked);
                }
            }
            let run = &world.run;
            let settled = run.state().is_ended() || run.state() == State::Parked;
            let looked_at = settled || run.wakes_at().is_some();
            prop_assert!(looked_at, "{:?}", run);
            let again: Run = serde_json::from_str(&serde_json::to_string(run).unwrap()).unwrap();
            prop_assert_eq!(&again, run);
        }
    }

    #[test]
    fn a_run_left_to_itself_comes_to_an_end_or_to_a_person(plan in plans(), ok in any::<bool>()) {
        let Some(plan) = plan else { return Ok(()) };
        let mut world = World::of(plan);
        let mut next = world.begin();
        for _ in 0..5_000 {
            next = match next {
                Move::End(_) | Move::Park(_) | Move::Cancelled => return Ok(()),
                Move::Do { .. } | Move::Approve { .. } | Move::Call { .. } if ok => world.ok(),
                Move::Approve { .. } | Move::Call { .. } => {
                    world.take(Input::Failed(Failure::Permanent, "no".into()))
                }
                Move::Do { .. } => world.take(Input::Failed(Failure::Permanent, "no".into())),
                _ => {
                    let at = world.run.wakes_at().unwrap();
                    world.due(at.max(world.now))
                }
            };
        }
        prop_assert!(false, "still going: {next:?}");
    }
}
