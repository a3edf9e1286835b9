//! How a version moves: written, submitted, returned, approved, superseded, retired.
//!
//! Invariant: no move changes words that somebody read; the hash appears when they stand still and goes when a
//! version becomes a draft again. Pure.

use facts::templates::{
    TemplateApproved, TemplateDrafted, TemplateRetired, TemplateReturned, TemplateSubmitted,
    TemplateVersionRetired,
};
use kernel::{TemplateVersionId, Timestamp, UserId};

use super::{State, Template, TemplateRefusal, Version, Words};

type Moved<F> = Result<(Version, F), TemplateRefusal>;

/// Who does it, and when.
#[derive(Debug, Clone, Copy)]
pub struct By {
    pub user: Option<UserId>,
    pub at: Timestamp,
}

impl Version {
    /// A first draft, or the next one.
    pub fn draft(id: TemplateVersionId, of: &Template, words: Words, by: By) -> (Version, TemplateDrafted) {
        let version = Version {
            id,
            rv: 1,
            owned: of.owned,
            template: of.id,
            version: of.newest,
            words,
            state: State::Draft,
            sha256: None,
            drafted_at: by.at,
            drafted_by: by.user,
            note: None,
            approved_at: None,
            approved_by: None,
        };
        (version, TemplateDrafted { template: of.id, version: of.newest })
    }

    /// Nobody approved it yet: its words may still change.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Draft | State::InReview)
    }

    /// Other words, as long as nobody approved it. What waited to be read is a draft again.
    pub fn rewrite(self, words: Words, by: By) -> Moved<TemplateDrafted> {
        if !self.is_open() {
            return Err(TemplateRefusal::Frozen(self.version));
        }
        let told = TemplateDrafted { template: self.template, version: self.version };
        let (drafted_at, drafted_by, state) = (by.at, by.user, State::Draft);
        Ok((Version { words, drafted_at, drafted_by, state, sha256: None, note: None, ..self }, told))
    }

    /// Somebody shall read and approve exactly these words.
    pub fn submit(self) -> Moved<TemplateSubmitted> {
        match self.state {
            State::Draft => {
                let sha256 = self.words.sha256();
                let told = TemplateSubmitted {
                    template: self.template,
                    version: self.version,
                    sha256: sha256.clone(),
                };
                Ok((Version { state: State::InReview, sha256: Some(sha256), note: None, ..self }, told))
            }
            State::InReview => Err(TemplateRefusal::Waiting(self.version)),
            State::Approved | State::Superseded | State::Retired => {
                Err(TemplateRefusal::Frozen(self.version))
            }
        }
    }

    /// Whoever read it wants it otherwise.
    pub fn hand_back(self, reason: &str) -> Moved<TemplateReturned> {
        if self.state != State::InReview {
            return Err(TemplateRefusal::NotWaiting(self.version));
        }
        let told =
            TemplateReturned { template: self.template, version: self.version, reason: reason.to_owned() };
        Ok((Version { state: State::Draft, sha256: None, note: Some(reason.to_owned()), ..self }, told))
    }

    /// It may be used from now on, and never changes again.
    pub fn approve(self, by: By) -> Moved<TemplateApproved> {
        if self.state == State::Approved {
            return Err(TemplateRefusal::Approved(self.version));
        }
        let sha256 = self.words.sha256();
        let told =
            TemplateApproved { template: self.template, version: self.version, sha256: sha256.clone() };
        let approved = Version {
            state: State::Approved,
            sha256: Some(sha256),
            note: None,
            approved_at: Some(by.at),
            approved_by: by.user,
            ..self
        };
        Ok((approved, told))
    }

    /// Another version is approved in its place.
    pub fn supersede(self) -> Result<Version, TemplateRefusal> {
        match self.state {
            State::Approved => Ok(Version { state: State::Superseded, ..self }),
            _ => Err(TemplateRefusal::NotApproved(format!("version {}", self.version))),
        }
    }

    /// With its template: nothing of it may be used any more.
    pub fn retire(self) -> Moved<TemplateRetired> {
        match self.state {
            State::Approved => {
                let told = TemplateRetired { template: self.template };
                Ok((Version { state: State::Retired, ..self }, told))
            }
            _ => Err(TemplateRefusal::NotApproved(format!("version {}", self.version))),
        }
    }

    /// Alone: an earlier version that nothing may send any more, though a newer one is in use.
    pub fn retire_alone(self) -> Moved<TemplateVersionRetired> {
        match self.state {
            State::Superseded => {
                let sha256 = self.sha256.clone().unwrap_or_else(|| self.words.sha256());
                let told = TemplateVersionRetired { template: self.template, version: self.version, sha256 };
                Ok((Version { state: State::Retired, ..self }, told))
            }
            State::Approved => Err(TemplateRefusal::InUse(self.version)),
            State::Draft | State::InReview | State::Retired => {
                Err(TemplateRefusal::NeverApproved(self.version))
            }
        }
    }
}
