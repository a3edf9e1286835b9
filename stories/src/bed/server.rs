//! The real program on a throwaway data folder and a free loopback port, on either engine.
//!
//! The program is built once, with the feature `proof` and the profile of whoever asks (the tests' own, or `proof` for
//! the benchmark), or is the one `STORIES_BIN` names.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use ureq::http::Method;

use super::client::Client;
use super::disk::SmallDisk;
use super::lifeline::Lifeline;
use super::postgres::Database;
use super::tls::Authority;
use super::{free_port, must, root, until};

/// Long enough to migrate an empty database on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The story on SQLite, and the same on PostgreSQL: `on_both! { fn a_story(server: Server) { … } }`
#[macro_export]
macro_rules! on_both {
    ($($(#[$about:meta])* fn $name:ident($server:ident: Server) $story:block)+) => {$(
        $(#[$about])*
        mod $name {
            use super::*;
            fn story($server: $crate::bed::server::Server) $story
            #[test]
            fn on_sqlite() { story($crate::bed::server::Server::on_sqlite()) }
            #[test]
            fn on_postgresql() {
                if let Some(server) = $crate::bed::server::Server::on_postgresql() {
                    story(server);
                }
            }
        }
    )+};
}

pub struct Server {
    plan: Plan,
    running: Option<(Child, Lifeline)>,
    port: u16,
    /// Under the data folder, where the story wants one.
    disk: Option<SmallDisk>,
    dir: TempDir,
}

/// How the program is to be started.
#[derive(Default)]
pub struct Plan {
    database: Option<Database>,
    env: Vec<(String, String)>,
    /// It speaks https, with a certificate of this authority.
    authority: Option<String>,
}

impl Plan {
    pub fn database(mut self, database: Database) -> Plan {
        self.database = Some(database);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Plan {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts the program and waits until it is ready.
    pub fn start(self) -> Server {
        let mut server = self.prepare();
        server.start_again();
        server
    }

    /// Starts with the data folder on a disk of this size; `None` where that may not be mounted.
    pub fn start_on_a_disk_of(self, megabytes: u64) -> Option<Server> {
        let mut server = self.prepare();
        server.disk = Some(SmallDisk::mount(&server.data(), megabytes)?);
        server.start_again();
        Some(server)
    }

    fn prepare(self) -> Server {
        let dir =
            tempfile::Builder::new().prefix("throughline-story-").tempdir().expect("a temporary folder");
        Server { plan: self, running: None, port: free_port(), disk: None, dir }
    }
}

impl Server {
    pub fn on_sqlite() -> Server {
        Plan::default().start()
    }

    /// `None` where the run has no PostgreSQL.
    pub fn on_postgresql() -> Option<Server> {
        Database::create().map(|database| Plan::default().database(database).start())
    }

    /// The address, such as `http://127.0.0.1:20001`.
    pub fn base(&self) -> String {
        self.base_at(self.port)
    }

    fn base_at(&self, port: u16) -> String {
        let scheme = if self.plan.authority.is_some() { "https" } else { "http" };
        format!("{scheme}://127.0.0.1:{port}")
    }

    /// A client without cookies.
    pub fn client(&self) -> Client {
        self.client_at(self.port)
    }

    fn client_at(&self, port: u16) -> Client {
        Client::trusting(&self.base_at(port), self.plan.authority.as_deref())
    }

    /// From the next start on it speaks https itself, for customers who know it by this name. Gives its public
    /// address, and the files with its certificate and with that of the authority that signed it.
    pub fn speak_https(&mut self, name: &str) -> (String, PathBuf, PathBuf) {
        let authority = Authority::new();
        let (key, certificate) = authority.leaf(&[name]);
        let files = [("key.pem", key), ("cert.pem", certificate), ("ca.pem", authority.pem())];
        let [key, certificate, ca] = files.map(|(file, pem)| {
            let at = self.dir.path().join(file);
            fs::write(&at, pem).expect("the disk has room");
            at
        });
        let address = format!("https://{name}:{}", self.port);
        self.set_env("THROUGHLINE_PUBLIC_URL", Some(&address));
        for (option, file) in [("THROUGHLINE_TLS_KEY", &key), ("THROUGHLINE_TLS_CERT", &certificate)] {
            self.set_env(option, Some(file.to_str().expect("a temporary folder has a plain name")));
        }
        self.plan.authority = Some(authority.pem());
        (address, certificate, ca)
    }

    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// The small disk under the data folder.
    pub fn disk(&self) -> &SmallDisk {
        self.disk.as_ref().expect("the story asked for a small disk")
    }

    pub fn database(&self) -> Option<&Database> {
        self.plan.database.as_ref()
    }

    /// What the program printed, over all its starts.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// The journal, beside the running program. Panics with what was found when it does not verify.
    pub fn verify(&self) {
        let mut check = self.beside(&["journal", "verify"]);
        let output = check.output().expect("the program starts");
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
    }

    /// Another start of the program on the same folder and database, with these words.
    pub fn beside(&self, words: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(words).arg("--data").arg(self.data());
        if let Some(database) = &self.plan.database {
            command.args(["--database", &database.url()]);
        }
        command
    }

    /// Dies on the spot, as by a power cut.
    pub fn kill(&mut self) {
        if let Some((mut child, _lifeline)) = self.running.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Asks the program to end, and waits for it. Panics when it does not end well.
    pub fn stop(&mut self) {
        let Some((mut child, _lifeline)) = self.running.take() else { return };
        let _ = kill_process(Pid::from_child(&child), Signal::TERM);
        let status =
            until("the program to end", PATIENCE, || child.try_wait().expect("a child can be asked"));
        assert!(status.success(), "the program ended with {status}:\n{}", self.log());
    }

    /// Waits until the program has died by itself, for instance at a crash point.
    pub fn wait_for_death(&mut self) {
        let Some((mut child, _lifeline)) = self.running.take() else { return };
        until("the program to die", PATIENCE, || child.try_wait().expect("a child can be asked"));
    }

    /// Starts on the same folder, database and port, and waits until it is ready.
    pub fn start_again(&mut self) {
        if let Err(status) = self.try_start_again() {
            panic!("the program ended with {status}:\n{}", self.log());
        }
    }

    /// As `start_again`; the error is how the program ended before it was ready.
    pub fn try_start_again(&mut self) -> Result<(), ExitStatus> {
        self.kill();
        let child = self.command(self.port).spawn().expect("the program starts");
        let lifeline = Lifeline::of_process(child.id());
        let client = self.client();
        let (child, _) = self.running.insert((child, lifeline));
        wait_until_ready(child, &client)
    }

    /// Changes the environment of the next start; a value of `None` removes the name.
    pub fn set_env(&mut self, name: &str, value: Option<&str>) {
        self.plan.env.retain(|(known, _)| known != name);
        self.plan.env.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    }

    /// One more process on the same database and data folder, not started yet.
    pub fn node(&self) -> Node {
        Node { running: None, port: free_port() }
    }

    fn command(&self, port: u16) -> Command {
        let log = || File::options().create(true).append(true).open(self.log_file()).expect("a log file");
        let mut command = self.beside(&["serve", "--listen", &format!("127.0.0.1:{port}")]);
        command.envs(self.plan.env.iter().cloned());
        command.stdin(Stdio::null()).stdout(log()).stderr(log());
        command
    }

    fn log_file(&self) -> PathBuf {
        self.dir.path().join("server.log")
    }
}

fn wait_until_ready(child: &mut Child, client: &Client) -> Result<(), ExitStatus> {
    until("the program to be ready", PATIENCE, || {
        if let Some(status) = child.try_wait().expect("a child can be asked") {
            return Some(Err(status));
        }
        let answer = client.try_send(Method::GET, "/readyz", &[], "");
        answer.is_ok_and(|answer| answer.status == 200).then_some(Ok(()))
    })
}

/// A second process of the same house.
pub struct Node {
    running: Option<(Child, Lifeline)>,
    port: u16,
}

impl Node {
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts anew, with the environment of the first; the error is how it ended before it was ready.
    pub fn start(&mut self, of: &Server) -> Result<(), ExitStatus> {
        self.kill();
        let child = of.command(self.port).spawn().expect("the program starts");
        let lifeline = Lifeline::of_process(child.id());
        let (child, _) = self.running.insert((child, lifeline));
        wait_until_ready(child, &of.client_at(self.port))
    }

    /// Dies on the spot.
    pub fn kill(&mut self) {
        if let Some((mut child, _lifeline)) = self.running.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            eprintln!("{}", last_words(&self.log()));
        }
    }
}

/// The end of the log without the requests that went well: what a failed story needs, and no more than fits on a page.
fn last_words(log: &str) -> String {
    let went_well = |line: &&str| line.contains(r#""level":"INFO","message":"request""#);
    let telling: Vec<&str> = log.lines().filter(|line| !went_well(line)).collect();
    let from = telling.len().saturating_sub(40);
    format!("the end of the program's log:\n{}", telling[from..].join("\n"))
}

/// The binary under test.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| std::env::var_os("STORIES_BIN").map_or_else(build, PathBuf::from))
}

fn build() -> PathBuf {
    let own = std::env::current_exe().expect("a program knows its own file");
    // A test lies in target/PROFILE/deps, a program in target/PROFILE.
    let profile = own.ancestors().skip(1).find(|folder| !folder.ends_with("deps"));
    let folder = profile.expect("cargo made this program").to_owned();
    let target = folder.parent().expect("a profile has its folder within the target folder");
    let profile = if folder.ends_with("debug") { "dev" } else { "proof" };
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.current_dir(root()).args(["build", "--quiet", "--bin", "throughline"]);
    // As the tests have it: another choice of crates has other features, and is built anew.
    cargo.args(["--workspace", "--exclude", "stories"]);
    cargo.args(["--features", "throughline/proof", "--profile", profile, "--target-dir"]).arg(target);
    must(&mut cargo);
    folder.join("throughline")
}
