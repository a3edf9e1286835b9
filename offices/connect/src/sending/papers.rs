//! The papers that go with a message: it waits until they are made, and never leaves without them.

use kernel::{Refusal, Result};
use store::{AskedPaper, PaperState, Tx};

use super::MailOrder;
use crate::mail_out::Attachment;

/// As they travel (base64 takes four letters for three bytes): what large receivers take at most.
const LARGEST: usize = 20 * 1024 * 1024;
/// Why it waits, for the outbox and the note of the effect.
pub const WAITS: &str = "It waits until the papers that go with it are made.";

#[derive(Debug, thiserror::Error)]
enum PaperRefusal {
    #[error("the {0} that goes with it was never asked for; write the message again from the record")]
    NotAsked(&'static str),
    #[error("{0} could not be made: {1}")]
    Failed(String, String),
    #[error("with {0} the mail is larger than 20 MB; send a message with its link instead")]
    TooLarge(String),
}

impl Refusal for PaperRefusal {
    fn code(&self) -> &'static str {
        match self {
            PaperRefusal::NotAsked(_) => "mail.paper_not_asked",
            PaperRefusal::Failed(..) => "mail.paper_failed",
            PaperRefusal::TooLarge(_) => "mail.too_large",
        }
    }
}

/// What lets it go, where a paper of it is still being made. One that failed is not waited for.
pub async fn wait(tx: &mut Tx, order: &MailOrder) -> Result<Option<String>> {
    let found = of(tx, order).await?;
    let mut asked = found.iter().flatten().filter(|paper| matches!(paper.state, PaperState::Asked));
    Ok(asked.next().map(|paper| Tx::held_by_paper(paper.on, paper.document)))
}

/// Does it fail because of a paper?
pub async fn broke(tx: &mut Tx, order: &MailOrder) -> Result<bool> {
    let found = of(tx, order).await?;
    let whole = |paper: &AskedPaper| !matches!(paper.state, PaperState::Failed { .. });
    Ok(!found.iter().all(|paper| paper.as_ref().is_some_and(whole)))
}

/// Under their own names; `None` while one is being made.
pub async fn attached(tx: &mut Tx, order: &MailOrder) -> Result<Option<Vec<Attachment>>> {
    let (mut all, mut size) = (vec![], 0);
    for (paper, document) in of(tx, order).await?.into_iter().zip(&order.attach) {
        let paper = paper.ok_or(PaperRefusal::NotAsked(document.word()))?;
        let pdf = match &paper.state {
            PaperState::Made { pdf, .. } => *pdf,
            PaperState::Failed { reason, .. } => {
                return Err(PaperRefusal::Failed(paper.name.clone(), reason.clone()).into());
            }
            PaperState::Asked | PaperState::Replaced { .. } => return Ok(None),
        };
        let bytes = tx.file_bytes(pdf).await?;
        size += bytes.len().div_ceil(3) * 4;
        if size > LARGEST {
            return Err(PaperRefusal::TooLarge(paper.name).into());
        }
        all.push(Attachment::new(&paper.name, "application/pdf", bytes)?);
    }
    Ok(Some(all))
}

/// The living papers, in the order they are to be attached.
async fn of(tx: &mut Tx, order: &MailOrder) -> Result<Vec<Option<AskedPaper>>> {
    let mut found = vec![];
    for document in &order.attach {
        found.push(match order.about {
            Some(about) => tx.paper_of(about, *document).await?,
            None => None,
        });
    }
    Ok(found)
}
