//! What one of the staff has to know, as a mail: one for all that is due, each with the way to it.
//!
//! It never stands in the way of anything: a mail of yesterday is no news, and one that fails is no exception, for
//! the app and push carry the same words.

use kernel::text::{Values, plain_source};
use kernel::{Business, Error, Result, Timestamp, fault};
use store::Tx;
use store::effect::{self, Claimed};

use super::carrier::{Draft, Mails};
use super::notice::{self, Notice};
use super::{StaffItem, StaffOrder, rows};
use crate::mail::Mail;
use crate::mail_out::Outcome;
use crate::words::{say, say_of};

/// What one of the staff has to know.
pub struct StaffMail;

/// In seconds.
const NEWS: i64 = 24 * 3600;
const OLD: &str = "it waited for a day: the app has it";

impl Mails for StaffMail {
    const KIND: &'static str = "staff_mail";
    const DRAFTS: &'static str = "connect.staff_mail";

    type Order = StaffOrder;

    fn needless(effect: &Claimed, _: &StaffOrder, now: Timestamp) -> Option<&'static str> {
        (now.as_second() - effect.made_at.as_second() > NEWS).then_some(OLD)
    }

    async fn write(tx: &mut Tx, effect: &Claimed, order: &StaffOrder, mail: &Mail) -> Result<Draft> {
        let user = rows::user(tx, order.user).await?.ok_or(Error::Missing("user"))?;
        let (business, public_url) = (tx.setting::<Business>().await?, tx.public_url(""));
        let language = user.language.clone().unwrap_or_else(|| business.locale.clone());
        let notice = Notice::to_staff(&user, &business, &public_url, &language);
        let said = written(order, &language, &public_url, &business.name);
        let said =
            notice::filled(&said, &Values::new()).ok_or_else(|| fault("plain words have no fields"))?;
        Ok(Draft::Ready(Box::new(notice.envelope(mail, effect, &said)?)))
    }

    /// The app and push have said it.
    async fn ended(_: &mut Tx, _: &Claimed, _: &effect::Outcome, _: Option<Outcome>) -> Result<()> {
        Ok(())
    }
}

/// Subject and body in the small text form.
fn written(order: &StaffOrder, language: &str, public_url: &str, business: &str) -> (String, String) {
    let count = order.items.len().to_string();
    let subject = match (order.items.as_slice(), order.urgent) {
        ([one], true) => say_of(language, "staff-urgent", &[("title", &one.title)]),
        ([one], false) => one.title.clone(),
        (_, true) => say_of(language, "staff-several-urgent", &[("count", &count)]),
        (_, false) => say_of(language, "staff-several", &[("count", &count)]),
    };
    let items: Vec<String> = order.items.iter().map(|item| paragraph(item, public_url)).collect();
    let settings = format!("{public_url}/app/settings/notifications");
    let end = format!("{} {settings}", say(language, "staff-settings", business));
    (plain_source(&subject), format!("{}\n\n{end}", items.join("\n\n")))
}

fn paragraph(item: &StaffItem, public_url: &str) -> String {
    let lines = [format!("**{}**", plain_source(&item.title)), plain_source(&item.text)];
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    format!("{}\n{public_url}{}", lines.join("\n"), item.path)
}

#[cfg(test)]
mod tests {
    use kernel::text::Text;
    use kernel::{Id, UserId};

    use super::*;

    fn order(urgent: bool, titles: &[&str]) -> StaffOrder {
        let item = |title: &&str| StaffItem {
            title: (*title).into(),
            text: "Look at {it}.".into(),
            path: "/app/notifications/n".into(),
        };
        StaffOrder { user: UserId::from_bytes([1; 16]), urgent, items: titles.iter().map(item).collect() }
    }

    #[test]
    fn one_word_is_its_own_subject_and_several_are_counted() {
        let subject = |order: &StaffOrder| written(order, "en", "https://ours.test", "Biz").0;
        assert_eq!(subject(&order(true, &["Mail is down"])), "Urgent: Mail is down");
        assert_eq!(subject(&order(false, &["A task"])), "A task");
        assert_eq!(subject(&order(false, &["A", "B"])), "2 things wait for you");
        assert_eq!(subject(&order(true, &["A", "B"])), "Urgent: 2 things wait for you");
    }

    #[test]
    fn no_word_of_a_title_becomes_a_field_or_markup() {
        let (_, body) = written(&order(false, &["**{contact.name}**"]), "en", "https://ours.test", "Biz");
        let filled = Text::parse(&body).fill(&Values::new());
        assert!(filled.is_ok(), "{body}");
    }
}
