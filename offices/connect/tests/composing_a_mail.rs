//! From an envelope to bytes: structure, order, stability, and no way to slip a header in.
#![allow(clippy::unwrap_used)] // a test may fail so

mod peers;

use connect::mail_out::*;
use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders};
use peers::{envelope, now};
use proptest::prelude::*;

fn bytes(envelope: &Envelope) -> Vec<u8> {
    compose(envelope).unwrap().into_bytes()
}

fn read(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}

fn names(mail: &Message<'_>) -> Vec<String> {
    mail.headers().iter().map(|header| header.name().to_owned()).collect()
}

fn raw<'a>(mail: &'a Message<'_>, name: &'a str) -> &'a str {
    mail.header_raw(HeaderName::parse(name).unwrap()).unwrap().trim()
}

fn ids(count: usize) -> Vec<MessageId> {
    (0..count).map(|n| MessageId::parse(&format!("<{n}@far.test>")).unwrap()).collect()
}

#[test]
fn the_same_envelope_gives_the_same_bytes() {
    let mut one = envelope("zoe@customer.test");
    one.attachments.push(Attachment::new("a.pdf", "application/pdf", vec![0, 1, 2]).unwrap());
    assert_eq!(bytes(&one), bytes(&one.clone()));
    let text = String::from_utf8(bytes(&one)).unwrap();
    assert!(text.contains("Date: Mon, 02 Mar 2026 09:30:00 +0000\r\n"), "{text}");
    let id = MessageId::for_key(b"effect-1", &one.from.address);
    assert!(text.contains(&format!("Message-ID: {id}\r\n")) && text.contains("boundary=\"=_"), "{text}");
}

#[test]
fn the_text_comes_first_and_the_html_second() {
    let all = bytes(&envelope("zoe@customer.test"));
    let mail = read(&all);
    let kinds: Vec<_> =
        mail.parts.iter().map(|part| part.content_type().unwrap().subtype().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["alternative", "plain", "html"]);
    assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n"), "Dear Zoë,\n\n.\n.leading dot\nFrom here\n");
    assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Müller & Söhne"));
    assert_eq!(mail.to().unwrap().first().unwrap().name(), Some("Zoë \"Z\" Kidd"));
    assert_eq!(mail.subject(), Some("Your inquiry – we answer today"));
    assert_eq!(raw(&mail, "Auto-Submitted"), "auto-replied");
}

#[test]
fn one_click_unsubscribe_carries_both_headers() {
    let all = bytes(&envelope("zoe@customer.test"));
    let mail = read(&all);
    let leave = raw(&mail, "List-Unsubscribe");
    assert_eq!(
        leave,
        "<https://biz.test/u/0123456789abcdef>,\r\n <mailto:u+0123@biz.test?subject=unsubscribe>"
    );
    assert_eq!(raw(&mail, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
}

#[test]
fn a_thread_is_continued_and_a_long_one_cut_in_its_middle() {
    let mut answer = envelope("zoe@customer.test");
    answer.references = ids(2);
    answer.in_reply_to = Some(MessageId::parse("<parent@far.test>").unwrap());
    let all = bytes(&answer);
    let mail = read(&all);
    assert_eq!(raw(&mail, "References").split_whitespace().count(), 3);
    assert_eq!(raw(&mail, "In-Reply-To"), "<parent@far.test>");
    answer.references = ids(60);
    let all = bytes(&answer);
    let mail = read(&all);
    let kept: Vec<_> = raw(&mail, "References").split_whitespace().collect();
    assert_eq!(kept.len(), 11);
    assert_eq!((kept[0], kept[1], kept[10]), ("<0@far.test>", "<51@far.test>", "<parent@far.test>"));
}

#[test]
fn a_file_keeps_its_name_and_every_byte() {
    let mut mail = envelope("zoe@customer.test");
    let csv = b"a;b\n1;2\n\r\n.\n".to_vec();
    let long = format!("Rechnung März – {}.csv", "sehr lang ".repeat(12));
    mail.attachments.push(Attachment::new(&long, "text/csv", csv.clone()).unwrap());
    mail.attachments
        .push(Attachment::new("../\u{202e}fdp.exe", "application/pdf", vec![255, 0, 10]).unwrap());
    let all = bytes(&mail);
    let read = read(&all);
    let files: Vec<_> = read.attachments().collect();
    assert_eq!(files[0].attachment_name().unwrap(), long);
    assert_eq!(files[0].contents(), csv);
    assert_eq!(files[1].attachment_name().unwrap(), ".._fdp.exe");
    assert_eq!(files[1].contents(), [255, 0, 10]);
}

#[test]
fn an_invitation_is_the_third_alternative_and_a_file() {
    let mut mail = envelope("zoe@customer.test");
    let ics = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n".to_owned();
    mail.invitation = Some(Invitation { method: Method::Request, ics: ics.clone() });
    let all = bytes(&mail);
    let read = read(&all);
    let kinds: Vec<_> =
        read.parts.iter().map(|part| part.content_type().unwrap().subtype().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["mixed", "alternative", "plain", "html", "calendar", "ics"]);
    let calendar = read.parts[4].content_type().unwrap();
    assert_eq!(calendar.attribute("method"), Some("REQUEST"));
    assert_eq!(read.parts[5].attachment_name(), Some("invite.ics"));
    assert_eq!(read.parts[5].contents(), ics.as_bytes());
}

#[test]
fn a_mail_without_a_text_is_not_composed() {
    let mut mail = envelope("zoe@customer.test");
    mail.text = " \n".into();
    assert_eq!(compose(&mail), Err(ComposeRefusal::NoText));
}

#[test]
fn an_empty_subject_and_very_long_lines_are_carried() {
    let mut mail = envelope("zoe@customer.test");
    mail.subject = HeaderText::default();
    mail.text = "ä".repeat(5000) + "\r" + &"x".repeat(5000) + "\r\n\0end";
    let all = bytes(&mail);
    let expected = "ä".repeat(5000) + "\n" + &"x".repeat(5000) + "\nend";
    assert_eq!(read(&all).body_text(0).unwrap().replace("\r\n", "\n"), expected);
}

#[test]
fn addresses_are_ascii_with_a_real_domain() {
    assert_eq!(Address::parse(" Ann@BÜCHER.example ").unwrap().as_str(), "Ann@xn--bcher-kva.example");
    assert_eq!(Address::parse("ann@xn--bcher-kva.example").unwrap().shown(), "ann@bücher.example");
    assert_eq!(Address::parse("\"ann lee\"@biz.test").unwrap().local(), "\"ann lee\"");
    assert_eq!(Address::parse("jörg@biz.test"), Err(AddressRefusal::LocalPart));
    assert!(matches!(Address::parse("ann@[127.0.0.1]"), Err(AddressRefusal::Domain(_))));
    assert!(matches!(Address::parse("ann@localhost"), Err(AddressRefusal::Domain(_))));
    for wrong in ["", "ann", "a..b@biz.test", "@biz.test", "ann@", "a b@biz.test", "a@b@c.test", "<a@b.test>"]
    {
        assert!(Address::parse(wrong).is_err(), "{wrong}");
    }
    for broken in ["a@b.test\r\nBcc: x@y.test", "a\n@b.test", "a\0@b.test"] {
        assert_eq!(Address::parse(broken), Err(AddressRefusal::Break), "{broken:?}");
    }
}

#[test]
fn a_bounce_address_names_its_message() {
    assert_eq!(bounce_address("4Z1b", "biz.test").unwrap().as_str(), "b+4Z1b@biz.test");
    assert!(bounce_address("a@evil.test,", "biz.test").is_err());
}

#[test]
fn kept_bytes_are_checked_again() {
    assert!(RawMail::checked(b"A: b\r\n\r\nx".to_vec()).unwrap().bytes().ends_with(b"x\r\n"));
    assert_eq!(RawMail::checked(b"A: b\r\n\n.\r\n".to_vec()), Err(RawRefusal::Byte(2)));
    assert_eq!(RawMail::checked(b"A: b\r\n\r.\r\n".to_vec()), Err(RawRefusal::Byte(2)));
    assert_eq!(RawMail::checked("A: ä\r\n".into()), Err(RawRefusal::Byte(1)));
    assert_eq!(RawMail::checked(vec![b'x'; 999]), Err(RawRefusal::Line(1)));
}

const EXPECTED: [&str; 12] = [
    "Date",
    "From",
    "To",
    "Subject",
    "Reply-To",
    "Message-ID",
    "In-Reply-To",
    "References",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "MIME-Version",
];

/// Text as attackers write it: any letters, and often line breaks and header names.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,40}(\r\n|\n|\r|\0|\u{85}|\u{2028})?(Bcc: |Subject: |\\.)?[ -~äß😀]{0,90}",
        "(=\\?utf-8\\?q\\?=0D=0ABcc:_x\\?=| |,|;|<|>|\"|\\\\|x){0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_field_can_add_a_header(words in hostile(), name in hostile(), id in hostile(), link in hostile()) {
        let mut mail = envelope("zoe@customer.test");
        mail.in_reply_to = Some(MessageId::parse("<parent@far.test>").unwrap());
        if let Ok(subject) = HeaderText::new(&words) { mail.subject = subject; }
        if let Ok(to) = Mailbox::new(Some(&name), "zoe@customer.test") { mail.to = to; }
        if let Ok(id) = MessageId::parse(&format!("<{id}>")) { mail.references.push(id); }
        if let Ok(url) = Link::parse(&format!("https://biz.test/{link}")) {
            mail.list_unsubscribe = Some(Unsubscribe { url, mailto: None });
        }
        if let Ok(file) = Attachment::new(&name, "application/pdf", vec![1]) { mail.attachments.push(file); }
        mail.text = format!("x{words}");
        let all = bytes(&mail);
        let read = read(&all);
        let mut found = names(&read);
        found.retain(|name| name != "Content-Type");
        prop_assert_eq!(found, EXPECTED);
        prop_assert_eq!(read.to().unwrap().first().unwrap().address(), Some("zoe@customer.test"));
        prop_assert_eq!(read.to().unwrap().iter().count(), 1);
        prop_assert!(RawMail::checked(all.clone()).is_ok());
    }

    #[test]
    fn a_subject_arrives_as_it_was_written(words in "[a-zäöü€😀.,:!?-]{1,12}( [a-zäöü€😀.,:!?-]{1,30}){0,6}") {
        let mut mail = envelope("zoe@customer.test");
        mail.subject = HeaderText::new(&words).unwrap();
        let all = bytes(&mail);
        let read = read(&all);
        prop_assert_eq!(read.subject().unwrap(), words);
    }

    #[test]
    fn a_line_break_is_refused_wherever_it_stands(broken in "[ -~]{0,9}[\r\n\0][ -~]{0,9}") {
        prop_assert_eq!(HeaderText::new(&broken), Err(HeaderRefusal::Break));
        let id = format!("<a{broken}b>");
        prop_assert!(MessageId::parse(&id).is_err());
        let link = format!("https://a{broken}b");
        prop_assert!(Link::parse(&link).is_err());
        prop_assert!(Attachment::new(&broken, "application/pdf", Vec::new()).is_err());
        let kind = format!("application/pdf; x={broken}a");
        prop_assert!(Attachment::new("a", &kind, Vec::new()).is_err());
    }
}

#[test]
fn the_date_is_the_one_given() {
    let all = bytes(&envelope("zoe@customer.test"));
    assert_eq!(read(&all).date().unwrap().to_timestamp(), now().as_second());
}
