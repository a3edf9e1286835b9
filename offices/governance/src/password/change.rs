//! Changing one's own password: the old one is asked for, and every other session ends.

use facts::governance::PasswordChanged;
use kernel::{Error, Result, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Outside, Verb};

use super::{Password, hash, rows};
use crate::present::in_person;
use crate::session;
use crate::session::attempt::{self, Attempt};
use crate::user::rows as users;

/// Change your own password; you stay signed in here, and nowhere else.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    pub old: Password,
    pub new: Password,
    #[serde(skip)]
    proved: Option<Proved>,
}

/// The old one was right, as long as it is still the one that is kept.
#[derive(Debug, Clone)]
struct Proved {
    user: UserId,
    attempt: Attempt,
    old: String,
    new: String,
}

impl Command for ChangePassword {
    const VERB: Verb = Verb::post("password.change", "/me/password")
        .signed_in()
        .no_undo("change it again; the old one is not kept");
    type Answer = Json;

    async fn prepare(self, out: &Outside<'_>) -> Result<ChangePassword> {
        let me = out.actor.user.ok_or(Error::SignIn)?;
        let (user, business, kept) = out.store.read(move |tx| Box::pin(known(tx, me))).await?;
        let attempt = attempt::take(out, &user.email).await?;
        let verdict = hash::check(out, &self.old, kept.clone()).await?;
        let Some(old) = kept.filter(|_| verdict.right) else {
            return Err(Error::field("/old", "password.wrong", "this is not your password; type it again"));
        };
        let names = [user.name.as_str(), &user.email, &business];
        if let Some(trouble) = self.new.trouble("/new", &names) {
            return Err(Error::Invalid(vec![trouble]));
        }
        let new = hash::make(out, &self.new).await?;
        let proved = Proved { user: me, attempt, old, new };
        Ok(ChangePassword { proved: Some(proved), ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<Json> {
        let me = in_person(tx.permit())?;
        let proved = self.proved.as_ref().filter(|proved| proved.user == me).ok_or(Error::SignIn)?;
        if rows::of_user(tx, me).await?.as_ref() != Some(&proved.old) {
            return Err(Error::Again);
        }
        rows::keep(tx, me, &proved.new).await?;
        attempt::forgive(tx, &proved.attempt).await?;
        session::end_all(tx, me, session::current(tx.permit())).await?;
        tx.tell(PasswordChanged { user: me });
        Ok(json!({}))
    }
}

async fn known(tx: &mut Tx, me: UserId) -> Result<(crate::user::User, String, Option<String>)> {
    let business = tx.setting::<kernel::Business>().await?;
    Ok((users::load(tx, me).await?, business.name, rows::of_user(tx, me).await?))
}
