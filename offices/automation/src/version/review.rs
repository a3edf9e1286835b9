//! Which versions somebody else has to read before they act: those that write to many, touch money, or call others.

use kernel::{Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::rows;
use crate::automation::check;
use crate::document::{Act, Arg, Automation, On};
use crate::office::{self, catalogue::OUTSIDE};
use crate::plan::Catalogue;
use crate::settings::Settings;
use crate::{calls, collision};

/// When a second person is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FourEyes {
    Never,
    /// For what may write to many, touch money or call other systems, where there is a second person to ask.
    #[default]
    Risky,
    Always,
}

/// Rooms whose verbs move money.
const MONEY: [&str; 6] = ["invoice", "credit_note", "payment", "refund", "bank_line", "ledger"];

/// Why somebody else has to read it; nothing where nobody has to.
pub async fn needed(tx: &mut Tx, document: &Automation) -> Result<Vec<String>> {
    let reasons = match tx.setting::<Settings>().await?.four_eyes {
        FourEyes::Never => return Ok(vec![]),
        FourEyes::Always => vec!["the business asks for it".to_owned()],
        FourEyes::Risky if rows::others(tx).await? == 0 => return Ok(vec![]),
        FourEyes::Risky => risks(document, office::of(tx)?.catalogue(&*check::verbs(tx)?)),
    };
    Ok(reasons)
}

/// A wish for fewer eyes, until a second person has it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fewer {
    pub to: FourEyes,
    pub by: Option<UserId>,
}

/// What holds from now on, and the wish that is left: whoever could read a version is not left out by one alone.
pub async fn chosen(tx: &mut Tx, before: &Settings, wanted: FourEyes) -> Result<(FourEyes, Option<Fewer>)> {
    let by = tx.permit().user();
    if wanted == before.four_eyes {
        // Whoever saves the form for another reason takes back no wish but their own.
        return Ok((wanted, before.fewer_eyes.filter(|wish| wish.by != by)));
    }
    let agreed = before.fewer_eyes.is_some_and(|wish| wish.to == wanted && wish.by != by);
    if wanted > before.four_eyes || agreed || rows::others(tx).await? == 0 {
        return Ok((wanted, None));
    }
    Ok((before.four_eyes, Some(Fewer { to: wanted, by })))
}

/// What could go wrong with it for many. A letter another room writes says nothing of its class here: it counts as one
/// to many.
pub fn risks(document: &Automation, house: &Catalogue) -> Vec<String> {
    let mut found = vec![];
    let steps = document.every_step();
    let verbs =
        || steps.iter().filter_map(|step| if let Act::Do(doing) = &step.act { Some(doing) } else { None });
    let many = verbs().any(|doing| {
        let class = doing.with.get("class");
        let one = matches!(class, Some(Arg::Literal(class)) if class == "transactional");
        !one && collision::says(doing, house).is_some()
    });
    let each = matches!(document.trigger.on, On::Schedule { each: true, .. });
    if many || (each && verbs().any(|doing| collision::says(doing, house).is_some())) {
        found.push("it may write to many people".to_owned());
    }
    let money = |verb: &str| MONEY.iter().any(|room| verb.split('.').next() == Some(room));
    if verbs().any(|doing| money(doing.verb.as_str())) {
        found.push("it touches money".to_owned());
    }
    if verbs().any(|doing| OUTSIDE.contains(&doing.verb.as_str())) {
        found.push(match calls::named(document) {
            named if named.is_empty() => "it calls another system".to_owned(),
            named => format!("it calls another system: {}", named.join(", ")),
        });
    }
    found
}
