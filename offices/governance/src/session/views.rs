//! Where one is signed in.

use kernel::{Error, Result, SessionId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Verb};

use super::{current, rows};

#[derive(Debug, Serialize, JsonSchema)]
pub struct SessionView {
    pub id: SessionId,
    pub started_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// The one this request came by.
    pub current: bool,
}

/// Your own live sessions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSessions {}

impl Query for ListSessions {
    const VERB: Verb = Verb::get("session.list", "/me/sessions").signed_in();
    type Answer = Page<SessionView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<SessionView>> {
        let me = tx.permit().user().ok_or(Error::SignIn)?;
        let (current, now) = (current(tx.permit()), tx.now());
        let live = rows::of_user(tx, me).await?.into_iter().filter(|session| session.is_live(now));
        let view = |session: super::Session| SessionView {
            id: session.id,
            started_at: session.started_at,
            seen_at: session.seen_at,
            current: Some(session.id) == current,
        };
        Ok(Page { items: live.map(view).collect(), next: None })
    }
}
