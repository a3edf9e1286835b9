//! Reading and changing one's own rules.

use facts::attention::NotificationRulesChanged;
use kernel::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Query, Verb};

use super::{Rules, rows};
use crate::notification::queries::me;
use crate::push::vapid;

/// How you are told, and what your browser needs to take push.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RulesView {
    pub rules: Rules,
    /// Before the change this answers, for its undo.
    pub before: Option<Rules>,
    /// The key by which a browser knows us, base64url; null until the first round of the house made it.
    pub push_key: Option<String>,
    /// Whether mail leaves at all.
    pub mail_works: bool,
    /// Whether there is a connection that carries SMS.
    pub sms: bool,
}

async fn view(tx: &mut Tx, before: Option<Rules>) -> Result<RulesView> {
    let user = me(tx)?;
    let (rules, _) = rows::load(tx, user).await?;
    let push_key = vapid::public(tx).await?;
    let mail_works = !crate::round::rows::mail_is_broken(tx).await?;
    let sms = crate::round::rows::sms_is_set_up(tx).await?;
    Ok(RulesView { rules, before, push_key, mail_works, sms })
}

/// Read how you are told of things.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadRules {}

impl Query for ReadRules {
    const VERB: Verb = Verb::get("notification.rules", "/me/notifications").signed_in();
    type Answer = RulesView;

    async fn ask(&self, tx: &mut Tx) -> Result<RulesView> {
        view(tx, None).await
    }
}

/// Change how you are told of things: all of it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRules {
    pub rules: Rules,
}

impl Command for ChangeRules {
    const VERB: Verb = Verb::put("notification.change_rules", "/me/notifications")
        .signed_in()
        .undo("notification.change_rules");
    type Answer = RulesView;

    async fn act(&self, tx: &mut Tx) -> Result<RulesView> {
        let user = me(tx)?;
        let (before, _) = rows::load(tx, user).await?;
        if before != self.rules {
            rows::keep(tx, user, &self.rules).await?;
            tx.tell(NotificationRulesChanged { user });
        }
        view(tx, Some(before)).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "rules": answer["before"].as_object()? }))
    }
}
