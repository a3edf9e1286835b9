//! Changing automations while they run, asking a second person, taking back, and what keeps them in bounds; on
//! both engines.
#![allow(clippy::unwrap_used)]

mod office;

use office::{alone, capture, lines, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};
use testing::{someone, user};

const TASKS: &str = "select title as line from test_task order by id";
const RUNS: &str = "
    select a.slug || ' ' || r.state || ' ' || coalesce(r.step, '-') || ' ' || coalesce(r.outcome, '-') as line
    from automation_run r join automation_automation a on a.id = r.automation order by a.slug, r.id";
const MESSAGES: &str = "select template || ' ' || state as line from test_message order by id";
const EXCEPTIONS: &str = "
    select code as line from store_exception
    where state = 'open' and code <> 'conservation.no_next_step' order by code, id";
const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const TASK: &str = "  - id: call\n    do: task.create\n    with: {title: Call}\n";
const PAUSE: &str = "  - id: pause\n    wait: {hours: 1}\n";
const HOUR: i64 = 3_600;

fn send(class: &str) -> String {
    format!(
        "  - id: send\n    do: message.send\n    with: {{contact: {{cel: contact.id}}, template: hello, \
         class: {class}}}\n    \
         on_error: skip\n"
    )
}

async fn second(world: &testing::World, boss: &kernel::Actor) -> kernel::Actor {
    let hire = json!({"user": user(2), "role": "manager", "active": true});
    world.act(boss, "test.hire", hire).await;
    kernel::Actor { user: Some(user(2)), by: user(2).into(), ..boss.clone() }
}

testing::on_both! {
    async fn what_may_write_to_many_is_read_by_a_second_person(world: World) {
        let boss = alone(&world).await;
        let other = second(&world, &boss).await;
        let text = yaml("news", TRIGGER, &send("inquiry"));
        let checked = world.act(&boss, "automation.check", json!({"text": text})).await;
        assert_eq!(checked["review"], json!(["it may write to many people"]), "said before it is published");
        let published = world.act(&boss, "automation.publish", json!({"text": text})).await;
        let id = published["id"].clone();
        let mode = json!({"automation": id, "mode": "automatic"});
        assert_eq!(world.refused(&boss, "automation.set_mode", mode.clone()).await, "automation.needs_review");
        let versions = world.act(&boss, "automation.versions", json!({"automation": id})).await;
        assert_eq!(versions["items"][0]["risks"], json!(["it may write to many people"]));
        let hash = versions["items"][0]["sha256"].clone();
        let review = |hash: &Json, version: i64, decision: &str| json!({
            "automation": id, "version": version, "sha256": hash, "decision": decision, "reason": "too long",
        });
        let own = review(&hash, 1, "approve");
        assert_eq!(world.refused(&boss, "automation.review", own.clone()).await, "automation.own_version");
        let wrong = review(&json!("00"), 1, "approve");
        assert_eq!(world.refused(&other, "automation.review", wrong).await, "automation.other_text");
        world.act(&other, "automation.review", own).await;
        world.act(&boss, "automation.set_mode", mode).await;

        let text = text.replace("template: hello", "template: hello-too");
        let waits = world.act(&boss, "automation.publish", json!({"text": text})).await;
        assert_eq!((&waits["version"], &waits["waits"]["version"]), (&json!(1), &json!(2)), "the first one acts");
        let hash = waits["waits"]["sha256"].clone();
        world.act(&other, "automation.review", review(&hash, 2, "return")).await;
        let read = world.act(&boss, "automation.read", json!({"automation": id})).await;
        assert_eq!(read["version"], 1, "returned");
        let again = text.replace("hello-too", "hello-three");
        let waits = world.act(&boss, "automation.publish", json!({"text": again})).await;
        let hash = waits["waits"]["sha256"].clone();
        let now = world.act(&other, "automation.review", review(&hash, 3, "approve")).await;
        assert_eq!(now["version"], 3);
    }

    /// Nobody lets the second person out alone, not even for a moment; more eyes hold at once.
    async fn fewer_eyes_hold_once_two_people_want_them(world: World) {
        let boss = alone(&world).await;
        let other = second(&world, &boss).await;
        let choose = async |who: &kernel::Actor, input: Json| {
            let kept = world.act(who, "automation.change_settings", input).await;
            (kept["four_eyes"].clone(), kept["asked_for"].clone())
        };
        let never = || json!({"four_eyes": "never"});
        for _ in 0..2 {
            assert_eq!(choose(&boss, never()).await, (json!("risky"), json!("never")), "asked for by one");
        }
        let text = yaml("news", TRIGGER, &send("inquiry"));
        let published = world.act(&boss, "automation.publish", json!({"text": text})).await;
        let mode = json!({"automation": published["id"], "mode": "automatic"});
        assert_eq!(world.refused(&boss, "automation.set_mode", mode.clone()).await, "automation.needs_review");
        let form = json!({"messages_a_day": 2, "four_eyes": "risky"});
        assert_eq!(choose(&other, form).await, (json!("risky"), json!("never")), "saved for another reason");
        assert_eq!(choose(&other, never()).await, (json!("never"), Json::Null), "both want it");
        world.act(&boss, "automation.set_mode", mode).await;
        assert_eq!(choose(&boss, json!({"four_eyes": "always"})).await, (json!("always"), Json::Null), "more, at once");
        assert_eq!(choose(&boss, json!({"four_eyes": "risky"})).await, (json!("always"), json!("risky")));
        assert_eq!(choose(&boss, json!({"four_eyes": "always"})).await, (json!("always"), Json::Null), "taken back");
    }

    async fn whoever_works_alone_reads_for_themselves(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("news", TRIGGER, &send("inquiry"))).await;
        let changed = world.act(&boss, "automation.change_settings", json!({"four_eyes": "always"})).await;
        assert_eq!(changed["was"]["four_eyes"], "risky");
        let published = world.act(&boss, "automation.publish", json!({"text": yaml("quiet", TRIGGER, TASK)})).await;
        let mode = json!({"automation": published["id"], "mode": "automatic"});
        assert_eq!(world.refused(&boss, "automation.set_mode", mode).await, "automation.needs_review");
    }

    async fn runs_move_to_another_version_where_they_can(world: World) {
        let boss = alone(&world).await;
        let old = PAUSE.to_owned() + TASK;
        let id = publish(&world, &boss, "automatic", &yaml("steady", TRIGGER, &old)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let new = "  - id: nap\n    wait: {hours: 3}\n".to_owned() + &TASK.replace("title: Call", "title: New");
        let text = yaml("steady", TRIGGER, &new);
        let diff = world.act(&boss, "automation.diff", json!({"automation": "steady", "text": text})).await;
        let said: Vec<_> = diff["items"].as_array().unwrap().iter().map(|d| d["kind"].clone()).collect();
        assert_eq!((said, &diff["runs"]), (vec![json!("removed"), json!("added"), json!("changed")], &json!(1)));
        let steps = |side: &str| diff[side]["steps"][0]["id"].clone();
        assert_eq!((steps("old"), steps("new")), (json!("pause"), json!("nap")), "both as data: {diff:#}");
        world.act(&boss, "automation.publish", json!({"text": text})).await;
        let migrate = |map: Json, apply: bool| json!({
            "automation": id, "from": 1, "to": 2, "map": map, "apply": apply,
        });
        let stays = world.act(&boss, "automation.migrate", migrate(json!({}), true)).await;
        assert_eq!(stays["moved"], json!([]));
        assert!(stays["stay"][0]["why"].as_str().unwrap().contains("pause has no place"), "{stays}");
        let wrong = world.act(&boss, "automation.migrate", migrate(json!({"pause": "call"}), true)).await;
        assert!(wrong["stay"][0]["why"].as_str().unwrap().contains("call is a command"), "{wrong}");
        let looked = world.act(&boss, "automation.migrate", migrate(json!({"pause": "nap"}), false)).await;
        assert_eq!((&looked["applied"], &looked["moved"][0]["to"]), (&json!(false), &json!("nap")));
        world.act(&boss, "automation.migrate", migrate(json!({"pause": "nap"}), true)).await;
        world.clock.pass_seconds(2 * HOUR);
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, Vec::<String>::new(), "it waits as the new version says");
        world.clock.pass_seconds(2 * HOUR);
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["New"]);
        let versions = world.act(&boss, "automation.versions", json!({"automation": id})).await;
        let runs: Vec<_> = versions["items"].as_array().unwrap().iter().map(|v| v["runs"].clone()).collect();
        assert_eq!(runs, [0, 0]);
    }

    async fn before_a_text_is_published_it_says_which_runs_could_go_on_in_it(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("steady", TRIGGER, &(PAUSE.to_owned() + TASK))).await;
        for _ in 0..2 {
            capture(&world, &boss).await;
        }
        rest(&world).await;
        let effect = async |steps: &str| {
            let text = yaml("steady", TRIGGER, steps);
            world.act(&boss, "automation.effect", json!({"automation": "steady", "text": text})).await
        };
        let other = PAUSE.to_owned() + &TASK.replace("title: Call", "title: New");
        let none = json!({"under_way": 2, "movable": 2, "stay": [], "parked": 0, "unseen": 0});
        assert_eq!(effect(&other).await, none);
        let gone = effect(TASK).await;
        assert_eq!((&gone["under_way"], &gone["movable"], &gone["stay"][0]["runs"]), (&json!(2), &json!(0), &json!(2)));
        assert!(gone["stay"][0]["why"].as_str().unwrap().contains("pause has no place"), "{gone}");
        let unread = json!({"automation": "steady", "text": "automation: steady"});
        assert_eq!(world.refused(&boss, "automation.effect", unread).await, "invalid");
        world.clock.pass_seconds(2 * HOUR);
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Call", "Call"], "nothing moved");
    }

    async fn a_run_does_not_move_where_it_would_do_something_twice(world: World) {
        let boss = alone(&world).await;
        let old = TASK.to_owned() + PAUSE;
        let id = publish(&world, &boss, "automatic", &yaml("steady", TRIGGER, &old)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let text = yaml("steady", TRIGGER, &(PAUSE.to_owned() + TASK));
        world.act(&boss, "automation.publish", json!({"text": text})).await;
        let migrate = json!({"automation": id, "from": 1, "to": 2, "apply": true});
        let stays = world.act(&boss, "automation.migrate", migrate).await;
        assert_eq!(stays["stay"][0]["why"], "step call has been done and would come again");
    }

    async fn a_retired_automation_enrols_nobody_and_its_runs_end(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "automatic", &yaml("old", TRIGGER, &(PAUSE.to_owned() + TASK))).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let retired = world.act(&boss, "automation.retire", json!({"automation": id})).await;
        assert_eq!(retired["runs"], 1);
        assert!(retired["last_ends_at"].is_string());
        capture(&world, &boss).await;
        world.clock.pass_seconds(HOUR + 1);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["old done call done"]);
        let again = json!({"text": yaml("old", TRIGGER, TASK)});
        assert_eq!(world.refused(&boss, "automation.publish", again).await, "automation.retired");
    }

    async fn what_a_run_did_is_taken_back_the_last_step_first(world: World) {
        let boss = alone(&world).await;
        let steps = TASK.replace("title: Call", "title: One") + &send("transactional")
            + &TASK.replace("id: call", "id: two").replace("title: Call", "title: Two") + PAUSE;
        publish(&world, &boss, "automatic", &yaml("busy", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let runs = world.act(&boss, "run.list", json!({})).await;
        let run = runs["items"][0]["id"].clone();
        let undoing = world.call(&boss, "run.undo", json!({"run": run})).await;
        // In this house a task says nothing about how it is taken back.
        let Err(error) = undoing else { panic!("a task of this house has no undo body") };
        assert_eq!(error.code(), "run.nothing_to_undo");
        let nurture = "  - id: later\n    do: lead.nurture\n    with: {lead: {cel: lead.id}, days: 5}\n";
        publish(&world, &boss, "automatic", &yaml("undone", TRIGGER, &(nurture.to_owned() + PAUSE))).await;
        let viewer = someone(9, kernel::Scope::Own, &["run.undo"]);
        assert_eq!(world.refused(&viewer, "run.undo", json!({"run": run})).await, "denied");
    }

    async fn a_yes_is_asked_of_a_person_and_the_message_leaves_as_they_wrote_it(world: World) {
        let boss = alone(&world).await;
        let approve = "  - id: sure\n    approve: {who: administrator, what: 'Write to {contact.name}?', \
            delegate: manager, timeout: {days: 1}}\n";
        let steps = approve.to_owned() + &send("transactional");
        publish(&world, &boss, "automatic", &yaml("asked", TRIGGER, &steps)).await;
        for _ in 0..3 {
            capture(&world, &boss).await;
        }
        rest(&world).await;
        let open = world.act(&boss, "approval.list", json!({})).await;
        let items = open["items"].as_array().unwrap().clone();
        assert_eq!(items.len(), 3);
        assert_eq!(items[0]["title"], "Write to Ada Sample?");
        assert_eq!(items[0]["shown"]["subject"], "About hello");
        world.clock.pass_seconds(90);
        let edit = json!({"approval": items[0]["id"], "edit": {"subject": "Mine", "text": "Dear Ada"}});
        let said = world.act(&boss, "approval.approve", edit).await;
        assert_eq!(said["took_seconds"], 90, "how long it took is measured");
        world.act(&boss, "approval.return", json!({"approval": items[1]["id"], "reason": "not now"})).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["Mine accepted"]);
        for _ in 0..2 {
            world.clock.pass_seconds(25 * HOUR);
            rest(&world).await;
        }
        let mut runs = lines(&world, RUNS).await;
        runs.sort();
        assert_eq!(runs, ["asked done send done", "asked done sure exit", "asked parked sure -"]);
        assert_eq!(world.act(&boss, "approval.list", json!({})).await["items"], json!([]), "the last one lapsed");
    }

    async fn an_approver_who_is_away_is_stood_in_for_by_the_delegate(world: World) {
        let boss = alone(&world).await;
        let approve = "  - id: sure\n    approve: {who: sales, what: 'Sure?', delegate: manager, timeout: {days: 1}}\n";
        let other = second(&world, &boss).await;
        publish(&world, &boss, "automatic", &yaml("asked", TRIGGER, &(approve.to_owned() + TASK))).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let own = someone(2, kernel::Scope::Own, &["approval.list", "approval.approve"]);
        let open = world.act(&own, "approval.list", json!({})).await;
        assert_eq!(open["items"][0]["owner"], json!(other.user));
        let one = json!({"approval": open["items"][0]["id"]});
        let reader = |n| someone(n, kernel::Scope::Own, &["approval.read"]);
        assert_eq!(world.act(&reader(2), "approval.read", one.clone()).await, open["items"][0]);
        assert_eq!(world.refused(&reader(7), "approval.read", one).await, "denied", "nobody asked them");
        world.act(&own, "approval.approve", json!({"approval": open["items"][0]["id"]})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"]);
    }

    async fn a_question_that_lapsed_is_not_open_beside_the_next_one(world: World) {
        let boss = alone(&world).await;
        let approve = |id: &str, days: u32| format!(
            "  - id: {id}\n    approve: {{who: administrator, what: 'Sure {id}?', timeout: {{days: {days}}}, \
                on_timeout: next}}\n"
        );
        let steps = approve("once", 1) + &approve("twice", 5) + PAUSE;
        publish(&world, &boss, "automatic", &yaml("asked", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        for _ in 0..2 {
            world.clock.pass_seconds(25 * HOUR);
            rest(&world).await;
        }
        let open = world.act(&boss, "approval.list", json!({})).await["items"].clone();
        let titles: Vec<_> = open.as_array().unwrap().iter().map(|one| one["title"].clone()).collect();
        assert_eq!(titles, ["Sure twice?"]);
        world.act(&boss, "approval.approve", json!({"approval": open[0]["id"]})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["asked sleeping pause -"]);
        let run = world.act(&boss, "run.list", json!({})).await["items"][0]["id"].clone();
        let steps = world.act(&boss, "run.read", json!({"run": run})).await["steps"].clone();
        assert_eq!(steps[2]["state"], "waiting", "it sleeps, and asks nobody: {steps}");
    }

    async fn practice_asks_nobody(world: World) {
        let boss = alone(&world).await;
        let approve = "  - id: sure\n    approve: {who: administrator, what: 'Sure?', timeout: {days: 1}}\n";
        publish(&world, &boss, "practice", &yaml("asked", TRIGGER, &(approve.to_owned() + TASK))).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["asked done call done"]);
        assert_eq!(world.count("select count(*) as n from automation_approval").await, 0);
    }

    async fn why_somebody_got_no_mail_is_one_question(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("first", TRIGGER, &send("transactional"))).await;
        let head = "trigger: {fact: lead.captured, when: {cel: '!fact.has_email'}}\nenrol: {policy: always}\n";
        publish(&world, &boss, "automatic", &yaml("second", head, TASK)).await;
        let quiet = "trigger: {fact: lead.answered}\nenrol: {policy: always}\n";
        publish(&world, &boss, "automatic", &yaml("third", quiet, TASK)).await;
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        let why = world.act(&boss, "automation.why", json!({"contact": contact})).await;
        let items = why["items"].as_array().unwrap();
        let names: Vec<_> = items.iter().map(|item| item["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["First", "Second", "Third"]);
        let first = &items[0]["decisions"][0];
        assert_eq!((&first["decision"], &first["state"]), (&json!("enrolled"), &json!("done")));
        assert_eq!((&first["messages"][0]["step"], &first["messages"][0]["state"]), (&json!("send"), &json!("ok")));
        let reason = items[1]["decisions"][0]["reason"].as_str().unwrap();
        assert!(reason.contains("its condition does not hold"), "{reason}");
        assert_eq!(items[2]["decisions"], json!([]), "nothing that starts it was about them");
    }

    async fn no_more_leaves_in_an_hour_than_the_quota_says(world: World) {
        let boss = alone(&world).await;
        let head = format!("{TRIGGER}quota: {{effects_per_hour: 2}}\n");
        publish(&world, &boss, "automatic", &yaml("few", &head, &send("transactional"))).await;
        for _ in 0..4 {
            capture(&world, &boss).await;
        }
        rest(&world).await;
        let accepted = "select count(*) as n from test_message where state = 'accepted'";
        assert_eq!(world.count(accepted).await, 2);
        world.clock.pass_seconds(HOUR + 5);
        rest(&world).await;
        assert_eq!(world.count(accepted).await, 4, "the others wait, and are not lost");
    }

    async fn an_automation_that_breaks_every_time_is_switched_off_once(world: World) {
        let boss = alone(&world).await;
        let broken = "  - id: sums\n    set: {n: {cel: '1 / (size(lead.channel) - 4)'}}\n";
        publish(&world, &boss, "automatic", &yaml("broken", TRIGGER, broken)).await;
        for _ in 0..5 {
            capture(&world, &boss).await;
            rest(&world).await;
        }
        let listed = world.act(&boss, "automation.list", json!({})).await;
        assert_eq!(listed["items"][0]["on"], false);
        let raised = lines(&world, EXCEPTIONS).await;
        assert_eq!(raised.iter().filter(|code| *code == "automation.paused").count(), 1, "{raised:?}");
        assert_eq!(lines(&world, RUNS).await.len(), 3, "nobody more is taken in");
    }

    async fn nobody_waits_behind_an_automation_that_has_much_to_do(world: World) {
        let boss = alone(&world).await;
        let steps = PAUSE.to_owned() + TASK;
        publish(&world, &boss, "automatic", &yaml("busy", TRIGGER, &steps)).await;
        for _ in 0..130 {
            capture(&world, &boss).await;
        }
        rest(&world).await;
        publish(&world, &boss, "automatic", &yaml("small", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(HOUR + 1);
        assert_eq!(claim(&world, 128).await, 65, "half for the many, and the others beside them");
    }

    async fn whoever_has_waited_longest_is_served_beside_one_with_much_to_do(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("busy", TRIGGER, &(PAUSE.to_owned() + TASK))).await;
        for _ in 0..20 {
            capture(&world, &boss).await;
        }
        rest(&world).await;
        for name in ["one", "two", "three"] {
            publish(&world, &boss, "automatic", &yaml(name, TRIGGER, &(PAUSE.to_owned() + TASK))).await;
        }
        let short = "  - id: pause\n    wait: {minutes: 30}\n".to_owned() + TASK;
        publish(&world, &boss, "automatic", &yaml("last-of-all", TRIGGER, &short)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(HOUR + 1);
        assert_eq!(claim(&world, 6).await, 6);
        let served = "select a.name as line from automation_run r join automation_automation a on a.id = r.automation
            where r.lease_until is not null group by a.name order by a.name";
        let served = lines(&world, served).await;
        assert!(served.iter().any(|name| name.to_lowercase().starts_with("last")), "{served:?}");
    }

    async fn something_is_given_to_a_person_by_an_automation(world: World) {
        let boss = alone(&world).await;
        let raise = "  - id: tell\n    do: exception.raise\n    with: {title: Look at this, detail: It is odd, \
            about: {cel: lead.id}}\n";
        publish(&world, &boss, "automatic", &yaml("teller", TRIGGER, raise)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, EXCEPTIONS).await, ["automation.raised"]);
    }
}

/// How many are taken in hand, of so many at most.
async fn claim(world: &testing::World, most: i64) -> usize {
    let now = kernel::Clock::now(&*world.clock).as_millisecond();
    let until = kernel::Timestamp::from_millisecond(now + 60_000).unwrap();
    let taken = world
        .store
        .claim("automation.claim", move |tx| Box::pin(automation::run::rows::claim(tx, until, most)));
    taken.await.unwrap().len()
}
