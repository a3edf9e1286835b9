//! What the business decides about telling its staff: how long an urgent word may stay unseen, which push services
//! may be called besides those of the browsers' makers, and how much it expects of a door or an automation.

use std::collections::BTreeMap;

use kernel::calendar::BusinessHours;
use kernel::{Error, Refusal, Result, Timestamp, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{Setting, Tx};
use verbs::{Command, Query, Verb};

use crate::push::service;

/// Which clock runs while an urgent word is unseen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// Only while the business is open.
    #[default]
    OpenHours,
    Always,
}

/// What somebody expects of a door or an automation; of 0 nothing is expected, and nobody is told of silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    pub at_least: u32,
    /// In so many hours of the clock.
    pub hours: u32,
}

/// Topic `attention`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct House {
    /// So many minutes an urgent word may stay unseen before the stand-in hears it.
    pub hand_on_minutes: u32,
    pub counting: Counting,
    /// Origins such as `https://push.example.com`, beside the push services of the browsers' makers.
    pub push_services: Vec<String>,
    /// Somebody is told when less than so many percent of the usual mail left over a business day; of 0, when none did.
    pub least_percent: u32,
    /// By the name of what is watched, such as `door form_…` or `automation automation_…`.
    pub expectations: BTreeMap<String, Expectation>,
}

/// A tenth of what is usual.
const LEAST_PERCENT: u32 = 10;

fn least_percent() -> u32 {
    LEAST_PERCENT
}

impl Default for House {
    fn default() -> House {
        House {
            hand_on_minutes: 30,
            counting: Counting::OpenHours,
            push_services: vec![],
            least_percent: LEAST_PERCENT,
            expectations: BTreeMap::new(),
        }
    }
}

impl Setting for House {
    const TOPIC: &'static str = "attention";
}

impl House {
    /// When an urgent word of now goes to the stand-in.
    pub fn hand_on_at(&self, now: Timestamp, hours: &BusinessHours) -> Result<Timestamp> {
        let seconds = self.hand_on_minutes.saturating_mul(60);
        match self.counting {
            Counting::OpenHours => Ok(hours.add_business_seconds(now, seconds)?),
            Counting::Always => {
                let ms = now.as_millisecond() + i64::from(seconds) * 1000;
                Timestamp::from_millisecond(ms).map_err(fault)
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("these settings are at version {0} by now; look again before you change them")]
struct Stale(i64);

impl Refusal for Stale {
    fn code(&self) -> &'static str {
        "setting.stale"
    }
    fn status(&self) -> u16 {
        412
    }
}

/// The settings and their version; what a change gives back also says what was before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HouseView {
    /// Give it back with a change.
    pub rv: i64,
    pub hand_on_minutes: u32,
    pub counting: Counting,
    pub push_services: Vec<String>,
    pub least_percent: u32,
    pub before: Option<Json>,
}

impl HouseView {
    fn of(house: House, rv: i64, before: Option<Json>) -> HouseView {
        let House { hand_on_minutes, counting, push_services, least_percent, .. } = house;
        HouseView { rv, hand_on_minutes, counting, push_services, least_percent, before }
    }
}

/// Read how the business tells its staff.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadHouse {}

impl Query for ReadHouse {
    const VERB: Verb = Verb::get("attention.read", "/settings/attention");
    type Answer = HouseView;

    async fn ask(&self, tx: &mut Tx) -> Result<HouseView> {
        let (house, rv) = tx.setting_at::<House>().await?;
        Ok(HouseView::of(house, rv, None))
    }
}

/// Change how the business tells its staff, over the version you saw.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeHouse {
    pub rv: i64,
    pub hand_on_minutes: u32,
    #[serde(default)]
    pub counting: Counting,
    #[serde(default)]
    pub push_services: Vec<String>,
    /// Tell when less than so many percent of the usual mail left over a business day; 10 where nothing is said.
    #[serde(default = "least_percent")]
    pub least_percent: u32,
}

impl Command for ChangeHouse {
    const VERB: Verb = Verb::put("attention.change", "/settings/attention").undo("attention.change");
    type Answer = HouseView;

    async fn act(&self, tx: &mut Tx) -> Result<HouseView> {
        let (before, rv) = tx.setting_at::<House>().await?;
        if rv != self.rv {
            return Err(Stale(rv).into());
        }
        self.check()?;
        let (hand_on_minutes, counting) = (self.hand_on_minutes, self.counting);
        let push_services = self.push_services.clone();
        let least_percent = self.least_percent;
        let after = House { hand_on_minutes, counting, push_services, least_percent, ..before.clone() };
        tx.keep_setting(&after).await?;
        let (after, rv) = tx.setting_at::<House>().await?;
        let before = json!({ "hand_on_minutes": before.hand_on_minutes, "counting": before.counting,
            "push_services": before.push_services, "least_percent": before.least_percent });
        Ok(HouseView::of(after, rv, Some(before)))
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let mut body = answer["before"].clone();
        body.as_object_mut()?.insert("rv".into(), answer["rv"].clone());
        Some(body)
    }
}

impl ChangeHouse {
    fn check(&self) -> Result<()> {
        if !(5..=10_080).contains(&self.hand_on_minutes) {
            let why = "choose between 5 minutes and a week";
            return Err(Error::field("/hand_on_minutes", "attention.minutes", why));
        }
        if self.least_percent > 90 {
            return Err(Error::field(
                "/least_percent",
                "attention.percent",
                "choose between 0 and 90 percent",
            ));
        }
        match self.push_services.iter().position(|origin| !service::is_origin(origin)) {
            None => Ok(()),
            Some(at) => {
                let why = "write scheme, host and port alone, such as https://push.example.com";
                Err(Error::field(format!("/push_services/{at}"), "attention.push_service", why))
            }
        }
    }
}
