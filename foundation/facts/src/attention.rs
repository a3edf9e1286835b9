//! What attention tells: who of the staff was told of what, and whether they saw it. Never a personal value.

use kernel::{DeviceId, NotificationId, UserId};

crate::facts! {
    /// Somebody of the staff was told.
    NotificationMade = "notification.made" {
        open notification: NotificationId, open user: UserId, open about: String, open urgent: bool,
        open on: Option<String>,
    }

    /// They have seen it, or so many at once.
    NotificationSeen = "notification.seen" { open user: UserId, open seen: i64 }

    /// An urgent one was not seen in time: whoever stands in was told.
    NotificationHandedOn = "notification.handed_on" {
        open notification: NotificationId, open user: UserId, open to: UserId,
    }

    /// Somebody changed how and when they are told.
    NotificationRulesChanged = "notification.rules_changed" { open user: UserId }

    /// A browser of theirs takes push from now on.
    DeviceAdded = "device.added" { open device: DeviceId, open user: UserId }

    /// It takes no more push: `removed` by its owner, or `gone` as its push service says.
    DeviceRemoved = "device.removed" { open device: DeviceId, open user: UserId, open why: String }
}
