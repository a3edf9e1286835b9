//! From a stranger's answers to a fact everybody can act on; crm is played by two empty tables behind its windows.

use futures_util::future::join_all;
use kernel::Scope;
use serde_json::{Value as Json, json};
use testing::{World, administrator, nobody, on_both, someone};
use verbs::{Registry, Room};

struct People;

impl Room for People {
    fn register(house: &mut Registry) {
        let tables = "
            create table crm_known (
                id bytea not null primary key, email text, phone text, name text, language text);
            create table crm_same (alias bytea not null primary key, contact bytea not null);
            create table crm_staff (id bytea not null primary key, role text not null, active boolean not null,
                stand_in bytea);";
        house.rules().migration("crm/0000_played", tables);
        house.rules().bookkeeping(&["crm_known", "crm_same", "crm_staff"]);
        house.rules().window(
            "create view governance_user_window as select id, role, active, stand_in from crm_staff;",
        );
        house.rules().window(
            "create view crm_person as select id, email, phone, name, null as owner, null as team from crm_known;",
        );
        house.rules().window("create view crm_alias as select alias, contact from crm_same;");
        house.rules().window("create view crm_contact_window as select id, language from crm_known;");
    }
}

fn registry() -> Registry {
    Registry::default().room::<People>().room::<capture::Capture>()
}

fn spec() -> Json {
    json!({
        "title": "Contact", "languages": ["en"],
        "fields": [
            { "id": "name", "kind": "text", "required": true },
            { "id": "email", "kind": "email", "required": true },
            { "id": "budget", "kind": "money" },
            { "id": "message", "kind": "long_text" },
        ],
        "consent": { "purpose": "news", "text": { "en": "Write to me about news" }, "version": 7 },
    })
}

/// A published form and a token that is ten seconds old.
async fn open(world: &World) -> String {
    let admin = administrator(world);
    let form = world.act(&admin, "form.create", json!({ "slug": "contact", "spec": spec() })).await;
    world.act(&admin, "form.publish", json!({ "form": form["id"] })).await;
    let token = world.act(&nobody(), "form.show", json!({ "slug": "contact" })).await["token"].clone();
    world.clock.pass_seconds(10);
    token.as_str().unwrap().to_owned()
}

fn answers(email: &str) -> Json {
    json!({ "name": "Ada Lovelace", "email": email, "message": "Hello", "budget": "1250.00" })
}

async fn submit(world: &World, token: &str, email: &str) -> Json {
    let input = json!({ "slug": "contact", "answers": answers(email), "token": token, "consent": true });
    world.act(&nobody(), "form.submit", input).await
}

const RECEIVED: &str = "select count(*) as n from journal where kind = 'intake.received'";

on_both! {
    async fn the_lines_for_another_site_are_a_link_without_script_and_no_title_breaks_out_of_them(world: World) {
        let mut spec = spec();
        spec["title"] = "Ships & \"more\" <b>".into();
        let wish = json!({ "slug": "ships", "spec": spec });
        let form = world.act(&administrator(&world), "form.create", wish).await;
        let (page, title) = (form["url"].as_str().unwrap(), "Ships &amp; &quot;more&quot; &lt;b&gt;");
        let script = page.replace("/f/ships", "/w.js");
        let frame = format!("<div data-throughline=\"form\" data-id=\"ships\" data-title=\"{title}\">");
        let link = format!("<a href=\"{page}\">{title}</a></div>");
        assert_eq!(form["embed"], format!("{frame}{link}\n<script async src=\"{script}\"></script>"));
    }

    async fn c9_a_submission_is_durable_and_told_with_its_consent(world: World) {
        let token = open(&world).await;
        assert_eq!(submit(&world, &token, "Ada@Example.test").await["state"], "taken");
        assert_eq!(world.count(RECEIVED).await, 1);
        assert_eq!(world.count("select count(*) as n from capture_consent where given is true").await, 1);
        let kept = world.act(&administrator(&world), "intake.list", json!({})).await;
        assert_eq!(kept["items"][0]["raw"]["answers"]["email"], "Ada@Example.test");
        assert_eq!(kept["items"][0]["raw"]["consent_version"], 1, "counted by us, whatever a caller says");
    }

    async fn x13_other_words_are_the_next_version_and_what_they_read_last_is_kept(world: World) {
        let boss = administrator(&world);
        let token = open(&world).await;
        submit(&world, &token, "ada@example.test").await;
        let form = world.act(&boss, "form.list", json!({})).await["items"][0].clone();
        let mut spec = form["draft"].clone();
        let drafts = [("Write to me about news", 1), ("Write to me once a month", 2), ("Or once a week", 2)];
        for (words, version) in drafts {
            spec["consent"]["text"]["en"] = json!(words);
            let input = json!({ "form": form["id"], "spec": spec, "owner": null });
            let changed = world.act(&boss, "form.change", input).await;
            assert_eq!(changed["draft"]["consent"]["version"], version, "{words}");
        }
        world.act(&boss, "form.publish", json!({ "form": form["id"] })).await;
        let page = world.act(&nobody(), "form.show", json!({ "slug": "contact" })).await;
        world.clock.pass_seconds(10);
        submit(&world, page["token"].as_str().unwrap(), "ada@example.test").await;
        let newest = "
            select count(*) as n from capture_consent where text_version = 2 and words = 'Or once a week'
                and language = 'en'";
        assert_eq!(world.count(newest).await, 1);
    }

    async fn c9_a_received_intake_can_be_taken_in_once_more_from_what_was_kept(world: World) {
        let boss = administrator(&world);
        let token = open(&world).await;
        submit(&world, &token, "ada@example.test").await;
        let first = world.act(&boss, "intake.list", json!({})).await["items"][0].clone();
        let again = world.act(&boss, "intake.replay", json!({ "intake": first["id"] })).await;
        assert_eq!((&again["raw"], &again["state"]), (&first["raw"], &json!("received")));
        assert_ne!(again["id"], first["id"]);
        assert_eq!(world.count(RECEIVED).await, 2);
        assert_eq!(world.count("select count(*) as n from capture_consent").await, 1);
        let parked = json!({ "slug": "contact", "answers": answers("b@example.test") });
        world.act(&nobody(), "form.submit", parked).await;
        let parked = world.act(&boss, "intake.list", json!({ "state": "parked" })).await["items"][0]["id"].clone();
        let refused = world.call(&boss, "intake.replay", json!({ "intake": parked })).await.unwrap_err();
        assert_eq!(refused.code(), "intake.not_received");
    }

    async fn c9_the_same_submission_twice_is_one_intake(world: World) {
        let token = open(&world).await;
        let first = submit(&world, &token, "ada@example.test").await;
        let again = submit(&world, &token, "ada@example.test").await;
        assert_eq!(first, again);
        assert_eq!(world.count(RECEIVED).await, 1);
    }

    async fn c9_sixty_four_equal_submissions_at_once_are_one_intake(world: World) {
        let token = open(&world).await;
        let all = join_all((0..64).map(|_| submit(&world, &token, "ada@example.test"))).await;
        assert!(all.iter().all(|one| *one == all[0]));
        assert_eq!(world.count("select count(*) as n from capture_intake").await, 1);
    }

    async fn c1_what_is_doubtful_is_parked_and_never_dropped(world: World) {
        let token = open(&world).await;
        let tries = [
            json!({ "slug": "contact", "answers": answers("a@example.test") }),
            json!({ "slug": "contact", "answers": answers("b@example.test"), "token": "made up" }),
            json!({ "slug": "contact", "answers": answers("c@example.test"), "token": format!("{token}A") }),
        ];
        for input in tries {
            assert_eq!(world.act(&nobody(), "form.submit", input).await["state"], "review");
        }
        assert_eq!(world.count(RECEIVED).await, 0);
        assert_eq!(world.count("select count(*) as n from capture_open").await, 3);
        let asked = "select count(*) as n from capture_next where owner is not null and at > 0";
        assert_eq!(world.count(asked).await, 0, "nobody is on the staff yet");
        let admin = administrator(&world);
        let parked = world.act(&admin, "intake.list", json!({ "state": "parked" })).await;
        let one = json!({ "intake": parked["items"][0]["id"] });
        world.act(&admin, "intake.release", one.clone()).await;
        assert_eq!(world.count(RECEIVED).await, 1);
        assert_eq!(world.refused(&admin, "intake.release", one).await, "intake.received");
        let other = json!({ "intake": parked["items"][1]["id"], "reason": "spam" });
        let answer = world.call(&admin, "intake.dismiss", other).await.unwrap();
        let undo = answer.undo.unwrap();
        assert_eq!(world.act(&admin, undo["verb"].as_str().unwrap(), undo["body"].clone()).await["state"], "parked");
    }

    async fn c1_one_sign_of_a_robot_waits_for_a_person_and_nothing_of_it_is_lost(world: World) {
        let token = open(&world).await;
        let unseen = json!({ "slug": "contact", "answers": answers("c@example.test"), "token": token,
            "website_address": "http://mine.test", "consent": true });
        assert_eq!(world.act(&nobody(), "form.submit", unseen).await["state"], "review");
        assert_eq!(world.count("select count(*) as n from capture_open").await, 1, "somebody looks at it");
        let admin = administrator(&world);
        let kept = world.act(&admin, "intake.list", json!({ "state": "parked" })).await["items"][0].clone();
        assert_eq!(kept["reason"], "a field that people do not see was filled");
        world.act(&admin, "intake.release", json!({ "intake": kept["id"] })).await;
        assert_eq!(world.count(RECEIVED).await, 1);
        assert_eq!(world.count("select count(*) as n from capture_consent where given is true").await, 1);
    }

    async fn c1_two_signs_of_a_robot_set_it_aside_at_once_and_it_can_be_taken_in_after_all(world: World) {
        open(&world).await;
        let token = world.act(&nobody(), "form.show", json!({ "slug": "contact" })).await["token"].clone();
        let robot = json!({ "slug": "contact", "answers": answers("c@example.test"), "token": token,
            "website_address": "http://cheap.test" });
        let told = world.act(&nobody(), "form.submit", robot.clone()).await;
        assert_eq!(told["state"], "review", "it learns nothing from the answer");
        assert_eq!(world.act(&nobody(), "form.submit", robot).await, told);
        assert_eq!(world.count("select count(*) as n from capture_open").await, 0);
        assert_eq!(world.count("select count(*) as n from journal where kind = 'intake.dismissed'").await, 1);
        let admin = administrator(&world);
        let kept = world.act(&admin, "intake.list", json!({ "state": "dismissed" })).await["items"][0].clone();
        let why = "a field that people do not see was filled, and it was filled in faster than a person types";
        assert_eq!(kept["reason"], why);
        let again = world.act(&admin, "intake.park", json!({ "intake": kept["id"] })).await;
        assert_eq!(again["state"], "parked");
        assert_eq!(world.count("select count(*) as n from capture_open").await, 1);
        world.act(&admin, "intake.release", json!({ "intake": kept["id"] })).await;
        assert_eq!(world.count(RECEIVED).await, 1);
    }

    async fn c1_a_doubt_has_a_day_and_somebody_who_looks(world: World) {
        const NEXT: &str = "
            select count(*) as n from capture_next x join capture_open o on o.id = x.id and o.owner = x.owner
            where x.at = o.since + 86400000";
        let token = open(&world).await;
        world.store.claim("test", |tx| Box::pin(async move {
            let insert = "insert into crm_staff (id, role, active) values ($1, 'administrator', $2)";
            tx.exec(insert, store::values![testing::user(1), true]).await
        })).await.unwrap();
        submit(&world, "made up", "a@example.test").await;
        assert_eq!(world.count(NEXT).await, 1);
        submit(&world, &token, "b@example.test").await;
        assert_eq!(world.count("select count(*) as n from capture_next").await, 1, "a lead has its own next step");
        let admin = administrator(&world);
        let parked = world.act(&admin, "intake.list", json!({ "state": "parked" })).await["items"][0]["id"].clone();
        world.act(&admin, "intake.dismiss", json!({ "intake": parked, "reason": "spam" })).await;
        assert_eq!(world.count("select count(*) as n from capture_next").await, 0);
    }

    async fn c1_no_words_about_money_turn_an_inquiry_away(world: World) {
        let token = open(&world).await;
        for (n, budget) in ["5,000", "1.250,00", "€ 500", "about five thousand", "-"].into_iter().enumerate() {
            let mut answers = answers(&format!("m{n}@example.test"));
            answers["budget"] = budget.into();
            let input = json!({ "slug": "contact", "answers": answers, "token": token });
            assert_eq!(world.act(&nobody(), "form.submit", input).await["state"], "taken", "{budget}");
        }
        let kept = world.act(&administrator(&world), "intake.list", json!({})).await;
        let typed = |budget: &str| {
            kept["items"].as_array().unwrap().iter().any(|one| one["raw"]["answers"]["budget"] == budget)
        };
        assert!(typed("5,000") && typed("about five thousand"), "as it was typed: {kept}");
    }

    async fn c9_where_it_came_from_is_seen_and_never_told_by_the_sender(world: World) {
        let token = open(&world).await;
        let mut input = json!({ "slug": "contact", "answers": answers("a@example.test"), "token": token });
        let stranger = nobody().at_network("192.0.2.7").in_browser(Some("Phone"));
        world.act(&stranger, "form.submit", input.clone()).await;
        let kept = world.act(&administrator(&world), "intake.list", json!({})).await["items"][0].clone();
        assert_eq!((&kept["network"], &kept["user_agent"]), (&json!("192.0.2.7"), &json!("Phone")));
        input["client"] = json!({ "network": "203.0.113.9", "user_agent": "mine" });
        world.act(&stranger, "form.submit", input).await;
        let told = "select count(*) as n from capture_intake where network = '203.0.113.9'";
        assert_eq!(world.count(told).await, 0);
    }

    async fn c1_a_robot_that_fills_the_page_at_once_waits_for_a_person(world: World) {
        open(&world).await;
        let token = world.act(&nobody(), "form.show", json!({ "slug": "contact" })).await["token"].clone();
        let input = json!({ "slug": "contact", "answers": answers("a@example.test"), "token": token });
        assert_eq!(world.act(&nobody(), "form.submit", input).await["state"], "review");
    }

    async fn c1_a_wrong_answer_names_its_field_and_nothing_is_kept(world: World) {
        let token = open(&world).await;
        let wrong = json!({ "name": "", "email": "nonsense" });
        let input = json!({ "slug": "contact", "answers": wrong, "token": token });
        let Err(kernel::Error::Invalid(errors)) = world.call(&nobody(), "form.submit", input).await else {
            panic!("it was taken");
        };
        let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/fields/name", "/fields/email"]);
        assert_eq!(world.count("select count(*) as n from capture_intake").await, 0);
    }

    async fn c1_a_form_that_closes_while_somebody_types_keeps_what_they_typed(world: World) {
        let token = open(&world).await;
        let admin = administrator(&world);
        let form = world.act(&admin, "form.list", json!({})).await["items"][0]["id"].clone();
        world.act(&admin, "form.close", json!({ "form": form })).await;
        assert_eq!(submit(&world, &token, "ada@example.test").await["state"], "review");
        assert_eq!(world.refused(&nobody(), "form.show", json!({ "slug": "contact" })).await, "form.closed");
    }

    async fn c1_a_submission_is_checked_against_the_version_that_was_shown(world: World) {
        let token = open(&world).await;
        let admin = administrator(&world);
        let form = world.act(&admin, "form.list", json!({})).await["items"][0].clone();
        let mut stricter = spec();
        stricter["fields"][3]["required"] = true.into();
        world.act(&admin, "form.change", json!({ "form": form["id"], "spec": stricter })).await;
        world.act(&admin, "form.publish", json!({ "form": form["id"] })).await;
        let short = json!({ "name": "Ada", "email": "ada@example.test" });
        let input = json!({ "slug": "contact", "answers": short, "token": token });
        assert_eq!(world.act(&nobody(), "form.submit", input.clone()).await["state"], "taken");
        let fresh = world.act(&nobody(), "form.show", json!({ "slug": "contact" })).await["token"].clone();
        let mut input = input;
        input["token"] = fresh;
        assert_eq!(world.refused(&nobody(), "form.submit", input).await, "invalid");
    }

    async fn c9_a_known_address_is_the_known_person(world: World) {
        let token = open(&world).await;
        world.store.claim("test", |tx| Box::pin(async move {
            let insert = "insert into crm_known (id, email) values ($1, 'ada@example.test')";
            tx.exec(insert, &[kernel::Value::Bytes(&[9; 16])]).await
        })).await.unwrap();
        submit(&world, &token, "Ada@example.test").await;
        assert_eq!(world.count("select count(*) as n from capture_intake where known is true").await, 1);
    }

    async fn c9_quick_add_needs_one_way_back_and_keeps_a_typed_phone(world: World) {
        let seller = someone(2, Scope::All, &["intake.quick_add"]);
        let nothing = json!({ "channel": "call" });
        assert_eq!(world.refused(&seller, "intake.quick_add", nothing).await, "invalid");
        let caller = json!({ "channel": "call", "name": "Ada", "phone": "+49 30 901820" });
        assert_eq!(world.act(&seller, "intake.quick_add", caller).await["known"], false);
        assert_eq!(world.count(RECEIVED).await, 1);
    }

    async fn x13_the_preference_link_takes_consent_back_and_a_get_changes_nothing(world: World) {
        let token = open(&world).await;
        submit(&world, &token, "ada@example.test").await;
        let link = world.store.write(kernel::Permit::engine("test"), None, |tx| Box::pin(async move {
            let contact: kernel::ContactId =
                tx.one("select contact from capture_consent", &[], |row| row.get("contact")).await?.unwrap();
            tx.link(capture::consent::doors::LINK, contact.into(), Some(contact.into()), None).await
        })).await.unwrap();
        let holder = world.store.read({
            let link = link.clone();
            move |tx| { let link = link.clone(); Box::pin(async move { tx.link_of("preference", &link).await }) }
        }).await.unwrap().unwrap();
        let actor = kernel::Actor::portal(holder.person.unwrap(), holder.object);
        assert_eq!(world.act(&actor, "preference.show", json!({})).await["consents"][0]["given"], true);
        let stop = json!({ "news": false, "follow_up": false, "how": "one click in the mail" });
        world.act(&actor, "preference.choose", stop.clone()).await;
        world.act(&actor, "preference.choose", stop).await;
        assert_eq!(world.count("select count(*) as n from journal where kind = 'consent.withdrawn'").await, 2);
        assert_eq!(world.refused(&nobody(), "preference.show", json!({})).await, "sign_in");
    }

    async fn x13_what_is_chosen_on_the_page_is_kept_with_its_words_and_their_language(world: World) {
        let contact = <kernel::ContactId as kernel::Id>::from_bytes([9; 16]);
        world.store.claim("test", move |tx| Box::pin(async move {
            let insert = "insert into crm_known (id, language) values ($1, 'de')";
            tx.exec(insert, store::values![contact]).await
        })).await.unwrap();
        let holder = kernel::Actor::portal(contact.into(), contact.into());
        assert_eq!(world.act(&holder, "preference.show", json!({})).await["language"], "de");
        let said = "Neuigkeiten und Angebote, hin und wieder / Nachrichten, die an meine Anfrage anknüpfen";
        let mut wish = json!({ "news": true, "follow_up": false, "words": said, "language": "de", "how": "page" });
        let kept = world.act(&holder, "preference.choose", wish.clone()).await;
        let all = kept["consents"].as_array().unwrap();
        let told = |one: &Json| json!([one["words"], one["text_version"], one["language"]]);
        assert!(all.len() == 2 && all.iter().all(|one| told(one) == json!([said, 1, "de"])), "{all:?}");
        wish["words"] = "I made them up".into();
        wish["news"] = false.into();
        let kept = world.act(&holder, "preference.choose", wish).await;
        let news = kept["consents"].as_array().unwrap().iter().find(|one| one["purpose"] == "news").unwrap();
        assert_eq!((&news["given"], told(news)), (&json!(false), json!(["I made them up", null, "de"])));
    }

    async fn the_journal_verifies_after_all_of_it(world: World) {
        let token = open(&world).await;
        submit(&world, &token, "ada@example.test").await;
        world.settle().await;
        let report = store::verify::verify(&world.store).await.unwrap();
        assert_eq!(report.wrong, Vec::<String>::new());
        assert!(report.opened > 5);
    }
}
