//! DKIM, judged by dkimpy: both keys pass, a changed header fails, the same input gives the same signature.
#![allow(clippy::unwrap_used)] // a test may fail so

mod peers;

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use connect::mail_out::*;
use kernel::{SeededRng, Timestamp};
use peers::{envelope, now, python};
use stories::bed::postfix::Postfix;

const JUDGE: &str = r"
import sys, dkim
records = dict(line.split('\t') for line in open(sys.argv[2]).read().splitlines())
def dns(name, timeout=5):
    return records[name.decode().rstrip('.')].encode()
mail = dkim.DKIM(open(sys.argv[1], 'rb').read())
for idx in range(int(sys.argv[3])):
    try:
        print('pass' if mail.verify(idx=idx, dnsfunc=dns) else 'fail')
    except dkim.DKIMException as e:
        print('fail', e)
";

fn signers() -> &'static [Signer; 2] {
    static MADE: OnceLock<[Signer; 2]> = OnceLock::new();
    MADE.get_or_init(|| {
        let rng = SeededRng::new(7);
        let rsa = DkimKey::make(Algorithm::Rsa, &rng).unwrap();
        let ed = DkimKey::make(Algorithm::Ed25519, &rng).unwrap();
        [Signer::new("biz.test", "tl1", &rsa).unwrap(), Signer::new("biz.test", "tl1e", &ed).unwrap()]
    })
}

fn signed() -> String {
    let mut mail = envelope("zoe@customer.test");
    mail.attachments.push(Attachment::new("a.pdf", "application/pdf", vec![7; 300]).unwrap());
    let mail = compose(&mail).unwrap();
    String::from_utf8(sign(mail, signers(), now()).unwrap().into_bytes()).unwrap()
}

fn records() -> Vec<DnsRecord> {
    let reports = Address::parse("dmarc@biz.test").unwrap();
    dns_records("biz.test", signers(), &SpfSender::Include("spf.host.test".into()), Some(&reports))
}

/// dkimpy's verdict on each signature, from the top; `None` without Python.
fn judge(mail: &[u8]) -> Option<Vec<String>> {
    let python = python()?;
    let dir = tempfile::tempdir().unwrap();
    let (file, zone) = (dir.path().join("mail.eml"), dir.path().join("zone.txt"));
    std::fs::write(&file, mail).unwrap();
    let lines: Vec<_> = records().iter().map(|r| format!("{}\t{}", r.name, r.value)).collect();
    std::fs::write(&zone, lines.join("\n")).unwrap();
    Some(ask(&python, &[&file, &zone]))
}

fn ask(python: &Path, files: &[&Path; 2]) -> Vec<String> {
    let out = Command::new(python).args(["-c", JUDGE]).args(files).arg("2").output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn dkimpy_passes_both_keys() {
    let Some(verdicts) = judge(signed().as_bytes()) else { return };
    assert_eq!(verdicts, ["pass", "pass"]);
}

#[tokio::test]
async fn a_signature_still_passes_after_a_real_server_delivered_the_mail() {
    let bed = Postfix::start_new();
    let carrier = Carrier::new(peers::plain_settings(bed.plain)).unwrap();
    let mail = RawMail::checked(signed().into_bytes()).unwrap();
    let outcome = carrier.send(&envelope("zoe@customer.test").route(), &mail, now()).await;
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    let arrived = &bed.wait_for("zoe@customer.test", 1)[0];
    let Some(verdicts) = judge(arrived.raw_message()) else { return };
    assert_eq!(verdicts, ["pass", "pass"]);
}

#[test]
fn a_changed_or_added_header_fails() {
    let mail = signed();
    let changes = [
        ("https://biz.test/u/0123", "https://evil.test/u/0123"),
        ("List-Unsubscribe=One-Click", "List-Unsubscribe=Never"),
        ("Date: Mon, 02", "Date: Mon, 03"),
        ("To: ", "Cc: more@customer.test\r\nTo: "),
        ("From: ", "From: <boss@biz.test>\r\nFrom: "),
    ];
    for (from, to) in changes {
        let changed = mail.replacen(from, to, 1);
        assert_ne!(changed, mail, "{from} stands in the mail");
        let Some(verdicts) = judge(changed.as_bytes()) else { return };
        assert!(verdicts.iter().all(|verdict| verdict.starts_with("fail")), "{from}: {verdicts:?}");
    }
}

#[test]
fn a_changed_body_fails() {
    let changed = signed().replacen("Dear", "Deer", 1);
    let Some(verdicts) = judge(changed.as_bytes()) else { return };
    assert!(verdicts.iter().all(|verdict| verdict.starts_with("fail")), "{verdicts:?}");
}

#[test]
fn a_body_that_begins_with_a_space_is_signed_whole() {
    let raw =
        RawMail::checked(b"From: a@biz.test\r\nSubject: x\r\n\r\n To: not a header\r\n\r\nend".to_vec());
    let mail = sign(raw.unwrap(), signers(), now()).unwrap();
    let Some(verdicts) = judge(mail.bytes()) else { return };
    assert_eq!(verdicts, ["pass", "pass"]);
}

#[test]
fn the_same_mail_key_and_time_give_the_same_bytes() {
    assert_eq!(signed(), signed());
    let text = signed();
    let time = now().as_second();
    assert_eq!(text.matches(&format!("t={time}")).count(), 2, "{text}");
    assert!(text.contains("c=relaxed/relaxed") && !text.contains(" l="));
    let later: Timestamp = "2026-03-02T09:30:01Z".parse().unwrap();
    let mail = compose(&envelope("zoe@customer.test")).unwrap();
    assert_ne!(sign(mail.clone(), signers(), later).unwrap(), sign(mail, signers(), now()).unwrap());
}

#[test]
fn every_header_a_receiver_trusts_is_named() {
    let text = signed().to_ascii_lowercase().replace(['\r', '\n', '\t', ' '], "");
    let named = text.split("h=").nth(1).unwrap().split(';').next().unwrap().to_owned();
    for header in SIGNED_HEADERS {
        assert!(named.split(':').any(|one| one == header.to_ascii_lowercase()), "{header} in {named}");
    }
}

#[test]
fn a_kept_key_signs_as_the_new_one_did() {
    let key = DkimKey::make(Algorithm::Ed25519, &SeededRng::new(1)).unwrap();
    let kept = DkimKey { algorithm: key.algorithm, secret: kernel::Secret::new(key.secret.expose().clone()) };
    assert_eq!(key.public().unwrap(), kept.public().unwrap());
    assert_eq!(format!("{key:?}"), "DkimKey { algorithm: Ed25519, secret: (secret) }");
    let broken = DkimKey { algorithm: Algorithm::Rsa, secret: kernel::Secret::new(vec![1, 2]) };
    assert!(matches!(Signer::new("biz.test", "tl1", &broken), Err(DkimFault::Key(_))));
    assert!(matches!(Signer::new("biz.test", "a b;", &key), Err(DkimFault::Name(_))));
}

#[test]
fn the_owner_gets_the_records_to_publish() {
    let all = records();
    let names: Vec<_> = all.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["tl1._domainkey.biz.test", "tl1e._domainkey.biz.test", "biz.test", "_dmarc.biz.test"]);
    assert!(
        all[0].value.starts_with("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"),
        "{}",
        all[0].value
    );
    assert!(all[0].zone_line.contains("\" \"") && all[0].zone_line.split('"').all(|part| part.len() <= 255));
    assert!(all[1].value.starts_with("v=DKIM1; k=ed25519; p=") && all[1].value.len() == 22 + 44);
    assert_eq!(all[2].value, "v=spf1 include:spf.host.test ~all");
    assert_eq!(all[3].value, "v=DMARC1; p=none; rua=mailto:dmarc@biz.test");
}
