//! Money by hand: what it settles, what is over, what is refused, and how it is taken back; books beside it.
#![allow(clippy::unwrap_used)] // a test may fail so

mod play;

use kernel::{Joint, JointRule, LineSettings};
use play::{ada, balances, books, eur, invoice, person, registry, undo};
use serde_json::{Value as Json, json};
use store::values;
use testing::{World, nobody, on_both, user};

async fn open(world: &World, actor: &kernel::Actor) -> Vec<(String, i64)> {
    let found = world.act(actor, "payment.payable", json!({})).await;
    let items = found["items"].as_array().unwrap().iter();
    items.map(|i| (i["number"].as_str().unwrap().to_owned(), i["open"]["minor"].as_i64().unwrap())).collect()
}

on_both! {
    async fn a_payment_settles_the_oldest_invoices_and_leaves_credit(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria Lindner").await;
        for (number, minor, day) in [("B-2", 5_000, "2026-01-20"), ("B-1", 3_000, "2026-01-10")] {
            let input = json!({ "contact": maria, "number": number, "net": minor, "issued_on": day });
            world.act(&nobody(), "play.issue", input).await;
        }
        let part = json!({ "contact": maria, "amount": eur(4_000), "paid_on": "2026-02-01", "note": "by phone" });
        let paid = world.act(&ada, "payment.record", part).await;
        let applied: Vec<_> = paid["applied"].as_array().unwrap().iter().map(|part| &part["number"]).collect();
        assert_eq!((applied, &paid["excess"]), (vec![&json!("B-1"), &json!("B-2")], &eur(0)));
        assert_eq!(open(&world, &ada).await, [("B-2".to_owned(), 4_000)]);
        let rest = json!({ "contact": maria, "amount": eur(4_500), "method": "cash" });
        let paid = world.act(&ada, "payment.record", rest).await;
        assert_eq!((&paid["excess"], &paid["due_at"], &paid["contact_name"]),
            (&eur(500), &Json::Null, &json!("Maria Lindner")));
        let read = world.act(&ada, "payment.credit", json!({ "contact": maria })).await;
        assert_eq!(read["credit"], json!([eur(500)]));
        let expected = books(&[("bank", 8_500), ("revenue", -8_000), ("customer_credit", -500)]);
        assert_eq!(balances(&world, &ada).await, expected);
    }

    async fn credit_settles_an_invoice_and_goes_back_with_its_payment(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let record = json!({ "contact": maria, "amount": eur(1_000) });
        let paid = world.act(&ada, "payment.record", record).await;
        let bill = invoice(&world, &maria, "A-1", 700).await;
        let apply = json!({ "contact": maria, "invoice": bill });
        let applied = world.act(&ada, "payment.apply_credit", apply.clone()).await;
        assert_eq!((&applied["applied"], &applied["open"]), (&eur(700), &eur(0)));
        assert_eq!(world.refused(&ada, "payment.apply_credit", apply).await, "payment.not_open");
        assert_eq!(balances(&world, &ada).await,
            books(&[("bank", 1_000), ("revenue", -700), ("customer_credit", -300)]));
        let void = json!({ "payment": paid["id"], "reason": "bounced" });
        let voided = world.act(&ada, "payment.void", void.clone()).await;
        assert_eq!((&voided["state"], &voided["reason"]), (&json!("voided"), &json!("bounced")));
        assert_eq!(world.refused(&ada, "payment.void", void).await, "payment.voided");
        assert_eq!(open(&world, &ada).await, [("A-1".to_owned(), 700)]);
        assert_eq!(balances(&world, &ada).await, books(&[("receivables", 700), ("revenue", -700)]));
    }

    async fn recording_is_undone_by_voiding(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let bill = invoice(&world, &maria, "A-1", 700).await;
        let record = json!({ "invoice": bill, "amount": eur(700) });
        let answer = world.call(&ada, "payment.record", record).await.unwrap();
        assert_eq!(open(&world, &ada).await, []);
        assert_eq!(undo(&world, &ada, &answer).await["state"], "voided");
        assert_eq!(open(&world, &ada).await, [("A-1".to_owned(), 700)]);
    }

    async fn what_cannot_be_paid_so_is_refused_with_a_reason(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let bill = invoice(&world, &maria, "A-1", 700).await;
        let test = json!({ "contact": maria, "number": "T-1", "net": 100, "test": true });
        let test = world.act(&nobody(), "play.issue", test).await;
        let cases = [
            (json!({ "amount": eur(1) }), "invalid"),
            (json!({ "contact": maria, "amount": eur(0) }), "invalid"),
            (json!({ "contact": maria, "amount": eur(1), "paid_on": "2026-02-03" }), "invalid"),
            (json!({ "contact": maria, "amount": eur(1), "method": "credit_note" }), "invalid"),
            (json!({ "invoice": bill, "amount": { "minor": 700, "currency": "USD" } }), "payment.wrong_currency"),
            (json!({ "invoices": [bill, test], "amount": eur(1) }), "payment.test_money"),
        ];
        for (input, code) in cases {
            assert_eq!(world.refused(&ada, "payment.record", input.clone()).await, code, "{input}");
        }
        world.act(&ada, "payment.record", json!({ "invoice": bill, "amount": eur(700) })).await;
        let again = json!({ "invoice": bill, "amount": eur(700) });
        assert_eq!(world.refused(&ada, "payment.record", again).await, "payment.not_open");
    }

    async fn test_money_stays_out_of_every_balance(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let test = json!({ "contact": maria, "number": "T-1", "net": 100, "test": true });
        let test = world.act(&nobody(), "play.issue", test).await;
        let paid = world.act(&ada, "payment.record", json!({ "invoice": test, "amount": eur(150) })).await;
        assert_eq!(paid["test"], true);
        assert_eq!(balances(&world, &ada).await, books(&[]));
        let booked = world.act(&ada, "ledger.entries", json!({ "test": true })).await;
        assert_eq!(booked["items"].as_array().unwrap().len(), 2);
        let real = world.act(&ada, "ledger.entries", json!({})).await;
        assert_eq!(real["items"], json!([]));
    }

    async fn a_credit_note_on_a_paid_invoice_leaves_credit_and_tax_comes_back(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let issue = json!({ "contact": maria, "number": "A-1", "net": 10_000, "rate": 1_900 });
        let bill = world.act(&nobody(), "play.issue", issue).await;
        assert_eq!(balances(&world, &ada).await,
            books(&[("receivables", 11_900), ("revenue", -10_000), ("tax:1900", -1_900)]));
        world.act(&ada, "payment.record", json!({ "invoice": bill, "amount": eur(11_900) })).await;
        world.act(&nobody(), "play.credit", json!({ "invoice": bill, "net": 5_000 })).await;
        assert_eq!(balances(&world, &ada).await, books(&[
            ("bank", 11_900), ("customer_credit", -5_950), ("revenue", -5_000), ("tax:1900", -950)]));
        let next = invoice(&world, &maria, "A-2", 5_950).await;
        world.act(&ada, "payment.apply_credit", json!({ "contact": maria, "invoice": next })).await;
        let lost = invoice(&world, &maria, "A-3", 1_000).await;
        world.act(&nobody(), "play.write_off", json!({ "invoice": lost })).await;
        assert_eq!(balances(&world, &ada).await, books(&[
            ("bank", 11_900), ("revenue", -11_950), ("tax:1900", -950), ("write_off", 1_000)]));
        world.act(&nobody(), "play.not_lost", json!({ "invoice": lost })).await;
        assert_eq!(balances(&world, &ada).await, books(&[
            ("bank", 11_900), ("receivables", 1_000), ("revenue", -11_950), ("tax:1900", -950)]));
        let credit = "select count(*) as n from cash_payment_window where method = 'credit_note'";
        assert_eq!(world.count(credit).await, 0, "credit is no payment");
    }

    async fn a_transfer_by_hand_waits_for_the_bank_with_an_owner_and_a_day(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        for method in ["bank_transfer", "cash"] {
            let record = json!({ "contact": maria, "amount": eur(10), "method": method });
            world.act(&ada, "payment.record", record).await;
        }
        let open = "select count(*) as n from cash_open where kind = 'payment' and state = 'paid' and minor = 10";
        assert_eq!(world.count(open).await, 1);
        let forgotten = "select count(*) as n from cash_open o where not exists (
            select 1 from cash_next x where x.kind = o.kind and x.id = o.id and x.owner is not null)";
        assert_eq!(world.count(forgotten).await, 0);
    }

    async fn money_that_waits_goes_to_whoever_stands_in_for_the_owner_of_its_joint(world: World) {
        let ada = ada(&world).await;
        let joins = world.store.claim("test", |tx| {
            Box::pin(async move {
                const ADD: &str = "
                    insert into play_user (id, name, active, role, stand_in) values ($1, $2, true, 'finance', $3)";
                tx.exec(ADD, values![user(2), "Fina", user(3)]).await?;
                tx.exec(ADD, values![user(3), "Gus", None::<kernel::UserId>]).await?;
                let rule = JointRule { owner: Some(user(2)), stand_in: None, target_minutes: None };
                tx.keep_setting(&LineSettings { joints: [(Joint::PaidReconciled, rule)].into() }).await
            })
        });
        joins.await.unwrap();
        let maria = person(&world, "Maria").await;
        for (away, owner) in [(None, 2), (Some(2), 3), (Some(3), 1)] {
            if let Some(away) = away {
                world.send_away(user(away), 3).await;
            }
            let record = json!({ "contact": maria, "amount": eur(10), "method": "bank_transfer" });
            let paid = world.act(&ada, "payment.record", record).await;
            let read = world.act(&ada, "payment.read", json!({ "payment": paid["id"] })).await;
            assert_eq!(read["owner"], json!(user(owner)), "{away:?} is away");
        }
    }

    async fn a_text_speaks_of_a_payment_in_the_readers_language(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let bills = [invoice(&world, &maria, "A-1", 70_000).await, invoice(&world, &maria, "A-2", 55_000).await];
        let record = json!({ "invoices": bills, "amount": eur(125_000), "paid_on": "2026-02-01" });
        let paid = world.act(&ada, "payment.record", record).await;
        let id: kernel::PaymentId = serde_json::from_value(paid["id"].clone()).unwrap();
        let said = world.store.read(move |tx| Box::pin(tx.values_of(id.into(), "de"))).await.unwrap();
        let words: Vec<&str> = said.values().map(String::as_str).collect();
        assert_eq!(words, ["A-1, A-2", "1.250,00\u{a0}€", "01.02.2026"]);
    }

    async fn an_invoice_named_twice_is_settled_once(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        let (one, two) = (invoice(&world, &maria, "A-1", 300).await, invoice(&world, &maria, "A-2", 200).await);
        let record = json!({ "invoice": one, "invoices": [two, one], "amount": eur(900) });
        let paid = world.act(&ada, "payment.record", record).await;
        assert_eq!((paid["applied"].as_array().unwrap().len(), &paid["excess"]), (2, &eur(400)));
        assert_eq!(balances(&world, &ada).await,
            books(&[("bank", 900), ("revenue", -500), ("customer_credit", -400)]));
    }

    async fn whoever_was_merged_pays_for_the_one_who_stayed(world: World) {
        let ada = ada(&world).await;
        let (old, new) = (person(&world, "M. Lindner").await, person(&world, "Maria Lindner").await);
        invoice(&world, &old, "A-1", 700).await;
        world.act(&nobody(), "play.merge", json!({ "alias": old, "contact": new })).await;
        let paid = world.act(&ada, "payment.record", json!({ "contact": old, "amount": eur(800) })).await;
        assert_eq!((&paid["contact"], &paid["applied"][0]["number"]), (&new, &json!("A-1")));
        let credit = world.act(&ada, "payment.credit", json!({ "contact": new })).await;
        assert_eq!(credit["credit"], json!([eur(100)]));
        let listed = world.act(&ada, "payment.list", json!({ "contact": new, "state": "recorded" })).await;
        assert_eq!(listed["items"][0]["id"], paid["id"]);
    }
}
