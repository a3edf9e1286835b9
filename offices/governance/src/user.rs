//! A user: a member of staff. Invited, then active, until deactivated; never deleted: the journal names it.
//!
//! Invariant: an address, folded, belongs to one user. Not here: passwords, which have rows of their own.

pub mod absence;
pub mod commands;
pub mod entrance;
pub mod own;
pub mod rows;
#[cfg(test)]
mod tests;
pub mod views;

use facts::governance::{UserChanged, UserDeactivated, UserInvited, UserJoined, UserReactivated};
use kernel::calendar::Zone;
use kernel::{Owned, Refusal, TeamId, UserId};

use crate::policy::Role;

#[derive(Debug, Clone, PartialEq)]
pub struct User {
    pub id: UserId,
    pub rv: i64,
    /// Its owner is itself; its team is the user's team.
    pub owned: Owned,
    pub name: String,
    /// Folded: trimmed, lower case.
    pub email: String,
    pub role: Role,
    /// Who takes over when they are away or gone.
    pub stand_in: Option<UserId>,
    /// Their own clock; the business's where nothing is said.
    pub zone: Option<Zone>,
    /// Their mobile, in E.164: where an SMS reaches them.
    pub phone: Option<String>,
    /// BCP 47, of the screens.
    pub language: String,
    pub state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Has a link and no password yet.
    Invited,
    Active,
    /// May not come in; their work is the stand-in's.
    Deactivated,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UserRefusal {
    #[error("{0} has a user already; change that one or invite another address")]
    Exists(String),
    #[error("they are in already; there is nothing to accept")]
    AlreadyIn,
    #[error("they were never in; invite them or hand out a new link")]
    NotIn,
    #[error("they are deactivated; reactivate them first")]
    Deactivated,
    #[error("they are active already")]
    Active,
    #[error("this is the last administrator; make somebody else administrator first")]
    LastAdministrator,
    #[error("this link is used, too old or replaced by a newer one; ask for a new one")]
    LinkGone,
}

impl Refusal for UserRefusal {
    fn code(&self) -> &'static str {
        match self {
            UserRefusal::Exists(_) => "user.exists",
            UserRefusal::AlreadyIn => "user.already_in",
            UserRefusal::NotIn => "user.not_in",
            UserRefusal::Deactivated => "user.deactivated",
            UserRefusal::Active => "user.active",
            UserRefusal::LastAdministrator => "user.last_administrator",
            UserRefusal::LinkGone => "user.link_gone",
        }
    }
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::Invited => "invited",
            State::Active => "active",
            State::Deactivated => "deactivated",
        }
    }

    pub fn from_word(word: &str) -> Option<State> {
        [State::Invited, State::Active, State::Deactivated].into_iter().find(|state| state.word() == word)
    }
}

/// What is said of somebody new.
#[derive(Debug, Clone)]
pub struct Newcomer {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub team: Option<TeamId>,
    pub language: String,
}

/// How an address is kept and compared.
pub fn fold(email: &str) -> String {
    email.trim().to_lowercase()
}

impl User {
    fn new(id: UserId, who: Newcomer, state: State) -> User {
        User {
            id,
            rv: 1,
            owned: Owned { owner: Some(id), team: who.team },
            name: who.name.trim().to_owned(),
            email: fold(&who.email),
            role: who.role,
            stand_in: None,
            zone: None,
            phone: None,
            language: who.language,
            state,
        }
    }

    /// They get a link, and choose a password.
    pub fn invite(id: UserId, who: Newcomer) -> (User, UserInvited) {
        let told = UserInvited { user: id, role: who.role.word().into() };
        (User::new(id, who, State::Invited), told)
    }

    /// The one who set the business up is in at once.
    pub fn founder(id: UserId, who: Newcomer) -> User {
        User::new(id, who, State::Active)
    }

    /// They chose a password.
    pub fn join(self) -> Result<(User, UserJoined), UserRefusal> {
        match self.state {
            State::Invited => {
                let told = UserJoined { user: self.id };
                Ok((User { state: State::Active, ..self }, told))
            }
            State::Active => Err(UserRefusal::AlreadyIn),
            State::Deactivated => Err(UserRefusal::Deactivated),
        }
    }

    /// Whatever differs, differs from now on; allowed in every state.
    pub fn change(self, make: impl FnOnce(User) -> User) -> (User, UserChanged) {
        let told = UserChanged { user: self.id };
        (make(self), told)
    }

    pub fn deactivate(self) -> Result<(User, UserDeactivated), UserRefusal> {
        match self.state {
            State::Invited | State::Active => {
                let told = UserDeactivated { user: self.id };
                Ok((User { state: State::Deactivated, ..self }, told))
            }
            State::Deactivated => Err(UserRefusal::Deactivated),
        }
    }

    /// Back in; `known` says whether they ever chose a password.
    pub fn reactivate(self, known: bool) -> Result<(User, UserReactivated), UserRefusal> {
        match self.state {
            State::Deactivated => {
                let state = if known { State::Active } else { State::Invited };
                Ok((User { state, ..self }, UserReactivated { user: self.id }))
            }
            State::Invited => Err(UserRefusal::NotIn),
            State::Active => Err(UserRefusal::Active),
        }
    }
}
