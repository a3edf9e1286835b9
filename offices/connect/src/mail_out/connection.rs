//! One SMTP connection, step by step, so that each failure tells how far it came. lettre speaks the protocol.
//!
//! Every step has a deadline: lettre itself waits for ever once connected.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::Timestamp;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;

use super::outcome::{Outcome, Stage, Trouble};
use super::{RawMail, Route, Security, SmtpSettings};

/// Bytes a second a mail may take to leave, before the wait for its answer: half a megabit.
const PACE: usize = 64 * 1024;

type Step<T> = Result<T, Outcome>;

pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    limit: Duration,
    answer_limit: Duration,
    pub(super) mails: u32,
    pub(super) rested_at: Timestamp,
}

impl Connection {
    /// Connects, encrypts and signs in.
    pub(super) async fn open(settings: &SmtpSettings, tls: Option<&TlsParameters>) -> Step<Connection> {
        let hello = ClientId::Domain(settings.hello_name.clone());
        let limit = settings.timeout;
        let wrapped = tls.filter(|_| settings.security == Security::Tls).cloned();
        let server = (settings.host.as_str(), settings.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(server, Some(limit), &hello, wrapped, None);
        let smtp = within(Stage::Hello, limit, connecting).await?;
        let mut open = Connection {
            smtp,
            limit,
            answer_limit: settings.answer_timeout,
            mails: 0,
            rested_at: Timestamp::UNIX_EPOCH,
        };
        if settings.security == Security::StartTls {
            open.encrypt(tls, &hello).await?;
        }
        open.sign_in(settings).await?;
        Ok(open)
    }

    async fn encrypt(&mut self, tls: Option<&TlsParameters>, hello: &ClientId) -> Step<()> {
        let Some(tls) = tls.filter(|_| self.smtp.can_starttls()) else {
            return Err(Outcome::failed(Stage::Hello, &Trouble::NoTls));
        };
        within(Stage::Hello, self.limit, self.smtp.starttls(tls.clone(), hello)).await
    }

    async fn sign_in(&mut self, settings: &SmtpSettings) -> Step<()> {
        let Some(login) = &settings.login else { return Ok(()) };
        if self.smtp.server_info().get_auth_mechanism(DEFAULT_MECHANISMS).is_none() {
            return Err(Outcome::failed(Stage::Login, &Trouble::NoMechanism));
        }
        let credentials = Credentials::new(login.user.clone(), login.password.expose().clone());
        within(Stage::Login, self.limit, self.smtp.auth(DEFAULT_MECHANISMS, &credentials)).await.map(drop)
    }

    /// Whether a rested connection still works: the server forgets what stood before.
    pub(super) async fn is_alive(&mut self) -> bool {
        within(Stage::Hello, self.limit.min(Duration::from_secs(5)), self.smtp.command(Rset)).await.is_ok()
    }

    pub(super) fn server(&self) -> &str {
        self.smtp.server_info().name()
    }

    pub(super) async fn quit(mut self) {
        // The mail is settled: whether the server hears our goodbye changes nothing.
        let _ = tokio::time::timeout(self.limit.min(Duration::from_secs(2)), self.smtp.quit()).await;
    }

    /// One mail to one recipient.
    pub(super) async fn hand_over(&mut self, route: &Route, mail: &RawMail) -> Step<Response> {
        self.mails += 1;
        let limit = self.limit;
        let sender = Mail::new(route.from.as_ref().map(|from| from.lettre()), Vec::new());
        within(Stage::Sender, limit, self.smtp.command(sender)).await?;
        let recipient = Rcpt::new(route.to.lettre(), Vec::new());
        within(Stage::Recipient, limit, self.smtp.command(recipient)).await?;
        within(Stage::Body, limit, self.smtp.command(Data)).await?;
        self.body(mail).await
    }

    /// lettre reports a lost body and a lost answer alike. It asks for the next piece before it writes the
    /// closing dot, and never after a failed write: so the dot can only have left once the pieces have run
    /// out.
    async fn body(&mut self, mail: &RawMail) -> Step<Response> {
        let ended = AtomicBool::new(false);
        let bytes = mail.bytes().strip_suffix(b"\r\n").unwrap_or(mail.bytes());
        let end = std::iter::from_fn(|| {
            ended.store(true, Ordering::Relaxed);
            None
        });
        let sending = self.smtp.message_iter(bytes.chunks(16 * 1024).chain(end));
        let limit = self.answer_limit + Duration::from_secs((bytes.len() / PACE) as u64);
        let done = tokio::time::timeout(limit, sending).await;
        let stage = if ended.load(Ordering::Relaxed) { Stage::Ended } else { Stage::Body };
        match done {
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(error)) => Err(Outcome::failed(stage, &Trouble::Smtp(error))),
            Err(_) => Err(Outcome::failed(stage, &Trouble::Timeout)),
        }
    }
}

async fn within<T>(stage: Stage, limit: Duration, step: impl Future<Output = Result<T, Error>>) -> Step<T> {
    match tokio::time::timeout(limit, step).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Outcome::failed(stage, &Trouble::Smtp(error))),
        Err(_) => Err(Outcome::failed(stage, &Trouble::Timeout)),
    }
}
