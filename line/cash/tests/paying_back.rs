//! A customer's credit is paid back: by hand, or from an outgoing bank line; what is refused, what is suggested, and
//! how each is taken apart again; books beside it.
#![allow(clippy::unwrap_used)] // a test may fail so

mod play;

use kernel::Actor;
use play::{ada, balances, books, eur, file, import, invoice, lines, person, registry, undo};
use serde_json::{Value as Json, json};
use testing::{World, nobody, on_both};

const IBAN: &str = "DE02120300000000202051";

/// They paid so much with nothing to settle.
async fn credit(world: &World, ada: &Actor, contact: &Json, minor: i64) -> Json {
    let paid = json!({ "contact": contact, "amount": eur(minor), "method": "cash" });
    world.act(ada, "payment.record", paid).await
}

async fn credit_of(world: &World, ada: &Actor, contact: &Json) -> Json {
    world.act(ada, "payment.credit", json!({ "contact": contact })).await["credit"].clone()
}

async fn out(world: &World, ada: &Actor) -> Json {
    lines(world, ada, "outgoing").await[0].clone()
}

on_both! {
    async fn a_payment_taken_twice_is_paid_back(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria Lindner").await;
        let bill = invoice(&world, &maria, "A-1", 1_000).await;
        let pay = json!({ "contact": maria, "invoice": bill, "amount": eur(1_000), "method": "cash" });
        world.act(&ada, "payment.record", pay.clone()).await;
        assert_eq!(world.refused(&ada, "payment.record", pay).await, "payment.not_open");
        let twice = credit(&world, &ada, &maria, 1_000).await;
        let wish = json!({ "contact": maria, "amount": eur(700), "paid_on": "2026-02-01", "note": "paid twice" });
        let refund = world.call(&ada, "refund.record", wish).await.unwrap();
        assert_eq!((&refund.body["contact_name"], &refund.body["method"], &refund.body["state"]),
            (&json!("Maria Lindner"), &json!("bank_transfer"), &json!("recorded")));
        assert_eq!(refund.body["taken"], json!([{ "payment": twice["id"], "amount": eur(700) }]));
        assert_eq!(credit_of(&world, &ada, &maria).await, json!([eur(300)]));
        let kept = world.act(&ada, "payment.read", json!({ "payment": twice["id"] })).await;
        assert_eq!((&kept["excess"], &kept["refunded"]), (&eur(300), &eur(700)));
        let paid = books(&[("bank", 1_300), ("revenue", -1_000), ("customer_credit", -300)]);
        assert_eq!(balances(&world, &ada).await, paid);
        // The payment cannot go while a part of it was paid back.
        let void = json!({ "payment": twice["id"], "reason": "a slip" });
        assert_eq!(world.refused(&ada, "payment.void", void.clone()).await, "payment.refunded");
        assert_eq!(undo(&world, &ada, &refund).await["state"], "voided");
        assert_eq!(credit_of(&world, &ada, &maria).await, json!([eur(1_000)]));
        let again = json!({ "refund": refund.body["id"], "reason": "x" });
        assert_eq!(world.refused(&ada, "refund.void", again).await, "refund.voided");
        world.act(&ada, "payment.void", void).await;
        assert_eq!(balances(&world, &ada).await, books(&[("bank", 1_000), ("revenue", -1_000)]));
        let listed = world.act(&ada, "refund.list", json!({ "contact": maria })).await;
        assert_eq!((listed["items"].as_array().unwrap().len(), &listed["items"][0]["reason"]),
            (1, &json!("recorded by mistake")));
    }

    async fn what_a_credit_note_left_is_paid_back_the_oldest_first(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let bill = invoice(&world, &maria, "A-1", 1_000).await;
        let pay = json!({ "contact": maria, "invoice": bill, "amount": eur(1_000), "method": "cash" });
        world.act(&ada, "payment.record", pay).await;
        world.act(&nobody(), "play.credit", json!({ "invoice": bill, "net": 400 })).await;
        credit(&world, &ada, &maria, 250).await;
        let wish = json!({ "contact": maria, "amount": eur(500), "method": "card" });
        let refund = world.act(&ada, "refund.record", wish).await;
        let parts: Vec<_> = refund["taken"].as_array().unwrap().iter().map(|part| &part["amount"]).collect();
        assert_eq!(parts, [&eur(400), &eur(100)]);
        assert_eq!(balances(&world, &ada).await,
            books(&[("bank", 750), ("revenue", -600), ("customer_credit", -150)]));
    }

    async fn nobody_gets_more_than_they_are_owed(world: World) {
        let ada = ada(&world).await;
        let (maria, otto) = (person(&world, "Maria").await, person(&world, "Otto").await);
        credit(&world, &ada, &maria, 500).await;
        let wish = |contact: &Json, amount: Json| json!({ "contact": contact, "amount": amount });
        let usd = json!({ "minor": 100, "currency": "USD" });
        let mut test = wish(&maria, eur(100));
        test["test"] = json!(true);
        let mut late = wish(&maria, eur(100));
        late["paid_on"] = json!("2030-01-01");
        let mut odd = wish(&maria, eur(100));
        odd["method"] = json!("credit_note");
        for (input, code) in [
            (wish(&maria, eur(501)), "refund.more_than_owed"),
            (wish(&otto, eur(1)), "refund.no_credit"),
            (wish(&maria, usd), "refund.no_credit"),
            (test, "refund.no_credit"),
            (wish(&maria, eur(0)), "invalid"),
            (wish(&maria, eur(-5)), "invalid"),
            (late, "invalid"),
            (odd, "invalid"),
        ] {
            assert_eq!(world.refused(&ada, "refund.record", input.clone()).await, code, "{input}");
        }
        assert_eq!(credit_of(&world, &ada, &maria).await, json!([eur(500)]));
        let mut test = credit_of_a_test(&world, &ada, &maria).await;
        test["test"] = json!(true);
        world.act(&ada, "refund.record", test).await;
        assert_eq!(balances(&world, &ada).await, books(&[("bank", 500), ("customer_credit", -500)]));
    }

    async fn an_outgoing_line_is_a_refund_recorded_before(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria Lindner").await;
        credit(&world, &ada, &maria, 900).await;
        let wish = json!({ "contact": maria, "amount": eur(500), "paid_on": "2026-02-01" });
        let refund = world.act(&ada, "refund.record", wish).await;
        let text = file(&[("02.02.2026", "LINDNER, MARIA", IBAN, "zurueck", "-5,00"),
            ("02.02.2026", "Landlord", IBAN, "rent", "-800,00")]);
        import(&world, &ada, &text).await;
        let before = balances(&world, &ada).await;
        assert_eq!(before, books(&[("bank", -80_100), ("customer_credit", -400), ("suspense", 80_500)]));
        let all = lines(&world, &ada, "outgoing").await;
        let of = |minor: i64| all.iter().find(|line| line["amount"] == eur(minor)).unwrap();
        let (line, rent) = (of(-500), of(-80_000));
        assert_eq!(rent["suggestions"], json!([]), "rent is nobody's refund and stays as it is");
        let likely = &line["suggestions"][0];
        assert_eq!((&likely["refund"], &likely["reason"]),
            (&refund["id"], &json!("a refund of this amount to them was recorded by hand for 2026-02-01")));
        let input = json!({ "bank_line": line["id"], "refund": refund["id"] });
        let other = json!({ "bank_line": rent["id"], "refund": refund["id"] });
        assert_eq!(world.refused(&ada, "bank_line.match", other).await, "refund.other_amount");
        let none = json!({ "bank_line": line["id"] });
        assert_eq!(world.refused(&ada, "bank_line.match", none).await, "invalid");
        let matched = world.call(&ada, "bank_line.match", input.clone()).await.unwrap();
        assert_eq!((&matched.body["state"], &matched.body["refund"]["reconciled"]), (&json!("outgoing"), &json!(true)));
        assert_eq!(world.refused(&ada, "bank_line.match", input).await, "bank_line.matched");
        let void = json!({ "refund": refund["id"], "reason": "x" });
        assert_eq!(world.refused(&ada, "refund.void", void).await, "refund.on_statement");
        assert_eq!(balances(&world, &ada).await,
            books(&[("bank", -79_600), ("customer_credit", -400), ("suspense", 80_000)]));
        let statement = json!({ "statement": line["statement"] });
        assert_eq!(world.refused(&ada, "statement.remove", statement).await, "statement.matched");
        let apart = undo(&world, &ada, &matched).await;
        assert_eq!((&apart["refund"], &apart["was"]), (&Json::Null, &json!({ "refund": refund["id"] })));
        assert_eq!(balances(&world, &ada).await, before);
        let kept = world.act(&ada, "refund.read", json!({ "refund": refund["id"] })).await;
        assert_eq!((&kept["state"], &kept["reconciled"]), (&json!("recorded"), &json!(false)));
    }

    async fn an_outgoing_line_records_the_refund_itself(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria Lindner").await;
        credit(&world, &ada, &maria, 500).await;
        import(&world, &ada, &file(&[("02.02.2026", "Maria Lindner", IBAN, "zurueck", "-5,00")])).await;
        let before = balances(&world, &ada).await;
        let line = out(&world, &ada).await;
        let likely = &line["suggestions"][0];
        assert_eq!((&likely["contact"], &likely["refund"], &likely["strength"]), (&maria, &Json::Null, &json!(85)));
        let input = json!({ "bank_line": line["id"], "contact": maria });
        let matched = world.call(&ada, "bank_line.match", input).await.unwrap();
        let refund = &matched.body["refund"];
        assert_eq!((&refund["amount"], &refund["paid_on"]), (&eur(500), &json!("2026-02-02")));
        assert_eq!(credit_of(&world, &ada, &maria).await, json!([]));
        assert_eq!(balances(&world, &ada).await, books(&[]), "what came in went out");
        // Taken apart, the refund is voided and the credit is theirs; and that can be undone too.
        let apart = json!({ "bank_line": line["id"] });
        let apart = world.call(&ada, "bank_line.unmatch", apart).await.unwrap();
        assert_eq!(balances(&world, &ada).await, before);
        let voided = world.act(&ada, "refund.read", json!({ "refund": refund["id"] })).await;
        assert_eq!(voided["state"], "voided");
        assert_eq!(credit_of(&world, &ada, &maria).await, json!([eur(500)]));
        let again = undo(&world, &ada, &apart).await;
        assert_ne!(again["refund"]["id"], refund["id"]);
        assert_eq!(balances(&world, &ada).await, books(&[]));
        let twice = world.count("select count(*) as n from cash_refund where state = 'recorded'").await;
        assert_eq!(twice, 1);
    }

    async fn a_refund_recorded_weeks_before_its_line_is_not_recorded_twice(world: World) {
        let ada = ada(&world).await;
        let (maria, old) = (person(&world, "Maria Lindner").await, person(&world, "M. L.").await);
        credit(&world, &ada, &old, 1_000).await;
        let wish = json!({ "contact": old, "amount": eur(500), "paid_on": "2026-01-10" });
        let refund = world.act(&ada, "refund.record", wish).await;
        world.act(&nobody(), "play.merge", json!({ "alias": old, "contact": maria })).await;
        import(&world, &ada, &file(&[("02.02.2026", "Maria Lindner", IBAN, "zurueck", "-5,00")])).await;
        let line = out(&world, &ada).await;
        let offers = line["suggestions"].as_array().unwrap();
        let offer = offers.iter().find(|one| one["refund"] == refund["id"]).unwrap();
        assert_eq!(offer["contact"], maria);
        // Whoever says only whose it is would book it once more.
        for contact in [&maria, &old] {
            let twice = json!({ "bank_line": line["id"], "contact": contact });
            assert_eq!(world.refused(&ada, "bank_line.match", twice).await, "bank_line.recorded_before");
        }
        let input = json!({ "bank_line": line["id"], "refund": refund["id"] });
        world.act(&ada, "bank_line.match", input).await;
        assert_eq!(world.count("select count(*) as n from cash_refund").await, 1);
        assert_eq!(credit_of(&world, &ada, &maria).await, json!([eur(500)]));
    }

    async fn what_a_card_gave_back_waits_for_its_line_and_cash_stands_on_none(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria Lindner").await;
        credit(&world, &ada, &maria, 1_500).await;
        let pay_back = async |method: &str| {
            let wish = json!({ "contact": maria, "amount": eur(500), "paid_on": "2026-02-01", "method": method });
            world.act(&ada, "refund.record", wish).await
        };
        pay_back("cash").await;
        import(&world, &ada, &file(&[("02.02.2026", "Maria Lindner", IBAN, "zurueck", "-5,00")])).await;
        let line = out(&world, &ada).await;
        let offers = line["suggestions"].as_array().unwrap();
        assert!(offers.iter().all(|one| one["refund"].is_null()), "coins went through no bank: {offers:?}");
        let by_contact = json!({ "bank_line": line["id"], "contact": maria });
        let by_card = pay_back("card").await;
        assert_eq!(
            world.refused(&ada, "bank_line.match", by_contact.clone()).await,
            "bank_line.recorded_before",
            "it would be booked a second time"
        );
        world.act(&ada, "bank_line.match", json!({ "bank_line": line["id"], "refund": by_card["id"] })).await;
        assert_eq!(credit_of(&world, &ada, &maria).await, json!([eur(500)]));
        let apart = world.act(&ada, "bank_line.unmatch", json!({ "bank_line": line["id"] })).await;
        assert_eq!(apart["refund"], Json::Null);
        world.act(&ada, "refund.void", json!({ "refund": by_card["id"], "reason": "a slip" })).await;
        world.act(&ada, "bank_line.match", by_contact).await;
        let kept = "select count(*) as n from cash_refund where state = 'recorded'";
        assert_eq!(world.count(kept).await, 2, "the cash one, and the line's own beside it");
        assert_eq!(credit_of(&world, &ada, &maria).await, json!([eur(500)]));
    }

    async fn money_that_came_in_is_no_refund(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        credit(&world, &ada, &maria, 500).await;
        let refund = world.act(&ada, "refund.record", json!({ "contact": maria, "amount": eur(500) })).await;
        import(&world, &ada, &file(&[("02.02.2026", "X", IBAN, "thanks", "5,00")])).await;
        let line = &lines(&world, &ada, "unmatched").await[0];
        let wrong = json!({ "bank_line": line["id"], "refund": refund["id"] });
        assert_eq!(world.refused(&ada, "bank_line.match", wrong).await, "bank_line.came_in");
    }
}

/// A live test's credit, and the wish to pay it back.
async fn credit_of_a_test(world: &World, ada: &Actor, contact: &Json) -> Json {
    let paid = json!({ "contact": contact, "amount": eur(300), "method": "cash", "test": true });
    world.act(ada, "payment.record", paid).await;
    json!({ "contact": contact, "amount": eur(300) })
}
