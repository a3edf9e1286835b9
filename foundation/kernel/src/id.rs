//! Typed ids: a lead's id cannot be handed to a function that wants an invoice's.
//!
//! A UUIDv7: 16 bytes in the database (byte order is time order), `lead_` + 26 Crockford characters elsewhere.

use std::fmt;

use crate::{Rng, Timestamp};

pub trait Id: Sized + Copy + fmt::Debug + Into<Ref> + 'static {
    const PREFIX: &'static str;
    fn from_bytes(bytes: [u8; 16]) -> Self;

    fn new(now: Timestamp, rng: &dyn Rng) -> Self {
        Self::from_bytes(uuid_v7(now, rng))
    }
}

/// Any id, with the word for what it names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ref {
    pub kind: &'static str,
    pub bytes: [u8; 16],
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{text}` is not a {kind} id")]
pub struct IdError {
    pub text: String,
    pub kind: &'static str,
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl Ref {
    pub fn parse(kind: &'static str, text: &str) -> Result<Ref, IdError> {
        let digits = text.strip_prefix(kind).and_then(|rest| rest.strip_prefix('_'));
        let bytes = digits.and_then(decode);
        bytes.map(|bytes| Ref { kind, bytes }).ok_or_else(|| IdError { text: text.to_owned(), kind })
    }
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind)?;
        f.write_str("_")?;
        f.write_str(std::str::from_utf8(&self.digits()).expect("the alphabet is ASCII"))
    }
}

impl Ref {
    fn digits(&self) -> [u8; 26] {
        let number = u128::from_be_bytes(self.bytes);
        std::array::from_fn(|i| ALPHABET[(number >> (5 * (25 - i)) & 31) as usize])
    }
}

impl Ref {
    /// Any id this house knows, from its text form.
    pub fn parse_any(text: &str) -> Result<Ref, IdError> {
        let known = crate::KINDS.iter().find(|kind| {
            text.strip_prefix(**kind).is_some_and(|rest| rest.starts_with('_') && rest.len() == 27)
        });
        let unknown = || IdError { text: text.to_owned(), kind: "known" };
        known.ok_or_else(unknown).and_then(|kind| Ref::parse(kind, text))
    }

    /// The noun called `kind`, with these bytes; `None` for a word the house does not know.
    pub fn of(kind: &str, bytes: [u8; 16]) -> Option<Ref> {
        crate::KINDS.iter().find(|known| **known == kind).map(|kind| Ref { kind, bytes })
    }
}

impl serde::Serialize for Ref {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        // In one piece: a page of a list has some hundred of them, and a formatter writes each in parts.
        let (mut text, kind) = ([0; 64], self.kind.len());
        let Some(room) = text.get_mut(..kind + 27) else { return to.collect_str(self) };
        room[..kind].copy_from_slice(self.kind.as_bytes());
        room[kind] = b'_';
        room[kind + 1..].copy_from_slice(&self.digits());
        to.serialize_str(std::str::from_utf8(room).expect("kinds and the alphabet are ASCII"))
    }
}

impl<'de> serde::Deserialize<'de> for Ref {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Ref, D::Error> {
        let text = String::deserialize(from)?;
        Ref::parse_any(&text).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Ref {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Ref".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "the id of any record: its noun, an underscore, 26 characters",
            "pattern": "^[a-z_]+_[0-9a-hjkmnp-tv-z]{26}$",
        })
    }
}

impl fmt::Debug for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn decode(digits: &str) -> Option<[u8; 16]> {
    if digits.len() != 26 || digits.as_bytes()[0] > b'7' {
        return None;
    }
    let mut number = 0u128;
    for byte in digits.bytes() {
        number = number << 5 | ALPHABET.iter().position(|&a| a == byte)? as u128;
    }
    Some(number.to_be_bytes())
}

fn uuid_v7(now: Timestamp, rng: &dyn Rng) -> [u8; 16] {
    let mut bytes = [0; 16];
    rng.fill(&mut bytes[6..]);
    bytes[..6].copy_from_slice(&now.as_millisecond().to_be_bytes()[2..]);
    bytes[6] = bytes[6] & 0x0f | 0x70;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    bytes
}

#[macro_export]
macro_rules! ids {
    ($($name:ident => $prefix:literal),+ $(,)?) => {
        /// The words before the underscore.
        pub(crate) const KINDS: &[&str] = &[$($prefix),+];
        $(
        #[doc = concat!("The id of a ", $prefix, ": a UUIDv7, written `", $prefix, "_` and 26 characters.")]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name([u8; 16]);

        impl $crate::Id for $name {
            const PREFIX: &'static str = $prefix;
            fn from_bytes(bytes: [u8; 16]) -> Self { $name(bytes) }
        }
        impl From<$name> for $crate::Ref {
            fn from(id: $name) -> $crate::Ref { $crate::Ref { kind: $prefix, bytes: id.0 } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::Ref::from(*self).fmt(f)
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::IdError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::Ref::parse($prefix, text).map(|found| $name(found.bytes))
            }
        }
        impl TryFrom<String> for $name {
            type Error = $crate::IdError;
            fn try_from(text: String) -> Result<Self, Self::Error> { text.parse() }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&$crate::Ref::from(*self), to)
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String { id.to_string() }
        }
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": concat!("^", $prefix, "_[0-9a-hjkmnp-tv-z]{26}$"),
                })
            }
        }
        impl From<$name> for $crate::Value<'_> {
            fn from(id: $name) -> Self { $crate::Value::Id(id.into()) }
        }
        impl $crate::FromCell for $name {
            fn from_cell(cell: $crate::Cell<'_>) -> Option<Self> {
                cell.bytes()?.try_into().ok().map($name)
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    use crate::{Id, LeadId, SeededRng, Timestamp};

    #[test]
    fn an_id_survives_its_text_form() {
        let id = LeadId::new(Timestamp::from_millisecond(1_750_000_000_000).unwrap(), &SeededRng::new(1));
        assert_eq!(id.to_string().len(), "lead_".len() + 26);
        assert_eq!(id.to_string().parse::<LeadId>(), Ok(id));
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
    }

    #[test]
    fn a_lead_is_not_an_invoice() {
        let id = LeadId::from_bytes([7; 16]).to_string();
        assert!(id.parse::<crate::InvoiceId>().is_err());
    }

    #[test]
    fn later_ids_sort_later() {
        let rng = SeededRng::new(1);
        let at = |ms| LeadId::new(Timestamp::from_millisecond(ms).unwrap(), &rng);
        assert!(at(1_000) < at(1_001));
    }
}
