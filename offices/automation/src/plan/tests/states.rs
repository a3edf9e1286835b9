//! State × signal, and state × input.

use std::fmt::Write as _;

use super::*;
use crate::document::Outcome;

#[test]
fn a_run_moves_only_as_the_table_says() {
    let signals = [
        Signal::Lease,
        Signal::Yield,
        Signal::Sleep,
        Signal::Wait,
        Signal::Ask,
        Signal::AwaitEffect,
        Signal::Wake,
        Signal::Retry,
        Signal::Park,
        Signal::Resume,
        Signal::Finish(Outcome::Goal),
        Signal::Cancel,
    ];
    let mut table = String::from("\n");
    for state in State::ALL {
        write!(table, "{state:?}:").unwrap();
        for signal in signals {
            if let Ok(to) = state.on(signal) {
                write!(table, " {signal:?} {to:?},").unwrap();
            }
        }
        table = table.trim_end_matches(',').to_owned() + "\n";
    }
    let kept = "
Ready: Lease Running, Park Parked, Finish(Goal) Done(Goal), Cancel Cancelled
Running: Yield Ready, Sleep Sleeping, Wait Waiting, Ask WaitingHuman, AwaitEffect WaitingEffect, \
Retry Retrying, Park Parked, Finish(Goal) Done(Goal), Cancel Cancelled
Sleeping: Wake Ready, Park Parked, Finish(Goal) Done(Goal), Cancel Cancelled
Waiting: Wake Ready, Park Parked, Finish(Goal) Done(Goal), Cancel Cancelled
WaitingHuman: Wake Ready, Park Parked, Finish(Goal) Done(Goal), Cancel Cancelled
WaitingEffect: Wake Ready, Retry Retrying, Park Parked, Finish(Goal) Done(Goal), Cancel Cancelled
Retrying: Wake Ready, Park Parked, Finish(Goal) Done(Goal), Cancel Cancelled
Parked: Resume Ready, Finish(Goal) Done(Goal), Cancel Cancelled
Done(Goal):
Done(Exit):
Done(Done):
Cancelled:
HeldOut:
";
    assert_eq!(table, kept, "{table}");
}

const STEPS: &str = "
  - {id: one, do: task.create, with: {title: a}}
  - {id: sleep, wait: {hours: 1}}
  - {id: wait, wait_for: {fact: task.done, timeout: {hours: 1}}}
  - id: ask
    ask: {who: sales, question: Go on?, answers: [{answer: yes}], timeout: {hours: 1}, on_timeout: next}
  - {id: two, do: task.create, with: {title: z}}
";

fn in_state(name: &str) -> World {
    let mut world = World::with(STEPS);
    if name == "ready" {
        return world;
    }
    world.begin();
    match name {
        "running" => {}
        "awaiting" => drop(world.take(Input::Queued { until: hours(1) })),
        "retrying" => drop(world.take(Input::Failed(Failure::Transient, "gone for a moment".into()))),
        "parked" => drop(world.take(Input::Failed(Failure::Permanent, "no".into()))),
        "cancelled" => drop(world.take(Input::Operator(Operator::Cancel))),
        _ => {
            world.ok();
            for passed in
                1..=["sleeping", "waiting", "asking", "done"].iter().position(|n| *n == name).unwrap()
            {
                world.due(hours(passed as i64));
            }
            if name == "done" {
                world.ok();
            }
        }
    }
    world
}

/// What an input does to a run in that state, in a word.
fn word(state: &str, input: usize) -> String {
    let mut world = in_state(state);
    let before = world.run.clone();
    world.now = hours(10);
    let fact: FactKind = "task.done".parse().unwrap();
    let body = Fields::new().text("kind", "task.done").text("task", "task_1");
    let turn = world.turn(match input {
        0 => Input::Start,
        1 => Input::Due,
        2 => Input::Fact(&fact, &body),
        3 => Input::Ok(Json::Null),
        4 => Input::Queued { until: hours(11) },
        5 => Input::Skipped("capped".into()),
        6 => Input::Failed(Failure::Transient, "busy".into()),
        7 => Input::Failed(Failure::Permanent, "no".into()),
        8 => Input::Answer("yes".parse().unwrap()),
        9 => Input::Operator(Operator::Retry),
        10 => Input::Operator(Operator::Skip),
        _ => Input::Operator(Operator::Cancel),
    });
    let Ok(turn) = turn else {
        assert_eq!(world.run, before, "a refused input leaves the run as it was");
        return ".".into();
    };
    match turn.next {
        Move::Do { step, .. } => format!("do:{step}"),
        Move::Sleep { .. } => "sleep".into(),
        Move::WaitFor { .. } => "wait".into(),
        Move::Ask { .. } => "ask".into(),
        Move::Approve { .. } => "approve".into(),
        Move::Call { .. } => "call".into(),
        Move::AwaitEffect { .. } => "await".into(),
        Move::HandOn { .. } => "hand on".into(),
        Move::Again { .. } => "again".into(),
        Move::Yield => "yield".into(),
        Move::Stay => "stay".into(),
        Move::End(outcome) => format!("{outcome:?}").to_lowercase(),
        Move::Cancelled => "cancel".into(),
        Move::Park(_) => "park".into(),
    }
}

#[test]
fn every_state_answers_every_input_as_the_table_says() {
    let states = [
        "ready",
        "running",
        "awaiting",
        "retrying",
        "sleeping",
        "waiting",
        "asking",
        "parked",
        "done",
        "cancelled",
    ];
    let inputs = [
        "start", "due", "fact", "ok", "queued", "skipped", "busy", "no", "answer", "retry", "skip", "cancel",
    ];
    let row = |name: &str, cells: Vec<String>| {
        let cells: String = cells.iter().map(|cell| format!(" {cell:7}")).collect();
        format!("{name:9}{cells}").trim_end().to_owned() + "\n"
    };
    let mut table = String::from("\n") + &row("", inputs.map(String::from).to_vec());
    for state in states {
        table += &row(state, (0..inputs.len()).map(|input| word(state, input)).collect());
    }
    let kept = "
          start   due     fact    ok      queued  skipped busy    no      answer  retry   skip    cancel
ready     do:one  do:one  stay    .       .       .       .       .       .       .       .       cancel
running   .       do:one  stay    sleep   await   sleep   again   park    .       .       .       cancel
awaiting  .       park    stay    sleep   .       sleep   again   park    .       do:one  sleep   cancel
retrying  .       do:one  stay    .       .       .       .       .       .       do:one  sleep   cancel
sleeping  .       wait    stay    .       .       .       .       .       .       sleep   wait    cancel
waiting   .       ask     ask     .       .       .       .       .       .       wait    ask     cancel
asking    .       do:two  stay    .       .       .       .       .       do:two  ask     do:two  cancel
parked    .       .       stay    .       .       .       .       .       .       do:one  sleep   cancel
done      .       .       .       .       .       .       .       .       .       .       .       .
cancelled .       .       .       .       .       .       .       .       .       .       .       .
";
    assert_eq!(table, kept, "{table}");
}
