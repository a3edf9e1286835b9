//! A message that could not be written: a person hears of it, also where the run just goes on without it.
//!
//! Invariant: one exception for a step and what is wrong with it, however many runs meet it.

use kernel::{ContactId, Ref, Result, RunId};
use serde_json::json;
use store::{Raise, Tx};

use super::order::{NoWords, Told};
use crate::automation::rows;
use crate::run::walk::Walked;

pub(super) struct Wordless {
    automation: kernel::AutomationId,
    run: RunId,
    owner: Option<kernel::UserId>,
    subject: Ref,
    contact: Option<ContactId>,
    step: String,
    text: String,
    words: NoWords,
}

impl Wordless {
    pub fn of(walked: &Walked, told: &Told, words: NoWords) -> Wordless {
        let Walked { kept, sight, .. } = walked;
        Wordless {
            automation: kept.automation,
            run: kept.id,
            owner: sight.people.owner,
            subject: kept.subject,
            contact: kept.contact,
            step: told.visit.step.to_string(),
            text: told.doing.input["template"].as_str().unwrap_or("its own words").to_owned(),
            words,
        }
    }

    /// Closed by whoever mended the text or the record.
    pub async fn raise(self, tx: &mut Tx) -> Result<()> {
        let name = rows::load(tx, self.automation).await?.name;
        let NoWords { why, no_text } = self.words;
        let fix = json!({ "verb": "automation.take_texts", "body": { "automation": self.automation },
            "label": "Take up the texts approved now" });
        tx.raise(Raise {
            key: format!("wordless {} {} {}", self.automation, self.step, why),
            code: "automation.wordless",
            title: format!("{name} left out the message of step {}", self.step),
            detail: format!("It was to send `{}`: {}.", self.text, why),
            owner: self.owner,
            subject: Some(self.subject),
            contact: self.contact,
            run: Some(self.run),
            fix: no_text.then_some(fix),
            ..Raise::default()
        })
        .await
    }
}
