//! One automation calling another: the run that calls waits, and reads what came of it.

use kernel::{Result, RunId};
use serde_json::{Map, Value as Json, json};
use store::Tx;

use super::steps::Doing;
use super::turn::{Beside, Ended, Walked};
use crate::document::{Act, Takes, taken};
use crate::office;
use crate::plan::{Failure, Input, Move, Visit};
use crate::start::{Parent, Start, start};

/// A run that calls waits at most so long, if it has no deadline.
const PATIENCE_MS: i64 = 366 * 86_400_000;

/// Starts what the move asks for, in the transaction of the run; the run waits, or its step has failed.
pub async fn begin(tx: &mut Tx, walked: &mut Walked) -> Result<Option<(Visit, Doing)>> {
    let Move::Call { step, visit, automation, with } = walked.next.clone() else { return Ok(None) };
    let visit = Visit { step, visit };
    let mut doing =
        Doing { verb: format!("call {automation}"), input: Json::Object(with.clone()), ..Doing::default() };
    match called(tx, walked, automation.as_str(), with).await? {
        Ok(run) => {
            doing.awaits = Some(run.to_string());
            let until = super::later(tx.now(), PATIENCE_MS);
            walked.advance(Input::Queued { until })?;
            walked.kept.awaits = Some(run.to_string());
        }
        Err(reason) => walked.advance(Input::Failed(Failure::Refused, reason))?,
    }
    Ok(Some((visit, doing)))
}

async fn called(
    tx: &mut Tx,
    walked: &Walked,
    slug: &str,
    with: Map<String, Json>,
) -> Result<Result<RunId, String>> {
    let Some(automation) = crate::automation::rows::by_slug(tx, slug).await? else {
        return Ok(Err(format!("there is no automation `{slug}`; publish it, or call another")));
    };
    let directory = office::directory(tx).await?;
    let Some(entry) = directory.entry(automation.id) else {
        return Ok(Err(format!("{} is switched off", automation.name)));
    };
    let document = entry.plan.document();
    if document.subject != walked.plan.document().subject {
        let subject = &document.subject;
        return Ok(Err(format!("{} is about a {subject}, this run is not", automation.name)));
    }
    let payload = match taken(&document.trigger.takes(), &Json::Object(with)) {
        Ok(payload) => Json::Object(payload),
        Err(missing) => return Ok(Err(format!("{} asks for {}", automation.name, missing.join(", ")))),
    };
    let kept = &walked.kept;
    let business = document.subject.as_str() == crate::plan::BUSINESS;
    let subject = if business { automation.id.into() } else { kept.subject };
    start(
        tx,
        Start {
            entry,
            how: "call",
            subject,
            contact: kept.contact,
            payload,
            began: None,
            cause: Some(kept.id),
            parent: Some(Parent { run: kept.id, depth: kept.depth }),
        },
    )
    .await
}

/// What came of the run it waits for; `None` while that one is under way, or it waits for something else.
pub(super) async fn ended<B: Beside>(beside: &mut B, walked: &Walked) -> Result<Option<Input<'static>>> {
    let Some(awaited) = walked.kept.awaits.as_deref().and_then(|id| id.parse::<RunId>().ok()) else {
        return Ok(None);
    };
    let Some(Ended { outcome, vars }) = beside.ended(awaited).await? else { return Ok(None) };
    let step = walked.kept.machine.step().and_then(|step| walked.plan.document().step(step));
    let takes = match step.map(|step| &step.act) {
        Some(Act::Call(call)) => call.take.clone(),
        _ => Takes::new(),
    };
    let one = |(name, take): (&crate::document::Word, &crate::document::Take)| {
        let found = taken(&Takes::from([(name.clone(), take.clone())]), &vars).ok()?;
        found.into_iter().next()
    };
    let output: Map<String, Json> = takes.iter().filter_map(one).collect();
    Ok(Some(Input::Ok(json!({ "outcome": outcome, "run": awaited, "output": output }))))
}
