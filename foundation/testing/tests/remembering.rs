//! The answer to a request with a key is kept for a week, on both engines.

use kernel::Permit;
use testing::{World, on_both};
use verbs::Registry;

const DAY: i64 = 24 * 3600;

fn registry() -> Registry {
    Registry::default()
}

async fn remember(world: &World, key: &'static str) {
    let kept = world.store.write(Permit::engine("test"), None, move |tx| {
        Box::pin(async move { tx.remember(key, &[1; 32], b"yes").await })
    });
    kept.await.unwrap();
}

async fn remembered(world: &World, key: &'static str) -> bool {
    let found = world.store.ask(Permit::engine("test"), move |tx| Box::pin(tx.remembered(key)));
    found.await.unwrap().is_some()
}

on_both! {
    async fn an_answer_is_kept_for_a_week_and_no_longer(world: World) {
        remember(&world, "first").await;
        world.clock.pass_seconds(3 * DAY);
        remember(&world, "second").await;
        world.clock.pass_seconds(4 * DAY);
        assert_eq!(store::forget_answers(&world.store).await.unwrap(), 0, "a week to the instant");
        world.clock.pass_seconds(1);
        assert_eq!(store::forget_answers(&world.store).await.unwrap(), 1);
        assert!(!remembered(&world, "first").await && remembered(&world, "second").await);
    }
}
