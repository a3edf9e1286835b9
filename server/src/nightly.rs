//! The nightly backup: made beside the running house, proved by restoring it, seven nights kept; trouble is told.
//!
//! Invariant: a backup counts only once it was proved, and a night without one is an open exception with an owner.
//! Not here: how a backup is made (`store::backup`), and bringing it to another place, which is the owner's.

use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kernel::calendar::{TimeOfDay, Zone};
use kernel::{Actor, Business, Error, Permit, Refusal, Result, Secret, Timestamp, UserId, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::backup::Manifest;
use store::{Place, Raise, Setting, Store, Tx};
use verbs::{Command, Desk, Query, Registry, Room, Verb, Worker};

/// Files of so many nights stay in the folder, and of as many made by hand since.
const KEEP: usize = 7;
/// When it is made, on the business's clock.
const HOUR: &str = "02:00";
const DAY_S: i64 = 24 * 3600;
/// A house that was asleep at that hour waits so long after its start; one that failed, so long until it tries again.
const PATIENCE_S: i64 = 3600;
/// Between two looks: whoever asks for one while a look is under way waits no longer than this.
const ROUND_S: i64 = 10;
/// On several nodes one makes it; the others look again after this, should it die meanwhile.
const LONGEST_S: i64 = 2 * 3600;
const FAILED: &str = "backup.failed";
const MAKING: &str = "server.backup";

/// What came of the backups: the last good one, and the trouble since, if any.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Backups {
    /// Somebody wants one now.
    asked_at: Option<Timestamp>,
    last: Option<Manifest>,
    /// When the newest was made that nobody asked for.
    night_at: Option<Timestamp>,
    failed: Option<Failure>,
}

impl Backups {
    /// The newest that counts for a night.
    fn night(&self) -> Option<Timestamp> {
        let last = self.last.as_ref().filter(|made| !made.by_hand).map(|made| made.made_at);
        self.night_at.max(last)
    }
}

/// Why one is made now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Night,
    Asked,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    pub at: Timestamp,
    /// What went wrong, in the words of whatever failed.
    pub why: String,
}

impl Setting for Backups {
    const TOPIC: &'static str = "backup";
}

/// What a transaction does not tell: where the data and their database are, and the key that proves a copy.
pub struct Cellar {
    /// The data folder.
    dir: PathBuf,
    database: Option<String>,
    master_key: Secret<[u8; 32]>,
    memory: Mutex<Memory>,
}

/// Of this process alone.
#[derive(Default)]
struct Memory {
    started: Option<Timestamp>,
    look_at: Option<Timestamp>,
    node: Option<[u8; 16]>,
}

impl Cellar {
    pub fn of(place: &Place<'_>) -> Cellar {
        let (dir, database) = (place.dir.to_owned(), place.database.map(str::to_owned));
        Cellar { dir, database, master_key: place.master_key.clone(), memory: Mutex::default() }
    }

    fn folder(&self) -> PathBuf {
        self.dir.join("backups")
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().expect("nobody panics while remembering")
    }
}

#[derive(Debug, thiserror::Error)]
pub enum BackupRefusal {
    #[error("this process keeps no data folder, so it makes no backups; ask the server that runs the house")]
    NoCellar,
}

impl Refusal for BackupRefusal {
    fn code(&self) -> &'static str {
        "backup.no_cellar"
    }
}

pub struct Nightly;

impl Room for Nightly {
    fn register(house: &mut Registry) {
        house.query::<ReadBackups>().command::<RunBackup>().worker::<Nightly>();
    }
}

/// The last backup that was proved, the trouble since, and where the files lie.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BackupsView {
    /// A backup is asked for or being made.
    pub under_way: bool,
    pub last: Option<LastBackup>,
    pub failed: Option<Failure>,
    /// Of the running server.
    pub folder: Option<String>,
    /// How many of the newest nights are kept there.
    pub keep: usize,
    /// The time of day it is made, on the business's clock.
    pub hour: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LastBackup {
    pub made_at: Timestamp,
    /// File names in the folder.
    pub data: String,
    pub keyring: String,
    pub bytes: u64,
    /// Journal entries that were proved.
    pub entries: u64,
    /// Proved by restoring the copy; otherwise the dump was only read through.
    pub restored: bool,
    /// Only the master key opens it; one of an older version is read by whoever has the file.
    pub encrypted: bool,
}

impl BackupsView {
    fn of(kept: Backups, cellar: Option<&Cellar>) -> BackupsView {
        let last = |made: Manifest| LastBackup {
            made_at: made.made_at,
            data: made.data,
            keyring: made.keyring,
            bytes: made.bytes,
            entries: made.entries,
            restored: made.restored,
            encrypted: made.encrypted,
        };
        BackupsView {
            under_way: kept.asked_at.is_some(),
            last: kept.last.map(last),
            failed: kept.failed,
            folder: cellar.map(|cellar| cellar.folder().display().to_string()),
            keep: KEEP,
            hour: HOUR.into(),
        }
    }
}

/// When the last backup was made, and whether anything is wrong with them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadBackups {}

impl Query for ReadBackups {
    const VERB: Verb = Verb::get("backup.read", "/backups");
    type Answer = BackupsView;

    async fn ask(&self, tx: &mut Tx) -> Result<BackupsView> {
        let cellar = tx.provided::<Cellar>();
        Ok(BackupsView::of(tx.setting().await?, cellar.as_deref()))
    }
}

/// Make a backup now instead of tonight. It is made beside the house; the answer does not wait for it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunBackup {}

impl Command for RunBackup {
    const VERB: Verb =
        Verb::post("backup.run", "/backups").no_undo("a backup harms nobody; old ones go by themselves");
    type Answer = BackupsView;

    async fn act(&self, tx: &mut Tx) -> Result<BackupsView> {
        let cellar = tx.provided::<Cellar>().ok_or(Error::from(BackupRefusal::NoCellar))?;
        let kept = tx.setting::<Backups>().await?;
        let asked = Backups { asked_at: kept.asked_at.or(Some(tx.now())), ..kept };
        tx.keep_setting(&asked).await?;
        cellar.memory().look_at = None;
        Ok(BackupsView::of(asked, Some(&cellar)))
    }
}

impl Worker for Nightly {
    const NAME: &'static str = "server.nightly";

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let Some(cellar) = desk.store.house().rules.provided::<Cellar>() else { return Ok(None) };
        let now = desk.store.now();
        let (started, look_at) = {
            let mut memory = cellar.memory();
            (*memory.started.get_or_insert(now), memory.look_at)
        };
        if look_at.is_some_and(|at| now < at) {
            return Ok(look_at);
        }
        let (kept, zone) = read(&desk.store).await?;
        if let Some(why) = due(&kept, &zone, started, now)?
            && is_ours(&desk.store, &cellar, LONGEST_S).await?
        {
            let made = make(&desk.store, &cellar, why).await;
            tell(desk, made).await?;
            is_ours(&desk.store, &cellar, 0).await?;
        }
        let next = later(desk.store.now(), ROUND_S)?;
        cellar.memory().look_at = Some(next);
        Ok(Some(next))
    }
}

fn later(at: Timestamp, seconds: i64) -> Result<Timestamp> {
    at.checked_add(Duration::from_secs(seconds.unsigned_abs())).map_err(fault)
}

async fn read(store: &Store) -> Result<(Backups, Zone)> {
    let both = store.read(|tx| {
        Box::pin(async move {
            let zone = tx.setting::<Business>().await?.zone().clone();
            Ok((tx.setting::<Backups>().await?, zone))
        })
    });
    both.await
}

/// Somebody asked for one; or the hour has passed since the last night's, or there is none of the last day and the
/// house has settled. One made by hand counts for no night.
fn due(kept: &Backups, zone: &Zone, started: Timestamp, now: Timestamp) -> Result<Option<Due>> {
    let since = |at: Timestamp| now.duration_since(at).as_secs();
    let failed_at = kept.failed.as_ref().map(|failure| failure.at);
    let asked = kept.asked_at.is_some_and(|asked| failed_at.is_none_or(|failed| failed < asked));
    if !asked && failed_at.is_some_and(|at| since(at) < PATIENCE_S) {
        return Ok(None);
    }
    let last = kept.night();
    let hour = last_hour(zone, now)?;
    let tonight = hour > started && last.is_none_or(|made| made < hour);
    let late = since(started) > PATIENCE_S && last.is_none_or(|made| since(made) > DAY_S);
    Ok(if tonight || late { Some(Due::Night) } else { asked.then_some(Due::Asked) })
}

/// The newest instant at which the clock there showed the hour.
fn last_hour(zone: &Zone, now: Timestamp) -> Result<Timestamp> {
    let hour: TimeOfDay = HOUR.parse().expect("the hour is written like a time of day");
    let today = zone.shows(now).date();
    let at = zone.instant(today, hour).map_err(fault)?;
    if at <= now {
        return Ok(at);
    }
    zone.instant(today.yesterday().map_err(fault)?, hour).map_err(fault)
}

/// On PostgreSQL another node may be at it already. No seconds: we are done with it.
async fn is_ours(store: &Store, cellar: &Cellar, seconds: i64) -> Result<bool> {
    let Store::Pg(_) = store else { return Ok(true) };
    let node = *cellar.memory().node.get_or_insert_with(|| {
        let mut node = [0; 16];
        store.house().rng.fill(&mut node);
        node
    });
    Ok(store::lease::hold(store, MAKING, node, seconds).await?.is_some())
}

/// `None` where the house itself could not be asked.
async fn make(store: &Store, cellar: &Arc<Cellar>, why: Due) -> Result<Manifest> {
    let (house, cellar) = (store.house().clone(), cellar.clone());
    let here = tokio::runtime::Handle::current();
    let work = move || {
        let folder = furnished(cellar.folder())?;
        let place = Place {
            dir: &house.dir,
            database: cellar.database.as_deref(),
            clock: house.clock.clone(),
            rng: house.rng.clone(),
            public_url: &house.public_url,
            master_key: cellar.master_key.clone(),
        };
        let made = here.block_on(store::backup::run(&place, &folder, why == Due::Asked))?;
        store::backup::prune(&folder, KEEP)?;
        Ok(made)
    };
    tokio::task::spawn_blocking(work).await.map_err(fault)?
}

/// The folder, for its owner alone.
fn furnished(folder: PathBuf) -> Result<PathBuf> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(fault)?;
    Ok(folder)
}

/// Keeps what came of it; trouble reaches a person, and is over with the next good one.
async fn tell(desk: &Desk, made: Result<Manifest>) -> Result<()> {
    if let Err(error) = &made {
        tracing::error!(%error, "the backup failed");
    }
    let owner = if made.is_err() { administrator(desk).await? } else { None };
    let made = Arc::new(made.map_err(|error| spoken(&error)));
    let good = made.is_ok();
    let told = desk.store.write(Permit::engine(Nightly::NAME), None, move |tx| {
        let made = made.clone();
        Box::pin(async move { keep(tx, &made, owner).await })
    });
    told.await?;
    if good { store::lease::beat(&desk.store, "backup", String::new()).await } else { Ok(()) }
}

/// The cause without the words meant for strangers.
fn spoken(error: &Error) -> String {
    let text = error.to_string();
    text.strip_prefix("something broke on our side: ").map(str::to_owned).unwrap_or(text)
}

async fn keep(
    tx: &mut Tx,
    made: &std::result::Result<Manifest, String>,
    owner: Option<UserId>,
) -> Result<()> {
    let kept = tx.setting::<Backups>().await?;
    match made {
        Ok(made) => {
            let night_at = if made.by_hand { kept.night() } else { Some(made.made_at) };
            let last = Some(made.clone());
            tx.keep_setting(&Backups { asked_at: None, last, night_at, failed: None }).await?;
            tx.settle_exception(FAILED, "a backup was made and proved").await.map(drop)
        }
        Err(why) => {
            let failed = Some(Failure { at: tx.now(), why: why.clone() });
            tx.keep_setting(&Backups { asked_at: None, failed, ..kept.clone() }).await?;
            tx.raise(trouble(&kept, why, owner)).await
        }
    }
}

fn trouble(kept: &Backups, why: &str, owner: Option<UserId>) -> Raise {
    let last = kept.last.as_ref().map_or("There is no good one yet".to_owned(), |made| {
        format!("The last good one is of {}", made.made_at.strftime("%Y-%m-%d %H:%M UTC"))
    });
    Raise {
        key: FAILED.into(),
        code: FAILED,
        title: "The backup failed".into(),
        detail: format!(
            "{last}. What went wrong: {why}. Put it right (room on the disk, rights on the folder, the \
                         PostgreSQL programs), then back up now."
        ),
        owner,
        fix: Some(json!({ "verb": "backup.run", "body": {}, "label": "Back up now" })),
        due_hours: Some(4),
        ..Raise::default()
    }
}

/// Whoever has answered for the house longest.
async fn administrator(desk: &Desk) -> Result<Option<UserId>> {
    let users = desk.act(&Actor::engine(Nightly::NAME), "user.list", json!({ "limit": 200 })).await?;
    let mut able = users["items"].as_array().into_iter().flatten();
    let first = able.find(|user| user["role"] == "administrator" && user["active"] == true);
    Ok(first.and_then(|user| user["id"].as_str()?.parse().ok()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail so
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn made(text: &str) -> Option<Manifest> {
        made_so(text, false)
    }

    fn made_so(text: &str, by_hand: bool) -> Option<Manifest> {
        let (engine, data, keyring) = (String::from("sqlite"), String::new(), String::new());
        let data_sha256 = String::new();
        Some(Manifest {
            made_at: at(text),
            engine,
            data,
            data_sha256,
            keyring,
            bytes: 1,
            entries: 1,
            restored: true,
            encrypted: true,
            by_hand,
        })
    }

    fn is_due(kept: &Backups, started: &str, now: &str) -> bool {
        is_due_for(kept, started, now).is_some()
    }

    fn is_due_for(kept: &Backups, started: &str, now: &str) -> Option<Due> {
        due(kept, &"Europe/Berlin".parse().unwrap(), at(started), at(now)).unwrap()
    }

    #[test]
    fn it_is_made_at_two_in_the_night_of_the_business() {
        let kept = Backups { last: made("2026-06-01T00:00:30Z"), ..Backups::default() };
        let started = "2026-05-20T09:00:00Z";
        assert!(!is_due(&kept, started, "2026-06-01T23:59:59Z"), "01:59 in Berlin");
        assert!(is_due(&kept, started, "2026-06-02T00:00:00Z"), "02:00 in Berlin");
        let next = Backups { last: made("2026-06-02T00:00:20Z"), ..Backups::default() };
        assert!(!is_due(&next, started, "2026-06-02T00:01:00Z"), "made");
    }

    #[test]
    fn a_night_whose_clock_jumps_over_the_hour_has_its_backup() {
        let kept = Backups { last: made("2026-03-28T01:00:00Z"), ..Backups::default() };
        assert!(
            is_due(&kept, "2026-03-01T00:00:00Z", "2026-03-29T01:00:00Z"),
            "03:00, and 02:00 was never shown"
        );
    }

    #[test]
    fn a_house_that_sleeps_at_night_is_backed_up_an_hour_after_its_start() {
        let none = Backups::default();
        let started = "2026-06-01T07:00:00Z";
        assert!(!is_due(&none, started, "2026-06-01T07:59:00Z"));
        assert!(is_due(&none, started, "2026-06-01T08:00:01Z"));
        let fresh = Backups { last: made("2026-05-31T14:00:00Z"), ..Backups::default() };
        assert!(!is_due(&fresh, started, "2026-06-01T13:00:00Z"), "not a day old yet");
        assert!(is_due(&fresh, started, "2026-06-01T14:00:01Z"));
    }

    #[test]
    fn what_failed_is_tried_again_after_an_hour_and_at_once_when_somebody_asks() {
        let failure = |text| Some(Failure { at: at(text), why: "no room".into() });
        let failed = Backups { failed: failure("2026-06-02T00:00:10Z"), ..Backups::default() };
        let started = "2026-05-20T09:00:00Z";
        assert!(!is_due(&failed, started, "2026-06-02T00:30:00Z"));
        assert!(is_due(&failed, started, "2026-06-02T01:00:10Z"));
        let asked = Backups { asked_at: Some(at("2026-06-02T00:29:00Z")), ..failed };
        assert!(is_due(&asked, started, "2026-06-02T00:30:00Z"));
    }

    #[test]
    fn one_that_was_asked_for_stands_for_no_night() {
        let started = "2026-05-20T09:00:00Z";
        let night_at = Some(at("2026-06-01T00:00:20Z"));
        let asked_at = Some(at("2026-06-01T09:00:00Z"));
        let asked = Backups { asked_at, night_at, last: made("2026-06-01T00:00:20Z"), ..Backups::default() };
        assert_eq!(is_due_for(&asked, started, "2026-06-01T09:00:00Z"), Some(Due::Asked));
        let last = made_so("2026-06-01T23:59:00Z", true);
        let by_hand = Backups { asked_at: None, last, ..asked.clone() };
        assert_eq!(is_due_for(&by_hand, started, "2026-06-01T23:59:30Z"), None);
        assert_eq!(is_due_for(&by_hand, started, "2026-06-02T00:00:00Z"), Some(Due::Night));
        assert_eq!(
            is_due_for(&asked, started, "2026-06-02T00:00:00Z"),
            Some(Due::Night),
            "which serves both"
        );
    }

    #[test]
    fn trouble_names_the_last_good_one_and_offers_the_way_out() {
        let kept = Backups { last: made("2026-06-01T00:00:30Z"), ..Backups::default() };
        let raise = trouble(&kept, "No space left on device", None);
        assert!(raise.detail.contains("2026-06-01 00:00 UTC") && raise.detail.contains("No space left"));
        assert_eq!(raise.fix.unwrap()["verb"], "backup.run");
    }
}
