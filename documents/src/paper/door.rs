//! The PDF itself, for signed-in staff.

use kernel::paper::Document;
use kernel::{Access, Error, Ref, Result};
use store::Tx;
use verbs::{Body, Desk, Door, DoorAt, Knock, Shown};

/// Gives the PDF of a record as a download. Whoever may read the record may have it.
pub struct DownloadPaper;

impl Door for DownloadPaper {
    const AT: DoorAt = DoorAt::get("paper.download", "/api/v1/papers/{on}/{document}", Access::SignedIn);

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        let on = Ref::parse_any(knock.part("on")).map_err(|_| Error::Missing("paper"))?;
        let document = Document::from_word(knock.part("document")).ok_or(Error::Missing("paper"))?;
        let found = desk
            .look(&knock.actor, Self::AT.name, Self::AT.access, move |tx| Box::pin(file(tx, on, document)));
        let (name, bytes) = found.await?;
        let body = Body::Bytes { media_type: "application/pdf".into(), name: Some(name), bytes };
        Ok(Shown { headers: vec![("cache-control", "private, no-store".into())], ..Shown::new(200, body) })
    }
}

async fn file(tx: &mut Tx, on: Ref, document: Document) -> Result<(String, Vec<u8>)> {
    let paper = super::readable(tx, on, document).await?;
    let bytes = tx.file_bytes(paper.pdf()?).await?;
    Ok((paper.name, bytes))
}
