//! Adding a system that may be called, and changing it.

use facts::connect::ConnectionChanged;
use kernel::{ConnectionId, Error, Owned, Result, Secret};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::{ChangedConnection, ConnectionView};
use super::{Auth, Connection, HttpRefusal, circuit, pace, rows};

/// Add a system automations may call by its name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddConnection {
    /// Small letters, digits and dashes, such as `shop`.
    pub name: String,
    /// Every path is below this, such as `https://api.shop.example/v2`.
    pub base_url: String,
    #[serde(default)]
    pub auth: Auth,
    /// The user, or the name of the header.
    #[serde(default)]
    pub auth_name: Option<String>,
    /// Kept sealed, and never shown again.
    #[serde(default)]
    pub secret: Option<String>,
    /// It stands in our own network: private addresses are meant.
    #[serde(default)]
    pub inside: bool,
    /// It takes a second call with the same `Idempotency-Key` as the first.
    #[serde(default)]
    pub idempotent: bool,
    /// Calls a second it bears, 1 to 1,000; 10 where nothing is said.
    #[serde(default)]
    pub calls_per_second: Option<i64>,
}

impl Command for AddConnection {
    const VERB: Verb = Verb::post("connection.add", "/connections").undo("connection.remove");
    type Answer = ConnectionView;

    async fn act(&self, tx: &mut Tx) -> Result<ConnectionView> {
        let name = name(&self.name)?;
        if rows::named(tx, &name).await?.is_some() {
            return Err(HttpRefusal::NameTaken(name).into());
        }
        let connection = Connection {
            id: tx.new_id(),
            rv: 1,
            owned: Owned { owner: tx.permit().user(), team: None },
            name,
            base_url: address(&self.base_url, self.inside)?,
            auth: self.auth,
            auth_name: self.auth_name.clone(),
            inside: self.inside,
            idempotent: self.idempotent,
            calls_per_second: borne(self.calls_per_second.unwrap_or(pace::USUAL))?,
            paused: false,
            removed_at: None,
        };
        knows_us(&connection, self.secret.is_some())?;
        keep_secret(tx, &connection, self.secret.as_deref()).await?;
        tx.add(&connection).await?;
        tx.tell(connection.added());
        ConnectionView::of(tx, connection).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "connection": answer["id"] }))
    }
}

fn name(text: &str) -> Result<String> {
    let name = text.trim();
    let fits = !name.is_empty() && name.len() <= 40;
    let letters = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
    match fits && letters {
        true => Ok(name.to_owned()),
        false => Err(Error::field(
            "/name",
            "connection.bad_name",
            "write small letters, digits and dashes, such as shop",
        )),
    }
}

/// An address below which all calls stay: without user, query or fragment; without TLS only inside.
fn address(text: &str, inside: bool) -> Result<String> {
    let wrong = |why: &str| Error::field("/base_url", "connection.bad_address", why.to_owned());
    let text = text.trim().trim_end_matches('/');
    let uri: ureq::http::Uri =
        text.parse().map_err(|_| wrong("write it like https://api.shop.example/v2"))?;
    let plain = uri.query().is_none()
        && !text.contains('#')
        && uri.authority().is_some_and(|a| !a.as_str().contains('@'));
    match uri.scheme_str() {
        _ if !plain => {
            Err(wrong("leave out user, question mark and hash; credentials have fields of their own"))
        }
        Some("https") => Ok(text.to_owned()),
        Some("http") if inside => Ok(text.to_owned()),
        _ => Err(wrong("write it like https://api.shop.example/v2; only inside our network it may be http")),
    }
}

/// A second person said yes to a version that calls this host: another one is theirs to read again.
async fn stays_where_approved(tx: &mut Tx, before: &Connection, after: &Connection) -> Result<()> {
    if host(&before.base_url) == host(&after.base_url) {
        return Ok(());
    }
    let callers = rows::callers(tx).await?;
    match callers.iter().find(|one| one.reviewed && one.of(before)) {
        Some(one) => Err(HttpRefusal::ApprovedHere(before.name.clone(), one.said()).into()),
        None => Ok(()),
    }
}

/// Where it stands: its host and port, without the path, which changes as the other side grows.
fn host(address: &str) -> Option<String> {
    let uri: ureq::http::Uri = address.parse().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?.as_str().to_ascii_lowercase()))
}

fn borne(calls_per_second: i64) -> Result<i64> {
    let say = || format!("write how many calls a second it bears: 1 to {}", pace::MOST);
    match calls_per_second {
        1..=pace::MOST => Ok(calls_per_second),
        _ => Err(Error::field("/calls_per_second", "connection.pace", say())),
    }
}

fn knows_us(connection: &Connection, has_secret: bool) -> Result<()> {
    let named = connection.auth_name.as_deref().is_some_and(|name| !name.trim().is_empty());
    match connection.auth {
        Auth::Basic | Auth::Header if !named => {
            Err(Error::field("/auth_name", "connection.no_auth_name", "name the user, or the header"))
        }
        Auth::Bearer | Auth::Basic | Auth::Header if !has_secret => {
            Err(Error::field("/secret", "connection.no_secret", "put in the secret it knows us by"))
        }
        _ => Ok(()),
    }
}

async fn keep_secret(tx: &mut Tx, connection: &Connection, secret: Option<&str>) -> Result<()> {
    match secret {
        Some(secret) => {
            tx.keep_secret(&connection.secret_name(), &Secret::new(secret.trim().as_bytes().to_vec())).await
        }
        None => Ok(()),
    }
}

/// Change where a system stands, how it knows us, or whether anything is sent to it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeConnection {
    pub connection: ConnectionId,
    pub base_url: Option<String>,
    pub auth: Option<Auth>,
    pub auth_name: Option<String>,
    pub secret: Option<String>,
    pub inside: Option<bool>,
    pub idempotent: Option<bool>,
    /// Calls a second it bears, 1 to 1,000.
    pub calls_per_second: Option<i64>,
    /// Nothing is sent to it; what waits is kept.
    pub paused: Option<bool>,
}

impl Command for ChangeConnection {
    const VERB: Verb =
        Verb::patch("connection.change", "/connections/{connection}").undo("connection.change");
    type Answer = ChangedConnection;

    fn subject(&self) -> Subject {
        self.connection.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ChangedConnection> {
        let before = rows::load(tx, self.connection).await?;
        let inside = self.inside.unwrap_or(before.inside);
        let after = Connection {
            base_url: address(self.base_url.as_deref().unwrap_or(&before.base_url), inside)?,
            auth: self.auth.unwrap_or(before.auth),
            auth_name: self.auth_name.clone().or(before.auth_name.clone()),
            inside,
            idempotent: self.idempotent.unwrap_or(before.idempotent),
            calls_per_second: borne(self.calls_per_second.unwrap_or(before.calls_per_second))?,
            paused: self.paused.unwrap_or(before.paused),
            ..before.clone()
        };
        stays_where_approved(tx, &before, &after).await?;
        let known = tx.secret(&before.secret_name()).await?.is_some();
        knows_us(&after, known || self.secret.is_some())?;
        keep_secret(tx, &after, self.secret.as_deref()).await?;
        let was = self.was(&before);
        let kept = tx.keep(&before, after).await?;
        if kept.rv != before.rv || self.secret.is_some() {
            tx.tell(ConnectionChanged { connection: kept.id });
            circuit::mended(tx, &kept, "the connection was changed").await?;
        }
        Ok(ChangedConnection { connection: ConnectionView::of(tx, kept).await?, was })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let mut body = answer["was"].as_object().filter(|was| !was.is_empty())?.clone();
        body.insert("connection".into(), json!(self.connection));
        Some(Json::Object(body))
    }
}

impl ChangeConnection {
    /// What was there before, of what is changed; a secret is never told.
    fn was(&self, old: &Connection) -> Map<String, Json> {
        let all = [
            ("base_url", self.base_url.is_some(), json!(old.base_url)),
            ("auth", self.auth.is_some(), json!(old.auth)),
            ("auth_name", self.auth_name.is_some(), json!(old.auth_name)),
            ("inside", self.inside.is_some(), json!(old.inside)),
            ("idempotent", self.idempotent.is_some(), json!(old.idempotent)),
            ("calls_per_second", self.calls_per_second.is_some(), json!(old.calls_per_second)),
            ("paused", self.paused.is_some(), json!(old.paused)),
        ];
        all.into_iter().filter(|(_, given, _)| *given).map(|(name, _, old)| (name.into(), old)).collect()
    }
}
