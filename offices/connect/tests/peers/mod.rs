//! What the tests of mail share: a mail to send, a scripted server for answers no real one gives on demand,
//! and Python with the judges from PyPI.
#![allow(dead_code)] // each test program uses a part

pub mod office;
pub mod other;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use connect::mail_out::*;
use kernel::Timestamp;

pub fn now() -> Timestamp {
    "2026-03-02T09:30:00Z".parse().unwrap()
}

pub fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox::new(Some(name), address).unwrap()
}

pub fn envelope(to: &str) -> Envelope {
    let from = mailbox("Müller & Söhne", "hello@biz.test");
    Envelope {
        message_id: MessageId::for_key(b"effect-1", &from.address),
        reply_to: Some(mailbox("Ann", "ann@biz.test")),
        to: mailbox("Zoë \"Z\" Kidd", to),
        envelope_from: Some(bounce_address("T0KEN", "biz.test").unwrap()),
        from,
        subject: HeaderText::new("Your inquiry – we answer today").unwrap(),
        in_reply_to: None,
        references: Vec::new(),
        date: now(),
        text: "Dear Zoë,\n\n.\n.leading dot\nFrom here\n".into(),
        html: "<p>Dear Zoë</p>".into(),
        list_unsubscribe: Some(Unsubscribe {
            url: Link::parse("https://biz.test/u/0123456789abcdef").unwrap(),
            mailto: Some(Address::parse("u+0123@biz.test").unwrap()),
        }),
        auto_submitted: Some(AutoSubmitted::Replied),
        invitation: None,
        attachments: Vec::new(),
    }
}

/// What the scripted server does when it has read a line (or `.`, the whole mail; or nothing, at the
/// greeting).
pub enum Does {
    Say(&'static str),
    /// Says it and hangs up.
    Last(&'static str),
    HangUp,
    /// Keeps the connection and never answers.
    Nothing,
}

pub struct Scripted {
    pub port: u16,
    pub calls: Arc<AtomicUsize>,
}

/// A server that follows `script`; `None` from it means the usual answer.
pub fn scripted(script: impl Fn(&str) -> Option<Does> + Send + 'static) -> Scripted {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = talk(stream.unwrap(), &script);
        }
    });
    Scripted { port, calls }
}

fn talk(mut out: std::net::TcpStream, script: &impl Fn(&str) -> Option<Does>) -> std::io::Result<()> {
    let mut lines = BufReader::new(out.try_clone()?).lines();
    let (mut heard, mut in_mail) = (String::new(), false);
    loop {
        let usual = if heard == "DATA" { "354 go on" } else { "250 2.0.0 Ok: queued as SCRIPTED1" };
        match script(&heard).unwrap_or(Does::Say(usual)) {
            Does::Say(text) => write!(out, "{text}\r\n")?,
            Does::Last(text) => return write!(out, "{text}\r\n"),
            Does::HangUp => return Ok(()),
            Does::Nothing => {}
        }
        in_mail = heard == "DATA" && !in_mail;
        heard = match lines.by_ref().find(|line| !in_mail || line.as_deref().is_ok_and(|line| line == ".")) {
            Some(line) => line?,
            None => return Ok(()),
        };
    }
}

/// A carrier to a plain server on this machine.
pub fn plain(port: u16) -> Carrier {
    Carrier::new(plain_settings(port)).unwrap()
}

pub fn plain_settings(port: u16) -> SmtpSettings {
    let timeout = std::time::Duration::from_secs(10);
    SmtpSettings {
        security: Security::None,
        timeout,
        ..SmtpSettings::new("127.0.0.1", port, "office.biz.test")
    }
}

/// A Python that has dkimpy and aiosmtpd, made once per target folder; `None`, and said aloud, without
/// Python.
pub fn python() -> Option<PathBuf> {
    static MADE: OnceLock<Option<PathBuf>> = OnceLock::new();
    MADE.get_or_init(make_python).clone()
}

fn make_python() -> Option<PathBuf> {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("python-mail-1");
    let python = home.join("bin/python");
    if home.join("ready").exists() {
        return Some(python);
    }
    if Command::new("python3").arg("--version").output().is_err() {
        // Not eprintln!, which a passing test keeps to itself.
        let _ =
            std::io::stderr().write_all(b"SKIPPED: no python3 here, so dkimpy and aiosmtpd did not judge\n");
        return None;
    }
    let lock = std::fs::File::create(home.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    if !home.join("ready").exists() {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home));
        let packages = ["dkimpy==1.1.8", "pynacl", "aiosmtpd==1.4.6"];
        run(Command::new(&python).args(["-m", "pip", "install", "-q"]).args(packages));
        std::fs::write(home.join("ready"), "").unwrap();
    }
    Some(python)
}

fn run(command: &mut Command) {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
}
