//! Conditions over what a lead answered, where it came from, and what the person agreed to.
#![allow(clippy::unwrap_used)] // a test may fail so

mod office;

use office::{alone, lines, publish, registry, rest, write, yaml};
use serde_json::{Value as Json, json};
use store::values;
use testing::World;

const TASKS: &str = "select title as line from test_task order by title";
const TASK: &str = "  - id: call\n    do: task.create\n    with: {title: Call}\n    on_error: escalate\n";

fn when(condition: &str) -> String {
    format!("trigger: {{fact: lead.captured, when: {{cel: '{condition}'}}}}\nenrol: {{policy: always}}\n")
}

/// They agree to a purpose, or take it back.
async fn says(world: &World, contact: &str, (purpose, given): (&'static str, bool)) {
    let contact: kernel::ContactId = contact.parse().unwrap();
    write(world, move |tx| {
        Box::pin(async move {
            const SAY: &str = "insert into test_consent (contact, purpose, given) values ($1, $2, $3)";
            tx.exec(SAY, values![contact, purpose, given]).await.map(drop)
        })
    })
    .await;
}

async fn asks(world: &World, boss: &kernel::Actor, input: Json) -> String {
    let lead = world.act(boss, "test.capture", input).await;
    lead["contact"].as_str().unwrap().to_owned()
}

testing::on_both! {
    async fn who_is_taken_in_depends_on_the_source_and_on_an_answer(world: World) {
        let boss = alone(&world).await;
        let wanted = "lead.source == \"fair\" && has(lead.amounts.budget) && lead.amounts.budget > money(\"5000 EUR\")";
        publish(&world, &boss, "automatic", &yaml("fair", &when(wanted), TASK)).await;
        let budget = |minor: i64| json!({"budget": {"minor": minor, "currency": "EUR"}});
        let fair = || json!({"utm_source": "fair"});
        for (source, answers) in [
            (fair(), budget(600_000)),
            (fair(), budget(400_000)),
            (fair(), json!({"budget": "a lot"})),
            (json!({}), budget(600_000)),
        ] {
            asks(&world, &boss, json!({"source": source, "answers": answers})).await;
        }
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"], "the first of the four alone");
    }

    async fn a_step_is_done_for_those_who_agreed_under_every_id_of_theirs(world: World) {
        let boss = alone(&world).await;
        let step = TASK.replace("    do:", "    if: {cel: consent.news}\n    do:");
        let head = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
        publish(&world, &boss, "automatic", &yaml("news", head, &step)).await;
        let nobody = asks(&world, &boss, json!({})).await;
        says(&world, &nobody, ("follow_up", true)).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, [""; 0], "agreed to something else");
        let agreed = asks(&world, &boss, json!({})).await;
        says(&world, &agreed, ("news", true)).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"]);
        let other = asks(&world, &boss, json!({})).await;
        rest(&world).await;
        let ids: [kernel::ContactId; 2] = [other.parse().unwrap(), agreed.parse().unwrap()];
        write(&world, move |tx| {
            Box::pin(async move {
                const MERGE: &str = "insert into test_alias (alias, contact) values ($1, $2)";
                tx.exec(MERGE, values![ids[0], ids[1]]).await.map(drop)
            })
        })
        .await;
        says(&world, &other, ("news", false)).await;
        asks(&world, &boss, json!({"contact": agreed})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"], "taken back under the other id");
    }

    async fn an_answer_of_another_kind_is_found_before_it_is_published(world: World) {
        let boss = alone(&world).await;
        for (condition, publishable) in [
            ("has(lead.numbers.people) && lead.numbers.people > 10", true),
            ("has(lead.ticked.urgent) && lead.ticked.urgent", true),
            ("has(lead.choices.rooms) && \"one\" in lead.choices.rooms", true),
            ("has(lead.answers.people) && lead.answers.people > 10", false),
            ("lead.numbers.people > 10", false),
            ("lead.guesses.people > 10", false),
            ("consent.invoices", false),
        ] {
            let text = yaml("kinds", &when(condition), TASK);
            let checked = world.act(&boss, "automation.check", json!({"text": text})).await;
            assert_eq!(checked["publishable"], json!(publishable), "{condition}: {:#}", checked["problems"]);
        }
    }
}
