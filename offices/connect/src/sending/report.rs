//! A report to one of the staff, such as that of the week: another room wrote it, in its reader's language.
//!
//! Unlike a word that the app says too it stands in the outbox, and waits there for a mail server for as long as it is
//! news.

use kernel::text::{Values, plain_source};
use kernel::{Business, Error, Result, Timestamp, fault};
use store::Tx;
use store::effect::Claimed;

use super::carrier::{Draft, Mails};
use super::notice::{self, Notice};
use super::{ReportOrder, rows};
use crate::mail::Mail;

/// A report.
pub struct ReportMail;

/// In seconds: until there is the next one.
const NEWS: i64 = 7 * 24 * 3600;
const GONE: &str = "they are no longer of the staff";
const OLD: &str = "it waited for a week: the app has it";

impl Mails for ReportMail {
    const KIND: &'static str = "report_mail";
    const DRAFTS: &'static str = "connect.report_mail";

    type Order = ReportOrder;

    fn needless(effect: &Claimed, _: &ReportOrder, now: Timestamp) -> Option<&'static str> {
        (now.as_second() - effect.made_at.as_second() > NEWS).then_some(OLD)
    }

    async fn write(tx: &mut Tx, effect: &Claimed, order: &ReportOrder, mail: &Mail) -> Result<Draft> {
        let user = rows::user(tx, order.user).await?.ok_or(Error::Missing("user"))?;
        if !rows::is_active(tx, order.user).await? {
            return Ok(Draft::Needless(GONE));
        }
        let (business, public_url) = (tx.setting::<Business>().await?, tx.public_url(""));
        let notice = Notice::to_staff(&user, &business, &public_url, &order.language);
        let said = notice::filled(&(plain_source(&order.subject), order.text.clone()), &Values::new());
        let said = said.ok_or_else(|| fault("a report has no fields"))?;
        Ok(Draft::Ready(Box::new(notice.envelope(mail, effect, &said)?)))
    }
}
