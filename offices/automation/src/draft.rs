//! A draft: what somebody writes of an automation and has not published, kept by itself while they type.
//!
//! Invariant: nobody's words are written over unseen; whoever saves, discards or publishes names the state they saw.
//! Its words may be wrong in every way: they are kept as they are, beside the journal, for they are no text yet.

pub mod commands;
pub mod queries;
mod rows;
mod seen;

pub use seen::Seen;

use facts::automation::{AutomationDraftBegun, AutomationDraftEnded, AutomationDraftSaved};
use kernel::{AutomationDraftId, AutomationId, Error, Owned, Refusal, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::ship::hex;

/// Longer ones are no automation: bytes of its text, and of its steps.
const LONGEST: usize = 200_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub id: AutomationDraftId,
    pub rv: i64,
    /// Whoever answers for the automation; of a new one, whoever began it.
    pub owned: Owned,
    /// Of which it will be the next version; none where it is a new one.
    pub automation: Option<AutomationId>,
    /// What its words call it, as far as they say.
    pub slug: String,
    /// Of its words, lower-case hex: what was written differs, though it is not told.
    pub sha256: String,
    /// The number of the version it was begun from; 0 for a new one.
    pub begun_from: i64,
    pub saved_at: Timestamp,
    pub saved_by: Option<UserId>,
}

/// What is written: as text, as the steps, or both; whichever was written last stands alone or first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// YAML, where it was written by hand; it may be unreadable.
    #[serde(default)]
    pub text: Option<String>,
    /// The steps as data, as far as there are any; with a text beside them, those of before it.
    #[serde(default)]
    pub document: Option<Json>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DraftRefusal {
    #[error("somebody begins the next version of it already; read that draft and write on there")]
    Begun,
    #[error(
        "somebody saved this draft after you read it; compare what they wrote with yours, then save over it or take it"
    )]
    Newer,
    #[error("this draft was published or thrown away meanwhile; begin another with what you wrote")]
    Gone,
}

impl Refusal for DraftRefusal {
    fn code(&self) -> &'static str {
        match self {
            DraftRefusal::Begun => "automation_draft.begun",
            DraftRefusal::Newer => "automation_draft.newer",
            DraftRefusal::Gone => "automation_draft.gone",
        }
    }
}

impl Words {
    fn check(&self) -> Result<()> {
        let steps = self.document.as_ref().map_or(0, |document| document.to_string().len());
        let wrong = |pointer, code, why: &str| Err(Error::field(pointer, code, why));
        match self {
            Words { text: None, document: None } => {
                wrong("/text", "automation_draft.empty", "send the text, or the document, or both")
            }
            Words { text: Some(text), .. } if text.len() > LONGEST => wrong(
                "/text",
                "automation_draft.too_long",
                "this is too long for an automation; split it in two",
            ),
            _ if steps > LONGEST => wrong(
                "/document",
                "automation_draft.too_long",
                "this is too long for an automation; split it in two",
            ),
            _ => Ok(()),
        }
    }

    fn sha256(&self) -> String {
        let words = serde_json::to_vec(self).expect("words are plain data");
        hex(Sha256::digest(words).into())
    }

    /// What it calls itself: its text may say so though the rest of it is unreadable.
    fn slug(&self) -> String {
        let of_text = self
            .text
            .as_deref()
            .and_then(|text| text.lines().find_map(|line| line.strip_prefix("automation:")).map(str::trim));
        let of_steps = self.document.as_ref().and_then(|document| document["automation"].as_str());
        of_text.or(of_steps).unwrap_or_default().chars().take(80).collect()
    }
}

impl Draft {
    fn begun(&self) -> AutomationDraftBegun {
        AutomationDraftBegun { draft: self.id, automation: self.automation }
    }

    fn save(self, words: &Words, at: Timestamp, by: Option<UserId>) -> (Draft, AutomationDraftSaved) {
        let told = AutomationDraftSaved { draft: self.id, automation: self.automation };
        (Draft { slug: words.slug(), sha256: words.sha256(), saved_at: at, saved_by: by, ..self }, told)
    }

    fn ended(&self, published: bool) -> AutomationDraftEnded {
        AutomationDraftEnded { draft: self.id, automation: self.automation, published }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn words(text: Option<&str>, document: Json) -> Words {
        Words { text: text.map(str::to_owned), document: (!document.is_null()).then_some(document) }
    }

    #[test]
    fn a_draft_is_called_what_its_words_call_it_however_broken_they_are() {
        for (given, slug) in [
            (words(None, json!({"automation": "steps"})), "steps"),
            (
                words(Some("note: x\nautomation: by-hand\nsteps: ["), json!({"automation": "steps"})),
                "by-hand",
            ),
            (words(Some("steps: ["), json!({"automation": "steps"})), "steps"),
            (words(Some("steps: ["), Json::Null), ""),
            (words(None, json!({"automation": 7})), ""),
        ] {
            assert_eq!(given.slug(), slug, "{given:?}");
        }
    }

    #[test]
    fn nothing_and_too_much_are_no_draft() {
        let code = |words: Words| match words.check().unwrap_err() {
            Error::Invalid(fields) => fields[0].code,
            other => panic!("{other:?}"),
        };
        assert_eq!(code(words(None, Json::Null)), "automation_draft.empty");
        assert_eq!(code(words(Some(&"x".repeat(LONGEST + 1)), Json::Null)), "automation_draft.too_long");
        assert_eq!(code(words(None, json!("x".repeat(LONGEST)))), "automation_draft.too_long");
        assert!(words(Some("["), Json::Null).check().is_ok(), "what cannot be read is kept");
    }
}
