//! A run of an automation that asks another system, in the whole house: the answer comes into the run, what fails is
//! told by its class, and what may not be reached is somebody's to decide; on both engines.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "house/founded.rs"]
mod founded;
#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use founded::founded;
use kernel::Actor;
use rooms::registry;
use serde_json::{Value as Json, json};
use testing::World;

const ASKING: &str = "
automation: asks-the-shop
owner: administrator
stand_in: administrator
purpose: We know what is left before we answer.
metric: {name: answers, start: lead.captured, end: lead.qualified, better: lower}
trigger: {fact: lead.captured}
subject: lead
enrol: {policy: always}
deadline: {days: 9}
steps:
  - id: ask
    do: http.call
    with: {connection: shop, method: POST, path: /stock, take: {left: {is: number, class: open}, word: text}}
    on_error: escalate
  - id: call
    do: task.create
    with:
      title: {cel: 'has(steps.ask.output.left) ? \"Left: \" + string(steps.ask.output.left) : \"Nobody knows\"'}
      contact: {cel: contact.id}
";

/// A listener that answers each request with the next of these, the last one for ever; an empty one hangs up.
struct Shop {
    port: u16,
    heard: Arc<AtomicUsize>,
}

fn shop(answers: &'static [&'static str]) -> Shop {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, heard) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let counted = heard.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let n = counted.fetch_add(1, Ordering::SeqCst);
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                if let Some(n) = line.to_lowercase().strip_prefix("content-length:") {
                    length = n.trim().parse().unwrap_or(0);
                }
                line.clear();
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let answer = answers.get(n).or(answers.last()).unwrap();
            if let Some((status, body)) = answer.split_once('|') {
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
                stream.write_all((head + body).as_bytes()).unwrap();
            }
        }
    });
    Shop { port, heard }
}

impl Shop {
    fn heard(&self) -> usize {
        self.heard.load(Ordering::SeqCst)
    }
}

/// The house with the automation on, and a connection to this port.
async fn set_up(world: &World, base_url: String, inside: bool) -> Actor {
    let boss = founded(world).await;
    let connection = json!({"name": "shop", "base_url": base_url, "inside": inside, "auth": "none"});
    world.act(&boss, "connection.add", connection).await;
    let checked = world.act(&boss, "automation.check", json!({"text": ASKING})).await;
    let problems = checked["problems"].as_array().unwrap().iter();
    let reasons: Vec<Json> =
        problems.map(|one| json!({"code": one["code"], "at": one["at"], "reason": "a test"})).collect();
    let published = json!({"text": ASKING, "reasons": reasons});
    let id = world.act(&boss, "automation.publish", published).await["id"].clone();
    world.act(&boss, "automation.set_mode", json!({"automation": id, "mode": "automatic"})).await;
    world.act(&boss, "automation.switch", json!({"automation": id, "on": true})).await;
    let asked =
        json!({"channel": "call", "name": "Zoe", "email": "zoe@customer.test", "message": "Ten, please."});
    world.act(&boss, "intake.quick_add", asked).await;
    rest(world).await;
    boss
}

/// What a run asks for leaves in the next round, and what came back is heard in the one after.
async fn rest(world: &World) {
    for _ in 0..3 {
        world.work().await;
    }
}

/// The run as its screen shows it.
async fn run(world: &World, boss: &Actor) -> Json {
    let listed = world.act(boss, "run.list", json!({})).await;
    let found =
        listed["items"].as_array().unwrap().iter().find(|run| run["name"] == "Asks the shop").cloned();
    world.act(boss, "run.read", json!({"run": found.unwrap()["id"]})).await
}

async fn titles(world: &World, boss: &Actor) -> Vec<Json> {
    let tasks = world.act(boss, "task.list", json!({})).await;
    let all = tasks["items"].as_array().unwrap().iter().map(|task| task["title"].clone());
    all.filter(|title| title.as_str().unwrap().starts_with("Left") || title == "Nobody knows").collect()
}

async fn parked(world: &World, boss: &Actor) -> Vec<Json> {
    let open = world.act(boss, "exception.list", json!({})).await;
    let all = open["items"].as_array().unwrap().iter();
    all.filter(|one| one["code"] == "automation.parked").cloned().collect()
}

testing::on_both! {
    async fn what_was_answered_comes_into_the_run(world: World) {
        let shop = shop(&["200 OK|{\"left\": 7, \"word\": \"canary-word\", \"card\": \"4111\"}"]);
        let boss = set_up(&world, format!("http://127.0.0.1:{}", shop.port), true).await;
        assert_eq!(titles(&world, &boss).await, ["Left: 7"]);
        let run = run(&world, &boss).await;
        assert_eq!((&run["state"], &run["outcome"]), (&json!("done"), &json!("done")), "{run:#}");
        assert_eq!((shop.heard(), run["steps"][0]["state"].clone()), (1, json!("ok")));
        assert!(!run.to_string().contains("4111"), "what was not asked for is not kept");
    }

    async fn trouble_that_passes_is_waited_for_and_a_no_is_somebodys(world: World) {
        let shop = shop(&["503 Busy|", "200 OK|{\"left\": 1}", "404 Gone|no such shelf"]);
        let boss = set_up(&world, format!("http://127.0.0.1:{}", shop.port), true).await;
        assert_eq!((titles(&world, &boss).await, shop.heard()), (vec![], 1), "it waits");
        assert_eq!(parked(&world, &boss).await, Vec::<Json>::new());
        world.clock.pass_seconds(6);
        rest(&world).await;
        assert_eq!(titles(&world, &boss).await, ["Left: 1"]);
        let other = json!({"channel": "call", "name": "Abe", "email": "abe@customer.test", "message": "Two."});
        world.act(&boss, "intake.quick_add", other).await;
        rest(&world).await;
        let stuck = parked(&world, &boss).await;
        assert_eq!(stuck.len(), 1, "{stuck:?}");
        assert!(stuck[0]["detail"].as_str().unwrap().contains("404"), "{stuck:?}");
        world.act(&boss, "run.skip", json!({"run": stuck[0]["run"]})).await;
        rest(&world).await;
        let mut all = titles(&world, &boss).await;
        all.sort_by_key(Json::to_string);
        assert_eq!(all, ["Left: 1", "Nobody knows"], "later steps see that there is no answer");
        assert_eq!(shop.heard(), 3, "a no is not asked again");
    }

    /// INV9: nobody knows whether it arrived, so it is not sent twice; a person decides.
    async fn what_may_have_arrived_is_not_sent_again_by_itself(world: World) {
        let shop = shop(&["", "200 OK|{\"left\": 3}"]);
        let boss = set_up(&world, format!("http://127.0.0.1:{}", shop.port), true).await;
        for _ in 0..4 {
            world.clock.pass_seconds(3_600);
            rest(&world).await;
        }
        assert_eq!(shop.heard(), 1);
        let stuck = parked(&world, &boss).await;
        assert_eq!(stuck.len(), 1, "{stuck:?}");
        world.act(&boss, "run.retry", json!({"run": stuck[0]["run"]})).await;
        rest(&world).await;
        assert_eq!((titles(&world, &boss).await, shop.heard()), (vec![json!("Left: 3")], 2), "once more, by choice");
        let steps = run(&world, &boss).await["steps"].clone();
        assert_eq!((&steps[0]["state"], &steps[1]["state"]), (&json!("retried"), &json!("ok")), "{steps:#}");
    }

    async fn our_own_network_is_not_reached_and_somebody_hears_of_it(world: World) {
        let shop = shop(&["200 OK|{\"left\": 7}"]);
        let boss = set_up(&world, format!("https://127.0.0.1:{}", shop.port), false).await;
        assert_eq!((titles(&world, &boss).await, shop.heard()), (vec![], 0));
        let stuck = parked(&world, &boss).await;
        assert_eq!(stuck.len(), 1, "{stuck:?}");
        assert!(stuck[0]["detail"].as_str().unwrap().contains("inside our own network"), "{stuck:?}");
        assert_eq!(run(&world, &boss).await["state"], "parked");
    }

    /// Whoever looks after connections sees who calls them; what is called stays.
    async fn a_connection_an_automation_calls_says_so_and_stays(world: World) {
        let shop = shop(&["200 OK|{\"left\": 7}"]);
        let boss = set_up(&world, format!("http://127.0.0.1:{}", shop.port), true).await;
        let listed = world.act(&boss, "connection.list", json!({})).await;
        let one = &listed["items"][0];
        let caller = &one["callers"][0];
        assert_eq!((&caller["name"], &caller["on"]), (&json!("Asks the shop"), &json!(true)), "{listed:#}");
        let whom = json!({"connection": one["id"]});
        assert_eq!(world.refused(&boss, "connection.remove", whom.clone()).await, "connection.still_called");
        world.act(&boss, "automation.retire", json!({"automation": caller["automation"]})).await;
        world.act(&boss, "connection.remove", whom).await;
        let listed = world.act(&boss, "connection.list", json!({})).await;
        assert_eq!(listed["items"], json!([]));
    }

    /// Versions of a house from before their calls were noted are noted when it starts.
    async fn calls_of_an_older_house_are_noted_when_it_starts(world: World) {
        let shop = shop(&["200 OK|{\"left\": 7}"]);
        let boss = set_up(&world, format!("http://127.0.0.1:{}", shop.port), true).await;
        let forget = world.store.claim("test", |tx| {
            const FORGET: &str = "delete from automation_call where connection = $1";
            Box::pin(async move { tx.exec(FORGET, &["shop".into()]).await })
        });
        assert_eq!(forget.await.unwrap(), 1);
        let callers = world.act(&boss, "connection.list", json!({})).await["items"][0]["callers"].clone();
        assert_eq!(callers, json!([]));
        automation::office::of_rules(&world.store.house().rules).unwrap().begin();
        world.work().await;
        let callers = world.act(&boss, "connection.list", json!({})).await["items"][0]["callers"].clone();
        assert_eq!(callers[0]["name"], "Asks the shop", "{callers:#}");
    }

    /// Four eyes: what calls another system says which, before it is published.
    async fn a_second_person_is_told_which_system_is_called(world: World) {
        let shop = shop(&["200 OK|{\"left\": 7}"]);
        let boss = set_up(&world, format!("http://127.0.0.1:{}", shop.port), true).await;
        world.act(&boss, "automation.change_settings", json!({"four_eyes": "risky"})).await;
        let alone = world.act(&boss, "automation.check", json!({"text": ASKING})).await;
        assert_eq!(alone["review"], json!([]), "nobody else is there to ask");
        let listed = world.act(&boss, "automation.list", json!({"limit": 200})).await;
        let one = listed["items"].as_array().unwrap().iter().find(|one| one["name"] == "Asks the shop").cloned();
        let asked = json!({"automation": one.unwrap()["id"]});
        let versions = world.act(&boss, "automation.versions", asked).await;
        assert_eq!(versions["items"][0]["risks"], json!(["it calls another system: shop"]));
    }
}
