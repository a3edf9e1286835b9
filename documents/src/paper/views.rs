//! How a paper stands.

use kernel::paper::Document;
use kernel::{FileId, PaperId, Ref, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{AskedPaper, PaperState, Tx};
use verbs::{Query, Verb};

#[derive(Debug, Serialize, JsonSchema)]
pub struct PaperView {
    pub id: PaperId,
    pub rv: i64,
    /// The record it shows.
    pub on: Ref,
    pub document: Document,
    /// Of the PDF.
    pub name: String,
    /// `asked`, `made` or `failed`.
    pub state: &'static str,
    pub asked_at: Timestamp,
    pub made_at: Option<Timestamp>,
    /// The PDF, once it is made.
    pub pdf: Option<FileId>,
    /// Where staff get it, once it is made.
    pub href: Option<String>,
    /// Why it could not be made.
    pub reason: Option<String>,
}

pub fn view(paper: AskedPaper) -> PaperView {
    let (made_at, pdf, reason) = match &paper.state {
        PaperState::Made { at, pdf, .. } => (Some(*at), Some(*pdf), None),
        PaperState::Failed { reason, .. } => (None, None, Some(reason.clone())),
        PaperState::Asked | PaperState::Replaced { .. } => (None, None, None),
    };
    let href = pdf.map(|_| format!("/api/v1/papers/{}/{}", paper.on, paper.document.word()));
    PaperView {
        id: paper.id,
        rv: paper.rv,
        on: paper.on,
        document: paper.document,
        state: paper.state.word(),
        name: paper.name,
        asked_at: paper.asked_at,
        made_at,
        pdf,
        href,
        reason,
    }
}

/// The state of a record's paper. Whoever may read the record may read it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadPaper {
    pub on: Ref,
    pub document: Document,
}

impl Query for ReadPaper {
    const VERB: Verb = Verb::get("paper.read", "/papers/{on}/{document}/state").signed_in();
    type Answer = PaperView;

    async fn ask(&self, tx: &mut Tx) -> Result<PaperView> {
        Ok(view(super::readable(tx, self.on, self.document).await?))
    }
}
