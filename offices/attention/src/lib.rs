//! Attention: whoever has to know something hears of it, in the app, by push and by mail, and somebody else where
//! they do not. And what would be missed because it does not happen: silence is watched too.
//!
//! Laws: an exception is told to somebody who is there; an urgent word nobody saw goes to the stand-in; what broke
//! never carries the word that it broke. No personal value stands in a notification.

pub mod device;
pub mod disk;
pub mod health;
mod heard;
pub mod house;
pub mod monitor;
pub mod notification;
pub mod push;
pub mod round;
pub mod rules;
mod staff;
pub mod watch;

use verbs::{Registry, Room};

pub struct Attention;

impl Room for Attention {
    fn register(house: &mut Registry) {
        house.query::<notification::queries::ListNotifications>();
        house.query::<notification::queries::CountNotifications>();
        house.query::<notification::queries::ReadNotification>();
        house.command::<notification::commands::SeeNotifications>();
        house.command::<notification::commands::SendNotification>();
        house.query::<rules::commands::ReadRules>();
        house.command::<rules::commands::ChangeRules>();
        house.query::<house::ReadHouse>();
        house.command::<house::ChangeHouse>();
        house.query::<device::commands::ListDevices>();
        house.command::<device::commands::AddDevice>();
        house.command::<device::commands::RemoveDevice>();
        house.command::<device::commands::TestDevice>();
        house.query::<health::ReadHealth>();
        house.command::<watch::commands::ChangeExpectation>();
        house.worker::<round::Round>();
        house.worker::<watch::Watch>();
        house.worker::<disk::DiskWatch>();
        rules(house.rules());
    }
}

fn rules(rules: &mut store::Rules) {
    rules.noun::<notification::Notification>();
    rules.noun::<device::Device>();
    rules.bookkeeping(&["attention_plan", "attention_told", "attention_rules", "attention_device_use"]);
    rules.reaction::<heard::Hears>();
    rules.carrier("push", push::Push);
    rules.gate("push", push::Unseen);
    rules.gate("staff_mail", push::Unseen);
    rules.gate("staff_sms", push::Unseen);
    rules.migration("attention/0001_notification", include_str!("../migrations/0001_notification.sql"));
    rules.migration("attention/0002_sms", include_str!("../migrations/0002_sms.sql"));
}
