//! Which words an automation sends: those it was published with, until somebody takes up others; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use office::{alone, capture, lines, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};
use testing::World;

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const SENT: &str = "select input as line from automation_step where verb = 'message.send' order by at, run";
const PINS: &str = "
    select cast(v.number as text) || ' ' || p.slug || ' ' || cast(p.number as text) || ' ' || p.sha256 as line
    from automation_pin p join automation_version v on v.id = p.version order by v.number, p.slug";
const EXCEPTIONS: &str = "
    select code || ': ' || title as line from store_exception
    where state = 'open' and code <> 'conservation.no_next_step' order by code, id";

fn send(template: &str, class: &str) -> String {
    format!(
        "  - id: send\n    do: message.send\n    with: {{contact: {{cel: contact.id}}, template: {template}, \
         class: {class}}}\n    on_error: skip\n"
    )
}

async fn text(world: &World, boss: &kernel::Actor, version: i64, state: &str) {
    let sha256 = if version == 1 { "aaaaaaaa09" } else { "bbbbbbbb09" };
    let template = if state == "retired" { "retired" } else { "approved" };
    let text = json!({"slug": "hello", "version": version, "state": state, "template_state": template,
        "sha256": sha256});
    world.act(boss, "test.text", text).await;
}

/// The codes of what stops publishing.
async fn problems(world: &World, boss: &kernel::Actor, text: &str) -> Vec<String> {
    let checked = world.act(boss, "automation.check", json!({"text": text})).await;
    let errors = checked["problems"].as_array().unwrap().iter().filter(|one| one["level"] == "error");
    errors
        .map(|one| format!("{} {}", one["code"].as_str().unwrap(), one["at"]["path"].as_str().unwrap()))
        .collect()
}

fn hash_of(input: &str) -> Json {
    serde_json::from_str::<Json>(input).unwrap()["pinned"]["en"].clone()
}

testing::on_both! {
    async fn what_was_published_is_sent_until_somebody_takes_up_the_new_words(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "automatic", &yaml("greet", TRIGGER, &send("hello", "inquiry"))).await;
        assert_eq!(lines(&world, PINS).await, ["1 hello 1 aaaaaaaa09"]);
        text(&world, &boss, 1, "superseded").await;
        text(&world, &boss, 2, "approved").await;
        capture(&world, &boss).await;
        rest(&world).await;
        let sent = lines(&world, SENT).await;
        assert_eq!(hash_of(&sent[0]), "aaaaaaaa09", "{sent:?}");
        let taken = world.act(&boss, "automation.take_texts", json!({"automation": id})).await;
        assert_eq!(taken["version"], 2);
        assert_eq!(lines(&world, PINS).await, ["1 hello 1 aaaaaaaa09", "2 hello 2 bbbbbbbb09"]);
        let again = json!({"automation": id});
        assert_eq!(world.refused(&boss, "automation.take_texts", again).await, "automation.same");
        capture(&world, &boss).await;
        rest(&world).await;
        let sent = lines(&world, SENT).await;
        assert!(sent.iter().any(|input| hash_of(input) == "bbbbbbbb09"), "{sent:?}");
        assert_eq!(lines(&world, EXCEPTIONS).await, Vec::<String>::new());
    }

    async fn a_step_may_name_a_version_by_number_or_hash(world: World) {
        let boss = alone(&world).await;
        text(&world, &boss, 1, "superseded").await;
        text(&world, &boss, 2, "approved").await;
        publish(&world, &boss, "automatic", &yaml("one", TRIGGER, &send("hello@1", "inquiry"))).await;
        publish(&world, &boss, "automatic", &yaml("two", TRIGGER, &send("hello@bbbbbbbb", "inquiry"))).await;
        assert_eq!(lines(&world, PINS).await, ["1 hello 1 aaaaaaaa09", "1 hello 2 bbbbbbbb09"]);
        let gone = yaml("three", TRIGGER, &send("hello@7", "inquiry"));
        assert_eq!(problems(&world, &boss, &gone).await, ["automation.no_text_version /steps/0/with"]);
    }

    async fn a_text_that_nobody_approved_or_somebody_retired_stops_publishing(world: World) {
        let boss = alone(&world).await;
        let found = |code: &str| vec![format!("{code} /steps/0/with")];
        for (template, code) in
            [("nothing", "automation.no_text"), ("unread", "automation.no_text"), ("old", "automation.text_retired")]
        {
            let text = yaml("greet", TRIGGER, &send(template, "inquiry"));
            assert_eq!(problems(&world, &boss, &text).await, found(code), "{template}");
            assert_eq!(world.refused(&boss, "automation.publish", json!({"text": text})).await, "invalid");
        }
    }

    async fn a_retired_text_is_not_sent_and_a_person_hears_of_it(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "automatic", &yaml("greet", TRIGGER, &send("hello", "inquiry"))).await;
        text(&world, &boss, 1, "retired").await;
        capture(&world, &boss).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(world.count("select count(*) as n from test_message").await, 0);
        let said = "automation.wordless: Greet left out the message of step send";
        assert_eq!(lines(&world, EXCEPTIONS).await, [said], "one exception, however many runs");
        let whole = world.act(&boss, "automation.read", json!({"automation": id})).await;
        assert_eq!(whole["warnings"][0]["code"], "automation.text_retired", "its own page says so too");
    }

    async fn marketing_is_published_only_by_what_ends_with_the_consent(world: World) {
        let boss = alone(&world).await;
        let exit = "exit_when: {facts: [consent.withdrawn]}\n";
        let plain = yaml("greet", TRIGGER, &send("news", "marketing"));
        assert_eq!(problems(&world, &boss, &plain).await, ["automation.no_consent_check /steps/0/with"]);
        let own = "  - id: send\n    do: message.send\n    with: {contact: {cel: contact.id}, subject: Hi, \
            text: Hi, class: marketing}\n    on_error: skip\n";
        let own = yaml("greet", TRIGGER, own);
        assert_eq!(problems(&world, &boss, &own).await, ["automation.no_consent_check /steps/0/with"]);
        let head = format!("{TRIGGER}{exit}");
        let weaker = yaml("greet", &head, &send("news", "transactional"));
        assert_eq!(problems(&world, &boss, &weaker).await, ["automation.text_class /steps/0/with"]);
        let good = yaml("greet", &head, &send("news", "marketing"));
        assert_eq!(problems(&world, &boss, &good).await, Vec::<String>::new());
    }

    /// Whoever agreed to follow-ups has not agreed to news.
    async fn a_consent_to_something_else_is_none_to_news(world: World) {
        let boss = alone(&world).await;
        let of = |head: &str| yaml("greet", &format!("{head}\nenrol: {{policy: always}}\n"), &send("news", "marketing"))
            .replace("subject: lead", "subject: contact");
        let refused = ["automation.no_consent_check /steps/0/with"];
        for head in [
            "trigger: {fact: consent.given}",
            "trigger: {fact: consent.given, when: {cel: 'fact.purpose == \"follow_up\"'}}",
            "trigger: {fact: consent.given, when: {cel: 'fact.purpose == \"news\" || fact.how == \"form\"'}}",
            "trigger: {fact: consent.given, when: {cel: '!(fact.purpose == \"news\")'}}",
            "trigger: {fact: consent.given, when: {cel: 'fact.purpose == \"news\" ? false : true'}}",
            "trigger: {fact: [consent.given, lead.captured]}",
            "trigger: {fact: lead.captured}\nexit_when: {facts: [consent.withdrawn], \
                when: {cel: '!(fact.purpose == \"news\")'}}",
            "trigger: {fact: lead.captured}\nexit_when: {facts: [consent.withdrawn], \
                when: {cel: 'fact.purpose == \"follow_up\"'}}",
        ] {
            let found = problems(&world, &boss, &of(head)).await;
            assert_eq!(found, refused, "{head}");
        }
        for head in [
            "trigger: {fact: consent.given, when: {cel: \"fact.purpose == 'news'\"}}",
            "trigger: {fact: consent.given, when: {cel: '!(fact.purpose != \"news\")'}}",
            "trigger: {fact: lead.captured}\nexit_when: {facts: [consent.withdrawn], \
                when: {cel: 'fact.purpose == \"news\"'}}",
        ] {
            assert_eq!(problems(&world, &boss, &of(head)).await, [""; 0], "{head}");
        }
    }

    async fn what_is_sent_is_written_out_and_never_past_the_limits_of_its_text(world: World) {
        let boss = alone(&world).await;
        let found = async |template: &str, class: &str| {
            problems(&world, &boss, &yaml("greet", TRIGGER, &send(template, class))).await
        };
        let computed = "{cel: lead.channel}";
        assert_eq!(found(computed, "inquiry").await, ["automation.computed_text /steps/0/with"]);
        assert_eq!(found("follow-up-1", computed).await, ["automation.computed_text /steps/0/with"]);
        assert_eq!(found("follow-up-1", "transactional").await, ["automation.text_class /steps/0/with"]);
        assert_eq!(found("follow-up-1", "inquiry").await, [""; 0]);
        assert_eq!(found("hello", "inquiry").await, [""; 0], "with more care than its text asks for");
        assert_eq!(found("acknowledgement", "transactional").await, [""; 0], "owed to whoever asked");
    }

    async fn automations_of_an_older_house_are_pinned_to_what_is_approved_at_the_next_start(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("greet", TRIGGER, &send("hello", "inquiry"))).await;
        let forget = world.store.claim("test", |tx| {
            Box::pin(async move { tx.exec("delete from automation_pin", &[]).await })
        });
        forget.await.unwrap();
        world.store.house().rules.provided::<automation::office::Office>().unwrap().begin();
        rest(&world).await;
        assert_eq!(lines(&world, PINS).await, ["1 hello 1 aaaaaaaa09"]);
    }
}
