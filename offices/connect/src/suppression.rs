//! A suppression: an address that gets no more mail, and why.
//!
//! Invariant: one per address, known by a keyed hash; lifting keeps it, so that it can be taken back. What
//! somebody agreed to or refused is consent, which is capture's.

pub mod commands;
pub mod fold;
pub(crate) mod rows;
#[cfg(test)]
mod tests;
pub mod views;

use facts::connect::{SuppressionAdded, SuppressionLifted};
use kernel::{ContactId, Owned, Refusal, SuppressionId, Timestamp};

use crate::sending::MessageClass;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    pub id: SuppressionId,
    pub rv: i64,
    pub owned: Owned,
    pub hash: [u8; 32],
    /// Whose address it is, as far as we know.
    pub contact: Option<ContactId>,
    pub reason: Reason,
    /// What the server said, without the address.
    pub detail: String,
    pub since: Timestamp,
    pub lifted_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody there.
    Bounced,
    /// They told their provider that our mail is spam.
    Complaint,
    /// Somebody of us said so.
    Manual,
}

/// Why an address gets no more mail.
#[derive(Debug, Clone)]
pub struct Cause {
    pub contact: Option<ContactId>,
    pub reason: Reason,
    pub detail: String,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SuppressionRefusal {
    #[error("mail may go to this address already")]
    Lifted,
    #[error("this address gets no mail already")]
    InForce,
}

impl Refusal for SuppressionRefusal {
    fn code(&self) -> &'static str {
        match self {
            SuppressionRefusal::Lifted => "suppression.lifted",
            SuppressionRefusal::InForce => "suppression.in_force",
        }
    }
}

impl Reason {
    pub fn word(self) -> &'static str {
        match self {
            Reason::Bounced => "bounced",
            Reason::Complaint => "complaint",
            Reason::Manual => "manual",
        }
    }

    pub fn from_word(word: &str) -> Option<Reason> {
        [Reason::Bounced, Reason::Complaint, Reason::Manual].into_iter().find(|reason| reason.word() == word)
    }

    /// Nobody there gets nothing at all; who complained still gets what the law or a contract owes them.
    pub fn stops(self, class: MessageClass) -> bool {
        self != Reason::Complaint || class != MessageClass::Transactional
    }
}

impl Suppression {
    pub fn new(
        id: SuppressionId,
        hash: [u8; 32],
        cause: Cause,
        at: Timestamp,
    ) -> (Suppression, SuppressionAdded) {
        let Cause { contact, reason, detail } = cause;
        let owned = Owned::default();
        let new = Suppression { id, rv: 1, owned, hash, contact, reason, detail, since: at, lifted_at: None };
        let told = new.added();
        (new, told)
    }

    fn added(&self) -> SuppressionAdded {
        let reason = self.reason.word().to_owned();
        SuppressionAdded { suppression: self.id, contact: self.contact, reason }
    }

    pub fn in_force(&self) -> bool {
        self.lifted_at.is_none()
    }

    /// It happened again; what holds already stays as it is.
    pub fn again(
        self,
        cause: Cause,
        at: Timestamp,
    ) -> Result<(Suppression, SuppressionAdded), SuppressionRefusal> {
        if self.in_force() {
            return Err(SuppressionRefusal::InForce);
        }
        let contact = cause.contact.or(self.contact);
        let Cause { reason, detail, .. } = cause;
        let new = Suppression { contact, reason, detail, since: at, lifted_at: None, ..self };
        let told = new.added();
        Ok((new, told))
    }

    /// Mail may go there again.
    pub fn lift(self, at: Timestamp) -> Result<(Suppression, SuppressionLifted), SuppressionRefusal> {
        if !self.in_force() {
            return Err(SuppressionRefusal::Lifted);
        }
        let told = SuppressionLifted { suppression: self.id, contact: self.contact };
        Ok((Suppression { lifted_at: Some(at), ..self }, told))
    }

    /// Lifting it was a mistake.
    pub fn restore(self) -> Result<(Suppression, SuppressionAdded), SuppressionRefusal> {
        if self.in_force() {
            return Err(SuppressionRefusal::InForce);
        }
        let new = Suppression { lifted_at: None, ..self };
        let told = new.added();
        Ok((new, told))
    }
}
