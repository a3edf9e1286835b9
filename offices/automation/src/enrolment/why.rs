//! Why somebody got a message, or did not: what every automation decided about them, and what became of it.

use kernel::{AutomationId, ContactId, Id, Ref, Result, RunId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use super::rows;
use crate::automation::rows as automations;
use crate::collision;
use crate::run::{rows as runs, steps};

/// Read what every automation decided about a contact: who was taken in, who was not and why, and which messages
/// left, wait, or were kept back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhyContact {
    pub contact: ContactId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Why {
    /// Every automation that may be seen, by name.
    pub items: Vec<OfAutomation>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct OfAutomation {
    pub automation: AutomationId,
    pub name: String,
    pub on: bool,
    /// Newest first, twenty at most; none: nothing that starts it was ever about this contact.
    pub decisions: Vec<Decision>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Decision {
    pub at: Timestamp,
    /// The kind of the fact.
    pub kind: String,
    /// `enrolled` or `refused`.
    pub decision: String,
    pub reason: Option<String>,
    pub run: Option<RunId>,
    pub state: Option<String>,
    /// What it wanted to send, and what came of it.
    pub messages: Vec<MessageStep>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MessageStep {
    pub step: String,
    /// `ok`, `skipped`, `failed`, `practised`, `waiting`, `approval`, `parked` or `running`.
    pub state: String,
    /// Why it did not leave.
    pub why: Option<String>,
    pub at: Timestamp,
}

const MOST: usize = 20;

impl Query for WhyContact {
    const VERB: Verb = Verb::get("automation.why", "/automations/why/{contact}");
    type Answer = Why;

    async fn ask(&self, tx: &mut Tx) -> Result<Why> {
        let mut decided = vec![];
        let aliases = rows::aliases(tx, self.contact).await?;
        let all = [Ref::from(self.contact)].into_iter().chain(aliases);
        for contact in all {
            let contact = ContactId::from_bytes(contact.bytes);
            decided.extend(rows::list(tx, (Some(contact), None, None), None, 1_000).await?);
        }
        decided.sort_by_key(|kept| std::cmp::Reverse(kept.at));
        let mut items = vec![];
        for automation in automations::list(tx, None, 1_000).await? {
            let mut decisions = vec![];
            for kept in decided.iter().filter(|kept| kept.automation == automation.id).take(MOST) {
                decisions.push(Decision::of(tx, kept).await?);
            }
            let (id, name, on) = (automation.id, automation.name, automation.on);
            items.push(OfAutomation { automation: id, name, on, decisions });
        }
        Ok(Why { items })
    }
}

impl Decision {
    async fn of(tx: &mut Tx, kept: &rows::Kept) -> Result<Decision> {
        let (mut state, mut messages) = (None, vec![]);
        if let Some(run) = kept.run {
            state = runs::find(tx, run).await?.map(|run| run.machine.state().word().to_owned());
            let sent = steps::rows::of_run(tx, run).await?.into_iter();
            let sent = sent.filter(|step| step.verb.as_deref().is_some_and(collision::writes));
            messages = sent
                .map(|step| MessageStep { step: step.step, state: step.state, why: step.why, at: step.at })
                .collect();
        }
        let (decision, reason) = (kept.decision.clone(), kept.reason.clone());
        Ok(Decision {
            at: kept.at,
            kind: kept.kind.clone(),
            decision,
            reason,
            run: kept.run,
            state,
            messages,
        })
    }
}
