//! The target of a joint passes: who is told, once, in open hours, and when it is over.
#![allow(clippy::unwrap_used)]

mod house;

use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use house::{id, registry};
use kernel::{Id, InvoiceId, Joint, JointRule, LeadId, LineSettings, UserId};
use serde_json::json;
use store::fate::{Fate, Fates};
use store::{Store, tally, values};
use testing::{Engine, World, administrator, on_both};

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

/// So many leads come in at one moment.
async fn many_open(world: &World, many: u16) {
    const ADD: &str = "
        insert into test_open (room, kind, id, state, since, move, minor, test)
        values ('crm', 'lead', $1, 'captured', $2, 'ours', 1, false)";
    let add = world.store.claim("test", move |tx| {
        Box::pin(async move {
            for n in 0..many {
                let mut bytes = [9; 16];
                bytes[..2].copy_from_slice(&n.to_be_bytes());
                let now = tx.now();
                tx.exec(ADD, values![LeadId::from_bytes(bytes), now]).await?;
            }
            Ok(())
        })
    });
    add.await.unwrap();
}

async fn answered(store: &Store, sql: &'static str) {
    let gone = store.claim("test", move |tx| Box::pin(async move { tx.exec(sql, values!["crm"]).await }));
    gone.await.unwrap();
}

/// What the database was asked by a round of every worker.
async fn asked_in_a_round(world: &World) -> u64 {
    world.work().await;
    let before = tally::read(&world.store).statements;
    world.work().await;
    tally::read(&world.store).statements - before
}

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
        answered(&world.store, "delete from test_open where room = $1").await;
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

    async fn who_stands_in_for_a_person_goes_before_who_stands_in_for_a_joint(world: World) {
        furnish(&world).await;
        world.clock.pass_seconds(8 * HOUR);
        let own = world.store.claim("test", |tx| {
            let ada = "update test_user set stand_in = $2 where id = $1";
            Box::pin(async move { tx.exec(ada, values![user(BOB), user(ADA)]).await })
        });
        own.await.unwrap();
        world.send_away(user(BOB), 3).await;
        opens(&world, 10).await;
        world.clock.pass_seconds(301);
        assert_eq!(told(&world).await, [of(ADA, 10)]);
    }

    async fn a_round_reads_no_more_because_more_is_late(world: World) {
        furnish(&world).await;
        world.clock.pass_seconds(8 * HOUR);
        opens(&world, 10).await;
        world.clock.pass_seconds(301);
        let one = asked_in_a_round(&world).await;
        many_open(&world, 10_000).await;
        let told_before = world.store.claim("test", |tx| {
            const TELL: &str = "
                insert into intelligence_late (joint, kind, id, since, told_on)
                select 'captured_answered', kind, id, since, '2026-02-02' from test_open where id <> $1";
            Box::pin(async move { tx.exec(TELL, values![LeadId::from_bytes([10; 16])]).await })
        });
        assert_eq!(told_before.await.unwrap(), 10_000);
        world.clock.pass_seconds(301);
        let many = asked_in_a_round(&world).await;
        assert!(many < one + 10, "with one that is late {one} statements, with 10,001 {many}");
        assert_eq!(told(&world).await.len(), 1);
    }

    async fn many_that_are_late_at_once_are_told_two_hundred_in_a_round(world: World) {
        furnish(&world).await;
        world.clock.pass_seconds(8 * HOUR);
        many_open(&world, 450).await;
        world.clock.pass_seconds(301);
        for known in [200, 400, 450, 450] {
            assert_eq!(told(&world).await.len(), known);
        }
    }

    async fn all_that_moved_on_is_forgotten_page_by_page(world: World) {
        furnish(&world).await;
        world.clock.pass_seconds(8 * HOUR);
        many_open(&world, 1_200).await;
        world.clock.pass_seconds(301);
        for _ in 0..6 {
            world.work().await;
        }
        assert_eq!(world.count(KNOWN).await, 1_200);
        answered(&world.store, "delete from test_open where room = $1").await;
        opens(&world, 10).await;
        for _ in 0..4 {
            world.work().await;
        }
        assert_eq!(world.count(KNOWN).await, 0, "what has just come is not late");
    }
}

/// Somebody answers between the look and the telling.
struct Meanwhile(Arc<OnceLock<Store>>);

impl Fates for Meanwhile {
    fn of(&self, by: &'static str) -> Pin<Box<dyn Future<Output = Fate> + Send>> {
        let answerer = self.0.get().filter(|_| by == "intelligence.late").cloned();
        Box::pin(async move {
            if let Some(store) = answerer {
                answered(&store, "delete from test_open where room = $1 and kind = 'lead'").await;
            }
            Fate::Happens
        })
    }
}

async fn nobody_is_told_of_what_is_answered_while_the_round_looks(engine: Engine) {
    let (answerer, mut registry) = (Arc::new(OnceLock::new()), registry());
    registry.rules().befalls(Meanwhile(answerer.clone()));
    let Some(world) = World::open(engine, registry).await else { return };
    furnish(&world).await;
    world.clock.pass_seconds(8 * HOUR);
    opens(&world, 10).await;
    let bill = json!({"room": "billing", "id": id::<InvoiceId>(4), "state": "invoiced", "minor": 1,
        "due_on": "2026-02-01"});
    world.act(&administrator(&world), "test.open", bill).await;
    world.clock.pass_seconds(301);
    answerer.set(world.store.clone()).ok().unwrap();
    let (ada, invoice): (kernel::Ref, _) = (user(ADA).into(), id::<InvoiceId>(4));
    assert_eq!(told(&world).await, [(ada.to_string(), invoice)], "the invoice, and not the lead");
    assert_eq!(world.count(KNOWN).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_told_of_what_is_answered_meanwhile_on_sqlite() {
    nobody_is_told_of_what_is_answered_while_the_round_looks(Engine::Lite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_told_of_what_is_answered_meanwhile_on_postgresql() {
    nobody_is_told_of_what_is_answered_while_the_round_looks(Engine::Pg).await;
}
