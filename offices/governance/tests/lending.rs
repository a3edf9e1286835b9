//! API tokens: a program acts for a user, within a part of what the user may do.
#![allow(clippy::unwrap_used)]

mod house;

use house::*;
use kernel::{Actor, Error};
use serde_json::json;
use testing::{World, on_both};

async fn by_token(world: &World, secret: &str) -> Option<Actor> {
    world.desk.doorkeeper().unwrap().by_token(&world.desk, secret).await.unwrap()
}

on_both! {
    async fn a_token_may_do_what_it_was_lent_and_nothing_else(world: World) {
        let (ada, id) = founded(&world).await;
        let issue = json!({"name": "staff sync", "scopes": ["user.list", "team.*"], "days": 365});
        let issued = world.act(&ada, "token.issue", issue).await;
        let secret = issued["secret"].as_str().unwrap().to_owned();
        let program = by_token(&world, &secret).await.unwrap();
        assert_eq!(world.act(&program, "user.list", json!({})).await["items"][0]["id"], json!(id));
        world.act(&program, "team.add", json!({"name": "North"})).await;
        let denied = world.call(&program, "user.invite", json!({})).await.unwrap_err();
        assert!(matches!(denied, Error::Denied("user.invite")));
        let told = "select count(*) as n from journal
            where kind = 'team.added' and line like '%\"cause\":\"token_%'";
        assert_eq!(world.count(told).await, 1, "the journal names the token");
        let listed = world.act(&ada, "token.list", json!({})).await;
        assert!(listed["items"][0]["used_at"].is_string());
        assert!(listed["items"][0].get("secret").is_none());
    }

    async fn what_only_the_person_may_do_no_token_does(world: World) {
        let (ada, _) = founded(&world).await;
        let issue = json!({"name": "all of it", "scopes": ["*"], "days": 1});
        let issued = world.act(&ada, "token.issue", issue.clone()).await;
        let program = by_token(&world, issued["secret"].as_str().unwrap()).await.unwrap();
        let name = json!({"name": "Eve"});
        let personal = [("token.issue", issue), ("user.change_own", name), ("session.sign_out", json!({}))];
        for (verb, input) in personal {
            assert_eq!(world.refused(&program, verb, input).await, "user.not_in_person", "{verb}");
        }
    }

    async fn one_lends_only_what_one_has_and_for_a_year_at_most(world: World) {
        let (ada, _) = founded(&world).await;
        let (grace, _) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let table = [
            (json!({"name": "x", "scopes": ["user.invite"], "days": 1}), "/scopes"),
            (json!({"name": "x", "scopes": [], "days": 1}), "/scopes"),
            (json!({"name": "x", "scopes": ["user.list"], "days": 366}), "/days"),
            (json!({"name": " ", "scopes": ["user.list"], "days": 1}), "/name"),
        ];
        for (issue, pointer) in table {
            let error = world.call(&grace, "token.issue", issue).await.unwrap_err();
            assert_eq!(troubles(&error)[0].0, pointer);
        }
    }

    async fn a_token_ends_at_its_time_and_when_it_is_revoked(world: World) {
        let (ada, _) = founded(&world).await;
        let (grace, _) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let issue = json!({"name": "sync", "scopes": ["user.list"], "days": 2});
        let one = world.act(&grace, "token.issue", issue.clone()).await;
        let answer = world.call(&grace, "token.issue", issue).await.unwrap();
        let secret = |view: &serde_json::Value| view["secret"].as_str().unwrap().to_owned();
        let (one_secret, two_secret) = (&secret(&one), &secret(&answer.body));
        assert!(by_token(&world, two_secret).await.is_some());
        let undo = answer.undo.clone().unwrap();
        world.act(&grace, undo["verb"].as_str().unwrap(), undo["body"].clone()).await;
        assert!(by_token(&world, two_secret).await.is_none());
        world.clock.pass_seconds(2 * 24 * 3600 - 1);
        assert!(by_token(&world, one_secret).await.is_some());
        world.clock.pass_seconds(11);
        assert!(by_token(&world, one_secret).await.is_none());
        assert!(by_token(&world, "tl_api_nonsense").await.is_none());
    }

    async fn tokens_of_others_are_seen_by_administrators_only(world: World) {
        let (ada, _) = founded(&world).await;
        let (grace, _) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let issue = json!({"name": "sync", "scopes": ["user.list"], "days": 2});
        let adas = world.act(&ada, "token.issue", issue.clone()).await;
        let graces = world.act(&grace, "token.issue", issue).await;
        assert_eq!(world.refused(&grace, "token.revoke", json!({"token": adas["id"]})).await, "missing");
        assert_eq!(world.act(&grace, "token.list", json!({})).await["items"].as_array().unwrap().len(), 1);
        assert_eq!(world.act(&ada, "token.list", json!({})).await["items"].as_array().unwrap().len(), 2);
        world.act(&ada, "token.revoke", json!({"token": graces["id"]})).await;
    }
}
