//! Only with the feature `proof`: a clock an outsider moves, so that days pass in seconds, and a door that answers
//! once nothing is left to do. Never in a release.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use kernel::{Access, Clock, Error, Result, SystemClock, VirtualClock};
use serde_json::json;
use verbs::{Body, Desk, Door, DoorAt, Knock, Registry, Room, Shown};

use crate::roster::Roster;

static CLOCK: OnceLock<Arc<VirtualClock>> = OnceLock::new();
static ROSTER: OnceLock<Roster> = OnceLock::new();
/// Between two looks whether everybody rests, and how many of them.
const LOOK: Duration = Duration::from_millis(2);
const LOOKS: u32 = 30_000;

/// The one clock of this process.
pub fn clock() -> Arc<VirtualClock> {
    CLOCK.get_or_init(|| Arc::new(begun())).clone()
}

/// Ahead by what an earlier process of the same house was put ahead: a restart puts no clock back.
fn begun() -> VirtualClock {
    let clock = VirtualClock::at(SystemClock.now());
    let ahead = std::env::var("THROUGHLINE_AHEAD_MS").ok().and_then(|text| text.parse().ok());
    clock.pass_ms(ahead.unwrap_or(0));
    clock
}

/// The workers of this process.
pub fn know(roster: &Roster) {
    let _ = ROSTER.set(roster.clone());
}

pub struct Proof;

impl Room for Proof {
    fn register(house: &mut Registry) {
        house.door::<PassTime>();
        house.door::<AwaitRest>();
        house.door::<ArmCrash>();
    }
}

/// `POST /proof/clock {"pass_ms": 86400000}`, from this machine only.
struct PassTime;

impl Door for PassTime {
    const AT: DoorAt = DoorAt::post("proof.clock", "/proof/clock", Access::Public("api"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        from_here(&knock)?;
        let asked: serde_json::Value = serde_json::from_slice(&knock.body).unwrap_or_default();
        let wrong = || Error::field("/pass_ms", "malformed", "`pass_ms` is a whole number of milliseconds");
        let ms = asked["pass_ms"].as_i64().filter(|ms| *ms >= 0).ok_or_else(wrong)?;
        clock().pass_ms(ms);
        if let Some(roster) = ROSTER.get().filter(|_| ms > 0) {
            roster.clock_moved();
        }
        let now = desk.store.now().as_millisecond();
        Ok(Shown::new(200, Body::Json(json!({ "now_ms": now }))))
    }
}

/// `POST /proof/rest`: answers once every worker has nothing left to do; 503 with their names where that takes a
/// minute.
struct AwaitRest;

impl Door for AwaitRest {
    const AT: DoorAt = DoorAt::post("proof.rest", "/proof/rest", Access::Public("api"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        from_here(&knock)?;
        let roster = ROSTER.get().ok_or_else(|| kernel::fault("no worker was started"))?;
        for _ in 0..LOOKS {
            if roster.restless(desk.store.now()).is_empty() {
                let now = desk.store.now().as_millisecond();
                return Ok(Shown::new(200, Body::Json(json!({ "now_ms": now }))));
            }
            roster.hurry();
            tokio::time::sleep(LOOK).await;
        }
        let restless = roster.restless(desk.store.now());
        Ok(Shown::new(503, Body::Json(json!({ "restless": restless }))))
    }
}

/// `POST /proof/crash {"at": "effect.carried", "count": 2}`: the second visit from now on is its death; `{}` disarms.
/// The answer says how often each place was visited since the last time.
struct ArmCrash;

impl Door for ArmCrash {
    const AT: DoorAt = DoorAt::post("proof.crash", "/proof/crash", Access::Public("api"));

    async fn open(_: &Desk, knock: Knock) -> Result<Shown> {
        from_here(&knock)?;
        let asked: serde_json::Value = serde_json::from_slice(&knock.body).unwrap_or_default();
        let visits = kernel::crash::visits();
        let count = asked["count"].as_u64().unwrap_or(1);
        kernel::crash::arm(asked["at"].as_str().map(|at| (at.to_owned(), count)));
        Ok(Shown::new(200, Body::Json(json!({ "visits": visits }))))
    }
}

fn from_here(knock: &Knock) -> Result<()> {
    let here = ["127.0.0.1", "::/64"].contains(&knock.network.as_str());
    if here { Ok(()) } else { Err(Error::Missing("page")) }
}
