//! A device: a browser of one of the staff that takes push. Its address at the push service and its keys are
//! secrets; here is what a person knows it by.

pub mod commands;
pub mod rows;

use facts::attention::{DeviceAdded, DeviceRemoved};
use kernel::{DeviceId, Owned, Timestamp, UserId};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    pub id: DeviceId,
    pub rv: i64,
    /// Whose it is.
    pub owned: Owned,
    /// Such as `Chrome on Android`.
    pub name: String,
    /// The host of its push service.
    pub service: String,
    pub added_at: Timestamp,
}

store::noun! {
    Device is "device" in "attention_device" {
        open name: Text = |d| &d.name;
        open service: Text = |d| &d.service;
        open added_at: At = |d| d.added_at;
    }
}

/// What a browser gives whoever may push to it (the Push API's `PushSubscription`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    pub endpoint: String,
    /// The browser's public key, uncompressed, base64url.
    pub p256dh: String,
    /// 16 bytes, base64url.
    pub auth: String,
}

impl Device {
    pub fn user(&self) -> Option<UserId> {
        self.owned.owner
    }

    pub fn added(&self, user: UserId) -> DeviceAdded {
        DeviceAdded { device: self.id, user }
    }

    /// `why`: `removed` by its owner, or `gone`.
    pub fn removed(&self, user: UserId, why: &str) -> DeviceRemoved {
        DeviceRemoved { device: self.id, user, why: why.into() }
    }
}
