//! How long a rehearsal of a million facts takes; run by hand: `cargo test -p automation --test a_million -- --ignored
//! --nocapture`. The facts are told through the store, as everything is.
#![allow(clippy::unwrap_used)] // a test may fail so

mod office;

use std::time::{Duration, Instant};

use facts::crm::{LeadCaptured, MessageReceived, NoteChanged};
use kernel::{ContactId, LeadId, NoteId, Permit};
use office::{alone, registry, yaml};
use serde_json::json;
use store::{Tx, values};
use testing::{Engine, World};

/// Facts in a transaction, and of these so many leads, and answers to one in three.
const BATCH: usize = 5_000;
const LEADS: usize = 250;

/// What the process has used of the processors so far (proc(5), fields 14 and 15, in hundredths of a second): the
/// clock on the wall says more about who else is working.
fn worked() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<u64>().unwrap();
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

async fn tell(tx: &mut Tx) -> kernel::Result<()> {
    const ADD: &str = "
        insert into test_lead (id, contact, state, owner, captured_at, answered_at)
        values ($1, $2, 'open', null, $3, null)";
    let now = tx.now();
    for n in 0..LEADS {
        let (lead, contact): (LeadId, ContactId) = (tx.new_id(), tx.new_id());
        tx.exec(ADD, values![lead, contact, now]).await?;
        tx.tell(LeadCaptured {
            lead,
            contact,
            service: None,
            channel: "form".into(),
            owner: None,
            source: "test".into(),
            expected: None,
            test: false,
            has_email: true,
            has_phone: false,
        });
        for _ in 0..BATCH / LEADS - 2 {
            let note: NoteId = tx.new_id();
            tx.tell(NoteChanged { note, contact });
        }
        let (message, conversation) = (tx.new_id(), tx.new_id());
        if n % 3 == 0 {
            let (channel, lead) = ("email".into(), Some(lead));
            tx.tell(MessageReceived { message, conversation, contact, channel, lead });
        } else {
            let note: NoteId = tx.new_id();
            tx.tell(NoteChanged { note, contact });
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; a figure, not a check of behaviour"]
async fn a_million_facts_are_rehearsed_in_a_minute() {
    let facts: usize = std::env::var("FACTS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let world = World::open(Engine::Lite, registry()).await.unwrap();
    let boss = alone(&world).await;
    let began = Instant::now();
    for _ in 0..facts / BATCH {
        world.store.write(Permit::engine("test"), None, |tx| Box::pin(tell(tx))).await.unwrap();
        world.clock.pass_seconds(10_000);
    }
    println!("{facts} facts told in {:?}", began.elapsed());
    let letter = "    do: message.send\n    with: {contact: {cel: contact.id}, lead: {cel: lead.id}, template: hello, \
        class: inquiry}\n    guard: {cel: 'lead.state in [\"captured\", \"answered\"]'}\n    on_error: skip\n";
    let steps = format!(
        "  - id: day_1\n    wait: {{days: 1, at: 09:30, window: business, zone: contact}}\n  - id: first\n{letter}  \
         - id: day_3\n    wait: {{days: 2, at: 10:00, window: business, zone: contact}}\n  - id: second\n{letter}"
    );
    let head = "trigger: {fact: lead.captured, when: {cel: fact.has_email}}\nenrol: {policy: always}\n\
        goal: {facts: [message.received]}\n";
    let asked = json!({"text": yaml("draft", head, &steps), "days": 90});
    let asked = world.act(&boss, "automation.rehearse", asked).await;
    let rehearsals =
        world.desk.registry.workers.iter().find(|one| one.name == "automation.rehearsals").unwrap();
    let (began, worked) = (Instant::now(), worked());
    (rehearsals.tick)(&world.desk).await.unwrap();
    let (took, worked) = (began.elapsed(), self::worked() - worked);
    let read = world.act(&boss, "automation.rehearsal", json!({"rehearsal": asked["id"]})).await;
    let report = &read["report"];
    println!(
        "rehearsed in {took:?}, {worked:?} of a processor: {} facts, {} runs, {}",
        report["facts"], report["enrolled"], report["messages"]
    );
    assert_eq!(read["state"], "done", "{read:#}");
    assert!(worked < Duration::from_secs(60), "{worked:?}");
}
