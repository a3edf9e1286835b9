//! SMS to the staff: by a connection of the house, in the form its gateway wants.
//!
//! Laws: nothing but an urgent word to one of the staff leaves this way, in two segments at most; a number is sent to
//! the gateway and stands in no note, fact or exception; that an SMS failed is never told by SMS.

pub mod carry;
pub mod commands;
pub(crate) mod rows;
pub mod test;
pub mod text;
pub mod views;

use facts::connect::SmsGatewayChanged;
use kernel::{ConnectionId, Error, Owned, Refusal, Result, SmsGatewayId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::http::call::{HttpMethod, below, escaped};
use crate::http::carry::Body;

/// The payload of an effect `staff_sms`: what one of the staff has to know at once. Nothing personal stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsOrder {
    pub user: UserId,
    pub title: String,
    /// The page of ours it leads to.
    pub path: String,
}

/// How what is sent is written down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    #[default]
    Json,
    /// As a browser sends a form; its fields are plain texts.
    Form,
}

impl Format {
    pub fn word(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Form => "form",
        }
    }

    pub fn from_word(word: &str) -> Option<Format> {
        [Format::Json, Format::Form].into_iter().find(|format| format.word() == word)
    }
}

/// How an answer says yes, where a status of 200 alone does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Yes {
    /// A JSON pointer into the answer, such as `/success`.
    pub at: String,
    /// What stands there, such as `100`.
    pub is: String,
}

/// By which connection SMS leave, and what is sent to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    pub connection: ConnectionId,
    /// `POST` where nothing is said; `GET` sends the fields in the address.
    #[serde(default)]
    pub method: HttpMethod,
    /// Below the connection's address, such as `/messages`.
    pub path: String,
    #[serde(default)]
    pub format: Format,
    /// An object; in its texts `{to}` becomes the number, `{text}` the words and `{from}` the sender.
    pub fields: Json,
    /// A number, or up to eleven letters, as the gateway allows it.
    #[serde(default)]
    pub sender: String,
    #[serde(default)]
    pub yes: Option<Yes>,
}

/// There is one at most.
#[derive(Debug, Clone, PartialEq)]
pub struct Gateway {
    pub id: SmsGatewayId,
    pub rv: i64,
    pub owned: Owned,
    pub wish: Wish,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SmsRefusal {
    #[error("there is no SMS connection; set one up under Settings > Notifications, then test it")]
    NotSetUp,
}

impl Refusal for SmsRefusal {
    fn code(&self) -> &'static str {
        match self {
            SmsRefusal::NotSetUp => "sms_gateway.not_set_up",
        }
    }
}

impl Gateway {
    fn changed(&self, removed: bool) -> SmsGatewayChanged {
        SmsGatewayChanged { sms_gateway: self.id, connection: self.wish.connection, removed }
    }
}

impl Wish {
    fn check(&self) -> Result<()> {
        let wrong = |pointer: &str, code, why: &str| Err(Error::field(pointer, code, why));
        below(&self.path)?;
        let Json::Object(fields) = &self.fields else {
            return wrong(
                "/gateway/fields",
                "sms_gateway.no_object",
                "write an object, such as {\"to\": \"{to}\"}",
            );
        };
        let flat = fields.values().all(|value| !value.is_object() && !value.is_array());
        if !flat && (self.format == Format::Form || self.method == HttpMethod::Get) {
            let why = "a form has plain fields; choose JSON for what is nested";
            return wrong("/gateway/fields", "sms_gateway.nested", why);
        }
        let written = self.fields.to_string();
        for needed in ["{to}", "{text}"] {
            if !written.contains(needed) {
                let why = format!("put {needed} where the gateway wants it; without it nothing can arrive");
                return wrong("/gateway/fields", "sms_gateway.no_place", &why);
            }
        }
        if written.contains("{from}") && self.sender.trim().is_empty() {
            let why = "name the sender, or take {from} out of what is sent";
            return wrong("/gateway/sender", "sms_gateway.no_sender", why);
        }
        match &self.yes {
            Some(yes) if !yes.at.starts_with('/') => wrong(
                "/gateway/yes/at",
                "sms_gateway.bad_pointer",
                "a place in the answer is written like /success",
            ),
            _ => Ok(()),
        }
    }

    /// Path and body of one SMS.
    fn request(&self, to: &str, text: &str) -> (String, Option<Body>) {
        let filled = fill(&self.fields, &[("{to}", to), ("{text}", text), ("{from}", self.sender.trim())]);
        let path = self.path.trim().to_owned();
        match (self.method, self.format) {
            (HttpMethod::Get, _) => (format!("{path}?{}", pairs(&filled)), None),
            (_, Format::Json) => (path, Some(Body::json(&filled))),
            (_, Format::Form) => {
                let content_type = "application/x-www-form-urlencoded";
                (path, Some(Body { content_type, bytes: pairs(&filled).into_bytes() }))
            }
        }
    }

    /// Whether an answer with a good status says yes.
    fn says_yes(&self, body: &[u8]) -> bool {
        let Some(yes) = &self.yes else { return true };
        let body: Json = serde_json::from_slice(body).unwrap_or_default();
        body.pointer(&yes.at).is_some_and(|found| plain(found) == yes.is.trim())
    }
}

/// Each place is filled once: a `{from}` in the words of an SMS stays as it is.
fn fill(template: &Json, values: &[(&str, &str)]) -> Json {
    match template {
        Json::String(text) => Json::String(fill_text(text, values)),
        Json::Array(items) => items.iter().map(|item| fill(item, values)).collect(),
        Json::Object(fields) => {
            fields.iter().map(|(name, field)| (name.clone(), fill(field, values))).collect()
        }
        other => other.clone(),
    }
}

fn fill_text(text: &str, values: &[(&str, &str)]) -> String {
    let (mut filled, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = values.iter().find(|(place, _)| rest.starts_with(place));
        let (put, taken) = found.map_or(("{", 1), |(place, value)| (*value, place.len()));
        filled.push_str(put);
        rest = &rest[taken..];
    }
    filled + rest
}

fn pairs(fields: &Json) -> String {
    let fields = fields.as_object().into_iter().flatten();
    fields
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(&plain(value))))
        .collect::<Vec<_>>()
        .join("&")
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use serde_json::json;

    use super::*;

    fn wish(method: HttpMethod, format: Format, fields: Json) -> Wish {
        let (path, sender) = ("/messages".into(), "Our Biz".into());
        Wish {
            connection: ConnectionId::from_bytes([1; 16]),
            method,
            path,
            format,
            fields,
            sender,
            yes: None,
        }
    }

    fn sent(wish: &Wish, text: &str) -> (String, String) {
        let (path, body) = wish.request("+491701234567", text);
        (path, body.map(|body| String::from_utf8(body.bytes).unwrap()).unwrap_or_default())
    }

    #[test]
    fn words_land_where_the_gateway_wants_them_and_are_never_a_template_themselves() {
        let nested =
            json!({"receiver": {"contacts": [{"identifierValue": "{to}"}]}, "body": {"text": "{text}"}});
        let (path, body) = sent(&wish(HttpMethod::Post, Format::Json, nested), "a \"{to}\" & {from}");
        assert_eq!(path, "/messages");
        let body: Json = serde_json::from_str(&body).unwrap();
        assert_eq!(body["receiver"]["contacts"][0]["identifierValue"], "+491701234567");
        assert_eq!(body["body"]["text"], "a \"{to}\" & {from}");
        let form = json!({"Body": "{text}", "From": "{from}", "To": "{to}"});
        let (_, body) = sent(&wish(HttpMethod::Post, Format::Form, form.clone()), "a & b=c");
        assert_eq!(body, "Body=a%20%26%20b%3Dc&From=Our%20Biz&To=%2B491701234567");
        let (path, body) = sent(&wish(HttpMethod::Get, Format::Form, form), "a");
        assert_eq!(
            (path.as_str(), body.as_str()),
            ("/messages?Body=a&From=Our%20Biz&To=%2B491701234567", "")
        );
    }

    #[test]
    fn what_could_never_arrive_is_refused_with_what_to_do() {
        let code = |wish: Wish| match wish.check().unwrap_err() {
            Error::Invalid(fields) => fields[0].code,
            Error::Refused(refused) => refused.code(),
            other => panic!("{other:?}"),
        };
        let good =
            wish(HttpMethod::Post, Format::Json, json!({"to": ["{to}"], "text": "{text}", "from": "{from}"}));
        assert!(good.check().is_ok());
        assert_eq!(code(Wish { fields: json!("{to}{text}"), ..good.clone() }), "sms_gateway.no_object");
        assert_eq!(code(Wish { format: Format::Form, ..good.clone() }), "sms_gateway.nested");
        assert_eq!(code(Wish { fields: json!({"to": "{to}"}), ..good.clone() }), "sms_gateway.no_place");
        assert_eq!(code(Wish { sender: " ".into(), ..good.clone() }), "sms_gateway.no_sender");
        assert_eq!(code(Wish { path: "//elsewhere.test".into(), ..good.clone() }), "http.bad_path");
        let yes = Some(Yes { at: "success".into(), is: "100".into() });
        assert_eq!(code(Wish { yes, ..good }), "sms_gateway.bad_pointer");
    }

    #[test]
    fn a_status_of_200_is_no_yes_where_the_answer_has_to_say_it() {
        let any = wish(HttpMethod::Post, Format::Json, json!({}));
        assert!(any.says_yes(b"not even json"));
        let yes = Some(Yes { at: "/success".into(), is: "100".into() });
        let strict = Wish { yes, ..any };
        assert!(strict.says_yes(br#"{"success": "100"}"#) && strict.says_yes(br#"{"success": 100}"#));
        assert!(!strict.says_yes(br#"{"success": "900"}"#) && !strict.says_yes(b"900"));
    }
}
