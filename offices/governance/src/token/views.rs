//! The shapes of a token that leave the house; its secret is in none of them.

use kernel::{Error, Result, Scope, Timestamp, TokenId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Verb};

use super::{Token, rows};

#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenView {
    pub id: TokenId,
    pub rv: i64,
    pub user: Option<UserId>,
    pub name: String,
    pub scopes: Vec<String>,
    pub issued_at: Timestamp,
    pub until: Timestamp,
    pub revoked_at: Option<Timestamp>,
    /// When a program last came with it, to the minute.
    pub used_at: Option<Timestamp>,
}

impl TokenView {
    pub fn of(token: Token, used_at: Option<Timestamp>) -> TokenView {
        TokenView {
            id: token.id,
            rv: token.rv,
            user: token.owned.owner,
            name: token.name,
            scopes: token.scopes,
            issued_at: token.issued_at,
            until: token.until,
            revoked_at: token.revoked_at,
            used_at,
        }
    }
}

/// Tokens, newest first: your own, or everybody's where your role may see them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTokens {
    pub limit: Option<i64>,
    /// The `next` of the page before.
    pub after: Option<TokenId>,
}

impl Query for ListTokens {
    const VERB: Verb = Verb::get("token.list", "/tokens");
    type Answer = Page<TokenView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<TokenView>> {
        let owner = match tx.permit().scope() {
            Scope::All => None,
            Scope::Own | Scope::Team => Some(tx.permit().user().ok_or(Error::SignIn)?),
        };
        let limit = self.limit.unwrap_or(50).clamp(1, 200);
        let found = rows::list(tx, owner, self.after, limit + 1).await?;
        let views = found.into_iter().map(|(token, used_at)| TokenView::of(token, used_at)).collect();
        Ok(Page::of(views, limit as usize, |view: &TokenView| view.id.to_string()))
    }
}
