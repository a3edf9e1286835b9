//! The room in a house of its own: a staff and a door, as small as they can be.
//!
//! `test.hire` puts somebody on the staff; `test.submit` tells that an inquiry came in, as capture does.

#![allow(dead_code)] // each story uses a part of it

use facts::capture::IntakeReceived;
use kernel::{Actor, ContactId, Result, TeamId, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::{Tx, values};
use testing::World;
use verbs::{Command, Registry, Room, Verb};

pub struct Fakes;

impl Room for Fakes {
    fn register(house: &mut Registry) {
        house.command::<Hire>();
        house.command::<Submit>();
        let rules = house.rules();
        rules.bookkeeping(&["test_user"]);
        rules.migration(
            "test/user",
            "create table test_user (id bytea not null primary key, name text not null, email text not null,
                active boolean not null, role text not null, team bytea, stand_in bytea,
                zone text, language text)",
        );
        rules.window(
            "create view governance_user_window as
            select id, name, email, active, role, team, stand_in, zone, language from test_user;",
        );
        rules.window(
            "create view test_run_window as
            select stand_in as id, 'Instant answer' as name from test_user where stand_in is not null;",
        );
    }
}

pub fn registry() -> Registry {
    Registry::default().room::<crm::Crm>().room::<Fakes>()
}

/// Puts somebody on the staff.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Hire {
    pub user: UserId,
    pub name: String,
    pub role: String,
    pub active: bool,
    pub team: Option<TeamId>,
    pub stand_in: Option<UserId>,
}

impl Command for Hire {
    const VERB: Verb = Verb::post("test.hire", "/test/hire").public("test").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        const HIRE: &str = "
            insert into test_user (id, name, email, active, role, team, stand_in, zone, language)
            values ($1, $2, $3, $4, $5, $6, $7, null, null)
            on conflict (id) do update set active = excluded.active, stand_in = excluded.stand_in";
        let email = format!("{}@ours.test", self.name.to_lowercase());
        let values =
            values![self.user, &self.name, email, self.active, &self.role, self.team, self.stand_in].to_vec();
        tx.exec(HIRE, &values).await.map(drop)
    }
}

/// An inquiry, as capture would tell it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Submit {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub owner: Option<UserId>,
    /// A door that never looks: everybody is new.
    pub blind: bool,
}

impl Command for Submit {
    const VERB: Verb = Verb::post("test.submit", "/test/submit").public("test").no_undo("a test");
    type Answer = ContactId;

    async fn act(&self, tx: &mut Tx) -> Result<ContactId> {
        let find = "select id from crm_person where email = $1";
        let known: Option<ContactId> = match &self.email {
            Some(email) if !self.blind => tx.one(find, values![email], |row| row.get("id")).await?,
            _ => None,
        };
        let contact = known.unwrap_or_else(|| tx.new_id());
        let told = IntakeReceived {
            intake: tx.new_id(),
            contact,
            known: known.is_some(),
            channel: "form".into(),
            form: None,
            service: None,
            owner: self.owner,
            test: false,
            source: json!({}),
            language: Some("de".into()),
            zone: Some("Europe/Berlin".into()),
            name: self.name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            company: self.company.clone(),
            message: Some("Hello".into()),
            answers: json!({}),
        };
        tx.tell(told);
        tx.follow_up().await?;
        Ok(contact)
    }
}

/// Ada, administrator (user 1); Ben and Cleo of the staff (2, 3); Dora (4) is away, Cleo stands in.
pub async fn staff(world: &World) {
    let team: Option<TeamId> = "team_00000000000000000000000007".parse().ok();
    for (n, name, role, active, stand_in) in [
        (1, "Ada", "administrator", true, None),
        (2, "Ben", "sales", true, None),
        (3, "Cleo", "sales", true, None),
        (4, "Dora", "sales", false, Some(testing::user(3))),
    ] {
        let team = team.filter(|_| n > 1);
        let hire = json!({ "user": testing::user(n), "name": name, "role": role, "active": active,
            "team": team, "stand_in": stand_in });
        world.act(&testing::nobody(), "test.hire", hire).await;
    }
}

/// Ada, who may do everything.
pub async fn ada(world: &World) -> Actor {
    staff(world).await;
    testing::administrator(world)
}

pub async fn submit(world: &World, input: Json) -> String {
    let contact = world.act(&testing::nobody(), "test.submit", input).await;
    contact.as_str().unwrap().to_owned()
}

/// The same without versions: merging and unmerging count as two changes.
pub fn without_versions(value: &Json) -> Json {
    match value {
        Json::Object(map) => {
            let kept = map.iter().filter(|(key, _)| *key != "rv");
            Json::Object(kept.map(|(key, value)| (key.clone(), without_versions(value))).collect())
        }
        Json::Array(all) => all.iter().map(without_versions).collect(),
        other => other.clone(),
    }
}

/// Follows an undo as a toast does.
pub async fn undo(world: &World, actor: &Actor, answer: &verbs::Answer) -> Json {
    let undo = answer.undo.clone().expect("it can be undone");
    world.act(actor, undo["verb"].as_str().unwrap(), undo["body"].clone()).await
}
