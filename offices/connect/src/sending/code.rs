//! A one-time code to somebody who signs. It is derived here, for the only time, and stands in no payload,
//! note or fact.
//!
//! It never leaves after its time: a code that comes too late only confuses.

use std::sync::Arc;

use kernel::text::Values;
use kernel::{Business, Refusal, Result, fault};
use store::effect::{self, Claimed};
use store::{Store, Tx};

use super::message::{Draft, hand_over, not_made, postponed};
use super::notice::{self, Notice};
use super::post::{self, Post};
use super::{CodeOrder, raise, rows};
use crate::line::course;

/// Carries effects of kind `code_mail`.
pub struct CodeMail(pub Arc<Post>);

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

impl effect::Carrier for CodeMail {
    async fn carry(&self, store: &Store, effect: &Claimed) -> effect::Outcome {
        let open = self.0.version();
        let asked = effect.clone();
        let draft = store.claim("connect.code_mail", move |tx| {
            let effect = asked.clone();
            Box::pin(async move { draft(tx, &effect, open).await })
        });
        match draft.await {
            Ok(draft) => hand_over(&self.0, store, effect, draft).await,
            Err(error) => not_made(store.now(), &error),
        }
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &effect::Outcome) -> Result<()> {
        rows::forget_tries(tx, effect.id).await?;
        let order = order(effect)?;
        match outcome {
            effect::Outcome::Done(_) => {
                tx.settle_exception(&raise::code_key(&order), "a code was sent meanwhile").await?;
                course::answered(tx).await
            }
            effect::Outcome::Failed(note)
            | effect::Outcome::Unknown(note)
            | effect::Outcome::Skipped(note) => raise::code(tx, effect, &order, note).await,
            effect::Outcome::Retry(..) => Ok(()),
        }
    }

    async fn postponed(&self, tx: &mut Tx, effect: &Claimed, outcome: &effect::Outcome) -> Result<()> {
        postponed(&self.0, tx, effect, outcome).await
    }
}

fn order(effect: &Claimed) -> Result<CodeOrder> {
    serde_json::from_value(effect.payload.clone()).map_err(fault)
}

async fn draft(tx: &mut Tx, effect: &Claimed, open: Option<i64>) -> Result<Draft> {
    let order = order(effect)?;
    if order.until <= tx.now() {
        return Ok(Draft::Needless(RAN_OUT));
    }
    let Some(route) = post::route(tx, open).await? else { return Ok(Draft::Waits(post::NOT_SET_UP)) };
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
    let envelope = Box::new(notice.envelope(&route, effect, &said)?);
    let tries = rows::tries(tx, effect.id).await?.map_or(0, |tries| tries.count);
    Ok(Draft::Ready { route: Box::new(route), envelope, tries })
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
