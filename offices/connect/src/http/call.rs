//! `http.call`: asking another system for something, after the commit, under a key that stays the same.

use facts::connect::HttpCalled;
use kernel::{ConnectionId, ContactId, Error, HttpCallId, Id, Result, RunId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use store::{Tx, effect};
use verbs::{Command, Verb};

use super::{HttpRefusal, rows};

/// What is asked of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    Get,
    #[default]
    Post,
    Put,
    Patch,
    Delete,
}

impl HttpMethod {
    pub(crate) fn word(self) -> &'static str {
        match self {
            HttpMethod::Get => "GET",
            HttpMethod::Post => "POST",
            HttpMethod::Put => "PUT",
            HttpMethod::Patch => "PATCH",
            HttpMethod::Delete => "DELETE",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<HttpMethod> {
        use HttpMethod::{Delete, Get, Patch, Post, Put};
        [Get, Post, Put, Patch, Delete].into_iter().find(|method| method.word() == word)
    }
}

/// Call another system by the name of its connection.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallHttp {
    /// The name of the connection, such as `shop`.
    pub connection: String,
    #[serde(default)]
    pub method: HttpMethod,
    /// Below the connection's address; begins with a slash.
    pub path: String,
    /// What the address has behind its question mark.
    #[serde(default)]
    pub query: Map<String, Json>,
    /// JSON.
    #[serde(default)]
    pub body: Option<Map<String, Json>>,
    /// What of the answer is kept: `{total: number}`, or `{id: {is: text, at: /order/id, class: open}}`. What is not
    /// open is personal: it goes with the contact, and when it has served.
    #[serde(default)]
    pub take: Map<String, Json>,
    /// Whom it concerns; an automation that is about somebody says so by itself.
    #[serde(default)]
    pub contact: Option<ContactId>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct HttpCallView {
    pub id: HttpCallId,
    pub connection: ConnectionId,
    /// `queued`, `answered` or `failed`.
    pub state: String,
    /// The status of the answer, once there is one.
    pub code: Option<i64>,
}

impl Command for CallHttp {
    const VERB: Verb = Verb::post("http.call", "/http/call").no_undo("the other system has been asked");
    type Answer = HttpCallView;

    async fn act(&self, tx: &mut Tx) -> Result<HttpCallView> {
        let connection = rows::named(tx, self.connection.trim()).await?;
        let connection = connection.ok_or_else(|| HttpRefusal::NoConnection(self.connection.clone()))?;
        let path = self.whole_path()?;
        let id: HttpCallId = tx.new_id();
        let run = Some(tx.permit().by()).filter(|by| by.kind == RunId::PREFIX);
        let call = rows::Call {
            id,
            connection: connection.id,
            run: run.map(|run| RunId::from_bytes(run.bytes)),
            contact: self.contact,
            method: self.method.word().into(),
            path,
            request: self.body.clone().map(Json::Object),
            take: self.pointers()?,
            made_at: tx.now(),
            failing_since: None,
        };
        rows::add(tx, &call).await?;
        tx.tell(HttpCalled { http_call: id, connection: connection.id });
        let payload = json!({ "call": id, "connection": connection.id });
        let subject = Some(id.into());
        let person = self.contact.map(Into::into);
        tx.effect(effect::New {
            person,
            subject,
            run,
            ..effect::New::of("http", format!("http {id}"), &payload)
        });
        Ok(HttpCallView { id, connection: connection.id, state: "queued".into(), code: None })
    }
}

impl CallHttp {
    fn whole_path(&self) -> Result<String> {
        let path = below(&self.path)?;
        let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let pairs =
            self.query.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(&text(value))));
        let query = pairs.collect::<Vec<_>>().join("&");
        Ok(if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") })
    }

    /// Each name with the JSON pointer where its value stands, and whether it is open.
    fn pointers(&self) -> Result<Json> {
        let mut found = Map::new();
        for (name, take) in &self.take {
            let at = take["at"].as_str().map_or_else(|| format!("/{name}"), str::to_owned);
            if !at.starts_with('/') {
                let why = "a place in the answer is written like /order/id";
                return Err(Error::field(format!("/take/{name}"), "http.bad_pointer", why));
            }
            let open = match take["class"].as_str() {
                None | Some("personal") => false,
                Some("open") => true,
                Some(_) => {
                    let why = "a value is `open` or `personal`; what is protected or secret is not taken";
                    return Err(Error::field(format!("/take/{name}/class"), "http.bad_class", why));
                }
            };
            found.insert(name.clone(), json!({ "at": at, "open": open }));
        }
        Ok(Json::Object(found))
    }
}

/// A path that stays below its connection.
pub(crate) fn below(text: &str) -> Result<&str> {
    let path = text.trim();
    let plain = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['?', '#', '\\'])
        && !path.contains("..")
        && !path.chars().any(|c| c.is_whitespace() || c.is_control());
    if plain { Ok(path) } else { Err(HttpRefusal::BadPath(text.to_owned()).into()) }
}

/// RFC 3986: everything but the unreserved is written in percent.
pub(crate) fn escaped(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(one).collect()
}
