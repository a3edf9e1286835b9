//! An SMS leaves: written when it goes, taken by the gateway or tried again, and where it fails a person knows.
//!
//! An alarm twice is better than none: what may have been lost on the way is sent once more under the same key.

use facts::connect::{StaffSmsFailed, StaffSmsTaken};
use kernel::{Business, Error, Result, Timestamp, fault};
use store::effect::{self, Carrier, Claimed, Gate, Leave, Outcome};
use store::{Raise, Store, Tx};

use super::{SmsOrder, Wish, rows, text};
use crate::http::carry::{self, Came, Errand, shown};
use crate::http::circuit::{self, Went};
use crate::http::{Connection, pace, rows as connections};
use crate::line;

/// The key of the one exception about SMS.
pub(super) const TROUBLE: &str = "sms";
/// Later than this it is no news: the app and the mail have it. In milliseconds.
const NEWS_MS: i64 = 4 * 3_600_000;
/// When it is tried again, in seconds; then it is given up.
const LADDER: [i64; 5] = [10, 60, 300, 900, 1_800];
const LONGEST_PAUSE: i64 = 1_800;

/// For effects of kind `staff_sms`.
pub struct StaffSms;

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
            Ok(Ready::Turn(at)) => return Outcome::Retry(at, "slower: others are called first".into()),
            Ok(Ready::Needless(why)) => return Outcome::Skipped(why.into()),
            Err(error) => return again(store.now(), effect, 0, error.to_string()),
        };
        let Going { errand, wish, to, segments } = *going;
        let came = tokio::task::spawn_blocking(move || carry::go(&errand)).await;
        let came = came.unwrap_or_else(|why| Came::Lost(why.to_string()));
        judge(store.now(), effect, &wish, came, segments).without(&to)
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

    async fn postponed(&self, tx: &mut Tx, _: &Claimed, outcome: &Outcome) -> Result<()> {
        let Outcome::Retry(_, why) = outcome else { return Ok(()) };
        let (went, why) = match why.split_once(": ") {
            Some(("unknown", why)) => (Went::Unknown, why),
            Some(("trouble", why)) => (Went::Badly, why),
            _ => return Ok(()),
        };
        match connection(tx).await? {
            Some(connection) => circuit::note(tx, &connection, went, why).await,
            None => Ok(()),
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
fn judge(now: Timestamp, effect: &Claimed, wish: &Wish, came: Came, segments: usize) -> Outcome {
    match came {
        Came::Refused(why) => Outcome::Failed(why),
        Came::Unsent(why) => again(now, effect, 0, format!("trouble: {why}")),
        Came::Lost(why) if effect.attempt == 0 => again(now, effect, 0, format!("trouble: {why}")),
        Came::Lost(why) => Outcome::Failed(format!("nobody knows whether it arrived: {why}")),
        Came::Answer { code, retry_after, body } => match code {
            200..=299 if wish.says_yes(&body) => Outcome::Done(format!("taken in {segments} segments")),
            200..=299 => Outcome::Failed(format!("it answered {code} and did not say yes: {}", shown(&body))),
            401 | 403 => again(now, effect, 300, format!("unknown: it answered {code}")),
            429 => again(now, effect, retry_after.unwrap_or(30), format!("slower: it answered {code}")),
            408 | 425 | 500..=599 => {
                again(now, effect, retry_after.unwrap_or(0), format!("trouble: it answered {code}"))
            }
            _ => Outcome::Failed(format!("it answered {code}: {}", shown(&body))),
        },
    }
}

fn again(now: Timestamp, effect: &Claimed, pause: i64, why: String) -> Outcome {
    let wait = usize::try_from(effect.attempt).ok().and_then(|attempt| LADDER.get(attempt));
    let at = wait.map(|wait| now.as_millisecond() + pause.clamp(*wait, LONGEST_PAUSE.max(*wait)) * 1_000);
    match at.map(Timestamp::from_millisecond) {
        Some(Ok(at)) => Outcome::Retry(at, why),
        _ => Outcome::Failed(format!("given up: {why}")),
    }
}

/// Outcomes are kept where people read them: without the number.
trait Discreet {
    fn without(self, number: &str) -> Self;
}

impl Discreet for effect::Outcome {
    fn without(self, number: &str) -> Outcome {
        let bare = number.trim_start_matches('+');
        let clean = |why: String| why.replace(number, "the number").replace(bare, "the number");
        match self {
            Outcome::Failed(why) => Outcome::Failed(clean(why)),
            Outcome::Unknown(why) => Outcome::Unknown(clean(why)),
            Outcome::Retry(at, why) => Outcome::Retry(at, clean(why)),
            other => other,
        }
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
