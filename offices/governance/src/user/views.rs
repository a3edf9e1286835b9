//! The shapes of a user that leave the house.

use std::collections::BTreeMap;

use kernel::{Error, Permit, Result, Scope, TeamId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::rows::{self, Wanted};
use super::{State, User, fold};
use crate::policy::Role;

#[derive(Debug, Serialize, JsonSchema)]
pub struct UserView {
    pub id: UserId,
    pub rv: i64,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub team: Option<TeamId>,
    pub stand_in: Option<UserId>,
    /// IANA name; the business's zone where it is null.
    pub zone: Option<String>,
    pub language: String,
    pub state: State,
    pub active: bool,
}

impl From<User> for UserView {
    fn from(user: User) -> UserView {
        UserView {
            id: user.id,
            rv: user.rv,
            name: user.name,
            email: user.email,
            role: user.role,
            team: user.owned.team,
            stand_in: user.stand_in,
            zone: user.zone.map(String::from),
            language: user.language,
            state: user.state,
            active: user.state == State::Active,
        }
    }
}

/// The staff.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListUsers {
    pub state: Option<State>,
    /// The one with this address.
    pub email: Option<String>,
    pub limit: Option<i64>,
    /// The `next` of the page before.
    pub after: Option<UserId>,
}

impl Query for ListUsers {
    const VERB: Verb = Verb::get("user.list", "/users");
    type Answer = Page<UserView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<UserView>> {
        let limit = self.limit.unwrap_or(50).clamp(1, 200);
        let (only, of_team) = reach(tx.permit())?;
        let email = self.email.as_deref().map(fold);
        let wanted = Wanted { only, of_team, state: self.state, email, after: self.after, limit: limit + 1 };
        let views = rows::list(tx, &wanted).await?.into_iter().map(UserView::from).collect();
        Ok(Page::of(views, limit as usize, |view: &UserView| view.id.to_string()))
    }
}

type Reach = (Option<UserId>, Option<(TeamId, UserId)>);

/// Whom a list may show: oneself, one's team, everybody.
fn reach(permit: &Permit) -> Result<Reach> {
    let me = || permit.user().ok_or(Error::SignIn);
    match (permit.scope(), permit.team()) {
        (Scope::All, _) => Ok((None, None)),
        (Scope::Team, Some(team)) => Ok((None, Some((team, me()?)))),
        (Scope::Team, None) | (Scope::Own, _) => Ok((Some(me()?), None)),
    }
}

/// One user.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadUser {
    pub user: UserId,
}

impl Query for ReadUser {
    const VERB: Verb = Verb::get("user.read", "/users/{user}");
    type Answer = UserView;

    fn subject(&self) -> Subject {
        self.user.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<UserView> {
        Ok(rows::load(tx, self.user).await?.into())
    }
}

/// What a role lets its holder do: verbs and how far.
pub type GrantsView = BTreeMap<String, Scope>;
