//! What is taken out of JSON that comes from elsewhere: a name, its kind, and where it stands.
//!
//! Invariant: whatever does not fit its kind is not there; nothing is guessed. What nobody calls open is personal.

use std::collections::BTreeMap;

use condition::Type;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::Word;

/// Each by the name under which conditions read it.
pub type Takes = BTreeMap<Word, Take>;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Written", into = "Written")]
pub struct Take {
    pub is: Kind,
    /// It may be missing.
    pub optional: bool,
    /// A JSON pointer (RFC 6901), such as `/customer/email`; else its name.
    pub at: Option<String>,
    pub class: TakeClass,
}

/// Whether a value goes with the person it came about. Protected and secret values are not for automations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TakeClass {
    /// Kept with the business: an amount, a number of an order.
    Open,
    /// Forgotten with the person, and when it has served.
    #[default]
    Personal,
}

/// What a value can be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Text,
    /// A whole number.
    Number,
    Flag,
    /// RFC 3339.
    Instant,
    /// `{minor, currency}`.
    Money,
}

/// `email: text`, or `email: {is: text, optional: true, at: /customer/email}`.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected text, number, flag, instant or money, or {is: text, optional: true, at: /path}"
)]
enum Written {
    Short(Kind),
    Whole(Whole),
}

#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Whole {
    is: Kind,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    optional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(skip_serializing_if = "TakeClass::is_personal")]
    class: TakeClass,
}

impl TakeClass {
    pub(crate) fn is_personal(&self) -> bool {
        *self == TakeClass::Personal
    }
}

impl From<Written> for Take {
    fn from(written: Written) -> Take {
        match written {
            Written::Short(is) => Take { is, ..Take::default() },
            Written::Whole(Whole { is, optional, at, class }) => Take { is, optional, at, class },
        }
    }
}

impl From<Take> for Written {
    fn from(take: Take) -> Written {
        match take {
            Take { is, optional: false, at: None, class: TakeClass::Personal } => Written::Short(is),
            Take { is, optional, at, class } => Written::Whole(Whole { is, optional, at, class }),
        }
    }
}

impl Kind {
    pub fn of(self) -> Type {
        match self {
            Kind::Text => Type::Text,
            Kind::Number => Type::Int,
            Kind::Flag => Type::Flag,
            Kind::Instant => Type::At,
            Kind::Money => Type::Money,
        }
    }

    fn fits(self, value: &Json) -> bool {
        match self {
            Kind::Text => value.is_string(),
            Kind::Number => value.is_i64(),
            Kind::Flag => value.is_boolean(),
            Kind::Instant => value.as_str().is_some_and(|text| text.parse::<kernel::Timestamp>().is_ok()),
            Kind::Money => serde_json::from_value::<kernel::Money>(value.clone()).is_ok(),
        }
    }
}

impl Take {
    fn find<'a>(&self, name: &Word, body: &'a Json) -> Option<&'a Json> {
        let own = format!("/{name}");
        body.pointer(self.at.as_deref().unwrap_or(&own)).filter(|value| self.is.fits(value))
    }
}

/// Takes away what is not open; what stands under no name is not.
pub fn forget(takes: &Takes, kept: &mut Json) {
    let open = |name: &str| takes.iter().any(|(take, how)| take.as_str() == name && !how.class.is_personal());
    if let Some(kept) = kept.as_object_mut() {
        kept.retain(|name, _| open(name));
    }
}

/// What of the body is taken; or the names that are missing or of another kind.
pub fn taken(takes: &Takes, body: &Json) -> Result<Map<String, Json>, Vec<String>> {
    let found = |(name, take): (&Word, &Take)| Some((name.to_string(), take.find(name, body)?.clone()));
    let missing: Vec<String> = takes
        .iter()
        .filter(|(name, take)| !take.optional && take.find(name, body).is_none())
        .map(|(name, take)| format!("{} ({})", take.at.as_deref().unwrap_or(name.as_str()), take.is.of()))
        .collect();
    if missing.is_empty() { Ok(takes.iter().filter_map(found).collect()) } else { Err(missing) }
}
