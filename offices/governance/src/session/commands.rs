//! Coming in and going: sign in, sign out, end a session elsewhere.

use kernel::{Result, SessionId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Outside, SET_SESSION, Verb};

use super::attempt::{self, Attempt};
use super::{SessionRefusal, current, end, start};
use crate::password::rows::Credentials;
use crate::password::{Password, hash, rows as passwords};
use crate::present::in_person;
use crate::user::views::UserView;
use crate::user::{fold, rows as users};

/// Sign in with address and password.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub email: String,
    pub password: Password,
    #[serde(skip)]
    proved: Option<Proved>,
}

/// The password was right for this hash; `renewed` replaces one made at another cost.
#[derive(Debug, Clone)]
struct Proved {
    user: UserId,
    kept: String,
    renewed: Option<String>,
    attempt: Attempt,
}

/// Who is in now. The secret goes into the cookie, never to the page.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SignedIn {
    pub user: UserView,
    pub session_secret: String,
}

impl Command for SignIn {
    const VERB: Verb = Verb::post("session.sign_in", "/session")
        .public("login")
        .even_without_room()
        .no_undo("sign out to go again");
    type Answer = SignedIn;

    async fn prepare(self, out: &Outside<'_>) -> Result<SignIn> {
        let email = fold(&self.email);
        let attempt = attempt::take(out, &email).await?;
        let known = credentials(out, email).await?;
        let verdict =
            hash::check(out, &self.password, known.as_ref().map(|known| known.hash.clone())).await?;
        let Some(known) = known.filter(|known| verdict.right && known.active) else {
            return Err(SessionRefusal::Wrong.into());
        };
        let renewed = match verdict.stale {
            true => Some(hash::make(out, &self.password).await?),
            false => None,
        };
        let proved = Proved { user: known.user, kept: known.hash, renewed, attempt };
        Ok(SignIn { proved: Some(proved), ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<SignedIn> {
        let proved = self.proved.as_ref().ok_or(SessionRefusal::Wrong)?;
        let now = passwords::of_email(tx, &fold(&self.email)).await?;
        let still = now.filter(|now| now.active && now.user == proved.user && now.hash == proved.kept);
        let user = still.ok_or(SessionRefusal::Wrong)?.user;
        if let Some(renewed) = &proved.renewed {
            passwords::keep(tx, user, renewed).await?;
        }
        attempt::forgive(tx, &proved.attempt).await?;
        let session_secret = start(tx, user).await?;
        Ok(SignedIn { user: users::load(tx, user).await?.into(), session_secret })
    }
}

async fn credentials(out: &Outside<'_>, email: String) -> Result<Option<Credentials>> {
    let found = out.store.read(move |tx| {
        let email = email.clone();
        Box::pin(async move { passwords::of_email(tx, &email).await })
    });
    found.await
}

/// Sign out of this session.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOut {}

impl Command for SignOut {
    const VERB: Verb = Verb::post("session.sign_out", "/session/end")
        .signed_in()
        .even_without_room()
        .no_undo("sign in to come back");
    type Answer = Json;

    async fn act(&self, tx: &mut Tx) -> Result<Json> {
        let me = in_person(tx.permit())?;
        let session = current(tx.permit()).ok_or(SessionRefusal::Gone)?;
        end(tx, session, me).await?;
        Ok(json!({ SET_SESSION: null }))
    }
}

/// End one of your own sessions, such as that of a lost phone.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSession {
    pub session: SessionId,
}

impl Command for EndSession {
    const VERB: Verb =
        Verb::post("session.end", "/me/sessions/{session}/end").signed_in().no_undo("sign in there again");
    type Answer = Json;

    async fn act(&self, tx: &mut Tx) -> Result<Json> {
        let me = in_person(tx.permit())?;
        let ended = end(tx, self.session, me).await?;
        if ended { Ok(json!({})) } else { Err(SessionRefusal::Gone.into()) }
    }
}
