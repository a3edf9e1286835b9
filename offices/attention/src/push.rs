//! Push: a word to a browser of the staff, through the push service its maker runs (RFC 8030). The service sees that
//! something comes, never what (RFC 8291), and knows us by our key (RFC 8292).
//!
//! Invariant: nobody is called but push services; a device its service no longer knows is taken out.

pub(crate) mod crypt;
mod post;
pub(crate) mod service;
pub(crate) mod vapid;

use kernel::{Business, DeviceId, NotificationId, Result, Timestamp, fault};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::effect::{self, Claimed, Gate, Leave};
use store::{Store, Tx};

use crate::device;
use crate::house::House;
use crate::notification::{Notification, State, rows};
use post::{Answered, Letter};

/// The payload of an effect `push`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    pub device: DeviceId,
    /// None: a test.
    pub notification: Option<NotificationId>,
}

/// A push that was not taken is tried again after so many seconds, then given up: the app and the mail have it.
const LADDER: [i64; 5] = [10, 60, 300, 900, 3600];
const GONE: &str = "the push service no longer knows this device";
/// So long a push service keeps it for a device that sleeps, in seconds.
const TTL: u32 = 86_400;

/// Carries effects of kind `push`.
pub struct Push;

/// Asked before push and mail leave: nobody is told twice of what they have seen meanwhile.
pub struct Unseen;

#[derive(Deserialize)]
struct About {
    #[serde(default)]
    notification: Option<NotificationId>,
    #[serde(default)]
    notifications: Vec<NotificationId>,
}

impl Gate for Unseen {
    async fn may_leave(&self, tx: &mut Tx, effect: &Claimed) -> Result<Leave> {
        let about: About = serde_json::from_value(effect.payload.clone()).map_err(fault)?;
        let all: Vec<NotificationId> = about.notifications.into_iter().chain(about.notification).collect();
        for id in &all {
            if rows::find(tx, *id).await?.is_some_and(|found| found.state == State::New) {
                return Ok(Leave::Now);
            }
        }
        let test = all.is_empty();
        Ok(if test { Leave::Now } else { Leave::Skip("seen in the app, or over, before it left".into()) })
    }
}

/// One push of a notification to one device.
pub fn ask_for(tx: &mut Tx, notification: &Notification, device: DeviceId) {
    let order = Order { device, notification: Some(notification.id) };
    let key = format!("push {} {} {device}", notification.id, notification.count);
    tx.effect(new(key, &order, Some(notification.id)));
}

pub async fn ask_for_test(tx: &mut Tx, device: DeviceId) -> Result<()> {
    let order = Order { device, notification: None };
    let key = format!("push test {device} {}", tx.now().as_millisecond());
    tx.effect(new(key, &order, None));
    device::rows::note_use(tx, device, None, None).await
}

/// It replaces itself on the device, so that it does no harm twice.
fn new(key: String, order: &Order, subject: Option<NotificationId>) -> effect::New {
    let payload = json!(order);
    let subject = subject.map(kernel::Ref::from);
    effect::New { subject, resend: true, ..effect::New::of("push", key, &payload) }
}

impl effect::Carrier for Push {
    async fn carry(&self, store: &Store, effect: &Claimed) -> effect::Outcome {
        let asked = effect.clone();
        let read = store.read(move |tx| {
            let effect = asked.clone();
            Box::pin(async move { letter(tx, &effect).await })
        });
        let now = store.now();
        match read.await {
            Ok(Some(letter)) => outcome(letter.post().await, effect.attempt, now),
            Ok(None) => effect::Outcome::Skipped("the device was taken out meanwhile".into()),
            Err(error) => again(effect.attempt, now, error.to_string()),
        }
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &effect::Outcome) -> Result<()> {
        let order: Order = serde_json::from_value(effect.payload.clone()).map_err(fault)?;
        let Some(found) = device::rows::find(tx, order.device).await? else { return Ok(()) };
        match outcome {
            effect::Outcome::Done(_) => {
                let now = tx.now();
                device::rows::note_use(tx, found.id, Some(now), None).await
            }
            effect::Outcome::Failed(note) if note == GONE => device::rows::remove(tx, &found, "gone").await,
            effect::Outcome::Failed(note) | effect::Outcome::Unknown(note) => {
                device::rows::note_use(tx, found.id, None, Some(note)).await
            }
            effect::Outcome::Skipped(_) | effect::Outcome::Retry(..) => Ok(()),
        }
    }
}

fn outcome(answered: Answered, attempt: i64, now: Timestamp) -> effect::Outcome {
    match answered {
        Answered::Taken => effect::Outcome::Done("taken by the push service".into()),
        Answered::Gone => effect::Outcome::Failed(GONE.into()),
        Answered::Refused(why) => effect::Outcome::Failed(why),
        Answered::Later(why) => again(attempt, now, why),
    }
}

fn again(attempt: i64, now: Timestamp, why: String) -> effect::Outcome {
    let wait = usize::try_from(attempt).ok().and_then(|attempt| LADDER.get(attempt));
    let at = wait.map(|wait| Timestamp::from_millisecond(now.as_millisecond() + wait * 1000));
    match at {
        Some(Ok(at)) => effect::Outcome::Retry(at, why),
        _ => effect::Outcome::Failed(format!("given up: {why}")),
    }
}

/// Everything the push needs, read in one snapshot; `None` where the device is gone.
async fn letter(tx: &mut Tx, effect: &Claimed) -> Result<Option<Letter>> {
    let order: Order = serde_json::from_value(effect.payload.clone()).map_err(fault)?;
    let Some(subscription) = device::rows::subscription(tx, order.device).await? else { return Ok(None) };
    let house = tx.setting::<House>().await?;
    if service::host(&subscription.endpoint, &house.push_services).is_none() {
        return Ok(None);
    }
    let notification = match order.notification {
        Some(id) => rows::find(tx, id).await?,
        None => None,
    };
    let signer = vapid::signer(tx).await?.ok_or(kernel::Error::Again)?;
    let business = tx.setting::<Business>().await?;
    let contact = business.email.map_or_else(|| tx.public_url(""), |email| format!("mailto:{email}"));
    let (now, topic) = (tx.now(), order.notification.map(|id| topic(&id)));
    let urgent = notification.as_ref().is_none_or(|found| found.urgent);
    let said = words(notification.as_ref(), &business.name);
    Ok(Some(Letter { subscription, said, signer, contact, now, ttl: TTL, urgent, topic }))
}

/// At most 32 letters of base64url: later words of the same notification replace earlier ones at the service.
fn topic(id: &NotificationId) -> String {
    id.to_string().trim_start_matches("notification_").to_owned()
}

/// What the service worker of the app shows.
fn words(notification: Option<&Notification>, business: &str) -> Json {
    match notification {
        Some(n) => {
            json!({ "id": n.id, "title": n.heading(), "text": n.text, "path": n.path(), "urgent": n.urgent })
        }
        None => json!({ "id": "test", "title": format!("A test from {business}"),
            "text": "Push reaches this device.", "path": "/app/settings/notifications", "urgent": false }),
    }
}
