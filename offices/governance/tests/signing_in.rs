//! Coming in with a password, staying, and going.
#![allow(clippy::unwrap_used)]

mod house;

use house::*;
use serde_json::json;
use testing::{nobody, on_both};

const HOUR: i64 = 3600;

on_both! {
    async fn whoever_knows_the_password_is_in_until_they_sign_out(world: World) {
        founded(&world).await;
        let answer = sign_in(&world, " ADA@ours.test ", PASSWORD).await.unwrap();
        let ada = by_cookie(&world, &answer).await.unwrap();
        assert_eq!(world.act(&ada, "session.list", json!({})).await["items"].as_array().unwrap().len(), 2);
        world.act(&ada, "session.sign_out", json!({})).await;
        assert!(by_cookie(&world, &answer).await.is_none());
    }

    async fn an_unknown_address_and_a_wrong_password_get_the_same_answer(world: World) {
        let (ada, _) = founded(&world).await;
        let invite = json!({"name": "Grace", "email": "grace@ours.test", "role": "sales"});
        world.act(&ada, "user.invite", invite).await;
        let wrong = sign_in(&world, "ada@ours.test", "not this one at all").await.unwrap_err();
        let unknown = sign_in(&world, "eve@ours.test", "not this one at all").await.unwrap_err();
        let invited = sign_in(&world, "grace@ours.test", "not this one at all").await.unwrap_err();
        let said = |error: &kernel::Error| (error.code(), error.status(), error.to_string());
        assert_eq!(said(&wrong), ("session.wrong", 422, wrong.to_string()));
        assert_eq!(said(&wrong), said(&unknown));
        assert_eq!(said(&wrong), said(&invited));
    }

    async fn a_session_ends_after_twelve_idle_hours(world: World) {
        founded(&world).await;
        let answer = sign_in(&world, "ada@ours.test", PASSWORD).await.unwrap();
        for _ in 0..3 {
            world.clock.pass_seconds(12 * HOUR - 60);
            assert!(by_cookie(&world, &answer).await.is_some(), "used in time, it goes on");
        }
        world.clock.pass_seconds(12 * HOUR);
        assert!(by_cookie(&world, &answer).await.is_none());
        world.work().await;
        assert_eq!(world.count("select count(*) as n from governance_session").await, 0);
        assert_eq!(world.count("select count(*) as n from journal where kind = 'session.ended'").await, 2);
    }

    async fn a_session_ends_after_thirty_days_however_busy(world: World) {
        founded(&world).await;
        let answer = sign_in(&world, "ada@ours.test", PASSWORD).await.unwrap();
        for _ in 0..59 {
            world.clock.pass_seconds(12 * HOUR - 1);
            assert!(by_cookie(&world, &answer).await.is_some());
        }
        world.clock.pass_seconds(12 * HOUR - 1);
        world.clock.pass_seconds(60);
        assert!(by_cookie(&world, &answer).await.is_none());
    }

    async fn a_new_password_ends_every_other_session(world: World) {
        let (ada, _) = founded(&world).await;
        let elsewhere = sign_in(&world, "ada@ours.test", PASSWORD).await.unwrap();
        let wrong = json!({"old": "not this one at all", "new": "salt wind over dunes"});
        let error = world.call(&ada, "password.change", wrong).await.unwrap_err();
        assert_eq!(troubles(&error), [("/old".to_owned(), "password.wrong")]);
        let weak = json!({"old": PASSWORD, "new": "password1234"});
        let error = world.call(&ada, "password.change", weak).await.unwrap_err();
        assert_eq!(troubles(&error), [("/new".to_owned(), "password.common")]);
        world.act(&ada, "password.change", json!({"old": PASSWORD, "new": "salt wind over dunes"})).await;
        assert!(by_cookie(&world, &elsewhere).await.is_none());
        assert_eq!(world.act(&ada, "session.list", json!({})).await["items"].as_array().unwrap().len(), 1);
        assert_eq!(sign_in(&world, "ada@ours.test", PASSWORD).await.unwrap_err().code(), "session.wrong");
        sign_in(&world, "ada@ours.test", "salt wind over dunes").await.unwrap();
    }

    async fn one_ends_ones_own_sessions_only(world: World) {
        let (ada, _) = founded(&world).await;
        let (grace, _) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let all = world.act(&ada, "session.list", json!({})).await;
        let session = json!({"session": all["items"][0]["id"]});
        assert_eq!(world.refused(&grace, "session.end", session.clone()).await, "session.gone");
        world.act(&ada, "session.end", session.clone()).await;
        assert_eq!(world.refused(&ada, "session.end", session).await, "session.gone");
    }

    async fn guessing_waits_longer_and_longer_and_is_told_at_twenty(world: World) {
        founded(&world).await;
        let eve = nobody().at_network("203.0.113.7");
        let guess = || json!({"email": "ada@ours.test", "password": "guess guess guess 1"});
        let (mut wrong, mut waits) = (0, vec![]);
        while wrong < 20 {
            match world.call(&eve, "session.sign_in", guess()).await.unwrap_err() {
                kernel::Error::TooMany(seconds) => {
                    waits.push(seconds);
                    world.clock.pass_seconds(seconds as i64);
                }
                error => {
                    assert_eq!(error.code(), "session.wrong");
                    wrong += 1;
                }
            }
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900, 900]);
        let told = "select count(*) as n from store_exception
            where code = 'session.guessing' and state = 'open'";
        assert_eq!(world.count(told).await, 1);
        let home = nobody().at_network("198.51.100.1");
        let right = json!({"email": "ada@ours.test", "password": PASSWORD});
        world.act(&home, "session.sign_in", right).await;
    }

    async fn many_guesses_at_once_are_counted_before_they_are_answered(world: World) {
        founded(&world).await;
        let guess = || sign_in(&world, "ada@ours.test", "guess guess guess 1");
        let (a, b, c, d, e) = (guess(), guess(), guess(), guess(), guess());
        let all = futures_util::future::join_all([a, b, c, d, e]).await;
        let codes: Vec<&str> = all.into_iter().map(|answer| answer.unwrap_err().code()).collect();
        let wrong = codes.iter().filter(|code| **code == "session.wrong").count();
        assert_eq!((wrong, codes.len() - wrong), (4, 1), "{codes:?}");
    }
}
