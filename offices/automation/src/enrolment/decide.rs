//! Whether a fact takes its subject in: condition, suppression, chain, policy, who is active already.

use kernel::{AutomationId, ContactId, FactId, Ref, Result, RunId, Timestamp};
use serde_json::Value as Json;
use store::{Change, Heard, Raise, Tx};

use super::rows::{self, Decision};
use crate::document::{Automation, Conflict, IfActive, Per, Policy, Priority};
use crate::office::{self, Entry};
use crate::plan;
use crate::run::rows::{self as runs, New};
use crate::run::{Kept, about, later, scattered, settle};
use crate::sight::{self, Of, Sight};
use crate::start::Parent;

/// One fact before one automation, or one start of it that is no fact.
pub(crate) struct Case<'a> {
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

/// Longer chains of automations are taken for a circle.
const DEEPEST: usize = 8;
/// So deep one automation may call another.
const DEEPEST_CALL: i64 = 4;

/// The automations and the first fact that led here.
struct Chain {
    automations: Vec<AutomationId>,
    first: FactId,
}

/// Decides, and keeps what was decided with its reason.
pub(crate) async fn decide(tx: &mut Tx, case: &Case<'_>) -> Result<Decided> {
    let decided = match case.subject {
        Some(subject) => case.enrol(tx, subject).await?,
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

/// The new run, or why there is none.
pub type Decided = Result<RunId, String>;

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
    fn document(&self) -> &Automation {
        self.entry.plan.document()
    }

    async fn enrol(&self, tx: &mut Tx, subject: Ref) -> Result<Decided> {
        if let Some(reason) = self.asked(tx, subject).await? {
            return Ok(Err(reason));
        }
        let chain = self.chain(tx).await?;
        if chain.automations.contains(&self.entry.automation.id) {
            return Ok(Err("it would follow from itself".into()));
        }
        if chain.automations.len() >= DEEPEST {
            return Ok(Err(format!("{DEEPEST} automations led to this fact already")));
        }
        if self.parent.is_some_and(|parent| parent.depth >= DEEPEST_CALL) {
            return Ok(Err(format!("{DEEPEST_CALL} automations call each other already")));
        }
        if let Some(reason) = super::bounds::full(tx, self.entry).await? {
            return Ok(Err(reason));
        }
        if self.parent.is_none()
            && let Policy::Cooldown(span) = self.document().enrol.policy
            && let Some(last) = runs::last_start(tx, self.entry.automation.id, subject).await?
            && later(last, span.as_seconds() * 1000) > tx.now()
        {
            return Ok(Err("the last run began too short a while ago".into()));
        }
        if self.parent.is_none() && super::bounds::is_held_out(self.document(), self.contact, subject) {
            let run = self.run(tx, subject, chain);
            runs::hold_out(tx, &run).await?;
            return Ok(Err("held out, to measure by".into()));
        }
        self.begin(tx, subject, chain).await
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

    async fn chain(&self, tx: &mut Tx) -> Result<Chain> {
        let led = match self.cause {
            Some(run) => runs::find(tx, run).await?,
            None => None,
        };
        Ok(match led {
            Some(run) => Chain { automations: run.chain, first: run.chain_fact.unwrap_or(run.cause) },
            None => Chain { automations: vec![], first: self.chain },
        })
    }

    async fn begin(&self, tx: &mut Tx, subject: Ref, chain: Chain) -> Result<Decided> {
        let run = self.run(tx, subject, chain);
        let enrol = &self.document().enrol;
        let automation = Ref::from(run.automation);
        let whom = match enrol.one_active_per {
            Per::Contact => run.contact.map_or(subject, Ref::from),
            Per::Subject => subject,
        };
        let own = Ref::from(run.id);
        let called = self.parent.is_some();
        let whom = if called || enrol.if_active == IfActive::Parallel { own } else { whom };
        let active_key = scattered(&[&automation.bytes, &whom.bytes]);
        let once = enrol.policy == Policy::Once && !called;
        let once_key = once.then(|| scattered(&[b"once", &automation.bytes, &subject.bytes]));
        let new = New { kept: &run, active_key, once_key };
        let place = match self.place(tx, &run).await? {
            Ok(place) => place,
            Err(reason) => return Ok(Err(reason)),
        };
        if !runs::insert(tx, &new).await? {
            let Some(active) = runs::active(tx, &active_key).await? else {
                return Ok(Err("it had its run before, and this automation runs once".into()));
            };
            if enrol.if_active != IfActive::Restart {
                return Ok(Err("a run is under way".into()));
            }
            let old = runs::fence(tx, active).await?;
            settle::replace(tx, old, "a new run took its place").await?;
            if !runs::insert(tx, &new).await? {
                return Ok(Err("it had its run before, and this automation runs once".into()));
            }
        }
        if let Some((key, queued)) = place {
            runs::join_group(tx, &key, &run, queued).await?;
        }
        self.listen(tx, &run).await?;
        Ok(Ok(run.id))
    }

    /// Its place among automations that must not run beside it: none, now, or after the others.
    async fn place(&self, tx: &mut Tx, run: &Kept) -> Result<Result<Option<([u8; 16], bool)>, String>> {
        let Some(group) = &self.document().group else { return Ok(Ok(None)) };
        let whom = match group.one_active_per {
            Per::Contact => run.contact.map_or(run.subject, Ref::from),
            Per::Subject => run.subject,
        };
        let key = scattered(&[b"group", group.name.as_str().as_bytes(), &whom.bytes]);
        let members = runs::members(tx, &key).await?;
        let others: Vec<_> = members.iter().filter(|other| other.automation != run.automation).collect();
        let first = others.iter().all(|other| run.priority < other.priority);
        match group.on_conflict {
            _ if others.is_empty() => Ok(Ok(Some((key, false)))),
            Conflict::Queue => Ok(Ok(Some((key, true)))),
            Conflict::HigherPriorityWins if first => {
                for other in others {
                    let old = runs::fence(tx, other.run).await?;
                    settle::replace(tx, old, "a new run took its place").await?;
                }
                Ok(Ok(Some((key, false))))
            }
            Conflict::HigherPriorityWins | Conflict::Skip => {
                Ok(Err(format!("another automation of the group {} is under way", group.name)))
            }
        }
    }

    fn run(&self, tx: &mut Tx, subject: Ref, chain: Chain) -> Kept {
        let id = tx.new_id();
        let mut automations = chain.automations;
        automations.push(self.entry.automation.id);
        Kept {
            id,
            automation: self.entry.automation.id,
            version: self.entry.version,
            parent: self.parent.map(|parent| parent.run),
            depth: self.parent.map_or(0, |parent| parent.depth + 1),
            mode: self.entry.automation.mode,
            priority: priority(self.document().priority),
            subject,
            contact: self.contact,
            machine: plan::Run::enrolled(id, &self.entry.plan, tx.now()),
            trigger: self.body.clone(),
            cause: self.fact,
            chain_fact: Some(chain.first),
            chain: automations,
            awaits: None,
            epoch: 0,
            steps: 0,
            note: None,
        }
    }

    async fn listen(&self, tx: &mut Tx, run: &Kept) -> Result<()> {
        if self.entry.plan.hears().is_empty() {
            return Ok(());
        }
        if let Some(contact) = run.contact {
            runs::listen(tx, run.id, &about(contact.into())).await?;
        }
        runs::listen(tx, run.id, &about(run.subject)).await
    }
}

fn priority(priority: Priority) -> i64 {
    match priority {
        Priority::Instant => 0,
        Priority::High => 1,
        Priority::Normal => 2,
        Priority::Low => 3,
    }
}
