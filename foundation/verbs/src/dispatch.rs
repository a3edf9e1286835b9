//! The one way to act: who → prepare → transaction → remembered? → subject → scope → version → act.

use std::sync::Arc;

use kernel::{Actor, Error, Refusal, Result, fault};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use store::{Store, Tx, Unit};

use crate::{Command, Outside, Query, Subject, Undo};

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
struct Request<C> {
    command: C,
    idempotency: Option<(String, [u8; 32])>,
    if_match: Option<i64>,
    around: Option<Around>,
}

/// Reads the input; what does not fit is said field by field where serde knows the field.
fn parse<T: serde::de::DeserializeOwned>(input: Json) -> Result<T> {
    serde_json::from_value(input).map_err(|error| {
        let text = error.to_string();
        let field = text.split('`').nth(1).filter(|_| text.contains("field"));
        let pointer = field.map(|name| format!("/{name}")).unwrap_or_default();
        Error::field(pointer, "malformed", format!("the request does not fit: {text}"))
    })
}

pub(crate) async fn dispatch<C: Command>(
    store: &Store,
    call: Call,
    around: Option<Around>,
) -> Result<Answer> {
    let permit = call.actor.permit(C::VERB.name, C::VERB.access)?;
    let hash = |key| (key, request_hash(C::VERB.name, &call.input));
    let idempotency = call.idempotency_key.map(hash);
    let command: C = parse(call.input)?;
    let command = command.prepare(&Outside { store, actor: &call.actor }).await?;
    let request = Arc::new(Request { command, idempotency, if_match: call.if_match, around });
    let body = store.write(permit, C::SERIAL, move |tx| {
        let request = request.clone();
        Box::pin(async move { request.run(tx).await })
    });
    body.await
}

pub(crate) async fn inquire<Q: Query>(store: &Store, call: Call) -> Result<Answer> {
    let permit = call.actor.permit(Q::VERB.name, Q::VERB.access)?;
    let query: Arc<Q> = Arc::new(parse(call.input)?);
    let body = store.ask(permit, move |tx| {
        let query = query.clone();
        Box::pin(async move {
            admit(tx, query.subject(), None).await?;
            serde_json::to_value(query.ask(tx).await?).map_err(fault)
        })
    });
    Ok(Answer { body: body.await?, undo: None })
}

impl<C: Command> Request<C> {
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
        admit(tx, self.command.subject(), self.if_match).await?;
        let body = serde_json::to_value(self.command.act(tx).await?).map_err(fault)?;
        let undo = self.undo(&body);
        if let Some(around) = &self.around {
            (around.after)(tx, &body, undo.clone()).await?;
        }
        Ok(Answer { body, undo })
    }

    fn undo(&self, answer: &Json) -> Option<Json> {
        let Undo::Verb(verb) = C::VERB.undo else { return None };
        let body = self.command.undo_body(answer)?;
        Some(json!({ "verb": verb, "body": body }))
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
