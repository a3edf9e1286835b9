//! What a lead and a list may cost, held to `bench/gates.toml`: statements and syncs exactly, CPU as the instructions
//! the processor was given, which valgrind counts. No gate looks at a clock, on the wall or of the processor: on a
//! machine with neighbours the same work took from 9.6 to 13.5 times what a reference loop of the same second did.
//!
//! `THROUGHLINE_MEASURE=1` writes what was found into the file, for whoever has decided that it may cost so much.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "house/founded.rs"]
mod founded;
#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

#[path = "gates/book.rs"]
mod book;
#[path = "gates/counted.rs"]
mod counted;

use std::collections::BTreeMap;

use book::Book;
use counted::{counted, mark};
use founded::founded;
use futures_util::future::join_all;
use kernel::Actor;
use serde_json::{Value as Json, json};
use store::tally::{self, Asked};
use testing::{Engine, World, nobody};
use verbs::Call;

/// One gate at a time: what a store was asked counts for all of the process.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// First pages, by the verb that asks for them.
const LISTS: [&str; 4] = ["lead.list", "contact.list", "deal.list", "pipeline.read"];
/// Enough that a statement for each row would show; a first page holds fifty.
const FEW: usize = 4;
const MANY: usize = 40;
/// Counted together.
const LEADS: u64 = 20;
const PAGES: u64 = 20;

struct House {
    world: World,
    boss: Actor,
    leads: usize,
}

impl House {
    async fn open(engine: Engine) -> Option<House> {
        let world = World::open(engine, rooms::registry()).await?;
        let boss = founded(&world).await;
        world.settle().await;
        // Until what was published is settled everybody reads the automations for themselves.
        world.clock.pass_seconds(60);
        Some(House { world, boss, leads: 0 })
    }

    /// Forms that were opened and typed into.
    async fn typed(&mut self, count: usize) -> Vec<Json> {
        let mut sheets = vec![];
        for _ in 0..count {
            self.leads += 1;
            let shown = self.world.act(&nobody(), "form.show", json!({ "slug": "contact" })).await;
            let answers = json!({
                "name": format!("Grace Hopper {}", self.leads), "email": format!("grace{}@customer.test", self.leads),
                "message": "Do you paint ships?",
            });
            sheets.push(json!({ "slug": "contact", "answers": answers, "token": shown["token"] }));
        }
        self.world.clock.pass_seconds(10);
        sheets
    }

    async fn submit(&self, sheet: Json) {
        let taken = self.world.act(&nobody(), "form.submit", sheet).await;
        assert_eq!(taken["state"], "taken", "{taken}");
    }

    /// Leads, of which half have become deals.
    async fn fill(&mut self, up_to: usize) {
        for (n, sheet) in self.typed(up_to - self.leads).await.into_iter().enumerate() {
            // The newest stands first.
            self.world.clock.pass_seconds(1);
            self.submit(sheet).await;
            if n % 2 == 0 {
                let newest = json!({ "limit": 1 });
                let lead = self.world.act(&self.boss, "lead.list", newest).await["items"][0]["id"].clone();
                let value = json!({ "minor": 100_000, "currency": "EUR" });
                self.world.act(&self.boss, "lead.qualify", json!({ "lead": lead, "value": value })).await;
            }
        }
        self.world.settle().await;
    }

    /// What the database was asked while this was done.
    async fn asked(&self, work: impl Future<Output = ()>) -> Asked {
        let before = tally::read(&self.world.store);
        work.await;
        let after = tally::read(&self.world.store);
        let (statements, syncs) = (after.statements - before.statements, after.syncs - before.syncs);
        Asked { statements, syncs, sealing_ns: 0 }
    }

    async fn first_pages(&self) -> BTreeMap<String, u64> {
        let mut found = BTreeMap::new();
        for verb in LISTS {
            let asked = self.asked(async {
                self.world.act(&self.boss, verb, json!({})).await;
            });
            let asked = asked.await;
            assert_eq!(asked.syncs, 0, "{verb} writes");
            found.insert(verb.to_owned(), asked.statements);
        }
        found
    }
}

/// The statements and syncs of one lead, the same for one after the other.
async fn intake(house: &mut House) -> Asked {
    let mut all = vec![];
    for sheet in house.typed(6).await {
        all.push(house.asked(house.submit(sheet)).await);
    }
    // The first of a house meets empty tables.
    let [_, first, rest @ ..] = all.as_slice() else { unreachable!("six leads were sent") };
    assert!(rest.iter().all(|one| one == first), "one lead costs more than the next: {all:?}");
    *first
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lead_asks_the_database_no_more_than_was_agreed() {
    let _alone = ALONE.lock().await;
    for engine in [Engine::Lite, Engine::Pg] {
        let Some(mut house) = House::open(engine).await else { continue };
        let asked = intake(&mut house).await;
        let name = if engine == Engine::Lite { "sqlite" } else { "postgresql" };
        Book::open().holds(&format!("intake.{name}.statements"), asked.statements);
        Book::open().holds(&format!("intake.{name}.syncs"), asked.syncs);
    }
}

/// 64 people at a time, as many as the load generator has.
const AT_ONCE: usize = 64;
/// Of 1,000 leads that come together.
const MOST_SYNCS: u64 = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leads_that_come_together_share_what_a_commit_costs() {
    let _alone = ALONE.lock().await;
    let mut house = House::open(Engine::Lite).await.unwrap();
    let sheets = house.typed(4 * AT_ONCE).await;
    let leads = sheets.len() as u64;
    let together = async {
        for sheets in sheets.chunks(AT_ONCE) {
            join_all(sheets.iter().map(|sheet| house.submit(sheet.clone()))).await;
        }
    };
    let asked = house.asked(together).await;
    assert!(asked.syncs > 0, "what was answered is on the disk");
    assert!(asked.syncs * 1000 <= leads * MOST_SYNCS, "{} syncs for {leads} leads", asked.syncs);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_page_asks_the_database_the_same_for_few_rows_and_for_many() {
    let _alone = ALONE.lock().await;
    for engine in [Engine::Lite, Engine::Pg] {
        let Some(mut house) = House::open(engine).await else { continue };
        house.fill(FEW).await;
        let few = house.first_pages().await;
        house.fill(MANY).await;
        let many = house.first_pages().await;
        assert_eq!(few, many, "a statement for each row");
        for (verb, statements) in many {
            Book::open().holds(&format!("first_page.{verb}"), statements);
        }
    }
}

/// What is counted: it runs under valgrind, started by the test after it, and says with each mark where a part ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the work that the next one counts"]
async fn leads_and_first_pages() {
    let mut house = House::open(Engine::Lite).await.unwrap();
    house.fill(MANY).await;
    let sheets = house.typed(LEADS as usize).await;
    mark();
    for sheet in sheets {
        house.submit(sheet).await;
    }
    mark();
    for verb in LISTS {
        for _ in 0..PAGES {
            house.world.desk.tell(verb, Call::of(house.boss.clone(), json!({}))).await.unwrap();
        }
        mark();
    }
}

#[test]
fn a_lead_and_a_first_page_take_no_more_of_the_processor_than_was_agreed() {
    let parts = counted("leads_and_first_pages");
    let [_before, leads, pages @ ..] = parts.as_slice() else { unreachable!("it has marks") };
    assert_eq!(pages.len(), LISTS.len());
    Book::open().holds_about("intake.instructions", leads / LEADS);
    for (verb, instructions) in LISTS.iter().zip(pages) {
        Book::open().holds_about(&format!("first_page.{verb}.instructions"), instructions / PAGES);
    }
}
