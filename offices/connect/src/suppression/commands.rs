//! What can be done with suppressions: add, lift, restore.

use kernel::{Error, Refusal, Result, SuppressionId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::SuppressionView;
use super::{Cause, Reason, Suppression, fold, rows, views};
use crate::mail_out::Address;

/// Send no more mail to an address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddSuppression {
    pub address: String,
}

impl Command for AddSuppression {
    const VERB: Verb = Verb::post("suppression.add", "/suppressions").undo("suppression.lift");
    type Answer = SuppressionView;

    async fn act(&self, tx: &mut Tx) -> Result<SuppressionView> {
        let address = typed(&self.address, "/address")?;
        let cause = rows::cause(tx, &address, Reason::Manual, "somebody of us said so").await?;
        let kept = suppress(tx, &address, cause).await?;
        views::view(tx, kept).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "suppression": answer["id"] }))
    }
}

/// Let mail go to an address again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftSuppression {
    pub suppression: SuppressionId,
}

impl Command for LiftSuppression {
    const VERB: Verb =
        Verb::post("suppression.lift", "/suppressions/{suppression}/lift").undo("suppression.restore");
    type Answer = SuppressionView;

    fn subject(&self) -> Subject {
        self.suppression.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<SuppressionView> {
        let held = rows::load(tx, self.suppression).await?;
        let (lifted, told) = held.clone().lift(tx.now())?;
        let kept = tx.keep_and_tell(&held, lifted, told).await?;
        views::view(tx, kept).await
    }
}

/// Lifting a suppression was a mistake: it holds again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreSuppression {
    pub suppression: SuppressionId,
}

impl Command for RestoreSuppression {
    const VERB: Verb =
        Verb::post("suppression.restore", "/suppressions/{suppression}/restore").undo("suppression.lift");
    type Answer = SuppressionView;

    fn subject(&self) -> Subject {
        self.suppression.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<SuppressionView> {
        let lifted = rows::load(tx, self.suppression).await?;
        let (held, told) = lifted.clone().restore()?;
        let kept = tx.keep_and_tell(&lifted, held, told).await?;
        views::view(tx, kept).await
    }
}

/// The address gets no more mail; where that holds already nothing changes.
pub(crate) async fn suppress(tx: &mut Tx, address: &Address, cause: Cause) -> Result<Suppression> {
    let hash = fold::hash(tx, address).await?;
    let (new, told) = Suppression::new(tx.new_id(), hash, cause.clone(), tx.now());
    if tx.add_unless_there(&new).await? {
        tx.tell(told);
        return Ok(new);
    }
    let known = rows::of(tx, &hash).await?.ok_or(Error::Again)?;
    match known.clone().again(cause, tx.now()) {
        Ok((again, told)) => tx.keep_and_tell(&known, again, told).await,
        Err(_) => Ok(known),
    }
}

/// An address as somebody typed it.
pub(super) fn typed(text: &str, pointer: &'static str) -> Result<Address> {
    Address::parse(text).map_err(|refusal| Error::field(pointer, refusal.code(), refusal.to_string()))
}
