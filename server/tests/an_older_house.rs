//! Today's program over the data of an older one: a house in use, in the shape the tables had when the whole line first
//! stood, is brought up, goes on where it was, and does nothing twice; an upgrade that fails leaves it as it was.
//!
//! The older shape is what the locked migrations of that day make; what the house holds is carried into it, less
//! everything those tables had no place for.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "house/founded.rs"]
mod founded;
#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

#[path = "full_store/faults.rs"]
#[allow(dead_code)] // nothing befalls it
mod faults;
#[path = "full_store/house.rs"]
#[allow(dead_code)] // nobody stands still
mod house;
#[path = "older/lite.rs"]
mod lite;
#[path = "whole_line/moves.rs"]
#[allow(dead_code)] // only its dice
mod moves;
#[path = "older/past.rs"]
mod past;
#[path = "older/pg.rs"]
mod pg;
#[path = "full_store/post.rs"]
#[allow(dead_code)] // it takes everything, or nothing
mod post;
#[path = "whole_line/walk.rs"]
#[allow(dead_code)] // only its dice
mod walk;

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use house::House;
use kernel::RunId;
use past::Older;
use serde_json::json;
use store::Row;
use testing::{Engine, World, nobody};

const DAY: i64 = 86_400;
const PEOPLE: usize = 3;

async fn inquires(house: &mut House, n: usize) {
    let shown = house.world.act(&nobody(), "form.show", json!({"slug": "contact"})).await;
    house.pass(10).await.unwrap();
    let answers = json!({
        "name": format!("Person {n}"), "email": format!("person{n}@customer.test"), "message": "A kitchen, please.",
    });
    let input = json!({"slug": "contact", "token": shown["token"], "consent": false, "answers": answers});
    assert_eq!(house.world.act(&nobody(), "form.submit", input).await["state"], "taken");
    house.work().await.unwrap();
}

/// People are being followed up, a letter waits for the mail server, somebody has an exception.
/// None where there is no PostgreSQL to be in use on.
async fn in_use(engine: Engine) -> Option<House> {
    let mut house = House::open(engine, 1).await?;
    house.post.calm.store(true, Ordering::SeqCst);
    house.look().await.unwrap();
    let mail = json!({
        "from_name": "Bright Studio", "from_address": "hello@bright.test", "reply_to": "ada@bright.test",
        "host": "mail.bright.test", "port": 587, "security": "start_tls",
    });
    house.world.act(&house.boss, "mail.change", mail).await;
    for n in 0..PEOPLE - 1 {
        inquires(&mut house, n).await;
    }
    house.pass(2 * DAY).await.unwrap();
    house.post.shut.store(true, Ordering::SeqCst);
    inquires(&mut house, PEOPLE - 1).await;
    let trouble = json!({"title": "The telephone is broken", "detail": "Nobody can call us."});
    house.world.act(&house.boss, "exception.raise", trouble).await;
    Some(house)
}

async fn rows(house: &House, sql: &'static str) -> BTreeMap<String, String> {
    let read = |row: &Row<'_>| {
        // Who it is about: a word, or an id.
        let about = row.get::<String>("a").or_else(|_| row.get::<RunId>("a").map(|run| run.to_string()));
        Ok((about?, row.get::<String>("b")?))
    };
    let all = house.world.store.read(move |tx| Box::pin(tx.all(sql, &[], read))).await.unwrap();
    all.into_iter().collect()
}

const RUNS: &str = "
    select r.id as a, v.sha256 || ' ' || r.state as b
    from automation_run r join automation_version v on v.id = r.version where r.ended_at is null";
const VERSIONS: &str = "
    select r.id as a, v.sha256 as b from automation_run r join automation_version v on v.id = r.version";
const STEPS: &str = "select id as a, cast(steps as text) as b from automation_run";
const TROUBLE: &str =
    "select title as a, state as b from store_exception where code like 'exception.%' or owner is not null";
const LETTERS: &str = "
    select c.email as a, cast(count(*) as text) as b from crm_message_window m join crm_contact c on c.id = m.contact
    where m.direction = 'out' and m.state = 'accepted' group by c.email";
const WAITS: &str = "select count(*) as n from effect where state = 'queued'";

/// The administrator of a house that is opened anew, at the moment the other one ended.
async fn opened(older: &Older, before: &House) -> kernel::Result<House> {
    let parts = (before.faults.clone(), before.post.clone());
    let registry = house::registry(&parts.0, &parts.1);
    let world = World::of_folder(older.place(), before.now().as_millisecond() + 60_000, registry).await?;
    let user = before.boss.user.unwrap();
    let boss = world.desk.doorkeeper().unwrap().of_user(&world.desk, user).await?.unwrap();
    Ok(House::of(world, boss, parts, 2))
}

macro_rules! on_both {
    ($(async fn $name:ident($engine:ident: Engine) $story:block)+) => {$(
        mod $name {
            use super::*;
            async fn story($engine: Engine) $story
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() { story(Engine::Lite).await }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgresql() { story(Engine::Pg).await }
        }
    )+};
}

on_both! {
    async fn k16_an_older_house_goes_on_where_it_was_and_sends_nothing_twice(engine: Engine) {
        let Some(before) = in_use(engine).await else { return };
        assert!(before.world.count(WAITS).await > 0, "a letter waits");
        let (sleeping, steps) = (rows(&before, RUNS).await, rows(&before, STEPS).await);
        assert!(sleeping.len() >= PEOPLE, "{sleeping:?}");
        let (letters, trouble) = (rows(&before, LETTERS).await, rows(&before, TROUBLE).await);
        let older = past::carry_back(&before.world).await;
        let mut after = opened(&older, &before).await.unwrap();
        drop(before);
        assert_eq!(rows(&after, RUNS).await, sleeping, "nothing moved while it was brought up");
        assert_eq!(rows(&after, LETTERS).await, letters);
        assert_eq!(rows(&after, TROUBLE).await, trouble, "what was somebody's still is");

        after.post.shut.store(false, Ordering::SeqCst);
        after.look().await.unwrap();
        for _ in 0..14 {
            after.pass(DAY).await.unwrap();
        }
        let (versions, moved) = (rows(&after, VERSIONS).await, rows(&after, STEPS).await);
        for (run, was) in &sleeping {
            assert_eq!(was.split(' ').next(), versions.get(run).map(String::as_str), "{run} keeps its version");
            let number = |steps: &BTreeMap<String, String>| steps[run].parse::<i64>().unwrap();
            assert!(number(&moved) > number(&steps), "{run} went no further than {was}");
        }
        let expected = (0..PEOPLE).map(|n| (format!("person{n}@customer.test"), "5".to_owned()));
        let letters = rows(&after, LETTERS).await;
        assert_eq!(letters, expected.collect(), "an answer and four letters for everybody, over both lives");
        assert_eq!(after.post.came().1, None, "nothing left twice");
        let report = store::verify::verify(&after.world.store).await.unwrap();
        assert!(report.wrong.is_empty() && report.entries > 50, "{report:?}");
    }

    async fn k16_an_upgrade_that_fails_leaves_the_house_as_it_was_and_says_why(engine: Engine) {
        let Some(before) = in_use(engine).await else { return };
        let older = past::carry_back(&before.world).await;
        let stands = older.everything().await;
        older.change("create table automation_pin (in_the_way text)").await;
        let in_the_way = older.everything().await;
        let why = opened(&older, &before).await.err().expect("something is in its way").to_string();
        assert!(why.contains("`automation/0008_pin` says") && why.contains("Nothing was changed"), "{why}");
        assert_eq!(older.everything().await, in_the_way, "neither shape nor rows");
        older.change("drop table automation_pin").await;
        assert_eq!(older.everything().await, stands);
        let after = opened(&older, &before).await.unwrap();
        assert_eq!(rows(&after, RUNS).await, rows(&before, RUNS).await);
    }
}
