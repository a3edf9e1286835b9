//! Changing the mail settings.

use kernel::patch::Change;
use kernel::{Error, Result, Secret};
use store::Tx;
use verbs::{Command, Verb};

use super::views::{self, MailView};
pub use super::wish::ChangeMail;
use super::{Mail, rows};
use crate::line::course;
use crate::sending::pace::PACE;

impl Command for ChangeMail {
    const VERB: Verb = Verb::patch("mail.change", "/mail")
        .no_undo("the settings before stand in the journal, the password does not; change them again");
    type Answer = MailView;

    async fn act(&self, tx: &mut Tx) -> Result<MailView> {
        let old = tx.setting::<Mail>().await?;
        let new = self.over(old.clone(), tx.now(), &tx.public_url("")).map_err(Error::Invalid)?;
        keep_password(tx, self, &new).await?;
        tx.keep_setting(&new).await?;
        if new.pace != old.pace {
            tx.release_held_effects(PACE).await?;
        }
        if new != old {
            course::mended(tx, "the mail settings were changed").await?;
        }
        if new.is_set_up() {
            course::set_up(tx).await?;
        }
        views::view(tx).await
    }
}

async fn keep_password(tx: &mut Tx, wish: &ChangeMail, new: &Mail) -> Result<()> {
    match &wish.password {
        _ if new.password_at.is_none() => rows::forget_password(tx).await,
        Change::Set(password) => rows::keep_password(tx, &Secret::new(password.clone())).await,
        _ => Ok(()),
    }
}
