//! SMTP against real servers (Postfix, aiosmtpd) and, for answers they do not give on demand, a scripted one.
#![allow(clippy::unwrap_used)] // a test may fail so

mod peers;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering;
use std::time::Duration;

use connect::mail_out::*;
use jiff::SignedDuration;
use kernel::Secret;
use peers::{Does, envelope, now, plain, plain_settings, scripted};
use stories::bed::{postfix::Postfix, tls::Authority};

fn composed(to: &str) -> (Route, RawMail) {
    let mail = envelope(to);
    (mail.route(), compose(&mail).unwrap())
}

async fn sent(carrier: &Carrier, to: &str) -> Outcome {
    let (route, mail) = composed(to);
    carrier.send(&route, &mail, now()).await
}

fn encrypted(port: u16, ca_pem: String) -> SmtpSettings {
    SmtpSettings { security: Security::StartTls, ca_pem: Some(ca_pem), ..plain_settings(port) }
}

#[tokio::test]
async fn postfix_takes_a_mail_over_starttls_and_delivers_every_byte() {
    let bed = Postfix::start_new();
    let ca = std::fs::read_to_string(bed.ca_file()).unwrap();
    let carrier = Carrier::new(encrypted(bed.submission, ca)).unwrap();
    assert_eq!(carrier.probe().await.unwrap(), "mail.test");
    for _ in 0..3 {
        let outcome = sent(&carrier, "zoe@customer.test").await;
        assert!(
            matches!(&outcome, Outcome::Accepted { queue_id: Some(id), .. } if id.len() > 8),
            "{outcome:?}"
        );
    }
    assert_eq!(carrier.kept(), 1, "one connection carried all three");
    let arrived = &bed.wait_for("zoe@customer.test", 3)[0];
    let (_, mail) = composed("zoe@customer.test");
    let whole = String::from_utf8(arrived.raw_message().to_vec()).unwrap().replace('\n', "\r\n");
    assert!(whole.trim_end().ends_with(String::from_utf8(mail.into_bytes()).unwrap().trim_end()), "{whole}");
    assert_eq!(arrived.return_address(), Some("b+T0KEN@biz.test"));
}

#[tokio::test]
async fn postfix_says_who_is_to_blame() {
    let bed = Postfix::start_new();
    let carrier = plain(bed.plain);
    let unknown = sent(&carrier, "nobody@customer.test").await;
    assert!(matches!(unknown, Outcome::Hard { code: 550, whose: Whose::Address, .. }), "{unknown:?}");
    let full = sent(&carrier, "full@customer.test").await;
    assert!(matches!(full, Outcome::Soft { code: 452, slow_down: false, .. }), "{full:?}");
    let nowhere = sent(&carrier, "zoe@nowhere.example").await;
    assert!(matches!(nowhere, Outcome::Hard { code: 550, whose: Whose::Address, .. }), "{nowhere:?}");
    assert!(matches!(sent(&carrier, "zoe@customer.test").await, Outcome::Accepted { .. }));
    assert_eq!(carrier.kept(), 1, "a refused mail leaves a good connection");
    let mut large = envelope("zoe@customer.test");
    large.attachments.push(Attachment::new("a.bin", "application/pdf", vec![1; 9_000_000]).unwrap());
    let refused = carrier.send(&large.route(), &compose(&large).unwrap(), now()).await;
    assert!(matches!(refused, Outcome::Hard { code: 552, whose: Whose::Content, .. }), "{refused:?}");
}

#[tokio::test]
async fn a_server_that_demands_encryption_is_not_spoken_to_in_plain() {
    let bed = Postfix::start_new();
    let outcome = sent(&plain(bed.submission), "zoe@customer.test").await;
    assert!(matches!(outcome, Outcome::AuthFailed { ref text } if text.contains("530")), "{outcome:?}");
}

#[tokio::test]
async fn a_certificate_of_a_ca_we_were_not_told_is_refused_in_words() {
    let bed = Postfix::start_new();
    let other = Carrier::new(encrypted(bed.submission, Authority::new().pem())).unwrap();
    let outcome = sent(&other, "zoe@customer.test").await;
    assert!(matches!(outcome, Outcome::Unreachable { why: Why::Certificate, .. }), "{outcome:?}");
    assert!(outcome.to_string().contains("certificate is not trusted"), "{outcome}");
    let public = SmtpSettings { ca_pem: None, ..encrypted(bed.submission, String::new()) };
    let outcome = sent(&Carrier::new(public).unwrap(), "zoe@customer.test").await;
    assert!(matches!(outcome, Outcome::Unreachable { why: Why::Certificate, .. }), "{outcome:?}");
    assert_eq!(next_try(1, &outcome, Class::Acknowledgement), Some(SignedDuration::from_mins(5)));
}

const SERVER: &str = r"
import asyncio, ssl, sys
from aiosmtpd.smtp import AuthResult, SMTP
class Takes:
    async def handle_DATA(self, server, session, envelope):
        return '250 OK id=py-1'
def check(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b'ann', b'right'), handled=False)
tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
tls.load_cert_chain(sys.argv[1])
wrapped = sys.argv[2] == 'tls'
own = {} if wrapped else dict(tls_context=tls, require_starttls=True)
def talk():
    return SMTP(Takes(), authenticator=check, auth_required=True, auth_require_tls=not wrapped, **own)
async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(talk, '127.0.0.1', 0, ssl=tls if wrapped else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
asyncio.run(serve())
";

/// aiosmtpd with user `ann`, password `right`; it ends when its input closes.
struct Python {
    child: Child,
    port: u16,
    ca: String,
    _dir: tempfile::TempDir,
}

impl Python {
    fn start(kind: &str) -> Option<Python> {
        let python = peers::python()?;
        let (dir, authority) = (tempfile::tempdir().unwrap(), Authority::new());
        let leaf = dir.path().join("server.pem");
        let (key, certificate) = authority.leaf(&[]);
        std::fs::write(&leaf, key + &certificate).unwrap();
        let mut server = Command::new(python);
        server.args(["-c", SERVER]).arg(&leaf).arg(kind).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = server.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Python { child, port: line.trim().parse().unwrap(), ca: authority.pem(), _dir: dir })
    }

    fn settings(&self, security: Security, password: &str) -> SmtpSettings {
        let login = Some(Login { user: "ann".into(), password: Secret::new(password.into()) });
        SmtpSettings { security, login, ..encrypted(self.port, self.ca.clone()) }
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn a_right_password_signs_in_and_a_wrong_one_says_so() {
    for (kind, security) in [("starttls", Security::StartTls), ("tls", Security::Tls)] {
        let Some(server) = Python::start(kind) else { return };
        let carrier = Carrier::new(server.settings(security, "right")).unwrap();
        let outcome = sent(&carrier, "zoe@customer.test").await;
        assert!(
            matches!(&outcome, Outcome::Accepted { queue_id: Some(id), .. } if id == "py-1"),
            "{outcome:?}"
        );
        let wrong = Carrier::new(server.settings(security, "canary-4711")).unwrap();
        let outcome = sent(&wrong, "zoe@customer.test").await;
        assert!(matches!(&outcome, Outcome::AuthFailed { text } if text.starts_with("535")), "{outcome:?}");
        let said = format!("{outcome} {outcome:?} {:?}", server.settings(security, "canary-4711"));
        assert!(!said.contains("canary") && said.contains("refused the sign-in"), "{said}");
    }
}

#[tokio::test]
async fn a_connection_nobody_answers_is_unreachable() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let outcome = sent(&plain(free), "zoe@customer.test").await;
    assert!(matches!(outcome, Outcome::Unreachable { why: Why::Connect, .. }), "{outcome:?}");
    assert!(outcome.to_string().contains("check host and port"), "{outcome}");
}

#[tokio::test]
async fn a_connection_lost_after_the_end_of_the_mail_is_unknown() {
    let peer = scripted(|heard| (heard == ".").then_some(Does::HangUp));
    let outcome = sent(&plain(peer.port), "zoe@customer.test").await;
    assert!(matches!(outcome, Outcome::Unknown { .. }), "{outcome:?}");
}

#[tokio::test]
async fn silence_after_the_end_of_the_mail_is_unknown_too() {
    let peer = scripted(|heard| (heard == ".").then_some(Does::Nothing));
    let settings = SmtpSettings { answer_timeout: Duration::from_millis(300), ..plain_settings(peer.port) };
    let outcome = sent(&Carrier::new(settings).unwrap(), "zoe@customer.test").await;
    assert!(matches!(outcome, Outcome::Unknown { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_connection_lost_before_the_mail_was_whole_means_it_was_not_taken() {
    for last in ["", "MAIL", "RCPT", "DATA"] {
        let peer =
            scripted(move |heard| heard.split(' ').next().filter(|v| *v == last).map(|_| Does::HangUp));
        let outcome = sent(&plain(peer.port), "zoe@customer.test").await;
        assert!(matches!(outcome, Outcome::Unreachable { why: Why::Dropped, .. }), "{last}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_server_that_closes_while_the_mail_is_being_written_does_not_have_it() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"220 x\r\n").await.unwrap();
        let mut heard = [0; 4096];
        for answer in ["250 x\r\n", "250 x\r\n", "250 x\r\n", "354 x\r\n"] {
            let _ = stream.read(&mut heard).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        let _ = stream.read(&mut heard).await.unwrap();
        // Closing with unread bytes resets the connection.
    });
    let mut large = envelope("zoe@customer.test");
    large.attachments.push(Attachment::new("a.bin", "application/pdf", vec![1; 30_000_000]).unwrap());
    let outcome = plain(port).send(&large.route(), &compose(&large).unwrap(), now()).await;
    assert!(matches!(outcome, Outcome::Unreachable { why: Why::Dropped, .. }), "{outcome:?}");
    server.await.unwrap();
}

#[tokio::test]
async fn a_server_that_never_greets_times_out() {
    let peer = scripted(|heard| heard.is_empty().then_some(Does::Nothing));
    let settings = SmtpSettings { timeout: Duration::from_millis(300), ..plain_settings(peer.port) };
    let outcome = sent(&Carrier::new(settings).unwrap(), "zoe@customer.test").await;
    assert!(matches!(outcome, Outcome::Unreachable { why: Why::Timeout, .. }), "{outcome:?}");
}

#[tokio::test]
async fn the_answers_of_busy_servers_are_told_apart() {
    let cases: [(&str, &'static str, u16, bool); 5] = [
        ("", "421 4.7.0 too busy", 421, true),
        ("MAIL", "421 4.3.2 closing", 421, true),
        ("RCPT", "450 4.7.28 unusual rate of mail", 450, true),
        ("RCPT", "450 4.2.0 greylisted", 450, false),
        (".", "452 4.3.1 insufficient system storage", 452, false),
    ];
    for (at, answer, code, slower) in cases {
        let peer =
            scripted(move |heard| heard.split(' ').next().filter(|v| *v == at).map(|_| Does::Last(answer)));
        let outcome = sent(&plain(peer.port), "zoe@customer.test").await;
        let Outcome::Soft { code: said, slow_down, .. } = outcome else { panic!("{answer}: {outcome:?}") };
        assert_eq!((said, slow_down), (code, slower), "{answer}");
    }
}

#[tokio::test]
async fn a_mail_too_large_is_the_contents_fault() {
    let peer = scripted(|heard| (heard == ".").then_some(Does::Say("552 5.3.4 message too big")));
    let outcome = sent(&plain(peer.port), "zoe@customer.test").await;
    assert!(matches!(outcome, Outcome::Hard { code: 552, whose: Whose::Content, .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_server_without_starttls_gets_no_mail() {
    let peer = scripted(|_| None);
    let settings = encrypted(peer.port, Authority::new().pem());
    let outcome = sent(&Carrier::new(settings).unwrap(), "zoe@customer.test").await;
    assert!(matches!(outcome, Outcome::Unreachable { why: Why::NoTls, .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_connection_is_used_again_and_a_dead_one_replaced() {
    let peer = scripted(|heard| (heard == "RSET").then_some(Does::HangUp));
    let carrier = plain(peer.port);
    assert!(matches!(sent(&carrier, "a@customer.test").await, Outcome::Accepted { .. }));
    assert!(matches!(sent(&carrier, "b@customer.test").await, Outcome::Accepted { .. }));
    assert_eq!(peer.calls.load(Ordering::SeqCst), 2, "the first connection died while it rested");
    let peer = scripted(|_| None);
    let carrier = plain(peer.port);
    for _ in 0..5 {
        assert!(matches!(sent(&carrier, "a@customer.test").await, Outcome::Accepted { .. }));
    }
    assert_eq!((peer.calls.load(Ordering::SeqCst), carrier.kept()), (1, 1));
    carrier.tidy(now() + SignedDuration::from_secs(30)).await;
    assert_eq!(carrier.kept(), 1);
    carrier.tidy(now() + SignedDuration::from_secs(61)).await;
    assert_eq!(carrier.kept(), 0);
}

#[test]
fn settings_that_cannot_work_are_refused_before_anything_is_sent() {
    let good = plain_settings(25);
    let refusal = |settings: SmtpSettings| settings.check().unwrap_err();
    assert_eq!(
        refusal(SmtpSettings { host: "mail.far.test".into(), ..good.clone() }),
        SettingsRefusal::Plain
    );
    assert_eq!(refusal(SmtpSettings { port: 0, ..good.clone() }), SettingsRefusal::Zero);
    assert!(matches!(refusal(SmtpSettings { host: "a b".into(), ..good.clone() }), SettingsRefusal::Host(_)));
    let hello_name = "x\r\nMAIL FROM:<>".to_owned();
    assert!(matches!(refusal(SmtpSettings { hello_name, ..good.clone() }), SettingsRefusal::HelloName(_)));
    for pem in ["nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        assert!(matches!(refusal(encrypted(25, pem.into())), SettingsRefusal::CaFile(_)), "{pem}");
    }
    let login = Some(Login { user: "a\r\nb".into(), password: Secret::default() });
    assert_eq!(refusal(SmtpSettings { login, ..good }), SettingsRefusal::Login);
}

#[tokio::test]
async fn a_server_that_turns_us_away_is_left_alone_for_five_minutes() {
    let peer = scripted(|heard| match heard {
        "" => Some(Does::Say("220 mail.test ESMTP")),
        line if line.starts_with("MAIL") => Some(Does::Last("530 5.7.0 Authentication required")),
        _ => None,
    });
    let carrier = plain(peer.port);
    let (route, mail) = composed("zoe@customer.test");
    for (seconds, calls) in [(0, 1), (1, 1), (299, 1), (300, 2), (599, 2)] {
        let at = now() + SignedDuration::from_secs(seconds);
        let outcome = carrier.send(&route, &mail, at).await;
        assert!(matches!(outcome, Outcome::AuthFailed { .. }), "{outcome:?}");
        assert_eq!(peer.calls.load(Ordering::SeqCst), calls, "after {seconds} s");
    }
    carrier.forgive();
    carrier.send(&route, &mail, now() + SignedDuration::from_secs(599)).await;
    assert_eq!(peer.calls.load(Ordering::SeqCst), 3, "somebody mended it");
}
