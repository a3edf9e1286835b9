//! Quick add: a member of staff writes down who came in, called or handed over a card; the same intake as any door.

use kernel::{Error, IntakeId, Owned, Result, ServiceId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Verb};

use super::{Intake, Raw, State, rows};
use crate::form::spec::{Answers, is_email};

/// The doors a person can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StaffChannel {
    WalkIn,
    Call,
    Card,
    Referral,
    Email,
    Event,
    /// A program with a token.
    Api,
}

impl StaffChannel {
    fn word(self) -> &'static str {
        match self {
            StaffChannel::WalkIn => "walk_in",
            StaffChannel::Call => "call",
            StaffChannel::Card => "card",
            StaffChannel::Referral => "referral",
            StaffChannel::Email => "email",
            StaffChannel::Event => "event",
            StaffChannel::Api => "api",
        }
    }
}

/// Add an inquiry by hand: a name and one way back are enough.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuickAdd {
    pub channel: StaffChannel,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub message: Option<String>,
    pub service: Option<ServiceId>,
    /// Who takes care of it; whoever adds it where nobody is named.
    pub owner: Option<UserId>,
    pub language: Option<String>,
    #[serde(default)]
    pub answers: Answers,
    #[serde(default)]
    pub source: Answers,
    /// A rehearsal: out of every figure.
    #[serde(default)]
    pub test: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Added {
    pub intake: IntakeId,
    pub contact: kernel::ContactId,
    /// Did we know them before?
    pub known: bool,
}

impl Command for QuickAdd {
    const VERB: Verb =
        Verb::post("intake.quick_add", "/intakes").no_undo("close the lead, or merge the contact");
    type Answer = Added;

    async fn act(&self, tx: &mut Tx) -> Result<Added> {
        let raw = self.raw()?;
        let person = rows::person(tx, &raw).await?;
        let owner = self.owner.or(tx.permit().user());
        let intake = Intake {
            id: tx.new_id(),
            rv: 1,
            owned: Owned { owner, team: None },
            channel: self.channel.word().into(),
            form: None,
            form_version: None,
            contact: person.unwrap_or_else(|| tx.new_id()),
            known: person.is_some(),
            state: State::Received,
            // Two people may add the same caller twice on purpose; a key makes a repeated request one.
            fingerprint: tx.random(),
            raw,
            network: None,
            user_agent: None,
            received_at: tx.now(),
            test: self.test,
        };
        let (contact, known) = (intake.contact, intake.known);
        let taken = rows::take(tx, intake).await?;
        Ok(Added { intake: taken.intake, contact, known })
    }
}

impl QuickAdd {
    fn raw(&self) -> Result<Raw> {
        let given = [
            ("name", &self.name),
            ("email", &self.email),
            ("phone", &self.phone),
            ("company", &self.company),
            ("message", &self.message),
        ];
        let mut answers = self.answers.clone();
        for (id, text) in given {
            if let Some(text) = text.as_ref().filter(|text| !text.trim().is_empty()) {
                answers.insert(id.into(), text.clone());
            }
        }
        let raw = Raw {
            answers,
            source: self.source.clone(),
            language: self.language.clone(),
            service: self.service,
            ..Raw::default()
        };
        if raw.answer("name").is_none() && raw.answer("email").is_none() && raw.answer("phone").is_none() {
            return Err(Error::field(
                "/name",
                "required",
                "write at least a name, an email address or a phone number",
            ));
        }
        match raw.email() {
            Some(email) if !is_email(&email) => {
                Err(Error::field("/email", "email", "that does not look like an email address"))
            }
            _ => Ok(raw),
        }
    }
}
