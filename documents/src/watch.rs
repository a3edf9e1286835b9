//! The watch over papers: one that is not made two minutes after it was asked for reaches a person.
//!
//! The exception settles when the paper is made, fails or is replaced; `carrier` does that.

use kernel::{Result, Timestamp, fault};
use store::Tx;
use verbs::{Desk, Worker};

use crate::raise;
use crate::renderer::Renderer;

/// Its round, and how long a paper may take, in seconds.
const ROUND: i64 = 30;
const LATE: i64 = 120;

pub struct PaperWatch;

impl Worker for PaperWatch {
    const NAME: &'static str = "documents.paper_watch";
    /// Each node looks after its own worker process; the exceptions are one by their keys.
    const ALONE: bool = false;
    const HEARS: verbs::Hears = verbs::Hears::Nothing;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        if let Some(renderer) = desk.store.house().rules.provided::<Renderer>() {
            renderer.look_after().await;
        }
        let since = Timestamp::from_second(desk.store.now().as_second() - LATE).map_err(fault)?;
        let late = desk.store.read(move |tx| Box::pin(tx.papers_late(since))).await?;
        if !late.is_empty() {
            desk.store.claim("documents.paper_watch", move |tx| Box::pin(raise_all(tx, since))).await?;
        }
        Timestamp::from_second(desk.store.now().as_second() + ROUND).map(Some).map_err(fault)
    }
}

async fn raise_all(tx: &mut Tx, since: Timestamp) -> Result<()> {
    for paper in tx.papers_late(since).await? {
        raise::late(tx, &paper).await?;
    }
    Ok(())
}
