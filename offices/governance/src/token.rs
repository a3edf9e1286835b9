//! An API token: a program acts for a user, within a part of what the user may do, for a year at most.
//!
//! Invariant: a token never grants more than its user has at that moment. Its secret is shown once and kept
//! as a hash.

pub mod commands;
pub mod rows;
pub mod secret;
#[cfg(test)]
mod tests;
pub mod views;

use std::collections::BTreeMap;

use facts::governance::{TokenIssued, TokenRevoked};
use kernel::{Owned, Refusal, Scope, Timestamp, TokenId, UserId};

use crate::policy::Pattern;

pub const LONGEST_DAYS: i64 = 365;
const DAY_MS: i64 = 24 * 3_600_000;

#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub id: TokenId,
    pub rv: i64,
    /// Its owner is the user it acts for.
    pub owned: Owned,
    /// What it is for, in its owner's words.
    pub name: String,
    /// Verbs or patterns of verbs, such as `lead.*`.
    pub scopes: Vec<String>,
    pub issued_at: Timestamp,
    pub until: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TokenRefusal {
    #[error("it is revoked already")]
    Revoked,
}

impl Refusal for TokenRefusal {
    fn code(&self) -> &'static str {
        "token.revoked"
    }
}

impl Token {
    pub fn issue(
        id: TokenId,
        user: UserId,
        name: &str,
        scopes: Vec<String>,
        (now, days): (Timestamp, i64),
    ) -> kernel::Result<(Token, TokenIssued)> {
        let until = now.as_millisecond() + days * DAY_MS;
        let token = Token {
            id,
            rv: 1,
            owned: Owned { owner: Some(user), team: None },
            name: name.trim().to_owned(),
            scopes,
            issued_at: now,
            until: Timestamp::from_millisecond(until).map_err(kernel::fault)?,
            revoked_at: None,
        };
        Ok((token, TokenIssued { token: id, user }))
    }

    pub fn revoke(self, at: Timestamp) -> Result<(Token, TokenRevoked), TokenRefusal> {
        match self.revoked_at {
            Some(_) => Err(TokenRefusal::Revoked),
            None => {
                let told = TokenRevoked { token: self.id };
                Ok((Token { revoked_at: Some(at), ..self }, told))
            }
        }
    }

    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.until
    }

    /// The part of its user's grants it was lent.
    pub fn lent(&self, grants: &BTreeMap<String, Scope>) -> BTreeMap<String, Scope> {
        let patterns: Vec<Pattern> = self.scopes.iter().filter_map(|text| Pattern::parse(text)).collect();
        let lent = |verb: &str| patterns.iter().any(|pattern| pattern.covers(verb, true));
        grants.iter().filter(|(verb, _)| lent(verb)).map(|(verb, scope)| (verb.clone(), *scope)).collect()
    }
}

/// The first scope that grants nothing of what somebody has.
pub fn empty_scope<'s>(scopes: &'s [String], grants: &BTreeMap<String, Scope>) -> Option<&'s String> {
    scopes.iter().find(|text| {
        let pattern = Pattern::parse(text);
        !pattern.is_some_and(|pattern| grants.keys().any(|verb| pattern.covers(verb, true)))
    })
}
