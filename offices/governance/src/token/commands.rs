//! Lending a program a part of one's rights, and taking it back.

use kernel::{Error, Result, TokenId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::TokenView;
use super::{LONGEST_DAYS, Token, empty_scope, rows, secret};
use crate::present::in_person;

/// Issue an API token; its secret is shown this once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueToken {
    /// What it is for.
    pub name: String,
    /// Verbs or patterns such as `lead.*`: a part of what you may do yourself.
    pub scopes: Vec<String>,
    /// How long it lasts, 365 at most.
    pub days: i64,
}

/// A new token and, this once, its secret.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IssuedToken {
    #[serde(flatten)]
    pub token: TokenView,
    /// Give it to the program as `Authorization: Bearer …`; nobody can show it again.
    pub secret: String,
}

impl Command for IssueToken {
    const VERB: Verb = Verb::post("token.issue", "/tokens").undo("token.revoke");
    type Answer = IssuedToken;

    async fn act(&self, tx: &mut Tx) -> Result<IssuedToken> {
        let me = in_person(tx.permit())?;
        self.check(tx)?;
        let (id, term) = (tx.new_id(), (tx.now(), self.days));
        let (token, fact) = Token::issue(id, me, &self.name, self.scopes.clone(), term)?;
        let text = secret::write(id, &tx.random::<32>());
        let hash = secret::hash(&text).ok_or_else(|| kernel::fault("a token of ours has our form"))?;
        tx.add(&token).await?;
        rows::add_key(tx, id, &hash).await?;
        tx.tell(fact);
        Ok(IssuedToken { token: TokenView::of(token, None), secret: text })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "token": answer["id"] }))
    }
}

impl IssueToken {
    fn check(&self, tx: &Tx) -> Result<()> {
        if self.name.trim().is_empty() || self.name.len() > 200 {
            return Err(Error::field("/name", "token.name", "say in a few words what the token is for"));
        }
        if !(1..=LONGEST_DAYS).contains(&self.days) {
            return Err(Error::field("/days", "token.days", "let it last from 1 to 365 days"));
        }
        if self.scopes.is_empty() {
            let detail = "name at least one verb, such as lead.list or lead.*";
            return Err(Error::field("/scopes", "token.no_scope", detail));
        }
        match empty_scope(&self.scopes, tx.permit().grants()) {
            None => Ok(()),
            Some(scope) => {
                let detail = format!("`{scope}` is nothing you may do; lend a part of your own rights");
                Err(Error::field("/scopes", "token.scope", detail))
            }
        }
    }
}

/// Revoke a token: the program it was given to may do nothing more.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeToken {
    pub token: TokenId,
}

impl Command for RevokeToken {
    const VERB: Verb =
        Verb::post("token.revoke", "/tokens/{token}/revoke").no_undo("issue a new token for the program");
    type Answer = TokenView;

    fn subject(&self) -> Subject {
        self.token.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<TokenView> {
        let token = rows::load(tx, self.token).await?;
        let (revoked, fact) = token.clone().revoke(tx.now())?;
        Ok(TokenView::of(tx.keep_and_tell(&token, revoked, fact).await?, None))
    }
}
