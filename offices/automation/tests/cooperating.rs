//! The twelve collisions every house must survive, each by its number: automations cooperate, they do not collide.
//!
//! Number 10, an opt-out between the claim and the sending, stands with the sender: a mail is asked once more
//! whether it may leave as the last act before it is handed over (`offices/connect`).
#![allow(clippy::unwrap_used)]

mod office;

use automation::settings::Settings;
use facts::crm::{ContactMerged, LeadCaptured};
use kernel::{Actor, AgreementId, ContactId, DealId, Error, Id, InvoiceId, LeadId, Permit, ProposalId};
use office::{alone, capture, lines, open, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};
use store::{Tx, values};
use testing::{World, user};

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const NURTURE: &str = "  - id: later\n    do: lead.nurture
    with: {lead: {cel: lead.id}, days: 9}\n    on_error: escalate\n";
const MESSAGES: &str = "select template || ' ' || state as line from test_message order by id";
const RUNS: &str = "
    select a.slug || ' ' || r.state || ' ' || coalesce(r.outcome, '-') as line
    from automation_run r join automation_automation a on a.id = r.automation order by a.slug, r.id";
const REFUSED: &str = "
    select a.slug || ' ' || coalesce(e.reason, '-') as line
    from automation_enrolment e join automation_automation a on a.id = e.automation
    where e.decision = 'refused' order by a.slug, e.fact";
const DAY: i64 = 86_400;

fn id<T: Id>(n: u8) -> T {
    T::from_bytes([n; 16])
}

fn letter(template: &str, class: &str, guard: &str) -> String {
    format!(
        "  - id: {template}\n    do: message.send\n    with: {{contact: {{cel: contact.id}}, template: {template}, \
         class: {class}}}\n    on_error: skip\n    expires_after: {{days: 9}}\n{guard}"
    )
}

fn about(noun: &str, slug: &str, head: &str, steps: &str) -> String {
    yaml(slug, head, steps).replace("subject: lead", &format!("subject: {noun}"))
}

/// What publishing is refused with.
async fn refusals(world: &World, boss: &Actor, text: &str) -> Vec<&'static str> {
    let error = world.call(boss, "automation.publish", json!({"text": text})).await.unwrap_err();
    let Error::Invalid(fields) = error else { panic!("{error:?}") };
    fields.iter().map(|field| field.code).collect()
}

/// So many people ask in one transaction, each so many times.
async fn ask(tx: &mut Tx, people: usize, times: usize) -> kernel::Result<()> {
    const ADD: &str = "
        insert into test_lead (id, contact, state, owner, captured_at, answered_at)
        values ($1, $2, 'open', null, $3, null)";
    let now = tx.now();
    for _ in 0..people {
        let contact: ContactId = tx.new_id();
        for _ in 0..times {
            let lead: LeadId = tx.new_id();
            tx.exec(ADD, values![lead, contact, now]).await?;
            let (channel, source) = ("import".into(), "import".into());
            tx.tell(LeadCaptured {
                lead,
                contact,
                service: None,
                channel,
                owner: None,
                source,
                expected: None,
                test: false,
                has_email: true,
                has_phone: false,
            });
        }
    }
    Ok(())
}

async fn write<F>(world: &World, unit: F)
where
    F: for<'t> Fn(&'t mut Tx) -> store::Unit<'t, ()> + Send + Sync + 'static,
{
    world.store.write(Permit::engine("test"), None, unit).await.unwrap();
}

testing::on_both! {
    // 1
    async fn a_signature_arrives_while_the_nudge_waits_for_its_window(world: World) {
        let boss = alone(&world).await;
        world.act(&boss, "test.quiet", json!({"from": "21:00", "to": "08:00"})).await;
        let head = "trigger: {fact: proposal.viewed}\nenrol: {policy: always}\n\
            goal: {facts: [agreement.signed], when: {cel: fact.proposal == proposal.id}}\n";
        let guard = "    guard: {cel: 'proposal.state == \"viewed\"'}\n";
        let nudge = about("proposal", "nudge", head, &letter("nudge", "inquiry", guard));
        publish(&world, &boss, "automatic", &nudge).await;
        let (_, contact) = capture(&world, &boss).await;
        let mut offer = json!({"proposal": id::<ProposalId>(5), "deal": id::<DealId>(6), "contact": contact});
        world.act(&boss, "test.offer", offer.clone()).await;
        world.act(&boss, "test.look", offer.clone()).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["nudge queued"], "it is night");
        offer["agreement"] = json!(id::<AgreementId>(7));
        world.act(&boss, "test.sign", offer).await;
        world.clock.pass_seconds(DAY);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["nudge done goal"]);
        assert_eq!(world.count("select count(*) as n from journal where kind = 'message.accepted'").await, 0);
    }

    // 2
    async fn a_payment_and_a_reminder_of_one_millisecond_are_right_in_both_orders(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: invoice.issued}\nenrol: {policy: always}\n\
            goal: {facts: [invoice.paid], when: {cel: fact.invoice == invoice.id}}\n";
        let guard = "    guard: {cel: 'invoice.state == \"issued\"'}\n";
        let steps = format!(
            "  - id: pause\n    wait: {{hours: 1}}\n{}  - id: long\n    wait: {{days: 9}}\n{}",
            letter("remind", "transactional", guard), letter("again", "transactional", guard));
        publish(&world, &boss, "automatic", &about("invoice", "remind", head, &steps)).await;
        let mut invoices = vec![];
        for n in [3, 4] {
            let (_, contact) = capture(&world, &boss).await;
            let invoice = id::<InvoiceId>(n);
            let issued = json!({"invoice": invoice, "contact": contact, "due_on": "2026-02-13"});
            world.act(&boss, "test.issue", issued).await;
            invoices.push(json!({"invoice": invoice, "contact": contact}));
        }
        rest(&world).await;
        world.clock.pass_seconds(3_600);
        world.act(&boss, "test.pay", invoices[0].clone()).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["remind accepted"], "only to whoever has not paid");
        world.act(&boss, "test.pay", invoices[1].clone()).await;
        world.clock.pass_seconds(20 * DAY);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["remind accepted"]);
        assert_eq!(lines(&world, RUNS).await, ["remind done goal", "remind done goal"]);
    }

    // 3
    async fn two_that_set_the_same_field_are_published_with_a_reason_only(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("one", TRIGGER, NURTURE)).await;
        let two = yaml("two", TRIGGER, NURTURE);
        assert_eq!(refusals(&world, &boss, &two).await, ["collision.two_writers"]);
        let reason = |words: &str| {
            json!({"text": two, "reasons": [
                {"code": "collision.two_writers", "at": {"step": "later"}, "reason": words}]})
        };
        assert_eq!(world.refused(&boss, "automation.publish", reason(" ")).await, "invalid");
        let published = world.act(&boss, "automation.publish", reason("One is on in summer only.")).await;
        let read = world.act(&boss, "automation.read", json!({"automation": published["id"]})).await;
        assert_eq!(read["reasons"][0]["reason"], "One is on in summer only.");
        assert_eq!(read["warnings"][0]["code"], "collision.two_writers");
    }

    // 4
    async fn a_that_triggers_b_that_triggers_a_is_refused(world: World) {
        let boss = alone(&world).await;
        let back = yaml("back", "trigger: {fact: lead.answered}\nenrol: {policy: always}\n", NURTURE);
        publish(&world, &boss, "automatic", &back).await;
        let head = "trigger: {fact: lead.nurtured}\nenrol: {policy: always}\n";
        let forth = yaml("forth", head, &letter("hello", "transactional", ""));
        let error = world.call(&boss, "automation.publish", json!({"text": forth})).await.unwrap_err();
        assert!(format!("{error:?}").contains("they start each other in a circle"), "{error:?}");
    }

    // 5
    async fn one_that_changes_its_own_trigger_does_not_follow_from_itself(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: lead.nurtured}\nenrol: {policy: always, if_active: parallel}\n";
        let own = yaml("own", head, NURTURE);
        let error = world.call(&boss, "automation.publish", json!({"text": own})).await.unwrap_err();
        assert!(format!("{error:?}").contains("starts this automation again"), "{error:?}");
        let some = own.replace("lead.nurtured}", "lead.nurtured, when: {cel: has(lead.state)}}");
        publish(&world, &boss, "automatic", &some).await;
        let (lead, _) = capture(&world, &boss).await;
        world.act(&boss, "lead.nurture", json!({"lead": lead, "days": 3})).await;
        for _ in 0..4 {
            rest(&world).await;
        }
        assert_eq!(lines(&world, RUNS).await, ["own done done"]);
        assert_eq!(lines(&world, REFUSED).await, ["own it would follow from itself"]);
    }

    // 6
    async fn three_hundred_leads_at_once_are_two_letters_a_day(world: World) {
        let boss = alone(&world).await;
        write(&world, |tx| {
            Box::pin(async move {
                let settings = tx.setting::<Settings>().await?;
                tx.keep_setting(&Settings { messages_a_day: 2, ..settings }).await
            })
        }).await;
        let head = "trigger: {fact: lead.captured}\nenrol: {policy: always, if_active: parallel}\n";
        publish(&world, &boss, "automatic", &yaml("flood", head, &letter("hello", "inquiry", ""))).await;
        write(&world, |tx| Box::pin(ask(tx, 100, 3))).await;
        for _ in 0..3 {
            rest(&world).await;
        }
        let most = "select max(n) as n from (select count(*) as n from test_message where state = 'accepted'
            group by contact) as of_contact";
        assert_eq!(world.count(most).await, 2);
        let left = "select count(*) as n from test_message where state = 'accepted'";
        assert_eq!(world.count(left).await, 200);
        world.clock.pass_seconds(DAY);
        for _ in 0..3 {
            rest(&world).await;
        }
        assert_eq!(world.count(left).await, 300, "nothing is lost");
    }

    // 7
    async fn whoever_is_merged_is_heard_by_the_runs_of_both(world: World) {
        let boss = alone(&world).await;
        let head = format!("{TRIGGER}goal: {{facts: [message.received]}}\n");
        let steps = format!("  - id: pause\n    wait: {{days: 2}}\n{}", letter("hello", "inquiry", ""));
        publish(&world, &boss, "automatic", &yaml("both", &head, &steps)).await;
        let (_, root) = capture(&world, &boss).await;
        let (_, other) = capture(&world, &boss).await;
        rest(&world).await;
        let (contact, alias): (ContactId, ContactId) = (root.parse().unwrap(), other.parse().unwrap());
        write(&world, move |tx| {
            Box::pin(async move {
                tx.exec("insert into test_alias (alias, contact) values ($1, $2)", values![alias, contact]).await?;
                tx.tell(ContactMerged { contact, alias });
                Ok(())
            })
        }).await;
        world.act(&boss, "test.reply", json!({"contact": root, "lead": null})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["both done goal", "both done goal"], "their history stays");
        world.clock.pass_seconds(3 * DAY);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, [""; 0]);
    }

    // 8
    async fn whoever_is_erased_during_a_wait_gets_nothing_and_a_skeleton_stays(world: World) {
        let boss = alone(&world).await;
        let steps = format!("  - id: pause\n    wait: {{days: 2}}\n{}", letter("hello", "inquiry", ""));
        publish(&world, &boss, "automatic", &yaml("gone", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        write(&world, |tx| Box::pin(async move { tx.exec("delete from test_lead", &[]).await.map(drop) })).await;
        world.clock.pass_seconds(3 * DAY);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["gone cancelled cancelled"]);
        assert_eq!(lines(&world, MESSAGES).await, [""; 0]);
        let kept = lines(&world, "select started_by || ' ' || coalesce(note, '') as line from automation_run").await;
        assert!(kept[0].contains("lead.captured") && kept[0].contains("is no more"), "{kept:?}");
        assert!(!kept[0].contains("ada@customer.test") && !kept[0].contains("Ada"), "{kept:?}");
    }

    // 9
    async fn the_stand_in_takes_over_from_an_owner_who_is_gone(world: World) {
        let boss = alone(&world).await;
        let unknown = letter("unknown", "inquiry", "").replace("on_error: skip", "on_error: escalate");
        let steps = format!("{unknown}{NURTURE}");
        publish(&world, &boss, "automatic", &yaml("owned", TRIGGER, &steps)).await;
        world.act(&boss, "test.hire", json!({"user": user(2), "role": "manager", "active": true})).await;
        world.act(&boss, "test.hire", json!({"user": user(1), "role": "administrator", "active": false})).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let owners = "select owner from store_exception where code = 'automation.parked' and state = 'open'";
        let read = world.store.read(move |tx| {
            Box::pin(tx.all(owners, &[], |row| row.get::<Option<kernel::UserId>>("owner")))
        });
        assert_eq!(read.await.unwrap(), [Some(user(2))]);
        let run = world.act(&boss, "run.list", json!({})).await["items"][0]["id"].clone();
        world.act(&boss, "run.skip", json!({"run": run})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["owned done done"], "the rest is done with the rights of the stand-in");
    }

    async fn an_owner_who_is_away_keeps_their_rights_and_hands_on_what_comes_up(world: World) {
        let boss = alone(&world).await;
        let unknown = letter("unknown", "inquiry", "").replace("on_error: skip", "on_error: escalate");
        let steps = format!("{unknown}{NURTURE}");
        publish(&world, &boss, "automatic", &yaml("owned", TRIGGER, &steps)).await;
        world.act(&boss, "test.hire", json!({"user": user(2), "role": "manager", "active": true})).await;
        world.send_away(user(1), 3).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let owners = "select owner from store_exception where code = 'automation.parked' and state = 'open'";
        let read = world.store.read(move |tx| {
            Box::pin(tx.all(owners, &[], |row| row.get::<Option<kernel::UserId>>("owner")))
        });
        assert_eq!(read.await.unwrap(), [Some(user(2))], "the stand-in has it");
        let run = world.act(&boss, "run.list", json!({})).await["items"][0]["id"].clone();
        world.act(&boss, "run.skip", json!({"run": run})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["owned done done"]);
    }

    // 11
    async fn five_thousand_sleep_on_while_a_new_version_is_published(world: World) {
        let boss = alone(&world).await;
        let steps = |days: i64| format!("  - id: pause\n    wait: {{days: {days}}}\n{NURTURE}");
        let automation = publish(&world, &boss, "automatic", &yaml("steady", TRIGGER, &steps(20))).await;
        for _ in 0..5 {
            write(&world, |tx| Box::pin(ask(tx, 1_000, 1))).await;
        }
        world.act(&boss, "automation.publish", json!({"text": yaml("steady", TRIGGER, &steps(5))})).await;
        capture(&world, &boss).await;
        let by_version = lines(&world, "
            select cast(v.number as text) || ' ' || cast(count(*) as text) as line
            from automation_run r join automation_version v on v.id = r.version
            group by v.number order by v.number").await;
        assert_eq!(by_version, ["1 5000", "2 1"]);
        let read = world.act(&boss, "automation.read", json!({"automation": automation})).await;
        assert_eq!((&read["version"], read["runs"]["ready"].as_i64().unwrap() >= 1), (&json!(2), true), "{read}");
    }

    // 12
    async fn a_proposal_that_was_opened_and_then_changed_is_not_nudged(world: World) {
        let boss = open(&world).await;
        let (_, contact) = capture(&world, &boss).await;
        let offer = json!({"proposal": id::<ProposalId>(5), "deal": id::<DealId>(6), "contact": contact});
        world.act(&boss, "test.offer", offer.clone()).await;
        world.act(&boss, "test.look", offer.clone()).await;
        rest(&world).await;
        world.act(&boss, "test.revise", offer).await;
        for _ in 0..20 {
            world.clock.pass_seconds(DAY / 2);
            rest(&world).await;
        }
        let nudges = "select count(*) as n from test_message where template = 'proposal-nudge'";
        assert_eq!(world.count(nudges).await, 0);
        let runs: Vec<Json> = lines(&world, RUNS).await.into_iter().map(Json::from).collect();
        assert!(runs.contains(&json!("unsigned-nudge done exit")), "{runs:?}");
    }
}
