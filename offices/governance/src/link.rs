//! The links by which staff come in: invitations and new passwords. Each works once; a newer one replaces it.
//!
//! The token follows from the workspace's key and a random link id, so a mail's carrier can write it again
//! while nothing secret stands in its payload. A link that was used or replaced never opens again.

use kernel::{LinkId, Ref, Result, Timestamp, UserId};
use serde_json::json;
use store::{Tx, effect};

use crate::user::rows::{self, Entrance};

/// What a link lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Join the staff: seven days.
    Invitation,
    /// Choose a new password: one hour by mail, a day from an administrator's hand.
    Reset,
}

/// Who brings a link to its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Shown once to the administrator, and mailed where mail is set up.
    ByHand,
    /// Mailed only: whoever asked is not known.
    ByMail,
}

const HOUR_MS: i64 = 3_600_000;

impl Purpose {
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Invitation => "invitation",
            Purpose::Reset => "reset",
        }
    }

    pub fn from_word(word: &str) -> Option<Purpose> {
        [Purpose::Invitation, Purpose::Reset].into_iter().find(|purpose| purpose.word() == word)
    }

    /// The page of the application that takes the token, which follows the slash.
    pub fn path(self) -> &'static str {
        match self {
            Purpose::Invitation => "/invitation/",
            Purpose::Reset => "/reset/",
        }
    }

    fn lasts_ms(self, way: Way) -> i64 {
        match (self, way) {
            (Purpose::Invitation, _) => 7 * 24 * HOUR_MS,
            (Purpose::Reset, Way::ByHand) => 24 * HOUR_MS,
            (Purpose::Reset, Way::ByMail) => HOUR_MS,
        }
    }
}

/// A new link for a user; the one before stops working. Asks for its mail, and gives the whole address.
pub async fn hand_out(tx: &mut Tx, user: UserId, purpose: Purpose, way: Way) -> Result<String> {
    withdraw(tx, user).await?;
    let link: LinkId = tx.new_id();
    let until = tx.now().as_millisecond() + purpose.lasts_ms(way);
    let until = Timestamp::from_millisecond(until).map_err(kernel::fault)?;
    let token = tx.link(purpose.word(), user.into(), Some(link.into()), Some(until)).await?;
    let entrance = Entrance { purpose, link, made_at: tx.now() };
    rows::let_in_by(tx, user, &entrance, until).await?;
    tx.effect(mail(user, purpose, link, until));
    Ok(tx.public_url(&format!("{}{token}", purpose.path())))
}

/// The mail's carrier writes the address again: `link(purpose, user, link, until)` is the token after `path`.
fn mail(user: UserId, purpose: Purpose, link: LinkId, until: Timestamp) -> effect::New {
    let payload = json!({
        "user": user,
        "purpose": purpose.word(),
        "link": link,
        "until": until,
        "path": purpose.path(),
    });
    let person = Some(Ref::from(user));
    effect::New { person, ..effect::New::of("account_mail", format!("account_mail/{link}"), &payload) }
}

/// The user a token lets in; `None` for a wrong, old, used and replaced one, without a difference.
pub async fn holder(tx: &mut Tx, purpose: Purpose, token: &str) -> Result<Option<UserId>> {
    let Some(found) = tx.link_of(purpose.word(), token).await? else { return Ok(None) };
    let user = <UserId as kernel::Id>::from_bytes(found.object.bytes);
    let current = rows::entrance(tx, user).await?.map(|entrance| Ref::from(entrance.link));
    Ok((current.is_some() && current == found.person).then_some(user))
}

/// Every link of this user stops working.
pub async fn withdraw(tx: &mut Tx, user: UserId) -> Result<()> {
    for purpose in [Purpose::Invitation, Purpose::Reset] {
        tx.revoke_links(purpose.word(), user.into()).await?;
    }
    rows::close_entrance(tx, user).await
}
