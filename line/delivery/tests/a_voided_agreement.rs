//! An agreement that binds nobody any more stops its project: nothing more is delivered, the client's page says
//! so, and what was accepted or invoiced stays on record.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::{Knocked, ada, html, knock, project, registry, sign, token, unbind};
use serde_json::{Value as Json, json};
use testing::{World, on_both};

async fn states(world: &World, ada: &kernel::Actor, project: &Json) -> (String, Vec<String>) {
    let whole = world.act(ada, "project.read", json!({ "project": project["id"] })).await;
    let word = |of: &Json| of["state"].as_str().unwrap().to_owned();
    (word(&whole), whole["steps"].as_array().unwrap().iter().map(word).collect())
}

on_both! {
    async fn its_project_is_cancelled_and_says_why(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let first = project["steps"][0]["id"].clone();
        world.act(&ada, "milestone.accept", json!({ "milestone": first })).await;
        unbind(&world, &project).await;
        let (state, steps) = states(&world, &ada, &project).await;
        assert_eq!((state.as_str(), steps.join(" ")), ("cancelled", "accepted cancelled cancelled".into()));
        let read = world.act(&ada, "project.read", json!({ "project": project["id"] })).await;
        assert_eq!(read["reason"], "agreement A-0007 was voided: signed by the wrong person");
        assert_eq!(world.count("select count(*) as n from delivery_open where state = 'signed'").await, 0);
        unbind(&world, &project).await;
        assert_eq!(states(&world, &ada, &project).await.0, "cancelled", "told again, nothing happens");
    }

    async fn the_clients_page_says_that_the_work_has_stopped(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        unbind(&world, &project).await;
        let shown = knock(&world, "project.page", &[("token", token(&project))], Knocked::default()).await.unwrap();
        let page = html(&shown);
        assert!(page.contains("The agreement for this project was taken back"), "{page}");
        assert!(!page.contains("signed by the wrong person"), "the reason is ours");
        assert!(!page.contains("Save answers"), "nothing more is asked of them");
    }

    async fn a_milestone_that_is_invoiced_ahead_is_stopped_too(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let invoice = json!({ "contact": project["contact"], "milestones": [project["steps"][0]["id"]] });
        let invoice = world.act(&testing::nobody(), "test.invoice", invoice).await;
        unbind(&world, &project).await;
        assert_eq!(states(&world, &ada, &project).await.1, ["cancelled", "cancelled", "cancelled"]);
        let credit = json!({ "contact": project["contact"], "invoice": invoice });
        world.act(&testing::nobody(), "test.credit", credit).await;
        let back = world.act(&ada, "project.reopen", json!({ "project": project["id"] })).await;
        assert_eq!(back["state"], "open", "cancelling is undone by reopening it");
        assert_eq!(states(&world, &ada, &project).await.1, ["open", "open", "open"]);
    }

    async fn one_without_a_project_opens_none_afterwards(world: World) {
        let ada = ada(&world).await;
        let signed = sign(&world, json!({})).await;
        unbind(&world, &signed).await;
        let open = json!({ "agreement": signed["agreement"] });
        assert_eq!(world.refused(&ada, "project.open", open).await, "project.not_signed");
    }
}
