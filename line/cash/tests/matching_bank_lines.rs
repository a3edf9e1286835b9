//! From a bank's file to settled invoices: what matches by itself, what is only suggested and why, how every
//! match is undone, and what a person's matches teach.
#![allow(clippy::unwrap_used)] // a test may fail so

mod play;

use play::{ada, balances, books, eur, file, import, invoice, lines, person, registry, undo};
use serde_json::{Value as Json, json};
use testing::{nobody, on_both};

const IBAN: &str = "DE02120300000000202051";

fn reason(line: &Json, at: usize) -> &str {
    line["suggestions"][at]["reason"].as_str().unwrap_or_default()
}

on_both! {
    async fn a_number_in_the_text_and_the_whole_amount_match_by_themselves(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria Lindner").await;
        invoice(&world, &maria, "INV-2026-0042", 10_000).await;
        invoice(&world, &maria, "INV-2026-0043", 2_500).await;
        invoice(&world, &maria, "INV-2026-0044", 2_500).await;
        let text = file(&[
            ("02.02.2026", "LINDNER", IBAN, "Rechnung inv2026 42", "100,00"),
            ("02.02.2026", "LINDNER", IBAN, "INV-2026-0043 und INV-2026-0044", "50,00"),
            ("02.02.2026", "Supplier", IBAN, "INV-2026-0042", "-100,00"),
        ]);
        let imported = import(&world, &ada, &text).await;
        let counts = (&imported["new"], &imported["matched"], &imported["unmatched"]);
        assert_eq!(counts, (&json!(3), &json!(2), &json!(0)));
        let matched = lines(&world, &ada, "matched").await;
        let of = |amount: i64| matched.iter().find(|line| line["amount"] == eur(amount)).unwrap();
        assert_eq!(of(10_000)["reason"],
            "INV-2026-0042 stands in the text, and the amount is what is open of it");
        assert_eq!(of(5_000)["reason"],
            "INV-2026-0043 and INV-2026-0044 stand in the text, and the amount is what is open of them together");
        assert_eq!((&of(5_000)["matched_by"], &of(5_000)["payment"]["reconciled"]), (&json!("rule"), &json!(true)));
        let out = lines(&world, &ada, "outgoing").await;
        let bill = &matched[0]["payment"]["applied"][0]["invoice"];
        let wrong = json!({ "bank_line": out[0]["id"], "invoices": [bill] });
        assert_eq!(world.refused(&ada, "bank_line.match", wrong).await, "bank_line.outgoing");
        assert_eq!(balances(&world, &ada).await,
            books(&[("bank", 5_000), ("suspense", 10_000), ("revenue", -15_000)]));
        let names = "select count(*) as n from journal where line like '%LINDNER%' or line like '%DE0212%'";
        assert_eq!(world.count(names).await, 0, "what the bank wrote is not in the journal");
    }

    async fn two_invoices_of_one_amount_are_only_suggested(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria Lindner").await;
        let other = person(&world, "Otto Kern").await;
        invoice(&world, &maria, "A-1", 10_000).await;
        invoice(&world, &other, "A-2", 10_000).await;
        let text = file(&[("02.02.2026", "Lindner, Maria", IBAN, "danke", "100,00")]);
        assert_eq!(import(&world, &ada, &text).await["matched"], 0);
        let line = &lines(&world, &ada, "unmatched").await[0];
        assert_eq!(line["suggestions"].as_array().unwrap().len(), 2);
        assert_eq!(reason(line, 0), "the amount is what is open of A-1, and the payer's name is like Maria Lindner; \
            2 open invoices have this amount");
        assert_eq!(reason(line, 1), "the amount is what is open of A-2; the payer's name says nothing; \
            2 open invoices have this amount");
    }

    async fn a_number_with_another_amount_is_suggested_with_the_difference(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        invoice(&world, &maria, "INV-77", 10_000).await;
        let text = file(&[
            ("02.02.2026", "X", IBAN, "INV-77", "60,00"),
            ("03.02.2026", "X", IBAN, "INV 77", "120,00"),
        ]);
        assert_eq!(import(&world, &ada, &text).await["matched"], 0);
        let free = lines(&world, &ada, "unmatched").await;
        assert_eq!(reason(&free[0], 0),
            "INV-77 stands in the text; 20.00 EUR more than is open would be their credit");
        assert_eq!(reason(&free[1], 0), "INV-77 stands in the text; 40.00 EUR would stay open");
        let of = |line: &Json| json!({ "bank_line": line["id"], "invoices": line["suggestions"][0]["invoices"] });
        let part = world.act(&ada, "bank_line.match", of(&free[1])).await;
        assert_eq!((&part["payment"]["excess"], &part["matched_by"]), (&eur(0), &json!("person")));
        let rest = world.act(&ada, "bank_line.match", of(&free[0])).await;
        assert_eq!(rest["payment"]["excess"], eur(8_000));
        assert_eq!(balances(&world, &ada).await,
            books(&[("bank", 18_000), ("revenue", -10_000), ("customer_credit", -8_000)]));
    }

    async fn undoing_a_match_restores_everything_and_can_be_undone(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let bill = invoice(&world, &maria, "A-1", 10_000).await;
        let text = file(&[("02.02.2026", "X", IBAN, "no number", "100,00")]);
        import(&world, &ada, &text).await;
        let before = balances(&world, &ada).await;
        let waiting = [("bank", 10_000), ("suspense", -10_000), ("receivables", 10_000), ("revenue", -10_000)];
        assert_eq!(before, books(&waiting));
        let line = lines(&world, &ada, "unmatched").await[0]["id"].clone();
        let input = json!({ "bank_line": line, "invoices": [bill] });
        let matched = world.call(&ada, "bank_line.match", input.clone()).await.unwrap();
        assert_eq!(world.refused(&ada, "bank_line.match", input).await, "bank_line.matched");
        let void = json!({ "payment": matched.body["payment"]["id"], "reason": "wrong" });
        assert_eq!(world.refused(&ada, "payment.void", void).await, "payment.on_statement");
        assert_eq!(balances(&world, &ada).await, books(&[("bank", 10_000), ("revenue", -10_000)]));
        assert_eq!(undo(&world, &ada, &matched).await["state"], "unmatched");
        assert_eq!(balances(&world, &ada).await, before);
        let payment = world.act(&ada, "payment.read", json!({ "payment": matched.body["payment"]["id"] })).await;
        assert_eq!(payment["state"], "voided");
        let again = world.act(&ada, "bank_line.match", json!({ "bank_line": line, "invoices": [bill] })).await;
        let back = world.call(&ada, "bank_line.unmatch", json!({ "bank_line": again["id"] })).await.unwrap();
        assert_eq!(undo(&world, &ada, &back).await["payment"]["applied"][0]["invoice"], bill);
        assert_eq!(balances(&world, &ada).await, books(&[("bank", 10_000), ("revenue", -10_000)]));
    }

    async fn a_payment_recorded_before_is_found_and_its_money_stands_once(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria Lindner").await;
        let bill = invoice(&world, &maria, "INV-7", 10_000).await;
        let hand = world.act(&ada, "payment.record",
            json!({ "invoice": bill, "amount": eur(10_000), "paid_on": "2026-02-01" })).await;
        let text = file(&[("02.02.2026", "Maria Lindner", IBAN, "INV-7", "100,00")]);
        assert_eq!(import(&world, &ada, &text).await["matched"], 1);
        let line = &lines(&world, &ada, "matched").await[0];
        assert_eq!((&line["payment"]["id"], &line["reason"]),
            (&hand["id"], &json!("a payment of this amount for INV-7 was recorded for 2026-02-01")));
        assert_eq!(balances(&world, &ada).await, books(&[("bank", 10_000), ("revenue", -10_000)]));
        let waiting = "select count(*) as n from cash_open";
        assert_eq!(world.count(waiting).await, 0);
        let off = world.call(&ada, "bank_line.unmatch", json!({ "bank_line": line["id"] })).await.unwrap();
        assert_eq!(world.count(waiting).await, 2, "payment and line wait again");
        assert_eq!(balances(&world, &ada).await,
            books(&[("bank", 20_000), ("suspense", -10_000), ("revenue", -10_000)]));
        let free = &lines(&world, &ada, "unmatched").await[0];
        assert_eq!(free["suggestions"][0]["payment"], hand["id"]);
        assert_eq!(undo(&world, &ada, &off).await["payment"]["id"], hand["id"]);
        assert_eq!(balances(&world, &ada).await, books(&[("bank", 10_000), ("revenue", -10_000)]));
    }

    async fn two_payments_of_one_amount_are_left_to_a_person(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        for _ in 0..2 {
            let hand = json!({ "contact": maria, "amount": eur(500), "paid_on": "2026-02-01" });
            world.act(&ada, "payment.record", hand).await;
        }
        let text = file(&[("02.02.2026", "Maria", IBAN, "", "5,00")]);
        assert_eq!(import(&world, &ada, &text).await["matched"], 0);
        let line = lines(&world, &ada, "unmatched").await[0].clone();
        assert_eq!(line["suggestions"].as_array().unwrap().len(), 2);
        let other = json!({ "contact": maria, "amount": eur(600) });
        let other = world.act(&ada, "payment.record", other).await;
        let wrong = json!({ "bank_line": line["id"], "payment": other["id"] });
        assert_eq!(world.refused(&ada, "bank_line.match", wrong).await, "payment.other_amount");
    }

    async fn a_persons_match_teaches_who_pays_for_whom(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria Lindner").await;
        let bill = invoice(&world, &maria, "A-1", 10_000).await;
        import(&world, &ada, &file(&[("02.02.2026", "K7 Holding", IBAN, "x", "100,00")])).await;
        let line = lines(&world, &ada, "unmatched").await[0]["id"].clone();
        world.act(&ada, "bank_line.match", json!({ "bank_line": line, "invoices": [bill] })).await;
        invoice(&world, &maria, "A-2", 3_000).await;
        invoice(&world, &maria, "A-3", 4_000).await;
        import(&world, &ada, &file(&[
            ("03.02.2026", "Other name", IBAN, "y", "30,00"),
            ("04.02.2026", "k7 holding", "", "z", "70,00"),
        ])).await;
        let free = lines(&world, &ada, "unmatched").await;
        assert_eq!(reason(&free[0], 0), "this payer has paid for them before, and the amount is all they owe");
        assert_eq!(reason(&free[1], 0),
            "the amount is what is open of A-2, and this payer has paid for them before");
    }

    async fn money_of_another_currency_or_of_a_test_is_refused(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let dollars = json!({ "contact": maria, "number": "USD-1", "net": 10_000, "currency": "USD" });
        let dollars = world.act(&nobody(), "play.issue", dollars).await;
        let test = json!({ "contact": maria, "number": "T-1", "net": 10_000, "test": true });
        let test = world.act(&nobody(), "play.issue", test).await;
        let imported = import(&world, &ada, &file(&[("02.02.2026", "Maria", IBAN, "USD-1 T-1", "100,00")])).await;
        assert_eq!(imported["matched"], 0);
        let line = lines(&world, &ada, "unmatched").await[0].clone();
        assert_eq!(line["suggestions"], json!([]));
        let to = |invoice: &Json| json!({ "bank_line": line["id"], "invoices": [invoice] });
        assert_eq!(world.refused(&ada, "bank_line.match", to(&dollars)).await, "payment.wrong_currency");
        assert_eq!(world.refused(&ada, "bank_line.match", to(&test)).await, "payment.test_money");
    }

    async fn a_line_of_no_customer_is_ignored_with_a_reason(world: World) {
        let ada = ada(&world).await;
        import(&world, &ada, &file(&[("02.02.2026", "Tax office", IBAN, "refund", "100,00")])).await;
        let line = lines(&world, &ada, "unmatched").await[0]["id"].clone();
        let ignore = |reason: &str| json!({ "bank_line": line, "reason": reason });
        assert_eq!(world.refused(&ada, "bank_line.ignore", ignore(" ")).await, "bank_line.no_reason");
        let ignored = world.call(&ada, "bank_line.ignore", ignore("taxes")).await.unwrap();
        assert_eq!(world.count("select count(*) as n from cash_open").await, 0);
        assert_eq!(balances(&world, &ada).await, books(&[("bank", 10_000), ("suspense", -10_000)]));
        assert_eq!(undo(&world, &ada, &ignored).await["state"], "unmatched");
        assert_eq!(world.refused(&ada, "bank_line.restore", json!({ "bank_line": line })).await,
            "bank_line.not_ignored");
    }

    async fn money_that_came_before_its_invoice_is_matched_as_that_is_issued(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let lines = [("02.02.2026", "Maria", IBAN, "INV-9", "100,00"), ("02.02.2026", "Tom", "", "hello", "7,00")];
        import(&world, &ada, &file(&lines)).await;
        invoice(&world, &maria, "INV-9", 10_000).await;
        let looked = world.act(&ada, "bank_line.look", json!({})).await;
        assert_eq!(looked, json!({ "looked": 1, "matched": 1, "left": 0 }), "of that amount alone");
    }

    async fn what_somebody_took_apart_no_rule_puts_together_again(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        invoice(&world, &maria, "INV-9", 10_000).await;
        import(&world, &ada, &file(&[("02.02.2026", "Maria", IBAN, "INV-9", "100,00")])).await;
        let line = lines(&world, &ada, "matched").await[0]["id"].clone();
        world.act(&ada, "bank_line.unmatch", json!({ "bank_line": line })).await;
        let looked = world.act(&ada, "bank_line.look", json!({ "again": true })).await;
        assert_eq!(looked, json!({ "looked": 0, "matched": 0, "left": 0 }));
        assert_eq!(lines(&world, &ada, "unmatched").await.len(), 1);
    }

    async fn what_somebody_took_apart_before_any_rule_looked_at_it_none_puts_together(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let bill = invoice(&world, &maria, "INV-9", 10_000).await;
        // More lines than are looked at with the import; this one in their middle.
        let mut text = file(&[("30.01.2026", "Somebody", "", "a payment", "3,01")]);
        let others = |day: &'static str| {
            (1..=105).map(move |n| format!("{day};Somebody {n};;payment {n} of {day};{n},02\n")).collect::<String>()
        };
        text += &others("30.01.2026");
        text += &format!("31.01.2026;Maria;{IBAN};INV-9;100,00\n");
        text += &others("01.02.2026");
        assert_eq!(import(&world, &ada, &text).await["looking"], true);
        let waiting = lines(&world, &ada, "unmatched").await;
        let line = waiting.iter().find(|line| line["amount"] == eur(10_000)).unwrap()["id"].clone();
        world.act(&ada, "bank_line.match", json!({ "bank_line": line, "invoices": [bill] })).await;
        world.act(&ada, "bank_line.unmatch", json!({ "bank_line": line })).await;
        world.work().await;
        assert_eq!(lines(&world, &ada, "matched").await, Vec::<Json>::new(), "it was nobody's, somebody said");
        let unmatched = world.act(&ada, "bank_line.read", json!({ "bank_line": line })).await;
        assert_eq!(unmatched["state"], "unmatched");
        balances(&world, &ada).await;
    }

    async fn a_large_file_is_imported_at_once_and_matched_right_after(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        invoice(&world, &maria, "INV-2026-0042", 10_000).await;
        let mut text = file(&[("02.02.2026", "Maria", IBAN, "INV-2026-0042", "100,00")]);
        for n in 0..4_999 {
            text += &format!("01.02.2026;Somebody {n};;payment number {n} for something;{n},01\n");
        }
        let imported = import(&world, &ada, &text).await;
        assert_eq!((&imported["new"], &imported["looking"]), (&json!(5_000), &json!(true)));
        world.work().await;
        let matched = lines(&world, &ada, "matched").await;
        assert_eq!((matched.len(), &matched[0]["amount"]), (1, &eur(10_000)));
        assert_eq!(import(&world, &ada, &text).await["new"], 0);
        balances(&world, &ada).await;
    }
}
