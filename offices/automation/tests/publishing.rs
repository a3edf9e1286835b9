//! Checking, publishing, switching and reading automations, on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use automation::shipped::{SHIPPED, Shipped};
use kernel::Scope;
use office::{alone, capture, lines, open, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};
use testing::{someone, user};

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const TASK: &str = "  - id: call\n    do: task.create\n    with: {title: Call}\n";

testing::on_both! {
    async fn nothing_is_published_that_does_not_say_what_it_is_for_and_measured_by(world: World) {
        let boss = alone(&world).await;
        let text = yaml("aimless", TRIGGER, TASK);
        let blank = text.replace("purpose: To be tested.", "purpose: '  '");
        let checked = world.act(&boss, "automation.check", json!({"text": blank})).await;
        let found = (&checked["publishable"], &checked["problems"][0]["code"]);
        assert_eq!(found, (&json!(false), &json!("automation.purpose")));
        let no_name = text.replace("name: answers", "name: ''");
        let no_start = text.replace("start: lead.captured", "start: ''");
        for wrong in [blank, no_name, no_start] {
            let refused = world.refused(&boss, "automation.publish", json!({"text": wrong})).await;
            assert_eq!(refused, "invalid", "{wrong}");
        }
        world.act(&boss, "automation.publish", json!({"text": text})).await;
    }

    async fn what_is_wrong_with_a_text_is_said_by_line_and_column(world: World) {
        let boss = alone(&world).await;
        let text = yaml("wrong", TRIGGER, TASK).replace("task.create", "task.invent");
        let checked = world.act(&boss, "automation.check", json!({"text": text})).await;
        assert_eq!(checked["publishable"], false);
        let problem = &checked["problems"][0];
        let at = &problem["at"];
        assert_eq!((at["line"].as_u64(), at["column"].as_u64()), (Some(13), Some(9)), "{problem}");
        assert_eq!((&at["step"], &at["path"]), (&json!("call"), &json!("/steps/0/do")), "{problem}");
        assert_eq!(problem["fix"], "see the list of verbs");
        let error = world.call(&boss, "automation.publish", json!({"text": text})).await.unwrap_err();
        let kernel::Error::Invalid(fields) = error else { panic!("{error:?}") };
        assert_eq!(fields[0].pointer, "/text");
        let detail = &fields[0].detail;
        assert!(detail.starts_with("line 13, column 9: there is no verb `task.invent`"), "{detail}");
        let unreadable = world.act(&boss, "automation.check", json!({"text": "automation: [x"})).await;
        assert_eq!(unreadable["publishable"], false);
        assert_eq!(world.count("select count(*) as n from automation_automation").await, 0);
    }

    async fn a_new_automation_begins_off_and_in_practice(world: World) {
        let boss = alone(&world).await;
        let text = yaml("fresh", TRIGGER, TASK);
        let published = world.act(&boss, "automation.publish", json!({"text": text})).await;
        let shown = (&published["on"], &published["mode"], &published["version"]);
        assert_eq!(shown, (&json!(false), &json!("practice"), &json!(1)));
        capture(&world, &boss).await;
        assert_eq!(world.count("select count(*) as n from automation_run").await, 0);
        let same = json!({"text": text});
        assert_eq!(world.refused(&boss, "automation.publish", same).await, "automation.same");
        let slip = json!({"slug": "other", "text": text});
        assert_eq!(world.refused(&boss, "automation.publish", slip).await, "automation.other_slug");
    }

    async fn a_new_one_never_becomes_a_version_of_another_by_its_name(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("taken", TRIGGER, TASK)).await;
        let text = yaml("taken", TRIGGER, &TASK.replace("Call", "Write"));
        let error = world.call(&boss, "automation.publish", json!({"text": text, "new": true})).await.unwrap_err();
        assert_eq!(error.code(), "automation.name_taken");
        assert!(error.to_string().contains("take another name"), "{error}");
        assert_eq!(world.count("select count(*) as n from automation_version").await, 1, "nothing was kept");
        let free = yaml("free", TRIGGER, TASK);
        world.act(&boss, "automation.publish", json!({"text": free, "new": true})).await;
        let version = world.act(&boss, "automation.publish", json!({"text": text})).await;
        assert_eq!(version["version"], 2, "whoever means that one gets its next version");
    }

    async fn runs_under_way_keep_the_version_they_began_with(world: World) {
        let boss = alone(&world).await;
        let steps = |title: &str| format!("  - id: pause\n    wait: {{hours: 1}}\n{}", TASK.replace("Call", title));
        let id = publish(&world, &boss, "automatic", &yaml("steady", TRIGGER, &steps("Old"))).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "automation.publish", json!({"text": yaml("steady", TRIGGER, &steps("New"))})).await;
        capture(&world, &boss).await;
        world.clock.pass_seconds(3601);
        rest(&world).await;
        world.clock.pass_seconds(3601);
        rest(&world).await;
        assert_eq!(lines(&world, "select title as line from test_task order by due_at").await, ["Old", "New"]);
        let read = world.act(&boss, "automation.read", json!({"automation": id})).await;
        assert_eq!((&read["version"], &read["runs"]), (&json!(2), &json!({"done": 2})));
        assert!(read["text"].as_str().unwrap().contains("New"));
        let first = world.act(&boss, "automation.read", json!({"automation": id, "version": 1})).await;
        assert!(first["text"].as_str().unwrap().contains("Old"));
    }

    async fn what_comes_with_the_house_is_on_and_has_an_owner(world: World) {
        let boss = open(&world).await;
        let listed = world.act(&boss, "automation.list", json!({})).await;
        let read = |a: &Json| (a["slug"].clone(), a["mode"].clone(), a["on"].clone(), a["owner"].clone());
        let found: Vec<_> = listed["items"].as_array().unwrap().iter().map(read).collect();
        let is = |s: &Shipped| (json!(s.name), json!("automatic"), json!(s.on), json!(user(1)));
        let mut expected: Vec<_> = SHIPPED.iter().map(is).collect();
        expected.sort_by_key(|(slug, ..)| slug.to_string());
        assert_eq!(found, expected);
        rest(&world).await;
        assert_eq!(world.count("select count(*) as n from store_exception").await, 0, "each fits the house");
    }

    async fn a_house_of_an_older_version_gets_the_new_ones_once(world: World) {
        let boss = alone(&world).await;
        rest(&world).await;
        assert_eq!(world.count("select count(*) as n from automation_automation").await, 0, "nobody set it up");
        world.act(&boss, "automation.publish", json!({"text": SHIPPED[0].yaml})).await;
        let text = SHIPPED[0].yaml.replace("answered at once", "answered at once, as before");
        world.act(&boss, "automation.publish", json!({"text": text})).await;
        let after_a_start = automation::office::of_rules(&world.store.house().rules).unwrap();
        after_a_start.begin();
        rest(&world).await;
        let known = "select count(*) as n from automation_automation";
        assert_eq!(world.count(known).await, SHIPPED.len() as i64);
        let own = "select count(*) as n from automation_version where number = 2";
        assert_eq!(world.count(own).await, 1, "what the owner changed stays");
        after_a_start.begin();
        rest(&world).await;
        assert_eq!(world.count(known).await, SHIPPED.len() as i64);
    }

    async fn a_mode_and_a_switch_are_taken_back(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "automatic", &yaml("mine", TRIGGER, TASK)).await;
        for (verb, input) in [
            ("automation.set_mode", json!({"automation": id, "mode": "practice"})),
            ("automation.switch", json!({"automation": id, "on": false})),
        ] {
            let answer = world.call(&boss, verb, input.clone()).await.unwrap();
            let undo = answer.undo.unwrap();
            world.act(&boss, undo["verb"].as_str().unwrap(), undo["body"].clone()).await;
            assert!(world.call(&boss, verb, undo["body"].clone()).await.unwrap().undo.is_none(), "nothing changed");
        }
        let read = world.act(&boss, "automation.read", json!({"automation": id})).await;
        assert_eq!((&read["mode"], &read["on"]), (&json!("automatic"), &json!(true)));
    }

    async fn the_master_stop_is_told_once_and_read_by_anyone(world: World) {
        let boss = alone(&world).await;
        let first = world.call(&boss, "automation.stop_all", json!({})).await.unwrap();
        assert_eq!(first.undo.unwrap()["verb"], "automation.go_on");
        assert!(world.call(&boss, "automation.stop_all", json!({})).await.unwrap().undo.is_none());
        assert_eq!(world.act(&boss, "automation.stopped", json!({})).await["stopped"], true);
        let told = "select count(*) as n from journal where kind = 'automation.master_stop'";
        assert_eq!(world.count(told).await, 1);
    }

    async fn one_sees_and_steers_the_runs_of_ones_own_automations(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("mine", TRIGGER, "  - id: pause\n    wait: {days: 1}\n")).await;
        capture(&world, &boss).await;
        let run = world.act(&boss, "run.list", json!({})).await["items"][0]["id"].clone();
        let other = someone(9, Scope::Own, &["run.list", "run.read", "run.stop", "enrolment.list", "exception.list"]);
        for list in ["run.list", "enrolment.list", "exception.list"] {
            assert_eq!(world.act(&other, list, json!({})).await["items"], json!([]), "{list}");
        }
        for verb in ["run.read", "run.stop"] {
            assert_eq!(world.refused(&other, verb, json!({"run": run})).await, "denied", "{verb}");
        }
    }

    async fn an_exception_is_handed_on_and_closed_with_its_outcome(world: World) {
        let boss = open(&world).await;
        world.act(&boss, "test.hire", json!({"user": user(2), "role": "sales", "active": true})).await;
        let instant = world.act(&boss, "automation.list", json!({})).await["items"][1]["id"].clone();
        world.act(&boss, "automation.switch", json!({"automation": instant, "on": false})).await;
        assert_eq!(world.act(&boss, "exception.count", json!({})).await, json!({"open": 1, "mine": 1, "late": 0}));
        let id = world.act(&boss, "exception.list", json!({})).await["items"][0]["id"].clone();
        let nobody = json!({"exception": id, "owner": user(7)});
        assert_eq!(world.refused(&boss, "exception.assign", nobody).await, "invalid");
        let assign = json!({"exception": id, "owner": user(2)});
        let answer = world.call(&boss, "exception.assign", assign).await.unwrap();
        assert_eq!(answer.undo.unwrap()["body"]["owner"], json!(user(1)));
        world.clock.pass_seconds(25 * 3600);
        assert_eq!(world.act(&boss, "exception.count", json!({})).await, json!({"open": 1, "mine": 0, "late": 1}));
        let empty = json!({"exception": id, "outcome": " "});
        assert_eq!(world.refused(&boss, "exception.close", empty).await, "exception.no_outcome");
        let closed = world.act(&boss, "exception.close", json!({"exception": id, "outcome": "by hand today"})).await;
        assert_eq!((&closed["state"], &closed["outcome"]), (&json!("closed"), &json!("by hand today")));
        let list = world.act(&boss, "exception.list", json!({"state": "closed"})).await;
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    }
}
