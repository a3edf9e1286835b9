//! Runs from the fact that enrols them to their end, on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use office::{capture, lines, open, registry, rest};
use serde_json::json;
use testing::World;

const RUNS: &str = "
    select a.slug || ' ' || r.state || ' ' || coalesce(r.step, '-') || ' ' || coalesce(r.outcome, '-') as line
    from automation_run r join automation_automation a on a.id = r.automation order by a.slug, r.id";
const ENROLMENTS: &str = "
    select a.slug || ' ' || e.kind || ' ' || e.decision || ' ' || coalesce(e.reason, '-') as line
    from automation_enrolment e join automation_automation a on a.id = e.automation order by a.slug, e.fact";
const MESSAGES: &str = "select template || ' ' || state as line from test_message order by id";

testing::on_both! {
    async fn an_inquiry_is_enrolled_in_its_own_transaction_and_answered(world: World) {
        let boss = open(&world).await;
        capture(&world, &boss).await;
        assert_eq!(lines(&world, RUNS).await, ["follow-up ready - -", "instant-answer ready - -"]);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["acknowledgement accepted"]);
        assert_eq!(
            lines(&world, RUNS).await,
            ["follow-up sleeping day_1 -", "instant-answer done answered done"]
        );
        assert_eq!(world.count("select count(*) as n from store_exception").await, 0);
    }
}
