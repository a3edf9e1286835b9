//! The target of a joint passes: who is told, once, in open hours, and when it is over.
#![allow(clippy::unwrap_used)]

mod house;

use house::{id, registry};
use kernel::{Id, InvoiceId, Joint, JointRule, LeadId, LineSettings, UserId};
use serde_json::json;
use store::values;
use testing::{World, administrator, on_both};

const HOUR: i64 = 3600;
const ADA: u8 = 1;
const BOB: u8 = 2;
const CLEO: u8 = 3;

fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

/// Ada keeps the house; leads are Bob's to answer, and Cleo stands in for him.
async fn furnish(world: &World) {
    let done = world.store.claim("test", |tx| {
        Box::pin(async move {
            for (n, role) in [(ADA, "administrator"), (BOB, "sales"), (CLEO, "sales")] {
                let add = "insert into test_user (id, role, active) values ($1, $2, true)";
                tx.exec(add, values![user(n), role]).await?;
            }
            let rule = JointRule { owner: Some(user(BOB)), stand_in: Some(user(CLEO)), target_minutes: None };
            tx.keep_setting(&LineSettings { joints: [(Joint::CapturedAnswered, rule)].into() }).await
        })
    });
    done.await.unwrap();
}

async fn opens(world: &World, n: u8) {
    let lead = json!({"room": "crm", "id": id::<LeadId>(n), "state": "captured", "minor": 1});
    world.act(&administrator(world), "test.open", lead).await;
}

/// Whom the journal says were told, and of what, oldest first.
async fn told(world: &World) -> Vec<(String, String)> {
    world.work().await;
    const TOLD: &str = "select line from journal where kind = 'line.target_passed' order by id";
    let lines = world.store.read(|tx| Box::pin(tx.all(TOLD, &[], |row| row.get::<String>("line"))));
    let read = |line: String| {
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        let field = |name: &str| line["body"][name].as_str().unwrap_or_default().to_owned();
        (field("owner"), field("record"))
    };
    lines.await.unwrap().into_iter().map(read).collect()
}

fn of(n: u8, lead: u8) -> (String, String) {
    let user: kernel::Ref = user(n).into();
    (user.to_string(), id::<LeadId>(lead))
}

const KNOWN: &str = "select count(*) as n from intelligence_late";

on_both! {
    async fn the_owner_of_a_joint_is_told_once_in_open_hours(world: World) {
        furnish(&world).await;
        // Monday 02:40; the business opens at nine.
        opens(&world, 10).await;
        world.clock.pass_seconds(6 * HOUR);
        assert_eq!(told(&world).await, [], "at 08:40 the line says late, and nobody is told");
        world.clock.pass_seconds(HOUR);
        assert_eq!(told(&world).await, [of(BOB, 10)]);
        world.clock.pass_seconds(HOUR);
        assert_eq!(told(&world).await, [of(BOB, 10)], "once");
        assert_eq!(world.count(KNOWN).await, 1);
    }

    async fn what_moves_on_is_forgotten_and_told_again_when_it_comes_back(world: World) {
        furnish(&world).await;
        world.clock.pass_seconds(8 * HOUR);
        opens(&world, 10).await;
        world.clock.pass_seconds(240);
        assert_eq!(told(&world).await, [], "four minutes of five");
        world.clock.pass_seconds(61);
        assert_eq!(told(&world).await, [of(BOB, 10)]);
        let forget = |sql: &'static str| {
            world.store.claim("test", move |tx| Box::pin(async move { tx.exec(sql, values!["crm"]).await }))
        };
        forget("delete from test_open where room = $1").await.unwrap();
        assert_eq!(told(&world).await.len(), 1);
        assert_eq!(world.count(KNOWN).await, 0);
        opens(&world, 10).await;
        world.clock.pass_seconds(301);
        assert_eq!(told(&world).await, [of(BOB, 10), of(BOB, 10)], "it is another passage");
    }

    async fn whoever_is_away_is_stood_in_for_and_a_joint_of_nobody_is_the_administrators(world: World) {
        furnish(&world).await;
        world.clock.pass_seconds(8 * HOUR);
        world.send_away(user(BOB), 3).await;
        opens(&world, 10).await;
        let bill = json!({"room": "billing", "id": id::<InvoiceId>(4), "state": "invoiced", "minor": 1,
            "due_on": "2026-02-01"});
        world.act(&administrator(&world), "test.open", bill).await;
        world.clock.pass_seconds(301);
        let (ada, invoice): (kernel::Ref, _) = (user(ADA).into(), id::<InvoiceId>(4));
        assert_eq!(told(&world).await, [of(CLEO, 10), (ada.to_string(), invoice)]);
    }
}
