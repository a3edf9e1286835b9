//! Adding, testing and removing the devices that take one's push.

use kernel::{DeviceId, Error, Owned, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Page, Query, Verb};

use super::{Device, Subscription, rows};
use crate::house::House;
use crate::notification::queries::me;
use crate::push::{self, service};

const LONGEST: usize = 80;

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeviceView {
    pub id: DeviceId,
    pub name: String,
    /// The host of its push service.
    pub service: String,
    pub added_at: Timestamp,
    /// When a push last reached it.
    pub used_at: Option<Timestamp>,
    /// What went wrong the last time.
    pub trouble: Option<String>,
}

async fn view(tx: &mut Tx, device: Device) -> Result<DeviceView> {
    let (used_at, trouble) = rows::used(tx, device.id).await?;
    let Device { id, name, service, added_at, .. } = device;
    Ok(DeviceView { id, name, service, added_at, used_at, trouble })
}

/// List your devices that take push.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDevices {}

impl Query for ListDevices {
    const VERB: Verb = Verb::get("device.list", "/me/devices").signed_in();
    type Answer = Page<DeviceView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<DeviceView>> {
        let user = me(tx)?;
        let mut items = vec![];
        for device in rows::of_user(tx, user).await? {
            items.push(view(tx, device).await?);
        }
        Ok(Page { items, next: None })
    }
}

/// Let this browser take your push. The same browser again is the same device.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddDevice {
    /// What you know it by, such as `Chrome on Android`.
    pub name: String,
    /// The subscription's address at its push service.
    pub endpoint: String,
    /// The browser's public key, base64url.
    pub p256dh: String,
    /// The subscription's secret, base64url.
    pub auth: String,
}

impl Command for AddDevice {
    const VERB: Verb = Verb::post("device.add", "/me/devices").signed_in().undo("device.remove");
    type Answer = DeviceView;

    async fn act(&self, tx: &mut Tx) -> Result<DeviceView> {
        let user = me(tx)?;
        let subscription = self.subscription();
        let service = self.check(tx, &subscription).await?;
        for known in rows::of_user(tx, user).await? {
            let same = rows::subscription(tx, known.id).await?;
            if same.is_some_and(|same| same.endpoint == subscription.endpoint) {
                rows::keep_subscription(tx, known.id, &subscription).await?;
                return view(tx, known).await;
            }
        }
        let device = self.device(tx, user, service);
        tx.add(&device).await?;
        tx.tell(device.added(user));
        rows::keep_subscription(tx, device.id, &subscription).await?;
        view(tx, device).await
    }

    fn undo_body(&self, answer: &serde_json::Value) -> Option<serde_json::Value> {
        Some(serde_json::json!({ "device": answer["id"] }))
    }
}

impl AddDevice {
    fn subscription(&self) -> Subscription {
        let (endpoint, p256dh, auth) = (self.endpoint.clone(), self.p256dh.clone(), self.auth.clone());
        Subscription { endpoint, p256dh, auth }
    }

    fn device(&self, tx: &mut Tx, user: UserId, service: String) -> Device {
        let name: String = self.name.trim().chars().take(LONGEST).collect();
        Device {
            id: tx.new_id(),
            rv: 1,
            owned: Owned { owner: Some(user), team: None },
            name: if name.is_empty() { service.clone() } else { name },
            service,
            added_at: tx.now(),
        }
    }

    /// The host of its push service: we call nobody else.
    async fn check(&self, tx: &mut Tx, subscription: &Subscription) -> Result<String> {
        let house = tx.setting::<House>().await?;
        let host = service::host(&self.endpoint, &house.push_services).ok_or_else(|| {
            let why = "this push service is not known here; an administrator can allow it in the settings";
            Error::field("/endpoint", "device.unknown_service", why)
        })?;
        if push::crypt::reads(subscription) {
            Ok(host)
        } else {
            let why = "give the keys as the browser gives them: 65 and 16 bytes in base64url";
            Err(Error::field("/p256dh", "device.keys", why))
        }
    }
}

/// Take a device out: it gets no more push.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveDevice {
    pub device: DeviceId,
}

impl Command for RemoveDevice {
    const VERB: Verb = Verb::delete("device.remove", "/me/devices/{device}")
        .signed_in()
        .no_undo("add it again in its browser");
    type Answer = Removed;

    async fn act(&self, tx: &mut Tx) -> Result<Removed> {
        let device = own(tx, self.device).await?;
        rows::remove(tx, &device, "removed").await?;
        Ok(Removed { device: self.device })
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Removed {
    pub device: DeviceId,
}

/// Send a push to one of your devices, to see that it arrives.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestDevice {
    pub device: DeviceId,
}

impl Command for TestDevice {
    const VERB: Verb =
        Verb::post("device.test", "/me/devices/{device}/test").signed_in().no_undo("it is on its way");
    type Answer = DeviceView;

    async fn act(&self, tx: &mut Tx) -> Result<DeviceView> {
        let device = own(tx, self.device).await?;
        push::ask_for_test(tx, device.id).await?;
        view(tx, device).await
    }
}

async fn own(tx: &mut Tx, id: DeviceId) -> Result<Device> {
    let user = me(tx)?;
    let found = rows::find(tx, id).await?.filter(|device| device.user() == Some(user));
    found.ok_or(Error::Missing("device"))
}
