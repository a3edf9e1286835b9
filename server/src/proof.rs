//! Only with the feature `proof`: a clock an outsider moves, so that days pass in seconds. Never in a
//! release.

use std::sync::{Arc, OnceLock};

use kernel::{Access, Clock, Error, Result, SystemClock, VirtualClock};
use serde_json::json;
use verbs::{Body, Desk, Door, DoorAt, Knock, Registry, Room, Shown};

static CLOCK: OnceLock<Arc<VirtualClock>> = OnceLock::new();

/// The one clock of this process.
pub fn clock() -> Arc<VirtualClock> {
    CLOCK.get_or_init(|| Arc::new(VirtualClock::at(SystemClock.now()))).clone()
}

pub struct Proof;

impl Room for Proof {
    fn register(house: &mut Registry) {
        house.door::<PassTime>();
    }
}

/// `POST /proof/clock {"pass_ms": 86400000}`, from this machine only.
struct PassTime;

impl Door for PassTime {
    const AT: DoorAt = DoorAt::post("proof.clock", "/proof/clock", Access::Public("api"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        if !["127.0.0.1", "::/64"].contains(&knock.network.as_str()) {
            return Err(Error::Missing("page"));
        }
        let asked: serde_json::Value = serde_json::from_slice(&knock.body).unwrap_or_default();
        let wrong = || Error::field("/pass_ms", "malformed", "`pass_ms` is a whole number of milliseconds");
        let ms = asked["pass_ms"].as_i64().filter(|ms| *ms >= 0).ok_or_else(wrong)?;
        clock().pass_ms(ms);
        let now = desk.store.now().as_millisecond();
        Ok(Shown::new(200, Body::Json(json!({ "now_ms": now }))))
    }
}
