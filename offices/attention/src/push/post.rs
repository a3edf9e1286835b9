//! One request to a push service, and what its answer means (RFC 8030, section 5).

use std::time::Duration;

use kernel::Timestamp;
use serde_json::Value as Json;

use super::crypt;
use super::service::origin;
use super::vapid::Signer;
use crate::device::Subscription;

/// A push service answers in milliseconds; nobody waits longer than this.
const PATIENCE: Duration = Duration::from_secs(15);

pub struct Letter {
    pub subscription: Subscription,
    pub said: Json,
    pub signer: Signer,
    /// Whom the service may write to about us.
    pub contact: String,
    pub now: Timestamp,
    /// Seconds.
    pub ttl: u32,
    pub urgent: bool,
    pub topic: Option<String>,
}

pub enum Answered {
    Taken,
    /// The subscription has ended.
    Gone,
    Refused(String),
    Later(String),
}

impl Letter {
    pub async fn post(self) -> Answered {
        let sent = tokio::task::spawn_blocking(move || self.send());
        sent.await.unwrap_or_else(|error| Answered::Later(error.to_string()))
    }

    fn send(self) -> Answered {
        let body = match crypt::sealed(&self.subscription, &self.said.to_string()) {
            Ok(body) => body,
            Err(error) => return Answered::Refused(error.to_string()),
        };
        let endpoint = &self.subscription.endpoint;
        let aud = origin(endpoint).unwrap_or_default();
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .build()
            .new_agent();
        let request = agent
            .post(endpoint)
            .header("authorization", self.signer.authorization(&aud, &self.contact, self.now))
            .header("content-encoding", "aes128gcm")
            .header("content-type", "application/octet-stream")
            .header("ttl", self.ttl.to_string())
            .header("urgency", if self.urgent { "high" } else { "normal" });
        let request = match &self.topic {
            Some(topic) => request.header("topic", topic),
            None => request,
        };
        match request.send(&body[..]) {
            Ok(answer) => meaning(answer.status().as_u16()),
            Err(error) => Answered::Later(format!("the push service does not answer: {error}")),
        }
    }
}

fn meaning(status: u16) -> Answered {
    match status {
        200..=299 => Answered::Taken,
        404 | 410 => Answered::Gone,
        408 | 429 | 500.. => Answered::Later(format!("the push service says {status}")),
        other => Answered::Refused(format!("the push service refuses it ({other})")),
    }
}
