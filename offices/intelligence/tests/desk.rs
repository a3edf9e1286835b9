//! What Home shows as mine to do: one next step for a piece of work.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::registry;
use kernel::{DealId, Id};
use serde_json::json;

testing::on_both! {
    async fn that_a_deal_needs_some_step_is_not_said_beside_what_its_proposal_needs(world: World) {
        let ada = testing::administrator(&world);
        let (offered, plain) = (DealId::from_bytes([1; 16]), DealId::from_bytes([2; 16]));
        for (room, deal, what, general) in [
            ("crm", offered, "Take the next step", true),
            ("crm", offered, "Call them on Friday", false),
            ("crm", plain, "Take the next step", true),
            ("sales", offered, "The proposal expires", false),
        ] {
            let next = json!({ "room": room, "deal": deal, "what": what, "general": general });
            world.act(&ada, "test.next", next).await;
        }
        let needs = world.act(&ada, "desk.needs", json!({ "mine": false })).await;
        let mut whats: Vec<(String, String)> = needs["items"].as_array().unwrap().iter().map(|need| {
            (need["id"].as_str().unwrap().to_owned(), need["what"].as_str().unwrap().to_owned())
        }).collect();
        whats.sort();
        assert_eq!(whats, [
            (offered.to_string(), "Call them on Friday".to_owned()),
            (offered.to_string(), "The proposal expires".to_owned()),
            (plain.to_string(), "Take the next step".to_owned()),
        ]);
    }
}
