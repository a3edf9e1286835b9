//! What connect does when it hears of something: a business that is set up has a sender from the first
//! minute.

use facts::governance::BusinessSetUp;
use kernel::{Business, Result};
use store::{Consequence, Tx};

use crate::mail::Mail;
use crate::mail_out::{Address, HeaderText};
use crate::sending::rows;

/// On `business.set_up`: mail comes from the business's own name and address, and answers go there; without
/// an address, answers go to the administrator. What was chosen before stays.
pub struct MailFromBusiness;

impl Consequence for MailFromBusiness {
    const NAME: &'static str = "connect.mail_from_business";
    type Fact = BusinessSetUp;

    async fn follow(&self, tx: &mut Tx, fact: &BusinessSetUp) -> Result<()> {
        let business = tx.setting::<Business>().await?;
        let old = tx.setting::<Mail>().await?;
        let administrator = rows::user(tx, fact.administrator).await?.and_then(|user| user.email);
        let read = |address: Option<&String>| address.and_then(|address| Address::parse(address).ok());
        let ours = read(business.email.as_ref());
        let theirs = ours.clone().or_else(|| read(administrator.as_ref()));
        let name = HeaderText::new(&business.name).ok().filter(|name| !name.as_str().is_empty());
        let new = Mail {
            from_name: old.from_name.clone().or(name),
            from_address: old.from_address.clone().or(ours),
            reply_to: old.reply_to.clone().or(theirs),
            ..old
        };
        tx.keep_setting(&new).await
    }
}
