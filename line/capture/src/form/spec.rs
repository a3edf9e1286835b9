//! What a form asks, says and does: the part an owner edits, and how an answer is checked against it.
//!
//! Well-known field ids (name, email, phone, company, message) become the contact; the others the lead's answers.

use std::collections::{BTreeMap, BTreeSet};

use email_address::EmailAddress;
use kernel::{Error, FieldError, ServiceId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::site;

/// A text by language (`en`, `de`); the first language of the form where one is missing.
pub type Texts = BTreeMap<String, String>;

/// The ids that become the contact.
pub const WELL_KNOWN: [&str; 5] = ["name", "email", "phone", "company", "message"];
const MOST_FIELDS: usize = 60;
const LONGEST: usize = 10_000;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormSpec {
    /// Shown as the heading in every language that has no other.
    pub title: String,
    #[serde(default)]
    pub intro: Texts,
    pub fields: Vec<Field>,
    #[serde(default)]
    pub consent: Option<ConsentAsked>,
    /// Sites that may show it in a frame, such as `https://www.example.com`.
    #[serde(default)]
    pub allowed_hosts: Vec<String>,
    #[serde(default)]
    pub after: After,
    #[serde(default)]
    pub service: Option<ServiceId>,
    /// BCP 47 languages of its texts, the first is the usual one.
    #[serde(default)]
    pub languages: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Letters, digits, underscores; never changes, so that answers stay comparable.
    pub id: String,
    pub kind: Kind,
    #[serde(default)]
    pub label: Texts,
    #[serde(default)]
    pub help: Texts,
    #[serde(default)]
    pub required: bool,
    /// For a select.
    #[serde(default)]
    pub options: Vec<Choice>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Text,
    Email,
    Phone,
    Select,
    /// An amount, in the business's currency where they name no other; no words are refused for it.
    Money,
    LongText,
    /// Not shown; filled from the page's address, such as `utm_source`.
    Hidden,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub id: String,
    #[serde(default)]
    pub label: Texts,
}

/// The consent a form asks for, in words whose version is kept with every answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentAsked {
    /// `news`: may we write when there is something new.
    pub purpose: Purpose,
    pub text: Texts,
    /// Which words: one more than the last published ones whenever they differ. Ours to count; what a caller says
    /// is not taken.
    #[serde(default)]
    pub version: i64,
    #[serde(default)]
    pub required: bool,
}

impl ConsentAsked {
    /// The version of these words after those people were last asked.
    pub fn counted(self, last: Option<&ConsentAsked>) -> ConsentAsked {
        let version = match last {
            None => 1,
            Some(last) if (last.purpose, &last.text) == (self.purpose, &self.text) => last.version,
            Some(last) => last.version + 1,
        };
        ConsentAsked { version, ..self }
    }
}

/// What a person may agree to or refuse. Invoices and contracts are not optional.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    News,
    FollowUp,
}

impl Purpose {
    pub const ALL: [Purpose; 2] = [Purpose::News, Purpose::FollowUp];

    pub fn word(self) -> &'static str {
        match self {
            Purpose::News => "news",
            Purpose::FollowUp => "follow_up",
        }
    }

    pub fn from_word(word: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.word() == word)
    }
}

/// What the visitor sees after sending.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// The usual thanks.
    #[default]
    Thanks,
    Message(Texts),
    /// An https address of the business.
    Url(String),
}

/// Answers by field id, as typed.
pub type Answers = BTreeMap<String, String>;

/// The text in a language, or in any.
pub fn text_in<'t>(texts: &'t Texts, language: &str) -> Option<&'t str> {
    let language = language.split('-').next().unwrap_or_default();
    texts.get(language).or_else(|| texts.values().next()).map(String::as_str).filter(|text| !text.is_empty())
}

impl Field {
    /// Its label in a language; the id, made readable, where nobody wrote one.
    pub fn label_in(&self, language: &str) -> String {
        text_in(&self.label, language).map_or_else(|| readable(&self.id), str::to_owned)
    }
}

impl Choice {
    pub fn label_in(&self, language: &str) -> String {
        text_in(&self.label, language).map_or_else(|| readable(&self.id), str::to_owned)
    }
}

fn readable(id: &str) -> String {
    let words = id.replace('_', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

impl FormSpec {
    /// What an owner wrote can be shown and answered.
    pub fn check(&self) -> Result<(), Error> {
        let mut wrong = vec![];
        let mut say = |pointer: String, code, detail: &str| {
            wrong.push(FieldError { pointer, code, detail: detail.into() });
        };
        if self.title.trim().is_empty() || self.title.chars().count() > 200 {
            say("/title".into(), "form.title", "give the form a title of at most 200 characters");
        }
        if self.fields.is_empty() || self.fields.len() > MOST_FIELDS {
            say("/fields".into(), "form.fields", "a form has between 1 and 60 fields");
        }
        if !self.fields.iter().any(|f| matches!(f.kind, Kind::Email | Kind::Phone)) {
            say(
                "/fields".into(),
                "form.no_way_back",
                "ask for an email address or a phone number, or nobody can be answered",
            );
        }
        let mut seen = BTreeSet::new();
        for (at, field) in self.fields.iter().enumerate() {
            check_field(field, at, &mut seen, &mut say);
        }
        for (at, host) in self.allowed_hosts.iter().enumerate() {
            if site::origin(host).is_none() {
                say(
                    format!("/allowed_hosts/{at}"),
                    "form.host",
                    "write one site like https://www.example.com, without a path",
                );
            }
        }
        if let After::Url(url) = &self.after
            && !url.starts_with("https://")
        {
            say("/after/url".into(), "form.after", "the address after sending begins with https://");
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }

    /// Every answer that does not fit, by field. `given` holds whatever was sent.
    pub fn check_answers(&self, given: &Answers, consented: bool) -> Vec<FieldError> {
        let mut wrong: Vec<FieldError> = self.fields.iter().filter_map(|f| check_answer(f, given)).collect();
        if self.consent.as_ref().is_some_and(|asked| asked.required) && !consented {
            wrong.push(FieldError {
                pointer: "/consent".into(),
                code: "consent_required",
                detail: "please agree, or we may not keep your request".into(),
            });
        }
        wrong
    }
}

fn check_field(
    field: &Field,
    at: usize,
    seen: &mut BTreeSet<String>,
    say: &mut impl FnMut(String, &'static str, &str),
) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if field.id.is_empty() || field.id.len() > 40 || !field.id.chars().all(plain) {
        say(
            format!("/fields/{at}/id"),
            "form.field_id",
            "a field's id is lower-case letters, digits and underscores",
        );
    }
    if !seen.insert(field.id.clone()) {
        say(format!("/fields/{at}/id"), "form.field_twice", "two fields have the same id; choose another");
    }
    if field.kind == Kind::Select && field.options.is_empty() {
        say(format!("/fields/{at}/options"), "form.no_options", "a choice needs at least one option");
    }
    let ids: BTreeSet<&str> = field.options.iter().map(|option| option.id.as_str()).collect();
    if ids.len() != field.options.len() {
        say(
            format!("/fields/{at}/options"),
            "form.option_twice",
            "two options have the same id; choose another",
        );
    }
}

/// What is wrong with one answer: a code the page translates, a sentence for the API.
fn check_answer(field: &Field, given: &Answers) -> Option<FieldError> {
    let answer = given.get(&field.id).map_or("", |text| text.trim());
    let (code, detail) = match field.kind {
        _ if answer.is_empty() && field.required => ("required", "please fill this in"),
        _ if answer.is_empty() => return None,
        _ if answer.chars().count() > LONGEST => {
            ("too_long", "that is longer than we can take; please shorten it")
        }
        Kind::Email if !is_email(answer) => ("email", "that does not look like an email address"),
        Kind::Phone if answer.chars().filter(char::is_ascii_digit).count() < 5 => {
            ("phone", "that does not look like a phone number")
        }
        Kind::Select if !field.options.iter().any(|o| o.id == answer) => {
            ("choice", "please choose one of the options")
        }
        Kind::Text | Kind::Hidden if answer.chars().count() > 1000 => ("too_long", "please shorten this"),
        _ => return None,
    };
    Some(FieldError { pointer: format!("/fields/{}", field.id), code, detail: detail.into() })
}

/// Syntax of RFC 5321, with a dot in the host: nobody writes to us from `localhost`.
pub fn is_email(text: &str) -> bool {
    EmailAddress::is_valid(text) && text.rsplit('@').next().is_some_and(|host| host.contains('.'))
}
