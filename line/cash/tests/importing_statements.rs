//! A bank's file comes in whole or not at all, once however often it is imported, and can be taken back.
#![allow(clippy::unwrap_used)] // a test may fail so

mod play;

use data_encoding::BASE64;
use kernel::Error;
use play::{ada, balances, books, eur, file, import, invoice, lines, person, registry, undo};
use serde_json::json;
use testing::on_both;

const LINES: &str = "select count(*) as n from cash_bank_line";

on_both! {
    async fn the_same_file_twice_brings_nothing_new(world: World) {
        let ada = ada(&world).await;
        let one = ("02.02.2026", "Maria", "", "thanks", "10,00");
        let text = file(&[one, one, ("01.02.2026", "Otto", "", "x", "5,00")]);
        let first = import(&world, &ada, &text).await;
        // Equal lines of one file are two bookings.
        assert_eq!((&first["new"], &first["known"]), (&json!(3), &json!(0)));
        let again = import(&world, &ada, &text).await;
        assert_eq!((&again["new"], &again["known"], &again["lines"]), (&json!(0), &json!(3), &json!(3)));
        let longer = file(&[one, one, one, ("03.02.2026", "Eva", "", "y", "1,00")]);
        let overlap = import(&world, &ada, &longer).await;
        assert_eq!((&overlap["new"], &overlap["known"]), (&json!(2), &json!(2)));
        let other = json!({ "account": "Other", "text": text });
        assert_eq!(world.act(&ada, "statement.import", other).await["new"], 3, "another account is another bank");
        assert_eq!(balances(&world, &ada).await, books(&[("bank", 6_100), ("suspense", -6_100)]));
    }

    async fn one_bad_line_imports_nothing_and_every_bad_line_is_named(world: World) {
        let ada = ada(&world).await;
        let text = file(&[
            ("02.02.2026", "Maria", "", "fine", "10,00"),
            ("32.02.2026", "Maria", "", "bad day", "10,00"),
            ("02.02.2026", "Maria", "", "bad amount", "1O,00"),
        ]) + "02.02.2026;cut off\n";
        let input = json!({ "account": "Main", "text": text });
        let Error::Invalid(wrong) = world.call(&ada, "statement.import", input.clone()).await.unwrap_err() else {
            panic!("it is said line by line")
        };
        let said: Vec<&str> = wrong.iter().map(|one| one.pointer.as_str()).collect();
        assert_eq!(said, ["/file/line/3", "/file/line/4", "/file/line/5"]);
        assert!(wrong[0].detail.starts_with("line 3, Buchungstag: `32.02.2026` is no day"), "{}", wrong[0].detail);
        assert!(wrong[1].detail.starts_with("line 4, Betrag: `1O,00` is no amount"), "{}", wrong[1].detail);
        assert!(wrong[2].detail.contains("it has 2 cells, the headings 5"), "{}", wrong[2].detail);
        assert_eq!(world.count(LINES).await, 0);
        assert_eq!(world.count("select count(*) as n from cash_statement").await, 0);
        let preview = world.act(&ada, "statement.preview", input).await;
        assert_eq!((&preview["wrong"], &preview["lines"], &preview["errors"][0]["line"]),
            (&json!(3), &json!(1), &json!(3)));
        assert_eq!(balances(&world, &ada).await, books(&[]));
    }

    async fn a_preview_guesses_and_an_import_keeps_how_an_account_is_read(world: World) {
        let ada = ada(&world).await;
        let text = file(&[("02.02.2026", "Maria", "DE02 1203", "thanks", "1.234,50")]);
        let look = json!({ "account": "Main", "text": text });
        let preview = world.act(&ada, "statement.preview", look.clone()).await;
        assert_eq!((&preview["guessed"], &preview["new"]), (&json!(true), &json!(1)));
        assert_eq!(preview["came_in"], eur(123_450));
        assert_eq!(preview["rows"][0]["iban"], "DE021203");
        assert_eq!(world.count(LINES).await, 0, "a preview keeps nothing");
        let mut mapping = preview["mapping"].clone();
        mapping["reversed"] = json!(true);
        let input = json!({ "account": "Main", "text": text, "mapping": mapping });
        let imported = world.act(&ada, "statement.import", input).await;
        assert_eq!(imported["new"], 1);
        let kept = world.act(&ada, "statement.preview", look.clone()).await;
        assert_eq!((&kept["guessed"], &kept["mapping"]["reversed"], &kept["new"]),
            (&json!(false), &json!(true), &json!(0)));
        let other = json!({ "account": "Main", "text": "Date,Amount,Description\n2026-02-02,5.00,Hello\n" });
        let other = world.act(&ada, "statement.preview", other).await;
        assert_eq!(other["guessed"], true, "other headings are guessed anew");
        world.act(&ada, "statement.forget_mapping", json!({ "account": "Main" })).await;
        assert_eq!(world.act(&ada, "statement.preview", look).await["guessed"], true);
    }

    async fn a_file_comes_in_base64_and_in_an_old_encoding(world: World) {
        let ada = ada(&world).await;
        let bytes: Vec<u8> = file(&[("02.02.2026", "Jörg Müller", "", "für Sie", "10,00")])
            .chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let input = json!({ "account": "de02 1203 0000 0000 2020 51", "file": BASE64.encode(&bytes) });
        let imported = world.act(&ada, "statement.import", input).await;
        assert_eq!(imported["account"], "DE02120300000000202051");
        let line = &lines(&world, &ada, "unmatched").await[0];
        assert_eq!((&line["payer"], &line["text"]), (&json!("Jörg Müller"), &json!("für Sie")));
        let wrong = [
            json!({ "account": "A" }),
            json!({ "account": "A", "text": "  " }),
            json!({ "account": " ", "text": "a;b" }),
            json!({ "account": "A", "file": "%%" }),
            json!({ "account": "A", "file": "", "text": "a" }),
        ];
        for input in wrong {
            assert_eq!(world.refused(&ada, "statement.import", input.clone()).await, "invalid", "{input}");
        }
    }

    async fn an_import_is_taken_back_while_none_of_its_lines_is_matched(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let bill = invoice(&world, &maria, "A-1", 1_000).await;
        let text = file(&[("02.02.2026", "M", "", "x", "10,00"), ("02.02.2026", "S", "", "y", "-3,00")]);
        let input = json!({ "account": "Main", "text": text });
        let imported = world.call(&ada, "statement.import", input).await.unwrap();
        let line = lines(&world, &ada, "unmatched").await[0]["id"].clone();
        world.act(&ada, "bank_line.match", json!({ "bank_line": line, "invoices": [bill] })).await;
        let remove = json!({ "statement": imported.body["id"] });
        assert_eq!(world.refused(&ada, "statement.remove", remove.clone()).await, "statement.matched");
        world.act(&ada, "bank_line.unmatch", json!({ "bank_line": line })).await;
        assert_eq!(undo(&world, &ada, &imported).await["state"], "removed");
        assert_eq!(world.refused(&ada, "statement.remove", remove).await, "statement.removed");
        assert_eq!(world.count(LINES).await, 0);
        assert_eq!(balances(&world, &ada).await, books(&[("receivables", 1_000), ("revenue", -1_000)]));
        assert_eq!(import(&world, &ada, &text).await["new"], 2, "the file can be imported again");
    }

    async fn the_account_is_asked_for_only_where_nothing_says_it(world: World) {
        let ada = ada(&world).await;
        let of = |day: &str| file(&[(day, "Maria", "", "thanks", "10,00")]);
        let unsaid = json!({ "text": of("01.02.2026") });
        assert_eq!(world.act(&ada, "statement.preview", unsaid.clone()).await["account"], json!(null));
        let Error::Invalid(wrong) = world.call(&ada, "statement.import", unsaid).await.unwrap_err() else {
            panic!("nobody knows which account it is")
        };
        assert_eq!(wrong[0].pointer, "/account");
        import(&world, &ada, &of("01.02.2026")).await;
        let second = json!({ "text": of("02.02.2026") });
        let preview = world.act(&ada, "statement.preview", second.clone()).await;
        assert_eq!((&preview["account"], &preview["guessed"]), (&json!("Main"), &json!(false)));
        assert_eq!(world.act(&ada, "statement.import", second).await["account"], "Main", "the only one there is");
        let iban = "DE02120300000000202051";
        let named = |day: &str| {
            let line = format!("{iban};{day};Maria;thanks;10,00");
            format!("IBAN Auftragskonto;Buchungstag;Zahlungspflichtige(r);Verwendungszweck;Betrag\n{line}\n")
        };
        let other = json!({ "account": iban, "text": named("03.02.2026") });
        world.act(&ada, "statement.import", other).await;
        let third = json!({ "text": named("04.02.2026") });
        assert_eq!(world.act(&ada, "statement.import", third).await["account"], iban, "as the file says");
        let fourth = json!({ "text": of("05.02.2026") });
        assert_eq!(world.refused(&ada, "statement.import", fourth).await, "invalid", "one of two");
    }
}
