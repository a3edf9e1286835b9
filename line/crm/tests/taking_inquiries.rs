//! From an inquiry to a decided lead: owner, next step, questions, rules, decisions and their undo, the
//! week's sum.
#![allow(clippy::unwrap_used)] // a test may fail so

mod inquiry;

use inquiry::{ada, lead, maria, registry, undo};
use kernel::{AgreementId, Id, Scope};
use serde_json::{Value as Json, json};
use testing::{World, on_both, someone, user};

const OPEN: &str = "select count(*) as n from crm_open";
/// Conservation: open rows of this room without a dated step with an owner.
const FORGOTTEN: &str = "
    select count(*) as n from crm_open o
    where not exists (
        select 1 from crm_next x where x.kind = o.kind and x.id = o.id and x.owner is not null)";

/// A service whose rules know what they want.
async fn kitchens(world: &World, automatic: bool) -> Json {
    let ada = testing::administrator(world);
    let service = json!({
        "name": "Kitchens", "expected": { "minor": 800_000, "currency": "EUR" }, "automatic": automatic,
        "questions": [
            { "id": "need", "text": "What do you need?", "required": true },
            { "id": "budget", "text": "What is your budget?", "kind": "money", "required": true },
            { "id": "when", "text": "When?", "kind": "choice", "options": ["now", "later"] },
        ],
        "rules": [
            { "if": "has(answers.budget) && answers.budget < money(\"1000.00 EUR\")",
              "then": { "decline": { "template": "acknowledgement" } }, "reason": "too small for us" },
            { "if": "has(answers.when) && answers.when == 'later'", "then": { "nurture": { "days": 90 } },
              "reason": "not now" },
            { "if": "has(answers.budget) && !has(answers.when)", "then": { "ask": { "question": "when" } },
              "reason": "we need to know when" },
            { "if": "has(answers.budget) && source.utm_source == 'x'", "then": "qualify", "reason": "never" },
            { "if": "has(answers.when)", "then": "qualify", "reason": "budget and time fit" },
        ],
    });
    let refused = world.call(&ada, "service.add", service.clone()).await.unwrap_err();
    let kernel::Error::Invalid(wrong) = refused else { panic!("{refused:?}") };
    assert_eq!((wrong[0].pointer.as_str(), wrong[0].code), ("/rules/3/if", "service.rule"));
    let mut service = service;
    service["rules"].as_array_mut().unwrap().remove(3);
    world.act(&ada, "service.add", service).await["id"].clone()
}

on_both! {
    async fn a_project_of_a_service_begins_with_its_tasks(world: World) {
        let ada = ada(&world).await;
        let lead = lead(&world, maria()).await;
        let work = json!([
            { "title": "Order the tiles", "detail": "From the usual shop", "days": 0 },
            { "title": "Ask how it was", "days": 14 },
        ]);
        let service = world.act(&ada, "service.add", json!({ "name": "Bathroom", "tasks": work })).await;
        assert_eq!(service["tasks"][0]["title"], "Order the tiles");
        let open = json!({ "contact": lead["contact"], "service": service["id"], "owner": user(2) });
        let project = world.act(&testing::nobody(), "play.open", open.clone()).await;
        let tasks = world.act(&ada, "task.list", json!({ "on": project })).await;
        let read = |task: &Json| json!([task["title"], task["owner"], task["due_at"], task["contact"]["id"]]);
        let found: Vec<Json> = tasks["items"].as_array().unwrap().iter().map(read).collect();
        assert_eq!(found, [
            json!(["Order the tiles", user(2), "2026-02-02T09:00:00Z", lead["contact"]]),
            json!(["Ask how it was", user(2), "2026-02-16T09:00:00Z", lead["contact"]]),
        ]);
        world.act(&ada, "service.change", json!({ "service": service["id"], "tasks": [] })).await;
        let other = world.act(&testing::nobody(), "play.open", open).await;
        let none = world.act(&ada, "task.list", json!({ "on": other })).await;
        assert_eq!(none["items"], json!([]), "what is begun keeps its tasks, what begins has none");
        let nameless = json!({ "service": service["id"], "tasks": [{ "title": " ", "days": 900 }] });
        let kernel::Error::Invalid(wrong) = world.call(&ada, "service.change", nameless).await.unwrap_err() else {
            panic!("a task without a title is not kept");
        };
        assert_eq!(wrong.iter().map(|w| w.pointer.as_str()).collect::<Vec<_>>(), ["/tasks/0/title", "/tasks/0/days"]);
    }

    async fn what_was_to_be_done_for_a_project_ends_with_it_and_comes_back_with_it(world: World) {
        let ada = ada(&world).await;
        let lead = lead(&world, maria()).await;
        let open = json!({ "contact": lead["contact"], "service": null, "owner": user(2) });
        let project = world.act(&testing::nobody(), "play.open", open.clone()).await;
        let another = world.act(&testing::nobody(), "play.open", open).await;
        let create = async |title: &str, on: &Json| {
            world.act(&ada, "task.create", json!({ "title": title, "on": on, "contact": lead["contact"] })).await
        };
        create("Order the tiles", &project).await;
        let done = create("Measure", &project).await;
        world.act(&ada, "task.done", json!({ "task": done["id"] })).await;
        let dropped = create("Ask the neighbours", &project).await;
        world.act(&ada, "task.drop", json!({ "task": dropped["id"], "reason": "not needed" })).await;
        create("Order the sink", &another).await;
        let shown = async |on: &Json, state: &str| {
            let page = world.act(&ada, "task.list", json!({ "on": on, "state": state, "whose": "all" })).await;
            let all = page["items"].as_array().unwrap().clone();
            let mut all: Vec<Json> = all.iter().map(|task| json!([task["title"], task["reason"]])).collect();
            all.sort_by_key(Json::to_string);
            all
        };
        let which = json!({ "project": project, "contact": lead["contact"] });
        world.act(&testing::nobody(), "play.cancel", which.clone()).await;
        assert_eq!(shown(&project, "open").await, Vec::<Json>::new());
        let neighbours = json!(["Ask the neighbours", "not needed"]);
        let tiles = json!(["Order the tiles", "its project was cancelled: they stopped"]);
        assert_eq!(shown(&project, "dropped").await, [neighbours.clone(), tiles]);
        assert_eq!(shown(&another, "open").await, [json!(["Order the sink", null])]);
        world.act(&testing::nobody(), "play.reopen", which).await;
        assert_eq!(shown(&project, "open").await, [json!(["Order the tiles", null])]);
        assert_eq!(shown(&project, "dropped").await, [neighbours], "what somebody dropped stays so");
        assert_eq!(shown(&project, "done").await.len(), 1);
    }

    async fn what_was_to_be_done_for_a_milestone_ends_with_it_and_comes_back_with_it(world: World) {
        let ada = ada(&world).await;
        let lead = lead(&world, maria()).await;
        let open = json!({ "contact": lead["contact"], "service": null, "owner": user(2) });
        let project = world.act(&testing::nobody(), "play.open", open).await;
        let part = json!({ "project": project, "contact": lead["contact"], "owner": user(2) });
        let tiling = world.act(&testing::nobody(), "play.plan", part.clone()).await;
        let plumbing = world.act(&testing::nobody(), "play.plan", part).await;
        for (title, on) in
            [("Order the tiles", tiling.clone()), ("Order the sink", plumbing), ("Call them", project.clone())]
        {
            let task = json!({ "title": title, "on": on, "contact": lead["contact"] });
            world.act(&ada, "task.create", task).await;
        }
        let shown = async |state: &str| {
            let page = world.act(&ada, "task.list", json!({ "state": state, "whose": "all" })).await;
            let all = page["items"].as_array().unwrap().clone();
            let mut all: Vec<Json> = all.iter().map(|task| json!([task["title"], task["reason"]])).collect();
            all.sort_by_key(Json::to_string);
            all
        };
        let which = json!({ "milestone": tiling, "project": project, "contact": lead["contact"] });
        world.act(&testing::nobody(), "play.stop_step", which.clone()).await;
        let others = [json!(["Call them", null]), json!(["Order the sink", null])];
        assert_eq!(shown("open").await, others, "of the project and of its other milestones");
        let tiles = json!(["Order the tiles", "its milestone was cancelled: they stopped"]);
        assert_eq!(shown("dropped").await, [tiles]);
        world.act(&testing::nobody(), "play.resume_step", which).await;
        assert_eq!((shown("open").await.len(), shown("dropped").await), (3, vec![]));
    }

    async fn an_inquiry_becomes_a_lead_with_an_owner_and_a_dated_question(world: World) {
        let ada = ada(&world).await;
        let made = lead(&world, maria()).await;
        assert_eq!((&made["state"], &made["owner"]), (&json!("open"), &json!(user(1))));
        assert_eq!(
            (&made["contact_name"], &made["service_name"]),
            (&json!("Maria Lindner"), &json!("General inquiry"))
        );
        assert_eq!(made["next"]["question"], "when"); // what they wrote answers the need
        let due: kernel::Timestamp = made["next"]["due_at"].as_str().unwrap().parse().unwrap();
        assert_eq!(due.as_millisecond(), testing::START_MS + 5 * 60_000);
        let whole = world.act(&ada, "lead.read", json!({ "lead": made["id"] })).await;
        assert_eq!(
            (&whole["answers"]["need"], &whole["message"]),
            (&json!("A kitchen, please"), &json!("A kitchen, please"))
        );
        assert_eq!((whole["questions"].as_array().unwrap().len(), &whole["proposal"]), (4, &Json::Null));
        let told = "select count(*) as n from journal where kind = 'lead.captured'
            and line like '%\"source\":\"search\"%'
            and line like '%\"has_email\":true%' and line like '%\"has_phone\":false%'";
        assert_eq!(world.count(told).await, 1);
        assert_eq!((world.count(OPEN).await, world.count(FORGOTTEN).await), (1, 0));
        let personal =
            "select count(*) as n from journal where line like '%kitchen%' or line like '%maria@%'";
        assert_eq!(world.count(personal).await, 0);
    }

    async fn whoever_is_away_is_stood_in_for_and_nobody_means_an_administrator(world: World) {
        ada(&world).await;
        let named = |owner: u8| json!({ "email": format!("u{owner}@x.test"), "owner": user(owner) });
        for (wanted, owner) in [(2, 2), (4, 3), (9, 1)] {
            assert_eq!(lead(&world, named(wanted)).await["owner"], json!(user(owner)), "{wanted}");
        }
        let again = json!({ "email": "u2@x.test", "phone": "+4930123456" });
        lead(&world, again).await;
        assert_eq!(world.count("select count(*) as n from crm_lead").await, 4);
        assert_eq!(world.count("select count(distinct contact) as n from crm_lead").await, 3);
    }

    async fn answers_are_read_by_their_questions_and_rules_propose(world: World) {
        let ada = ada(&world).await;
        let service = kitchens(&world, false).await;
        let answers = json!({ "budget": "12500.00 EUR", "shoe_size": "42", "when": "" });
        let input =
            json!({ "email": "a@x.test", "message": "kitchen", "service": service, "answers": answers });
        let made = lead(&world, input).await;
        assert_eq!(made["expected"], json!({ "minor": 800_000, "currency": "EUR" }));
        assert_eq!(made["next"]["question"], "when"); // asked by a rule, though it is not required
        let id = &made["id"];
        let wrong = json!({ "lead": id, "answers": { "when": "soon", "colour": "red" } });
        let kernel::Error::Invalid(wrong) =
            world.call(&ada, "lead.answer_questions", wrong).await.unwrap_err()
        else {
            panic!("it was taken")
        };
        assert_eq!(
            wrong.iter().map(|f| f.pointer.as_str()).collect::<Vec<_>>(),
            ["/answers/colour", "/answers/when"]
        );
        let right = json!({ "lead": id, "answers": { "when": "now" } });
        let answer = world.call(&ada, "lead.answer_questions", right).await.unwrap();
        assert_eq!(
            answer.body["proposal"],
            json!({ "then": "qualify", "reason": "budget and time fit", "rule": 4 })
        );
        assert_eq!(answer.body["state"], "open");
        assert!(answer.body["next"]["text"].as_str().unwrap().starts_with("Decide"));
        let back = undo(&world, &ada, &answer).await;
        assert_eq!(back["proposal"]["rule"], 3);
        let whole = world.act(&ada, "lead.read", json!({ "lead": id })).await;
        assert_eq!(whole["answers"]["shoe_size"], "42");
        assert_eq!(whole["answers"].get("when"), None);
    }

    async fn an_automatic_service_decides_by_its_rules(world: World) {
        let ada = ada(&world).await;
        let service = kitchens(&world, true).await;
        let ask = |n: u8, answers: Json| {
            json!({ "email": format!("m{n}@x.test"), "name": "Mo", "service": service,
            "answers": answers })
        };
        let small = lead(&world, ask(1, json!({ "budget": "10.00 EUR" }))).await;
        assert_eq!((&small["state"], &small["reason"]), (&json!("declined"), &json!("too small for us")));
        let later = lead(&world, ask(2, json!({ "when": "later" }))).await;
        assert_eq!((&later["state"], &later["until"]), (&json!("nurtured"), &json!("2026-05-03")));
        let real = lead(&world, ask(3, json!({ "when": "now", "budget": "9000 EUR" }))).await;
        assert_eq!(real["state"], "qualified");
        let deal = world.act(&ada, "deal.read", json!({ "deal": real["deal"] })).await;
        assert_eq!((&deal["value"]["minor"], &deal["title"]), (&json!(800_000), &json!("Kitchens")));
        world.work().await;
        let said = world.act(&ada, "message.list", json!({ "lead": small["id"] })).await;
        assert_eq!(
            (&said["items"][0]["template"], &said["items"][0]["state"]),
            (&json!("acknowledgement@1"), &json!("accepted"))
        );
        assert_eq!(world.count(FORGOTTEN).await, 0);
        // Without an address nobody is told, but the decision stands.
        let mute = json!({ "phone": "+4930123456", "service": service, "answers": { "budget": "1 EUR" } });
        assert_eq!(lead(&world, mute).await["state"], "declined");
    }

    async fn an_automatic_no_that_cannot_be_written_keeps_the_inquiry_and_calls_a_person(world: World) {
        const UNSAID: &str = "
            select count(*) as n from store_exception where code = 'lead.declined_unsaid' and state = 'open'
                and owner is not null and subject is not null";
        let ada = ada(&world).await;
        let boats = |template: &str| {
            let no = json!({ "if": "has(source.channel)", "then": { "decline": { "template": template } },
                "reason": "no boats" });
            json!({ "name": "Boats", "automatic": true, "rules": [no] })
        };
        for mistyped in ["declin", "old", ""] {
            let refused = world.call(&ada, "service.add", boats(mistyped)).await.unwrap_err();
            let kernel::Error::Invalid(wrong) = refused else { panic!("{refused:?}") };
            assert_eq!((wrong[0].pointer.as_str(), wrong[0].code), ("/rules/0/then", "service.rule_template"));
        }
        // Its text speaks of a company, and nobody knows one of theirs.
        let wordy = world.act(&ada, "service.add", boats("offer")).await["id"].clone();
        let first = lead(&world, json!({ "email": "a@x.test", "name": "Mo", "service": wordy })).await;
        assert_eq!((&first["state"], &first["reason"]), (&json!("declined"), &json!("no boats")));
        assert_eq!(world.count(UNSAID).await, 1);
        // Retired behind the back of the rule.
        let plain = world.act(&ada, "service.add", boats("acknowledgement")).await["id"].clone();
        let retire = world.store.write(kernel::Permit::engine("test"), None, |tx| Box::pin(async move {
            tx.exec("update play_text set state = 'retired' where slug = 'acknowledgement'", &[]).await
        }));
        retire.await.unwrap();
        let second = lead(&world, json!({ "email": "b@x.test", "name": "Mo", "service": plain })).await;
        assert_eq!(second["state"], "declined");
        assert_eq!(world.count(UNSAID).await, 2);
        assert_eq!(world.count("select count(*) as n from crm_message").await, 0);
        // Whoever declines by hand is told at once.
        world.act(&ada, "lead.reopen", json!({ "lead": second["id"] })).await;
        assert_eq!(world.count(UNSAID).await, 1, "there is no no to tell any more");
        let by_hand = json!({ "lead": second["id"], "reason": "no", "template": "acknowledgement" });
        assert_eq!(world.refused(&ada, "lead.decline", by_hand).await, "message.no_template");
        // The old rule does not keep anybody from another change, but it is not set to work anew.
        let mut change = json!({ "service": plain, "name": "Ships", "automatic": false });
        assert_eq!(world.act(&ada, "service.change", change.clone()).await["name"], "Ships");
        change["automatic"] = json!(true);
        let refused = world.call(&ada, "service.change", change).await.unwrap_err();
        assert!(matches!(&refused, kernel::Error::Invalid(wrong) if wrong[0].code == "service.rule_template"));
    }

    async fn every_decision_is_taken_back_by_reopening(world: World) {
        let ada = ada(&world).await;
        let id = lead(&world, maria()).await["id"].clone();
        let decisions = [
            ("lead.qualify", json!({ "lead": id, "value": { "minor": 5, "currency": "EUR" } }), "qualified"),
            ("lead.nurture", json!({ "lead": id, "days": 30 }), "nurtured"),
            ("lead.decline", json!({ "lead": id, "reason": "too far" }), "declined"),
            ("lead.close", json!({ "lead": id, "reason": "spam" }), "closed"),
        ];
        for (verb, input, state) in decisions {
            let answer = world.call(&ada, verb, input.clone()).await.unwrap();
            assert_eq!(answer.body["state"], state);
            assert_eq!(world.count(FORGOTTEN).await, 0, "{verb}");
            if state != "nurtured" {
                assert_eq!(world.refused(&ada, "lead.qualify", json!({ "lead": id })).await, "lead.decided");
            }
            let open = undo(&world, &ada, &answer).await;
            assert_eq!((&open["state"], &open["deal"]), (&json!("open"), &Json::Null));
            assert!(open["next"]["due_at"].is_string());
        }
        assert_eq!(world.count("select count(*) as n from crm_deal where state = 'withdrawn'").await, 1);
        assert_eq!(world.count("select count(*) as n from crm_open where kind = 'deal'").await, 0);
    }

    async fn a_deal_somebody_works_on_is_not_taken_back_with_its_lead(world: World) {
        let ada = ada(&world).await;
        let id = lead(&world, maria()).await["id"].clone();
        let deal = world.act(&ada, "lead.qualify", json!({ "lead": id })).await["deal"].clone();
        let moved =
            world.call(&ada, "deal.move", json!({ "deal": deal, "stage": "proposal" })).await.unwrap();
        assert_eq!(world.refused(&ada, "lead.reopen", json!({ "lead": id })).await, "lead.deal_in_hand");
        assert_eq!(undo(&world, &ada, &moved).await["stage"], "new");
    }

    async fn a_nurtured_lead_comes_back_on_its_day_by_itself(world: World) {
        let ada = ada(&world).await;
        let id = lead(&world, maria()).await["id"].clone();
        let past = json!({ "lead": id, "until": "2026-02-01" });
        assert_eq!(world.refused(&ada, "lead.nurture", past).await, "lead.not_later");
        assert_eq!(world.refused(&ada, "lead.nurture", json!({ "lead": id })).await, "lead.no_day");
        world
            .act(&ada, "lead.nurture", json!({ "lead": id, "until": "2026-02-04", "reason": "spring" }))
            .await;
        let state = |lead: Json| lead["state"].as_str().unwrap().to_owned();
        world.clock.pass_seconds(2 * 86_400);
        world.work().await; // 02:40 on the day
        assert_eq!(state(world.act(&ada, "lead.read", json!({ "lead": id })).await), "nurtured");
        world.clock.pass_seconds(7 * 3_600);
        world.work().await;
        let back = world.act(&ada, "lead.read", json!({ "lead": id })).await;
        assert_eq!(state(back.clone()), "open");
        assert!(back["next"]["due_at"].as_str().unwrap() > "2026-02-04");
    }

    async fn the_week_adds_up_and_names_the_records(world: World) {
        let ada = ada(&world).await;
        let asked = |n: u8| json!({ "email": format!("w{n}@x.test"), "name": "Mo" });
        let mut ids = vec![];
        for n in 0..5 {
            world.clock.pass_seconds(1);
            ids.push(lead(&world, asked(n)).await["id"].clone());
        }
        let rehearsal = json!({ "email": "t@x.test", "test": true });
        lead(&world, rehearsal).await;
        world
            .act(&ada, "message.send", json!({ "lead": ids[0], "subject": "Hello", "text": "Call me" }))
            .await;
        let robot = inquiry::automation(&world);
        world.act(&robot, "message.send", json!({ "lead": ids[1], "template": "acknowledgement" })).await;
        world.work().await;
        world.act(&ada, "lead.close", json!({ "lead": ids[2], "reason": "spam" })).await;
        // Spoken with on the telephone.
        world.act(&ada, "lead.qualify", json!({ "lead": ids[4] })).await;
        let week = world.act(&ada, "lead.week", json!({})).await;
        assert_eq!((&week["came_in"], &week["monday"]), (&json!(5), &json!("2026-02-02")));
        assert_eq!(week["contacted"]["leads"], json!([ids[0], ids[4]]));
        assert_eq!(week["pending"]["leads"], json!([ids[1], ids[3]]));
        assert_eq!(week["closed_unanswered"]["leads"], json!([ids[2]]));
        let before = world.act(&ada, "lead.week", json!({ "day": "2026-01-31" })).await;
        assert_eq!((&before["came_in"], &before["monday"]), (&json!(0), &json!("2026-01-26")));
    }

    async fn a_list_shows_what_one_may_see_and_what_was_asked_for(world: World) {
        let ada = ada(&world).await;
        let mine = lead(&world, json!({ "email": "mine@x.test", "name": "Mine", "owner": user(2) })).await;
        world.clock.pass_seconds(1);
        lead(&world, json!({ "email": "other@x.test", "name": "Other" })).await;
        let ben = someone(2, Scope::Own, &["lead.list", "lead.read", "lead.close", "lead.week"]);
        let seen = world.act(&ben, "lead.list", json!({})).await;
        assert_eq!(seen["items"].as_array().unwrap().len(), 1);
        assert_eq!(seen["items"][0]["id"], mine["id"]);
        assert_eq!(world.act(&ben, "lead.week", json!({})).await["came_in"], 1);
        let count =
            async |input: Json| world.act(&ada, "lead.list", input).await["items"].as_array().unwrap().len();
        assert_eq!(count(json!({ "q": "OTHER@" })).await, 1);
        assert_eq!(count(json!({ "state": "open", "service": mine["service"], "owner": user(2) })).await, 1);
        assert_eq!(count(json!({ "since": "2026-02-03T00:00:00Z" })).await, 0);
        let page = world.act(&ada, "lead.list", json!({ "limit": 1 })).await;
        let rest = world.act(&ada, "lead.list", json!({ "limit": 1, "after": page["next"] })).await;
        assert_eq!((&rest["items"][0]["id"], &rest["next"]), (&mine["id"], &Json::Null));
        let assigned =
            world.call(&ada, "lead.assign", json!({ "lead": mine["id"], "owner": user(3) })).await.unwrap();
        assert_eq!(
            world.refused(&ben, "lead.close", json!({ "lead": mine["id"], "reason": "x" })).await,
            "missing"
        );
        assert_eq!(undo(&world, &ada, &assigned).await["owner"], json!(user(2)));
    }

    async fn a_deal_whose_agreement_was_voided_is_open_again(world: World) {
        let ada = ada(&world).await;
        let contact = lead(&world, maria()).await["contact"].clone();
        let open = json!({ "contact": contact, "title": "A hull" });
        let deal = world.act(&ada, "deal.open", open).await["id"].clone();
        let [first, second]: [AgreementId; 2] = [1, 2].map(|n| AgreementId::from_bytes([n; 16]));
        for agreement in [first, second] {
            world.act(&ada, "play.sign", json!({ "agreement": agreement, "deal": deal })).await;
        }
        world.act(&ada, "deal.win", json!({ "deal": deal })).await;
        let state = async |gone: AgreementId| {
            let gone = json!({ "agreement": gone, "deal": deal, "contact": contact });
            world.act(&ada, "play.annul", gone).await;
            world.act(&ada, "deal.read", json!({ "deal": deal })).await
        };
        assert_eq!(state(first).await["state"], "won", "the other one holds");
        let left = state(second).await;
        assert_eq!(left["state"], "open");
        assert!(left["due_at"].is_string(), "with a next step: {left}");
    }

    async fn deals_move_along_the_pipeline_and_end_with_a_reason(world: World) {
        let ada = ada(&world).await;
        let contact = lead(&world, maria()).await["contact"].clone();
        let value = json!({ "minor": 100, "currency": "EUR" });
        let open = json!({ "contact": contact, "title": " Kitchen  Lindner ", "value": value });
        let made = world.call(&ada, "deal.open", open).await.unwrap();
        let id = made.body["id"].clone();
        assert_eq!((&made.body["title"], &made.body["stage"]), (&json!("Kitchen Lindner"), &json!("new")));
        assert_eq!(
            world.refused(&ada, "deal.move", json!({ "deal": id, "stage": "won" })).await,
            "deal.no_stage"
        );
        world.act(&ada, "deal.move", json!({ "deal": id, "stage": "negotiation" })).await;
        let stages = json!({ "stages": [{ "id": "new", "name": "New" }] });
        assert_eq!(world.refused(&ada, "pipeline.change", stages.clone()).await, "deal.stage_in_use");
        let changed = world
            .call(&ada, "deal.change", json!({ "deal": id, "value": null, "expected_on": "2026-03-01" }))
            .await
            .unwrap();
        assert_eq!(
            (&changed.body["value"], &changed.body["expected_on"]),
            (&Json::Null, &json!("2026-03-01"))
        );
        assert_eq!(undo(&world, &ada, &changed).await["value"]["minor"], 100);
        let board = world.act(&ada, "deal.list", json!({ "state": "open", "stage": "negotiation" })).await;
        assert_eq!(board["items"][0]["contact_name"], "Maria Lindner");
        assert_eq!(
            world.refused(&ada, "deal.lose", json!({ "deal": id, "reason": " " })).await,
            "deal.no_reason"
        );
        let won = world.call(&ada, "deal.win", json!({ "deal": id })).await.unwrap();
        assert_eq!(undo(&world, &ada, &won).await["state"], "open");
        world.act(&ada, "deal.lose", json!({ "deal": id, "reason": "price" })).await;
        world.act(&ada, "pipeline.change", stages).await;
        assert_eq!(world.act(&ada, "pipeline.read", json!({})).await["stages"][0]["id"], "new");
        let found = world.act(&ada, "deal.list", json!({ "contact": contact, "state": "lost" })).await;
        assert_eq!(found["items"][0]["reason"], "price");
        undo(
            &world,
            &ada,
            &verbs::Answer {
                body: Json::Null,
                undo: Some(json!({ "verb": "deal.reopen", "body": { "deal": id } })),
            },
        )
        .await;
    }

    async fn a_service_is_changed_retired_and_brought_back(world: World) {
        let ada = ada(&world).await;
        let list = world.act(&ada, "service.list", json!({})).await;
        assert_eq!((list.as_array().unwrap().len(), &list[0]["name"]), (1, &json!("General inquiry")));
        let id = list[0]["id"].clone();
        let expected =
            json!({ "service": id, "expected": { "minor": 700, "currency": "EUR" }, "name": "Advice" });
        assert_eq!(world.act(&ada, "service.change", expected).await["expected"]["minor"], 700);
        let cleared = world.act(&ada, "service.change", json!({ "service": id, "expected": null })).await;
        assert_eq!((&cleared["expected"], &cleared["name"]), (&Json::Null, &json!("Advice")));
        let retired = world.call(&ada, "service.retire", json!({ "service": id })).await.unwrap();
        assert_eq!(retired.body["active"], false);
        assert_eq!(lead(&world, maria()).await["service"], Json::Null);
        assert_eq!(world.act(&ada, "service.list", json!({ "active": true })).await, json!([]));
        assert_eq!(undo(&world, &ada, &retired).await["active"], true);
        let question = json!({ "id": "A b", "text": "", "kind": "choice" });
        let bad = json!({ "service": id, "questions": [question], "line": [] });
        let kernel::Error::Invalid(wrong) = world.call(&ada, "service.change", bad).await.unwrap_err() else {
            panic!()
        };
        assert_eq!(wrong.len(), 4);
    }
}
