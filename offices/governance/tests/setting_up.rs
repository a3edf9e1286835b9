//! The first run: one call makes a lawful business and its administrator, once.
#![allow(clippy::unwrap_used)]

mod house;

use base64_png::PIXEL;
use house::*;
use kernel::{Business, Joint, LineSettings, Numbers};
use serde_json::{Value as Json, json};
use testing::{World, nobody, on_both};

mod base64_png {
    /// One red pixel.
    pub const PIXEL: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
}

async fn settings(world: &World) -> (Business, Numbers, LineSettings) {
    let all = world.store.read(|tx| {
        Box::pin(async move { Ok((tx.setting().await?, tx.setting().await?, tx.setting().await?)) })
    });
    all.await.unwrap()
}

/// The setup with one part of it changed.
fn with(path: &str, value: Json) -> Json {
    let mut setup = setup();
    *setup.pointer_mut(path).unwrap_or_else(|| panic!("no {path}")) = value;
    setup
}

on_both! {
    async fn a_business_is_set_up_in_one_call_and_its_administrator_is_in(world: World) {
        let before = world.act(&nobody(), "setup.state", json!({})).await;
        assert_eq!(before, json!({"needed": true, "code": false}));
        let (ada, id) = founded(&world).await;
        let after = world.act(&nobody(), "setup.state", json!({})).await;
        assert_eq!(after["needed"], false);
        let me = world.act(&ada, "user.me", json!({})).await;
        assert_eq!(me["user"]["email"], "ada@ours.test");
        assert_eq!(me["user"]["role"], "administrator");
        assert_eq!(me["grants"]["user.invite"], "all");
        assert_eq!(me["business"]["zone"], "Europe/Berlin");
        let (business, numbers, line) = settings(&world).await;
        assert_eq!(business.vat_id.as_deref(), Some("DE123456789"));
        assert_eq!(business.iban.as_deref(), Some("DE89370400440532013000"));
        assert_eq!(business.bic.as_deref(), Some("COBADEFFXXX"));
        assert_eq!(numbers.of("invoice").print(7, 2026).unwrap(), "INV-2026-0007");
        assert!(Joint::ALL.iter().all(|joint| line.rule(*joint).owner == Some(id)));
        let told = "select count(*) as n from journal where kind = 'business.set_up'";
        assert_eq!(world.count(told).await, 1);
    }

    async fn a_business_is_set_up_once(world: World) {
        founded(&world).await;
        assert_eq!(world.refused(&nobody(), "business.set_up", setup()).await, "business.is_set_up");
    }

    async fn where_others_can_reach_it_the_printed_code_is_asked_for(world: World) {
        let code = governance::setup::require_code(&world.store).await.unwrap().unwrap();
        assert_eq!(world.act(&nobody(), "setup.state", json!({})).await["code"], true);
        assert_eq!(world.refused(&nobody(), "business.set_up", setup()).await, "business.setup_code");
        let mut coded = setup();
        coded["code"] = "aaaa-bbbb-cccc-dddd".into();
        assert_eq!(world.refused(&nobody(), "business.set_up", coded.clone()).await, "business.setup_code");
        coded["code"] = code.expose().to_uppercase().into();
        world.act(&nobody(), "business.set_up", coded).await;
        assert!(governance::setup::require_code(&world.store).await.unwrap().is_none());
    }

    async fn a_start_on_this_machine_alone_lifts_the_code(world: World) {
        governance::setup::require_code(&world.store).await.unwrap();
        governance::setup::lift_code(&world.store).await.unwrap();
        founded(&world).await;
    }

    async fn every_field_is_checked_and_named(world: World) {
        let table = [
            ("/business/name", json!(" "), "text"),
            ("/business/address/street", json!(""), "text"),
            ("/business/address/country", json!("XX"), "country"),
            ("/business/vat_id", json!("DE12345678"), "vat_id"),
            ("/business/tax_rates", json!([]), "tax_rates"),
            ("/business/iban", json!("DE89370400440532013001"), "iban"),
            ("/business/bic", json!("COBA"), "bic"),
            ("/business/currency", json!("EURO"), "currency"),
            ("/business/locale", json!("german"), "locale"),
            ("/business/zone", json!("Berlin"), "zone"),
            ("/business/hours/monday/0", json!("17:00-08:00"), "hours"),
            ("/business/holidays/0", json!("25.12.2026"), "date"),
            ("/business/quiet_hours/from", json!("9 pm"), "time"),
            ("/business/email", json!("post@localhost"), "email"),
            ("/business/privacy_url", json!("javascript:alert(1)"), "url"),
            ("/administrator/name", json!(""), "text"),
            ("/administrator/email", json!("Ada <ada@ours.test>"), "email"),
            ("/administrator/password", json!("dachbau2026!"), "password.guessable"),
        ];
        for (pointer, value, code) in table {
            let error = world.call(&nobody(), "business.set_up", with(pointer, value)).await.unwrap_err();
            assert_eq!(troubles(&error), [(pointer.to_owned(), code)]);
        }
        let empty = json!({"business": {}, "administrator": {"name": "", "email": "", "password": ""}});
        let error = world.call(&nobody(), "business.set_up", empty).await.unwrap_err();
        assert!(troubles(&error).len() >= 12, "{:?}", troubles(&error));
        assert_eq!(world.count("select count(*) as n from governance_user").await, 0);
    }

    async fn the_public_holidays_of_a_region_are_chosen_and_shown_by_name(world: World) {
        let mut answers = setup();
        answers["public_holidays"] = true.into();
        let answer = world.act(&nobody(), "business.set_up", answers).await;
        let ada = by_cookie(&world, &answer).await.unwrap();
        let kept = world.act(&ada, "business.read", json!({})).await;
        assert_eq!(kept["settings"]["holiday_region"], "DE", "as its country");
        let shown = world.act(&ada, "business.public_holidays", json!({"region": "DE-BY"})).await;
        assert!(shown["regions"].as_array().unwrap().contains(&json!("DE-BY")));
        let coming = shown["coming"].as_array().unwrap();
        assert_eq!(coming[0], json!({"on": "2026-04-03", "name": "Good Friday"}), "it is February");
        assert!(coming.contains(&json!({"on": "2027-12-26", "name": "Second Day of Christmas"})));
        let nowhere = world.act(&ada, "business.public_holidays", json!({"region": "XX"})).await;
        assert_eq!(nowhere, json!({"regions": [], "coming": []}));

        let mut chosen = kept["settings"].clone();
        chosen["holiday_region"] = "DE-BY".into();
        chosen["worked_holidays"] = json!(["2026-06-04"]);
        let change = json!({"rv": kept["rv"], "settings": chosen});
        world.act(&ada, "business.change", change).await;
        let hours = world.store.read(|tx| Box::pin(async move { Ok(tx.setting::<kernel::Business>().await?.hours) }));
        let hours = hours.await.unwrap();
        let next = |day: &str| {
            let at = hours.zone().instant(day.parse().unwrap(), "08:00".parse().unwrap()).unwrap();
            hours.zone().shows(hours.next_open(at).unwrap()).to_string()
        };
        assert_eq!(next("2026-05-25"), "2026-05-29T08:00:00", "Whit Monday; open on Mondays and Fridays");
        assert_eq!(next("2028-06-05"), "2028-06-09T08:00:00", "and in years to come");

        let now = world.act(&ada, "business.read", json!({})).await;
        assert_eq!(now["settings"]["worked_holidays"], json!(["2026-06-04"]));
        let mut wrong = now["settings"].clone();
        wrong["holiday_region"] = "DE-XX".into();
        wrong["worked_holidays"] = json!(["4 June"]);
        let change = json!({"rv": now["rv"], "settings": wrong});
        let error = world.call(&ada, "business.change", change).await.unwrap_err();
        let expected = [("/settings/worked_holidays/0", "date"), ("/settings/holiday_region", "region")];
        assert_eq!(troubles(&error), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    }

    async fn a_number_format_that_repeats_itself_is_refused(world: World) {
        let mut bad = setup();
        let format = |format: &str| json!({"format": format, "start": 1});
        bad["numbers"] = json!({"invoice": format("INV-{year}"), "order": format("{n}")});
        let error = world.call(&nobody(), "business.set_up", bad).await.unwrap_err();
        let expected = [("/numbers/invoice/format", "number.format"), ("/numbers/order", "number.series")];
        assert_eq!(troubles(&error), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    }

    async fn a_logo_is_made_anew_and_anything_else_is_refused(world: World) {
        let mut bad = setup();
        bad["logo"] = data_encoding::BASE64.encode(b"<svg onload=alert(1)>").into();
        let error = world.call(&nobody(), "business.set_up", bad.clone()).await.unwrap_err();
        assert_eq!(troubles(&error), [("/logo".to_owned(), "logo.unknown")]);
        bad["logo"] = PIXEL.into();
        let answer = world.act(&nobody(), "business.set_up", bad).await;
        let ada = by_cookie(&world, &answer).await.unwrap();
        assert_eq!(world.act(&ada, "user.me", json!({})).await["business"]["logo"], true);
        world.act(&ada, "business.change_logo", json!({"logo": null})).await;
        assert_eq!(world.act(&ada, "user.me", json!({})).await["business"]["logo"], false);
    }

    async fn settings_change_as_a_whole_over_the_version_that_was_seen(world: World) {
        let (ada, _) = founded(&world).await;
        let seen = world.act(&ada, "business.read", json!({})).await;
        let same = json!({"rv": seen["rv"], "settings": seen["settings"]});
        let again = world.act(&ada, "business.change", same.clone()).await;
        assert_eq!(again["rv"], seen["rv"], "what a form shows and sends back changes nothing");
        let mut moved = same;
        moved["settings"]["address"]["city"] = "Potsdam".into();
        let answer = world.call(&ada, "business.change", moved.clone()).await.unwrap();
        assert_eq!(answer.body["settings"]["address"]["city"], "Potsdam");
        assert_eq!(world.refused(&ada, "business.change", moved).await, "setting.stale");
        let undo = answer.undo.unwrap();
        let back = world.act(&ada, undo["verb"].as_str().unwrap(), undo["body"].clone()).await;
        assert_eq!(back["settings"], seen["settings"]);
    }

    async fn an_owner_sets_a_limit_and_takes_it_back_but_none_that_would_lock_them_out(world: World) {
        let (ada, _) = founded(&world).await;
        let seen = world.act(&ada, "limits.read", json!({})).await;
        assert_eq!(seen["settings"], json!({}), "nothing of their own yet");
        assert_eq!(seen["usual"]["form"], json!({"burst": 20, "per_minute": 20}));
        let own = json!({"form": {"burst": 50, "per_minute": 40}});
        let change = json!({"rv": seen["rv"], "settings": own});
        let answer = world.call(&ada, "limits.change", change).await.unwrap();
        assert_eq!(world.act(&ada, "limits.read", json!({})).await["settings"], own);
        let wrong = json!({
            "api": {"burst": 600, "per_minute": 59}, "form": {"burst": 0, "per_minute": 1},
            "forms": {"burst": 1, "per_minute": 1},
        });
        let change = json!({"rv": answer.body["rv"], "settings": wrong});
        let error = world.call(&ada, "limits.change", change).await.unwrap_err();
        let expected = [
            ("/settings/api/per_minute", "limits.low"),
            ("/settings/form/burst", "limits.low"),
            ("/settings/forms", "limits.class"),
        ];
        assert_eq!(troubles(&error), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
        let undo = answer.undo.unwrap();
        world.act(&ada, undo["verb"].as_str().unwrap(), undo["body"].clone()).await;
        assert_eq!(world.act(&ada, "limits.read", json!({})).await["settings"], json!({}));
    }

    async fn the_line_is_answered_for_by_active_users(world: World) {
        let (ada, id) = founded(&world).await;
        let (_, grace) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let rules = world.act(&ada, "line.rules", json!({})).await;
        let mut change = json!({"rv": rules["rv"], "settings": rules["settings"]});
        change["settings"]["joints"]["captured_answered"] =
            json!({"owner": grace, "stand_in": grace, "target_minutes": 0});
        let error = world.call(&ada, "line.change", change.clone()).await.unwrap_err();
        let codes: Vec<&str> = troubles(&error).iter().map(|(_, code)| *code).collect();
        assert_eq!(codes, ["line.same", "line.target"]);
        change["settings"]["joints"]["captured_answered"] =
            json!({"owner": grace, "stand_in": id, "target_minutes": 10});
        world.act(&ada, "line.change", change).await;
        assert_eq!(settings(&world).await.2.rule(Joint::CapturedAnswered).owner, Some(grace));
    }
}
