//! The PDFs a customer may download: the proposal as sent, the agreement once it is signed.

use kernel::paper::Document;
use kernel::{Access, Actor, Error, Ref, Result};
use store::{PaperState, Tx};
use verbs::{Body, Desk, Knock, Shown};

use super::{Held, come_in, gone};
use crate::proposal::html::ended;
use crate::proposal::send;
use crate::say;

/// A paper, as far as it is made.
enum Made {
    Pdf { name: String, bytes: Vec<u8> },
    Soon,
    Failed,
}

pub(super) async fn proposal(desk: &Desk, knock: &Knock) -> Result<Shown> {
    let Some((actor, held)) = come_in(desk, knock).await? else { return gone(desk, knock).await };
    let on: Ref = held.proposal.id.into();
    hand_over(desk, &actor, &held, (on, Document::Proposal)).await
}

pub(super) async fn agreement(desk: &Desk, knock: &Knock) -> Result<Shown> {
    let Some((actor, held)) = come_in(desk, knock).await? else { return gone(desk, knock).await };
    let signed = held.agreement.as_ref().filter(|agreement| agreement.signed.is_some());
    let Some(agreement) = signed else { return gone(desk, knock).await };
    hand_over(desk, &actor, &held, (agreement.id.into(), Document::Agreement)).await
}

async fn hand_over(
    desk: &Desk,
    actor: &Actor,
    held: &Held,
    (on, document): (Ref, Document),
) -> Result<Shown> {
    let access = Access::Portal(send::LINK);
    let found = desk.look(actor, "proposal.paper", access, move |tx| Box::pin(find(tx, on, document)));
    let failed = match found.await? {
        Made::Pdf { name, bytes } => {
            let media_type = "application/pdf".to_owned();
            return Ok(Shown::new(200, Body::Bytes { media_type, name: Some(name), bytes }));
        }
        Made::Soon => false,
        Made::Failed => true,
    };
    let body = ended::no_paper(&held.business, held.language(), failed);
    let mut shown = held.page(503, &say(held.language(), "paper-title", &[]), body);
    shown.headers.push(("retry-after", "5".into()));
    Ok(shown)
}

async fn find(tx: &mut Tx, on: Ref, document: Document) -> Result<Made> {
    let paper = tx.paper_of(on, document).await?.ok_or(Error::Missing("page"))?;
    if let PaperState::Failed { .. } = paper.state {
        return Ok(Made::Failed);
    }
    let Ok(pdf) = paper.pdf() else { return Ok(Made::Soon) };
    Ok(Made::Pdf { name: paper.name, bytes: tx.file_bytes(pdf).await? })
}
