//! A private Postfix: real SMTP answers, real TLS, real bounces; nothing it takes can leave the machine.
//!
//! Every domain under `.test` is delivered here, but `nowhere.test`; any other has no route (550 5.1.2 at
//! RCPT). `full@` is refused softly (452 4.2.2), `nobody@` for good (550 5.1.1), `gone@` is accepted and
//! bounces afterwards to its envelope sender. No SASL: it takes mail from loopback alone.

use std::fs::{self, File};
use std::io::Write;
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use mail_parser::{Message, MessageParser};
use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

use super::lifeline::Lifeline;
use super::tls::Authority;
use super::{free_port, must, until};

/// Long enough for the slowest machine; a mail here takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// User and group `nobody`, who owns the delivered mail.
const NOBODY: u32 = 65534;

pub struct Postfix {
    /// TLS is required here (STARTTLS).
    pub submission: u16,
    /// Plain text is accepted here, STARTTLS offered.
    pub plain: u16,
    running: Option<(Pid, Lifeline)>,
    dir: TempDir,
}

impl Postfix {
    /// A server that is up. Needs root, as Postfix does.
    pub fn start_new() -> Postfix {
        assert!(
            rustix::process::geteuid().is_root(),
            "Postfix starts as root alone: run these stories as root"
        );
        let dir =
            tempfile::Builder::new().prefix("throughline-postfix-").tempdir().expect("a temporary folder");
        let mut bed = Postfix { submission: free_port(), plain: free_port(), running: None, dir };
        bed.furnish();
        bed.start();
        bed
    }

    /// The certificate a client of this server has to trust (PEM), as a file.
    pub fn ca_file(&self) -> PathBuf {
        self.path("ca.pem")
    }

    /// The folder in which each delivered mail lies as a file, to whomever it went.
    pub fn inbox(&self) -> PathBuf {
        self.path("mail/inbox/new")
    }

    /// Brings the server (back) up, on the same ports, with the same queue.
    pub fn start(&mut self) {
        if self.running.is_some() {
            return;
        }
        self.write("queue/quick-start", "");
        let pid_file = self.path("queue/pid/master.pid");
        let lifeline = Lifeline::of_pid_file(&pid_file);
        must(Command::new("/usr/sbin/postfix").arg("-c").arg(self.path("config")).arg("start"));
        let pid = fs::read_to_string(pid_file).expect("a running master has a pid file");
        let pid = pid.trim().parse().ok().and_then(Pid::from_raw).expect("the file holds a process id");
        self.running = Some((pid, lifeline));
    }

    /// An outage, as by a power cut: connections are refused until `start`; the queue stays.
    pub fn stop(&mut self) {
        let Some((pid, _lifeline)) = self.running.take() else { return };
        let _ = kill_process_group(pid, Signal::KILL);
        until("Postfix to end", PATIENCE, || {
            TcpStream::connect(("127.0.0.1", self.plain)).is_err().then_some(())
        });
    }

    /// What lies in the mailbox of `address`, oldest first. `Return-Path` is the envelope sender.
    pub fn messages_for(&self, address: &str) -> Vec<Message<'static>> {
        let mut mails = self.delivered();
        mails.retain(|mail| header(mail, "Delivered-To").eq_ignore_ascii_case(address));
        mails
    }

    /// Waits until at least `count` messages lie in the mailbox of `address`.
    pub fn wait_for(&self, address: &str, count: usize) -> Vec<Message<'static>> {
        until(&format!("{count} mail(s) to {address}"), PATIENCE, || {
            let mails = self.messages_for(address);
            (mails.len() >= count).then_some(mails)
        })
    }

    /// Everything delivered, to whomever, oldest first.
    pub fn delivered(&self) -> Vec<Message<'static>> {
        let Ok(entries) = fs::read_dir(self.inbox()) else { return Vec::new() };
        let mut files: Vec<_> = entries.map(|entry| entry.expect("the mailbox is readable").path()).collect();
        files.sort_by_key(|file| fs::metadata(file).and_then(|about| about.modified()).ok());
        files.iter().map(|file| parse(file)).collect()
    }

    /// Waits until whatever the server took has come to a mailbox or was given up.
    pub fn rests(&self) {
        until("the queue is empty", PATIENCE, || {
            let held = ["maildrop", "incoming", "active"].iter().any(|queue| {
                let folder = fs::read_dir(self.path("queue").join(queue)).expect("the queue is readable");
                folder.count() > 0
            });
            (!held).then_some(())
        });
    }

    /// The server's own log, for a failing test to print.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log/mail.log")).unwrap_or_default()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn furnish(&self) {
        let _ = fs::set_permissions(self.dir.path(), fs::Permissions::from_mode(0o755));
        for folder in ["config", "queue", "data", "log", "mail"] {
            fs::create_dir(self.path(folder)).expect("a folder for Postfix");
        }
        self.make_queue();
        chown(self.path("mail"), Some(NOBODY), Some(NOBODY)).expect("root may give a folder away");
        let authority = Authority::new();
        self.write("ca.pem", &authority.pem());
        let (key, certificate) = authority.leaf(&["mail.test"]);
        self.write("config/server.pem", &(key + &certificate));
        self.write("config/main.cf", include_str!("postfix/main.cf"));
        self.write("config/master.cf", include_str!("postfix/master.cf"));
        self.write("config/domains", "if !/^nowhere\\.test$/\n/\\.test$/ ours\nendif\n");
        self.write("config/accepted", "if !/^nobody@/\n/@/ taken\nendif\n");
        self.write("config/mailboxes", "if !/^(nobody|gone)@/\n/@/ inbox/\nendif\n");
        self.write("config/recipients", "/^full@/ 452 4.2.2 mailbox full\n");
    }

    /// The folders of the queue as Postfix's installer makes them, which would take a second.
    fn make_queue(&self) {
        let queue =
            |names: &[&str]| names.iter().map(|name| self.path("queue").join(name)).collect::<Vec<_>>();
        let private =
            ["active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private"];
        let private = [queue(&private), queue(&["saved", "trace"]), vec![self.path("data")]].concat();
        must(Command::new("install").args(["-d", "-o", "postfix", "-m", "700"]).args(private));
        let install = ["-d", "-o", "postfix", "-g", "postdrop", "-m"];
        must(Command::new("install").args(install).arg("730").args(queue(&["maildrop"])));
        must(Command::new("install").args(install).arg("710").args(queue(&["public"])));
        must(Command::new("install").arg("-d").args(queue(&["pid"])));
    }

    /// Writes a file, its placeholders filled. Dated back, for Postfix waits until a file is two seconds old.
    fn write(&self, name: &str, text: &str) {
        let filled = text
            .replace("{root}", &self.dir.path().display().to_string())
            .replace("{owner}", &NOBODY.to_string())
            .replace("{submission}", &self.submission.to_string())
            .replace("{plain}", &self.plain.to_string());
        let mut file = File::create(self.path(name)).expect("the folder is writable");
        file.write_all(filled.as_bytes()).expect("the disk has room");
        file.set_modified(SystemTime::now() - Duration::from_secs(60)).expect("a file of ours can be dated");
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A header as one trimmed text, empty when it is missing.
pub fn header<'m>(mail: &'m Message<'_>, name: &'static str) -> &'m str {
    mail.header_raw(name).unwrap_or_default().trim()
}

fn parse(file: &Path) -> Message<'static> {
    let bytes = fs::read(file).expect("a delivered mail is readable");
    MessageParser::default().parse(&bytes).expect("a delivered mail has headers").into_owned()
}
