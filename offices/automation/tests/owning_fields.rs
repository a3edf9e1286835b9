//! What a fact changed, and who alone may change it; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use office::{alone, capture, lines, publish, registry, rest, yaml};
use serde_json::json;
use testing::World;

const TASKS: &str = "select title as line from test_task order by id";
const STAGES: &str = "select stage as line from test_deal order by id";
const TITLES: &str = "select title as line from test_deal order by id";
const EXCEPTIONS: &str = "
    select code || ' ' || detail as line from store_exception
    where state = 'open' and code <> 'conservation.no_next_step' order by id";

/// An automation about deals.
fn about_deals(slug: &str, head: &str, steps: &str) -> String {
    yaml(slug, &format!("{head}\nenrol: {{policy: always}}\n"), steps)
        .replace("subject: lead", "subject: deal")
}

fn moves(to: &str) -> String {
    format!(
        "  - id: push\n    do: deal.move\n    with: {{deal: {{cel: deal.id}}, stage: {to}}}\n    on_error: escalate\n"
    )
}

/// Owns the stage of deals.
fn keeper() -> String {
    about_deals("keeper", "trigger: {fact: deal.opened}\nowns: [deal.stage]", &moves("first"))
}

/// Writes it too.
fn meddler() -> String {
    let head = "trigger: {fact: deal.moved, when: {cel: 'fact.to == \"again\"'}}";
    about_deals("meddler", head, &moves("second"))
}

/// The codes a text is not published for, without any reasons.
async fn refusals(world: &World, boss: &kernel::Actor, text: &str) -> Vec<String> {
    let checked = world.act(boss, "automation.check", json!({"text": text})).await;
    let all = checked["problems"].as_array().unwrap().iter();
    let codes = all.filter_map(|one| one["code"].as_str()).filter(|code| code.starts_with("collision.owned"));
    codes.map(str::to_owned).collect()
}

async fn deal(world: &World, boss: &kernel::Actor) -> String {
    let (_, contact) = capture(world, boss).await;
    let made = world.act(boss, "test.open_deal", json!({"contact": contact})).await;
    made["id"].as_str().unwrap().to_owned()
}

testing::on_both! {
    /// A change is judged by what it was and what it became, not by what the record happens to hold.
    async fn a_condition_sees_what_a_change_made_of_what(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: deal.moved, when: {cel: 'has(old.stage) && has(new.stage) && \
            old.stage == \"talking\" && \
            new.stage == \"priced\" && !has(new.title)'}}";
        let steps = "  - id: call\n    do: task.create\n    with: {title: {cel: '\"From \" + trigger.from'}}\n";
        publish(&world, &boss, "automatic", &about_deals("priced", head, steps)).await;
        let deal = deal(&world, &boss).await;
        for stage in ["lost-sight", "talking", "priced", "priced", "signed"] {
            world.act(&boss, "deal.move", json!({"deal": deal, "stage": stage})).await;
            rest(&world).await;
        }
        assert_eq!(lines(&world, TASKS).await, ["From talking"], "once: on the change, not on the state");
    }

    /// 7.8 (6): a field one automation owns is written by no other, and by people always.
    async fn a_field_that_is_owned_is_written_by_its_owner_and_by_people_alone(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &meddler()).await;
        publish(&world, &boss, "automatic", &keeper()).await;
        let deal = deal(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, STAGES).await, ["first"], "the owner may");
        world.act(&boss, "deal.move", json!({"deal": deal, "stage": "by-hand"})).await;
        assert_eq!(lines(&world, STAGES).await, ["by-hand"], "people may");
        world.act(&boss, "deal.move", json!({"deal": deal, "stage": "again"})).await;
        rest(&world).await;
        assert_eq!(lines(&world, STAGES).await, ["again"], "the other one's command is refused whole");
        let told = lines(&world, EXCEPTIONS).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("automation.parked"), "{told:?}");
        assert!(told[0].contains("deal.stage is written by the automation Keeper alone"), "{told:?}");
        let moved = "select count(*) as n from journal where kind = 'deal.moved'";
        assert_eq!(world.count(moved).await, 3, "and told nothing");
    }

    async fn whoever_wrote_down_why_it_writes_an_owned_field_too_may_write_it(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &keeper()).await;
        assert_eq!(refusals(&world, &boss, &meddler()).await, ["collision.owned_field"]);
        publish(&world, &boss, "automatic", &meddler()).await;
        let deal = deal(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "deal.move", json!({"deal": deal, "stage": "again"})).await;
        rest(&world).await;
        assert_eq!(lines(&world, STAGES).await, ["second"], "with the reason kept beside its version");
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
    }

    /// Nobody recorded what `deal.change` changes: what is refused as it runs was warned of as it was published, and a
    /// reason is heeded by both.
    async fn a_command_nobody_recorded_is_warned_of_and_refused_alike(world: World) {
        let boss = alone(&world).await;
        let owner = keeper().replace("deal.stage", "deal.title");
        publish(&world, &boss, "automatic", &owner).await;
        let head = "trigger: {fact: deal.moved, when: {cel: 'fact.to == \"again\"'}}";
        let names = "  - id: name\n    do: deal.change\n    with: {deal: {cel: deal.id}, heading: New}\n    \
            on_error: escalate\n";
        let text = about_deals("namer", head, names);
        assert_eq!(refusals(&world, &boss, &text).await, ["collision.owned_field"]);
        let bare = json!({"text": text});
        assert_eq!(world.refused(&boss, "automation.publish", bare).await, "invalid", "not without a reason");
        publish(&world, &boss, "automatic", &text).await;
        let deal = deal(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "deal.move", json!({"deal": deal, "stage": "again"})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TITLES).await, ["New"], "with the reason kept beside its version");
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
    }

    async fn without_a_reason_a_command_nobody_recorded_is_refused(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: deal.moved, when: {cel: 'fact.to == \"again\"'}}";
        let names = "  - id: name\n    do: deal.change\n    with: {deal: {cel: deal.id}, heading: New}\n    \
            on_error: escalate\n";
        publish(&world, &boss, "automatic", &about_deals("namer", head, names)).await;
        publish(&world, &boss, "automatic", &keeper().replace("deal.stage", "deal.title")).await;
        let deal = deal(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "deal.move", json!({"deal": deal, "stage": "again"})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TITLES).await, ["A ship"]);
        let told = lines(&world, EXCEPTIONS).await;
        assert!(told.len() == 1 && told[0].contains("deal.title is written by the automation Keeper"), "{told:?}");
    }
}
