//! Asking for a paper again after it could not be made.

use facts::documents::PaperAsked;
use kernel::paper::Document;
use kernel::{Ref, Refusal, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use store::{AskedPaper, PaperState, Tx};
use verbs::{Command, Subject, Verb};

use super::views::{PaperView, view};

#[derive(Debug, thiserror::Error)]
pub enum RetryRefusal {
    #[error("the paper is {0}; only one that could not be made is made again")]
    NotFailed(&'static str),
}

impl Refusal for RetryRefusal {
    fn code(&self) -> &'static str {
        "paper.not_failed"
    }
}

/// Make a paper again that could not be made, from the same data.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryPaper {
    pub on: Ref,
    pub document: Document,
}

impl Command for RetryPaper {
    const VERB: Verb =
        Verb::post("paper.retry", "/papers/{on}/{document}/retry").no_undo("a paper that is made stays");
    type Answer = PaperView;

    fn subject(&self) -> Subject {
        self.on.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<PaperView> {
        let failed = super::readable(tx, self.on, self.document).await?;
        if !matches!(failed.state, PaperState::Failed { .. }) {
            return Err(RetryRefusal::NotFailed(failed.state.word()).into());
        }
        let told = told(tx, &failed).await?;
        let asked = AskedPaper { state: PaperState::Asked, asked_at: tx.now(), ..failed.clone() };
        let asked = tx.keep_and_tell(&failed, asked, told).await?;
        tx.release_effect(&format!("paper {}", asked.id), "asked for again").await?;
        Ok(view(asked))
    }
}

async fn told(tx: &mut Tx, paper: &AskedPaper) -> Result<PaperAsked> {
    let data = tx.file_bytes(paper.data).await?;
    Ok(PaperAsked {
        paper: paper.id,
        contact: paper.contact,
        on: paper.on,
        document: paper.document.word().into(),
        data_sha256: data_encoding::HEXLOWER.encode(&Sha256::digest(&data)),
    })
}
