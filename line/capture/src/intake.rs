//! An intake: what came in through a door, kept as it came before anybody judges it.
//!
//! Invariant: accepted means durable; the same submission twice is one intake; what is doubtful is parked for a
//! person, what a robot sent is set aside, never dropped; either can be released and becomes a lead like any
//! other.

pub mod commands;
mod looker;
pub mod quick_add;
pub(crate) mod rows;
pub mod submit;
pub mod token;
pub mod views;

use facts::capture::{IntakeDismissed, IntakeParked, IntakeReceived};
use kernel::{ContactId, FormId, IntakeId, Owned, Refusal, ServiceId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::form::spec::Answers;

#[derive(Debug, Clone, PartialEq)]
pub struct Intake {
    pub id: IntakeId,
    pub rv: i64,
    pub owned: Owned,
    pub channel: String,
    pub form: Option<FormId>,
    pub form_version: Option<i64>,
    pub contact: ContactId,
    /// Did we know the person before?
    pub known: bool,
    pub state: State,
    /// Equal for the same submission.
    pub fingerprint: [u8; 32],
    pub raw: Raw,
    /// The /64 or IPv4 it came from.
    pub network: Option<String>,
    pub user_agent: Option<String>,
    pub received_at: Timestamp,
    pub test: bool,
}

/// Everything that was sent, as it was sent: it can be taken again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Raw {
    pub answers: Answers,
    pub source: Answers,
    pub consent: Option<bool>,
    pub consent_version: i64,
    pub consent_purpose: Option<String>,
    pub consent_words: Option<String>,
    pub language: Option<String>,
    pub zone: Option<String>,
    pub service: Option<ServiceId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Received,
    Parked { reason: String },
    Dismissed { reason: String },
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum IntakeRefusal {
    #[error("it became a lead already; close that lead instead")]
    Received,
    #[error("it was set aside already: {0}")]
    Dismissed(String),
    #[error("it was never taken in; release it instead")]
    NotReceived,
    #[error("say why it is set aside")]
    NoReason,
}

impl Refusal for IntakeRefusal {
    fn code(&self) -> &'static str {
        match self {
            IntakeRefusal::Received => "intake.received",
            IntakeRefusal::Dismissed(_) => "intake.dismissed",
            IntakeRefusal::NotReceived => "intake.not_received",
            IntakeRefusal::NoReason => "intake.no_reason",
        }
    }
}

impl State {
    pub fn word(&self) -> &'static str {
        match self {
            State::Received => "received",
            State::Parked { .. } => "parked",
            State::Dismissed { .. } => "dismissed",
        }
    }

    pub fn reason(&self) -> Option<&str> {
        match self {
            State::Received => None,
            State::Parked { reason } | State::Dismissed { reason } => Some(reason),
        }
    }
}

impl Raw {
    /// A well-known answer; nothing for an empty one.
    pub fn answer(&self, id: &str) -> Option<String> {
        self.answers.get(id).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The folded address.
    pub fn email(&self) -> Option<String> {
        self.answer("email").map(|email| email.to_lowercase())
    }

    /// E.164 where it can be read as a number, else nothing: the typed one stays in the answers.
    pub fn phone(&self, country: &str) -> Option<String> {
        let typed = self.answer("phone")?;
        let region = country.parse::<phonenumber::country::Id>().ok();
        let number = phonenumber::parse(region, typed).ok().filter(phonenumber::is_valid)?;
        Some(phonenumber::format(&number).mode(phonenumber::Mode::E164).to_string())
    }

    /// Answers to questions that are not the contact's own.
    pub fn questions(&self, phone_was_read: bool) -> Answers {
        let own = |id: &str| crate::form::spec::WELL_KNOWN.contains(&id) && (id != "phone" || phone_was_read);
        let kept = self.answers.iter().filter(|(id, text)| !own(id) && !text.trim().is_empty());
        kept.map(|(id, text)| (id.clone(), text.clone())).collect()
    }
}

impl Intake {
    /// What crm and the automations hear.
    pub fn told(&self, country: &str) -> IntakeReceived {
        let (raw, phone) = (&self.raw, self.raw.phone(country));
        let answers = raw.questions(phone.is_some() || raw.answer("phone").is_none());
        IntakeReceived {
            intake: self.id,
            contact: self.contact,
            known: self.known,
            channel: self.channel.clone(),
            form: self.form,
            service: raw.service,
            owner: self.owned.owner,
            test: self.test,
            source: serde_json::json!(raw.source),
            language: raw.language.clone(),
            zone: raw.zone.clone(),
            name: raw.answer("name"),
            email: raw.email(),
            phone,
            company: raw.answer("company"),
            message: raw.answer("message"),
            answers: serde_json::json!(answers),
        }
    }

    pub fn parked(&self) -> Option<IntakeParked> {
        let State::Parked { reason } = &self.state else { return None };
        Some(IntakeParked { intake: self.id, contact: self.contact, reason: reason.clone() })
    }

    /// What is told of one that was set aside.
    pub fn set_aside(&self) -> Option<IntakeDismissed> {
        let State::Dismissed { reason } = &self.state else { return None };
        Some(IntakeDismissed { intake: self.id, contact: self.contact, reason: reason.clone() })
    }

    /// The same words once more, as `id`, from `person` if we know them by now; asked for by staff, so no sending
    /// twice by mistake: its fingerprint is its own.
    pub fn replay(
        self,
        id: IntakeId,
        person: Option<ContactId>,
        now: Timestamp,
    ) -> Result<Intake, IntakeRefusal> {
        if self.state != State::Received {
            return Err(IntakeRefusal::NotReceived);
        }
        let fingerprint =
            Sha256::new().chain_update(self.fingerprint).chain_update(id.to_string()).finalize();
        Ok(Intake {
            id,
            rv: 1,
            contact: person.unwrap_or(self.contact),
            known: true,
            fingerprint: fingerprint.into(),
            received_at: now,
            ..self
        })
    }

    /// A person looked: it is a real inquiry.
    pub fn release(self) -> Result<Intake, IntakeRefusal> {
        match self.state {
            State::Received => Err(IntakeRefusal::Received),
            State::Parked { .. } | State::Dismissed { .. } => Ok(Intake { state: State::Received, ..self }),
        }
    }

    /// A person looked: it is none.
    pub fn dismiss(self, reason: String) -> Result<Intake, IntakeRefusal> {
        match self.state {
            State::Received => Err(IntakeRefusal::Received),
            State::Dismissed { reason } => Err(IntakeRefusal::Dismissed(reason)),
            State::Parked { .. } if reason.trim().is_empty() => Err(IntakeRefusal::NoReason),
            State::Parked { .. } => Ok(Intake { state: State::Dismissed { reason }, ..self }),
        }
    }

    /// It is looked at once more.
    pub fn park_again(self) -> Result<Intake, IntakeRefusal> {
        match self.state {
            State::Received => Err(IntakeRefusal::Received),
            State::Parked { .. } => Ok(self),
            State::Dismissed { reason } => Ok(Intake { state: State::Parked { reason }, ..self }),
        }
    }
}
