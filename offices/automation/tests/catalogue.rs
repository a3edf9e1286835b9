//! What an automation can be made of, and an automation checked as data, on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use automation::document::Automation;
use automation::shipped::SHIPPED;
use office::{alone, capture, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const TASK: &str = "  - id: call\n    do: task.create\n    with: {title: Call}\n";

fn find<'a>(list: &'a Json, key: &str, value: &str) -> &'a Json {
    list.as_array()
        .unwrap()
        .iter()
        .find(|one| one[key] == value)
        .unwrap_or_else(|| panic!("no {value} in {list}"))
}

testing::on_both! {
    async fn the_catalogue_names_facts_records_and_verbs_in_plain_words(world: World) {
        let boss = alone(&world).await;
        let read = world.act(&boss, "automation.catalogue", json!({})).await;
        let fact = find(&read["facts"], "kind", "proposal.viewed");
        assert_eq!(fact["label"], "A customer opened a proposal");
        assert_eq!(fact["subjects"], json!(["proposal", "deal", "contact"]));
        assert_eq!(find(&fact["fields"], "name", "first")["kind"], "flag");
        assert_eq!(find(&fact["fields"], "name", "deal")["of"], "deal");
        let subject = find(&read["subjects"], "noun", "invoice");
        assert_eq!(subject["records"][0]["name"], "invoice", "the record itself comes first");
        assert_eq!(find(&subject["records"][0]["fields"], "name", "due_on")["kind"], "at");
        let verb = find(&read["verbs"], "verb", "task.create");
        assert_eq!((&verb["label"], &verb["kind"]), (&json!("Give somebody a task"), &json!("change")));
        assert!(verb["schema"]["properties"]["title"].is_object());
        assert_eq!(read["verbs"][0]["verb"], "message.send", "the usual comes first");
        assert!(!read["verbs"].as_array().unwrap().iter().any(|verb| verb["verb"] == "automation.publish"));
        assert_eq!(find(&read["roles"], "role", "administrator")["held_by"], json!(["Somebody"]));
    }

    async fn the_catalogue_names_the_groups_there_are_and_who_is_in_each(world: World) {
        let boss = alone(&world).await;
        let group = |name: &str| format!(
            "{TRIGGER}group: {{name: {name}, one_active_per: contact, on_conflict: queue}}\n"
        );
        publish(&world, &boss, "automatic", &yaml("second", &group("outreach"), TASK)).await;
        publish(&world, &boss, "automatic", &yaml("first", &group("outreach"), TASK)).await;
        publish(&world, &boss, "automatic", &yaml("other", &group("billing"), TASK)).await;
        publish(&world, &boss, "automatic", &yaml("alone", TRIGGER, TASK)).await;
        let read = world.act(&boss, "automation.catalogue", json!({})).await;
        let names = |at: usize| read["groups"][at]["automations"].as_array().unwrap().len();
        assert_eq!((&read["groups"][0]["name"], &read["groups"][1]["name"]), (&json!("billing"), &json!("outreach")));
        assert_eq!((names(0), names(1)), (1, 2));
    }

    async fn a_sample_shows_what_the_newest_record_holds(world: World) {
        let boss = alone(&world).await;
        let none = world.act(&boss, "automation.sample", json!({"subject": "lead"})).await;
        assert_eq!(none, json!({"record": null, "values": {}}));
        capture(&world, &boss).await;
        let one = world.act(&boss, "automation.sample", json!({"subject": "lead"})).await;
        assert_eq!(one["values"]["lead.state"], "captured");
        assert_eq!(one["values"]["contact.name"], "Ada Sample");
        assert_eq!(one["values"]["lead.id"], one["record"]);
        let unknown = world.act(&boss, "automation.sample", json!({"subject": "weather"})).await;
        assert_eq!(unknown["record"], Json::Null);
    }

    async fn a_document_is_the_same_automation_as_its_text(world: World) {
        let boss = alone(&world).await;
        for shipped in &SHIPPED {
            let from_text = world.act(&boss, "automation.check", json!({"text": shipped.yaml})).await;
            let from_data = world.act(&boss, "automation.check", json!({"document": from_text["document"]})).await;
            assert_eq!(from_data["yaml"], from_text["yaml"], "{}", shipped.name);
            assert_eq!(from_data["document"], from_text["document"], "{}", shipped.name);
            let canonical = Automation::from_yaml(shipped.yaml).unwrap().canonical();
            assert_eq!(from_data["yaml"], json!(canonical));
        }
    }

    async fn every_unfinished_step_of_a_document_is_named(world: World) {
        let boss = alone(&world).await;
        let text = yaml("half", TRIGGER, TASK);
        let mut document = world.act(&boss, "automation.check", json!({"text": text})).await["document"].clone();
        let steps = document["steps"].as_array_mut().unwrap();
        steps.push(json!({"id": "empty"}));
        steps.push(json!({"id": "both", "end": "done", "wait": {"days": 1}}));
        let checked = world.act(&boss, "automation.check", json!({"document": document})).await;
        assert_eq!(checked["publishable"], false);
        let found: Vec<_> = checked["problems"].as_array().unwrap().iter().map(|p| p["at"]["path"].clone()).collect();
        assert_eq!(found, [json!("/steps/1"), json!("/steps/2")]);
        assert_eq!(checked["problems"][0]["at"]["step"], "empty");
        assert_eq!(checked["document"], document, "what cannot be read comes back as it was");
        assert!(checked["yaml"].as_str().unwrap().contains("id: empty"), "{}", checked["yaml"]);
        document["steps"] = json!([{"id": "over", "end": "done"}]);
        document["metric"]["better"] = json!("redder");
        let checked = world.act(&boss, "automation.check", json!({"document": document})).await;
        assert_eq!(checked["problems"][0]["at"]["path"], "/metric", "{checked}");
    }

    async fn the_library_says_how_each_ready_automation_stands(world: World) {
        let boss = alone(&world).await;
        let bare = world.act(&boss, "automation.library", json!({})).await;
        assert_eq!(bare["items"].as_array().unwrap().len(), SHIPPED.len());
        assert!(bare["items"].as_array().unwrap().iter().all(|one| one["automation"].is_null()));
        let published = world.act(&boss, "automation.publish", json!({"text": bare["items"][0]["text"]})).await;
        let known = world.act(&boss, "automation.library", json!({})).await;
        assert_eq!(known["items"][0]["automation"], published["id"]);
        assert_eq!((&known["items"][0]["on"], &known["items"][0]["mode"]), (&json!(false), &json!("practice")));
    }

    async fn a_run_tells_what_left_the_house_and_under_which_key(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: hello\n    do: message.send\n    with: {contact: {cel: contact.id}, lead: {cel: lead.id}, \
                     template: hello, class: inquiry}\n";
        publish(&world, &boss, "automatic", &yaml("greeting", TRIGGER, steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let runs = world.act(&boss, "run.list", json!({})).await;
        let run = &runs["items"][0]["id"];
        let left = world.act(&boss, "run.effects", json!({"run": run})).await;
        let effects = left["items"].as_array().unwrap();
        assert_eq!(effects.len(), 1, "{left}");
        assert!(effects[0]["subject"].as_str().unwrap().starts_with("message_"), "{left}");
        assert!(!effects[0]["key"].as_str().unwrap().is_empty());
    }

    async fn a_check_needs_a_text_or_a_document(world: World) {
        let boss = alone(&world).await;
        assert_eq!(world.refused(&boss, "automation.check", json!({})).await, "automation.one_of");
        let both = json!({"text": "a: b", "document": {}});
        assert_eq!(world.refused(&boss, "automation.check", both).await, "automation.one_of");
    }
}
