//! An automation does nothing that is a person's to do, and nothing that whoever lets it act may not do; on both
//! engines.
#![allow(clippy::unwrap_used)]

mod office;

use automation::automation::{Automation, Mode, State, Version};
use kernel::{Actor, Owned, Scope};
use office::{alone, capture, lines, registry, rest, write, yaml};
use serde_json::json;
use testing::{World, someone, user};

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const TASK: &str = "  - id: call\n    do: task.create\n    with: {title: Call}\n";
const ROLES: &str = "select role as line from test_user order by id";
const TROUBLE: &str =
    "select code || ' ' || detail as line from store_exception where code = 'automation.parked'";
const VERSIONS: &str = "select count(*) as n from automation_version";
const STEERS: [&str; 3] = ["automation.publish", "automation.set_mode", "automation.review"];

/// Makes an administrator of whoever publishes it.
fn grabs() -> String {
    let step = format!(
        "  - id: grab\n    do: test.hire\n    with: {{user: {}, role: administrator, active: true}}\n    \
         on_error: skip\n",
        user(2)
    );
    yaml("grabs", TRIGGER, &(TASK.to_owned() + &step))
}

/// What is wrong with the text, to whoever publishes it.
async fn wrong(world: &World, actor: &Actor, text: &str) -> String {
    let error = world.call(actor, "automation.publish", json!({"text": text})).await.unwrap_err();
    error.to_string()
}

/// A version from before anybody asked: on, and automatic.
async fn published_before(world: &World, text: String) {
    write(world, move |tx| {
        let text = text.clone();
        Box::pin(async move {
            let owned = Owned { owner: Some(user(1)), team: None };
            let automation = Automation {
                id: tx.new_id(),
                rv: 1,
                owned,
                slug: "grabs".into(),
                name: "Grabs".into(),
                purpose: "To be tested.".into(),
                answers: "administrator".into(),
                stand_in: "manager".into(),
                mode: Mode::Automatic,
                on: true,
                version: 1,
                load_bearing: false,
                retired: false,
            };
            let version = Version {
                id: tx.new_id(),
                rv: 1,
                owned,
                automation: automation.id,
                number: 1,
                text,
                sha256: "00".into(),
                published_at: tx.now(),
                published_by: Some(user(2)),
                state: State::Published,
                reviewed_by: None,
                reviewed_at: None,
            };
            tx.add(&automation).await?;
            tx.add(&version).await?;
            tx.tell(version.published());
            Ok(())
        })
    })
    .await;
}

testing::on_both! {
    async fn what_only_a_person_does_is_an_error_at_its_line(world: World) {
        let boss = alone(&world).await;
        let checked = world.act(&boss, "automation.check", json!({"text": grabs()})).await;
        assert_eq!(checked["publishable"], false, "{checked:#}");
        let problem = &checked["problems"][0];
        assert_eq!(problem["message"], "an automation cannot do `test.hire`");
        assert_eq!(problem["fix"], "a person does that");
        let line = grabs().lines().position(|line| line.contains("test.hire")).unwrap() + 1;
        assert_eq!((&problem["at"]["line"], &problem["at"]["step"]), (&json!(line), &json!("grab")), "{problem}");
        assert!(wrong(&world, &boss, &grabs()).await.contains("an automation cannot do `test.hire`"));
        assert_eq!(world.count(VERSIONS).await, 0);
    }

    /// The yes of a second person is nobody's but a person's, and nor is what the business decided about automations.
    async fn an_automation_says_yes_to_no_automation(world: World) {
        let boss = alone(&world).await;
        for (verb, with) in [
            ("automation.review", "{automation: x, version: 1, sha256: a, decision: approve}"),
            ("automation.set_mode", "{automation: x, mode: automatic}"),
            ("automation.change_settings", "{four_eyes: never}"),
            ("automation.retire", "{automation: x}"),
            ("approval.approve", "{approval: x}"),
        ] {
            let text = yaml("nods", TRIGGER, &format!("  - id: nod\n    do: {verb}\n    with: {with}\n"));
            let checked = world.act(&boss, "automation.check", json!({"text": text})).await;
            let problems = checked["problems"].as_array().unwrap();
            let said = format!("an automation cannot do `{verb}`");
            assert!(problems.iter().any(|one| one["message"] == said && one["level"] == "error"), "{checked:#}");
        }
    }

    async fn whoever_publishes_may_do_each_step_themselves(world: World) {
        alone(&world).await;
        let text = yaml("calls", TRIGGER, TASK);
        let some = someone(2, Scope::All, &STEERS);
        let why = wrong(&world, &some, &text).await;
        assert!(why.contains("step call does `task.create`, which you may not do yourself"), "{why}");
        assert_eq!(world.refused(&some, "automation.publish", json!({"text": text})).await, "automation.beyond_rights");
        let mut verbs = STEERS.to_vec();
        verbs.push("task.create");
        let own = someone(2, Scope::Own, &verbs);
        assert_eq!(world.refused(&own, "automation.publish", json!({"text": text})).await, "automation.beyond_reach");
        assert_eq!(world.count(VERSIONS).await, 0);
        let mine = text.replace("owner: administrator", &format!("owner: {}", user(2)));
        world.act(&own, "automation.publish", json!({"text": mine})).await;
        let all = someone(2, Scope::All, &verbs);
        let other = text.replace("automation: calls", "automation: calls-too");
        world.act(&all, "automation.publish", json!({"text": other})).await;
    }

    async fn whoever_takes_it_out_of_practice_or_says_yes_to_it_may_do_each_step_too(world: World) {
        let boss = alone(&world).await;
        world.act(&boss, "test.hire", json!({"user": user(2), "role": "manager", "active": true})).await;
        world.act(&boss, "automation.change_settings", json!({"four_eyes": "always"})).await;
        let some = someone(2, Scope::All, &STEERS);
        let published = world.act(&boss, "automation.publish", json!({"text": yaml("calls", TRIGGER, TASK)})).await;
        let mode = |mode: &str| json!({"automation": published["id"], "mode": mode});
        let refused = world.refused(&some, "automation.set_mode", mode("automatic")).await;
        assert_eq!(refused, "automation.beyond_rights");
        let versions = json!({"automation": published["id"]});
        let hash = world.act(&boss, "automation.versions", versions).await["items"][0]["sha256"].clone();
        let says = |decision: &str| json!({
            "automation": published["id"], "version": 1, "sha256": hash, "decision": decision, "reason": "No",
        });
        assert_eq!(world.refused(&some, "automation.review", says("approve")).await, "automation.beyond_rights");
        world.act(&some, "automation.review", says("return")).await;
        let mut verbs = STEERS.to_vec();
        verbs.push("task.create");
        let able = someone(2, Scope::All, &verbs);
        world.act(&able, "automation.review", says("approve")).await;
        world.act(&able, "automation.set_mode", mode("automatic")).await;
        world.act(&some, "automation.set_mode", mode("practice")).await;
    }

    /// What was published before anybody asked goes on, but for the step itself.
    async fn a_step_that_is_a_persons_is_not_carried_out_whoever_published_it(world: World) {
        let boss = alone(&world).await;
        world.act(&boss, "test.hire", json!({"user": user(2), "role": "manager", "active": true})).await;
        published_before(&world, grabs()).await;
        world.clock.pass_seconds(60);
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, "select title as line from test_task order by id").await, ["Call"], "the rest runs");
        assert_eq!(lines(&world, ROLES).await, ["administrator", "manager"]);
        let trouble = lines(&world, TROUBLE).await;
        assert!(trouble.len() == 1 && trouble[0].contains("an automation cannot do `test.hire`"), "{trouble:?}");
        let run = world.act(&boss, "run.list", json!({})).await["items"][0].clone();
        assert_eq!(run["state"], "parked", "{run}");
        world.act(&boss, "run.retry", json!({"run": run["id"]})).await;
        rest(&world).await;
        assert_eq!(lines(&world, ROLES).await, ["administrator", "manager"], "nor when it is tried again");
        world.act(&boss, "run.skip", json!({"run": run["id"]})).await;
        rest(&world).await;
        assert_eq!(world.act(&boss, "run.list", json!({})).await["items"][0]["state"], "done");
    }
}
