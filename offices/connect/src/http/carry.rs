//! Taking a call to the other system, and what its answer means: done, again later, never, or nobody knows.

use std::time::Duration;

use facts::connect::{HttpAnswered, HttpFailed};
use kernel::{HttpCallId, Result, Secret, Timestamp};
use serde_json::{Map, Value as Json, json};
use store::effect::{Carrier, Claimed, Outcome};
use store::{Store, Tx};
use ureq::http::{HeaderMap, Request, Uri};
use ureq::{Agent, Error, Timeout};

use super::again::{Hitch, Kind, Verdict, in_turn};
use super::circuit::{self, Went};
use super::guard::{Guard, PRIVATE};
use super::rows::{self, Call};
use super::{Auth, Connection, pace};
use crate::echo;
use crate::said::Said;

/// A call that keeps failing in passing is given up after this, counted from the first time it failed: not from when it
/// was asked for, for it may have waited for a stop, a pause or another call long before it was tried.
const PATIENCE_MS: i64 = 86_400_000;
/// And not before it has been tried so often: while a connection rests one call of many is tried now and then.
const LEAST_TRIES: i64 = 10;
/// Whoever owns the connection hears of a call that has failed so often.
const TOLD_AFTER: i64 = 3;
const LONGEST_ANSWER: u64 = 1 << 20;
const MOST_REDIRECTS: usize = 3;
/// The longest pause another system may ask for, in seconds.
const LONGEST_PAUSE: i64 = 3_600;

/// For effects of kind `http`.
#[derive(Default)]
pub struct HttpCarrier {
    met: Said<Hitch>,
}

/// What came back, or why nothing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Came {
    Answer {
        code: u16,
        retry_after: Option<i64>,
        body: Vec<u8>,
    },
    /// It was never sent.
    Unsent(String),
    /// It may have arrived.
    Lost(String),
    /// It may not be reached at all.
    Refused(String),
}

/// One request to another system, with everything it needs.
pub(crate) struct Errand {
    /// The same key is the same request, for ever.
    pub key: String,
    pub method: String,
    /// Below the connection, with its query.
    pub path: String,
    pub body: Option<Body>,
    pub connection: Connection,
    pub secret: Option<Secret<Vec<u8>>>,
}

/// What is sent, and what it is.
pub(crate) struct Body {
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
}

impl Body {
    pub fn json(body: &Json) -> Body {
        Body { content_type: "application/json", bytes: body.to_string().into_bytes() }
    }
}

impl Errand {
    fn of(call: &Call, connection: Connection, secret: Option<Secret<Vec<u8>>>) -> Errand {
        Errand {
            key: call.id.to_string(),
            method: call.method.clone(),
            path: call.path.clone(),
            body: call.request.as_ref().map(Body::json),
            connection,
            secret,
        }
    }
}

impl Carrier for HttpCarrier {
    async fn carry(&self, store: &Store, effect: &Claimed) -> Outcome {
        let Some(id) = id_of(effect) else { return Outcome::Failed("nothing was asked".into()) };
        let (call, errand) = match store.claim("connect.pace", move |tx| Box::pin(errand(tx, id))).await {
            Ok(Some((call, errand, None))) => (call, errand),
            Ok(Some((.., Some(turn)))) => return in_turn(turn),
            Ok(None) => return Outcome::Failed("nothing was asked".into()),
            Err(error) => return Outcome::Retry(again(store.now(), effect, 0), error.to_string()),
        };
        let safe = errand.connection.idempotent || !matches!(errand.method.as_str(), "POST" | "PATCH");
        let came = tokio::task::spawn_blocking(move || go(&errand)).await;
        let came = came.unwrap_or_else(|why| Came::Lost(why.to_string()));
        judge(store.now(), effect, came, &call, safe).outcome(effect, &self.met)
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &Outcome) -> Result<()> {
        let Some(call) = call_of(tx, effect).await? else { return Ok(()) };
        let (http_call, connection) = (call.id, call.connection);
        let (hardness, reason) = match outcome {
            Outcome::Done(note) => {
                let said: Json = serde_json::from_str(note).unwrap_or_default();
                let code = said["code"].as_i64().unwrap_or_default();
                rows::settle(tx, call.id, Some((code, &said["answer"])), None).await?;
                note_circuit(tx, &call, Went::Well, "").await?;
                tx.tell(HttpAnswered { http_call, connection, code });
                return Ok(());
            }
            Outcome::Failed(why) => ("permanent", why),
            Outcome::Unknown(why) => ("uncertain", why),
            Outcome::Skipped(why) => ("cancelled", why),
            Outcome::Retry(_, why) => ("permanent", why),
        };
        rows::settle(tx, call.id, None, Some(reason)).await?;
        if hardness == "uncertain" {
            note_circuit(tx, &call, Went::Badly, reason).await?;
        }
        let (hardness, reason) = (hardness.to_owned(), reason.clone());
        tx.tell(HttpFailed { http_call, connection, hardness, reason });
        Ok(())
    }

    async fn postponed(&self, tx: &mut Tx, effect: &Claimed, _: &Outcome) -> Result<()> {
        let Some(Hitch { kind, why }) = self.met.of(effect) else { return Ok(()) };
        let Some(call) = call_of(tx, effect).await? else { return Ok(()) };
        match kind.is_of_the_call() {
            true => rows::fails(tx, call.id).await?,
            false => rows::reaches(tx, call.id).await?,
        }
        if let Some(went) = kind.went() {
            note_circuit(tx, &call, went, &why).await?;
        }
        if effect.attempt + 1 < TOLD_AFTER {
            return Ok(());
        }
        match rows::load(tx, call.connection).await {
            Ok(connection) => circuit::keeps_failing(tx, &connection, &why).await,
            Err(kernel::Error::Missing(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn id_of(effect: &Claimed) -> Option<HttpCallId> {
    effect.payload["call"].as_str()?.parse().ok()
}

async fn call_of(tx: &mut Tx, effect: &Claimed) -> Result<Option<Call>> {
    match id_of(effect) {
        Some(id) => rows::call(tx, id).await,
        None => Ok(None),
    }
}

async fn note_circuit(tx: &mut Tx, call: &Call, went: Went, why: &str) -> Result<()> {
    match rows::load(tx, call.connection).await {
        Ok(connection) => circuit::note(tx, &connection, went, why).await,
        Err(kernel::Error::Missing(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// What is to be done, and when its turn is if not now.
async fn errand(tx: &mut Tx, id: HttpCallId) -> Result<Option<(Call, Errand, Option<Timestamp>)>> {
    let Some(call) = rows::call(tx, id).await? else { return Ok(None) };
    let connection = rows::load(tx, call.connection).await?;
    let secret = tx.secret(&connection.secret_name()).await?;
    let turn = pace::take(tx, &connection).await?;
    let errand = Errand::of(&call, connection, secret);
    Ok(Some((call, errand, turn)))
}

/// What an answer means.
fn judge(now: Timestamp, effect: &Claimed, came: Came, call: &Call, safe: bool) -> Verdict {
    let since = call.failing_since.filter(|_| effect.attempt >= LEAST_TRIES);
    let late = since.is_some_and(|since| now.as_millisecond() - since.as_millisecond() >= PATIENCE_MS);
    let kept = |pause: i64, hitch: Hitch| Verdict::Again(again(now, effect, pause), hitch);
    let retry = |pause: i64, hitch: Hitch| match late {
        true => Verdict::Over(Outcome::Failed(format!("given up after a day: {hitch}"))),
        false => kept(pause, hitch),
    };
    match came {
        Came::Refused(why) => Verdict::Over(Outcome::Failed(why)),
        Came::Unsent(why) => retry(0, Kind::Trouble.because(why)),
        Came::Lost(why) if safe => retry(0, Kind::Trouble.because(why)),
        Came::Lost(why) => Verdict::Over(Outcome::Unknown(why)),
        Came::Answer { code, retry_after, body } => match code {
            200..=299 => {
                let said = json!({ "code": code, "answer": taken(&call.take, &body) });
                Verdict::Over(Outcome::Done(said.to_string()))
            }
            // Whoever does not know us, or asks us to wait, is there: the call waits until that is mended.
            401 => kept(300, answered(Kind::Unknown, code)),
            // It may be forbidden this call alone, for good.
            403 => retry(300, answered(Kind::Forbidden, code)),
            429 => kept(retry_after.unwrap_or(30).clamp(1, LONGEST_PAUSE), answered(Kind::Busy, code)),
            408 | 425 | 500..=599 => {
                retry(retry_after.unwrap_or(0).min(LONGEST_PAUSE), answered(Kind::Trouble, code))
            }
            _ => Verdict::Over(Outcome::Failed(format!("it answered {code}: {}", shown(&body)))),
        },
    }
}

pub(crate) fn answered(kind: Kind, code: u16) -> Hitch {
    kind.because(format!("it answered {code}"))
}

/// 5 s, 10 s, 20 s … 30 min, a little scattered by the key of the call; or later, where it asks for that.
fn again(now: Timestamp, effect: &Claimed, pause: i64) -> Timestamp {
    let exponent = u32::try_from(effect.attempt.clamp(0, 9)).unwrap_or(9);
    let ladder = (5_000_i64 << exponent).min(1_800_000);
    let scatter = effect.key.bytes().map(i64::from).sum::<i64>() % 100;
    let wait = (ladder - ladder * scatter / 200).max(pause * 1_000);
    Timestamp::from_millisecond(now.as_millisecond() + wait).unwrap_or(Timestamp::MAX)
}

fn taken(take: &Json, body: &[u8]) -> Json {
    let body: Json = serde_json::from_slice(body).unwrap_or_default();
    // Calls that were asked for by an earlier version name the place alone.
    let place = |take: &Json| take.as_str().or(take["at"].as_str()).map(str::to_owned);
    let at = |(name, take): (&String, &Json)| Some((name.clone(), body.pointer(&place(take)?)?.clone()));
    Json::Object(take.as_object().into_iter().flatten().filter_map(at).collect::<Map<_, _>>())
}

/// As much of an answer as a person can read in a sentence.
pub(crate) fn shown(body: &[u8]) -> String {
    String::from_utf8_lossy(body).chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Outside every transaction, on a thread that may block.
pub(crate) fn go(errand: &Errand) -> Came {
    let agent = agent(errand.connection.inside);
    let mut url = format!("{}{}", errand.connection.base_url.trim_end_matches('/'), errand.path);
    for _ in 0..=MOST_REDIRECTS {
        let came = once(&agent, errand, &url);
        let (came, location) = match came {
            Ok(answer) => answer,
            Err(came) => return came,
        };
        match location {
            Some(next) if errand.method == "GET" => match same_place(&url, &next) {
                Some(next) => url = next,
                None => return Came::Refused("it sends us to another place; correct the connection".into()),
            },
            _ => return came,
        }
    }
    Came::Refused("it sends us in a circle; correct the connection".into())
}

fn agent(inside: bool) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(30)))
        .timeout_connect(Some(Duration::from_secs(10)))
        .timeout_resolve(Some(Duration::from_secs(10)))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent("Throughline")
        .build();
    Agent::with_parts(config, ureq::unversioned::transport::DefaultConnector::default(), Guard { inside })
}

type Answered = std::result::Result<(Came, Option<String>), Came>;

fn once(agent: &Agent, errand: &Errand, url: &str) -> Answered {
    let request = request(errand, url).map_err(Came::Refused)?;
    let mut response = agent.run(request).map_err(came_of)?;
    let code = response.status().as_u16();
    let retry_after = seconds(response.headers());
    let location = response.headers().get("location").and_then(|to| to.to_str().ok()).map(str::to_owned);
    let location = location.filter(|_| (300..400).contains(&code));
    let body = response.body_mut().with_config().limit(LONGEST_ANSWER).read_to_vec();
    match body {
        Ok(body) => {
            let body =
                errand.secret.as_ref().map_or(body.clone(), |secret| echo::without(&body, secret.expose()));
            Ok((Came::Answer { code, retry_after, body }, location))
        }
        Err(Error::BodyExceedsLimit(_)) => Err(Came::Refused("its answer is longer than 1 MB".into())),
        Err(error) => Err(Came::Lost(error.to_string())),
    }
}

fn request(errand: &Errand, url: &str) -> std::result::Result<Request<Vec<u8>>, String> {
    let uri: Uri = url.parse().map_err(|_| format!("`{url}` is no address"))?;
    let mut request = Request::builder()
        .method(errand.method.as_str())
        .uri(uri)
        .header("accept", "application/json")
        .header("idempotency-key", errand.key.as_str());
    if let Some((name, value)) = credentials(errand) {
        request = request.header(name, value);
    }
    if let Some(body) = &errand.body {
        request = request.header("content-type", body.content_type);
    }
    let bytes = errand.body.as_ref().map(|body| body.bytes.clone());
    request
        .body(bytes.unwrap_or_default())
        .map_err(|_| "the credentials cannot be sent; put them in again".into())
}

fn credentials(errand: &Errand) -> Option<(String, String)> {
    let secret = errand.secret.as_ref()?;
    let secret = String::from_utf8(secret.expose().clone()).ok()?;
    let name = errand.connection.auth_name.clone().unwrap_or_default();
    match errand.connection.auth {
        Auth::None => None,
        Auth::Bearer => Some(("authorization".into(), format!("Bearer {secret}"))),
        Auth::Basic => {
            let pair = data_encoding::BASE64.encode(format!("{name}:{secret}").as_bytes());
            Some(("authorization".into(), format!("Basic {pair}")))
        }
        Auth::Header => Some((name, secret)),
    }
}

fn seconds(headers: &HeaderMap) -> Option<i64> {
    headers.get("retry-after")?.to_str().ok()?.trim().parse().ok()
}

/// A redirect is followed within the same system alone: a secret goes nowhere else.
fn same_place(from: &str, to: &str) -> Option<String> {
    let base: Uri = from.parse().ok()?;
    let origin = format!("{}://{}", base.scheme_str()?, base.authority()?);
    let next =
        if to.starts_with('/') && !to.starts_with("//") { format!("{origin}{to}") } else { to.to_owned() };
    let uri: Uri = next.parse().ok()?;
    let same = uri.scheme() == base.scheme() && uri.authority() == base.authority();
    same.then_some(next)
}

/// Whether it can have arrived.
fn came_of(error: Error) -> Came {
    let text = error.to_string();
    match error {
        Error::Io(why) if why.to_string().contains(PRIVATE) => {
            Came::Refused(format!("{PRIVATE}; nothing was sent"))
        }
        Error::Io(why) if why.kind() == std::io::ErrorKind::ConnectionRefused => Came::Unsent(text),
        Error::HostNotFound | Error::ConnectionFailed => Came::Unsent(text),
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => Came::Unsent(text),
        Error::BadUri(_) | Error::Http(_) => Came::Refused(text),
        Error::Tls(_) => Came::Unsent(text),
        _ => Came::Lost(text),
    }
}

#[cfg(test)]
mod tests {
    use super::same_place;

    #[test]
    fn a_redirect_stays_in_the_same_system() {
        let from = "https://shop.test/api/orders";
        assert_eq!(same_place(from, "/v2/orders").as_deref(), Some("https://shop.test/v2/orders"));
        assert_eq!(same_place(from, "https://shop.test/x").as_deref(), Some("https://shop.test/x"));
        for elsewhere in
            ["https://other.test/x", "http://shop.test/x", "//other.test/x", "https://shop.test:8443/x"]
        {
            assert_eq!(same_place(from, elsewhere), None, "{elsewhere}");
        }
    }
}
