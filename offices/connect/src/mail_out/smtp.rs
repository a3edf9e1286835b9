//! A mail server the owner named, and the carrier that hands mails to it over a few kept connections.
//!
//! Invariant: without TLS only on this machine; the password is never printed. Quotas and retries are the
//! caller's.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kernel::{Refusal, Secret, Timestamp};
use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};
use tokio::sync::Semaphore;

use super::connection::Connection;
use super::{Address, Outcome, RawMail};

/// Where and how to hand mail over.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub login: Option<Login>,
    /// PEM of the CA that signs the server's certificate; then no other CA is trusted. `None`: the public
    /// ones.
    pub ca_pem: Option<String>,
    /// How we name ourselves in EHLO: a host name the world can look up.
    pub hello_name: String,
    /// For each step before the mail itself.
    pub timeout: Duration,
    /// For the answer to a whole mail. RFC 5321, 4.5.3.2.6 gives it more than all others, for servers filter
    /// then, and a wait cut short makes an unknown outcome.
    pub answer_timeout: Duration,
    /// Connections at once, at least 1.
    pub connections: usize,
}

/// When the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte (port 465): prefer it, nothing is said before encryption.
    Tls,
    /// TLS demanded after a plain greeting (port 587).
    StartTls,
    /// Plain, only to this machine.
    None,
}

/// Sent as AUTH PLAIN or LOGIN.
#[derive(Debug, Clone)]
pub struct Login {
    pub user: String,
    pub password: Secret<String>,
}

/// SMTP's own envelope: where a mail goes and where its bounce goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub from: Option<Address>,
    pub to: Address,
}

/// Why no server can be called with these settings.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone)]
pub enum SettingsRefusal {
    #[error("mail to another machine must be encrypted; choose TLS or STARTTLS")]
    Plain,
    #[error("`{0}` is not a host; it looks like mail.example.com")]
    Host(String),
    #[error("`{0}` is not a name to greet with; use this server's host name, like office.example.com")]
    HelloName(String),
    #[error("a user name and a password have no line breaks or NUL; enter them again")]
    Login,
    #[error("the CA file holds no certificate we can read ({0}); it begins with -----BEGIN CERTIFICATE-----")]
    CaFile(String),
    #[error("give a port, both timeouts and at least one connection, all above zero")]
    Zero,
}

impl Refusal for SettingsRefusal {
    fn code(&self) -> &'static str {
        match self {
            SettingsRefusal::Plain => "mail.plain_connection",
            SettingsRefusal::Host(_) => "mail.host",
            SettingsRefusal::HelloName(_) => "mail.hello_name",
            SettingsRefusal::Login => "mail.login",
            SettingsRefusal::CaFile(_) => "mail.ca_file",
            SettingsRefusal::Zero => "mail.zero",
        }
    }
    fn status(&self) -> u16 {
        422
    }
}

impl SmtpSettings {
    /// The usual values: TLS as the port suggests, public CAs, 30 seconds a step, 2 minutes for the answer, 4
    /// connections.
    pub fn new(host: &str, port: u16, hello_name: &str) -> SmtpSettings {
        SmtpSettings {
            host: host.to_owned(),
            port,
            security: if port == 465 { Security::Tls } else { Security::StartTls },
            login: None,
            ca_pem: None,
            hello_name: hello_name.to_owned(),
            timeout: Duration::from_secs(30),
            answer_timeout: Duration::from_secs(120),
            connections: 4,
        }
    }

    /// What can be known without calling the server.
    pub fn check(&self) -> Result<(), SettingsRefusal> {
        let word = |text: &str| !text.is_empty() && text.len() <= 253 && text.bytes().all(is_host_byte);
        if !word(&self.host) {
            return Err(SettingsRefusal::Host(self.host.chars().take(80).collect()));
        }
        if !word(&self.hello_name) {
            return Err(SettingsRefusal::HelloName(self.hello_name.chars().take(80).collect()));
        }
        if self.security == Security::None && !is_this_machine(&self.host) {
            return Err(SettingsRefusal::Plain);
        }
        if self.port == 0 || self.timeout.min(self.answer_timeout).is_zero() || self.connections == 0 {
            return Err(SettingsRefusal::Zero);
        }
        match &self.login {
            Some(login) if breaks(&login.user) || breaks(login.password.expose()) => {
                Err(SettingsRefusal::Login)
            }
            _ => self.tls().map(drop),
        }
    }

    fn tls(&self) -> Result<Option<TlsParameters>, SettingsRefusal> {
        if self.security == Security::None {
            return Ok(None);
        }
        let mut tls = TlsParameters::builder(self.host.clone());
        if let Some(pem) = &self.ca_pem {
            if !pem.contains("-----BEGIN CERTIFICATE-----") {
                return Err(SettingsRefusal::CaFile("no BEGIN CERTIFICATE line".to_owned()));
            }
            let ca = Certificate::from_pem(pem.as_bytes()).map_err(ca_file)?;
            tls = tls.certificate_store(CertificateStore::None).add_root_certificate(ca);
        }
        tls.build().map(Some).map_err(ca_file)
    }
}

fn ca_file(why: lettre::transport::smtp::Error) -> SettingsRefusal {
    SettingsRefusal::CaFile(why.to_string())
}

fn is_host_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b".-_:".contains(&b)
}

fn breaks(text: &str) -> bool {
    text.contains(['\r', '\n', '\0'])
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A rested connection older than this is not used again, in seconds: servers hang up after some minutes.
const REST: i64 = 60;
/// Mails over one connection: big receivers close after about that many.
const MAILS: u32 = 100;
/// A server that only its owner can mend is not called again for this long, in seconds: some lock an account
/// after a few wrong sign-ins.
const HUSH: i64 = 300;

/// Hands mails to one server. Shared by all workers of the node; made anew when the settings change.
pub struct Carrier {
    settings: SmtpSettings,
    tls: Option<TlsParameters>,
    resting: Mutex<Vec<Connection>>,
    room: Semaphore,
    /// When and how the server last turned us away for good.
    refused: Mutex<Option<(Timestamp, Outcome)>>,
}

impl Carrier {
    /// Calls nobody yet.
    pub fn new(settings: SmtpSettings) -> Result<Carrier, SettingsRefusal> {
        settings.check()?;
        let tls = settings.tls()?;
        let room = Semaphore::new(settings.connections);
        Ok(Carrier { settings, tls, resting: Mutex::default(), room, refused: Mutex::default() })
    }

    /// Hands one mail over and tells what became of it. Never retries. A caller that drops this future before
    /// it ends must take the outcome for unknown.
    pub async fn send(&self, route: &Route, mail: &RawMail, now: Timestamp) -> Outcome {
        let _place = self.room.acquire().await.expect("the semaphore is never closed");
        if let Some(outcome) = self.hushed(now) {
            return outcome;
        }
        let outcome = self.discreet(self.send_now(route, mail, now).await);
        if outcome.needs_owner() {
            *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, outcome.clone()));
        }
        outcome
    }

    /// What turned us away was mended: the next mail calls the server again.
    pub fn forgive(&self) {
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Without our password in it.
    fn discreet(&self, outcome: Outcome) -> Outcome {
        outcome.told(self.settings.login.as_ref().map(|login| login.password.expose().as_str()))
    }

    fn hushed(&self, now: Timestamp) -> Option<Outcome> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let lately = |at: Timestamp| (0..HUSH).contains(&(now.as_second() - at.as_second()));
        refused.filter(|(at, _)| lately(*at)).map(|(_, outcome)| outcome)
    }

    async fn send_now(&self, route: &Route, mail: &RawMail, now: Timestamp) -> Outcome {
        let mut connection = match self.connection(now).await {
            Ok(connection) => connection,
            Err(outcome) => return outcome,
        };
        match connection.hand_over(route, mail).await {
            Ok(reply) => {
                self.rest(connection, now);
                Outcome::accepted(&reply.message().collect::<Vec<_>>().join(" "))
            }
            Err(outcome) => {
                self.after(connection, &outcome, now);
                outcome
            }
        }
    }

    /// Connects, encrypts and signs in, sends nothing: what a person asks before saving. Gives the server's
    /// name.
    pub async fn probe(&self) -> Result<String, Outcome> {
        let _place = self.room.acquire().await.expect("the semaphore is never closed");
        let opened = Connection::open(&self.settings, self.tls.as_ref()).await;
        let connection = opened.map_err(|outcome| self.discreet(outcome))?;
        let name = connection.server().to_owned();
        connection.quit().await;
        Ok(name)
    }

    /// Says goodbye on connections that rested too long; call it now and then.
    pub async fn tidy(&self, now: Timestamp) {
        let tired: Vec<Connection> = self.lock().extract_if(.., |one| !fresh(one, now)).collect();
        for connection in tired {
            connection.quit().await;
        }
    }

    /// Connections kept open for the next mail.
    pub fn kept(&self) -> usize {
        self.lock().len()
    }

    async fn connection(&self, now: Timestamp) -> Result<Connection, Outcome> {
        while let Some(mut kept) = self.take() {
            if fresh(&kept, now) && kept.is_alive().await {
                return Ok(kept);
            }
        }
        Connection::open(&self.settings, self.tls.as_ref()).await
    }

    fn take(&self) -> Option<Connection> {
        self.lock().pop()
    }

    fn rest(&self, mut connection: Connection, now: Timestamp) {
        connection.rested_at = now;
        if connection.mails < MAILS {
            self.lock().push(connection);
        }
    }

    /// A refused mail leaves a good connection, unless the server said it is closing (421).
    fn after(&self, connection: Connection, outcome: &Outcome, now: Timestamp) {
        match outcome {
            Outcome::Soft { code, .. } if *code != 421 => self.rest(connection, now),
            Outcome::Hard { .. } => self.rest(connection, now),
            _ => drop(connection),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn fresh(connection: &Connection, now: Timestamp) -> bool {
    let rested = now.as_second() - connection.rested_at.as_second();
    connection.mails < MAILS && (0..=REST).contains(&rested)
}
