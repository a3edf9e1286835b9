//! Whether somebody may let a version act: it acts with the rights of whoever answers for it, so nobody gets by it what
//! they may not do themselves.
//!
//! Deliberately not here: what its owner may do when a step comes, which the door asks then.

use kernel::{Permit, Refusal, Result, Scope};
use store::Tx;

use super::check;
use crate::catalogue::verbs as offered;
use crate::document::{Act, Automation};

/// Asked of whoever publishes a version, says yes to it, or takes it out of practice.
pub fn may_let_act(tx: &Tx, document: &Automation) -> Result<()> {
    let (verbs, permit) = (check::verbs(tx)?, tx.permit());
    if permit.is_engine() {
        return Ok(());
    }
    for step in document.every_step() {
        let Act::Do(doing) = &step.act else { continue };
        let Some(declared) = verbs.0.get(doing.verb.as_str()) else { continue };
        let named = || (step.id.to_string(), doing.verb.to_string());
        if !offered::is_offered(declared) {
            let (step, verb) = named();
            return Err(Beyond::Offered(step, verb).into());
        }
        let held = permit.grants().get(doing.verb.as_str());
        let reaches = held.is_some_and(|scope| *scope == Scope::All || is_own(permit, document));
        if !reaches {
            let (step, verb) = named();
            let beyond = if held.is_some() { Beyond::Reach(step, verb) } else { Beyond::Rights(step, verb) };
            return Err(beyond.into());
        }
    }
    Ok(())
}

/// It acts as this very person and nobody else: it reaches whom they reach.
fn is_own(permit: &Permit, document: &Automation) -> bool {
    permit.user().is_some_and(|user| document.owner.to_string() == user.to_string())
}

/// The step that goes further than whoever lets it act.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Beyond {
    #[error("step {0} does `{1}`, which an automation cannot do; take the step out, a person does that")]
    Offered(String, String),
    #[error("step {0} does `{1}`, which you may not do yourself; ask somebody who may to publish it")]
    Rights(String, String),
    #[error(
        "step {0} does `{1}` for everybody, which you may do only for your own or your team; ask somebody who may to \
         publish it"
    )]
    Reach(String, String),
}

impl Refusal for Beyond {
    fn code(&self) -> &'static str {
        match self {
            Beyond::Offered(..) => "automation.not_offered",
            Beyond::Rights(..) => "automation.beyond_rights",
            Beyond::Reach(..) => "automation.beyond_reach",
        }
    }

    fn status(&self) -> u16 {
        403
    }
}
