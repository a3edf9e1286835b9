//! What can be asked about starts: the buttons of a record, the hook of an automation, what is due.

use kernel::{AutomationId, Ref, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Subject, Verb};

use super::hook::{self, HookCallView};
use crate::document::{On, Takes};
use crate::office;

/// A button on a record.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ButtonView {
    pub automation: AutomationId,
    pub slug: String,
    pub label: String,
    pub purpose: String,
    /// What it asks for.
    pub fields: Takes,
}

/// List the buttons automations put on a record.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListButtons {
    pub record: Ref,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Buttons {
    pub items: Vec<ButtonView>,
}

impl Query for ListButtons {
    const VERB: Verb = Verb::get("automation.buttons", "/automations/buttons");
    type Answer = Buttons;

    async fn ask(&self, tx: &mut Tx) -> Result<Buttons> {
        let directory = office::directory(tx).await?;
        let of = |entry: &std::sync::Arc<office::Entry>| {
            let document = entry.plan.document();
            let On::Button(button) = &document.trigger.on else { return None };
            (document.subject.as_str() == self.record.kind).then(|| ButtonView {
                automation: entry.automation.id,
                slug: entry.automation.slug.clone(),
                label: button.label.clone(),
                purpose: document.purpose.clone(),
                fields: button.fields.clone(),
            })
        };
        let mut items: Vec<ButtonView> = directory.entries().filter_map(of).collect();
        items.sort_by(|a, b| a.label.cmp(&b.label));
        Ok(Buttons { items })
    }
}

/// Read since when the hook of an automation has its address, and who called.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadHook {
    pub automation: AutomationId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct HookLog {
    pub made_at: Option<Timestamp>,
    /// The latest fifty.
    pub calls: Vec<HookCallView>,
}

impl Query for ReadHook {
    const VERB: Verb = Verb::get("automation.hook", "/automations/{automation}/hook");
    type Answer = HookLog;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<HookLog> {
        let made_at = hook::rows::made_at(tx, self.automation).await?;
        Ok(HookLog { made_at, calls: hook::rows::calls(tx, self.automation).await? })
    }
}
