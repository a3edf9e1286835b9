//! An offer lives no longer than its deal: nobody accepts or signs one of a lost deal, the page says so kindly,
//! and the deal's return brings it back.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::{Story, registry};
use serde_json::json;
use testing::on_both;

const DAY: i64 = 24 * 3600;

async fn turn(story: &Story<'_>, open: bool) {
    let end = json!({ "deal": story.deal, "contact": story.contact, "open": open });
    story.world.act(&testing::nobody(), "test.end_deal", end).await;
}

on_both! {
    async fn its_live_proposal_cannot_be_accepted(world: World) {
        let story = Story::sent(&world).await;
        turn(&story, false).await;
        let now = story.now().await;
        assert_eq!((&now["state"], &now["reason"]), (&json!("withdrawn"), &json!("the deal came to nothing")));
        let (status, page) = story.post("/accept", &story.acceptance()).await;
        assert!(status == 409 && page.contains("just tell us"), "{status} {page}");
        let (status, page) = story.get("").await;
        assert!(status == 200 && page.contains("This proposal is closed"), "{status} {page}");
        assert_eq!(world.count("select count(*) as n from sales_agreement").await, 0);
        assert_eq!(story.refused("proposal.reopen", json!({})).await, "proposal.deal_ended");
        assert_eq!(story.refused("proposal.send", json!({})).await, "proposal.deal_ended");
    }

    async fn what_was_accepted_cannot_be_signed(world: World) {
        let story = Story::accepted(&world).await;
        story.post("/code", &[]).await;
        let form = story.signature(&story.code().await).await;
        turn(&story, false).await;
        let (status, page) = story.post("/sign", &form).await;
        assert!(status == 409 && page.contains("This proposal is closed"), "{status} {page}");
        assert_eq!(world.count("select count(*) as n from sales_agreement where state = 'voided'").await, 1);
        assert_eq!(world.count("select count(*) as n from sales_agreement where state = 'signed'").await, 0);
    }

    async fn it_comes_back_with_its_deal_and_can_be_signed(world: World) {
        let story = Story::accepted(&world).await;
        turn(&story, false).await;
        turn(&story, true).await;
        assert_eq!(story.now().await["state"], "viewed");
        assert_eq!(story.post("/accept", &story.acceptance()).await.0, 303);
        assert_eq!(story.sign().await.0, 303);
    }

    async fn what_is_too_old_by_then_is_somebodys_next_step(world: World) {
        let story = Story::sent(&world).await;
        turn(&story, false).await;
        world.clock.pass_seconds(60 * DAY);
        turn(&story, true).await;
        assert_eq!(story.now().await["state"], "withdrawn");
        let next = "select count(*) as n from sales_next where what = 'Decide how to go on after the proposal'";
        assert_eq!(world.count(next).await, 1);
        let reopened = story.staff("proposal.reopen", json!({})).await;
        assert_eq!(reopened["state"], "sent", "with a new last day");
    }

    async fn what_is_signed_stays_signed(world: World) {
        let story = Story::accepted(&world).await;
        story.sign().await;
        turn(&story, false).await;
        assert_eq!(story.now().await["state"], "accepted");
        assert_eq!(world.count("select count(*) as n from sales_agreement where state = 'signed'").await, 1);
    }
}
