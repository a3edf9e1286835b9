//! Steps that take longer than their text promises: one exception to whoever answers for the automation, over by itself
//! once the run has left the step, on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use kernel::Actor;
use office::{alone, capture, lines, publish, registry, rest, write, yaml};
use serde_json::{Value as Json, json};
use testing::World;

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const LATE: &str = "
    select title as line from store_exception where code = 'automation.late' and state = 'open' order by title";
const OUTCOMES: &str = "
    select outcome as line from store_exception where code = 'automation.late' and state = 'closed' order by id";
const NONE: [&str; 0] = [];
const ASK: &str = "ask: {who: administrator, question: Go on?, answers: [{answer: yes}, {answer: no}], \
    timeout: {days: 9}, on_timeout: {end: exit}}";

fn step(act: &str, sla: &str) -> String {
    format!("  - {{id: here, {act}, sla: {sla}}}\n  - {{id: there, end: done}}\n")
}

async fn pass(world: &World, seconds: i64) {
    world.clock.pass_seconds(seconds);
    rest(world).await;
}

async fn runs(world: &World, boss: &Actor) -> Vec<Json> {
    world.act(boss, "run.list", json!({})).await["items"].as_array().unwrap().clone()
}

async fn run_of(world: &World, boss: &Actor, name: &str) -> Json {
    runs(world, boss).await.iter().find(|run| run["name"] == name).unwrap()["id"].clone()
}

/// Its late step as whoever answers for it reads it.
async fn told(world: &World, boss: &Actor) -> Json {
    let listed = world.act(boss, "exception.list", json!({})).await;
    let items = listed["items"].as_array().unwrap();
    let late: Vec<&Json> = items.iter().filter(|one| one["code"] == "automation.late").collect();
    assert_eq!(late.len(), 1, "{late:#?}");
    late[0].clone()
}

async fn answer(world: &World, boss: &Actor, run: &Json) {
    world.act(boss, "run.answer", json!({"run": run, "answer": "yes"})).await;
}

testing::on_both! {
    async fn each_kind_of_step_that_stands_too_long_is_told_once_until_it_moves(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {button: {label: Go}}\nenrol: {policy: always}\n";
        let slow = yaml("slow", head, "  - {id: pause, wait: {days: 1}}\n");
        publish(&world, &boss, "automatic", &slow).await;
        for (name, act) in [
            ("asks", ASK),
            ("calls", "call: {automation: slow}, on_error: skip"),
            ("does", "do: task.break, with: {title: Busy}, on_error: skip"),
            ("hears", "wait_for: {fact: message.received, timeout: {days: 3, at: \"09:00\"}}"),
            ("shows", "approve: {who: administrator, what: Sure?, timeout: {days: 3}}"),
            ("waits", "wait: {days: 1, at: \"09:00\"}"),
        ] {
            publish(&world, &boss, "automatic", &yaml(name, TRIGGER, &step(act, "{hours: 1}"))).await;
        }
        let (lead, contact) = capture(&world, &boss).await;
        rest(&world).await;
        pass(&world, HOUR / 2).await;
        assert_eq!(lines(&world, LATE).await, NONE, "none of them is late");
        pass(&world, HOUR / 2 + 1).await;
        let all = ["Asks", "Calls", "Does", "Hears", "Shows", "Waits"].map(|name| format!("{name}: here is late"));
        assert_eq!(lines(&world, LATE).await, all);
        pass(&world, HOUR).await;
        assert_eq!(lines(&world, LATE).await, all, "once");

        answer(&world, &boss, &run_of(&world, &boss, "Asks").await).await;
        let open = world.act(&boss, "approval.list", json!({})).await["items"][0]["id"].clone();
        world.act(&boss, "approval.approve", json!({"approval": open})).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
        world.act(&boss, "task.create", json!({"title": "Busy"})).await;
        pass(&world, HOUR).await;
        assert_eq!(lines(&world, LATE).await, ["Calls: here is late", "Waits: here is late"]);
        pass(&world, 2 * DAY).await;
        assert_eq!(lines(&world, LATE).await, NONE);
        assert_eq!(lines(&world, OUTCOMES).await, ["it is over"; 6]);
    }

    async fn it_says_where_since_when_how_long_and_what_for_and_steers_nothing(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "automatic", &yaml("asks", TRIGGER, &step(ASK, "{hours: 4}"))).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let run = run_of(&world, &boss, "Asks").await;
        let before = world.act(&boss, "run.read", json!({"run": run})).await;
        assert_eq!(before["steps"][0]["promised_at"], "2026-02-02T06:40:00Z");
        pass(&world, 5 * HOUR).await;
        let told = told(&world, &boss).await;
        assert_eq!(told["owner"], json!(boss.user), "whoever answers for the automation");
        assert_eq!((&told["run"], &told["title"]), (&run, &json!("Asks: here is late")));
        assert_eq!(
            told["detail"],
            "Whoever is administrator has not answered “Go on?”. It stands at here since 2026-02-02 02:40; promised \
             within 4 hours, by 2026-02-02 06:40. The run goes on as it would; this is over once it has left the step."
        );
        assert_eq!((&told["fix"]["verb"], &told["fix"]["answers"]), (&json!("run.answer"), &json!(["yes", "no"])));
        let after = world.act(&boss, "run.read", json!({"run": run})).await;
        assert_eq!(after, before, "the run stands as it stood");
        // A word of a person holds: it is not told again.
        let close = json!({"exception": told["id"], "outcome": "I have called them."});
        world.act(&boss, "exception.close", close).await;
        pass(&world, HOUR).await;
        assert_eq!(lines(&world, LATE).await, NONE);
        answer(&world, &boss, &run).await;
        rest(&world).await;
        let done = world.act(&boss, "run.read", json!({"run": run})).await;
        assert_eq!(done["steps"][0]["promised_at"], "2026-02-02T06:40:00Z", "what was promised stays to be seen");
        assert_eq!(world.act(&boss, "automation.read", json!({"automation": id})).await["runs"], json!({"done": 1}));
    }

    async fn many_at_one_step_are_one_exception_and_each_is_settled(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("asks", TRIGGER, &step(ASK, "{hours: 1}"))).await;
        for _ in 0..3 {
            capture(&world, &boss).await;
        }
        rest(&world).await;
        pass(&world, HOUR + 1).await;
        let one = told(&world, &boss).await;
        assert_eq!((&one["count"], &one["left"]), (&json!(3), &json!(3)));
        let all = runs(&world, &boss).await;
        answer(&world, &boss, &all[0]["id"]).await;
        assert_eq!(told(&world, &boss).await["left"], 2);
        world.act(&boss, "run.skip", json!({"run": all[1]["id"]})).await;
        assert_eq!(told(&world, &boss).await["left"], 1);
        world.act(&boss, "run.stop", json!({"run": all[2]["id"]})).await;
        assert_eq!(lines(&world, LATE).await, NONE);
    }

    async fn open_days_are_those_of_the_business(world: World) {
        let boss = alone(&world).await;
        // Friday, 6 February 2026, at four in the afternoon.
        world.clock.pass_seconds(4 * DAY + 13 * HOUR + 20 * 60);
        publish(&world, &boss, "automatic", &yaml("days", TRIGGER, &step(ASK, "{business_days: 1}"))).await;
        let hours = step(ASK, "{hours: 4, window: business}");
        publish(&world, &boss, "automatic", &yaml("hours", TRIGGER, &hours)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        pass(&world, 2 * DAY + 16 * HOUR).await;
        assert_eq!(lines(&world, LATE).await, NONE, "it is Monday at eight");
        pass(&world, HOUR + 60).await;
        assert_eq!(lines(&world, LATE).await, ["Hours: here is late"]);
        pass(&world, 7 * HOUR).await;
        assert_eq!(lines(&world, LATE).await, ["Days: here is late", "Hours: here is late"]);
    }

    async fn each_round_has_a_promise_of_its_own(world: World) {
        let boss = alone(&world).await;
        let inside = format!("{{id: here, {ASK}, sla: {{hours: 1}}}}");
        let steps = format!("  - {{id: rounds, repeat: {{times: 2, steps: [{inside}]}}}}\n");
        publish(&world, &boss, "automatic", &yaml("asks", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let run = run_of(&world, &boss, "Asks").await;
        pass(&world, HOUR + 1).await;
        assert_eq!(lines(&world, LATE).await, ["Asks: here is late"]);
        answer(&world, &boss, &run).await;
        pass(&world, HOUR / 2).await;
        assert_eq!(lines(&world, LATE).await, NONE, "the second round has begun, and has time");
        pass(&world, HOUR).await;
        assert_eq!(lines(&world, LATE).await, ["Asks: here is late"]);
        answer(&world, &boss, &run).await;
        rest(&world).await;
        assert_eq!(lines(&world, LATE).await, NONE);
    }

    async fn in_practice_nobody_hears_of_it(world: World) {
        let boss = alone(&world).await;
        let waits = step("wait: {days: 1, at: \"09:00\"}", "{hours: 1}");
        publish(&world, &boss, "practice", &yaml("waits", TRIGGER, &waits)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        pass(&world, 5 * HOUR).await;
        assert_eq!(lines(&world, LATE).await, NONE);
        assert_eq!(runs(&world, &boss).await[0]["state"], "sleeping");
    }

    async fn what_waits_for_a_yes_is_promised_from_the_yes_on(world: World) {
        let boss = alone(&world).await;
        let breaks = step("do: task.break, with: {title: Busy}, on_error: skip", "{hours: 1}");
        let send = "do: message.send, with: {contact: {cel: contact.id}, template: hello, class: inquiry}, \
            on_error: skip";
        publish(&world, &boss, "automatic", &yaml("breaks", TRIGGER, &breaks)).await;
        publish(&world, &boss, "approve_each", &yaml("sends", TRIGGER, &step(send, "{hours: 1}"))).await;
        world.act(&boss, "test.quiet", json!({"from": "02:00", "to": "08:00"})).await;
        capture(&world, &boss).await;
        rest(&world).await;
        pass(&world, 2 * HOUR).await;
        assert_eq!(lines(&world, LATE).await, ["Breaks: here is late"]);
        let open = world.act(&boss, "approval.list", json!({})).await["items"][0]["id"].clone();
        world.act(&boss, "approval.approve", json!({"approval": open})).await;
        rest(&world).await;
        pass(&world, HOUR / 2).await;
        assert_eq!(lines(&world, LATE).await, ["Breaks: here is late"]);
        pass(&world, HOUR / 2 + 60).await;
        assert_eq!(lines(&world, LATE).await, ["Breaks: here is late", "Sends: here is late"]);
    }

    async fn while_all_is_stopped_or_one_is_off_it_is_one_cause(world: World) {
        let boss = alone(&world).await;
        let two = |n: u32| step("wait: {hours: 1}", &format!("{{hours: {n}}}"));
        let ids = [
            publish(&world, &boss, "automatic", &yaml("one", TRIGGER, &two(2))).await,
            publish(&world, &boss, "automatic", &yaml("other", TRIGGER, &two(3))).await,
            publish(&world, &boss, "automatic", &yaml("third", TRIGGER, &two(6))).await,
        ];
        capture(&world, &boss).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "automation.stop_all", json!({})).await;
        pass(&world, 4 * HOUR).await;
        let one = told(&world, &boss).await;
        let stopped = json!("Steps are late while the automations are stopped");
        assert_eq!((&one["title"], &one["left"]), (&stopped, &json!(4)));
        world.act(&boss, "automation.switch", json!({"automation": ids[2], "on": false})).await;
        world.act(&boss, "automation.go_on", json!({})).await;
        pass(&world, 3 * HOUR).await;
        let one = told(&world, &boss).await;
        assert_eq!((&one["title"], &one["left"]), (&json!("Third: steps are late while it is off"), &json!(2)));
        world.act(&boss, "automation.switch", json!({"automation": ids[2], "on": true})).await;
        rest(&world).await;
        assert_eq!(lines(&world, LATE).await, NONE);
    }

    async fn who_is_stuck_is_told_of_as_that_alone(world: World) {
        let boss = alone(&world).await;
        let asks = ASK.replace("on_timeout: {end: exit}", "on_timeout: escalate");
        publish(&world, &boss, "automatic", &yaml("asks", TRIGGER, &step(&asks, "{hours: 1}"))).await;
        capture(&world, &boss).await;
        rest(&world).await;
        pass(&world, HOUR + 1).await;
        assert_eq!(lines(&world, LATE).await, ["Asks: here is late"]);
        pass(&world, 9 * DAY).await;
        let open = "select code as line from store_exception where state = 'open' and code like 'automation.%'";
        assert_eq!(lines(&world, open).await, ["automation.parked"]);
        let run = run_of(&world, &boss, "Asks").await;
        world.act(&boss, "run.retry", json!({"run": run})).await;
        pass(&world, HOUR + 60).await;
        assert_eq!(lines(&world, LATE).await, ["Asks: here is late"], "taken again it is promised anew");
    }

    async fn what_a_fault_of_ours_holds_is_not_late_too(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("asks", TRIGGER, &step(ASK, "{hours: 1}"))).await;
        capture(&world, &boss).await;
        capture(&world, &boss).await;
        rest(&world).await;
        write(&world, |tx| {
            const BROKE: &str = "
                update automation_run set note = 'fault'
                where id = (select id from automation_run order by id desc limit 1)";
            Box::pin(async move { tx.exec(BROKE, &[]).await.map(drop) })
        }).await;
        pass(&world, HOUR + 1).await;
        let late = world.act(&boss, "exception.list", json!({})).await;
        let late = late["items"].as_array().unwrap().iter().find(|one| one["code"] == "automation.late").unwrap();
        assert_eq!(late["count"], 1, "the other one alone: {late:#}");
    }

    async fn another_version_begins_its_own_promise(world: World) {
        let boss = alone(&world).await;
        let steps = |id: &str, sla: &str| step(ASK, sla).replace("id: here", &format!("id: {id}"));
        let text = |id: &str, sla: &str| yaml("asks", TRIGGER, &steps(id, sla));
        let id = publish(&world, &boss, "automatic", &text("here", "{hours: 1}")).await;
        capture(&world, &boss).await;
        rest(&world).await;
        pass(&world, HOUR + 1).await;
        assert_eq!(lines(&world, LATE).await, ["Asks: here is late"]);
        world.act(&boss, "automation.publish", json!({"text": text("anew", "{hours: 2}")})).await;
        let migrate = json!({"automation": id, "from": 1, "to": 2, "map": {"here": "anew"}, "apply": true});
        world.act(&boss, "automation.migrate", migrate).await;
        pass(&world, HOUR).await;
        assert_eq!(lines(&world, LATE).await, NONE);
        pass(&world, HOUR + 60).await;
        assert_eq!(lines(&world, LATE).await, ["Asks: anew is late"]);
        let run = run_of(&world, &boss, "Asks").await;
        answer(&world, &boss, &run).await;
        rest(&world).await;
        let read = world.act(&boss, "run.read", json!({"run": run})).await;
        let steps: Vec<_> = read["steps"].as_array().unwrap().iter().map(|step| &step["step"]).collect();
        assert_eq!(steps, ["anew", "there"], "the visit goes on under its new name");
    }
}
