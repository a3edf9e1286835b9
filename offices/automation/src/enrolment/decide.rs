//! Whether a fact takes its subject in: condition and suppression here, the rest in `admit`.

use kernel::{ContactId, FactId, Ref, Result, RunId, Timestamp};
use serde_json::Value as Json;
use store::{Change, Heard, Raise, Tx};

use super::rows::{self, Decision};
use crate::document::Automation;
use crate::office::{self, Entry};
use crate::plan;
use crate::sight::{self, Of, Sight};
use crate::start::Parent;

/// One fact before one automation, or one start of it that is no fact.
pub struct Case<'a> {
    pub fact: FactId,
    pub kind: &'a str,
    pub at: Timestamp,
    pub contact: Option<ContactId>,
    /// The first fact of the chain it stands in.
    pub chain: FactId,
    /// What the run is about.
    pub subject: Option<Ref>,
    pub body: &'a Json,
    pub changes: &'a [Change],
    pub entry: &'a Entry,
    /// The run that led to the fact, if one did.
    pub cause: Option<RunId>,
    /// The run that calls it, and waits.
    pub parent: Option<Parent>,
}

/// The new run, or why there is none.
pub type Decided = Result<RunId, String>;

/// Decides, and keeps what was decided with its reason.
pub(crate) async fn decide(tx: &mut Tx, case: &Case<'_>) -> Result<Decided> {
    let decided = match case.subject {
        Some(subject) => match case.asked(tx, subject).await? {
            Some(reason) => Err(reason),
            None => case.admit(tx, subject).await?,
        },
        None => Err(format!("the fact names no {}", case.document().subject)),
    };
    let decision = Decision {
        fact: case.fact,
        kind: case.kind,
        at: case.at,
        contact: case.contact,
        automation: case.entry.automation.id,
        subject: case.subject,
        run: decided.as_ref().ok().copied(),
        reason: decided.clone().err(),
    };
    rows::keep(tx, &decision).await?;
    Ok(decided)
}

/// What a fact names as the subject of this automation.
pub(crate) fn subject_of(document: &Automation, heard: &Heard) -> Option<Ref> {
    let kind = document.subject.as_str();
    let named = heard.field(kind).as_str().and_then(|id| Ref::parse_any(id).ok());
    named.filter(|id| id.kind == kind).or_else(|| {
        let contact = heard.contact().map(Ref::from);
        contact.filter(|contact| contact.kind == kind)
    })
}

impl<'a> Case<'a> {
    pub fn of(heard: &'a Heard, body: &'a Json, entry: &'a Entry, cause: Option<RunId>) -> Case<'a> {
        let document = entry.plan.document();
        let business = document.subject.as_str() == plan::BUSINESS;
        let subject = if business { Some(entry.automation.id.into()) } else { subject_of(document, heard) };
        Case {
            fact: heard.id,
            kind: heard.kind,
            at: heard.at,
            contact: heard.contact(),
            chain: heard.chain,
            subject,
            body,
            changes: &heard.changes,
            entry,
            cause,
            parent: None,
        }
    }
}

impl Case<'_> {
    pub(super) fn document(&self) -> &Automation {
        self.entry.plan.document()
    }

    /// Why the condition or the suppression keeps it out.
    async fn asked(&self, tx: &mut Tx, subject: Ref) -> Result<Option<String>> {
        let (plan, office) = (&self.entry.plan, office::of(tx)?);
        let catalogue = office.known_catalogue()?;
        let looked_at = plan.looked_at_to_enrol();
        let takes = self.document().trigger.takes();
        let given = ["fact", "trigger", "now"];
        let sight = if looked_at.iter().all(|name| given.contains(name)) {
            Sight::of_fact(tx.now(), self.body, catalogue, &takes)
        } else {
            let (automation, contact) = (self.entry.automation.id, self.contact);
            let of = Of { automation, subject, contact, trigger: self.body, takes: &takes, looked_at };
            sight::look(tx, &of, catalogue).await?
        };
        let changed = sight::differed(self.changes, subject);
        let sight = if plan.looks_at_changes() { sight.with_changes(&changed, subject) } else { sight };
        match plan.enrols(&sight.view(), &sight::fact(self.body, catalogue)) {
            Ok(true) => Ok(None),
            Ok(false) => Ok(Some("its condition does not hold, or it is suppressed".into())),
            Err(reason) => {
                self.broken(tx, &reason).await?;
                Ok(Some(reason.to_string()))
            }
        }
    }

    /// A condition without a value is trouble, once, however many facts meet it.
    async fn broken(&self, tx: &mut Tx, reason: &plan::Reason) -> Result<()> {
        let automation = &self.entry.automation;
        tx.raise(Raise {
            key: format!("enrol {}", automation.id),
            code: "automation.condition",
            title: format!("{}: nobody can be enrolled", automation.name),
            detail: format!("{reason}; correct the document and publish it again"),
            owner: automation.owned.owner,
            contact: self.contact,
            subject: Some(automation.id.into()),
            ..Raise::default()
        })
        .await
    }
}
