//! The mail bed proves itself: what it accepts arrives, what it refuses is refused with the right code.

use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport};
use stories::bed::postfix::{Postfix, header};

fn trusting(bed: &Postfix) -> SmtpTransport {
    let ca = std::fs::read(bed.ca_file()).unwrap();
    let params = TlsParameters::builder("localhost".into())
        .add_root_certificate(Certificate::from_pem(&ca).unwrap())
        .build()
        .unwrap();
    SmtpTransport::builder_dangerous("localhost").port(bed.submission).tls(Tls::Required(params)).build()
}

fn mail(to: &str) -> Message {
    let message = Message::builder().from("Anna <anna@biz.test>".parse().unwrap());
    message.to(to.parse().unwrap()).subject("Öps 😀").body("a line\n.\nand a lone dot".to_owned()).unwrap()
}

fn refusal(bed: &Postfix, to: &str) -> String {
    let refused = trusting(bed).send(&mail(to)).unwrap_err();
    format!("{} {refused}", if refused.is_permanent() { "for good:" } else { "for now:" })
}

#[test]
fn a_mail_sent_over_starttls_is_read_back_as_it_was() {
    let bed = Postfix::start_new();
    trusting(&bed).send(&mail("Bo <bo@customer.test>")).unwrap();
    let got = bed.wait_for("bo@customer.test", 1);
    assert_eq!(got[0].subject(), Some("Öps 😀"));
    assert_eq!(got[0].body_text(0).unwrap().trim_end().replace("\r\n", "\n"), "a line\n.\nand a lone dot");
    assert_eq!(header(&got[0], "Return-Path"), "<anna@biz.test>");
    assert!(bed.messages_for("someone.else@customer.test").is_empty());
}

#[test]
fn submission_takes_nothing_in_plain_text_nor_from_who_does_not_trust_its_authority() {
    let bed = Postfix::start_new();
    let plain = SmtpTransport::builder_dangerous("localhost").port(bed.submission).build();
    assert!(plain.send(&mail("bo@customer.test")).unwrap_err().to_string().contains("530"));
    let stranger = Tls::Required(TlsParameters::new("localhost".into()).unwrap());
    let stranger = SmtpTransport::builder_dangerous("localhost").port(bed.submission).tls(stranger).build();
    let refused = stranger.send(&mail("bo@customer.test")).unwrap_err();
    assert!(format!("{refused:?}").contains("UnknownIssuer"), "{refused:?}");
    let open = SmtpTransport::builder_dangerous("localhost").port(bed.plain).build();
    open.send(&mail("bo@customer.test")).unwrap();
    assert_eq!(bed.wait_for("bo@customer.test", 1).len(), 1);
}

#[test]
fn refusals_carry_the_codes_of_a_real_server() {
    let bed = Postfix::start_new();
    assert!(refusal(&bed, "x@nowhere.test").contains("5.1.2"), "{}", refusal(&bed, "x@nowhere.test"));
    assert!(refusal(&bed, "x@example.com").starts_with("for good:"));
    assert!(refusal(&bed, "nobody@customer.test").contains("5.1.1"));
    let full = refusal(&bed, "full@customer.test");
    assert!(full.starts_with("for now:") && full.contains("4.2.2"), "{full}");
}

#[test]
fn a_mailbox_that_is_gone_bounces_to_the_envelope_sender() {
    let bed = Postfix::start_new();
    trusting(&bed).send(&mail("gone@customer.test")).unwrap();
    let bounce = bed.wait_for("anna@biz.test", 1).remove(0);
    let report = String::from_utf8_lossy(bounce.raw_message()).into_owned();
    assert!(report.contains("multipart/report") && report.contains("Status: 5.1.1"), "{report}");
}

#[test]
fn an_outage_refuses_connections_and_loses_nothing() {
    let mut bed = Postfix::start_new();
    trusting(&bed).send(&mail("before@customer.test")).unwrap();
    bed.wait_for("before@customer.test", 1);
    bed.stop();
    let down = trusting(&bed).send(&mail("bo@customer.test")).unwrap_err();
    assert!(!down.is_permanent(), "{down}");
    bed.start();
    trusting(&bed).send(&mail("bo@customer.test")).unwrap();
    bed.wait_for("bo@customer.test", 1);
    assert_eq!(bed.delivered().len(), 2);
}
