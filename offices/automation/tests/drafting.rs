//! What somebody writes and has not published: kept, seen by others, never written over unseen. On both engines.
#![allow(clippy::unwrap_used)]

mod office;

use kernel::Scope;
use office::{alone, publish, registry, yaml};
use serde_json::{Value as Json, json};
use testing::{someone, user};

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const TASK: &str = "  - id: call\n    do: task.create\n    with: {title: Call}\n";

fn save(draft: &Json, text: &str) -> Json {
    json!({"draft": draft["id"], "rv": draft["rv"], "words": {"text": text}})
}

testing::on_both! {
    async fn what_is_typed_is_kept_as_it_is_and_others_see_who_typed_it(world: World) {
        let boss = alone(&world).await;
        let words = json!({"document": {"automation": "new-one", "steps": [{"id": "half"}]}});
        let begun = world.act(&boss, "automation_draft.begin", json!({"words": words})).await;
        assert_eq!((&begun["automation"], &begun["begun_from"]), (&Json::Null, &json!(0)));
        world.clock.pass_seconds(60);
        let broken = "automation: newer-one\nsteps: [ # not yet";
        let kept = world.act(&boss, "automation_draft.save", save(&begun, broken)).await;
        assert_eq!((&kept["text"], &kept["document"]), (&json!(broken), &Json::Null));
        let colleague = someone(2, Scope::All, &["automation_draft.list", "automation_draft.read"]);
        let listed = world.act(&colleague, "automation_draft.list", json!({})).await;
        let line = &listed["items"][0];
        assert_eq!((&line["name"], &line["saved_by"]), (&json!("Newer one"), &json!(user(1))));
        assert_eq!(line["saved_at"], "2026-02-02T02:41:00Z", "a minute after the world began");
        let read = world.act(&colleague, "automation_draft.read", json!({"draft": begun["id"]})).await;
        assert_eq!(read["text"], json!(broken));
        assert_eq!(world.count("select count(*) as n from automation_automation").await, 0, "nothing runs of it");
    }

    async fn of_two_who_write_the_later_one_is_told(world: World) {
        let ada = alone(&world).await;
        let ben = someone(2, Scope::All, &["automation_draft.begin", "automation_draft.save",
            "automation_draft.discard", "automation_draft.read"]);
        let id = publish(&world, &ada, "practice", &yaml("both", TRIGGER, TASK)).await;
        let begin = json!({"automation": id, "words": {"text": "a"}});
        let draft = world.act(&ada, "automation_draft.begin", begin.clone()).await;
        assert_eq!(world.refused(&ben, "automation_draft.begin", begin).await, "automation_draft.begun");
        world.act(&ada, "automation_draft.save", save(&draft, "a by Ada")).await;
        let late = save(&draft, "a by Ben");
        assert_eq!(world.refused(&ben, "automation_draft.save", late.clone()).await, "automation_draft.newer");
        let gone = json!({"draft": draft["id"], "rv": draft["rv"]});
        assert_eq!(world.refused(&ben, "automation_draft.discard", gone).await, "automation_draft.newer");
        let read = world.act(&ben, "automation_draft.read", json!({"draft": draft["id"]})).await;
        assert_eq!(read["text"], "a by Ada", "nothing of it was written over");
        let over = world.act(&ben, "automation_draft.save", save(&read, "a by Ben")).await;
        assert_eq!((&over["text"], &over["saved_by"]), (&json!("a by Ben"), &json!(user(2))));
    }

    async fn the_same_words_again_are_no_change(world: World) {
        let boss = alone(&world).await;
        let draft = world.act(&boss, "automation_draft.begin", json!({"words": {"text": "a"}})).await;
        let again = world.act(&boss, "automation_draft.save", save(&draft, "a")).await;
        assert_eq!(again["rv"], draft["rv"]);
        let told = "select count(*) as n from journal where kind = 'automation_draft.saved'";
        assert_eq!(world.count(told).await, 0);
    }

    async fn its_words_stand_in_no_journal(world: World) {
        let boss = alone(&world).await;
        let draft = world.act(&boss, "automation_draft.begin", json!({"words": {"text": "zebra one"}})).await;
        world.act(&boss, "automation_draft.save", save(&draft, "zebra two")).await;
        let told = "select count(*) as n from journal where kind like 'automation_draft.%'";
        assert_eq!(world.count(told).await, 2);
        let spilled = office::lines(&world, "select line from journal").await;
        assert!(spilled.iter().all(|body| !body.contains("zebra")), "{spilled:#?}");
    }

    async fn publishing_takes_its_draft_along_unless_somebody_wrote_on(world: World) {
        let boss = alone(&world).await;
        let text = yaml("fresh", TRIGGER, TASK);
        let draft = world.act(&boss, "automation_draft.begin", json!({"words": {"text": "automation: fresh"}})).await;
        let newer = world.act(&boss, "automation_draft.save", save(&draft, &text)).await;
        let seen = |draft: &Json| json!({"draft": draft["id"], "rv": draft["rv"]});
        let stale = json!({"text": text, "draft": seen(&draft)});
        assert_eq!(world.refused(&boss, "automation.publish", stale).await, "automation_draft.newer");
        assert_eq!(world.count("select count(*) as n from automation_automation").await, 0);
        world.act(&boss, "automation.publish", json!({"text": text, "draft": seen(&newer)})).await;
        assert_eq!(world.act(&boss, "automation_draft.list", json!({})).await["items"], json!([]));
        assert_eq!(world.count("select count(*) as n from automation_draft_words").await, 0);
        assert_eq!(world.refused(&boss, "automation_draft.save", save(&newer, "more")).await, "automation_draft.gone");
    }

    async fn what_was_thrown_away_comes_back_by_its_undo(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "practice", &yaml("kept", TRIGGER, TASK)).await;
        let begin = json!({"automation": id, "words": {"text": "mine", "document": {"automation": "kept"}}});
        let draft = world.call(&boss, "automation_draft.begin", begin).await.unwrap();
        let gone = world.call(&boss, "automation_draft.discard", draft.undo.unwrap()["body"].clone()).await.unwrap();
        assert_eq!(world.act(&boss, "automation_draft.list", json!({})).await["items"], json!([]));
        let back = gone.undo.unwrap();
        let back = world.act(&boss, back["verb"].as_str().unwrap(), back["body"].clone()).await;
        let is = (&back["text"], &back["document"]["automation"], &back["begun_from"], &back["automation"]);
        assert_eq!(is, (&json!("mine"), &json!("kept"), &json!(1), &json!(id)));
        let new = world.call(&boss, "automation_draft.begin", json!({"words": {"text": "new"}})).await.unwrap();
        let gone = world.call(&boss, "automation_draft.discard", new.undo.unwrap()["body"].clone()).await.unwrap();
        world.act(&boss, "automation_draft.begin", gone.undo.unwrap()["body"].clone()).await;
    }

    async fn whoever_may_not_change_an_automation_sees_no_draft_of_it(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "practice", &yaml("mine", TRIGGER, TASK)).await;
        let draft = world.act(&boss, "automation_draft.begin", json!({"automation": id, "words": {"text": "a"}})).await;
        let other = someone(9, Scope::Own, &["automation_draft.begin", "automation_draft.list", "automation_draft.read",
            "automation_draft.save", "automation_draft.discard"]);
        assert_eq!(world.act(&other, "automation_draft.list", json!({})).await["items"], json!([]));
        let read = json!({"draft": draft["id"]});
        assert_eq!(world.refused(&other, "automation_draft.read", read).await, "missing");
        assert_eq!(world.refused(&other, "automation_draft.save", save(&draft, "b")).await, "automation_draft.gone");
        let begin = json!({"automation": id, "words": {"text": "b"}});
        assert_eq!(world.refused(&other, "automation_draft.begin", begin).await, "denied");
    }
}
