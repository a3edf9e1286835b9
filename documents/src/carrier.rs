//! Carries effects of kind `paper`: reads the frozen data, has it printed, keeps the bytes; or says why not.
//!
//! Invariant: a paper is kept once, in the transaction that settles its effect. The bytes wait for it in
//! memory: whoever dies between printing and keeping prints the same bytes again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use kernel::paper::Paper;
use kernel::{EffectId, Error, PaperId, Ref, Result, Timestamp, fault};
use serde::Deserialize;
use store::effect::{self, Claimed, Outcome};
use store::{PaperState, Store, Tx};

use crate::press::{MAKER, Order, Trouble};
use crate::raise;
use crate::renderer::Renderer;

/// Seconds until a paper is tried again, by how often it was tried.
const PAUSES: [i64; 3] = [2, 10, 60];
/// Milliseconds bytes wait to be kept, longer than any lease; and once a transaction has taken them, longer
/// than it may be tried.
const WAITING: i64 = 10 * 60 * 1000;
const TAKEN: i64 = 20 * 1000;

/// The payload.
#[derive(Debug, Deserialize)]
struct Asked {
    paper: PaperId,
    /// Whose key seals the PDF; the business's for none.
    sealed_for: Option<Ref>,
}

/// Bytes that are printed and not yet kept.
struct Printed {
    pdf: Arc<[u8]>,
    /// Not needed after this, in milliseconds of the epoch.
    until: i64,
}

#[derive(Default)]
pub struct PaperCarrier {
    printed: Mutex<HashMap<EffectId, Printed>>,
    here: OnceLock<Renderer>,
}

/// What reading the data came to.
enum Found {
    Order(Box<Order>),
    /// Nobody needs it any more, for this reason.
    Needless(&'static str),
    Unreadable(String),
}

impl effect::Carrier for PaperCarrier {
    async fn carry(&self, store: &Store, effect: &Claimed) -> Outcome {
        let Ok(asked) = asked(effect) else { return Outcome::Failed("this order cannot be read".into()) };
        let found = store.read(move |tx| Box::pin(find(tx, asked.paper))).await;
        match found {
            Ok(Found::Order(order)) => self.print(store, effect, *order).await,
            Ok(Found::Needless(why)) => Outcome::Skipped(why.into()),
            Ok(Found::Unreadable(why)) => Outcome::Failed(why),
            Err(error) => again(store.now(), effect, &error.to_string()),
        }
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &Outcome) -> Result<()> {
        let Ok(asked) = asked(effect) else { return Ok(()) };
        let paper = tx.asked_paper(asked.paper).await?;
        tx.settle_exception(&raise::late_key(paper.id), "the paper is not awaited any more").await?;
        if !matches!(paper.state, PaperState::Asked | PaperState::Failed { .. }) {
            return Ok(());
        }
        match outcome {
            Outcome::Done(_) => {
                let pdf = self
                    .waiting(effect.id, tx.now())
                    .ok_or_else(|| fault("a printed paper has its bytes"))?;
                let made = tx.paper_made(paper, &pdf, asked.sealed_for, MAKER).await?;
                tx.settle_exception(&raise::failed_key(&made), "the paper is made").await.map(drop)
            }
            Outcome::Failed(reason) | Outcome::Unknown(reason) => {
                let failed = tx.paper_failed(paper, reason).await?;
                raise::failed(tx, &failed, effect.id, reason).await
            }
            // Nobody needs it: nobody is asked.
            Outcome::Skipped(reason) => tx.paper_failed(paper, reason).await.map(drop),
            Outcome::Retry(..) => Ok(()),
        }
    }
}

impl PaperCarrier {
    async fn print(&self, store: &Store, effect: &Claimed, order: Order) -> Outcome {
        let provided = store.house().rules.provided::<Renderer>();
        let renderer = provided.as_deref().unwrap_or_else(|| self.here.get_or_init(Renderer::here));
        match renderer.print(order, &store.house().dir.join("fonts")).await {
            Ok(pdf) => {
                self.wait(effect.id, store.now(), pdf);
                Outcome::Done(MAKER.into())
            }
            Err(trouble) if trouble.passes() => again(store.now(), effect, &trouble.to_string()),
            Err(trouble) => Outcome::Failed(trouble.to_string()),
        }
    }

    fn wait(&self, effect: EffectId, now: Timestamp, pdf: Vec<u8>) {
        let now = now.as_millisecond();
        let mut printed = self.printed.lock().expect("keeping bytes does not panic");
        printed.retain(|_, waiting| now < waiting.until);
        printed.insert(effect, Printed { pdf: pdf.into(), until: now + WAITING });
    }

    /// The transaction may run again, so they stay a while.
    fn waiting(&self, effect: EffectId, now: Timestamp) -> Option<Arc<[u8]>> {
        let mut printed = self.printed.lock().expect("keeping bytes does not panic");
        let waiting = printed.get_mut(&effect)?;
        waiting.until = now.as_millisecond() + TAKEN;
        Some(waiting.pdf.clone())
    }
}

fn asked(effect: &Claimed) -> Result<Asked> {
    serde_json::from_value(effect.payload.clone()).map_err(fault)
}

async fn find(tx: &mut Tx, id: PaperId) -> Result<Found> {
    let asked = tx.asked_paper(id).await?;
    match asked.state {
        PaperState::Made { .. } => return Ok(Found::Needless("the paper is made already")),
        PaperState::Replaced { .. } => return Ok(Found::Needless("another one was asked for meanwhile")),
        PaperState::Asked | PaperState::Failed { .. } => {}
    }
    let data = match tx.file_bytes(asked.data).await {
        Err(Error::Missing(_)) => return Ok(Found::Needless("the person it was about was forgotten")),
        other => other?,
    };
    let paper: Paper = match serde_json::from_slice(&data) {
        Ok(paper) => paper,
        Err(why) => return Ok(Found::Unreadable(Trouble::Data(why.to_string()).to_string())),
    };
    let logo = match paper.logo {
        Some(logo) => Some(tx.file_bytes(logo).await?),
        None => None,
    };
    Ok(Found::Order(Box::new(Order { ident: id.to_string(), at: asked.asked_at, paper, logo })))
}

/// A few times, then a person is asked. A paper a person asks for again has all its tries again.
fn again(now: Timestamp, effect: &Claimed, why: &str) -> Outcome {
    let tried = usize::try_from(effect.attempt).unwrap_or(0) % (PAUSES.len() + 1);
    let Some(pause) = PAUSES.get(tried) else { return Outcome::Failed(why.into()) };
    match Timestamp::from_second(now.as_second() + pause) {
        Ok(at) => Outcome::Retry(at, why.into()),
        Err(_) => Outcome::Failed(why.into()),
    }
}
