//! What is done about users: invite, change, deactivate, reactivate.

use kernel::calendar::Zone;
use kernel::{Error, Result, TeamId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::UserView;
use super::{Newcomer, State, User, UserRefusal, fold, rows};
use crate::business::check;
use crate::link::{self, Purpose, Way};
use crate::patch::given;
use crate::policy::Role;
use crate::{password, session, team, token};

/// Invite somebody to join the staff. They get a link; you see it this once, to hand it over yourself.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteUser {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub team: Option<TeamId>,
    /// BCP 47, such as `en`; the business's own where nothing is said.
    pub language: Option<String>,
}

/// A user and, this once, the link by which they come in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Invited {
    #[serde(flatten)]
    pub user: UserView,
    pub link: String,
}

impl Command for InviteUser {
    const VERB: Verb = Verb::post("user.invite", "/users").undo("user.deactivate");
    type Answer = Invited;

    async fn act(&self, tx: &mut Tx) -> Result<Invited> {
        named(&self.name)?;
        addressed(&self.email)?;
        team_exists(tx, self.team).await?;
        let language = match &self.language {
            Some(language) => spoken(language)?,
            None => tx.setting::<kernel::Business>().await?.locale,
        };
        let (name, email) = (self.name.clone(), self.email.clone());
        let who = Newcomer { name, email, role: self.role, team: self.team, language };
        let (user, fact) = User::invite(tx.new_id(), who);
        if !tx.add_unless_there(&user).await? {
            return Err(UserRefusal::Exists(user.email).into());
        }
        tx.tell(fact);
        let link = link::hand_out(tx, user.id, Purpose::Invitation, Way::ByHand).await?;
        Ok(Invited { user: user.into(), link })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "user": answer["id"] }))
    }
}

/// Change what is known of a user and what they may do. Absent fields stay, null empties.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeUser {
    pub user: UserId,
    pub name: Option<String>,
    pub email: Option<String>,
    /// With a new role they sign in again.
    pub role: Option<Role>,
    #[serde(default, deserialize_with = "given")]
    pub team: Option<Option<TeamId>>,
    /// Who takes over while they are away.
    #[serde(default, deserialize_with = "given")]
    pub stand_in: Option<Option<UserId>>,
    #[serde(default, deserialize_with = "given")]
    pub zone: Option<Option<Zone>>,
    pub language: Option<String>,
}

impl Command for ChangeUser {
    const VERB: Verb =
        Verb::patch("user.change", "/users/{user}").no_undo("change it back; the journal keeps what was");
    type Answer = UserView;

    fn subject(&self) -> Subject {
        self.user.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<UserView> {
        self.check(tx).await?;
        let user = rows::load(tx, self.user).await?;
        let role = self.role.unwrap_or(user.role);
        if user.role == Role::Administrator && role != user.role {
            keeps_an_administrator(tx, &user).await?;
        }
        let (changed, fact) = user.clone().change(|user| self.applied(user));
        let kept = tx.keep_and_tell(&user, changed, fact).await?;
        if kept.role != user.role {
            let here = session::current(tx.permit());
            session::end_all(tx, user.id, here).await?;
        }
        Ok(kept.into())
    }
}

impl ChangeUser {
    async fn check(&self, tx: &mut Tx) -> Result<()> {
        if let Some(name) = &self.name {
            named(name)?;
        }
        if let Some(language) = &self.language {
            spoken(language)?;
        }
        if let Some(email) = &self.email {
            addressed(email)?;
            let other = rows::by_email(tx, &fold(email)).await?;
            if other.is_some_and(|other| other.id != self.user) {
                return Err(UserRefusal::Exists(fold(email)).into());
            }
        }
        team_exists(tx, self.team.flatten()).await?;
        may_stand_in(tx, self.user, self.stand_in.flatten()).await
    }

    fn applied(&self, user: User) -> User {
        let mut owned = user.owned;
        owned.team = self.team.unwrap_or(owned.team);
        User {
            name: self.name.as_ref().map_or(user.name, |name| name.trim().to_owned()),
            email: self.email.as_ref().map_or(user.email, |email| fold(email)),
            role: self.role.unwrap_or(user.role),
            owned,
            stand_in: self.stand_in.unwrap_or(user.stand_in),
            zone: self.zone.clone().unwrap_or(user.zone),
            language: self.language.clone().unwrap_or(user.language),
            ..user
        }
    }
}

/// Deactivate a user: they may not come in any more, and no program may act for them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeactivateUser {
    pub user: UserId,
}

impl Command for DeactivateUser {
    const VERB: Verb = Verb::post("user.deactivate", "/users/{user}/deactivate").undo("user.reactivate");
    type Answer = UserView;

    fn subject(&self) -> Subject {
        self.user.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<UserView> {
        let user = rows::load(tx, self.user).await?;
        let (gone, fact) = user.clone().deactivate()?;
        if user.role == Role::Administrator && user.state == State::Active {
            keeps_an_administrator(tx, &user).await?;
        }
        let kept = tx.keep_and_tell(&user, gone, fact).await?;
        link::withdraw(tx, user.id).await?;
        session::end_all(tx, user.id, None).await?;
        for token in token::rows::unrevoked(tx, user.id).await? {
            let (revoked, fact) = token.clone().revoke(tx.now())?;
            tx.keep_and_tell(&token, revoked, fact).await?;
        }
        Ok(kept.into())
    }
}

/// Let a deactivated user come in again. Their sessions and tokens stay ended.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReactivateUser {
    pub user: UserId,
}

impl Command for ReactivateUser {
    const VERB: Verb = Verb::post("user.reactivate", "/users/{user}/reactivate").undo("user.deactivate");
    type Answer = UserView;

    fn subject(&self) -> Subject {
        self.user.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<UserView> {
        let user = rows::load(tx, self.user).await?;
        let known = password::rows::of_user(tx, user.id).await?.is_some();
        let (back, fact) = user.clone().reactivate(known)?;
        Ok(tx.keep_and_tell(&user, back, fact).await?.into())
    }
}

/// Somebody must be able to manage users.
async fn keeps_an_administrator(tx: &mut Tx, without: &User) -> Result<()> {
    let another = rows::another_administrator(tx, without.id).await?;
    if another { Ok(()) } else { Err(UserRefusal::LastAdministrator.into()) }
}

pub(super) fn named(name: &str) -> Result<()> {
    check::name("/name", name).map_or(Ok(()), |trouble| Err(Error::Invalid(vec![trouble])))
}

pub(super) fn addressed(email: &str) -> Result<()> {
    check::email("/email", email).map_or(Ok(()), |trouble| Err(Error::Invalid(vec![trouble])))
}

pub(super) fn spoken(language: &str) -> Result<String> {
    let trouble = check::locale("/language", language);
    trouble.map_or_else(|| Ok(language.to_owned()), |trouble| Err(Error::Invalid(vec![trouble])))
}

async fn team_exists(tx: &mut Tx, team: Option<TeamId>) -> Result<()> {
    let Some(id) = team else { return Ok(()) };
    let missing = || Error::field("/team", "team.missing", "there is no such team; add it first");
    team::rows::find(tx, id).await?.map(drop).ok_or_else(missing)
}

pub(super) async fn may_stand_in(tx: &mut Tx, of: UserId, stand_in: Option<UserId>) -> Result<()> {
    let Some(id) = stand_in else { return Ok(()) };
    let found = rows::find(tx, id).await?;
    let good = id != of && found.is_some_and(|user| user.state == State::Active);
    let detail = "a stand-in is another user who is active; choose one";
    if good { Ok(()) } else { Err(Error::field("/stand_in", "user.stand_in", detail)) }
}
