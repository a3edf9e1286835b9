//! Books that do not agree are noticed without anybody asking, and so is that they agree again; on both engines.
#![allow(clippy::unwrap_used)] // a test may fail so

mod play;

use kernel::Permit;
use play::{ada, invoice, person, registry};
use serde_json::json;
use store::{Exception, Series};
use testing::{World, on_both, user};

/// As the next look leaves it, however long the last one took.
async fn open(world: &World) -> Vec<Exception> {
    world.clock.pass_seconds(3600);
    world.work().await;
    world.store.read(|tx| Box::pin(tx.exceptions(true, None, 10))).await.unwrap()
}

/// Somebody works on the data beside the program.
async fn tamper(world: &World, sql: &'static str) {
    world.store.claim("test", move |tx| Box::pin(tx.exec(sql, &[]))).await.unwrap();
}

on_both! {
    async fn books_that_do_not_agree_are_somebodys_until_they_do(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria Lindner").await;
        invoice(&world, &maria, "A-1", 5_000).await;
        assert!(open(&world).await.is_empty());
        tamper(&world, "update play_invoice set open_minor = open_minor - 700").await;
        for _ in 0..2 {
            let told = open(&world).await;
            assert_eq!(told.len(), 1, "{told:?}");
            assert_eq!((told[0].code.as_str(), told[0].owned.owner), ("ledger.wrong", Some(user(1))));
            let both = "the ledger says 50.00 EUR, it should be 43.00 EUR";
            assert!(told[0].detail.contains("receivables") && told[0].detail.contains(both), "{}", told[0].detail);
        }
        let first = open(&world).await[0].id;
        tamper(&world, "update play_invoice set open_minor = open_minor - 100").await;
        for _ in 0..2 {
            let told = open(&world).await;
            assert_eq!((told.len(), told[0].id), (1, first), "it is the same trouble");
            let detail = &told[0].detail;
            assert!(detail.contains("it should be 42.00 EUR") && !detail.contains("43.00 EUR"), "{detail}");
        }
        let said_again = "select count(*) as n from journal where kind = 'exception.repeated'";
        assert_eq!(world.count(said_again).await, 1, "once, for it changed once");
        tamper(&world, "update play_invoice set open_minor = open_minor + 800").await;
        assert!(open(&world).await.is_empty(), "it settles by itself");
        assert_eq!(world.act(&ada, "ledger.check", json!({})).await["in_balance"], true);
    }

    async fn a_number_that_is_on_nothing_is_told(world: World) {
        ada(&world).await;
        let maria = person(&world, "Maria Lindner").await;
        const NUMBERS: Series = Series("invoice");
        let given = world.store.write(Permit::engine("test"), Some(NUMBERS), |tx| {
            Box::pin(async move { tx.number(NUMBERS, 7).await })
        });
        assert_eq!(given.await.unwrap(), 7);
        let told = open(&world).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].detail.contains("given to invoices that are on none that is kept: 1"), "{}", told[0].detail);
        invoice(&world, &maria, "A-7", 5_000).await;
        assert!(open(&world).await.is_empty());
    }

    async fn a_house_older_than_the_count_begins_with_what_it_keeps(world: World) {
        ada(&world).await;
        let maria = person(&world, "Maria Lindner").await;
        const NUMBERS: Series = Series("invoice");
        let number = || world.store.write(Permit::engine("test"), Some(NUMBERS), |tx| {
            Box::pin(async move { tx.number(NUMBERS, 1).await })
        });
        for name in ["A-1", "A-2"] {
            number().await.unwrap();
            invoice(&world, &maria, name, 5_000).await;
        }
        // As an older program left the series.
        tamper(&world, "update series set given = null where name = 'invoice'").await;
        assert!(open(&world).await.is_empty());
        number().await.unwrap();
        assert_eq!(open(&world).await.len(), 1, "from then on it counts");
    }
}
