//! Which versions somebody else has to read before they act: those that write to many, touch money, or call others.

use kernel::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::rows;
use crate::calls;
use crate::document::{Act, Arg, Automation, On};
use crate::office::catalogue::OUTSIDE;
use crate::settings::Settings;

/// When a second person is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FourEyes {
    Never,
    /// For what may write to many, touch money or call other systems, where there is a second person to ask.
    #[default]
    Risky,
    Always,
}

/// Rooms whose verbs move money.
const MONEY: [&str; 5] = ["invoice", "credit_note", "payment", "bank_line", "ledger"];

/// Why somebody else has to read it; nothing where nobody has to.
pub async fn needed(tx: &mut Tx, document: &Automation) -> Result<Vec<String>> {
    let reasons = match tx.setting::<Settings>().await?.four_eyes {
        FourEyes::Never => return Ok(vec![]),
        FourEyes::Always => vec!["the business asks for it".to_owned()],
        FourEyes::Risky if rows::others(tx).await? == 0 => return Ok(vec![]),
        FourEyes::Risky => risks(document),
    };
    Ok(reasons)
}

/// What could go wrong with it for many.
pub fn risks(document: &Automation) -> Vec<String> {
    let mut found = vec![];
    let steps = document.every_step();
    let verbs =
        || steps.iter().filter_map(|step| if let Act::Do(doing) = &step.act { Some(doing) } else { None });
    let many = verbs().any(|doing| {
        let class = doing.with.get("class");
        let one = matches!(class, Some(Arg::Literal(class)) if class == "transactional");
        doing.verb.as_str() == "message.send" && !one
    });
    let each = matches!(document.trigger.on, On::Schedule { each: true, .. });
    if many || (each && verbs().any(|doing| doing.verb.as_str() == "message.send")) {
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
