//! Who is on the staff: invited, in, changed, gone, back.
#![allow(clippy::unwrap_used)]

mod house;

use house::*;
use kernel::Error;
use serde_json::json;
use testing::{nobody, on_both};

on_both! {
    async fn an_invitation_is_a_link_that_works_once(world: World) {
        let (ada, _) = founded(&world).await;
        let invite = json!({"name": "Grace Hopper", "email": "Grace@Ours.test", "role": "sales"});
        let invited = world.act(&ada, "user.invite", invite.clone()).await;
        assert_eq!((&invited["state"], &invited["email"]), (&json!("invited"), &json!("grace@ours.test")));
        let link = invited["link"].as_str().unwrap().to_owned();
        assert!(link.starts_with("https://ours.test/invitation/"), "{link}");
        assert_eq!(mailed(&world).await, std::slice::from_ref(&link), "the mail carries the same link");
        assert_eq!(world.refused(&ada, "user.invite", invite).await, "user.exists");
        let accept = |password: &str| json!({"token": token_of(&link), "password": password});
        let weak = world.call(&nobody(), "user.accept_invitation", accept("gracehopper1")).await.unwrap_err();
        assert_eq!(troubles(&weak), [("/password".to_owned(), "password.guessable")]);
        let answer = world.act(&nobody(), "user.accept_invitation", accept(PASSWORD)).await;
        assert_eq!(answer["user"]["state"], "active");
        assert!(by_cookie(&world, &answer).await.is_some());
        let again = world.refused(&nobody(), "user.accept_invitation", accept(PASSWORD)).await;
        assert_eq!(again, "user.link_gone");
        sign_in(&world, "grace@ours.test", PASSWORD).await.unwrap();
    }

    async fn somebody_says_from_when_to_when_they_are_away(world: World) {
        let (ada, _) = founded(&world).await;
        let (grace, id) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let days = json!({"from": "2026-02-04", "until": "2026-02-06"});
        let told = world.call(&grace, "absence.change_own", json!({"absence": days})).await.unwrap();
        assert_eq!((&told.body["absence"], &told.body["before"]), (&days, &json!(null)));
        let all = world.act(&ada, "absence.list", json!({})).await;
        let said = "Grace Hopper is away until 6 February";
        assert_eq!(all["items"], json!([{"user": id, "days": days, "now": false, "said": said}]));
        let away = |user: kernel::UserId| {
            let store = world.store.clone();
            async move {
                let ask = store.read(move |tx| Box::pin(async move { Ok(tx.away().await?.of(user).is_some()) }));
                ask.await.unwrap()
            }
        };
        assert!(!away(id).await);
        // Wednesday begins in Berlin an hour before it does in Greenwich; it is Monday, 02:40.
        world.clock.pass_seconds(44 * 3600 + 1199);
        assert!(!away(id).await, "22:59:59");
        world.clock.pass_seconds(1);
        assert!(away(id).await, "midnight in Berlin");
        world.clock.pass_seconds(3 * 86_400);
        assert!(!away(id).await, "back");
        assert_eq!(world.act(&ada, "absence.list", json!({})).await["items"], json!([]));

        let (swapped, over) = (("2026-03-02", "2026-03-01"), ("2026-01-01", "2026-01-02"));
        for (from, until) in [swapped, over, ("2026-03-01", "2028-03-01")] {
            let wrong = json!({"absence": {"from": from, "until": until}});
            let error = world.call(&grace, "absence.change_own", wrong).await.unwrap_err();
            assert_eq!(troubles(&error), [("/absence/until".to_owned(), "absence.days")], "{from} {until}");
        }
    }

    async fn an_administrator_says_it_for_others_and_takes_it_back(world: World) {
        let (ada, _) = founded(&world).await;
        let (grace, id) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let (_, other) = joined(&world, &ada, "mary@ours.test", "sales").await;
        let days = json!({"from": "2026-02-01", "until": "2026-02-06"});
        let away = json!({"user": id, "absence": days});
        assert_eq!(world.refused(&grace, "absence.change", json!({"user": other, "absence": days})).await, "denied");
        let told = world.call(&ada, "absence.change", away).await.unwrap();
        let list = world.act(&grace, "absence.list", json!({})).await;
        assert_eq!((&list["items"][0]["user"], &list["items"][0]["now"]), (&json!(id), &json!(true)));
        let undo = told.undo.unwrap();
        assert_eq!(undo["verb"], "absence.change");
        world.act(&ada, "absence.change", undo["body"].clone()).await;
        assert_eq!(world.act(&ada, "absence.list", json!({})).await["items"], json!([]));
    }

    async fn an_invitation_lasts_seven_days_and_a_newer_link_replaces_it(world: World) {
        let (ada, _) = founded(&world).await;
        let invite = json!({"name": "Grace", "email": "grace@ours.test", "role": "sales"});
        let invited = world.act(&ada, "user.invite", invite).await;
        let newer = world.act(&ada, "user.reset_password", json!({"user": invited["id"]})).await;
        let accept = |link: &serde_json::Value| {
            json!({"token": token_of(link.as_str().unwrap()), "password": PASSWORD})
        };
        let old = world.refused(&nobody(), "user.accept_invitation", accept(&invited["link"])).await;
        assert_eq!(old, "user.link_gone");
        world.clock.pass_seconds(7 * 24 * 3600);
        let late = world.refused(&nobody(), "user.accept_invitation", accept(&newer["link"])).await;
        assert_eq!(late, "user.link_gone");
    }

    async fn a_reset_by_hand_ends_every_session_and_works_once(world: World) {
        let (ada, _) = founded(&world).await;
        let (grace, id) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let reset = world.act(&ada, "user.reset_password", json!({"user": id})).await;
        let link = reset["link"].as_str().unwrap().to_owned();
        assert!(link.starts_with("https://ours.test/reset/"), "{link}");
        let choose = json!({"token": token_of(&link), "password": "salt wind over dunes"});
        let as_invitation = world.refused(&nobody(), "user.accept_invitation", choose.clone()).await;
        assert_eq!(as_invitation, "user.link_gone", "a link is good for its own purpose only");
        world.act(&nobody(), "user.choose_password", choose.clone()).await;
        assert_eq!(world.refused(&nobody(), "user.choose_password", choose).await, "user.link_gone");
        assert_eq!(world.act(&grace, "session.list", json!({})).await["items"], json!([]));
        sign_in(&world, "grace@ours.test", "salt wind over dunes").await.unwrap();
        assert_eq!(sign_in(&world, "grace@ours.test", PASSWORD).await.unwrap_err().code(), "session.wrong");
    }

    async fn a_forgotten_password_is_answered_alike_for_everybody_and_mailed_to_users_only(world: World) {
        founded(&world).await;
        let ask = |email: &str| json!({"email": email});
        let known = world.act(&nobody(), "user.request_reset", ask("ada@ours.test")).await;
        let unknown = world.act(&nobody(), "user.request_reset", ask("eve@ours.test")).await;
        assert_eq!(known, unknown);
        let links = mailed(&world).await;
        assert_eq!(links.len(), 1);
        assert_eq!(world.count("select count(*) as n from governance_forgotten").await, 0);
        world.act(&nobody(), "user.request_reset", ask("ada@ours.test")).await;
        assert_eq!(mailed(&world).await.len(), 1, "one mail in five minutes is enough");
        let choose = json!({"token": token_of(&links[0]), "password": "salt wind over dunes"});
        world.act(&nobody(), "user.choose_password", choose).await;
        world.clock.pass_seconds(301);
        world.act(&nobody(), "user.request_reset", ask("ada@ours.test")).await;
        let links = mailed(&world).await;
        assert_eq!(links.len(), 2);
        assert_ne!(links[0], links[1]);
        world.clock.pass_seconds(3600);
        let late = json!({"token": token_of(&links[1]), "password": PASSWORD});
        assert_eq!(world.refused(&nobody(), "user.choose_password", late).await, "user.link_gone");
    }

    async fn a_deactivated_user_is_out_at_once_with_sessions_and_tokens(world: World) {
        let (ada, _) = founded(&world).await;
        let (grace, id) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let answer = sign_in(&world, "grace@ours.test", PASSWORD).await.unwrap();
        let issue = json!({"name": "sync", "scopes": ["user.list"], "days": 30});
        let token = world.act(&grace, "token.issue", issue).await;
        let secret = token["secret"].as_str().unwrap().to_owned();
        let keeper = world.desk.doorkeeper().unwrap();
        assert!(keeper.by_token(&world.desk, &secret).await.unwrap().is_some());
        assert!(by_cookie(&world, &answer).await.is_some());
        let gone = world.call(&ada, "user.deactivate", json!({"user": id})).await.unwrap();
        assert_eq!(gone.body["state"], "deactivated");
        assert!(by_cookie(&world, &answer).await.is_none());
        assert!(keeper.by_token(&world.desk, &secret).await.unwrap().is_none());
        assert!(keeper.of_user(&world.desk, id).await.unwrap().is_none());
        assert_eq!(sign_in(&world, "grace@ours.test", PASSWORD).await.unwrap_err().code(), "session.wrong");
        let undo = gone.undo.unwrap();
        world.act(&ada, undo["verb"].as_str().unwrap(), undo["body"].clone()).await;
        assert!(by_cookie(&world, &answer).await.is_none(), "old sessions stay ended");
        sign_in(&world, "grace@ours.test", PASSWORD).await.unwrap();
    }

    async fn there_is_always_an_administrator(world: World) {
        let (ada, id) = founded(&world).await;
        let last = "user.last_administrator";
        assert_eq!(world.refused(&ada, "user.deactivate", json!({"user": id})).await, last);
        assert_eq!(world.refused(&ada, "user.change", json!({"user": id, "role": "viewer"})).await, last);
        let invite = json!({"name": "Grace", "email": "grace@ours.test", "role": "administrator"});
        world.act(&ada, "user.invite", invite).await;
        let why = "an invited administrator cannot manage anything yet";
        assert_eq!(world.refused(&ada, "user.deactivate", json!({"user": id})).await, last, "{why}");
        joined(&world, &ada, "alan@ours.test", "administrator").await;
        world.act(&ada, "user.deactivate", json!({"user": id})).await;
    }

    async fn a_user_is_changed_field_by_field_and_signs_in_again_with_a_new_role(world: World) {
        let (ada, id) = founded(&world).await;
        let (grace, hers) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let team = world.act(&ada, "team.add", json!({"name": "North"})).await;
        assert_eq!(world.refused(&ada, "team.add", json!({"name": " north "})).await, "team.exists");
        let change = json!({"user": hers, "team": team["id"], "stand_in": id, "zone": "America/New_York"});
        let changed = world.act(&ada, "user.change", change).await;
        assert_eq!((&changed["team"], &changed["stand_in"]), (&team["id"], &json!(id)));
        assert_eq!(changed["zone"], "America/New_York");
        let told = "select count(*) as n from journal
            where kind = 'user.changed' and line like '%\"team\":[null,%'";
        assert_eq!(world.count(told).await, 1, "the journal says which team");
        let cleared = world.act(&ada, "user.change", json!({"user": hers, "zone": null})).await;
        assert_eq!((&cleared["zone"], &cleared["team"]), (&json!(null), &team["id"]));
        assert_eq!(world.act(&grace, "session.list", json!({})).await["items"].as_array().unwrap().len(), 1);
        world.act(&ada, "user.change", json!({"user": hers, "role": "finance"})).await;
        assert_eq!(world.act(&grace, "session.list", json!({})).await["items"], json!([]));
        let taken = world.refused(&ada, "user.change", json!({"user": hers, "email": "ADA@ours.test"})).await;
        assert_eq!(taken, "user.exists");
        for (field, value) in [("stand_in", json!(hers)), ("email", json!("no")), ("name", json!(""))] {
            let change = json!({"user": hers, field: value});
            let error = world.call(&ada, "user.change", change).await.unwrap_err();
            assert_eq!(troubles(&error)[0].0, format!("/{field}"));
        }
    }

    async fn one_changes_ones_own_record_and_no_others(world: World) {
        let (ada, id) = founded(&world).await;
        let (grace, _) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let changed = world.act(&grace, "user.change_own", json!({"name": "Rear Admiral Hopper"})).await;
        assert_eq!(changed["name"], "Rear Admiral Hopper");
        let denied = world.call(&grace, "user.change", json!({"user": id, "name": "Eve"})).await.unwrap_err();
        assert!(matches!(denied, Error::Denied("user.change")));
        let listed = world.act(&grace, "user.list", json!({})).await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    }

    async fn the_window_shows_users_without_their_secrets(world: World) {
        let (ada, _) = founded(&world).await;
        joined(&world, &ada, "grace@ours.test", "sales").await;
        let active = "select count(*) as n from governance_user_window where active and role = 'sales'";
        assert_eq!(world.count(active).await, 1);
        assert_eq!(world.count("select count(*) as n from journal where line like '%argon2%'").await, 0);
        assert_eq!(world.count("select count(*) as n from journal where line like '%Hopper%'").await, 0);
    }
}
