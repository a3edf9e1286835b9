//! A one-time code to somebody who signs. It is derived here, for the only time, and stands in no payload,
//! note or fact.
//!
//! It never leaves after its time: a code that comes too late only confuses.

use kernel::text::Values;
use kernel::{Business, Refusal, Result, Timestamp};
use store::Tx;
use store::effect::{self, Claimed};

use super::carrier::{Draft, Mails};
use super::notice::{self, Notice};
use super::{CodeOrder, raise, rows};
use crate::mail::Mail;
use crate::mail_out::Outcome;

/// A one-time code for somebody who signs.
pub struct CodeMail;

const TEXT: &str = "signing-code";
const RAN_OUT: &str = "the code ran out before it could be sent";

#[derive(Debug, thiserror::Error)]
enum CodeRefusal {
    #[error("nobody knows where the signer gets mail; name their address in the agreement")]
    NoAddress,
    #[error("there is no approved text `{TEXT}`; approve one")]
    NoText,
    #[error("the text `{TEXT}` names something nobody knows; correct it")]
    Fields,
}

impl Refusal for CodeRefusal {
    fn code(&self) -> &'static str {
        match self {
            CodeRefusal::NoAddress => "mail.no_signer_address",
            CodeRefusal::NoText => "mail.no_code_text",
            CodeRefusal::Fields => "mail.code_text_fields",
        }
    }
}

impl Mails for CodeMail {
    const KIND: &'static str = "code_mail";
    const DRAFTS: &'static str = "connect.code_mail";

    type Order = CodeOrder;

    fn needless(_: &Claimed, order: &CodeOrder, now: Timestamp) -> Option<&'static str> {
        (order.until <= now).then_some(RAN_OUT)
    }

    async fn write(tx: &mut Tx, effect: &Claimed, order: &CodeOrder, mail: &Mail) -> Result<Draft> {
        let business = tx.setting::<Business>().await?;
        let reader = rows::contact(tx, order.contact).await?.unwrap_or_default();
        let language = reader.language.unwrap_or_else(|| business.locale.clone());
        let known = tx.values_of(order.about, &language).await?;
        let address = known.get("agreement.signer_email").cloned().ok_or(CodeRefusal::NoAddress)?;
        let name = known.get("agreement.signer_name").cloned().or(reader.name);
        let text = notice::text(tx, TEXT, &language).await?.ok_or(CodeRefusal::NoText)?;
        let code = tx.one_time_code(&order.purpose)?;
        let said = notice::filled(&text, &values(known, name.as_deref(), &business, code));
        let said = said.ok_or(CodeRefusal::Fields)?;
        let notice = Notice {
            to_name: name.as_deref(),
            to_email: &address,
            business: &business,
            public_url: &tx.public_url(""),
            language: &language,
            why: "why-signing",
        };
        Ok(Draft::Ready(Box::new(notice.envelope(mail, effect, &said)?)))
    }

    async fn ended(
        tx: &mut Tx,
        effect: &Claimed,
        outcome: &effect::Outcome,
        _: Option<Outcome>,
    ) -> Result<()> {
        let order = CodeMail::order(effect)?;
        match outcome {
            effect::Outcome::Done(_) => {
                let key = raise::code_key(&order);
                tx.settle_exception(&key, "a code was sent meanwhile").await.map(drop)
            }
            effect::Outcome::Failed(note)
            | effect::Outcome::Unknown(note)
            | effect::Outcome::Skipped(note) => raise::code(tx, effect, &order, note).await,
            effect::Outcome::Retry(..) => Ok(()),
        }
    }
}

/// What is known of the agreement, the signer, the business and the code itself.
fn values(mut known: Values, name: Option<&str>, business: &Business, code: String) -> Values {
    let first = name.and_then(|name| name.split_whitespace().next());
    let more = [
        ("contact.name", name),
        ("contact.first_name", first),
        ("business.name", Some(business.name.as_str())),
        ("business.legal_name", Some(business.legal_name.as_str())),
        ("links.privacy", business.privacy_url.as_deref()),
        ("signing.code", Some(code.as_str())),
    ];
    known.extend(more.into_iter().filter_map(|(path, value)| Some((path.to_owned(), value?.to_owned()))));
    known
}
