//! A house with attention in it, and stand-ins for the rooms whose windows it reads.
#![allow(dead_code, clippy::unwrap_used)] // each test program uses a part

use attention::Attention;
use data_encoding::BASE64URL_NOPAD;
use kernel::{Actor, Id, Scope, UserId, Value};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::{Value as Json, json};
use store::effect::{Carrier, Claimed, Outcome};
use store::{Raise, Store, Tx, values};
use testing::World;
use verbs::{Registry, Room};

pub const ADA: u8 = 1;
pub const BOB: u8 = 2;
pub const CLEO: u8 = 3;

struct Neighbours;

const TABLES: &str = "
    create table peer_user (id bytea, name text, email text, role text, active boolean, stand_in bytea, zone text,
        phone text);
    create table peer_gateway (connection bytea);
    create table peer_sms (payload text);
    create table peer_form (id bytea, title text, state text, owner bytea);
    create table peer_intake (
        id bytea, channel text, form bytea, state text not null default 'parked', received_at bigint, test boolean);
    create table peer_lead (intake bytea);
    create table peer_mail (payload text);
    create table peer_late (joint text, told_on text);
    create table peer_approval (id bytea, title text, owner bytea, state text)";

impl Room for Neighbours {
    fn register(house: &mut Registry) {
        let rules = house.rules();
        rules.carrier("staff_mail", Mailbox);
        rules.carrier("staff_sms", Phone);
        rules.window("create view connect_sms_window as select connection from peer_gateway");
        rules.bookkeeping(&[
            "peer_user",
            "peer_form",
            "peer_intake",
            "peer_lead",
            "peer_mail",
            "peer_approval",
            "peer_gateway",
            "peer_sms",
            "peer_late",
        ]);
        rules.migration("peer/0001", TABLES);
        rules.window(
            "create view governance_user_window as
                select id, name, email, role, active, stand_in, zone, phone from peer_user",
        );
        rules.window(
            "create view automation_approval_window as select id, title, owner, state from peer_approval",
        );
        rules.window("create view intelligence_late_window as select joint, told_on from peer_late");
        rules.window("create view capture_form_window as select id, title, state, owner from peer_form");
        rules.window(
            "create view capture_intake_window as
                select id, channel, form, state, received_at, test from peer_intake",
        );
        rules.window("create view crm_lead_window as select intake from peer_lead");
    }
}

/// Keeps the payload of each mail to the staff.
struct Mailbox;

impl Carrier for Mailbox {
    async fn carry(&self, _: &Store, _: &Claimed) -> Outcome {
        Outcome::Done("taken".into())
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &Outcome) -> kernel::Result<()> {
        if let Outcome::Done(_) = outcome {
            let text = effect.payload.to_string();
            tx.exec("insert into peer_mail (payload) values ($1)", values![&text]).await?;
        }
        Ok(())
    }
}

/// Keeps the payload of each SMS to the staff.
struct Phone;

impl Carrier for Phone {
    async fn carry(&self, _: &Store, _: &Claimed) -> Outcome {
        Outcome::Done("taken".into())
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &Outcome) -> kernel::Result<()> {
        if let Outcome::Done(_) = outcome {
            let text = effect.payload.to_string();
            tx.exec("insert into peer_sms (payload) values ($1)", values![&text]).await?;
        }
        Ok(())
    }
}

pub fn registry() -> Registry {
    Registry::default().room::<Neighbours>().room::<Attention>()
}

pub fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

/// One of the staff, with their own rights.
pub fn actor(n: u8) -> Actor {
    testing::someone(n, Scope::Own, &["notification.list", "notification.read"])
}

pub async fn put(world: &World, sql: &'static str, values: Vec<Value<'static>>) {
    let done = world.store.claim("test", move |tx| {
        let values = values.clone();
        Box::pin(async move { tx.exec(sql, &values).await })
    });
    done.await.unwrap();
}

const USER: &str = "
    insert into peer_user (id, name, email, role, active, stand_in, zone) values ($1, $2, $3, $4, $5, $6, null)";

/// Ada keeps the house; Bob sells and Cleo stands in for him.
pub async fn furnish(world: &World) {
    for (n, name, role, stand_in) in [
        (ADA, "Ada", "administrator", None),
        (BOB, "Bob", "sales", Some(CLEO)),
        (CLEO, "Cleo", "sales", None),
    ] {
        let email = format!("{}@biz.test", name.to_lowercase());
        let row: Vec<Value<'static>> = vec![
            user(n).into(),
            Value::Text(name.into()),
            Value::Text(email.into()),
            Value::Text(role.into()),
            true.into(),
            stand_in.map(user).into(),
        ];
        put(world, USER, row).await;
    }
}

/// Trouble of one code, for somebody.
pub async fn raise(world: &World, key: &str, code: &'static str, owner: Option<u8>, due_hours: i64) {
    let (key, owner) = (key.to_owned(), owner.map(user));
    let done = world.store.claim("test", move |tx| {
        let key = key.clone();
        Box::pin(async move {
            let (title, detail) = (format!("Trouble: {code}"), "Mend it.".into());
            tx.raise(Raise {
                key,
                code,
                title,
                detail,
                owner,
                due_hours: Some(due_hours),
                ..Raise::default()
            })
            .await
        })
    });
    done.await.unwrap();
}

pub async fn settle(world: &World, key: &'static str) {
    let done = world
        .store
        .claim("test", move |tx| Box::pin(async move { tx.settle_exception(key, "it is over").await }));
    assert!(done.await.unwrap());
}

/// The notifications of one person, oldest first, as `state urgent title`.
pub async fn told(world: &World, n: u8) -> Vec<String> {
    let all = world.act(&actor(n), "notification.list", json!({})).await;
    let line = |one: &Json| {
        let urgent = if one["urgent"] == true { "urgent" } else { "other" };
        let count = one["count"].as_i64().unwrap();
        let times = if count > 1 { format!("{count} x ") } else { String::new() };
        format!("{} {urgent}: {times}{}", one["state"].as_str().unwrap(), one["title"].as_str().unwrap())
    };
    all["items"].as_array().unwrap().iter().rev().map(line).collect()
}

/// What the staff were written, oldest first.
pub async fn mails(world: &World) -> Vec<Json> {
    let read = world.store.read(|tx| {
        Box::pin(tx.all("select payload from peer_mail", &[], |row| row.get::<String>("payload")))
    });
    let all = read.await.unwrap();
    all.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// The SMS the staff were sent, oldest first.
pub async fn texts(world: &World) -> Vec<Json> {
    let read = world
        .store
        .read(|tx| Box::pin(tx.all("select payload from peer_sms", &[], |row| row.get::<String>("payload"))));
    let all = read.await.unwrap();
    all.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// The claims of a VAPID header, after its signature was checked with the key beside it (RFC 8292).
pub fn vapid(header: &str) -> (Json, String) {
    let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    let bytes = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let verifying = VerifyingKey::from_sec1_bytes(&bytes(key)).unwrap();
    verifying.verify(signed.as_bytes(), &Signature::from_slice(&bytes(signature)).unwrap()).unwrap();
    let claims = signed.split_once('.').unwrap().1;
    (serde_json::from_slice(&bytes(claims)).unwrap(), key.to_owned())
}

/// Everything that is due now has happened: told, planned, and left.
pub async fn rest(world: &World) {
    for _ in 0..4 {
        world.work().await;
    }
}
