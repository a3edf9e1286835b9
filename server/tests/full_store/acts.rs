//! What people do in a history: they inquire, answer, object, are merged; staff walk the line, write, decide, publish,
//! migrate, press buttons, skip and take back.

use kernel::{Actor, Id, LinkId, Ref};
use serde_json::{Value as Json, json};
use store::Row;
use testing::nobody;

use crate::history::History;
use crate::moves::Who;
use crate::walk::{self, Dice};

const BUTTON: &str = "automation: press-me
owner: administrator
stand_in: manager
purpose: What somebody presses on a lead.
metric: {name: answers, start: lead.captured, end: lead.answered, better: lower}
trigger: {button: {label: Call them}}
subject: lead
enrol: {policy: always}
deadline: {days: 30}
steps:
  - id: call
    do: task.create
    with:
      title: Call them
      contact: {cel: contact.id}
      owner: {cel: automation.owner}
      due: {after: {hours: 2}}
  - id: pause
    wait: {days: 1}
    sla: {hours: 25}
  - id: letter
    do: message.send
    with: {contact: {cel: contact.id}, lead: {cel: lead.id}, template: follow-up-1, class: inquiry}
    sla: {hours: 1}
    on_error: skip
";

type Came = Result<(), String>;

/// What the owner does on the first day: mail, modes, an automation of their own.
pub async fn furnish(history: &mut History) -> Came {
    let mail = json!({
        "from_name": "Bright Studio", "from_address": "hello@bright.test", "reply_to": "ada@bright.test",
        "host": "mail.bright.test", "port": 587, "security": "start_tls",
    });
    boss(history, "mail.change", mail).await?;
    let text = BUTTON.to_owned();
    publish(history, &text).await?;
    for automation in automations(history).await? {
        let mode = match history.dice.below(10) {
            0 => "practice",
            1 => "approve_each",
            _ => "automatic",
        };
        let input = json!({"automation": automation["id"], "mode": mode});
        boss(history, "automation.set_mode", input).await?;
        let on = history.dice.chance(85);
        boss(history, "automation.switch", json!({"automation": automation["id"], "on": on})).await?;
    }
    history.house.work().await
}

async fn boss(history: &mut History, verb: &str, input: Json) -> Result<Option<Json>, String> {
    let boss = history.house.boss.clone();
    Ok(history.call(boss, verb, input).await?.ok())
}

async fn automations(history: &mut History) -> Result<Vec<Json>, String> {
    let all = history.ask("automation.list", json!({"limit": 100})).await?;
    Ok(all["items"].as_array().cloned().unwrap_or_default())
}

/// One thing somebody does, or nothing where there is nobody to do it with.
pub async fn one(history: &mut History) -> Came {
    match history.dice.below(100) {
        0..15 => inquire(history).await,
        15..50 => along_the_line(history).await,
        50..57 => write_to_each_other(history).await,
        57..61 => object(history).await,
        61..64 => merge(history).await,
        64..72 => decide(history).await,
        72..77 => steer(history).await,
        77..81 => look_after_the_mail(history).await,
        81..86 => change_an_automation(history).await,
        86..91 => press(history).await,
        91..93 => take_back(history).await,
        93..97 => believe_the_clock(history).await,
        _ => stop_or_go_on(history).await,
    }
}

async fn inquire(history: &mut History) -> Came {
    let shown = history.ask("form.show", json!({"slug": "contact"})).await?;
    history.house.pass(10).await?;
    let n = history.dice.below(6);
    let message = format!("history {}: we need a kitchen", history.acknowledged);
    let input = json!({
        "slug": "contact", "token": shown["token"], "consent": history.dice.chance(50),
        "answers": {"name": format!("Person {n}"), "email": format!("person{n}@customer.test"), "message": message},
        "source": {"utm_source": history.dice.of(["google", "friend"])}, "language": "en",
    });
    if history.call(nobody(), "form.submit", input).await?.is_ok() {
        history.acknowledged += 1;
    }
    Ok(())
}

/// Staff and customers on the line.
async fn along_the_line(history: &mut History) -> Came {
    let seen = walk::seen(&history.house.world).await;
    for _ in 0..50 {
        let chosen = walk::chosen(&mut history.dice);
        let Some(on) = walk::subject(&mut history.dice, chosen, &seen) else { continue };
        if chosen.verb == "agreement.sign" {
            return sign(history, &on).await;
        }
        let Some(input) = (chosen.input)(&mut history.dice, &seen, &on) else { continue };
        let actor = match chosen.who {
            Who::Boss => history.house.boss.clone(),
            Who::Customer => walk::customer(&on),
        };
        return history.call(actor, chosen.verb, input).await.map(drop);
    }
    Ok(())
}

async fn sign(history: &mut History, agreement: &str) -> Came {
    let shown = boss(history, "agreement.show_code", json!({"agreement": agreement})).await?;
    let Some(shown) = shown else { return Ok(()) };
    let (signer, input) = walk::signature(&history.house.world, agreement, &shown["code"]).await;
    history.call(signer, "agreement.sign", input).await.map(drop)
}

async fn write_to_each_other(history: &mut History) -> Came {
    let Some((contact, _)) = some(history, "contact").await else { return Ok(()) };
    if history.dice.chance(60) {
        let input = json!({"contact": contact, "channel": "email", "text": "Thursday suits me."});
        return boss(history, "message.log", input).await.map(drop);
    }
    let input = json!({"contact": contact, "subject": "Your kitchen", "text": "May I call you?"});
    boss(history, "message.send", input).await.map(drop)
}

async fn object(history: &mut History) -> Came {
    let Some((contact, _)) = some(history, "contact").await else { return Ok(()) };
    if history.dice.chance(25) {
        let address = format!("person{}@customer.test", history.dice.below(6));
        return boss(history, "suppression.add", json!({"address": address})).await.map(drop);
    }
    let holder = Actor::portal(LinkId::from_bytes([2; 16]).into(), Ref::parse_any(&contact).unwrap());
    let follow_up = history.dice.chance(30);
    let input = json!({"news": false, "follow_up": follow_up, "how": "the link in a mail"});
    history.call(holder, "preference.choose", input).await.map(drop)
}

async fn merge(history: &mut History) -> Came {
    let (one, other) = (some(history, "contact").await, some(history, "contact").await);
    let (Some((contact, _)), Some((alias, _))) = (one, other) else { return Ok(()) };
    let verb = if history.dice.chance(65) { "contact.merge" } else { "contact.unmerge" };
    boss(history, verb, json!({"contact": contact, "alias": alias})).await.map(drop)
}

/// A yes or a no, a task done, an exception closed.
async fn decide(history: &mut History) -> Came {
    match history.dice.below(3) {
        0 => {
            let all = "select id, 'x' as more from automation_approval where state = 'open' order by id";
            let Some((id, _)) = pick(history, "approval", all).await else { return Ok(()) };
            match history.dice.chance(75) {
                true => boss(history, "approval.approve", json!({"approval": id})).await.map(drop),
                false => {
                    let input = json!({"approval": id, "reason": "not like this"});
                    boss(history, "approval.return", input).await.map(drop)
                }
            }
        }
        1 => {
            let all = "select id, 'x' as more from crm_task where state = 'open' order by id";
            let Some((id, _)) = pick(history, "task", all).await else { return Ok(()) };
            boss(history, "task.done", json!({"task": id})).await.map(drop)
        }
        _ => {
            let all = "select id, code as more from store_exception where state = 'open' order by id";
            let Some((id, _)) = pick(history, "exception", all).await else { return Ok(()) };
            let verb = history.dice.of(["exception.close", "exception.retry", "exception.skip"]);
            let mut input = json!({"exception": id});
            if verb == "exception.close" {
                input["outcome"] = "looked at".into();
            }
            boss(history, verb, input).await.map(drop)
        }
    }
}

/// Somebody takes a run in hand.
async fn steer(history: &mut History) -> Came {
    let all = "select id, state as more from automation_run where ended_at is null order by id";
    let stuck =
        "select id, state as more from automation_run where state in ('parked', 'retrying') order by id";
    let sql = if history.dice.chance(60) { stuck } else { all };
    let Some((run, _)) = pick(history, "run", sql).await else { return Ok(()) };
    let verb = history.dice.of(["run.retry", "run.skip", "run.stop"]);
    boss(history, verb, json!({"run": run})).await.map(drop)
}

/// What nobody knows the fate of is released, confirmed or kept back.
async fn look_after_the_mail(history: &mut History) -> Came {
    const KEYS: &str = "select key from effect where state in ('uncertain', 'failed') order by id";
    let read = |row: &Row<'_>| row.get::<String>("key");
    let keys = history.house.world.store.read(move |tx| Box::pin(tx.all(KEYS, &[], read))).await;
    let keys = keys.map_err(|error| error.to_string())?;
    let Some(key) = history.dice.one(&keys).cloned() else { return Ok(()) };
    match history.dice.below(3) {
        0 => {
            history.house.post.released(&key);
            boss(history, "mail.release", json!({"key": key})).await.map(drop)
        }
        1 => boss(history, "mail.confirm", json!({"key": key})).await.map(drop),
        _ => boss(history, "mail.cancel", json!({"key": key, "reason": "too late"})).await.map(drop),
    }
}

async fn change_an_automation(history: &mut History) -> Came {
    let all = automations(history).await?;
    let Some(one) = history.dice.one(&all).cloned() else { return Ok(()) };
    let id = &one["id"];
    match history.dice.below(4) {
        0 => {
            let mode = history.dice.of(["automatic", "automatic", "approve_each", "practice"]);
            boss(history, "automation.set_mode", json!({"automation": id, "mode": mode})).await.map(drop)
        }
        1 => {
            boss(history, "automation.switch", json!({"automation": id, "on": false})).await?;
            let minutes = 1 + history.dice.below(90) as i64;
            history.house.pass(minutes * 60).await?;
            boss(history, "automation.switch", json!({"automation": id, "on": true})).await.map(drop)
        }
        2 => {
            let read = history.ask("automation.read", json!({"automation": id})).await?;
            let text = read["text"].as_str().unwrap_or_default();
            publish(history, &text.replacen("purpose: ", "purpose: Once more, ", 1)).await
        }
        _ => {
            let to = one["version"].as_i64().unwrap_or(1);
            let from = 1 + history.dice.below(to as usize) as i64;
            let input = json!({"automation": id, "from": from, "to": to, "map": {}, "apply": true});
            boss(history, "automation.migrate", input).await.map(drop)
        }
    }
}

/// With a reason for whatever the check warns of.
async fn publish(history: &mut History, text: &str) -> Came {
    let Some(checked) = boss(history, "automation.check", json!({"text": text})).await? else {
        return Ok(());
    };
    let problems = checked["problems"].as_array().cloned().unwrap_or_default();
    let reason = |one: &Json| json!({"code": one["code"], "at": one["at"], "reason": "it is meant"});
    let warned = problems.iter().filter(|one| one["level"] == "warning");
    let reasons: Vec<Json> = warned.map(reason).collect();
    boss(history, "automation.publish", json!({"text": text, "reasons": reasons})).await.map(drop)
}

async fn press(history: &mut History) -> Came {
    let Some((lead, _)) = some(history, "lead").await else { return Ok(()) };
    boss(history, "automation.start", json!({"automation": "press-me", "record": lead})).await.map(drop)
}

async fn take_back(history: &mut History) -> Came {
    if history.dice.chance(50)
        && let Some(undo) = history.undo.take()
    {
        let verb = undo["verb"].as_str().unwrap_or_default().to_owned();
        return boss(history, &verb, undo["body"].clone()).await.map(drop);
    }
    let all = "select id, state as more from automation_run order by id";
    let Some((run, _)) = pick(history, "run", all).await else { return Ok(()) };
    boss(history, "run.undo", json!({"run": run})).await.map(drop)
}

/// Whoever was told that the clock jumped looks at it, and says that it is right.
pub async fn believe_the_clock(history: &mut History) -> Came {
    let all = "select id, 'x' as more from store_exception where state = 'open' and key = 'clock ahead'";
    let Some((id, _)) = pick(history, "exception", all).await else { return Ok(()) };
    let input = json!({"exception": id, "outcome": "it is right"});
    boss(history, "exception.close", input).await.map(drop)
}

/// The master stop lasts minutes.
async fn stop_or_go_on(history: &mut History) -> Came {
    boss(history, "automation.stop_all", json!({})).await?;
    let minutes = 1 + history.dice.below(20) as i64;
    history.house.pass(minutes * 60).await?;
    boss(history, "automation.go_on", json!({})).await.map(drop)
}

async fn some(history: &mut History, noun: &'static str) -> Option<(String, String)> {
    let mut seen = walk::seen(&history.house.world).await;
    one_of(&mut history.dice, seen.remove(noun)?)
}

fn one_of(dice: &mut Dice, all: Vec<(String, String)>) -> Option<(String, String)> {
    dice.one(&all).cloned()
}

/// One row of a list of records of a noun.
async fn pick(history: &mut History, noun: &'static str, sql: &'static str) -> Option<(String, String)> {
    let read = move |row: &Row<'_>| {
        let id = Ref::of(noun, row.get("id")?).expect("a noun of the house");
        Ok((id.to_string(), row.get::<String>("more")?))
    };
    let all = history.house.world.store.read(move |tx| Box::pin(tx.all(sql, &[], read))).await.unwrap();
    one_of(&mut history.dice, all)
}
