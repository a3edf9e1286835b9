//! An agreement that binds nobody any more asks what becomes of the invoices that were issued for it.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::*;
use serde_json::json;

const OPEN: &str = "
    select count(*) as n from store_exception where code = 'invoice.agreement_voided' and state = 'open'";

testing::on_both! {
    async fn each_invoice_that_stands_is_somebodys_decision(world: World) {
        let (ada, contact) = ready(&world).await;
        let project = "project_01kge0000000000000000000a1";
        let draft = json!({ "contact": contact, "buyer": buyer(), "lines": [line(10_000, 1900)],
            "project": project, "owner": testing::user(1) });
        let draft = world.act(&ada, "invoice.draft", draft).await;
        let invoice = world.act(&ada, "invoice.issue", json!({ "invoice": draft["id"] })).await;
        issued(&world, &ada, &contact, json!([line(500, 1900)])).await;
        let agreement = project.replace("project_", "agreement_");
        let unbind = json!({ "agreement": agreement, "contact": contact });
        world.act(&testing::nobody(), "test.unbind", unbind.clone()).await;
        world.act(&testing::nobody(), "test.unbind", unbind).await;
        assert_eq!(world.count(OPEN).await, 1, "one, however often it is told; none for other work");
        let raised = world.store.read(|tx| Box::pin(tx.exceptions(true, None, 5))).await.unwrap();
        let raised = raised.first().unwrap();
        assert_eq!(raised.owned.owner, Some(testing::user(1)));
        assert_eq!(raised.subject.as_deref(), invoice["id"].as_str());
        let detail = &raised.detail;
        assert!(detail.contains("signed twice") && detail.contains("still to be paid"), "{detail}");
        let fix = raised.fix.clone().unwrap();
        world.act(&ada, fix["verb"].as_str().unwrap(), fix["body"].clone()).await;
        assert_eq!(read(&world, &ada, &invoice).await["state"], "credited");
        assert_eq!(world.count(OPEN).await, 0, "the credit note was the decision");
    }
}
