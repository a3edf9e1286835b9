//! A report to one of the staff, such as that of the week: another room wrote it, in its reader's language.
//!
//! Unlike a word that the app says too it stands in the outbox, and waits there for a mail server for as long as it is
//! news.

use kernel::text::{Values, plain_source};
use kernel::{Business, Error, Result, fault};
use store::Tx;
use store::effect::{self, Claimed};

use super::carrier::{Draft, Mails, ready};
use super::notice::{self, Notice};
use super::raise::Wrong;
use super::{ReportOrder, post, raise, rows};
use crate::mail_out::Outcome;

/// A report.
pub struct ReportMail;

/// In seconds: until there is the next one.
const NEWS: i64 = 7 * 24 * 3600;
const GONE: &str = "they are no longer of the staff";
const OLD: &str = "it waited for a week: the app has it";

impl Mails for ReportMail {
    const KIND: &'static str = "report_mail";
    const DRAFTS: &'static str = "connect.report_mail";

    async fn draft(tx: &mut Tx, effect: &Claimed, open: Option<i64>) -> Result<Draft> {
        draft(tx, effect, open).await
    }

    async fn ended(
        tx: &mut Tx,
        effect: &Claimed,
        outcome: &effect::Outcome,
        _: Option<Outcome>,
    ) -> Result<()> {
        match outcome {
            effect::Outcome::Failed(note) => raise::other(tx, effect, Wrong::NotTaken, note).await,
            effect::Outcome::Unknown(note) => raise::other(tx, effect, Wrong::Uncertain, note).await,
            effect::Outcome::Done(_) | effect::Outcome::Skipped(_) | effect::Outcome::Retry(..) => Ok(()),
        }
    }
}

async fn draft(tx: &mut Tx, effect: &Claimed, open: Option<i64>) -> Result<Draft> {
    let order: ReportOrder = serde_json::from_value(effect.payload.clone()).map_err(fault)?;
    if tx.now().as_second() - effect.made_at.as_second() > NEWS {
        return Ok(Draft::Needless(OLD));
    }
    let Some(route) = post::route(tx, open).await? else { return Ok(Draft::Waits(post::NOT_SET_UP)) };
    let user = rows::user(tx, order.user).await?.ok_or(Error::Missing("user"))?;
    if !rows::is_active(tx, order.user).await? {
        return Ok(Draft::Needless(GONE));
    }
    let business = tx.setting::<Business>().await?;
    let notice = Notice {
        to_name: user.name.as_deref(),
        to_email: user.email.as_deref().unwrap_or_default(),
        business: &business,
        public_url: &tx.public_url(""),
        language: &order.language,
        why: "why-staff",
    };
    let said = notice::filled(&(plain_source(&order.subject), order.text), &Values::new());
    let said = said.ok_or_else(|| fault("a report has no fields"))?;
    let envelope = notice.envelope(&route, effect, &said)?;
    ready(tx, effect, route, envelope).await
}
