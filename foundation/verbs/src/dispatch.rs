//! The one way to act: who → prepare → transaction → remembered? → subject → scope → version → act.

use std::sync::Arc;

use kernel::{Actor, Error, Refusal, Result, fault};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use store::{Store, Tx, Unit};

use crate::ready::Ready;
use crate::{Declared, Outside, Subject};

/// A request without its protocol.
#[derive(Debug, Clone)]
pub struct Call {
    pub actor: Actor,
    pub input: Json,
    pub idempotency_key: Option<String>,
    pub if_match: Option<i64>,
}

impl Call {
    pub fn of(actor: Actor, input: Json) -> Call {
        Call { actor, input, idempotency_key: None, if_match: None }
    }
}

/// What a verb gives back: the view, and how to take it back.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub body: Json,
    /// `{"verb": …, "body": …}`
    pub undo: Option<Json>,
}

type Before = Arc<dyn for<'t> Fn(&'t mut Tx) -> Unit<'t, ()> + Send + Sync>;
type After = Arc<dyn for<'t> Fn(&'t mut Tx, &Json, Option<Json>) -> Unit<'t, ()> + Send + Sync>;

/// What a run does in the transaction of its step: checks its epoch before, writes its progress after.
#[derive(Clone)]
pub struct Around {
    pub before: Before,
    /// Gets the answer and the undo.
    pub after: After,
}

#[derive(Debug, thiserror::Error)]
pub enum RequestRefusal {
    #[error("there is no such verb; `GET /api/v1/openapi.json` lists them")]
    NoSuchVerb,
    #[error("this idempotency key was used for another request; use a new one")]
    KeyReused,
    #[error("it is at version {now} by now; look again before you change it")]
    Stale { now: i64 },
}

impl Refusal for RequestRefusal {
    fn code(&self) -> &'static str {
        match self {
            RequestRefusal::NoSuchVerb => "request.no_such_verb",
            RequestRefusal::KeyReused => "request.key_reused",
            RequestRefusal::Stale { .. } => "request.stale",
        }
    }

    fn status(&self) -> u16 {
        match self {
            RequestRefusal::NoSuchVerb => 404,
            RequestRefusal::Stale { .. } => 412,
            RequestRefusal::KeyReused => 422,
        }
    }
}

/// One request, ready to be tried as often as needed.
struct Request {
    ready: Box<dyn Ready>,
    idempotency: Option<(String, [u8; 32])>,
    if_match: Option<i64>,
    around: Option<Around>,
}

/// The same code for every verb: what depends on its type is behind [`Ready`].
pub(crate) async fn dispatch(
    declared: &Declared,
    store: &Store,
    call: Call,
    around: Option<Around>,
) -> Result<Answer> {
    let permit = call.actor.permit(declared.verb.name, declared.verb.access)?;
    let permit = if declared.verb.without_room { permit.without_room() } else { permit };
    let hash = |key| (key, request_hash(declared.verb.name, &call.input));
    let idempotency = call.idempotency_key.filter(|_| !declared.query).map(hash);
    let outside = Outside { store, actor: &call.actor };
    let ready = (declared.make_ready)(call.input, &outside).await?;
    let if_match = call.if_match.filter(|_| !declared.query);
    let request = Arc::new(Request { ready, idempotency, if_match, around });
    if declared.query {
        return store.ask(permit, move |tx| request.clone().tried(tx)).await;
    }
    store.write(permit, declared.series, move |tx| request.clone().tried(tx)).await
}

/// What a query tells, as JSON text.
pub(crate) async fn tell(declared: &Declared, store: &Store, call: Call) -> Result<String> {
    let permit = call.actor.permit(declared.verb.name, declared.verb.access)?;
    let outside = Outside { store, actor: &call.actor };
    let ready: Arc<dyn Ready> = (declared.make_ready)(call.input, &outside).await?.into();
    store.ask(permit, move |tx| told(ready.clone(), tx)).await
}

fn told(ready: Arc<dyn Ready>, tx: &mut Tx) -> Unit<'_, String> {
    Box::pin(async move {
        admit(tx, ready.subject(), None).await?;
        ready.tell(tx).await
    })
}

impl Request {
    fn tried(self: Arc<Request>, tx: &mut Tx) -> Unit<'_, Answer> {
        Box::pin(async move { self.run(tx).await })
    }

    async fn run(&self, tx: &mut Tx) -> Result<Answer> {
        let Some((key, hash)) = &self.idempotency else { return self.act(tx).await };
        if let Some(earlier) = tx.remembered(key).await? {
            let same = earlier.request == *hash;
            let kept: (Json, Option<Json>) = serde_json::from_slice(&earlier.answer).map_err(fault)?;
            let answer = Answer { body: kept.0, undo: kept.1 };
            return if same { Ok(answer) } else { Err(RequestRefusal::KeyReused.into()) };
        }
        let answer = self.act(tx).await?;
        let kept = serde_json::to_vec(&(&answer.body, &answer.undo)).map_err(fault)?;
        tx.remember(key, hash, &kept).await?;
        Ok(answer)
    }

    async fn act(&self, tx: &mut Tx) -> Result<Answer> {
        if let Some(around) = &self.around {
            (around.before)(tx).await?;
        }
        admit(tx, self.ready.subject(), self.if_match).await?;
        let answer = self.ready.act(tx).await?;
        if let Some(around) = &self.around {
            (around.after)(tx, &answer.body, answer.undo.clone()).await?;
        }
        Ok(answer)
    }
}

/// Whose is it, and is it still what the caller saw?
async fn admit(tx: &mut Tx, subject: Subject, if_match: Option<i64>) -> Result<()> {
    let Subject::Thing(subject) = subject else { return Ok(()) };
    let held = tx.held(subject).await?.ok_or(Error::Missing(subject.kind))?;
    // What one may not see is missing, so that nobody learns which ids exist.
    tx.permit().covers(held.owned).map_err(|_| Error::Missing(subject.kind))?;
    if tx.permit().portal().is_some_and(|object| object != subject) {
        return Err(Error::Missing(subject.kind));
    }
    match if_match {
        Some(seen) if seen != held.rv => Err(RequestRefusal::Stale { now: held.rv }.into()),
        _ => Ok(()),
    }
}

fn request_hash(verb: &str, input: &Json) -> [u8; 32] {
    Sha256::new().chain_update(verb).chain_update([0]).chain_update(input.to_string()).finalize().into()
}
