//! The laws of the house, tested as laws on both engines, with two toy rooms: a shelf of books and its readers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use facts::crm::{ContactAdded, NoteWritten};
use futures_util::future::join_all;
use kernel::{ContactId, Id, NoteId, Owned, Permit, Result, Scope, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::effect::{Carrier, Claimed, Gate, Leave, New, Outcome};
use store::{Consequence, Series, Tx, values, verify};
use testing::{World, nobody, on_both, someone, user};
use verbs::{Call, Command, Registry, Room, Subject, Verb};

/// A note stands for any noun: one open field, one personal.
#[derive(Debug, Clone, PartialEq)]
struct Book {
    id: NoteId,
    rv: i64,
    owned: Owned,
    contact: ContactId,
    title: String,
    number: i64,
}

store::noun! {
    Book is "note" in "shelf_book" {
        open contact: Id = |b| b.contact;
        personal title: Text = |b| &b.title;
        open number: Int = |b| b.number;
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct BookView {
    id: NoteId,
    rv: i64,
    number: i64,
}

const NUMBERS: Series = Series("book");
const MADE: &str = "
    create table shelf_book (
        id bytea not null, rv bigint not null, owner bytea, team bytea,
        contact bytea not null, title text not null, number bigint not null,
        constraint shelf_book_pk primary key (id), constraint shelf_book_number unique (number));
    create table shelf_free (id bytea not null primary key);";

async fn load(tx: &mut Tx, id: NoteId) -> Result<Book> {
    let sql = "select id, rv, owner, team, contact, title, number from shelf_book where id = $1";
    let read = |row: &store::Row<'_>| {
        Ok(Book {
            id: row.get("id")?,
            rv: row.get("rv")?,
            owned: row.owned()?,
            contact: row.get("contact")?,
            title: row.get("title")?,
            number: row.get("number")?,
        })
    };
    tx.one(sql, values![id], read).await?.ok_or(kernel::Error::Missing("note"))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AddBook {
    title: String,
    #[serde(default)]
    refuse: bool,
}

impl Command for AddBook {
    const VERB: Verb = Verb::post("book.add", "/books").public("form").no_undo("a toy");
    const SERIAL: Option<Series> = Some(NUMBERS);
    type Answer = BookView;

    async fn act(&self, tx: &mut Tx) -> Result<BookView> {
        let (contact, number) = (tx.new_id(), tx.number(NUMBERS, 10).await?);
        let owned = Owned { owner: tx.permit().user(), team: None };
        let book = Book { id: tx.new_id(), rv: 1, owned, contact, title: self.title.clone(), number };
        tx.add(&book).await?;
        tx.tell(NoteWritten { note: book.id, contact, on: None });
        tx.effect(New::of("post", format!("post {}", book.id), &json!({ "title": number })));
        if self.refuse {
            return Err(kernel::Error::field("/refuse", "refused", "as you wish"));
        }
        Ok(BookView { id: book.id, rv: book.rv, number })
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RenameBook {
    note: NoteId,
    title: String,
}

impl Command for RenameBook {
    const VERB: Verb = Verb::post("book.rename", "/books/{note}").undo("book.rename");
    type Answer = BookView;

    fn subject(&self) -> Subject {
        self.note.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<BookView> {
        let book = load(tx, self.note).await?;
        let renamed = Book { title: self.title.clone(), ..book.clone() };
        let told = NoteWritten { note: book.id, contact: book.contact, on: None };
        let kept = tx.keep_and_tell(&book, renamed, told).await?;
        Ok(BookView { id: kept.id, rv: kept.rv, number: kept.number })
    }
}

struct Shelf;

impl Room for Shelf {
    fn register(house: &mut Registry) {
        house.command::<AddBook>();
        house.command::<RenameBook>();
        house.rules().noun::<Book>();
        house.rules().migration("shelf/0001", MADE);
    }
}

/// A room whose consequence reaches into another's table, or follows itself for ever.
struct Burglar;
struct Steal;
struct Echo;

impl Consequence for Steal {
    const NAME: &'static str = "burglar.steal";
    type Fact = ContactAdded;

    async fn follow(&self, tx: &mut Tx, _: &ContactAdded) -> Result<()> {
        tx.exec("delete from shelf_book where number = $1", values![1]).await.map(drop)
    }
}

impl Consequence for Echo {
    const NAME: &'static str = "burglar.echo";
    type Fact = facts::crm::ContactChanged;

    async fn follow(&self, tx: &mut Tx, heard: &facts::crm::ContactChanged) -> Result<()> {
        tx.tell(heard.clone());
        Ok(())
    }
}

impl Room for Burglar {
    fn register(house: &mut Registry) {
        house.rules().consequence(Steal);
        house.rules().consequence(Echo);
    }
}

/// The world outside: it says what it is told to say, and counts.
#[derive(Clone, Default)]
struct Postman {
    carried: Arc<AtomicU32>,
    settled: Arc<AtomicU32>,
    mood: Arc<AtomicU32>,
    shut: Arc<AtomicU32>,
}

impl Carrier for Postman {
    async fn carry(&self, store: &store::Store, _: &Claimed) -> Outcome {
        self.carried.fetch_add(1, Ordering::SeqCst);
        match self.mood.load(Ordering::SeqCst) {
            0 => Outcome::Done("250".into()),
            1 => Outcome::Unknown("the line went dead".into()),
            _ => {
                let later = store.now().as_millisecond() + 60_000;
                Outcome::Retry(kernel::Timestamp::from_millisecond(later).unwrap(), "busy".into())
            }
        }
    }

    async fn settled(&self, _: &mut Tx, _: &Claimed, _: &Outcome) -> Result<()> {
        self.settled.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

/// How a gate breaks over every other effect.
const FAILS: u32 = 3;
const TRIPS: u32 = 4;

impl Gate for Postman {
    async fn may_leave(&self, tx: &mut Tx, effect: &Claimed) -> Result<Leave> {
        let even = effect.payload["title"].as_i64().is_some_and(|number| number % 2 == 0);
        // 2: the claim lets it pass, and by the sender's last word they have opted out.
        let asked = self.shut.load(Ordering::SeqCst);
        match asked {
            2 => self.shut.store(1, Ordering::SeqCst),
            FAILS if even => tx.one("select nothing from nowhere", &[], |_| Ok(())).await.map(drop)?,
            TRIPS if even => panic!("the gate tripped"),
            _ => {}
        }
        Ok(if asked == 1 { Leave::Skip("they opted out".into()) } else { Leave::Now })
    }
}

fn registry() -> Registry {
    with(Postman::default())
}

fn with(postman: Postman) -> Registry {
    let mut house = Registry::default().room::<Shelf>().room::<Burglar>();
    house.rules().carrier("post", postman.clone());
    house.rules().gate("post", postman);
    house
}

async fn add(world: &World, title: &str) -> Json {
    world.act(&nobody(), "book.add", json!({ "title": title })).await
}

fn silent(tx: &mut Tx) -> store::Unit<'_, ()> {
    Box::pin(
        async move { tx.exec("update shelf_book set number = 5 where number = 10", &[]).await.map(drop) },
    )
}

fn reach(tx: &mut Tx) -> store::Unit<'_, ()> {
    Box::pin(async move { tx.exec("delete from shelf_free where id = $1", values![1]).await.map(drop) })
}

fn meet(tx: &mut Tx) -> store::Unit<'_, ()> {
    Box::pin(async move {
        let contact: ContactId = tx.new_id();
        tx.tell(ContactAdded { contact });
        Ok(())
    })
}

fn echo(tx: &mut Tx) -> store::Unit<'_, ()> {
    Box::pin(async move {
        let contact: ContactId = tx.new_id();
        tx.tell(facts::crm::ContactChanged { contact });
        Ok(())
    })
}

/// A book that has a title and no number.
fn half_a_book(tx: &mut Tx) -> store::Unit<'_, ()> {
    const HALF: &str = "
        insert into shelf_book (id, rv, contact, title, number)
        values ($1, 1, $1, 'Ada Lovelace', cast(null as bigint))";
    Box::pin(async move {
        let id: NoteId = tx.new_id();
        tx.exec(HALF, values![id]).await.map(drop)
    })
}

on_both! {
    async fn a_change_without_a_fact_does_not_commit(world: World) {
        add(&world, "Emma").await;
        let error = world.store.write(Permit::engine("test"), None, silent).await.unwrap_err();
        assert!(error.to_string().contains("changed without a fact"), "{error}");
        assert_eq!(world.count("select count(*) as n from shelf_book where number = 10").await, 1);
    }

    async fn what_sealing_costs_is_counted_wherever_cost_is(world: World) {
        add(&world, "Emma").await;
        world.settle().await;
        let counted = store::tally::read(&world.store).sealing_ns > 0;
        assert_eq!(counted, kernel::cost::thread_ns() > 0, "with the feature `proof`, and not without");
    }

    async fn a_table_nobody_declared_cannot_be_written(world: World) {
        let error = world.store.write(Permit::engine("test"), None, reach).await.unwrap_err();
        assert!(error.to_string().contains("nobody may write"), "{error}");
    }

    async fn what_a_statement_failed_at_is_told_without_the_row(world: World) {
        let error = world.store.write(Permit::engine("test"), None, half_a_book).await.unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(!told.contains("Lovelace") && told.contains("number"), "{told}");
    }

    async fn a_consequence_cannot_leave_its_room(world: World) {
        let error = world.store.write(Permit::engine("test"), None, meet).await.unwrap_err();
        assert!(error.to_string().contains("burglar reached into"), "{error}");
    }

    async fn consequences_stop_at_the_third_in_a_row(world: World) {
        let error = world.store.write(Permit::engine("test"), None, echo).await.unwrap_err();
        assert!(error.to_string().contains("fourth in a row"), "{error}");
    }

    async fn a_room_cannot_write_the_journal(world: World) {
        let who = someone(3, Scope::All, &["book.rename"]);
        let permit = who.permit("book.rename", kernel::Access::Granted).unwrap();
        let error = world.store.write(permit, None, |tx| Box::pin(async move {
            tx.exec("delete from journal where kind = $1", values!["note.written"]).await.map(drop)
        })).await.unwrap_err();
        assert!(error.to_string().contains("nobody may write"), "{error}");
    }

    async fn a_change_that_changes_nothing_is_no_fact(world: World) {
        let book = add(&world, "Emma").await;
        let who = someone(3, Scope::All, &["book.rename"]);
        let same = json!({ "note": book["id"], "title": "Emma" });
        assert_eq!(world.act(&who, "book.rename", same).await["rv"], 1);
        assert_eq!(world.count("select count(*) as n from journal where kind = 'note.written'").await, 1);
    }

    async fn the_difference_stands_in_the_line_and_personal_values_do_not(world: World) {
        let book = add(&world, "Sense and Sensibility").await;
        let who = someone(3, Scope::All, &["book.rename"]);
        let rename = json!({ "note": book["id"], "title": "Persuasion" });
        assert_eq!(world.act(&who, "book.rename", rename).await["rv"], 2);
        world.settle().await;
        let lines = world.store.read(|tx| Box::pin(tx.facts_after(-1, 100))).await.unwrap();
        let last = &lines.last().unwrap().line;
        let change = &last["changes"][book["id"].as_str().unwrap()]["~title"];
        assert!(change[0].as_str().unwrap().len() == 64 && change[0] != change[1]);
        let all: String = lines.iter().map(|told| told.line.to_string()).collect();
        assert!(!all.contains("Persuasion") && !all.contains("Sensibility"));
        assert_eq!(last["by"], user(3).to_string());
        assert_eq!(last["cmd"], "book.rename");
    }

    async fn sixty_four_at_once_get_sixty_four_numbers_in_a_row_and_a_refused_one_none(world: World) {
        let many = (0..64).map(|n| {
            let input = json!({ "title": "x", "refuse": n % 8 == 0 });
            world.desk.act(nobody_static(), "book.add", input)
        });
        let got: Vec<i64> = join_all(many).await.into_iter().flatten().map(|b| b["number"].as_i64().unwrap()).collect();
        let mut sorted = got.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (10..66).collect::<Vec<_>>());
    }

    async fn the_same_key_answers_the_same_and_another_request_under_it_is_refused(world: World) {
        let call = |title| Call { idempotency_key: Some("k1".into()), ..Call::of(nobody(), json!({ "title": title })) };
        let first = world.desk.call("book.add", call("Emma")).await.unwrap();
        assert_eq!(first, world.desk.call("book.add", call("Emma")).await.unwrap());
        let other = world.desk.call("book.add", call("Persuasion")).await.unwrap_err();
        assert_eq!((other.status(), other.code()), (422, "request.key_reused"));
        assert_eq!(world.count("select count(*) as n from shelf_book").await, 1);
    }

    async fn what_one_may_not_see_is_missing_and_what_one_may_not_do_is_denied(world: World) {
        let mine = someone(2, Scope::Own, &["book.add", "book.rename"]);
        let book = world.act(&mine, "book.add", json!({ "title": "Emma" })).await;
        let rename = json!({ "note": book["id"], "title": "E" });
        let other = someone(3, Scope::Own, &["book.rename"]);
        assert_eq!(world.refused(&other, "book.rename", rename.clone()).await, "missing");
        assert_eq!(world.refused(&someone(3, Scope::All, &[]), "book.rename", rename.clone()).await, "denied");
        assert_eq!(world.refused(&nobody(), "book.rename", rename.clone()).await, "sign_in");
        assert_eq!(world.act(&mine, "book.rename", rename).await["rv"], 2);
        let made_up = json!({ "note": NoteId::from_bytes([9; 16]), "title": "E" });
        assert_eq!(world.refused(&mine, "book.rename", made_up).await, "missing");
    }

    async fn a_version_seen_too_long_ago_is_refused(world: World) {
        let book = add(&world, "Emma").await;
        let who = someone(3, Scope::All, &["book.rename"]);
        let input = |title| json!({ "note": book["id"], "title": title });
        let call = |title| Call { if_match: Some(1), ..Call::of(who.clone(), input(title)) };
        world.desk.call("book.rename", call("A")).await.unwrap();
        let stale = world.desk.call("book.rename", call("B")).await.unwrap_err();
        assert_eq!((stale.status(), stale.code()), (412, "request.stale"));
    }

    async fn unknown_fields_are_refused(world: World) {
        assert_eq!(world.refused(&nobody(), "book.add", json!({ "title": "x", "colour": "red" })).await, "invalid");
    }

    async fn an_erased_person_is_noise_and_the_journal_still_verifies(world: World) {
        add(&world, "Emma").await;
        let gone = world.store.read(|tx| Box::pin(
            tx.one("select contact from shelf_book", &[], |row| row.get::<ContactId>("contact"))));
        let gone = gone.await.unwrap().unwrap();
        add(&world, "Persuasion").await;
        world.settle().await;
        store::erase::destroy_key(&world.store, gone.into()).await.unwrap();
        let report = verify::verify(&world.store).await.unwrap();
        assert_eq!((report.wrong.len(), report.erased, report.opened), (0, 1, 1));
    }

    async fn the_exported_journal_verifies_from_its_files_alone(world: World) {
        for title in ["a", "b", "c"] { add(&world, title).await; }
        world.settle().await;
        let folder = world.folder().join("export");
        std::fs::create_dir_all(&folder).unwrap();
        assert_eq!(verify::export(&world.store, &folder, true).await.unwrap(), 4);
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let check = |journal: String| {
            let keys = text("pubkeys").lines().map(|line| {
                let parts: Vec<&str> = line.split(' ').collect();
                let key = data_encoding::BASE64.decode(parts[1].as_bytes()).unwrap().try_into().unwrap();
                store::proof::PublicKey { name: parts[0].into(), key, first_size: parts[2].parse().unwrap() }
            }).collect();
            let notes = text("checkpoints").replace("\n\nthroughline\n", "\n\u{0}throughline\n");
            let notes: Vec<String> = notes.split('\u{0}').map(str::to_owned).collect();
            let mut checker = store::proof::Checker::new(keys, notes);
            journal.lines().for_each(|line| checker.line(line.as_bytes(), None));
            checker.finish().wrong
        };
        let whole = text("journal.ndjson");
        assert_eq!(check(whole.clone()), Vec::<String>::new());
        let lines: Vec<&str> = whole.lines().collect();
        assert!(!check(whole.replacen("note.written", "note.WRITTEN", 1)).is_empty(), "a flipped letter");
        assert!(!check(lines[..3].join("\n")).is_empty(), "a cut end");
        assert!(!check([lines[0], lines[2], lines[1], lines[3]].join("\n")).is_empty(), "a swap");
        assert!(!check([&lines[..2], &lines[1..]].concat().join("\n")).is_empty(), "an insertion");
    }
}

fn nobody_static() -> &'static kernel::Actor {
    static NOBODY: std::sync::LazyLock<kernel::Actor> = std::sync::LazyLock::new(nobody);
    &NOBODY
}

async fn both(postman: &Postman, story: impl AsyncFn(&World)) {
    for engine in [testing::Engine::Lite, testing::Engine::Pg] {
        for counter in [&postman.carried, &postman.settled, &postman.mood, &postman.shut] {
            counter.store(0, Ordering::SeqCst);
        }
        if let Some(world) = World::open(engine, with(postman.clone())).await {
            story(&world).await;
        }
    }
}

fn state(world: &World) -> impl Future<Output = i64> + '_ {
    world.count("select count(*) as n from effect where state = 'uncertain'")
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_workers_carry_forty_effects_once_each() {
    let postman = Postman::default();
    both(&postman, async |world| {
        join_all((0..40).map(|_| add(world, "x"))).await;
        let rounds = join_all((0..8).map(|_| store::effect::tick(&world.store))).await;
        assert!(rounds.into_iter().all(|round| round.is_ok()));
        while store::effect::tick(&world.store).await.unwrap().worked > 0 {}
        assert_eq!(postman.carried.load(Ordering::SeqCst), 40);
        assert_eq!(world.count("select count(*) as n from effect where state = 'done'").await, 40);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_nobody_knows_is_not_tried_again() {
    let postman = Postman::default();
    both(&postman, async |world| {
        postman.mood.store(1, Ordering::SeqCst);
        add(world, "x").await;
        for _ in 0..3 {
            store::effect::tick(&world.store).await.unwrap();
        }
        assert_eq!((postman.carried.load(Ordering::SeqCst), state(world).await), (1, 1));
        assert_eq!(postman.settled.load(Ordering::SeqCst), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_waits_for_its_time() {
    let postman = Postman::default();
    both(&postman, async |world| {
        postman.mood.store(2, Ordering::SeqCst);
        add(world, "x").await;
        store::effect::tick(&world.store).await.unwrap();
        let tick = store::effect::tick(&world.store).await.unwrap();
        assert_eq!((tick.worked, postman.carried.load(Ordering::SeqCst)), (0, 1));
        assert_eq!(tick.next_due.unwrap().as_millisecond(), testing::START_MS + 60_000);
        postman.mood.store(0, Ordering::SeqCst);
        world.clock.pass_seconds(60);
        store::effect::tick(&world.store).await.unwrap();
        assert_eq!(world.count("select count(*) as n from effect where state = 'done'").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opts_out_between_claim_and_sending_gets_nothing() {
    let postman = Postman::default();
    both(&postman, async |world| {
        postman.shut.store(2, Ordering::SeqCst);
        add(world, "x").await;
        store::effect::tick(&world.store).await.unwrap();
        assert_eq!(postman.carried.load(Ordering::SeqCst), 0);
        assert_eq!(world.count("select count(*) as n from effect where state = 'skipped'").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_whose_gate_breaks_is_put_aside_and_the_others_leave() {
    const ASIDE: &str = "select count(*) as n from effect where state = 'queued' and held_by = 'unasked'";
    let postman = Postman::default();
    both(&postman, async |world| {
        for (how, times) in [(FAILS, 1), (TRIPS, 2)] {
            postman.shut.store(how, Ordering::SeqCst);
            join_all((0..2).map(|_| add(world, "x"))).await;
            while store::effect::tick(&world.store).await.unwrap().worked > 0 {}
            assert_eq!(world.count(ASIDE).await, i64::from(times), "and it is not asked about again at once");
            assert_eq!(postman.carried.load(Ordering::SeqCst), times);
        }
        postman.shut.store(0, Ordering::SeqCst);
        world.clock.pass_seconds(300);
        store::effect::tick(&world.store).await.unwrap();
        assert_eq!((postman.carried.load(Ordering::SeqCst), world.count(ASIDE).await), (4, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_that_ends_while_sending_leaves_a_question() {
    let postman = Postman::default();
    both(&postman, async |world| {
        add(world, "x").await;
        let dead = "update effect set state = 'sending', epoch = 7, lease_until = $1 where state = 'queued'";
        world
            .store
            .claim("test", move |tx| {
                Box::pin(async move {
                    let until = tx.now().as_millisecond() + 1_000;
                    tx.exec(dead, values![until]).await
                })
            })
            .await
            .unwrap();
        store::effect::tick(&world.store).await.unwrap();
        assert_eq!(state(world).await, 0);
        world.clock.pass_seconds(2);
        store::effect::tick(&world.store).await.unwrap();
        assert_eq!((state(world).await, postman.carried.load(Ordering::SeqCst)), (1, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_two_files_that_open_again() {
    let world = World::open(testing::Engine::Lite, registry()).await.unwrap();
    add(&world, "Emma").await;
    let (folder, elsewhere) = (world.folder().join("backup"), world.folder().join("elsewhere"));
    let place = world.place();
    let manifest = store::backup::run(&place, &folder, false).await.unwrap();
    assert_eq!(manifest.entries, 2);
    let restored = store::Place { dir: &elsewhere, ..world.place() };
    let (data, keyring) = (folder.join(&manifest.data), folder.join(&manifest.keyring));
    let report = store::backup::restore(&restored, &data, &keyring).await.unwrap();
    assert_eq!((report.entries, report.opened, report.wrong.len()), (2, 1, 0));
    assert!(
        store::backup::restore(&restored, &data, &keyring).await.unwrap_err().to_string().contains("already")
    );
    let bytes = std::fs::read(&data).unwrap();
    assert!(bytes.len() > 10_000);
    let broken = folder.join("broken.db");
    std::fs::write(&broken, &bytes[..bytes.len() / 2]).unwrap();
    let third = world.folder().join("third");
    assert!(
        store::backup::restore(&store::Place { dir: &third, ..world.place() }, &broken, &keyring)
            .await
            .is_err()
    );
}

#[test]
fn a_user_id_is_not_a_contact_id() {
    assert!(UserId::from_bytes([1; 16]).to_string().parse::<ContactId>().is_err());
}
