//! What two workers, or a worker and a person, could do to each other between two transactions, on both engines; and
//! that the statements of the store say what the pure rule of a lease says.
#![allow(clippy::unwrap_used)]

mod office;

use automation::gate::MayLeave;
use automation::run::lease::Lease;
use automation::run::{later, rows as runs};
use automation::settings::Settings;
use facts::crm::ContactMerged;
use kernel::{ContactId, EffectId, LeadId, Permit, Result, RunId, Timestamp};
use office::{alone, capture, lines, publish, rest, write, yaml};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::effect::{Claimed, Gate, Leave};
use store::{Tx, values};
use testing::World;
use verbs::{Command, Outside, Registry, Room, Verb};

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const TASKS: &str = "select title as line from test_task order by id";
const MESSAGES: &str = "select template || ' ' || state as line from test_message order by id";
const RUNS: &str = "
    select a.slug || ' ' || r.state || ' ' || coalesce(r.outcome, '-') as line
    from automation_run r join automation_automation a on a.id = r.automation order by a.slug, r.id";
const DAY: i64 = 86_400;

/// A command before whose transaction another step of the same record is done.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overtaken {
    pub title: String,
    pub lead: LeadId,
}

impl Command for Overtaken {
    const VERB: Verb = Verb::post("task.overtaken", "/tasks/overtaken").no_undo("a test");
    type Answer = ();

    async fn prepare(self, out: &Outside<'_>) -> Result<Overtaken> {
        let lead = self.lead;
        out.store
            .write(Permit::engine("test"), None, move |tx| {
                Box::pin(async move {
                    tx.exec("update test_lead set state = 'nurtured' where id = $1", values![lead])
                        .await
                        .map(drop)
                })
            })
            .await?;
        Ok(self)
    }

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        note(tx, &self.title).await
    }
}

/// A command before whose transaction, or in which, everything is stopped or an automation switched off, once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldUp {
    pub title: String,
    pub before: bool,
    /// The automation that is switched off; else everything is stopped.
    pub off: Option<String>,
}

impl Command for HeldUp {
    const VERB: Verb = Verb::post("task.held_up", "/test/held-up").no_undo("a test");
    type Answer = ();

    async fn prepare(self, out: &Outside<'_>) -> Result<HeldUp> {
        if self.before {
            let (off, title) = (self.off.clone(), format!("held {}", self.title));
            let hold = out.store.write(Permit::engine("test"), None, move |tx| {
                let (off, title) = (off.clone(), title.clone());
                Box::pin(async move {
                    let known = "select count(*) as n from test_task where title = $1";
                    if tx.one(known, values![&title], |row| row.get::<i64>("n")).await? == Some(0) {
                        note(tx, &title).await?;
                        hold(tx, off.as_deref()).await?;
                    }
                    Ok(())
                })
            });
            hold.await?;
        }
        Ok(self)
    }

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        note(tx, &self.title).await?;
        if self.before { Ok(()) } else { hold(tx, self.off.as_deref()).await }
    }
}

async fn note(tx: &mut Tx, title: &str) -> Result<()> {
    const ADD: &str = "insert into test_task (id, title, owner, due_at) values ($1, $2, null, $3)";
    let (id, now) = (tx.new_id::<kernel::TaskId>(), tx.now());
    tx.exec(ADD, values![id, title, now]).await.map(drop)
}

async fn hold(tx: &mut Tx, off: Option<&str>) -> Result<()> {
    let Some(slug) = off else {
        let settings = tx.setting::<Settings>().await?;
        return tx.keep_setting(&Settings { stopped: true, ..settings }).await;
    };
    let before = automation::automation::rows::by_slug(tx, slug).await?.unwrap();
    let (off, told) = before.clone().switch(false);
    tx.keep_and_tell(&before, off, told).await.map(drop)
}

struct Between;

impl Room for Between {
    fn register(house: &mut Registry) {
        house.command::<Overtaken>();
        house.command::<HeldUp>();
    }
}

fn registry() -> Registry {
    office::registry().room::<Between>()
}

fn letter(template: &str, more: &str) -> String {
    format!(
        "  - id: {template}\n    do: message.send\n    with: {{contact: {{cel: contact.id}}, lead: {{cel: lead.id}}, \
         template: {template}, class: inquiry}}\n    on_error: skip\n{more}"
    )
}

/// The effect there is, in the hands of a sender who has not had the last word yet.
async fn claimed(world: &World) -> Claimed {
    let claim = world.store.claim("test", |tx| {
        Box::pin(async move {
            const CLAIM: &str = "update effect set state = 'sending', epoch = 1, lease_until = $1";
            let until = later(tx.now(), 120_000);
            tx.exec(CLAIM, values![until]).await?;
            let sql = "select id, key, person, subject, run, payload, made_at from effect";
            tx.one(sql, &[], |row| {
                Ok(Claimed {
                    id: row.get::<EffectId>("id")?,
                    kind: "mail".into(),
                    key: row.get("key")?,
                    person: row.get("person")?,
                    subject: row.get("subject")?,
                    run: row.get("run")?,
                    owed: false,
                    payload: row.doc::<Json>("payload")?,
                    resend: false,
                    attempt: 0,
                    epoch: 1,
                    made_at: row.get("made_at")?,
                })
            })
            .await
        })
    });
    claim.await.unwrap().unwrap()
}

/// The tasks of one automation.
async fn tasks(world: &World, slug: &str) -> Vec<String> {
    let mut all = lines(world, TASKS).await;
    all.retain(|title| title.starts_with(slug));
    all.sort();
    all
}

async fn last_word(world: &World, effect: &Claimed) -> Leave {
    let effect = effect.clone();
    let asked = world.store.read(move |tx| {
        let effect = effect.clone();
        Box::pin(async move { MayLeave.may_leave(tx, &effect).await })
    });
    asked.await.unwrap()
}

/// Every moment beside now that decides anything: none, before, now, after.
fn moments(now: Timestamp) -> [Option<Timestamp>; 4] {
    [None, Some(later(now, -1)), Some(now), Some(later(now, 1))]
}

async fn put(tx: &mut Tx, run: RunId, lease: &Lease) -> Result<()> {
    const PUT: &str = "
        update automation_run set epoch = $2, lease_until = $3, wakes_at = $4, ended_at = $5, outcome = $6
        where id = $1";
    let ended = lease.ended.then(|| tx.now());
    let outcome = lease.ended.then_some("done");
    tx.exec(PUT, values![run, lease.epoch, lease.until, lease.wakes_at, ended, outcome]).await.map(drop)
}

async fn read(tx: &mut Tx, run: RunId) -> Result<Lease> {
    const READ: &str = "select epoch, lease_until, wakes_at, ended_at from automation_run where id = $1";
    let read = |row: &store::Row<'_>| {
        Ok(Lease {
            epoch: row.get("epoch")?,
            until: row.get("lease_until")?,
            wakes_at: row.get("wakes_at")?,
            ended: row.get::<Option<Timestamp>>("ended_at")?.is_some(),
        })
    };
    Ok(tx.one(READ, values![run], read).await?.unwrap())
}

/// The statements, one after the other, against the rule.
async fn agrees(tx: &mut Tx, run: RunId, lease: Lease) -> Result<()> {
    let now = tx.now();
    put(tx, run, &lease).await?;
    for epoch in [lease.epoch - 1, lease.epoch] {
        let held = runs::held(tx, run, epoch).await.is_ok();
        assert_eq!(held, lease.is_held(epoch), "{lease:?} under {epoch}");
    }
    let (mut ruled, until) = (lease, later(now, 60_000));
    let free = ruled.is_free(now);
    let taken = runs::claim(tx, until, 128).await?;
    let expected: Vec<(RunId, i64)> = if free { vec![(run, ruled.take(until))] } else { vec![] };
    assert_eq!(taken, expected, "{lease:?}");
    assert_eq!(read(tx, run).await?, ruled);
    put(tx, run, &lease).await?;
    let mut ruled = lease;
    ruled.wake(now);
    runs::wake(tx, run).await?;
    assert_eq!(read(tx, run).await?, ruled, "{lease:?} is woken");
    put(tx, run, &lease).await?;
    let mut ruled = lease;
    ruled.fence();
    drop(runs::fence(tx, run).await);
    assert_eq!(read(tx, run).await?, ruled, "{lease:?} is fenced");
    put(tx, run, &lease).await?;
    keeps(tx, run, lease).await
}

/// Written under the right epoch and under another one.
async fn keeps(tx: &mut Tx, run: RunId, lease: Lease) -> Result<()> {
    let wakes_at = Some(later(tx.now(), 5_000));
    let mut kept = runs::find(tx, run).await?.unwrap();
    for (epoch, keep) in [(lease.epoch - 1, true), (lease.epoch, true), (lease.epoch, false)] {
        kept.epoch = epoch;
        let saved = runs::Saved { kept: &kept, wakes_at, keeps: keep, ended: None };
        let written = runs::save(tx, &saved).await.is_ok();
        assert_eq!(written, lease.is_held(epoch), "{lease:?} under {epoch}");
        let mut ruled = lease;
        if written {
            ruled.write(wakes_at, keep, false);
        }
        assert_eq!(read(tx, run).await?, ruled);
        put(tx, run, &lease).await?;
    }
    Ok(())
}

testing::on_both! {
    async fn a_command_whose_record_was_changed_after_it_was_looked_at_is_looked_at_again(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: note\n    do: task.overtaken\n    \
            with: {lead: {cel: lead.id}, title: {cel: 'lead.state'}}\n    on_error: escalate\n";
        publish(&world, &boss, "automatic", &yaml("seen", TRIGGER, steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["nurtured"], "once, and with what the record says then");
        assert_eq!(lines(&world, RUNS).await, ["seen done done"]);
    }

    // Collision 10, and every other end between the claim and the sending.
    async fn an_opt_out_between_claim_and_send_keeps_the_message_back(world: World) {
        let boss = alone(&world).await;
        let head = format!("{TRIGGER}exit_when: {{facts: [message.received]}}\n");
        publish(&world, &boss, "automatic", &yaml("late", &head, &letter("hello", ""))).await;
        world.act(&boss, "test.quiet", json!({"from": "21:00", "to": "08:00"})).await;
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["hello queued"], "it is night");
        world.clock.pass_seconds(DAY / 2);
        let effect = claimed(&world).await;
        assert_eq!(last_word(&world, &effect).await, Leave::Now);
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
        assert!(matches!(last_word(&world, &effect).await, Leave::Later(_)), "its run has to think about it first");
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["late done exit"]);
        let said = last_word(&world, &effect).await;
        assert_eq!(said, Leave::Skip("the automation ended before: exit".into()));
    }

    // 7.9: what is in the hands of a sender already is held as well, from the same second on.
    async fn the_master_stop_and_a_switch_hold_what_is_claimed_within_a_second(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "automatic", &yaml("fast", TRIGGER, &letter("hello", ""))).await;
        world.act(&boss, "test.quiet", json!({"from": "21:00", "to": "08:00"})).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(DAY / 2);
        let effect = claimed(&world).await;
        let switch = |on: bool| ("automation.switch", json!({"automation": id, "on": on}));
        let stop = |verb: &'static str| (verb, json!({}));
        for (hold, free) in [(stop("automation.stop_all"), stop("automation.go_on")), (switch(false), switch(true))] {
            assert_eq!(last_word(&world, &effect).await, Leave::Now);
            world.act(&boss, hold.0, hold.1).await;
            for _ in 0..2 {
                let said = last_word(&world, &effect).await;
                assert!(matches!(said, Leave::Held { .. }), "{}: {said:?}", hold.0);
                world.clock.pass_seconds(1);
            }
            world.act(&boss, free.0, free.1).await;
        }
        assert_eq!(last_word(&world, &effect).await, Leave::Now);
    }

    // The same of a run that is in somebody's hands: no further command of it, and nothing is lost or done twice.
    async fn the_master_stop_and_a_switch_hold_a_run_between_two_steps_of_one_turn(world: World) {
        let boss = alone(&world).await;
        for (slug, before, switched) in
            [("one", true, false), ("two", true, true), ("three", false, false), ("four", false, true)]
        {
            let off = if switched { format!(", off: {slug}") } else { String::new() };
            let steps = format!(
                "  - id: first\n    do: task.held_up\n    with: {{title: {slug} first, before: {before}{off}}}\n  \
                 - id: second\n    do: task.create\n    with: {{title: {slug} second}}\n");
            let id = publish(&world, &boss, "automatic", &yaml(slug, TRIGGER, &steps)).await;
            capture(&world, &boss).await;
            rest(&world).await;
            let done = if before { vec![] } else { vec![format!("{slug} first")] };
            assert_eq!(tasks(&world, slug).await, done, "held between them");
            for _ in 0..2 {
                world.clock.pass_seconds(60);
                rest(&world).await;
            }
            assert_eq!(tasks(&world, slug).await, done, "for as long as it lasts");
            let switch = |on: bool| json!({"automation": id, "on": on});
            match switched {
                true => world.act(&boss, "automation.switch", switch(true)).await,
                false => world.act(&boss, "automation.go_on", json!({})).await,
            };
            rest(&world).await;
            let all = [format!("{slug} first"), format!("{slug} second")];
            assert_eq!(tasks(&world, slug).await, all, "at once when it is over, and each once");
            world.act(&boss, "automation.switch", switch(false)).await;
        }
    }

    async fn a_message_nobody_knows_the_fate_of_counts_for_the_day(world: World) {
        let boss = alone(&world).await;
        for slug in ["one", "two"] {
            publish(&world, &boss, "automatic", &yaml(slug, TRIGGER, &letter(slug, ""))).await;
        }
        world.act(&boss, "test.quiet", json!({"from": "21:00", "to": "08:00"})).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(DAY / 2);
        let lost = world.store.claim("test", |tx| Box::pin(async move {
            let now = tx.now();
            let first = "(select min(key) from effect)";
            let sql = format!("update effect set state = 'uncertain', done_at = $1 where key = {first}");
            tx.exec(&sql, values![now]).await
        }));
        assert_eq!(lost.await.unwrap(), 1);
        rest(&world).await;
        let left = "select count(*) as n from effect where state = 'done'";
        assert_eq!(world.count(left).await, 0, "the first one may have arrived");
        world.clock.pass_seconds(DAY);
        rest(&world).await;
        assert_eq!(world.count(left).await, 1);
    }

    async fn who_is_refused_ends_nobody_elses_run(world: World) {
        let boss = alone(&world).await;
        let group = "group: {name: g, one_active_per: contact, on_conflict: higher_priority_wins}\n";
        let first = format!("trigger: {{fact: lead.captured}}\nenrol: {{policy: once}}\npriority: high\n{group}");
        let other = format!("trigger: {{fact: message.received}}\nenrol: {{policy: always}}\n{group}");
        publish(&world, &boss, "automatic", &yaml("first", &first, &letter("hello", ""))).await;
        let wait = "  - id: pause\n    wait: {days: 2}\n  - id: end\n    end: done\n";
        let second = yaml("second", &other, wait).replace("subject: lead", "subject: contact");
        publish(&world, &boss, "automatic", &second).await;
        let (lead, contact) = capture(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
        rest(&world).await;
        let both = lines(&world, RUNS).await;
        assert_eq!(both, ["first done done", "second sleeping -"]);
        let (lead, contact): (LeadId, ContactId) = (lead.parse().unwrap(), contact.parse().unwrap());
        write(&world, move |tx| Box::pin(async move {
            tx.tell(facts::crm::LeadCaptured {
                lead, contact, service: None, channel: "form".into(), owner: None, source: "test".into(),
                expected: None, test: false, has_email: true, has_phone: false,
            });
            Ok(())
        })).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, both, "it runs once, so it takes nobody's place");
    }

    // Collision 7: the duplicates end.
    async fn of_two_runs_for_one_person_one_goes_on_after_a_merge(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: lead.captured}\n\
            enrol: {policy: always, if_active: skip, one_active_per: contact}\n";
        let steps = format!("  - id: pause\n    wait: {{days: 2}}\n{}", letter("hello", ""));
        publish(&world, &boss, "automatic", &yaml("once", head, &steps)).await;
        let (_, alias) = capture(&world, &boss).await;
        let (_, root) = capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["once sleeping -", "once sleeping -"]);
        let (contact, alias): (ContactId, ContactId) = (root.parse().unwrap(), alias.parse().unwrap());
        write(&world, move |tx| Box::pin(async move {
            tx.exec("insert into test_alias (alias, contact) values ($1, $2)", values![alias, contact]).await?;
            tx.tell(ContactMerged { contact, alias });
            Ok(())
        })).await;
        assert_eq!(lines(&world, RUNS).await, ["once sleeping -", "once cancelled cancelled"]);
        world.act(&boss, "test.capture", json!({"contact": root})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await.len(), 2, "what goes on is known by the one contact");
        world.clock.pass_seconds(3 * DAY);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["hello accepted"]);
    }

    async fn the_statements_of_a_lease_say_what_its_rule_says(world: World) {
        let boss = alone(&world).await;
        let wait = "  - id: pause\n    wait: {days: 2}\n  - id: end\n    end: done\n";
        publish(&world, &boss, "automatic", &yaml("held", TRIGGER, wait)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        write(&world, |tx| Box::pin(async move {
            let run = tx.one("select id from automation_run", &[], |row| row.get::<RunId>("id")).await?.unwrap();
            let now = tx.now();
            for until in moments(now) {
                for wakes_at in moments(now) {
                    agrees(tx, run, Lease { epoch: 3, until, wakes_at, ended: false }).await?;
                }
                agrees(tx, run, Lease { epoch: 3, until, wakes_at: None, ended: true }).await?;
            }
            Ok(())
        })).await;
    }
}
