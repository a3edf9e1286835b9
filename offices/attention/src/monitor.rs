//! A monitor outside hears every minute that the watch goes round: where it hears nothing the process is dead, and says
//! so to whoever looks after the house. Nothing about the business is in the call.
//!
//! Invariant: called only after a round of the watch; that it cannot be reached is an exception, and nothing else waits
//! for it. Not here: what the monitor does then, which is its own matter.

use std::sync::Mutex;
use std::time::Duration;

use kernel::{Result, Timestamp, fault};
use store::{Raise, Tx};
use verbs::Desk;

use crate::staff::Staff;
use crate::watch::promise::UNREACHED;

/// The name of its beat: when the monitor took a call last.
pub(crate) const BEAT: &str = "attention.monitor";
/// A little less than a minute, for the watch goes round every half.
const EVERY_MS: i64 = 50_000;
/// Unreached for so long it is told.
const PATIENCE_MS: i64 = 180_000;
/// It answers at once, or not.
const LONGEST: Duration = Duration::from_secs(10);

type Call = Box<dyn Fn(&str) -> Result<(), String> + Send + Sync>;

/// Where it is, how it is called, and how it went. Without one nobody is called.
pub struct Monitor {
    url: String,
    call: Call,
    went: Mutex<Went>,
}

/// In milliseconds of the clock.
#[derive(Debug, Clone, Copy, Default)]
struct Went {
    called_at: Option<i64>,
    failing_since: Option<i64>,
    /// What the staff know: that it is reached, or not.
    told: Option<bool>,
}

impl Monitor {
    pub fn of(url: String, call: impl Fn(&str) -> Result<(), String> + Send + Sync + 'static) -> Monitor {
        Monitor { url, call: Box::new(call), went: Mutex::default() }
    }

    /// By HTTP: a GET that is answered with success, without following it elsewhere.
    pub fn real(url: String) -> Monitor {
        Monitor::of(url, |url| {
            let config = ureq::Agent::config_builder().timeout_global(Some(LONGEST)).max_redirects(0);
            let answer = config.http_status_as_error(false).build().new_agent().get(url).call();
            match answer.map(|answer| answer.status().as_u16()) {
                Ok(200..=299) => Ok(()),
                Ok(status) => Err(format!("it answers {status}")),
                Err(error) => Err(error.to_string()),
            }
        })
    }

    fn went(&self) -> std::sync::MutexGuard<'_, Went> {
        self.went.lock().expect("nobody panics while remembering a call")
    }

    fn is_due(&self, now: i64) -> bool {
        self.went().called_at.is_none_or(|at| !(0..EVERY_MS).contains(&(now - at)))
    }

    /// Remembers how it went; what the staff have to hear of it, if anything.
    fn note(&self, now: i64, reached: bool) -> Option<bool> {
        let mut went = self.went();
        went.called_at = Some(now);
        went.failing_since = if reached { None } else { went.failing_since.or(Some(now)) };
        let long = went.failing_since.is_some_and(|since| now - since >= PATIENCE_MS);
        let news = if reached { Some(true) } else { long.then_some(false) };
        news.filter(|news| went.told != Some(*news))
    }
}

/// Calls it where a minute has passed.
pub(crate) async fn tell(desk: &Desk) -> Result<()> {
    let Some(monitor) = desk.store.house().rules.provided::<Monitor>() else { return Ok(()) };
    let now = desk.store.now().as_millisecond();
    if !monitor.is_due(now) {
        return Ok(());
    }
    let caller = monitor.clone();
    let called = tokio::task::spawn_blocking(move || (caller.call)(&caller.url)).await.map_err(fault)?;
    if called.is_ok() {
        store::lease::beat(&desk.store, BEAT, String::new()).await?;
    }
    if let Some(reached) = monitor.note(now, called.is_ok()) {
        let why = called.err().unwrap_or_default();
        let work = desk.store.claim(BEAT, move |tx| {
            let why = why.clone();
            Box::pin(async move { say(tx, reached, &why).await })
        });
        work.await?;
        monitor.went().told = Some(reached);
    }
    Ok(())
}

async fn say(tx: &mut Tx, reached: bool, why: &str) -> Result<()> {
    if reached {
        return tx.settle_exception(UNREACHED, "it hears from us again").await.map(drop);
    }
    let staff = Staff::load(tx).await?;
    tx.raise(Raise {
        key: UNREACHED.into(),
        code: UNREACHED,
        title: "The monitor outside does not hear from us".into(),
        detail: format!(
            "It could not be called for three minutes: {why}. It may tell you now that this server is down. Look \
             whether the server reaches the internet, and at the address in `--ping-url`."
        ),
        owner: staff.hearing(None).first().copied(),
        due_hours: Some(4),
        ..Raise::default()
    })
    .await
}

/// When it took a call last, where there is one.
pub(crate) fn heard_at(tx: &Tx, beats: &[(String, Timestamp)]) -> Option<Option<Timestamp>> {
    tx.provided::<Monitor>()?;
    Some(beats.iter().find(|(name, _)| name == BEAT).map(|(_, at)| *at))
}
