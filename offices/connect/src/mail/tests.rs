//! The mail settings: what is refused, and where the password may go.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::patch::Change;
use kernel::{Secret, Timestamp};

use super::wish::ChangeMail;
use super::{Dkim, Mail, Selector};
use crate::mail_out::{Address, Algorithm, Security};

const URL: &str = "https://office.biz.test";

fn set<T: Clone>(value: &T) -> Change<T> {
    Change::Set(value.clone())
}

fn words(value: &str) -> Change<String> {
    Change::Set(value.to_owned())
}

fn mail() -> Mail {
    let wish = ChangeMail {
        from_name: words(" Müller "),
        from_address: words("hello@biz.test"),
        host: words("mail.biz.test"),
        port: set(&465),
        user: words("ann"),
        password: words("secret"),
        ..ChangeMail::default()
    };
    wish.over(Mail::default(), Timestamp::UNIX_EPOCH, URL).unwrap()
}

fn pointers(wish: &ChangeMail, old: Mail) -> Vec<(String, &'static str)> {
    let wrong = wish.over(old, Timestamp::UNIX_EPOCH, URL).unwrap_err();
    wrong.into_iter().map(|wrong| (wrong.pointer, wrong.code)).collect()
}

#[test]
fn a_wish_is_kept_and_the_password_is_not_in_it() {
    let mail = mail();
    assert!(mail.is_set_up());
    let kept = serde_json::to_string(&mail).unwrap();
    assert!(kept.contains("\"from_name\":\"Müller\"") && !kept.contains("secret"), "{kept}");
    let elsewhere = |kept: &str| serde_json::from_str::<kernel::MailServer>(kept).unwrap().is_set_up();
    assert!(elsewhere(&kept), "other rooms read the same of it");
    assert!(!elsewhere(&serde_json::to_string(&Mail { host: None, ..mail.clone() }).unwrap()));
    let smtp = mail.smtp(Some(Secret::new("secret".into())), URL).unwrap();
    assert_eq!((smtp.security, smtp.hello_name.as_str()), (Security::Tls, "office.biz.test"));
    assert_eq!(smtp.login.unwrap().user, "ann");
    let here = mail.smtp(None, "http://127.0.0.1:8080").unwrap();
    assert_eq!(here.hello_name, "biz.test", "an address of a machine greets nobody");
}

#[test]
fn every_mistake_is_said_at_once_beside_its_field() {
    let wish = ChangeMail {
        from_name: words("two\nlines"),
        from_address: words("nobody"),
        reply_to: words("x@localhost"),
        host: words("mail biz"),
        bounce_domain: words("no domain"),
        ..ChangeMail::default()
    };
    let expected = [
        ("/from_name", "mail.line_break"),
        ("/from_address", "mail.address"),
        ("/reply_to", "mail.address_domain"),
        ("/host", "mail.host"),
        ("/bounce_domain", "mail.address_domain"),
    ];
    let expected = expected.map(|(pointer, code)| (pointer.to_owned(), code));
    assert_eq!(pointers(&wish, Mail::default()), expected);
    let plain =
        ChangeMail { security: set(&Security::None), password: words("again"), ..ChangeMail::default() };
    assert_eq!(pointers(&plain, mail()), [("/security".to_owned(), "mail.plain_connection")]);
}

#[test]
fn a_kept_password_never_goes_to_another_server() {
    for wish in [
        ChangeMail { host: words("mail.evil.test"), ..ChangeMail::default() },
        ChangeMail { user: words("bob"), ..ChangeMail::default() },
        ChangeMail { port: set(&587), ..ChangeMail::default() },
    ] {
        assert_eq!(pointers(&wish, mail()), [("/password".to_owned(), "mail.password_again")]);
    }
    let again =
        ChangeMail { host: words("mail.evil.test"), password: words("known"), ..ChangeMail::default() };
    assert!(again.over(mail(), Timestamp::UNIX_EPOCH, URL).is_ok());
    let user = ChangeMail { user: words("bob"), ..ChangeMail::default() };
    assert_eq!(pointers(&user, Mail::default()), [("/password".to_owned(), "mail.password_missing")]);
    let gone = ChangeMail { user: Change::Clear, ..ChangeMail::default() };
    assert_eq!(gone.over(mail(), Timestamp::UNIX_EPOCH, URL).unwrap().password_at, None);
}

#[test]
fn new_keys_get_names_nobody_used_and_only_aligned_keys_sign() {
    let selector = |name: &str, domain: &str| Selector {
        name: name.into(),
        domain: domain.into(),
        algorithm: Algorithm::Rsa,
    };
    let mut mail = mail();
    let names = |mail: &Mail| mail.next_selectors().unwrap().map(|s| s.name);
    assert_eq!(names(&mail), ["tl1", "tl1e"]);
    mail.dkim = Dkim {
        made: vec![selector("tl2", "biz.test"), selector("tl2e", "biz.test")],
        signing: vec![selector("tl1", "biz.test"), selector("tl1e", "old.test")],
    };
    assert_eq!(names(&mail), ["tl3", "tl3e"]);
    assert_eq!(mail.signs_with().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["tl1"]);
    assert_eq!(mail.dkim.published().count(), 4);
    mail.from_address = Some(Address::parse("hello@other.test").unwrap());
    assert_eq!(mail.signs_with().count(), 0);
}
