//! An SMS leaves: written when it goes, taken by the gateway or tried again, and where it fails a person knows.
//!
//! An alarm twice is better than none: what may have been lost on the way is sent once more under the same key.

use facts::connect::{StaffSmsFailed, StaffSmsTaken};
use kernel::{Business, Error, Result, Timestamp, fault};
use store::effect::{Carrier, Claimed, Gate, Leave, Outcome};
use store::{Raise, Store, Tx};

use super::{SmsOrder, Wish, rows, text};
use crate::http::again::{Hitch, Kind, Verdict, in_turn};
use crate::http::carry::{self, Came, Errand, answered, shown};
use crate::http::circuit::{self, Went};
use crate::http::{Connection, pace, rows as connections};
use crate::line;
use crate::said::Said;

/// The key of the one exception about SMS.
pub(super) const TROUBLE: &str = "sms";
/// Later than this it is no news: the app and the mail have it. In milliseconds.
const NEWS_MS: i64 = 4 * 3_600_000;
/// When it is tried again, in seconds; then it is given up.
const LADDER: [i64; 5] = [10, 60, 300, 900, 1_800];
const LONGEST_PAUSE: i64 = 1_800;

/// For effects of kind `staff_sms`.
#[derive(Default)]
pub struct StaffSms {
    met: Said<Hitch>,
}

/// Asked before one leaves: the connection may rest, and an old word is none.
pub struct SmsGate;

fn is_old(now: Timestamp, effect: &Claimed) -> bool {
    now.as_millisecond() - effect.made_at.as_millisecond() > NEWS_MS
}

impl Gate for SmsGate {
    async fn may_leave(&self, tx: &mut Tx, effect: &Claimed) -> Result<Leave> {
        if is_old(tx.now(), effect) {
            return Ok(Leave::Skip("it waited for hours: the app has it".into()));
        }
        match rows::gateway(tx).await? {
            Some(gateway) => circuit::may_call(tx, gateway.wish.connection, effect).await,
            None => Ok(Leave::Skip("there is no SMS connection any more".into())),
        }
    }
}

/// What there is to do with one.
enum Ready {
    Go(Box<Going>),
    Turn(Timestamp),
    Needless(&'static str),
}

struct Going {
    errand: Errand,
    wish: Wish,
    to: String,
    segments: usize,
}

impl Carrier for StaffSms {
    async fn carry(&self, store: &Store, effect: &Claimed) -> Outcome {
        let asked = effect.clone();
        let ready = store.claim("connect.sms", move |tx| {
            let effect = asked.clone();
            Box::pin(async move { ready(tx, &effect).await })
        });
        let going = match ready.await {
            Ok(Ready::Go(going)) => going,
            Ok(Ready::Turn(at)) => return in_turn(at),
            Ok(Ready::Needless(why)) => return Outcome::Skipped(why.into()),
            Err(error) => {
                let why = error.to_string();
                return match again(store.now(), effect, 0) {
                    Some(at) => Outcome::Retry(at, why),
                    None => Outcome::Failed(given_up(&why)),
                };
            }
        };
        let Going { errand, wish, to, segments } = *going;
        let came = tokio::task::spawn_blocking(move || carry::go(&errand)).await;
        let came = came.unwrap_or_else(|why| Came::Lost(why.to_string()));
        without(judge(store.now(), effect, &wish, came, segments), &to).outcome(effect, &self.met)
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &Outcome) -> Result<()> {
        let order: SmsOrder = serde_json::from_value(effect.payload.clone()).map_err(fault)?;
        let connection = connection(tx).await?;
        match (outcome, connection) {
            (Outcome::Done(note), Some(connection)) => {
                circuit::note(tx, &connection, Went::Well, "").await?;
                tx.settle_exception(TROUBLE, "an SMS was taken").await?;
                let segments = note.split(' ').find_map(|word| word.parse().ok()).unwrap_or(1);
                tx.tell(StaffSmsTaken { user: order.user, connection: connection.id, segments });
                Ok(())
            }
            (Outcome::Failed(why) | Outcome::Unknown(why), connection) => {
                raise(tx, connection.as_ref(), why).await?;
                tx.tell(StaffSmsFailed { user: order.user, reason: why.clone() });
                Ok(())
            }
            (Outcome::Done(_) | Outcome::Skipped(_) | Outcome::Retry(..), _) => Ok(()),
        }
    }

    async fn postponed(&self, tx: &mut Tx, effect: &Claimed, _: &Outcome) -> Result<()> {
        let Some(Hitch { kind, why }) = self.met.of(effect) else { return Ok(()) };
        match (kind.went(), connection(tx).await?) {
            (Some(went), Some(connection)) => circuit::note(tx, &connection, went, &why).await,
            _ => Ok(()),
        }
    }
}

/// The gateway's connection, while there is one.
async fn connection(tx: &mut Tx) -> Result<Option<Connection>> {
    let Some(gateway) = rows::gateway(tx).await? else { return Ok(None) };
    match connections::load(tx, gateway.wish.connection).await {
        Ok(connection) => Ok(Some(connection)),
        Err(Error::Missing(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn ready(tx: &mut Tx, effect: &Claimed) -> Result<Ready> {
    let order: SmsOrder = serde_json::from_value(effect.payload.clone()).map_err(fault)?;
    let Some(gateway) = rows::gateway(tx).await? else {
        return Ok(Ready::Needless("there is no SMS connection any more"));
    };
    let Some(to) = rows::phone(tx, order.user).await? else {
        return Ok(Ready::Needless("they have given no mobile number"));
    };
    let connection = connections::load(tx, gateway.wish.connection).await?;
    if let Some(turn) = pace::take(tx, &connection).await? {
        return Ok(Ready::Turn(turn));
    }
    let secret = tx.secret(&connection.secret_name()).await?;
    let business = tx.setting::<Business>().await?;
    let said = text::fit(&format!("{}: {}", business.name, order.title), &tx.public_url(&order.path));
    let segments = text::segments(&said);
    let (path, body) = gateway.wish.request(&to, &said);
    let (key, method) = (effect.key.clone(), gateway.wish.method.word().to_owned());
    let errand = Errand { key, method, path, body, connection, secret };
    Ok(Ready::Go(Box::new(Going { errand, wish: gateway.wish, to, segments })))
}

/// What an answer means.
fn judge(now: Timestamp, effect: &Claimed, wish: &Wish, came: Came, segments: usize) -> Verdict {
    let failed = |why: String| Verdict::Over(Outcome::Failed(why));
    let retry = |pause: i64, hitch: Hitch| match again(now, effect, pause) {
        Some(at) => Verdict::Again(at, hitch),
        None => failed(given_up(&hitch)),
    };
    match came {
        Came::Refused(why) => failed(why),
        Came::Unsent(why) => retry(0, Kind::Trouble.because(why)),
        Came::Lost(why) if effect.attempt == 0 => retry(0, Kind::Trouble.because(why)),
        Came::Lost(why) => failed(format!("nobody knows whether it arrived: {why}")),
        Came::Answer { code, retry_after, body } => match code {
            200..=299 if wish.says_yes(&body) => {
                Verdict::Over(Outcome::Done(format!("taken in {segments} segments")))
            }
            200..=299 => failed(format!("it answered {code} and did not say yes: {}", shown(&body))),
            401 | 403 => retry(300, answered(Kind::Unknown, code)),
            429 => retry(retry_after.unwrap_or(30), answered(Kind::Slower, code)),
            408 | 425 | 500..=599 => retry(retry_after.unwrap_or(0), answered(Kind::Trouble, code)),
            _ => failed(format!("it answered {code}: {}", shown(&body))),
        },
    }
}

/// When it is tried again; `None` where it was tried often enough.
fn again(now: Timestamp, effect: &Claimed, pause: i64) -> Option<Timestamp> {
    let wait = *LADDER.get(usize::try_from(effect.attempt).ok()?)?;
    let later = pause.clamp(wait, LONGEST_PAUSE.max(wait)) * 1_000;
    Timestamp::from_millisecond(now.as_millisecond() + later).ok()
}

fn given_up(why: &impl std::fmt::Display) -> String {
    format!("given up: {why}")
}

/// What is kept where people read it says nothing of the number.
fn without(verdict: Verdict, number: &str) -> Verdict {
    let bare = number.trim_start_matches('+');
    let clean = |why: String| why.replace(number, "the number").replace(bare, "the number");
    match verdict {
        Verdict::Over(Outcome::Failed(why)) => Verdict::Over(Outcome::Failed(clean(why))),
        Verdict::Again(at, Hitch { kind, why }) => Verdict::Again(at, kind.because(clean(why))),
        done @ Verdict::Over(_) => done,
    }
}

/// One exception, however many fail. Attention tells it by every way but this one.
async fn raise(tx: &mut Tx, connection: Option<&Connection>, why: &str) -> Result<()> {
    let owner = match connection.and_then(|connection| connection.owned.owner) {
        Some(owner) => Some(owner),
        None => line::rows::administrator(tx).await?,
    };
    tx.raise(Raise {
        key: TROUBLE.into(),
        code: "sms.not_taken",
        title: "An SMS to the staff did not leave".into(),
        detail: format!(
            "{why}. The app has what it said. Send a test under Settings > Notifications, and mend what it names."
        ),
        owner,
        subject: connection.map(|connection| connection.id.into()),
        due_hours: Some(1),
        ..Raise::default()
    })
    .await
}
