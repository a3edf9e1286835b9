//! Letters: another room wants one written, or somebody writes about a record of it. A small billing room plays
//! along.
#![allow(clippy::unwrap_used)] // a test may fail so

mod inquiry;

use facts::crm::LetterWanted;
use kernel::paper::Paper;
use kernel::text::Values;
use kernel::{ContactId, InvoiceId, Owned, Ref, Result, Scope, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::effect::{Carrier, Claimed, Outcome};
use store::{PaperRequest, Speaks, Store, Tx};
use testing::{World, on_both, someone, user};
use verbs::{Command, Registry, Room, Verb};

use inquiry::{ada, automation, lead, maria};

/// An invoice as far as a letter needs one.
struct Bill {
    id: InvoiceId,
    rv: i64,
    owned: Owned,
    contact: ContactId,
}

store::noun! {
    Bill is "invoice" in "billing_bill" { open contact: Id = |b| b.contact; }
}

facts::facts! {
    BillMade = "bill.made" about contact { open contact: ContactId }
}

struct Speaker;

impl Speaks for Speaker {
    const NOUN: &'static str = "invoice";

    async fn speak(&self, tx: &mut Tx, on: Ref, language: &str) -> Result<Values> {
        let token = tx.link_again("invoice", on, None).await?;
        let link = tx.public_url(&format!("/i/{token}"));
        let said = |path: &str, value: String| (path.to_owned(), value);
        Ok([said("invoice.number", format!("R-1 ({language})")), said("links.invoice", link)].into())
    }
}

/// Makes an invoice and has it sent.
#[derive(Debug, Deserialize, JsonSchema)]
struct MakeBill {
    contact: ContactId,
    template: String,
    #[serde(default)]
    attach: Vec<String>,
    #[serde(default)]
    words: Option<String>,
    #[serde(default)]
    owner: Option<UserId>,
    /// Says it a second time.
    #[serde(default)]
    reminds: bool,
}

impl Command for MakeBill {
    const VERB: Verb = Verb::post("bill.make", "/bills").no_undo("a play");
    type Answer = Ref;

    async fn act(&self, tx: &mut Tx) -> Result<Ref> {
        let owned = Owned { owner: self.owner, team: None };
        let bill = Bill { id: tx.new_id(), rv: 1, owned, contact: self.contact };
        tx.add(&bill).await?;
        tx.tell(BillMade { contact: self.contact });
        let paper = paper();
        let request = PaperRequest {
            on: bill.id.into(),
            paper: &paper,
            name: "R-1.pdf",
            contact: Some(self.contact),
            sealed_for: None,
            owned,
        };
        tx.paper(request).await?;
        let letter = LetterWanted {
            contact: self.contact,
            about: bill.id.into(),
            template: self.template.clone(),
            attach: self.attach.clone(),
            words: self.words.clone(),
            owed: true,
        };
        if self.reminds {
            tx.tell(LetterWanted { template: "reminder".into(), owed: false, ..letter.clone() });
        }
        tx.tell(letter);
        Ok(bill.id.into())
    }
}

fn paper() -> Paper {
    let priced = kernel::price::price(kernel::Currency::EUR, &[], kernel::BasisPoints(0)).unwrap();
    let paper = json!({ "document": "invoice", "language": "en", "number": "R-1", "date": "2026-02-02", "title": null,
        "seller": {}, "logo": null, "buyer": {}, "lines": [], "priced": priced });
    serde_json::from_value(paper).unwrap()
}

/// Takes the order for a paper and makes none.
struct Printer;

impl Carrier for Printer {
    async fn carry(&self, _: &Store, _: &Claimed) -> Outcome {
        Outcome::Done("ordered".into())
    }

    async fn settled(&self, _: &mut Tx, _: &Claimed, _: &Outcome) -> Result<()> {
        Ok(())
    }
}

struct Bills;

impl Room for Bills {
    fn register(house: &mut Registry) {
        house.command::<MakeBill>();
        let rules = house.rules();
        rules.noun::<Bill>();
        rules.speaks(Speaker);
        rules.carrier("paper", Printer);
        rules.migration(
            "billing/0001",
            "create table billing_bill (id bytea not null primary key, rv bigint not null, owner bytea, team bytea,
                contact bytea not null)",
        );
    }
}

fn registry() -> Registry {
    inquiry::registry().room::<Bills>()
}

/// Maria, without a lead that is undecided in the way.
async fn contact(world: &World) -> Json {
    lead(world, maria()).await["contact"].clone()
}

async fn messages(world: &World, contact: &Json) -> Vec<Json> {
    let ada = testing::administrator(world);
    let said = world.act(&ada, "message.list", json!({ "contact": contact })).await;
    said["items"].as_array().unwrap().clone()
}

on_both! {
    async fn a_letter_is_written_in_the_transaction_that_wants_it(world: World) {
        let ada = ada(&world).await;
        let contact = contact(&world).await;
        let made = json!({ "contact": contact, "template": "invoice", "attach": ["invoice"] });
        let bill = world.act(&ada, "bill.make", made).await;
        let said = messages(&world, &contact).await;
        assert_eq!(said.len(), 1);
        let expected = json!({ "class": "transactional", "template": "invoice@1", "about": bill,
            "attach": ["invoice"], "subject": "Invoice R-1 (en)", "lead": null, "state": "queued" });
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&said[0][field], value, "{field}");
        }
        let text = said[0]["text"].as_str().unwrap();
        assert!(text.starts_with("Dear Maria, here is R-1 (en).\n\nSee it (https://ours.test/i/"), "{text}");
        let queued = "select count(*) as n from effect where kind = 'mail' and run is null";
        assert_eq!(world.count(queued).await, 1);
        let shown = "select count(*) as n from crm_message_window where about_kind = 'invoice' and about is not null
            and attach = '[\"invoice\"]'";
        assert_eq!(world.count(shown).await, 1);
        let line = world.act(&ada, "contact.timeline", json!({ "contact": contact })).await;
        let entry = line["items"].as_array().unwrap().iter().find(|e| e["kind"] == "message.queued").unwrap();
        assert_eq!(entry["fields"]["about"], bill);
        assert_eq!(entry["message"]["papers"], json!(["invoice"]));
        let lead = world.act(&ada, "lead.list", json!({ "contact": contact })).await["items"][0]["id"].clone();
        world.work().await;
        let lead = world.act(&ada, "lead.read", json!({ "lead": lead })).await;
        assert_eq!(lead["answered_at"], Json::Null, "an invoice answers no inquiry");
    }

    async fn what_is_missing_refuses_the_whole_command(world: World) {
        let ada = ada(&world).await;
        let contact = contact(&world).await;
        let made = json!({ "contact": contact, "template": "receipt" });
        let refused = world.call(&ada, "bill.make", made).await.unwrap_err();
        let kernel::Error::Invalid(fields) = refused else { panic!("{refused:?}") };
        assert_eq!(fields[0].pointer, "/values/payment.amount");
        let none = json!({ "contact": contact, "template": "nothing" });
        assert_eq!(world.refused(&ada, "bill.make", none).await, "message.no_template");
        let other = json!({ "contact": contact, "template": "invoice", "attach": ["agreement"] });
        assert_eq!(world.refused(&ada, "bill.make", other).await, "message.no_paper");
        let mute = lead(&world, json!({ "phone": "+4930123456", "name": "Mo" })).await["contact"].clone();
        let made = json!({ "contact": mute, "template": "invoice" });
        assert_eq!(world.refused(&ada, "bill.make", made).await, "message.no_address");
        assert_eq!(world.count("select count(*) as n from billing_bill").await, 0);
        assert_eq!(world.count("select count(*) as n from effect").await, 0);
    }

    async fn own_words_take_the_place_of_the_body(world: World) {
        let ada = ada(&world).await;
        let contact = contact(&world).await;
        let words = "Hello {contact.first_name}, thank you for **today**.";
        let made = json!({ "contact": contact, "template": "invoice", "words": words });
        world.act(&ada, "bill.make", made).await;
        let text = messages(&world, &contact).await[0]["text"].as_str().unwrap().to_owned();
        assert!(text.starts_with("Hello Maria, thank you for today.\n\nSee it (https://ours.test/i/"), "{text}");
    }

    async fn what_was_said_about_one_record_is_listed_alone(world: World) {
        let ada = ada(&world).await;
        let contact = contact(&world).await;
        let made = json!({ "contact": contact, "template": "invoice" });
        let (one, two) = (world.act(&ada, "bill.make", made.clone()).await, world.act(&ada, "bill.make", made).await);
        world.act(&ada, "message.send", json!({ "contact": contact, "about": one, "text": "Is it right?" })).await;
        world.act(&ada, "message.send", json!({ "contact": contact, "subject": "Hello", "text": "Of nothing." })).await;
        let about = async |bill: &Json| {
            let said = world.act(&ada, "message.list", json!({ "about": bill })).await;
            let items = said["items"].as_array().unwrap().clone();
            assert!(items.iter().all(|message| message["about"] == *bill), "{said}");
            items.len()
        };
        assert_eq!((about(&one).await, about(&two).await), (2, 1));
        let nobody = json!({ "about": kernel::Ref { kind: "invoice", bytes: [9; 16] } });
        assert_eq!(world.act(&ada, "message.list", nobody).await["items"], json!([]));
        let other = testing::someone(2, kernel::Scope::Own, &["message.list"]);
        assert_eq!(world.act(&other, "message.list", json!({ "about": one })).await["items"], json!([]));
    }

    async fn what_is_said_about_a_record_stands_in_its_own_thread(world: World) {
        let ada = ada(&world).await;
        let id = lead(&world, maria()).await;
        let contact = id["contact"].clone();
        let first = world.act(&ada, "message.send", json!({ "lead": id["id"], "template": "acknowledgement" })).await;
        world.clock.pass_seconds(1);
        let bill = world.act(&ada, "bill.make", json!({ "contact": contact, "template": "invoice" })).await;
        let letter = messages(&world, &contact).await[0].clone();
        assert_ne!(letter["conversation"], first["conversation"]);
        assert_eq!(letter["in_reply_to"], Json::Null);
        world.clock.pass_seconds(1);
        let again = json!({ "contact": contact, "about": bill, "text": "About {invoice.number}: see {links.invoice}" });
        let again = world.act(&ada, "message.send", again).await;
        assert_eq!((&again["conversation"], &again["in_reply_to"]), (&letter["conversation"], &letter["message_id"]));
        assert_eq!(again["subject"], "Re: Invoice R-1 (en)");
        world.clock.pass_seconds(1);
        let more = world.act(&ada, "message.send", json!({ "lead": id["id"], "text": "And?" })).await;
        assert_eq!(more["conversation"], first["conversation"]);
        world.clock.pass_seconds(1);
        let replied = json!({ "contact": contact, "channel": "email", "text": "Yes" });
        let replied = world.act(&ada, "message.log", replied).await;
        assert_eq!(replied["conversation"], first["conversation"]);
        let preview = json!({ "contact": contact, "about": bill, "template": "invoice", "new_thread": true });
        let shown = world.act(&ada, "message.preview", preview).await;
        assert_eq!((&shown["subject"], &shown["about"]), (&json!("Invoice R-1 (en)"), &bill));
    }

    async fn a_reminder_stands_in_the_thread_of_its_record_under_its_own_subject(world: World) {
        let ada = ada(&world).await;
        let contact = contact(&world).await;
        world.act(&ada, "bill.make", json!({ "contact": contact, "template": "invoice", "reminds": true })).await;
        let said = messages(&world, &contact).await;
        assert_eq!(said[0]["conversation"], said[1]["conversation"]);
        let mut subjects: Vec<&str> = said.iter().map(|one| one["subject"].as_str().unwrap()).collect();
        subjects.sort();
        assert_eq!(subjects, ["Invoice R-1 (en)", "Reminder of R-1 (en)"]);
        assert!(said.iter().all(|one| one["in_reply_to"].is_null()));
    }

    async fn nobody_reads_of_a_record_that_is_not_theirs(world: World) {
        let ada = ada(&world).await;
        let maria = contact(&world).await;
        let other = lead(&world, json!({ "email": "uwe@x.test", "name": "Uwe" })).await;
        let bill = world.act(&ada, "bill.make", json!({ "contact": maria, "template": "invoice" })).await;
        let to = |contact: &Json| json!({ "contact": contact, "about": bill, "template": "invoice" });
        assert_eq!(world.refused(&ada, "message.send", to(&other["contact"])).await, "message.not_theirs");
        assert_eq!(world.refused(&ada, "message.preview", to(&other["contact"])).await, "message.not_theirs");
        let ben = someone(2, Scope::Own, &["message.send", "contact.add"]);
        let own = json!({ "name": "Own", "email": "own@x.test", "owner": user(2) });
        let own = world.act(&ada, "contact.add", own).await["id"].clone();
        assert_eq!(world.refused(&ben, "message.send", to(&own)).await, "missing");
        let paper = json!({ "contact": maria, "text": "x", "subject": "y", "attach": ["invoice"] });
        assert_eq!(world.refused(&ada, "message.send", paper).await, "message.no_record");
    }

    async fn a_letter_of_a_run_knows_its_run_and_what_is_owed_says_so(world: World) {
        ada(&world).await;
        let contact = contact(&world).await;
        let robot = automation(&world);
        let wish = json!({ "contact": contact, "template": "invoice", "reminds": true });
        let bill = world.act(&robot, "bill.make", wish).await;
        let owed = "select count(*) as n from effect where kind = 'mail' and run is not null and owed";
        assert_eq!(world.count(owed).await, 1, "the bill outlives the run");
        let asked = "select count(*) as n from effect where kind = 'mail' and run is not null and not owed";
        assert_eq!(world.count(asked).await, 1, "the reminder can be stopped");
        let sent = json!({ "contact": contact, "about": bill, "template": "invoice" });
        world.act(&robot, "message.send", sent).await;
        assert_eq!(world.count(asked).await, 2, "and so can a message of a run");
    }

    async fn a_preview_takes_what_sending_takes(world: World) {
        let fields = |verb: &str| {
            let declared = world.desk.registry.find(verb).unwrap();
            let schema = (declared.input)().to_value();
            let names: Vec<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
            names
        };
        assert_eq!(fields("message.preview"), fields("message.send"));
        assert!(fields("message.preview").contains(&"about".to_owned()));
    }

    async fn a_deal_that_is_named_speaks_for_itself(world: World) {
        let ada = ada(&world).await;
        let contact = contact(&world).await;
        let mut deals = vec![];
        for (title, minor) in [("First", 125_000), ("Second", 99)] {
            let value = json!({ "minor": minor, "currency": "EUR" });
            let deal = json!({ "contact": contact, "title": title, "value": value });
            deals.push(world.act(&ada, "deal.open", deal).await["id"].clone());
        }
        let words = json!({ "contact": contact, "about": deals[0], "subject": "{deal.title}", "text": "{deal.value}" });
        let sent = world.act(&ada, "message.send", words).await;
        assert_eq!((&sent["subject"], &sent["text"]), (&json!("First"), &json!("€1,250.00")));
    }
}
