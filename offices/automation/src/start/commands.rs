//! Starting and stopping an automation for one record, and the address of its hook.

use facts::automation::AutomationHookRenewed;
use kernel::{AutomationId, ContactId, Error, Id, Ref, Refusal, Result, RunId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::hook::{self, HookView};
use super::{Start, business, start};
use crate::automation::rows::{by_slug, load};
use crate::document::{On, taken};
use crate::office::{self, Entry};
use crate::plan::BUSINESS;
use crate::run::{rows as runs, run_of, settle};

#[derive(Debug, thiserror::Error)]
pub enum StartRefusal {
    #[error("it is switched off; switch it on first")]
    Off,
    #[error("it starts by itself when something happens, not by hand; give it a button")]
    NoButton,
    #[error("its runs are about a {wanted}, and this is a {found}; name a {wanted}")]
    OtherRecord { wanted: String, found: String },
    #[error("it asks for {0}; give it with `with`")]
    Lacks(String),
    #[error("it has no hook; only one whose trigger is `webhook` has an address")]
    NoHook,
}

impl Refusal for StartRefusal {
    fn code(&self) -> &'static str {
        match self {
            StartRefusal::Off => "automation.off",
            StartRefusal::NoButton => "automation.no_button",
            StartRefusal::OtherRecord { .. } => "automation.other_record",
            StartRefusal::Lacks(_) => "automation.lacks",
            StartRefusal::NoHook => "automation.no_hook",
        }
    }
}

/// Start an automation for one record: its button. What was decided is in the answer, and kept either way.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartAutomation {
    /// Its id, or its name such as `send-welcome`.
    pub automation: String,
    /// Nothing for one that is about the business.
    #[serde(default)]
    pub record: Option<Ref>,
    /// What its button asks for.
    #[serde(default)]
    pub with: Map<String, Json>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Started {
    pub automation: AutomationId,
    pub run: Option<RunId>,
    /// Why there is no run.
    pub reason: Option<String>,
}

impl Command for StartAutomation {
    const VERB: Verb = Verb::post("automation.start", "/automations/start").no_undo("stop the run instead");
    type Answer = Started;

    async fn act(&self, tx: &mut Tx) -> Result<Started> {
        let automation = named(tx, &self.automation).await?;
        let directory = office::directory(tx).await?;
        let entry = directory.entry(automation).ok_or(StartRefusal::Off)?;
        let payload = self.payload(entry)?;
        let (subject, contact) = self.record(tx, entry).await?;
        let cause = run_of(tx.permit().by());
        let start = start(
            tx,
            Start { entry, how: "button", subject, contact, payload, began: None, cause, parent: None },
        )
        .await?;
        Ok(Started { automation, run: start.as_ref().ok().copied(), reason: start.err() })
    }
}

impl StartAutomation {
    fn payload(&self, entry: &Entry) -> Result<Json> {
        let trigger = &entry.plan.document().trigger;
        if !matches!(trigger.on, On::Button(_) | On::Date(_) | On::Schedule { .. }) {
            return Err(StartRefusal::NoButton.into());
        }
        let given = taken(&trigger.takes(), &Json::Object(self.with.clone()));
        given.map(Json::Object).map_err(|missing| StartRefusal::Lacks(missing.join(", ")).into())
    }

    /// The record, as far as whoever starts it may see it, and its contact.
    async fn record(&self, tx: &mut Tx, entry: &Entry) -> Result<(Ref, Option<ContactId>)> {
        let wanted = entry.plan.document().subject.as_str();
        let Some(record) = self.record.filter(|_| wanted != BUSINESS) else {
            let found = StartRefusal::OtherRecord { wanted: wanted.into(), found: "nothing".into() };
            return if wanted == BUSINESS { Ok((business(entry), None)) } else { Err(found.into()) };
        };
        if record.kind != wanted {
            let (wanted, found) = (wanted.to_owned(), record.kind.to_owned());
            return Err(StartRefusal::OtherRecord { wanted, found }.into());
        }
        let contact = crate::sight::rows::contact_of(tx, record).await?;
        Ok((record, contact))
    }
}

/// The automation of that id or name.
pub(crate) async fn named(tx: &mut Tx, word: &str) -> Result<AutomationId> {
    if let Ok(id) = word.parse::<AutomationId>() {
        return Ok(load(tx, id).await?.id);
    }
    Ok(by_slug(tx, word).await?.ok_or(Error::Missing("automation"))?.id)
}

/// Stop what an automation does about one record: its runs under way end here, and what they queued does not leave.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopAutomation {
    /// Its id, or its name.
    pub automation: String,
    /// Nothing for one that is about the business.
    #[serde(default)]
    pub record: Option<Ref>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Stopped {
    pub automation: AutomationId,
    /// How many runs ended.
    pub runs: i64,
}

impl Command for StopAutomation {
    const VERB: Verb =
        Verb::post("automation.stop", "/automations/stop_runs").no_undo("what has ended stays so");
    type Answer = Stopped;

    async fn act(&self, tx: &mut Tx) -> Result<Stopped> {
        let automation = named(tx, &self.automation).await?;
        let known = load(tx, automation).await?;
        if tx.permit().via() != kernel::Via::Automation {
            tx.permit().covers(known.owned)?;
        }
        let subject = self.record.unwrap_or_else(|| automation.into());
        let own = run_of(tx.permit().by());
        let mut ended = 0;
        for run in runs::active_about(tx, automation, subject).await? {
            if Some(run) == own {
                continue;
            }
            let kept = runs::fence(tx, run).await?;
            settle::replace(tx, kept, "it was stopped").await?;
            tx.tell(facts::automation::RunSteered { run, automation, how: "stopped".into() });
            ended += 1;
        }
        Ok(Stopped { automation, runs: ended })
    }
}

/// Make a new address for the hook of an automation; the old one is dead. It is shown this once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewHook {
    pub automation: AutomationId,
}

impl Command for RenewHook {
    const VERB: Verb = Verb::post("automation.renew_hook", "/automations/{automation}/hook")
        .no_undo("the old address is dead; renew it once more");
    type Answer = HookView;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<HookView> {
        let automation = load(tx, self.automation).await?;
        let version = crate::automation::rows::numbered(tx, automation.id, automation.version).await?;
        let plan = office::plan(tx, version.id).await?;
        let hooked = plan.is_ok_and(|plan| matches!(plan.document().trigger.on, On::Webhook { .. }));
        if !hooked {
            return Err(StartRefusal::NoHook.into());
        }
        let token = hook::secret(tx);
        hook::rows::renew(tx, automation.id, &hook::hash(&token)).await?;
        tx.tell(AutomationHookRenewed { automation: automation.id });
        let made_at = Some(tx.now());
        Ok(HookView { url: Some(tx.public_url(&format!("/hooks/{token}"))), made_at })
    }
}

/// Whether a record is a contact, or has one.
pub(crate) fn is_contact(record: Ref) -> Option<ContactId> {
    (record.kind == ContactId::PREFIX).then(|| ContactId::from_bytes(record.bytes))
}
