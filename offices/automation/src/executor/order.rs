//! A command a run wants carried out: with the rights of whoever answers for it, in the run's own transaction.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Actor, Error, Result, Timestamp, fault};
use serde_json::{Map, Value as Json};
use store::{Tx, Unit};
use verbs::{Around, Desk, Undo};

use crate::approval::Approval;
use crate::catalogue::verbs as offered;
use crate::office;
use crate::office::catalogue::{MESSAGES, OUTSIDE};
use crate::plan::{Failure, Input, Move, Visit};
use crate::run::rows::Held;
use crate::run::steps::Doing;
use crate::run::walk::{Became, Walked, look, walk};
use crate::run::written::goes_on;
use crate::run::{Kept, Moved, about, later, rows, settle};
use crate::sight::People;
use crate::texts;

/// A message that has neither left nor failed by then is a person's business.
const RESULT_MS: i64 = 6 * 86_400_000;
const DAY_MS: i64 = 86_400_000;

#[derive(Clone)]
pub(super) struct Order {
    pub kept: Kept,
    pub people: People,
    pub visit: Visit,
    pub verb: String,
    pub args: Map<String, Json>,
    pub approved: bool,
    /// A step that asks for a yes; verb and arguments are those of what follows it.
    pub asks: Option<Asks>,
    key: [u8; 32],
    /// What its text gave, and the moment it was looked at; none where a person has seen and approved it.
    seen: Option<(Timestamp, Map<String, Json>)>,
    expires_at: Option<Timestamp>,
}

impl Order {
    /// The command of the move a walk came to, if it came to one.
    pub fn of(walked: &Walked) -> Option<Order> {
        if let Move::Approve { .. } = &walked.next {
            return Order::asking(walked);
        }
        let Move::Do { step, visit, verb, args, key, expires_at, resend, .. } = &walked.next else {
            return None;
        };
        let seen = walked.approved.is_none().then(|| (walked.sight.now, args.clone()));
        let mut args = match &walked.approved {
            Some(Json::Object(approved)) => approved.clone(),
            _ => args.clone(),
        };
        if *resend && MESSAGES.contains(&verb.as_str()) {
            args.insert("resend".into(), true.into());
        }
        // What is sent and answered goes with the person the run is about.
        if let Some(contact) = walked.kept.contact.filter(|_| OUTSIDE.contains(&verb.as_str())) {
            args.entry("contact").or_insert_with(|| contact.to_string().into());
        }
        Some(Order {
            kept: walked.kept.clone(),
            people: walked.sight.people,
            visit: Visit { step: step.clone(), visit: *visit },
            verb: verb.as_str().to_owned(),
            args,
            approved: walked.approved.is_some(),
            asks: None,
            key: *key,
            seen,
            expires_at: *expires_at,
        })
    }

    fn asking(walked: &Walked) -> Option<Order> {
        let Move::Approve { step, visit, who, delegate, what, until, message } = &walked.next else {
            return None;
        };
        let (verb, args) =
            message.clone().map(|(verb, args)| (verb.as_str().to_owned(), args)).unwrap_or_default();
        Some(Order {
            kept: walked.kept.clone(),
            people: walked.sight.people,
            visit: Visit { step: step.clone(), visit: *visit },
            verb,
            args,
            approved: false,
            asks: Some(Asks {
                who: who.to_string(),
                delegate: delegate.as_ref().map(ToString::to_string),
                what: what.clone(),
                until: *until,
            }),
            key: [0; 32],
            seen: None,
            expires_at: None,
        })
    }

    /// Names the versions of the text it was published with, where it names one of the house.
    pub async fn pin(&mut self, tx: &mut Tx) -> Result<()> {
        let Some(text) = self.args.get("template").and_then(Json::as_str) else { return Ok(()) };
        let pinned = texts::rows::pinned(tx, self.kept.version, text).await?;
        let office = office::of(tx)?;
        let verb = office.known_catalogue()?.verbs.get(&self.verb);
        let takes = verb.is_some_and(|verb| verb.schema["properties"].get(texts::PINNED).is_some());
        if takes && !pinned.is_empty() {
            self.args.insert(texts::PINNED.into(), Json::Object(pinned));
        }
        Ok(())
    }

    pub fn is_message(&self) -> bool {
        MESSAGES.contains(&self.verb.as_str())
    }

    /// What comes of it is told later.
    fn has_result(&self) -> bool {
        self.is_message() || OUTSIDE.contains(&self.verb.as_str())
    }

    /// What cannot be taken back, nobody said yes to yet.
    pub fn needs_yes(&self, desk: &Desk) -> bool {
        let undo = desk.registry.find(&self.verb).map(|declared| declared.verb.undo);
        !self.approved && (self.is_message() || matches!(undo, Some(Undo::None(_) | Undo::Unsaid)))
    }

    /// A version from before this was asked as it is published may have a step that only a person does.
    pub fn is_for_people(&self, desk: &Desk) -> Option<Next> {
        let declared = desk.registry.find(&self.verb).filter(|_| self.asks.is_none())?;
        let why = || offered::not_offered(&self.verb);
        let refused = || self.told(Became::Failed(Failure::Poison, why()));
        (!offered::is_offered(declared)).then(refused)
    }

    pub fn doing(&self) -> Doing {
        Doing {
            verb: self.verb.clone(),
            input: Json::Object(self.args.clone()),
            expires_at: self.expires_at,
            ..Doing::default()
        }
    }

    /// Whoever answers for the automation, acting for this run.
    pub async fn actor(&self, desk: &Desk) -> Result<Option<Actor>> {
        let Some(owner) = self.people.rights else { return Ok(None) };
        let owner = desk.doorkeeper()?.of_user(desk, owner).await?;
        let chain = self.kept.chain_fact.or(Some(self.kept.cause));
        Ok(owner.map(|owner| Actor::automation(owner, self.kept.id.into(), chain)))
    }

    /// What the run must be told in a transaction of its own.
    pub fn told(&self, became: Became) -> Next {
        Next::Tell(Box::new(Told {
            became,
            visit: self.visit.clone(),
            doing: self.doing(),
            ask: None,
            wordless: None,
        }))
    }

    /// What went wrong, and whether it was the words of a message.
    ///
    /// What panicked is no failure of the command, which may pass, but a fault of ours.
    pub fn told_error(&self, error: Error) -> Result<Next> {
        if store::has_panicked(&error) {
            return Err(error);
        }
        Ok(Next::Tell(Box::new(Told {
            became: failed(&error),
            visit: self.visit.clone(),
            doing: self.doing(),
            ask: None,
            wordless: wordless(&error).filter(|_| self.is_message()),
        })))
    }

    /// Does it, in one transaction with the progress of the run.
    pub async fn carry_out(&self, desk: &Desk, epoch: i64) -> Result<Next> {
        let Some(actor) = self.actor(desk).await? else { return Ok(self.told(nobody())) };
        let (order, walk) = (Arc::new(self.clone()), Arc::new(Slot::default()));
        let around = Around {
            before: order.clone().checking(epoch, walk.clone()),
            after: order.progressing(walk.clone()),
        };
        kernel::crash::point("automation.before_step");
        let done = desk.step(&actor, &self.verb, Json::Object(self.args.clone()), around).await;
        kernel::crash::point("automation.after_step");
        match done {
            Ok(_) if walk.goes_on.load(Ordering::Relaxed) => Ok(Next::Look),
            Ok(_) => Ok(Next::Rest),
            Err(error) if error.code() == "run.moved" => Ok(Next::Look),
            Err(error) => self.told_error(error),
        }
    }

    fn checking(self: Arc<Self>, epoch: i64, slot: Arc<Slot>) -> Before {
        before(move |tx| {
            let (order, slot) = (self.clone(), slot.clone());
            Box::pin(async move { order.check(tx, epoch, &slot).await })
        })
    }

    fn progressing(self: Arc<Self>, slot: Arc<Slot>) -> After {
        after(move |tx, answer, undo| {
            let (order, slot, answer) = (self.clone(), slot.clone(), answer.clone());
            Box::pin(async move { order.progress(tx, &slot, answer, undo).await })
        })
    }

    /// The run must still want this very visit of this very step, and nobody have stopped it.
    async fn check(&self, tx: &mut Tx, epoch: i64, slot: &Slot) -> Result<()> {
        let Held::Goes(kept) = rows::held(tx, self.kept.id, epoch).await? else { return Err(Moved.into()) };
        let walked = walk(tx, *kept, None).await?.map_err(|_| Moved)?;
        match &walked.next {
            Move::Do { key, .. } if *key == self.key && self.is_still_said(&walked) => slot.put(Some(walked)),
            _ => return Err(Moved.into()),
        };
        Ok(())
    }

    /// Another run of the same record, or a person, may have changed what its arguments were taken from.
    fn is_still_said(&self, walked: &Walked) -> bool {
        self.seen.as_ref().is_none_or(|(at, args)| walked.said_at(*at).as_ref() == Some(args))
    }

    /// The command is done: so is its step, in the same transaction.
    async fn progress(&self, tx: &mut Tx, slot: &Slot, answer: Json, undo: Option<Json>) -> Result<()> {
        let mut walked = slot.put(None).ok_or_else(|| fault("a step is checked before it is done"))?;
        let mut doing = Doing { output: Some(answer.clone()), undo, ..self.doing() };
        match answer["id"].as_str().filter(|_| self.has_result()) {
            Some(message) => {
                let record = kernel::Ref::parse_any(message).map_err(fault)?;
                rows::listen(tx, walked.kept.id, &about(record)).await?;
                doing.awaits = Some(message.to_owned());
                walked.kept.awaits = Some(message.to_owned());
                let until = self.expires_at.map(|at| later(at, DAY_MS));
                let until = until.unwrap_or_else(|| later(tx.now(), RESULT_MS));
                walked.advance(Input::Queued { until })?;
            }
            None => {
                // The command may have changed what the rest of the turn looks at.
                walked.sight = look(tx, &walked.kept, &walked.plan, &walked.catalogue).await?;
                walked.advance(Input::Ok(answer))?;
            }
        }
        let next = settle::settle(tx, walked, Some((self.visit.clone(), doing))).await?;
        slot.goes_on.store(goes_on(&next), Ordering::Relaxed);
        Ok(())
    }
}

/// A question whether the run may go on.
#[derive(Clone)]
pub(super) struct Asks {
    pub who: String,
    pub delegate: Option<String>,
    pub what: String,
    pub until: Timestamp,
}

/// What the worker does next with a run.
pub(super) enum Next {
    /// It waits, or is over.
    Rest,
    /// It may go on: look again.
    Look,
    Tell(Box<Told>),
}

/// How a command went that was not carried out here and now.
#[derive(Clone)]
pub(super) struct Told {
    pub became: Became,
    pub visit: Visit,
    pub doing: Doing,
    /// The question to a person that goes with it.
    pub ask: Option<Approval>,
    /// Why a message has no words, if that is what went wrong.
    pub wordless: Option<NoWords>,
}

/// Between the two ends of a transaction that may be tried again.
#[derive(Default)]
struct Slot {
    walked: Mutex<Option<Walked>>,
    goes_on: AtomicBool,
}

impl Slot {
    fn put(&self, walked: Option<Walked>) -> Option<Walked> {
        std::mem::replace(&mut *self.walked.lock().unwrap_or_else(PoisonError::into_inner), walked)
    }
}

pub(super) type Before = Arc<dyn for<'t> Fn(&'t mut Tx) -> Unit<'t, ()> + Send + Sync>;

pub(super) fn before<F>(unit: F) -> Before
where
    F: for<'t> Fn(&'t mut Tx) -> Unit<'t, ()> + Send + Sync + 'static,
{
    Arc::new(unit)
}

pub(super) type After = Arc<dyn for<'t> Fn(&'t mut Tx, &Json, Option<Json>) -> Unit<'t, ()> + Send + Sync>;

pub(super) fn after<F>(unit: F) -> After
where
    F: for<'t> Fn(&'t mut Tx, &Json, Option<Json>) -> Unit<'t, ()> + Send + Sync + 'static,
{
    Arc::new(unit)
}

/// Nobody active answers for the automation: only a person can say who does.
pub(super) fn nobody() -> Became {
    let why = "nobody active answers for this automation; publish it with an owner who is";
    Became::Failed(Failure::Poison, why.into())
}

/// What is wrong with the words of a message, in one sentence.
#[derive(Clone)]
pub(super) struct NoWords {
    pub why: String,
    /// Its text is not there any more; else something is not known of the record.
    pub no_text: bool,
}

fn wordless(error: &Error) -> Option<NoWords> {
    let is = |code: &str| texts::WORDLESS.contains(&code);
    match error {
        Error::Refused(refusal) if is(refusal.code()) => {
            Some(NoWords { why: refusal.to_string(), no_text: true })
        }
        Error::Invalid(fields) if fields.iter().all(|field| is(field.code)) => {
            let all: Vec<&str> = fields.iter().map(|field| field.detail.as_str()).collect();
            Some(NoWords { why: all.join("; "), no_text: false })
        }
        _ => None,
    }
}

/// What an error means for the run: what a rule refused stays refused, what broke may pass.
pub(super) fn failed(error: &Error) -> Became {
    let failure = match error {
        Error::Again | Error::NoRoom | Error::Fault(_) => Failure::Transient,
        Error::TooMany(_) => Failure::Throttled,
        Error::Refused(refusal) if refusal.code() == "store.conflict" => Failure::Transient,
        Error::Refused(_) | Error::Denied(_) | Error::SignIn => Failure::Refused,
        Error::Invalid(_) | Error::Missing(_) => Failure::Permanent,
    };
    Became::Failed(failure, error.to_string())
}
