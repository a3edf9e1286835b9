//! Plain values: how a field looks when it is kept in a row or told in a fact. No database, no wire.

use std::borrow::Cow;

use crate::{Currency, Date, Ref, Timestamp};

/// How carefully a field must be treated. Every field of every fact and noun has one (RELIABILITY P0 to P3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Business: plain everywhere.
    Open,
    /// Personal: plain in live tables, a commitment in the journal.
    Personal,
    /// Protected: sealed in live tables too, masked by default, every read told.
    Protected,
    /// Secret: never leaves its module.
    Secret,
}

/// A plain value on its way into a row or a journal line.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    Null,
    Flag(bool),
    Int(i64),
    /// An instant, kept as UTC milliseconds.
    At(Timestamp),
    /// A calendar day, kept as `YYYY-MM-DD`.
    On(Date),
    Text(Cow<'a, str>),
    Bytes(&'a [u8]),
    Id(Ref),
    /// A JSON document, kept as text.
    Doc(String),
}

impl Value<'_> {
    /// A document field: whatever serialises.
    pub fn doc<T: serde::Serialize + ?Sized>(value: &T) -> Value<'static> {
        Value::Doc(serde_json::to_string(value).expect("a noun's document is plain data"))
    }
}

/// What a database gives back.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl<'a> Cell<'a> {
    pub fn bytes(self) -> Option<&'a [u8]> {
        if let Cell::Bytes(bytes) = self { Some(bytes) } else { None }
    }
}

pub trait FromCell: Sized {
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

macro_rules! kept {
    ($($t:ty: |$v:ident| $to:expr, |$c:ident| $from:expr;)+) => {$(
        impl<'a> From<$t> for Value<'a> {
            fn from($v: $t) -> Value<'a> { $to }
        }
        impl FromCell for $t {
            fn from_cell($c: Cell<'_>) -> Option<Self> { $from }
        }
    )+};
}

kept! {
    bool: |v| Value::Flag(v), |c| i64::from_cell(c).map(|n| n != 0);
    i64: |v| Value::Int(v), |c| if let Cell::Int(n) = c { Some(n) } else { None };
    Timestamp: |v| Value::At(v), |c| Timestamp::from_millisecond(i64::from_cell(c)?).ok();
    Date: |v| Value::On(v), |c| String::from_cell(c)?.parse().ok();
    Currency: |v| Value::Text(v.code().into()), |c| Currency::from_code(&String::from_cell(c)?);
    crate::BasisPoints: |v| Value::Int(v.0), |c| i64::from_cell(c).map(crate::BasisPoints);
}

impl FromCell for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { Some(text.to_owned()) } else { None }
    }
}

impl FromCell for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        cell.bytes().map(<[u8]>::to_vec)
    }
}

impl<const N: usize> FromCell for [u8; N] {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        cell.bytes()?.try_into().ok()
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Null = cell { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text.into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(text.into())
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(text.into())
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Value::Bytes(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Value::Bytes(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Value::Bytes(bytes)
    }
}

impl From<Ref> for Value<'_> {
    fn from(id: Ref) -> Self {
        Value::Id(id)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, T::into)
    }
}

impl<'a> From<&'a Option<String>> for Value<'a> {
    fn from(text: &'a Option<String>) -> Self {
        text.as_ref().map_or(Value::Null, Value::from)
    }
}
