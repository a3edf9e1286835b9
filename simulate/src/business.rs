//! How people reach a business: staff call verbs, customers open pages, send forms and read their mail, time passes.
//!
//! The people are the same whether the business runs in this process or is a server somewhere.

use jiff::Timestamp;
use kernel::{Result, fault};
use serde_json::Value as Json;

/// A page as a browser would show it.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub html: String,
}

/// A form's fields as they are sent.
pub type Form<'f> = [(&'f str, String)];

pub trait Business {
    /// The business's own clock.
    fn now(&self) -> Timestamp;

    /// The mail server it is told to use, as `mail.change` wants it.
    fn mail_server(&self) -> Json;

    /// A verb, as the owner of the business.
    fn act(&self, verb: &str, input: Json) -> impl Future<Output = Result<Json>>;

    /// A page of ours by its path, as whoever holds the link; a form where one is sent, without script.
    fn knock(&self, path: &str, form: Option<&Form<'_>>) -> impl Future<Output = Result<Page>>;

    /// The newest mail to this address whose text holds these words; `None` where mail reaches nobody.
    fn mail(&self, address: &str, words: &str) -> impl Future<Output = Result<Option<String>>>;

    fn pass(&self, seconds: i64) -> impl Future<Output = Result<()>>;

    /// Everything that is due now is done.
    fn work(&self) -> impl Future<Output = Result<()>>;

    /// Those that look at everything had their turn.
    fn watch(&self) -> impl Future<Output = Result<()>>;
}

impl Page {
    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> Result<String> {
        let mark = format!("name=\"{name}\" value=\"");
        let value = self.html.split(&mark).nth(1).and_then(|rest| rest.split('"').next());
        value
            .map(str::to_owned)
            .ok_or_else(|| fault(format!("the page has no field `{name}`: {}", self.html)))
    }
}

pub async fn opens(business: &impl Business, address: &str) -> Result<Page> {
    fine(address, business.knock(path(address), None).await?)
}

pub async fn sends(business: &impl Business, address: &str, form: &Form<'_>) -> Result<Page> {
    fine(address, business.knock(path(address), Some(form)).await?)
}

fn fine(address: &str, page: Page) -> Result<Page> {
    let wrong = || fault(format!("{address} answered {}: {}", page.status, page.html));
    if page.status < 400 { Ok(page) } else { Err(wrong()) }
}

/// What follows the host, without query and fragment.
fn path(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = if rest.len() == address.len() { 0 } else { rest.find('/').unwrap_or(rest.len()) };
    rest[path..].split(['?', '#']).next().unwrap_or_default()
}

/// The address in a mail that leads to a page whose path begins so.
pub(crate) fn address(mail: &str, page: &str) -> Option<String> {
    let end = |c: char| c.is_whitespace() || [')', '>', ']', '"'].contains(&c);
    let found = mail.split(end).find(|word| word.contains("://") && path_begins(word, page))?;
    found.find("http").map(|at| found[at..].to_owned())
}

fn path_begins(word: &str, page: &str) -> bool {
    word.find("http").is_some_and(|at| path(&word[at..]).starts_with(page))
}

/// The one number of six digits.
pub(crate) fn six_digits(mail: &str) -> Option<String> {
    mail.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6).map(str::to_owned)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail so
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_in_a_mail_and_opened_by_its_path() {
        let mail = "Your offer: (http://127.0.0.1:20001/p/abc?x=1#sign). Yours, http://ours.test/u/z";
        let link = address(mail, "/p/").unwrap();
        assert_eq!(link, "http://127.0.0.1:20001/p/abc?x=1#sign");
        assert_eq!(path(&link), "/p/abc");
        assert_eq!(path("/f/contact"), "/f/contact");
        assert_eq!(address(mail, "/d/"), None);
        assert_eq!(six_digits("Hello 12, here is your code: 046213."), Some("046213".into()));
    }
}
