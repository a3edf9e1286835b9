//! Words from their draft to a mailbox, in the whole house: approved, pinned, sent through a real Postfix, and held
//! back in the last moment when somebody no longer wants them.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "house/founded.rs"]
mod founded;
#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

use std::cell::RefCell;

use founded::founded;
use kernel::{Actor, ContactId, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::effect::{self, Claimed, Outcome};
use store::{Store, Tx};
use stories::bed::postfix::{Postfix, header};
use testing::World;
use verbs::{Call, Command, Desk, Registry, Verb};

/// Asks for what `Withdrawal` carries: an effect of its own, due before the mail.
#[derive(Debug, Deserialize, JsonSchema)]
struct WithdrawSoon {
    contact: ContactId,
}

impl Command for WithdrawSoon {
    const VERB: Verb = Verb::post("play.withdraw_soon", "/play/withdraw-soon").no_undo("a play");
    type Answer = ();
    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let person = Some(self.contact.into());
        tx.effect(effect::New { person, ..effect::New::of("play", "withdraw", &json!({})) });
        Ok(())
    }
}

/// They take their consent back while a mail to them is claimed already.
struct Withdrawal;

thread_local! {
    /// Of the story on this thread: a carrier has no desk of its own.
    static DESK: RefCell<Option<(Desk, Actor)>> = const { RefCell::new(None) };
}

impl effect::Carrier for Withdrawal {
    async fn carry(&self, _: &Store, effect: &Claimed) -> Outcome {
        let contact = ContactId::from_bytes(effect.person.unwrap());
        let (desk, boss) = DESK.take().unwrap();
        let will = json!({ "contact": contact, "purpose": "news", "given": false, "how": "one click" });
        desk.call("consent.record", Call::of(boss, will)).await.unwrap();
        Outcome::Done("withdrawn".into())
    }

    async fn settled(&self, _: &mut Tx, _: &Claimed, _: &Outcome) -> Result<()> {
        Ok(())
    }
}

fn registry() -> Registry {
    let mut house = rooms::registry();
    house.command::<WithdrawSoon>();
    house.rules().carrier("play", Withdrawal);
    house.rules().in_turn();
    house
}

async fn post(world: &World, boss: &Actor, port: u16) {
    let mail = json!({ "from_name": "Bright Studio", "from_address": "hello@biz.test", "host": "127.0.0.1",
        "port": port, "security": "none" });
    world.act(boss, "mail.change", mail).await;
}

/// Somebody asks; their contact and lead.
async fn ask(world: &World, boss: &Actor, name: &str) -> (Json, Json) {
    let email = format!("{}@customer.test", name.to_lowercase().replace('ë', "e"));
    let input = json!({"channel": "call", "name": name, "email": email, "message": "We need a kitchen."});
    // The newest lead is the first of the list: no two of one moment.
    world.clock.pass_seconds(1);
    world.act(boss, "intake.quick_add", input).await;
    let leads = world.act(boss, "lead.list", json!({})).await;
    (leads["items"][0]["contact"].clone(), leads["items"][0]["id"].clone())
}

async fn write(world: &World, boss: &Actor, slug: &str, class: &str, language: &str, body: &str) -> Json {
    let words = json!({ "slug": slug, "language": language, "class": class, "subject": format!("{slug} {language}"),
        "body": body });
    let id = world.act(boss, "template.draft", words).await["id"].clone();
    world.act(boss, "template.submit", json!({ "template": id })).await;
    let read = world.act(boss, "template.read", json!({ "template": id })).await;
    let exactly = json!({ "template": id, "sha256": read["versions"][0]["sha256"] });
    world.act(boss, "template.approve", exactly).await;
    id
}

async fn agree(world: &World, boss: &Actor, contact: &Json) {
    let will = json!({ "contact": contact, "purpose": "news", "given": true, "how": "on the phone" });
    world.act(boss, "consent.record", will).await;
}

async fn state_of(world: &World, boss: &Actor, contact: &Json, template: &str) -> (String, String) {
    let said = world.act(boss, "message.list", json!({ "contact": contact })).await;
    let of = |one: &&Json| one["template"].as_str().is_some_and(|name| name.starts_with(template));
    let one = said["items"].as_array().unwrap().iter().find(of).unwrap_or_else(|| panic!("{said:#}")).clone();
    let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
    (text("state"), text("reason"))
}

const NEWS: &str = "# News for {contact.first_name|you}\n\nHello **{contact.first_name|there}**,\n\n- one\n- two\n\n\
    [See it](https://biz.test/news?x=1)\n\n---\n\nBest, {business.name}";

testing::on_both! {
    async fn x13_taking_back_what_staff_recorded_puts_no_words_in_anybodys_mouth(world: World) {
        let boss = founded(&world).await;
        let (contact, _) = ask(&world, &boss, "Zoë").await;
        let record = async |purpose: &str, given: bool, how: &str| {
            let will = json!({ "contact": contact, "purpose": purpose, "given": given, "how": how });
            world.call(&boss, "consent.record", will).await.unwrap()
        };
        for (purpose, given) in [("news", true), ("follow_up", false)] {
            assert_eq!(record(purpose, given, "in person").await.undo, None, "nothing else had been said of {purpose}");
        }
        let undo = record("news", false, "on the phone").await.undo.unwrap();
        let put_back = world.act(&boss, undo["verb"].as_str().unwrap(), undo["body"].clone()).await;
        let news = put_back["consents"].as_array().unwrap().iter().find(|one| one["purpose"] == "news").unwrap();
        assert_eq!((&news["given"], &news["how"]), (&json!(true), &json!("in person")));
    }

    async fn a_text_of_blocks_arrives_in_the_readers_language_and_can_be_left(world: World) {
        let bed = Postfix::start_new();
        let boss = founded(&world).await;
        post(&world, &boss, bed.plain).await;
        write(&world, &boss, "news", "marketing", "de", NEWS).await;
        write(&world, &boss, "news", "marketing", "fr", "Bonjour {contact.first_name|à vous}").await;
        let (german, _) = ask(&world, &boss, "Zoë").await;
        let (french, _) = ask(&world, &boss, "Luc").await;
        let (polish, _) = ask(&world, &boss, "Ewa").await;
        for (contact, language) in [(&french, "fr"), (&polish, "pl")] {
            let change = json!({ "contact": contact, "language": language });
            world.act(&boss, "contact.change", change).await;
        }
        for contact in [&german, &french, &polish] {
            agree(&world, &boss, contact).await;
            // Named as part of the business, it still leaves as what it is: marketing.
            let wish = json!({ "contact": contact, "template": "news", "class": "transactional", "new_thread": true });
            world.act(&boss, "message.send", wish).await;
        }
        world.work().await;
        let of = |address: &str| {
            let mails = bed.wait_for(address, 1);
            mails.into_iter().find(|mail| mail.subject().unwrap().starts_with("news")).unwrap()
        };
        let mail = of("zoe@customer.test");
        assert_eq!(mail.subject(), Some("news de"));
        assert_eq!(mail.text_body_count() + mail.html_body_count(), 2, "text and HTML, nothing else");
        let html = mail.body_html(0).unwrap();
        for part in ["News for Zoë</h1>", "<strong>Zoë</strong>", "href=\"https://biz.test/news?x=1\"", "See it</a>"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        let text = mail.body_text(0).unwrap().replace("\r\n", "\n");
        let said = "News for Zoë\n\nHello Zoë,\n\n- one\n- two\n\nSee it (https://biz.test/news?x=1)\n\n---\n\n\
            Best, Bright Studio";
        assert!(text.starts_with(said), "{text}");
        assert!(header(&mail, "List-Unsubscribe").contains("/news>"), "{}", header(&mail, "List-Unsubscribe"));
        assert_eq!(of("luc@customer.test").subject(), Some("news fr"));
        assert_eq!(of("ewa@customer.test").subject(), Some("news de"), "the language of the business");
        let listed = world.act(&boss, "template.list", json!({ "language": "fr" })).await;
        assert_ne!(listed["items"][0]["last_sent_at"], Json::Null);
    }

    async fn what_they_take_back_between_claim_and_hand_over_is_not_sent(world: World) {
        let bed = Postfix::start_new();
        let boss = founded(&world).await;
        post(&world, &boss, bed.plain).await;
        write(&world, &boss, "news", "marketing", "de", NEWS).await;
        let (never, _) = ask(&world, &boss, "Never").await;
        let (gone, _) = ask(&world, &boss, "Gone").await;
        world.work().await;
        agree(&world, &boss, &gone).await;
        let news = |contact: &Json| json!({ "contact": contact, "template": "news", "new_thread": true });
        let desk = Desk { store: world.store.clone(), registry: world.desk.registry.clone() };
        DESK.set(Some((desk, boss.clone())));
        world.act(&boss, "play.withdraw_soon", json!({ "contact": gone })).await;
        world.clock.pass_seconds(1);
        world.act(&boss, "message.send", news(&gone)).await;
        world.act(&boss, "message.send", news(&never)).await;
        let tick = store::effect::tick(&world.store).await.unwrap();
        assert!(tick.worked >= 3, "all of it was claimed at once");
        world.work().await;
        let (state, reason) = state_of(&world, &boss, &gone, "news").await;
        assert_eq!((state.as_str(), reason.as_str()), ("skipped", "they took back their consent to news"));
        let (state, reason) = state_of(&world, &boss, &never, "news").await;
        assert_eq!((state.as_str(), reason.as_str()), ("skipped", "they never agreed to news"));
        let news = |mail: &mail_parser::Message<'_>| mail.subject().is_some_and(|subject| subject.starts_with("news"));
        assert!(!bed.delivered().iter().any(news), "nothing of it left");
    }

    async fn the_ready_automations_send_what_they_were_published_with(world: World) {
        let bed = Postfix::start_new();
        let boss = founded(&world).await;
        post(&world, &boss, bed.plain).await;
        assert_eq!(world.count("select count(*) as n from automation_pin where slug = 'acknowledgement'").await, 2);
        let found = world.act(&boss, "automation.list", json!({ "limit": 100 })).await;
        let found = found["items"].as_array().unwrap();
        let answer = found.iter().find(|one| one["slug"] == "instant-answer").unwrap()["id"].clone();
        write(&world, &boss, "acknowledgement", "inquiry", "de", "Ganz neue Worte von {business.name}").await;
        ask(&world, &boss, "Ada").await;
        for _ in 0..3 { world.work().await; }
        let first = bed.wait_for("ada@customer.test", 1).remove(0);
        assert!(!first.body_text(0).unwrap().contains("Ganz neue Worte"), "nobody took up the new words yet");
        let taken = world.act(&boss, "automation.take_texts", json!({ "automation": answer })).await;
        assert_eq!(taken["version"], 2, "{taken:#}");
        ask(&world, &boss, "Bea").await;
        for _ in 0..3 { world.work().await; }
        let second = bed.wait_for("bea@customer.test", 1).remove(0);
        assert!(second.body_text(0).unwrap().contains("Ganz neue Worte"));
        let listed = world.act(&boss, "template.list", json!({ "language": "de" })).await;
        let text = listed["items"].as_array().unwrap().iter().find(|one| one["slug"] == "acknowledgement").unwrap();
        let retired = world.act(&boss, "template.retire", json!({ "template": text["id"] })).await;
        assert_eq!(retired["used_by"][0]["name"], "Instant answer", "{retired:#}");
    }
}
