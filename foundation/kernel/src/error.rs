//! The ways not to succeed: not signed in, not allowed, not there, malformed, refused by a rule, broken machine.
//!
//! `Again` is the store's own: it asks for another try and leaves `Store::write` only as 503. `NoRoom` is 503 too.

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A rule of the business said no. `code` is public and never renamed.
pub trait Refusal: std::error::Error + Send + Sync + 'static {
    fn code(&self) -> &'static str;
    fn status(&self) -> u16 {
        409
    }
}

/// What is wrong with one field: an RFC 6901 pointer into the input, a stable code, a sentence with a way out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    pub pointer: String,
    pub code: &'static str,
    pub detail: String,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("sign in first")]
    SignIn,
    #[error("you may not `{0}`; ask whoever manages roles")]
    Denied(&'static str),
    #[error("there is no such {0}, or you may not see it")]
    Missing(&'static str),
    #[error("{}", .0.first().map_or("the input is not complete", |e| e.detail.as_str()))]
    Invalid(Vec<FieldError>),
    #[error("{0}")]
    Refused(Box<dyn Refusal>),
    #[error("too many tries; wait {0} seconds and try again")]
    TooMany(u64),
    #[error("something broke on our side: {0}")]
    Fault(Box<dyn std::error::Error + Send + Sync>),
    #[error("too much at once; try again in a moment")]
    Again,
    /// Nothing was kept: the disk of the data is full, or nearly.
    #[error(
        "the disk of this server is full, and nothing of this was kept; keep what you wrote, try again in some \
         minutes, and tell whoever looks after the server"
    )]
    NoRoom,
}

impl Error {
    pub fn status(&self) -> u16 {
        match self {
            Error::SignIn => 401,
            Error::Denied(_) => 403,
            Error::Missing(_) => 404,
            Error::Invalid(_) => 422,
            Error::Refused(refusal) => refusal.status(),
            Error::TooMany(_) => 429,
            Error::Fault(_) => 500,
            Error::Again | Error::NoRoom => 503,
        }
    }

    pub fn code(&self) -> &'static str {
        match self {
            Error::SignIn => "sign_in",
            Error::Denied(_) => "denied",
            Error::Missing(_) => "missing",
            Error::Invalid(_) => "invalid",
            Error::Refused(refusal) => refusal.code(),
            Error::TooMany(_) => "too_many",
            Error::Fault(_) => "fault",
            Error::Again => "busy",
            Error::NoRoom => "no_room",
        }
    }

    /// One field is wrong. `pointer` is like `/email`.
    pub fn field(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Error {
        Error::Invalid(vec![FieldError { pointer: pointer.into(), code, detail: detail.into() }])
    }
}

impl<R: Refusal> From<R> for Error {
    fn from(refusal: R) -> Self {
        Error::Refused(Box::new(refusal))
    }
}

/// A broken machine or invariant: reported with a reference number, never with details to a stranger.
pub fn fault(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Fault(cause.into())
}
