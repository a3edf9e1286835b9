//! A rehearsal over many facts, told through the store, as everything is.

use std::time::{Duration, Instant};

use facts::crm::{LeadCaptured, MessageReceived, NoteChanged};
use kernel::{ContactId, LeadId, NoteId};
use serde_json::json;
use store::{Tx, values};
use testing::{Engine, World};

use super::office::{alone, registry, write, yaml};

/// Facts in a transaction, and of these so many leads, and answers to one in three.
const BATCH: usize = 5_000;
const LEADS: usize = 250;

const STEPS: &str = "
  - {id: day_1, wait: {days: 1, at: 09:30, window: business, zone: contact}}
  - id: first
    do: message.send
    with: {contact: {cel: contact.id}, lead: {cel: lead.id}, template: hello, class: inquiry}
    guard: {cel: 'lead.state in [\"captured\", \"answered\"]'}
    on_error: skip
  - {id: day_3, wait: {days: 2, at: 10:00, window: business, zone: contact}}
  - id: second
    do: message.send
    with: {contact: {cel: contact.id}, lead: {cel: lead.id}, template: hello, class: inquiry}
    guard: {cel: 'lead.state in [\"captured\", \"answered\"]'}
    on_error: skip
";

/// Tells the facts, rehearses a follow-up over them, and prints what that took.
pub async fn print(facts: usize) {
    let facts = facts.max(BATCH) / BATCH * BATCH;
    let world = World::open(Engine::Lite, registry()).await.expect("SQLite is always there");
    let boss = alone(&world).await;
    for _ in 0..facts / BATCH {
        write(&world, |tx| Box::pin(tell(tx))).await;
        world.clock.pass_seconds(10_000);
    }
    let head = "trigger: {fact: lead.captured, when: {cel: fact.has_email}}\nenrol: {policy: always}\n\
        goal: {facts: [message.received]}\n";
    let asked = json!({"text": yaml("draft", head, STEPS.trim_start_matches('\n')), "days": 90});
    let asked = world.act(&boss, "automation.rehearse", asked).await;
    let workers = &world.desk.registry.workers;
    let rehearsals =
        workers.iter().find(|one| one.name == "automation.rehearsals").expect("the house rehearses");
    let (began, worked) = (Instant::now(), worked());
    (rehearsals.tick)(&world.desk).await.expect("a rehearsal runs");
    let (took, worked) = (began.elapsed().as_secs_f64(), (self::worked() - worked).as_secs_f64());
    let read = world.act(&boss, "automation.rehearsal", json!({"rehearsal": asked["id"]})).await;
    assert_eq!(read["state"], "done", "{read:#}");
    let runs = &read["report"]["enrolled"];
    println!(
        "| a rehearsal of {facts} facts, {runs} runs: on the wall / of a processor | {took:.1} / {worked:.1} s |"
    );
}

/// What the process has used of the processors so far (proc(5), fields 14 and 15, in hundredths of a second): the
/// clock on the wall says more about who else is working.
fn worked() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux tells of its processes");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<u64>().unwrap_or_default();
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
