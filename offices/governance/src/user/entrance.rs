//! Coming in by a link: accept an invitation, choose a new password, ask for a link or hand one out.

use facts::governance::{PasswordChanged, ResetRequested};
use kernel::{Error, Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Outside, Subject, Verb};

use super::views::UserView;
use super::{State, User, UserRefusal, fold, rows};
use crate::link::{self, Purpose, Way};
use crate::password::{self, Password, hash};
use crate::session;

/// A link for a user who cannot come in, shown this once: for a new password, or to accept the invitation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    pub user: UserId,
}

/// The link to hand over; it works once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LinkView {
    pub user: UserView,
    pub link: String,
}

impl Command for ResetPassword {
    const VERB: Verb =
        Verb::post("user.reset_password", "/users/{user}/reset").no_undo("a newer link replaces this one");
    type Answer = LinkView;

    fn subject(&self) -> Subject {
        self.user.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<LinkView> {
        let user = rows::load(tx, self.user).await?;
        let purpose = purpose_for(&user)?;
        let link = link::hand_out(tx, user.id, purpose, Way::ByHand).await?;
        tx.tell(ResetRequested { user: user.id });
        Ok(LinkView { user: user.into(), link })
    }
}

/// What somebody needs a link for, by their state.
pub(crate) fn purpose_for(user: &User) -> Result<Purpose, UserRefusal> {
    match user.state {
        State::Invited => Ok(Purpose::Invitation),
        State::Active => Ok(Purpose::Reset),
        State::Deactivated => Err(UserRefusal::Deactivated),
    }
}

/// What `prepare` found out of a token and a password.
#[derive(Debug, Clone)]
struct Chosen {
    user: UserId,
    hash: String,
}

async fn choose(out: &Outside<'_>, purpose: Purpose, token: &str, password: &Password) -> Result<Chosen> {
    let token = token.to_owned();
    let found = out.store.read(move |tx| {
        let token = token.clone();
        Box::pin(async move { whose(tx, purpose, &token).await })
    });
    let (user, business) = found.await?.ok_or(UserRefusal::LinkGone)?;
    if let Some(trouble) = password.trouble("/password", &[&user.name, &user.email, &business]) {
        return Err(Error::Invalid(vec![trouble]));
    }
    Ok(Chosen { user: user.id, hash: hash::make(out, password).await? })
}

/// The user a link belongs to, and the business's name.
async fn whose(tx: &mut Tx, purpose: Purpose, token: &str) -> Result<Option<(User, String)>> {
    let Some(user) = link::holder(tx, purpose, token).await? else { return Ok(None) };
    let business = tx.setting::<kernel::Business>().await?;
    Ok(rows::find(tx, user).await?.map(|user| (user, business.name)))
}

/// The user a link still belongs to in the transaction that uses it up.
async fn used_up(tx: &mut Tx, purpose: Purpose, token: &str, chosen: Option<&Chosen>) -> Result<User> {
    let holder = link::holder(tx, purpose, token).await?;
    let user = holder.filter(|holder| chosen.is_some_and(|chosen| chosen.user == *holder));
    let user = rows::load(tx, user.ok_or(UserRefusal::LinkGone)?).await?;
    link::withdraw(tx, user.id).await?;
    Ok(user)
}

/// Accept an invitation: choose a password and be in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// The last part of the link.
    pub token: String,
    pub password: Password,
    #[serde(skip)]
    chosen: Option<Chosen>,
}

impl Command for AcceptInvitation {
    const VERB: Verb = Verb::post("user.accept_invitation", "/invitation")
        .public("login")
        .no_undo("an administrator can deactivate the user");
    type Answer = session::commands::SignedIn;

    async fn prepare(self, out: &Outside<'_>) -> Result<AcceptInvitation> {
        let chosen = choose(out, Purpose::Invitation, &self.token, &self.password).await?;
        Ok(AcceptInvitation { chosen: Some(chosen), ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<session::commands::SignedIn> {
        let user = used_up(tx, Purpose::Invitation, &self.token, self.chosen.as_ref()).await?;
        let hash = self.chosen.as_ref().map(|chosen| &chosen.hash).ok_or(UserRefusal::LinkGone)?;
        let (joined, fact) = user.clone().join()?;
        password::rows::keep(tx, user.id, hash).await?;
        let joined = tx.keep_and_tell(&user, joined, fact).await?;
        let session_secret = session::start(tx, user.id).await?;
        Ok(session::commands::SignedIn { user: joined.into(), session_secret })
    }
}

/// Ask for a link to choose a new password. The answer is the same for every address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestReset {
    pub email: String,
}

impl Command for RequestReset {
    const VERB: Verb = Verb::post("user.request_reset", "/reset/request")
        .public("login")
        .no_undo("the link ends by itself within an hour");
    type Answer = Json;

    /// Only written down here: a worker looks whose address it is, so that the time it takes tells nothing.
    async fn act(&self, tx: &mut Tx) -> Result<Json> {
        super::commands::addressed(&self.email)?;
        rows::forgotten(tx, &fold(&self.email)).await?;
        Ok(json!({ "detail": "If this address is a user's, a link is on its way to it." }))
    }
}

/// Choose a new password by a link. Every session of the user ends.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoosePassword {
    /// The last part of the link.
    pub token: String,
    pub password: Password,
    #[serde(skip)]
    chosen: Option<Chosen>,
}

impl Command for ChoosePassword {
    const VERB: Verb =
        Verb::post("user.choose_password", "/reset").public("login").no_undo("ask for another link");
    type Answer = Json;

    async fn prepare(self, out: &Outside<'_>) -> Result<ChoosePassword> {
        let chosen = choose(out, Purpose::Reset, &self.token, &self.password).await?;
        Ok(ChoosePassword { chosen: Some(chosen), ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<Json> {
        let user = used_up(tx, Purpose::Reset, &self.token, self.chosen.as_ref()).await?;
        let hash = self.chosen.as_ref().map(|chosen| &chosen.hash).ok_or(UserRefusal::LinkGone)?;
        password::rows::keep(tx, user.id, hash).await?;
        session::end_all(tx, user.id, None).await?;
        tx.tell(PasswordChanged { user: user.id });
        Ok(json!({ "email": user.email }))
    }
}
