//! People are known once: by hand, by an inquiry, by merging; and every reading says the same of them.

mod house;

use house::{ada, registry, submit, undo, without_versions};
use kernel::Scope;
use serde_json::{Value as Json, json};
use testing::{World, on_both, someone};

const READS: [(&str, &str); 4] =
    [("contact.read", ""), ("contact.duplicates", ""), ("note.list", ""), ("contact.list", "all")];

/// Everything that can be read of these people, but the journal.
async fn readings(world: &World, people: &[String], words: &[&str]) -> Json {
    let ada = testing::administrator(world);
    let mut all = vec![];
    for (verb, about) in READS {
        for person in people {
            let input = if about == "all" { json!({}) } else { json!({ "contact": person }) };
            all.push(world.act(&ada, verb, input).await);
        }
    }
    for word in words {
        all.push(world.act(&ada, "search.find", json!({ "q": word })).await);
    }
    without_versions(&Json::Array(all))
}

/// The token of somebody's preference page, as a letter writes it.
async fn given(world: &World, contact: &str) -> String {
    let contact: kernel::ContactId = contact.parse().expect("an id of a contact");
    let link = world.store.write(kernel::Permit::engine("test"), None, move |tx| {
        Box::pin(async move { tx.link("preference", contact.into(), Some(contact.into()), None).await })
    });
    link.await.expect("a link")
}

async fn opens(world: &World, token: &str) -> bool {
    let token = token.to_owned();
    let found = world.store.read(move |tx| {
        let token = token.clone();
        Box::pin(async move { tx.link_of("preference", &token).await })
    });
    found.await.expect("the store answers").is_some()
}

on_both! {
    async fn a_typing_error_finds_whom_they_meant_where_nobody_is_called_so(world: World) {
        let ada = ada(&world).await;
        for (name, email, phone, company) in [
            ("Jörg Müller", "joerg.mueller@kunde.test", "+49 30 901820", "Holzbau Nordlicht"),
            ("Maria Miller", "maria@kunden.test", "+49 30 901821", "Brandt"),
        ] {
            let person = json!({ "name": name, "email": email, "phone": phone, "company_name": company });
            world.act(&ada, "contact.add", person).await;
        }
        let find = async |q: &str| {
            let found = world.act(&ada, "search.find", json!({ "q": q, "kind": "contact" })).await;
            let titles = found["items"].as_array().unwrap().iter();
            let mut titles: Vec<String> = titles.map(|one| one["title"].as_str().unwrap().to_owned()).collect();
            titles.sort();
            (found["near"].as_bool().unwrap(), titles.join(", "))
        };
        let said = |near: bool, names: &str| (near, names.to_owned());
        for (q, near, names) in [
            ("Müller", false, "Jörg Müller"),
            ("Mül", false, "Jörg Müller"),
            ("Mueller", false, "Jörg Müller"),
            ("Mülelr", true, "Jörg Müller"),
            ("Jörgg Müllr", true, "Jörg Müller"),
            ("Jork", true, "Jörg Müller"),
            ("Jörg Miller", true, "Jörg Müller"),
            ("maria millar", true, "Maria Miller"),
            ("maira@kunden.test", true, "Maria Miller"),
        ] {
            assert_eq!(find(q).await, said(near, names), "{q}");
        }
        for q in ["maira@kundn.test", "+49 30 901822", "Mx", "Mxr", "Schmidt", "Mlüelr"] {
            assert_eq!(find(q).await, said(false, ""), "{q}");
        }
        let firm = world.act(&ada, "search.find", json!({ "q": "Nordlihct", "kind": "company" })).await;
        assert_eq!((&firm["near"], &firm["items"][0]["title"]), (&json!(true), &json!("Holzbau Nordlicht")));
    }

    async fn a_person_is_added_changed_and_changed_back(world: World) {
        let ada = ada(&world).await;
        let anna = json!({
            "given_name": "Anna", "family_name": "Schmidt", "email": " Anna@Example.COM",
            "phone": "+44 20 7946 0958",
            "company_name": "Acme GmbH", "language": "de", "zone": "Europe/Berlin", "tags": ["VIP", "vip"],
            "address": { "street": "Weg 1", "city": "Berlin", "postal_code": "10115", "country": "DE" },
            "custom": { "size": 42 }, "owner": testing::user(2),
        });
        let added = world.act(&ada, "contact.add", anna).await;
        assert_eq!(added["name"], "Anna Schmidt");
        assert_eq!(added["email"], "anna@example.com");
        assert_eq!(added["phone"], "+442079460958");
        assert_eq!(added["company"]["name"], "Acme GmbH");
        assert_eq!(added["tags"], json!(["vip"]));
        assert_eq!(
            (&added["owner"], &added["team"]),
            (&json!(testing::user(2)), &json!("team_00000000000000000000000007"))
        );
        let change = json!({ "contact": added["id"], "family_name": "Weber", "phone": "ask for Anna",
            "zone": null, "company": null, "custom": { "size": null, "colour": "red" }, "owner": null });
        let changed = world.call(&ada, "contact.change", change).await.unwrap();
        assert_eq!(changed.body["name"], "Anna Weber");
        assert_eq!(changed.body["phone"], Json::Null);
        assert_eq!(changed.body["phone_typed"], "ask for Anna");
        assert_eq!(changed.body["company"], Json::Null);
        assert_eq!(changed.body["custom"], json!({ "colour": "red" }));
        assert_eq!(changed.body["language"], "de");
        assert_eq!(changed.body["rv"], 2);
        let mut back = undo(&world, &ada, &changed).await;
        back.as_object_mut().unwrap().remove("was");
        assert_eq!(without_versions(&back), without_versions(&added));
    }

    async fn nobody_without_a_name_an_address_or_a_number_is_a_contact(world: World) {
        let ada = ada(&world).await;
        assert_eq!(world.refused(&ada, "contact.add", json!({ "job_title": "CEO" })).await, "contact.nobody");
        assert_eq!(world.refused(&ada, "contact.add", json!({ "email": "not one" })).await, "invalid");
        assert_eq!(
            world.refused(&ada, "contact.add", json!({ "name": "A", "zone": "Mars" })).await,
            "calendar.unknown_zone"
        );
        assert_eq!(
            world.refused(&ada, "contact.add", json!({ "name": "A", "owner": testing::user(9) })).await,
            "invalid"
        );
        let anna = world.act(&ada, "contact.add", json!({ "name": "Anna" })).await;
        let gone = json!({ "contact": anna["id"], "name": null });
        assert_eq!(world.refused(&ada, "contact.change", gone).await, "contact.nobody");
    }

    async fn an_address_belongs_to_one_person(world: World) {
        let ada = ada(&world).await;
        let anna = world.act(&ada, "contact.add", json!({ "name": "Anna", "email": "a@x.test" })).await;
        assert_eq!(world.refused(&ada, "contact.add", json!({ "email": "A@x.test" })).await, "contact.known");
        let ben = world.act(&ada, "contact.add", json!({ "name": "Ben", "email": "b@x.test" })).await;
        let taken = json!({ "contact": ben["id"], "email": "a@x.test" });
        assert_eq!(world.refused(&ada, "contact.change", taken.clone()).await, "contact.known");
        // Somebody else's address stays theirs when they are merged, and can become the root's own.
        let carl = world.act(&ada, "contact.add", json!({ "name": "Carl" })).await;
        world.act(&ada, "contact.merge", json!({ "contact": ben["id"], "alias": anna["id"] })).await;
        let steal = json!({ "contact": carl["id"], "email": "a@x.test" });
        assert_eq!(world.refused(&ada, "contact.change", steal).await, "contact.known");
        world.act(&ada, "contact.change", taken).await;
        let apart = json!({ "contact": ben["id"], "alias": anna["id"] });
        assert_eq!(world.refused(&ada, "contact.unmerge", apart).await, "contact.address_shared");
    }

    async fn a_list_is_filtered_paged_and_as_wide_as_the_scope(world: World) {
        let ada = ada(&world).await;
        for n in 0..5 {
            let owner = testing::user(2 + n % 2);
            let tag = if n < 2 { "old" } else { "new_one" };
            let person = json!({ "name": format!("Person Müller {n}"), "email": format!("p{n}@x.test"),
                "owner": owner, "tags": [tag] });
            world.act(&ada, "contact.add", person).await;
        }
        let first = world.act(&ada, "contact.list", json!({ "limit": 3 })).await;
        let rest = world.act(&ada, "contact.list", json!({ "limit": 3, "after": first["next"] })).await;
        let names = |page: &Json| {
            page["items"].as_array().unwrap().iter().map(|i| i["name"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&first).len(), 3);
        assert_eq!(names(&rest).len(), 2);
        assert_eq!(rest["next"], Json::Null);
        let count = async |actor: &kernel::Actor, filter: Json| {
            world.act(actor, "contact.list", filter).await["items"].as_array().unwrap().len()
        };
        assert_eq!(count(&ada, json!({ "q": "muller p3@" })).await, 1);
        assert_eq!(count(&ada, json!({ "q": "Müller" })).await, 5);
        assert_eq!(count(&ada, json!({ "tag": "OLD" })).await, 2);
        assert_eq!(count(&ada, json!({ "tag": "newXone" })).await, 0);
        assert_eq!(count(&ada, json!({ "owner": testing::user(2) })).await, 3);
        let ben = someone(2, Scope::Own, &["contact.list", "contact.read", "search.find"]);
        assert_eq!(count(&ben, json!({})).await, 3);
        let found = world.act(&ben, "search.find", json!({ "q": "person" })).await;
        assert_eq!(found["items"].as_array().unwrap().len(), 3);
        let theirs = first["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|p| p["owner"] == json!(testing::user(3)))
            .unwrap();
        assert_eq!(world.refused(&ben, "contact.read", json!({ "contact": theirs["id"] })).await, "missing");
    }

    async fn an_inquiry_makes_its_contact_and_a_second_one_only_fills_the_gaps(world: World) {
        let ada = ada(&world).await;
        let first = submit(
            &world,
            json!({ "email": "Anna@X.test", "company": "Acme Inc.", "owner": testing::user(2) }),
        )
        .await;
        let again = json!({ "email": "anna@x.test", "name": "Anna Schmidt", "phone": "+44 20 7946 0958",
            "company": "ACME, Inc" });
        assert_eq!(submit(&world, again).await, first);
        let anna = world.act(&ada, "contact.read", json!({ "contact": first })).await;
        assert_eq!(anna["name"], "Anna Schmidt");
        assert_eq!(anna["email"], "anna@x.test");
        assert_eq!(anna["phone"], "+442079460958");
        assert_eq!(anna["company"]["name"], "Acme Inc.");
        assert_eq!(anna["owner"], json!(testing::user(2)));
        assert_eq!(anna["language"], "de");
        assert_eq!(world.count("select count(*) as n from crm_company").await, 1);
        for _ in 0..2 {
            let other = json!({ "email": "anna@x.test", "name": "A. Weber", "phone": "0800 nothing",
                "company": "Other" });
            submit(&world, other).await;
        }
        let same = world.act(&ada, "contact.read", json!({ "contact": first })).await;
        assert_eq!(same["name"], "Anna Schmidt");
        let notes = world.act(&ada, "note.list", json!({ "contact": first })).await;
        let notes = notes["items"].as_array().unwrap();
        assert_eq!(notes.len(), 1, "the same difference is one note");
        let text = notes[0]["text"].as_str().unwrap();
        assert!(text.contains("Name: A. Weber") && text.contains("Company: Other"), "{text}");
        assert_eq!(same["phone_typed"], "0800 nothing");
    }

    async fn what_a_door_let_in_is_never_refused(world: World) {
        let ada = ada(&world).await;
        let odd = json!({ "name": "x".repeat(5000), "email": "nobody at nowhere", "phone": "call\u{0} me" });
        let contact = submit(&world, odd).await;
        let read = world.act(&ada, "contact.read", json!({ "contact": contact })).await;
        assert_eq!(read["name"].as_str().unwrap().len(), 200);
        assert_eq!(read["email"], Json::Null);
        assert_eq!(read["phone_typed"], "call me");
        let notes = world.act(&ada, "note.list", json!({ "contact": contact })).await;
        assert!(notes["items"][0]["text"].as_str().unwrap().contains("Email: nobody at nowhere"));
    }

    async fn sixty_four_at_once_with_one_address_are_one_person(world: World) {
        ada(&world).await;
        let calls = (0..64).map(|n| {
            let input = json!({ "email": "one@x.test", "name": "One", "blind": n % 2 == 0 });
            submit(&world, input)
        });
        let ids = futures_util::future::join_all(calls).await;
        assert_eq!(world.count("select count(*) as n from crm_contact where alias_of is null").await, 1);
        let ada = testing::administrator(&world);
        let mut people = std::collections::BTreeSet::new();
        for id in ids {
            people.insert(world.act(&ada, "contact.read", json!({ "contact": id })).await["id"].to_string());
        }
        assert_eq!(people.len(), 1);
    }

    async fn sixty_four_at_once_of_one_company_are_so_many_people_and_one_company(world: World) {
        ada(&world).await;
        let calls = (0..64).map(|n| {
            let input = json!({ "email": format!("p{}@x.test", n * 7919), "name": "One", "company": "Acme" });
            submit(&world, input)
        });
        futures_util::future::join_all(calls).await;
        assert_eq!(world.count("select count(*) as n from crm_contact where alias_of is null").await, 64);
        assert_eq!(world.count("select count(*) as n from crm_company").await, 1);
    }

    async fn a_merged_person_is_one_everywhere_and_two_again_after_undo(world: World) {
        let ada = ada(&world).await;
        let anna = json!({ "name": "Anna Schmidt", "email": "anna@x.test", "phone": "+442079460958" });
        let anna = world.act(&ada, "contact.add", anna).await["id"].as_str().unwrap().to_owned();
        let work = json!({ "name": "Schmidt, Anna", "email": "anna@work.test", "company_name": "Acme",
            "job_title": "CEO" });
        let work = world.act(&ada, "contact.add", work).await["id"].as_str().unwrap().to_owned();
        world.act(&ada, "note.write", json!({ "contact": work, "text": "Prefers the telephone" })).await;
        world.act(&ada, "task.create", json!({ "contact": work, "title": "Call back" })).await;
        let people = [anna.clone(), work.clone()];
        let words = ["anna", "work.test", "anna@work.test", "acme", "schmidt"];
        let before = readings(&world, &people, &words).await;
        let same = world.act(&ada, "contact.duplicates", json!({ "contact": anna })).await;
        assert_eq!(same["items"][0]["id"], work);
        assert_eq!(same["items"][0]["same"], json!(["name"]));

        let merged =
            world.call(&ada, "contact.merge", json!({ "contact": anna, "alias": work })).await.unwrap();
        assert_eq!(merged.body["job_title"], "CEO");
        assert_eq!(merged.body["aliases"][0]["email"], "anna@work.test");
        let read = world.act(&ada, "contact.read", json!({ "contact": work })).await;
        assert_eq!(read["id"], anna);
        assert_eq!(read["open"]["task"], 1);
        let notes = world.act(&ada, "note.list", json!({ "contact": anna })).await;
        assert_eq!(notes["items"][0]["text"], "Prefers the telephone");
        let tasks = world.act(&ada, "task.list", json!({ "contact": anna })).await;
        assert_eq!(tasks["items"][0]["contact"]["id"], anna);
        let found = world.act(&ada, "search.find", json!({ "q": "anna@work.test" })).await;
        assert_eq!(found["items"].as_array().unwrap().len(), 1);
        assert_eq!(found["items"][0]["id"], anna);
        let seen = world.count("select count(*) as n from crm_person where email = 'anna@work.test'").await;
        assert_eq!(seen, 1);
        let again = json!({ "contact": anna, "alias": work });
        assert_eq!(world.refused(&ada, "contact.merge", again).await, "contact.already_merged");
        assert_eq!(
            world.refused(&ada, "contact.merge", json!({ "contact": work, "alias": anna })).await,
            "contact.same"
        );

        undo(&world, &ada, &merged).await;
        let after = readings(&world, &people, &words).await;
        assert_eq!(before, after);
        let apart = json!({ "contact": anna, "alias": work });
        assert_eq!(world.refused(&ada, "contact.unmerge", apart).await, "contact.not_merged");
        world.act(&ada, "contact.merge", json!({ "contact": anna, "alias": work })).await;
        assert_eq!(submit(&world, json!({ "email": "anna@work.test" })).await, anna);
    }

    async fn every_link_of_a_person_is_replaced_under_each_of_their_records(world: World) {
        let ada = ada(&world).await;
        let [anna, work, other] = ["anna@x.test", "anna@work.test", "bob@x.test"];
        let anna = submit(&world, json!({ "email": anna, "name": "Anna" })).await;
        let work = submit(&world, json!({ "email": work, "name": "Anna W" })).await;
        let other = submit(&world, json!({ "email": other, "name": "Bob" })).await;
        world.act(&ada, "contact.merge", json!({ "contact": anna, "alias": work })).await;
        let old = [given(&world, &anna).await, given(&world, &work).await];
        let bobs = given(&world, &other).await;
        let replace = json!({ "contact": work });
        let replaced = world.act(&ada, "contact.replace_links", replace.clone()).await;
        assert_eq!(replaced, json!({ "contact": anna, "replaced": 2 }));
        for token in &old {
            assert!(!opens(&world, token).await, "nobody gets in by an old one");
        }
        assert!(opens(&world, &bobs).await, "nobody else is shut out");
        let new = [given(&world, &anna).await, given(&world, &work).await];
        assert!(old.iter().all(|token| !new.contains(token)), "what is written next is the new one");
        for token in &new {
            assert!(opens(&world, token).await);
        }
        world.settle().await;
        const TOLD: &str = "select count(*) as n from journal where kind = 'contact.links_replaced'";
        assert_eq!(world.count(TOLD).await, 1);
        let stranger = someone(9, Scope::Own, &["contact.replace_links"]);
        assert_eq!(world.refused(&stranger, "contact.replace_links", replace).await, "missing");
    }

    async fn whoever_was_given_no_link_loses_none(world: World) {
        let ada = ada(&world).await;
        let anna = submit(&world, json!({ "email": "anna@x.test", "name": "Anna" })).await;
        let replaced = world.act(&ada, "contact.replace_links", json!({ "contact": anna })).await;
        assert_eq!(replaced["replaced"], 0);
        world.settle().await;
        const TOLD: &str = "select count(*) as n from journal where kind = 'contact.links_replaced'";
        assert_eq!(world.count(TOLD).await, 0);
    }

    async fn the_timeline_tells_everything_under_every_id(world: World) {
        let ada = ada(&world).await;
        let anna = submit(&world, json!({ "email": "anna@x.test", "name": "Anna" })).await;
        let work = submit(&world, json!({ "email": "anna@work.test", "name": "Anna W" })).await;
        world.clock.pass_seconds(60);
        let note = world.act(&ada, "note.write", json!({ "contact": work, "text": "Likes tea" })).await;
        world.clock.pass_seconds(60);
        world.act(&ada, "contact.change", json!({ "contact": anna, "job_title": "CEO" })).await;
        world.clock.pass_seconds(60);
        world.act(&ada, "contact.merge", json!({ "contact": anna, "alias": work })).await;
        let all = world.act(&ada, "contact.timeline", json!({ "contact": anna })).await;
        let kinds: Vec<&str> =
            all["items"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
        assert_eq!(&kinds[..3], ["contact.merged", "contact.changed", "note.written"]);
        assert_eq!(&kinds[kinds.len() - 2..], ["intake.received", "intake.received"], "{kinds:?}");
        assert!(kinds.contains(&"contact.added"));
        let changed = &all["items"][1];
        assert_eq!(changed["changed"], json!(["job_title"]));
        assert_eq!(changed["by"]["name"], "Ada");
        assert_eq!(changed["verb"], "contact.change");
        let written = &all["items"][2];
        assert_eq!(written["note"], "Likes tea");
        assert_eq!(written["subjects"][0]["id"], note["id"]);
        assert!(!all.to_string().contains("anna@"), "personal values stay in the rows");
        world.act(&ada, "note.withdraw", json!({ "note": note["id"] })).await;
        let mut after = Json::Null;
        let mut paged = vec![];
        loop {
            let page = world
                .act(&ada, "contact.timeline", json!({ "contact": work, "after": after, "limit": 2 }))
                .await;
            paged.extend(page["items"].as_array().unwrap().clone());
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        assert_eq!(paged.len(), kinds.len() + 1);
        assert!(paged.iter().all(|entry| entry["note"].is_null()), "a withdrawn note says nothing");
    }

    async fn what_an_automation_did_says_which_one(world: World) {
        let ada = ada(&world).await;
        let anna = world.act(&ada, "contact.add", json!({ "name": "Anna" })).await;
        world.clock.pass_seconds(1);
        // The staff's window of runs shows one for everybody who is stood in for.
        let run = kernel::Ref { kind: "run", bytes: kernel::Ref::from(testing::user(3)).bytes };
        let automation = kernel::Actor::automation(ada.clone(), run, None);
        world.act(&automation, "contact.change", json!({ "contact": anna["id"], "tags": ["hot"] })).await;
        let all = world.act(&ada, "contact.timeline", json!({ "contact": anna["id"], "limit": 1 })).await;
        assert_eq!(all["items"][0]["by"]["kind"], "run");
        assert_eq!(all["items"][0]["automation"], "Instant answer");
        assert_eq!(all["items"][0]["cause"], run.to_string());
    }

    async fn a_company_has_one_record_per_name(world: World) {
        let ada = ada(&world).await;
        let acme = world
            .act(&ada, "company.add", json!({ "name": "Acme Inc.", "domain": "https://www.Acme.test/x" }))
            .await;
        assert_eq!(acme["domain"], "acme.test");
        assert_eq!(world.refused(&ada, "company.add", json!({ "name": "ACME, inc" })).await, "company.known");
        assert_eq!(world.refused(&ada, "company.add", json!({ "name": " " })).await, "company.no_name");
        let other = world.act(&ada, "company.add", json!({ "name": "Other" })).await;
        let taken = json!({ "company": other["id"], "name": "Acme inc" });
        assert_eq!(world.refused(&ada, "company.change", taken).await, "company.known");
        let change = json!({ "company": acme["id"], "vat_id": "DE123", "domain": null });
        let changed = world.call(&ada, "company.change", change).await.unwrap();
        assert_eq!((&changed.body["vat_id"], &changed.body["domain"]), (&json!("DE123"), &Json::Null));
        undo(&world, &ada, &changed).await;
        let read = world.act(&ada, "company.read", json!({ "company": acme["id"] })).await;
        assert_eq!(without_versions(&read), without_versions(&acme));
        let found = world.act(&ada, "company.list", json!({ "q": "acme" })).await;
        assert_eq!(found["items"].as_array().unwrap().len(), 1);
    }
}
