//! What a paper that is late or could not be made asks of a person.
//!
//! One exception per record and kind for a failure, one per paper for a delay; each has its fix or settles
//! by itself.

mod rows;

use kernel::paper::Document;
use kernel::{EffectId, PaperId, Result, UserId};
use serde_json::json;
use store::{AskedPaper, Raise, Tx};

pub fn failed_key(paper: &AskedPaper) -> String {
    format!("paper.failed {} {}", paper.on, paper.document.word())
}

pub fn late_key(paper: PaperId) -> String {
    format!("paper.late {paper}")
}

/// As people call it, in the middle of a sentence.
fn called(document: Document) -> &'static str {
    match document {
        Document::Proposal => "proposal",
        Document::Agreement => "agreement",
        Document::Invoice => "invoice",
        Document::CreditNote => "credit note",
    }
}

/// Whoever owns the record, or is here for them; else an administrator.
async fn owner(tx: &mut Tx, paper: &AskedPaper) -> Result<Option<UserId>> {
    let (away, staff) = (tx.away().await?, rows::staff(tx).await?);
    let owner = paper.owned.owner;
    Ok(away.answers(&[owner], &staff).or(owner))
}

pub async fn failed(tx: &mut Tx, paper: &AskedPaper, effect: EffectId, reason: &str) -> Result<()> {
    let what = called(paper.document);
    let owner = owner(tx, paper).await?;
    tx.raise(Raise {
        key: failed_key(paper),
        code: "paper.failed",
        title: format!("{} could not be made", paper.name),
        detail: format!("The PDF of the {what} could not be made: {reason}. What depends on it waits."),
        owner,
        subject: Some(paper.on),
        contact: paper.contact,
        effect: Some(effect),
        fix: Some(json!({
            "verb": "paper.retry",
            "body": { "on": paper.on, "document": paper.document },
            "label": "Make it again",
        })),
        due_hours: Some(4),
        ..Raise::default()
    })
    .await
}

pub async fn late(tx: &mut Tx, paper: &AskedPaper) -> Result<()> {
    let what = called(paper.document);
    let owner = owner(tx, paper).await?;
    tx.raise(Raise {
        key: late_key(paper.id),
        code: "paper.late",
        title: format!("{} is late", paper.name),
        detail: format!(
            "The PDF of the {what} was asked for more than two minutes ago and is not made. It is tried \
             again by itself; if this lasts, look at the log of the server."
        ),
        owner,
        subject: Some(paper.on),
        contact: paper.contact,
        due_hours: Some(1),
        ..Raise::default()
    })
    .await
}
