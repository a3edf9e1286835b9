//! What Home shows as mine to do: one next step for a piece of work.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::{eur, id, registry, tell};
use kernel::{ContactId, DealId, Id, LeadId, Permit};
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

    async fn whose_a_record_is_stands_beside_it_at_home_and_at_its_joint(world: World) {
        let ada = testing::administrator(&world);
        let (lead, deal) = (id::<LeadId>(2), DealId::from_bytes([3; 16]));
        tell(&world, "lead.captured", json!({"lead": lead, "channel": "form", "source": "test", "expected": eur(900),
            "has_email": true, "has_phone": false})).await;
        tell(&world, "lead.answered", json!({"lead": lead, "kind": "useful", "seconds": 10})).await;
        tell(&world, "deal.opened", json!({"deal": deal, "lead": lead, "value": eur(1000)})).await;
        tell(&world, "lead.qualified", json!({"lead": lead, "deal": deal, "reason": null})).await;
        world.settle().await;
        let next = json!({ "room": "crm", "deal": deal, "what": "Call them on Friday", "general": false });
        world.act(&ada, "test.next", next).await;
        let whose = |list: &serde_json::Value| list["items"][0]["who"].clone();
        let entered = json!({"joint": "qualified_proposed", "figure": "entered"});
        assert!(whose(&world.act(&ada, "line.list", entered.clone()).await).is_null(), "a contact without a name");
        let name = world.store.write(Permit::engine("test"), None, |tx| {
            Box::pin(async move {
                let contact = ContactId::from_bytes([1; 16]);
                tx.index(contact.into(), "Zeynep Fischer", "", &[]).await
            })
        });
        name.await.unwrap();
        assert_eq!(whose(&world.act(&ada, "line.list", entered).await), "Zeynep Fischer");
        assert_eq!(whose(&world.act(&ada, "desk.needs", json!({ "mine": false })).await), "Zeynep Fischer");
    }
}
