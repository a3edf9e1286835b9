//! The address another system calls: kept before it is answered, started once for each key and day.
//!
//! Invariant: whoever got an answer of 202 is in the table; the address is known to us by its hash alone.

pub mod rows;

use std::sync::Arc;

use kernel::{Access, Actor, AutomationId, ContactId, Error, Permit, Ref, Refusal, Result, RunId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};
use store::{Raise, Tx};
use verbs::{Body, Command, Desk, Door, DoorAt, Knock, Shown, Verb};

use super::{Start, start};
use crate::document::{On, taken};
use crate::office::{self, Entry};
use crate::sight::Sight;
use rows::Call;

/// One address of a hook ends with this many random bytes.
const SECRET: usize = 24;
/// The same call within this is the same call.
const DAY_MS: i64 = 86_400_000;

/// Why a call of an automation nobody has switched on starts nothing.
const OFF: &str = "it was off";

#[derive(Debug, thiserror::Error)]
pub enum HookRefusal {
    #[error("the JSON lacks {0}; send it as the automation says")]
    Lacks(String),
    #[error("send JSON")]
    NoJson,
}

impl Refusal for HookRefusal {
    fn code(&self) -> &'static str {
        match self {
            HookRefusal::Lacks(_) => "hook.lacks",
            HookRefusal::NoJson => "hook.no_json",
        }
    }
    fn status(&self) -> u16 {
        422
    }
}

pub(super) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// A new secret for an address.
pub(super) fn secret(tx: &Tx) -> String {
    tx.random::<SECRET>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// POST /hooks/{token}
pub struct HookDoor;

impl Door for HookDoor {
    const AT: DoorAt = DoorAt::post("hook.call", "/hooks/{token}", Access::Public("hook"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        let answer = match receive(desk, &knock).await {
            Ok(answer) => answer,
            Err(error) => {
                turn_away(desk, &knock, &error).await?;
                return Err(error);
            }
        };
        if answer["state"] == "waiting" {
            // It is kept: whoever makes the contact may be slow, or fail, without the caller waiting for it.
            drop(carry_waiting(desk).await);
        }
        Ok(Shown::new(202, Body::Json(json!({ "accepted": true, "again": answer["again"] }))))
    }
}

async fn receive(desk: &Desk, knock: &Knock) -> Result<Json> {
    let body = serde_json::from_slice::<Json>(&knock.body).ok();
    let body = body.filter(Json::is_object).ok_or(HookRefusal::NoJson)?;
    let key = knock.headers.get("idempotency-key");
    let input = json!({ "token": knock.part("token"), "key": key, "body": body });
    desk.act(&knock.actor, "hook.receive", input).await
}

/// Whoever is turned away hears why, and so does whoever looks at the calls of the automation. It is not the call its
/// key says: sent again, corrected or once the automation is on, it is taken.
async fn turn_away(desk: &Desk, knock: &Knock, error: &Error) -> Result<()> {
    let why = match error {
        Error::Missing("hook") => OFF.to_owned(),
        Error::Refused(refusal) if refusal.code().starts_with("hook.") => refusal.to_string(),
        _ => return Ok(()),
    };
    let token = hash(knock.part("token"));
    // Looked up first: whoever tries addresses writes nothing.
    let found = desk.store.read(move |tx| Box::pin(async move { rows::automation(tx, &token).await }));
    let Some(automation) = found.await? else { return Ok(()) };
    let said = knock.headers.get("idempotency-key").map_or(&knock.body[..], |key| key.as_bytes());
    let key = Sha256::new().chain_update("turned away").chain_update(Ref::from(automation).bytes);
    let about = Arc::new((<[u8; 32]>::from(key.chain_update(said).finalize()), why));
    let keep = desk.store.write(Permit::engine("automation.starts"), None, move |tx| {
        let about = about.clone();
        Box::pin(async move {
            let (key, received_at, state) = (about.0, tx.now(), "refused".to_owned());
            let call = Call { key, automation, received_at, state, body: None };
            rows::forget(tx, &key).await?;
            rows::keep(tx, &call).await?;
            rows::settle(tx, &call, None, Some(&about.1)).await
        })
    });
    keep.await
}

/// Take a call of a hook: kept, and started once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveHook {
    /// The end of the address.
    pub token: String,
    /// The same key within a day is the same call; without one the same body is.
    #[serde(default)]
    pub key: Option<String>,
    pub body: Map<String, Json>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Received {
    /// `waiting`, `started` or `refused`.
    pub state: String,
    /// It had come before.
    pub again: bool,
}

impl Command for ReceiveHook {
    const VERB: Verb = Verb::post("hook.receive", "/hooks").public("hook").no_undo("stop the run it started");
    type Answer = Received;

    async fn act(&self, tx: &mut Tx) -> Result<Received> {
        let found = rows::automation(tx, &hash(&self.token)).await?.ok_or(Error::Missing("hook"))?;
        let directory = office::directory(tx).await?;
        let entry = directory.entry(found).ok_or(Error::Missing("hook"))?;
        let body = Json::Object(self.body.clone());
        let payload = taken(&entry.plan.document().trigger.takes(), &body)
            .map_err(|missing| HookRefusal::Lacks(missing.join(", ")))?;
        let key = self.digest(found, &body);
        if let Some(earlier) = rows::find(tx, &key).await? {
            let since = crate::run::later(tx.now(), -DAY_MS);
            if earlier.received_at > since {
                return Ok(Received { state: earlier.state, again: true });
            }
            rows::forget(tx, &key).await?;
        }
        let received_at = tx.now();
        let state = "waiting".to_owned();
        let mut call = Call { key, automation: found, received_at, state, body: Some(Json::Object(payload)) };
        rows::keep(tx, &call).await?;
        begin(tx, entry, &mut call).await?;
        Ok(Received { state: call.state, again: false })
    }
}

impl ReceiveHook {
    fn digest(&self, automation: AutomationId, body: &Json) -> [u8; 32] {
        let said = self.key.as_deref().map_or_else(|| format!("body {body}"), |key| format!("key {key}"));
        Sha256::new().chain_update(Ref::from(automation).bytes).chain_update(said).finalize().into()
    }
}

/// Whom it is about, if that is known already.
enum About {
    Known(Ref, Option<ContactId>),
    /// Somebody new, under this address.
    New(String),
    Nobody,
}

async fn about(tx: &mut Tx, entry: &Entry, payload: &Json) -> Result<About> {
    let On::Webhook { contact: Some(_), .. } = &entry.plan.document().trigger.on else {
        return Ok(About::Known(super::business(entry), None));
    };
    let office = office::of(tx)?;
    let trigger = json!({ "kind": "automation.started", "payload": payload });
    let takes = entry.plan.document().trigger.takes();
    let sight = Sight::of_fact(tx.now(), &trigger, office.known_catalogue()?, &takes);
    let Some(address) = entry.plan.hook_contact(&sight.view()) else { return Ok(About::Nobody) };
    let address = address.trim().to_lowercase();
    Ok(match rows::person(tx, &address).await? {
        Some(contact) => About::Known(contact.into(), Some(contact)),
        None => About::New(address),
    })
}

/// Starts it where the person is known; else it waits for whoever makes them.
async fn begin(tx: &mut Tx, entry: &Entry, call: &mut Call) -> Result<()> {
    let payload = call.body.clone().unwrap_or_default();
    match about(tx, entry, &payload).await? {
        About::New(_) => Ok(()),
        About::Nobody => {
            call.state = "refused".into();
            rows::settle(tx, call, None, Some("it names no address")).await
        }
        About::Known(subject, contact) => {
            let (how, began, cause, parent) = ("webhook", None, None, None);
            let start =
                start(tx, Start { entry, how, subject, contact, payload, began, cause, parent }).await?;
            call.state = if start.is_ok() { "started" } else { "refused" }.into();
            let reason = start.as_ref().err().cloned();
            rows::settle(tx, call, start.ok(), reason.as_deref()).await
        }
    }
}

/// Calls that wait for a contact to be made: it is made with the rights of whoever answers for the automation.
pub(super) async fn carry_waiting(desk: &Desk) -> Result<()> {
    let waiting = desk.store.read(|tx| Box::pin(rows::waiting(tx))).await?;
    for call in waiting {
        if let Err(error) = carry(desk, &call).await {
            tell(desk, call, error.to_string()).await?;
        }
    }
    Ok(())
}

async fn carry(desk: &Desk, call: &Call) -> Result<()> {
    let looked = call.clone();
    let found = desk.store.read(move |tx| {
        let call = looked.clone();
        Box::pin(async move { new_person(tx, &call).await })
    });
    if let Some((owner, address)) = found.await? {
        let actor = match owner {
            Some(owner) => desk.doorkeeper()?.of_user(desk, owner).await?,
            None => None,
        };
        let actor: Actor = actor.ok_or_else(|| kernel::fault("nobody active answers for the automation"))?;
        desk.act(&actor, "contact.add", json!({ "email": address })).await?;
    }
    let call = Arc::new(call.clone());
    let begin = desk.store.write(Permit::engine("automation.starts"), None, move |tx| {
        let call = call.clone();
        Box::pin(async move { begin_again(tx, &call).await })
    });
    begin.await
}

/// Whoever has to be made first, and who makes them.
async fn new_person(tx: &mut Tx, call: &Call) -> Result<Option<(Option<kernel::UserId>, String)>> {
    let directory = office::directory(tx).await?;
    let Some(entry) = directory.entry(call.automation) else { return Ok(None) };
    let payload = call.body.clone().unwrap_or_default();
    let About::New(address) = about(tx, entry, &payload).await? else { return Ok(None) };
    let people = crate::sight::rows::people(tx, call.automation).await?;
    Ok(Some((people.rights, address)))
}

async fn begin_again(tx: &mut Tx, call: &Call) -> Result<()> {
    let Some(mut call) = rows::find(tx, &call.key).await?.filter(|call| call.state == "waiting") else {
        return Ok(());
    };
    let directory = office::directory(tx).await?;
    match directory.entry(call.automation) {
        Some(entry) => begin(tx, entry, &mut call).await,
        None => {
            rows::settle(tx, &Call { state: "refused".into(), ..call }, None, Some("it was switched off"))
                .await
        }
    }
}

/// It stays, and a person hears of it once.
async fn tell(desk: &Desk, call: Call, why: String) -> Result<()> {
    let about = Arc::new((call, why));
    let raise = desk.store.write(Permit::engine("automation.starts"), None, move |tx| {
        let about = about.clone();
        Box::pin(async move {
            let automation = crate::automation::rows::load(tx, about.0.automation).await?;
            tx.raise(Raise {
                key: format!("hook {}", about.0.automation),
                code: "automation.hook_stuck",
                title: format!("{}: a call waits", automation.name),
                detail: format!(
                    "{}; it is kept and tried again. Correct the address, or who may add contacts",
                    about.1
                ),
                owner: automation.owned.owner,
                subject: Some(about.0.automation.into()),
                ..Raise::default()
            })
            .await
        })
    });
    raise.await
}

/// When a hook was made, for its screen.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HookView {
    /// Shown this once; whoever has it can start the automation.
    pub url: Option<String>,
    pub made_at: Option<Timestamp>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct HookCallView {
    pub received_at: Timestamp,
    pub state: String,
    pub reason: Option<String>,
    pub run: Option<RunId>,
}
