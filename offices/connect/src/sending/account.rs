//! A mail to one of the staff: an invitation, or a way to a new password. The link is written here, for the
//! only time, and stands in no payload, note or fact.

use kernel::text::Values;
use kernel::{Business, Error, Ref, Refusal, Result};
use store::Tx;
use store::effect::Claimed;

use super::carrier::{Draft, Mails};
use super::notice::{self, Notice};
use super::rows::Reader;
use super::{AccountOrder, rows};
use crate::mail::Mail;

/// An invitation, or a way to a new password.
pub struct AccountMail;

#[derive(Debug, thiserror::Error)]
enum AccountRefusal {
    #[error("the link has run out before it could be sent; hand out a new one")]
    RanOut,
    #[error("there is no approved text `{0}`; approve one and hand out a new link")]
    NoText(&'static str),
    #[error("the text `{0}` names something nobody knows; correct it and hand out a new link")]
    Fields(&'static str),
}

impl Refusal for AccountRefusal {
    fn code(&self) -> &'static str {
        match self {
            AccountRefusal::RanOut => "mail.link_ran_out",
            AccountRefusal::NoText(_) => "mail.no_account_text",
            AccountRefusal::Fields(_) => "mail.account_text_fields",
        }
    }
}

impl Mails for AccountMail {
    const KIND: &'static str = "account_mail";
    const DRAFTS: &'static str = "connect.account_mail";

    type Order = AccountOrder;

    async fn write(tx: &mut Tx, effect: &Claimed, order: &AccountOrder, mail: &Mail) -> Result<Draft> {
        let Some(link) = link(tx, order).await? else {
            return Ok(Draft::Needless("the link was used or replaced meanwhile"));
        };
        let user = rows::user(tx, order.user).await?.ok_or(Error::Missing("user"))?;
        let (business, public_url) = (tx.setting::<Business>().await?, tx.public_url(""));
        let language = user.language.clone().unwrap_or_else(|| business.locale.clone());
        let (slug, field) = order.purpose.text();
        let text = notice::text(tx, slug, &language).await?.ok_or(AccountRefusal::NoText(slug))?;
        let said = notice::filled(&text, &values(&user, &business, (field, &link)));
        let notice = Notice::to_staff(&user, &business, &public_url, &language);
        let said = said.ok_or(AccountRefusal::Fields(slug))?;
        Ok(Draft::Ready(Box::new(notice.envelope(mail, effect, &said)?)))
    }
}

/// The address that lets its reader in, as it was handed out. `None` once nobody needs it, for it was used or
/// replaced; refused where it ran out waiting.
async fn link(tx: &mut Tx, order: &AccountOrder) -> Result<Option<String>> {
    if order.until <= tx.now() {
        return Err(AccountRefusal::RanOut.into());
    }
    let (kind, person) = (order.purpose.word(), Some(Ref::from(order.link)));
    let token = tx.link_again(kind, order.user.into(), person).await?;
    let live = tx.link_of(kind, &token).await?.is_some_and(|found| found.person == person);
    Ok(live.then(|| tx.public_url(&format!("{}{token}", order.path))))
}

fn values(user: &Reader, business: &Business, link: (&str, &str)) -> Values {
    let name = user.name.clone().unwrap_or_default();
    let first = name.split_whitespace().next().unwrap_or_default().to_owned();
    let text = |path: &str, value: &str| (path.to_owned(), value.to_owned());
    [
        text("contact.name", &name),
        text("contact.first_name", &first),
        text("business.name", &business.name),
        text("business.legal_name", &business.legal_name),
        text("links.privacy", business.privacy_url.as_deref().unwrap_or_default()),
        text(link.0, link.1),
    ]
    .into()
}
