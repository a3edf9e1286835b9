//! A character no font has is found before an offer leaves, and while the customer still types.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::{Story, registry};
use serde_json::json;
use testing::on_both;

on_both! {
    async fn an_offer_with_one_is_not_sent(world: World) {
        let story = Story::draft(&world).await;
        story.staff("proposal.change", json!({ "title": "Küche 株" })).await;
        let send = json!({ "proposal": story.id() });
        let wrong = match world.call(&story.admin, "proposal.send", send).await {
            Err(kernel::Error::Invalid(wrong)) => wrong,
            other => panic!("{other:?}"),
        };
        assert!(wrong.iter().any(|field| field.pointer == "/title" && field.code == "paper.character"), "{wrong:?}");
        assert_eq!(story.now().await["state"], "draft");
    }

    async fn a_customer_who_types_one_is_asked_for_other_letters(world: World) {
        let story = Story::sent(&world).await;
        let mut form = story.acceptance();
        form.iter_mut().find(|(name, _)| *name == "city").unwrap().1 = "株".into();
        let (status, page) = story.post("/accept", &form).await;
        assert!((400..500).contains(&status), "{status}");
        assert!(page.contains("aria-invalid") && page.contains("Maria Lindner"), "what was typed stays: {page}");
        assert_eq!(world.count("select count(*) as n from sales_agreement").await, 0);
    }
}
