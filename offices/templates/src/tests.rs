//! The office on both engines, beside a small room that plays governance and crm.

use facts::governance::BusinessSetUp;
use kernel::text::{Text, Values, Words as Line};
use kernel::{Business, ContactId, Id, InvoiceId, Owned, Ref, Result, Scope, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::{Speaks, Tx};
use testing::{administrator, on_both, someone, user};
use verbs::{Command, Registry, Verb};

use crate::shipped::SHIPPED;
use crate::template::governing::By;
use crate::template::{Class, State, Template, TemplateRefusal, Version, Words, rows};
use crate::{Templates, fields};

/// Sets the business up, as governance does.
#[derive(Debug, Deserialize, JsonSchema)]
struct SetUp {}

const CONTACT: &str = "insert into play_contact (id, name, email) values ($1, $2, $3)";

impl Command for SetUp {
    const VERB: Verb = Verb::post("business.set_up", "/set-up").no_undo("once");
    type Answer = UserId;
    async fn act(&self, tx: &mut Tx) -> Result<UserId> {
        tx.keep_setting(&Business { name: "Ours".into(), ..Business::default() }).await?;
        tx.tell(BusinessSetUp { administrator: user(1) });
        tx.exec(CONTACT, store::values![&[1u8; 16], "Zoë Lang", "zoe@x.test"]).await?;
        let contact = ContactId::from_bytes([1; 16]);
        let owned = Owned { owner: Some(user(1)), team: None };
        tx.add(&Bill { id: InvoiceId::from_bytes([7; 16]), rv: 1, owned, contact }).await?;
        Ok(user(1))
    }
}

/// An automation is published with version 1 of `hello`, and sends it; practice sends it later.
#[derive(Debug, Deserialize, JsonSchema)]
struct Use {}

impl Command for Use {
    const VERB: Verb = Verb::post("play.use", "/use").no_undo("a test");
    type Answer = ();
    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let used = "insert into play_use (slug, language, version, name) values ($1, $2, $3, $4)";
        tx.exec(used, store::values!["hello", "en", 1, "Follow up"]).await?;
        let sent = "insert into play_message (template, language, state, queued_at) values ($1, $2, $3, $4)";
        let now = tx.now();
        tx.exec(sent, store::values!["hello", "en", "accepted", now]).await?;
        let later = kernel::Timestamp::from_second(now.as_second() + 60).unwrap();
        tx.exec(sent, store::values!["hello", "en", "composed", later]).await?;
        tx.tell(TextsForgotten {});
        Ok(())
    }
}

/// An invoice, as far as a text speaks of one.
struct Bill {
    id: InvoiceId,
    rv: i64,
    owned: Owned,
    contact: ContactId,
}

store::noun! {
    Bill is "invoice" in "play_bill" { open contact: Id = |b| b.contact; }
}

impl Speaks for Bill {
    const NOUN: &'static str = "invoice";

    async fn speak(&self, tx: &mut Tx, _: Ref, language: &str) -> Result<Values> {
        let said = [("invoice.number", format!("R-7 {language}")), ("links.invoice", tx.public_url("/i/7"))];
        Ok(said.map(|(path, value)| (path.to_owned(), value)).into())
    }
}

/// As if the house had been older when the business was set up.
async fn forget(world: &testing::World, slug: &'static str) {
    let done = world.store.claim("test", move |tx| {
        Box::pin(async move {
            for language in ["en", "de"] {
                let template = rows::by_slug(tx, slug, language).await?.unwrap();
                for version in rows::versions(tx, template.id).await? {
                    tx.remove(&version).await?;
                }
                tx.remove(&template).await?;
            }
            tx.tell(TextsForgotten {});
            Ok(())
        })
    });
    done.await.unwrap();
}

facts::facts! {
    TextsForgotten = "texts.forgotten" {}
}

fn registry() -> Registry {
    let mut house = Registry::default().room::<Templates>();
    house.command::<SetUp>();
    house.command::<Use>();
    let rules = house.rules();
    rules.migration(
        "play/0001",
        "create table play_contact (
            id bytea not null primary key, name text, email text, phone text, company text, owner bytea,
            team bytea)",
    );
    rules.migration(
        "play/0002",
        "create table play_bill (id bytea not null primary key, rv bigint not null, owner bytea, team bytea,
            contact bytea)",
    );
    rules.migration(
        "play/0003",
        "create table play_use (slug text, language text, version bigint, name text);
         create table play_message (template text, language text, state text, queued_at bigint)",
    );
    rules.window(
        "create view automation_text_window as
        select slug, language, version, cast(null as text) as sha256, id as automation, p.name, true as active,
            true as is_current
        from play_use p join play_contact c on c.id = c.id;",
    );
    rules.window(
        "create view crm_message_window as select template, language, state, queued_at from play_message;",
    );
    rules.noun::<Bill>();
    let (id, contact) = (InvoiceId::from_bytes([0; 16]), ContactId::from_bytes([0; 16]));
    rules.speaks(Bill { id, rv: 1, owned: Owned::default(), contact });
    rules.bookkeeping(&["play_contact", "play_use", "play_message"]);
    rules.window(
        "create view crm_contact_window as
        select id, name, email, phone, company as company_name, owner, team from play_contact;",
    );
    house
}

const DRAFT: &str = "Hello {contact.first_name|there}";

fn draft(body: &str) -> Json {
    json!({ "slug": "hello", "language": "en", "subject": "Hello", "body": body })
}

on_both! {
    async fn setting_up_the_business_ships_every_text_approved_in_both_languages(world: World) {
        let actor = administrator(&world);
        world.act(&actor, "business.set_up", json!({})).await;
        let list = world.act(&actor, "template.list", json!({ "limit": 200, "state": "approved" })).await;
        let names: Vec<String> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| format!("{} {}", t["slug"].as_str().unwrap(), t["language"].as_str().unwrap()))
            .collect();
        assert_eq!(names.len(), SHIPPED.len() * 2);
        assert!(names.contains(&"acknowledgement de".to_owned()), "{names:?}");
        let approved =
            "select count(*) as n from templates_text where state = 'approved' and sha256 is not null";
        assert_eq!(world.count(approved).await, 60);
        let page = world.act(&actor, "template.list", json!({ "limit": 3 })).await;
        assert_eq!(page["next"], "agreement-copy de");
        let next = world.act(&actor, "template.list", json!({ "limit": 3, "after": page["next"] })).await;
        assert_eq!(next["items"][0]["slug"], "agreement-copy");
        let documents = world.act(&actor, "template.list", json!({ "kind": "document" })).await;
        assert_eq!(documents["items"].as_array().unwrap().len(), 6);
    }

    async fn a_house_that_was_set_up_before_gets_what_is_new_and_keeps_what_is_its_own(world: World) {
        let actor = administrator(&world);
        world.work().await;
        assert_eq!(world.count("select count(*) as n from templates_template").await, 0, "not set up yet");
        world.act(&actor, "business.set_up", json!({})).await;
        forget(&world, "invoice").await;
        forget(&world, "contract").await;
        let own = json!({ "slug": "contract", "language": "en", "subject": "Ours", "body": "Our own words",
            "kind": "document" });
        world.act(&actor, "template.draft", own).await;
        let list = world.act(&actor, "template.list", json!({ "limit": 200 })).await;
        let decline = list["items"].as_array().unwrap().iter().find(|t| t["slug"] == "decline").unwrap();
        world.act(&actor, "template.retire", json!({ "template": decline["id"] })).await;
        world.work().await;
        world.work().await;
        let texts = "select count(*) as n from templates_text where slug in ('invoice', 'contract')";
        assert_eq!(world.count(texts).await, 4);
        let own = "select count(*) as n from templates_text
            where slug = 'contract' and language = 'en' and state = 'draft'";
        assert_eq!(world.count(own).await, 1, "what they wrote is theirs");
        let retired = "select count(*) as n from templates_text where slug = 'decline' and state = 'approved'";
        assert_eq!(world.count(retired).await, 1, "what they retired stays retired");
        let owned = "select count(*) as n from templates_text where owner is null";
        assert_eq!(world.count(owned).await, 0);
    }

    async fn what_is_approved_never_changes_and_only_one_version_is(world: World) {
        let actor = administrator(&world);
        let first = world.act(&actor, "template.draft", draft(DRAFT)).await;
        assert_eq!(first["state"], "draft");
        let id = first["id"].clone();
        let again = world.act(&actor, "template.draft", draft("Hello you")).await;
        assert_eq!((&again["id"], &again["newest"]), (&id, &json!(1)));
        world.act(&actor, "template.approve", json!({ "template": id })).await;
        assert_eq!(
            world.refused(&actor, "template.approve", json!({ "template": id })).await,
            "template.approved"
        );
        let next = world.act(&actor, "template.draft", draft("Good day")).await;
        assert_eq!(
            (&next["newest"], &next["approved"], &next["state"]),
            (&json!(2), &json!(1), &json!("approved"))
        );
        world.act(&actor, "template.approve", json!({ "template": id })).await;
        let whole = world.act(&actor, "template.read", json!({ "template": id })).await;
        let states: Vec<&str> =
            whole["versions"].as_array().unwrap().iter().map(|v| v["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["approved", "superseded"]);
        assert_eq!(whole["versions"][1]["body"], "Hello you");
        let back = world.act(&actor, "template.approve", json!({ "template": id, "version": 1 })).await;
        assert_eq!(back["approved"], 1);
    }

    async fn a_retired_text_is_used_by_nobody_and_can_be_brought_back(world: World) {
        let actor = administrator(&world);
        let id = world.act(&actor, "template.draft", draft(DRAFT)).await["id"].clone();
        let one = json!({ "template": id });
        assert_eq!(world.refused(&actor, "template.retire", one.clone()).await, "template.not_approved");
        world.act(&actor, "template.approve", one.clone()).await;
        world.act(&actor, "template.draft", draft("Not read by anybody")).await;
        let answer = world.call(&actor, "template.retire", one).await.unwrap();
        assert_eq!((&answer.body["state"], &answer.body["version"]), (&json!("retired"), &json!(1)));
        let usable = "select count(*) as n from templates_text where state = 'approved'";
        assert_eq!(world.count(usable).await, 0);
        let undo = answer.undo.unwrap();
        world.act(&actor, undo["verb"].as_str().unwrap(), undo["body"].clone()).await;
        assert_eq!(world.count(usable).await, 1);
        let words = "select count(*) as n from templates_text where state = 'approved' and body like 'Hello%'";
        assert_eq!(world.count(words).await, 1, "what comes back is what was retired, never a draft");
    }

    async fn a_draft_is_submitted_returned_with_a_reason_and_approved_by_its_hash(world: World) {
        let actor = administrator(&world);
        let id = world.act(&actor, "template.draft", draft(DRAFT)).await["id"].clone();
        let one = json!({ "template": id });
        let back = json!({ "template": id, "reason": "say who we are" });
        assert_eq!(world.refused(&actor, "template.return", back.clone()).await, "template.not_waiting");
        assert_eq!(world.act(&actor, "template.submit", one.clone()).await["state"], "in_review");
        assert_eq!(world.refused(&actor, "template.submit", one.clone()).await, "template.waiting");
        let read = world.act(&actor, "template.read", one.clone()).await["versions"][0].clone();
        assert_eq!(read["sha256"], read["words_sha256"]);
        assert_eq!(world.act(&actor, "template.return", back).await["state"], "draft");
        let draft_again = world.act(&actor, "template.read", one.clone()).await["versions"][0].clone();
        assert_eq!((&draft_again["note"], &draft_again["sha256"]), (&json!("say who we are"), &Json::Null));
        let empty = json!({ "template": id, "reason": " " });
        assert_eq!(world.refused(&actor, "template.return", empty).await, "invalid");
        world.act(&actor, "template.submit", one.clone()).await;
        world.act(&actor, "template.draft", draft("Hello from {business.name}")).await;
        let exact = json!({ "template": id, "sha256": read["sha256"] });
        let refused = world.refused(&actor, "template.approve", exact).await;
        assert_eq!(refused, "template.other_words", "it was rewritten while somebody read it");
        let now = world.act(&actor, "template.read", one).await["versions"][0].clone();
        assert_eq!((&now["state"], &now["note"]), (&json!("draft"), &Json::Null));
        let exact = json!({ "template": id, "sha256": now["words_sha256"] });
        assert_eq!(world.act(&actor, "template.approve", exact).await["approved"], 1);
    }

    async fn where_the_business_asks_for_four_eyes_nobody_approves_their_own_words(world: World) {
        let actor = administrator(&world);
        let id = world.act(&actor, "template.draft", draft(DRAFT)).await["id"].clone();
        let changed = world.call(&actor, "template.change_settings", json!({ "four_eyes": true })).await.unwrap();
        assert_eq!(changed.undo.unwrap()["body"], json!({ "four_eyes": false }));
        assert_eq!(world.act(&actor, "template.settings", json!({})).await["four_eyes"], true);
        let one = json!({ "template": id });
        assert_eq!(world.refused(&actor, "template.approve", one.clone()).await, "template.own_version");
        let other = someone(2, Scope::All, &["template.approve", "template.retire"]);
        world.act(&other, "template.approve", one.clone()).await;
        world.act(&other, "template.retire", one.clone()).await;
        let back = world.act(&actor, "template.approve", one).await;
        assert_eq!(back["state"], "approved", "these words were read by a second person already");
    }

    async fn a_superseded_version_stays_sendable_until_it_is_retired_alone(world: World) {
        let actor = administrator(&world);
        world.act(&actor, "business.set_up", json!({})).await;
        let id = world.act(&actor, "template.draft", draft("One")).await["id"].clone();
        let one = json!({ "template": id });
        world.act(&actor, "template.approve", one.clone()).await;
        world.act(&actor, "play.use", json!({})).await;
        world.act(&actor, "template.draft", draft("Two")).await;
        world.act(&actor, "template.approve", one.clone()).await;
        let sendable = "select count(*) as n from templates_text
            where slug = 'hello' and state in ('approved', 'superseded') and template_state = 'approved'";
        assert_eq!(world.count(sendable).await, 2);
        let listed = world.act(&actor, "template.list", json!({ "limit": 200 })).await;
        let hello = listed["items"].as_array().unwrap().iter().find(|t| t["slug"] == "hello").unwrap().clone();
        assert_eq!(hello["used_by"][0]["name"], "Follow up");
        assert_eq!(hello["last_sent_at"], "2026-02-02T02:40:00Z", "what practice composed was not sent");
        let first = json!({ "template": id, "version": 1 });
        let answer = world.call(&actor, "template.retire", first.clone()).await.unwrap();
        assert_eq!(answer.body["used_by"][0]["version"], 1, "who is blocked by it is named");
        assert_eq!(answer.undo, None);
        assert_eq!(world.count(sendable).await, 1);
        assert_eq!(world.refused(&actor, "template.retire", first).await, "template.never_approved");
        let answer = world.act(&actor, "template.retire", one).await;
        assert_eq!((&answer["version"], answer["used_by"].as_array().unwrap().len()), (&json!(2), 1));
        assert_eq!(world.count(sendable).await, 0);
    }

    async fn a_field_that_may_be_empty_is_named_with_what_could_stand_there(world: World) {
        let actor = administrator(&world);
        let german = json!({ "slug": "gruss", "language": "de", "subject": "{deal.title}",
            "body": "Hallo {contact.first_name}, {contact.company|dort}: {lead.message} {business.name}" });
        let id = world.act(&actor, "template.draft", german).await["id"].clone();
        let read = world.act(&actor, "template.read", json!({ "template": id })).await;
        assert_eq!(
            read["versions"][0]["gaps"],
            json!([
                { "path": "deal.title", "offer": "Ihr Vorhaben" },
                { "path": "contact.first_name", "offer": "und guten Tag" },
                { "path": "lead.message", "offer": null },
            ])
        );
    }

    async fn a_text_with_an_unknown_field_is_not_drafted(world: World) {
        let actor = administrator(&world);
        let input = json!({ "slug": "Hello!", "language": "english", "subject": "{contact.nmae}",
            "body": "{contact.first name} {lead.answers.budget}" });
        let refused = world.call(&actor, "template.draft", input).await.unwrap_err();
        let kernel::Error::Invalid(fields) = refused else { panic!("{refused:?}") };
        let said: Vec<(&str, &str)> = fields.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
        assert_eq!(
            said,
            [
                ("/slug", "template.slug"),
                ("/language", "template.language"),
                ("/subject", "template.unknown_field"),
                ("/body", "template.unknown_field"),
            ]
        );
        let kind =
            json!({ "slug": "hello", "language": "en", "subject": "x", "body": "y", "kind": "document" });
        world.act(&actor, "template.draft", draft("Hello")).await;
        assert_eq!(world.refused(&actor, "template.draft", kind).await, "template.other_kind");
    }

    async fn a_preview_shows_samples_and_names_what_is_missing(world: World) {
        let actor = administrator(&world);
        world.act(&actor, "business.set_up", json!({})).await;
        world
            .act(
                &actor,
                "template.draft",
                draft("{contact.first_name}, {contact.company}: {lead.answers.when}"),
            )
            .await;
        let input = json!({ "slug": "hello", "language": "en" });
        let shown = world.act(&actor, "template.preview", input).await;
        assert_eq!(shown["plain"], "Maria, Lindner Interiors: In spring");
        let contact = kernel::Ref { kind: "contact", bytes: [1; 16] };
        let input = json!({ "slug": "hello", "language": "en", "contact": contact.to_string(),
            "values": { "lead.answers.when": "May" } });
        let shown = world.act(&actor, "template.preview", input).await;
        assert_eq!(shown["plain"], "Zoë, [contact.company]: May");
        assert_eq!(shown["missing"], json!(["contact.company"]));
        let input = json!({ "slug": "none", "language": "en" });
        assert_eq!(world.refused(&actor, "template.preview", input).await, "missing");
    }

    async fn a_preview_speaks_of_a_real_record(world: World) {
        let actor = administrator(&world);
        world.act(&actor, "business.set_up", json!({})).await;
        let body = "{contact.first_name}: {invoice.number}, {invoice.open}, {payment.amount} {links.invoice} \
            {business.name}";
        world.act(&actor, "template.draft", draft(body)).await;
        let about = kernel::Ref { kind: "invoice", bytes: [7; 16] };
        let input = json!({ "slug": "hello", "language": "en", "about": about.to_string() });
        let shown = world.act(&actor, "template.preview", input.clone()).await;
        let expected = "Zoë: R-7 en, [invoice.open], €4,462.50 https://ours.test/i/7 Ours";
        assert_eq!(shown["plain"], expected, "what is not known of the record is missing, never a sample");
        assert_eq!(shown["missing"], json!(["invoice.open"]));
        let other = someone(2, Scope::Own, &["template.preview", "template.draft"]);
        let own = json!({ "slug": "theirs", "language": "en", "subject": "x", "body": "{invoice.number}" });
        world.act(&other, "template.draft", own).await;
        let input = json!({ "slug": "theirs", "language": "en", "about": about.to_string() });
        assert_eq!(world.refused(&other, "template.preview", input).await, "missing");
    }

    async fn who_owns_nothing_sees_nothing_and_changes_nothing(world: World) {
        let actor = administrator(&world);
        let id = world.act(&actor, "template.draft", draft(DRAFT)).await["id"].clone();
        let verbs = ["template.list", "template.read", "template.draft", "template.approve"];
        let other = someone(2, Scope::Own, &verbs);
        let list = world.act(&other, "template.list", json!({})).await;
        assert_eq!(list["items"], json!([]));
        assert_eq!(world.refused(&other, "template.approve", json!({ "template": id })).await, "missing");
        assert_eq!(world.refused(&other, "template.draft", draft("mine now")).await, "denied");
    }
}

#[test]
fn every_state_meets_every_verb() {
    let at = kernel::Timestamp::UNIX_EPOCH;
    let id = <kernel::TemplateId as kernel::Id>::from_bytes([1; 16]);
    let of = Template {
        id,
        rv: 1,
        owned: kernel::Owned::default(),
        slug: "hello".into(),
        language: "en".into(),
        kind: crate::template::Kind::Message,
        newest: 1,
        approved: None,
        state: State::Draft,
    };
    let words = |body: &str| Words { class: Class::Inquiry, subject: "s".into(), body: body.into() };
    let version = <kernel::TemplateVersionId as kernel::Id>::from_bytes([2; 16]);
    let by = By { user: None, at };
    let (draft, _) = Version::draft(version, &of, words("a"), by);
    let (waiting, _) = draft.clone().submit().unwrap();
    let (approved, _) = draft.clone().approve(by).unwrap();
    let superseded = approved.clone().supersede().unwrap();
    let (retired, _) = approved.clone().retire().unwrap();
    let mut table = String::new();
    for of in [draft, waiting, approved, superseded, retired] {
        let all = [
            ("rewrite", end(of.clone().rewrite(words("b"), by))),
            ("submit", end(of.clone().submit())),
            ("return", end(of.clone().hand_back("no"))),
            ("approve", end(of.clone().approve(by))),
            ("retire", end(of.clone().retire())),
            ("retire alone", end(of.clone().retire_alone())),
        ];
        let row: Vec<String> = all.map(|(verb, end)| format!("{verb} {end}")).into();
        table += &format!("{}: {}\n", of.state.word(), row.join(" | "));
    }
    assert_eq!(table, TABLE);
}

const TABLE: &str = "\
draft: rewrite draft | submit in_review | return template.not_waiting | approve approved \
    | retire template.not_approved | retire alone template.never_approved
in_review: rewrite draft | submit template.waiting | return draft | approve approved \
    | retire template.not_approved | retire alone template.never_approved
approved: rewrite template.frozen | submit template.frozen | return template.not_waiting \
    | approve template.approved | retire retired | retire alone template.in_use
superseded: rewrite template.frozen | submit template.frozen | return template.not_waiting \
    | approve approved | retire template.not_approved | retire alone retired
retired: rewrite template.frozen | submit template.frozen | return template.not_waiting \
    | approve approved | retire template.not_approved | retire alone template.never_approved
";

fn end<F>(end: Result<(Version, F), TemplateRefusal>) -> String {
    match end {
        Ok((version, _)) => version.state.word().into(),
        Err(refusal) => kernel::Refusal::code(&refusal).into(),
    }
}

#[test]
fn every_shipped_text_names_known_fields_and_needs_little() {
    let known = fields::known();
    for shipped in SHIPPED {
        for (language, text) in &shipped.texts {
            let words = shipped.words(text);
            assert_eq!(Line::parse(&words.subject).check(&known), Ok(()), "{} {language}", shipped.slug);
            let body = Text::parse(&words.body);
            assert_eq!(body.check(&known), Ok(()), "{} {language}", shipped.slug);
            // Nobody knows everything of a person: what is said of them needs a fallback.
            let people = ["contact.", "owner.", "lead.", "service.", "deal."];
            let always = known.iter().copied().filter(|path| !people.iter().any(|who| path.starts_with(who)));
            let given = fields::samples(always);
            let plain =
                body.fill(&given).unwrap_or_else(|m| panic!("{} {language}: {m}", shipped.slug)).plain();
            assert!(plain.contains("Northlight Studio"), "{plain}");
            assert!(!plain.contains('{') && !plain.contains("**"), "{plain}");
            assert!(Line::parse(&words.subject).fill(&given).is_ok(), "{} {language}", shipped.slug);
        }
    }
}
