//! Whether a fact takes its subject in: condition and suppression here, the rest in `admit`.

use kernel::{ContactId, FactId, Ref, Result, RunId, Timestamp};
use serde_json::Value as Json;
use store::{Change, Heard, Raise, Tx};

use super::bounds;
use super::rows::{self, Decision};
use crate::document::Automation;
use crate::office::{self, Entry};
use crate::plan;
use crate::run::scattered;
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
    pub by: TakenInBy,
}

/// Who takes it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenInBy {
    /// What happens, as it happens.
    Itself,
    /// The reading of what was there before, one after the other.
    Existing,
    /// Somebody who knows that more came than is expected.
    Hand,
}

impl TakenInBy {
    /// It never goes before what happens now.
    pub(super) fn gives_way(self) -> bool {
        matches!(self, TakenInBy::Existing | TakenInBy::Hand)
    }
}

const OFF: &str = "it was off";
const DAY_MS: i64 = 86_400_000;

/// What must be the same for another run to be in its way; or why it is kept out.
type Asked = Result<Option<String>, String>;

/// The new run, or why there is none.
pub type Decided = Result<RunId, String>;

/// Decides, and keeps what was decided with its reason.
pub(crate) async fn decide(tx: &mut Tx, case: &Case<'_>) -> Result<Decided> {
    let decided = match case.subject {
        Some(subject) => match case.asked(tx, subject).await? {
            Err(reason) => Err(reason),
            Ok(key) => case.admit(tx, subject, key.as_deref()).await?,
        },
        None => Err(format!("the fact names no {}", case.document().subject)),
    };
    keep(tx, case, decided).await
}

/// Nothing was asked, for it was off: kept once a day for each record, so that a switch left off for a year is no
/// heap of rows and "why not?" has an answer.
pub(super) async fn was_off(tx: &mut Tx, case: &Case<'_>) -> Result<()> {
    let Some(subject) = case.subject else { return Ok(()) };
    let automation = Ref::from(case.entry.automation.id);
    let day = (case.at.as_millisecond() / DAY_MS).to_be_bytes();
    let once = scattered(&[b"off", &automation.bytes, &subject.bytes, &day]);
    rows::keep(tx, &Decision { once_a_day: Some(once), ..case.decision(&Err(OFF.to_owned())) }).await
}

/// A person has decided: nobody is taken in.
pub(crate) async fn refuse(tx: &mut Tx, case: &Case<'_>, reason: &str) -> Result<()> {
    keep(tx, case, Err(reason.to_owned())).await.map(drop)
}

/// A condition that has no value where a start is weighed before its time: nobody is taken in, and it is trouble.
pub(crate) async fn broke(tx: &mut Tx, case: &Case<'_>, reason: &plan::Reason) -> Result<()> {
    cannot_ask(tx, case.entry, case.contact, reason).await?;
    refuse(tx, case, &reason.to_string()).await
}

async fn keep(tx: &mut Tx, case: &Case<'_>, decided: Decided) -> Result<Decided> {
    rows::keep(tx, &case.decision(&decided)).await?;
    Ok(decided)
}

/// What came of a start that had to wait.
pub(crate) enum Later {
    Taken,
    Refused,
    /// There is no room for it now either.
    Waits,
}

/// Decides once more about a start that was refused because too much came: nothing about it was wrong then, and it is
/// asked whether it is wanted still. What is expected in a period does not bind what somebody takes in by hand.
pub(crate) async fn take_in(tx: &mut Tx, entry: &Entry, one: &rows::Waiting) -> Result<Later> {
    let case = Case {
        fact: one.fact,
        kind: &one.kind,
        at: one.at,
        contact: one.contact,
        chain: one.fact,
        subject: one.subject,
        body: &one.body,
        changes: &[],
        entry,
        cause: None,
        parent: None,
        by: TakenInBy::Hand,
    };
    let decided = match one.subject {
        Some(subject) => match case.asked_again(tx, subject).await? {
            Err(reason) => Err(reason),
            Ok(key) => case.admit(tx, subject, key.as_deref()).await?,
        },
        None => Err(format!("the fact names no {}", case.document().subject)),
    };
    if decided.as_ref().is_err_and(|reason| bounds::comes_later(reason)) {
        return Ok(Later::Waits);
    }
    rows::decided_again(tx, (one.fact, entry.automation.id), &decided).await?;
    Ok(if decided.is_ok() { Later::Taken } else { Later::Refused })
}

/// Whether a fact, as runs see it, names this record or is about this person.
pub(crate) fn concerns(body: &Json, record: Ref) -> bool {
    let is = |field: &str| body[field].as_str().is_some_and(|id| id == record.to_string());
    is(record.kind) || (record.kind == <ContactId as kernel::Id>::PREFIX && is("contact"))
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
            by: TakenInBy::Itself,
        }
    }
}

impl Case<'_> {
    fn decision(&self, decided: &Decided) -> Decision<'_> {
        Decision {
            fact: self.fact,
            kind: self.kind,
            at: self.at,
            contact: self.contact,
            automation: self.entry.automation.id,
            subject: self.subject,
            run: decided.as_ref().ok().copied(),
            reason: decided.clone().err(),
            later: decided.as_ref().err().filter(|reason| bounds::comes_later(reason)).map(|_| self.body),
            once_a_day: None,
        }
    }

    pub(super) fn document(&self) -> &Automation {
        self.entry.plan.document()
    }

    /// Whom it would begin for, as things stand; or why for nobody.
    pub(crate) async fn wanted(&self, tx: &mut Tx) -> Result<Result<Ref, String>> {
        let Some(subject) = self.subject else {
            return Ok(Err(format!("the fact names no {}", self.document().subject)));
        };
        Ok(self.asked(tx, subject).await?.map(|_| subject))
    }

    /// The same some time after; what the fact changed is known no more, and held then.
    async fn asked_again(&self, tx: &mut Tx, subject: Ref) -> Result<Asked> {
        if !self.entry.plan.looks_at_changes() {
            return self.asked(tx, subject).await;
        }
        let sight = self.sight(tx, subject).await?;
        let office = office::of(tx)?;
        let fact = sight::fact(self.body, office.known_catalogue()?);
        Ok(self.entry.plan.key(&sight.view(), &fact).map_err(|reason| reason.to_string()))
    }

    /// Its key, or why the condition or the suppression keeps it out.
    async fn asked(&self, tx: &mut Tx, subject: Ref) -> Result<Asked> {
        match self.looked(tx, subject).await? {
            Ok(asked) => Ok(asked),
            Err(reason) => {
                cannot_ask(tx, self.entry, self.contact, &reason).await?;
                Ok(Err(reason.to_string()))
            }
        }
    }

    /// Its key, or why the condition or the suppression keeps it out; or why that cannot be asked.
    pub(crate) async fn looked(&self, tx: &mut Tx, subject: Ref) -> Result<Result<Asked, plan::Reason>> {
        let plan = &self.entry.plan;
        let sight = self.sight(tx, subject).await?;
        let changed = sight::differed(self.changes, subject);
        let sight = if plan.looks_at_changes() { sight.with_changes(&changed, subject) } else { sight };
        let office = office::of(tx)?;
        let fact = sight::fact(self.body, office.known_catalogue()?);
        Ok(match plan.keeps_out(&sight.view(), &fact) {
            Ok(None) => plan.key(&sight.view(), &fact).map(Ok),
            Ok(Some(out)) => Ok(Err(out)),
            Err(reason) => Err(reason),
        })
    }

    /// What its conditions look at, and no more.
    async fn sight(&self, tx: &mut Tx, subject: Ref) -> Result<Sight> {
        let office = office::of(tx)?;
        let catalogue = office.known_catalogue()?;
        let looked_at = self.entry.plan.looked_at_to_enrol();
        let takes = self.document().trigger.takes();
        let given = ["fact", "trigger", "now"];
        if looked_at.iter().all(|name| given.contains(name)) {
            return Ok(Sight::of_fact(tx.now(), self.body, catalogue, &takes));
        }
        let (automation, contact) = (self.entry.automation.id, self.contact);
        let of = Of { automation, subject, contact, trigger: self.body, takes: &takes, looked_at };
        sight::look(tx, &of, catalogue).await
    }
}

/// A condition without a value is trouble, once, however many facts meet it.
pub(crate) async fn cannot_ask(
    tx: &mut Tx,
    entry: &Entry,
    contact: Option<ContactId>,
    reason: &plan::Reason,
) -> Result<()> {
    let automation = &entry.automation;
    tx.raise(Raise {
        key: format!("enrol {}", automation.id),
        code: "automation.condition",
        title: format!("{}: nobody can be enrolled", automation.name),
        detail: format!("{reason}; correct the document and publish it again"),
        owner: automation.owned.owner,
        contact,
        subject: Some(automation.id.into()),
        ..Raise::default()
    })
    .await
}
