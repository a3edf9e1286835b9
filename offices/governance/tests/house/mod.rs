//! A business for these stories: set up, with a post that remembers which links it carried.
// Each story file uses a part of it; what is not there fails the story.
#![allow(dead_code, clippy::unwrap_used)]

use kernel::{Actor, LinkId, Timestamp, UserId};
use serde_json::{Value as Json, json};
use store::effect::{Carrier, Claimed, Outcome};
use store::{Store, Tx};
use testing::{World, nobody};
use verbs::{Registry, Room};

pub const PASSWORD: &str = "tide tables by lamplight";

pub fn registry() -> Registry {
    Registry::default().room::<governance::Governance>().room::<Post>()
}

/// Stands for mail: whatever address it would write stands in the outcome.
struct Post;

impl Room for Post {
    fn register(house: &mut Registry) {
        house.rules().carrier("account_mail", Post);
    }
}

impl Carrier for Post {
    async fn carry(&self, store: &Store, effect: &Claimed) -> Outcome {
        let payload = effect.payload.clone();
        let address = store.claim("test.post", move |tx| {
            let payload = payload.clone();
            Box::pin(async move { address(tx, &payload).await })
        });
        Outcome::Done(address.await.unwrap())
    }

    async fn settled(&self, _: &mut Tx, _: &Claimed, _: &Outcome) -> kernel::Result<()> {
        Ok(())
    }
}

async fn address(tx: &mut Tx, payload: &Json) -> kernel::Result<String> {
    let text = |field: &str| payload[field].as_str().unwrap().to_owned();
    let (user, link): (UserId, LinkId) = (text("user").parse().unwrap(), text("link").parse().unwrap());
    let until: Timestamp = text("until").parse().unwrap();
    let purpose = if text("purpose") == "reset" { "reset" } else { "invitation" };
    let token = tx.link_again(purpose, user.into(), Some(link.into())).await?;
    assert!(until > tx.now(), "a mail is not sent for a link that has run out");
    Ok(tx.public_url(&format!("{}{token}", text("path"))))
}

/// The addresses that were mailed, in order.
pub async fn mailed(world: &World) -> Vec<String> {
    // What a worker asks for in one round leaves in the next.
    world.work().await;
    world.work().await;
    let sql = "select note from effect where kind = 'account_mail' and state = 'done' order by id";
    let read = world.store.read(move |tx| Box::pin(tx.all(sql, &[], |row| row.get("note"))));
    read.await.unwrap()
}

pub fn token_of(link: &str) -> String {
    link.rsplit('/').next().unwrap().to_owned()
}

pub fn details() -> Json {
    json!({
        "name": "Müller Dachbau",
        "legal_name": "Müller Dachbau GmbH",
        "address": {"street": "Hauptstraße 1", "postal_code": "10115", "city": "Berlin", "country": "DE"},
        "tax_id": "29/123/45678",
        "vat_id": "de 123 456 789",
        "tax_rates": [{"name": "Standard", "rate": 1900}, {"name": "Reduced", "rate": 700}],
        "iban": "DE89 3704 0044 0532 0130 00",
        "bic": "cobadeffxxx",
        "currency": "EUR",
        "locale": "de-DE",
        "zone": "Europe/Berlin",
        "hours": {"monday": ["08:00-12:00", "13:00-17:00"], "friday": ["08:00-12:00"]},
        "holidays": ["2026-12-25"],
        "quiet_hours": {"from": "21:00", "to": "08:00"},
        "email": "post@muellerdach.test",
        "privacy_url": "https://muellerdach.test/privacy",
    })
}

pub fn setup() -> Json {
    json!({
        "business": details(),
        "administrator": {"name": "Ada Lovelace", "email": "Ada@Ours.test", "password": PASSWORD},
    })
}

/// Sets the business up; its administrator, signed in, and their id.
pub async fn founded(world: &World) -> (Actor, UserId) {
    let answer = world.act(&nobody(), "business.set_up", setup()).await;
    let actor = by_cookie(world, &answer).await.expect("whoever sets up is in");
    (actor, answer["user"]["id"].as_str().unwrap().parse().unwrap())
}

/// Whom the door sees behind the secret of an answer.
pub async fn by_cookie(world: &World, answer: &Json) -> Option<Actor> {
    let secret = answer[verbs::SET_SESSION].as_str().unwrap();
    let keeper = world.desk.doorkeeper().unwrap();
    keeper.by_session(&world.desk, secret).await.unwrap()
}

pub async fn sign_in(world: &World, email: &str, password: &str) -> kernel::Result<Json> {
    let input = json!({"email": email, "password": password});
    Ok(world.call(&nobody(), "session.sign_in", input).await?.body)
}

/// Invites somebody and lets them in: their actor and id.
pub async fn joined(world: &World, by: &Actor, email: &str, role: &str) -> (Actor, UserId) {
    let invite = json!({"name": "Grace Hopper", "email": email, "role": role});
    let invited = world.act(by, "user.invite", invite).await;
    let token = token_of(invited["link"].as_str().unwrap());
    let accept = json!({"token": token, "password": PASSWORD});
    let answer = world.act(&nobody(), "user.accept_invitation", accept).await;
    let actor = by_cookie(world, &answer).await.expect("whoever accepts is in");
    (actor, answer["user"]["id"].as_str().unwrap().parse().unwrap())
}

/// The pointers and codes of what was refused field by field.
pub fn troubles(error: &kernel::Error) -> Vec<(String, &'static str)> {
    match error {
        kernel::Error::Invalid(found) => found.iter().map(|f| (f.pointer.clone(), f.code)).collect(),
        other => panic!("not refused field by field: {other:?}"),
    }
}
