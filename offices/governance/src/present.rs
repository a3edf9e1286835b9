//! What only the person may do: neither a program with their token nor an automation with their rights.

use kernel::{Error, Permit, Refusal, Result, UserId, Via};

#[derive(Debug, thiserror::Error)]
#[error("only you yourself can do this; sign in with your password and do it there")]
pub struct NotInPerson;

impl Refusal for NotInPerson {
    fn code(&self) -> &'static str {
        "user.not_in_person"
    }
    fn status(&self) -> u16 {
        403
    }
}

/// The user who sits at the screen or the command line.
pub fn in_person(permit: &Permit) -> Result<UserId> {
    let user = permit.user().ok_or(Error::SignIn)?;
    match permit.via() {
        Via::Session | Via::CommandLine => Ok(user),
        _ => Err(NotInPerson.into()),
    }
}
