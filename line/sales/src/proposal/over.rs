//! What crm tells of the deal: an offer lives no longer than its deal, and comes back with it.
//!
//! Invariant: in the same transaction, so that nobody accepts or signs an offer of a lost deal. Nobody but the
//! customer's page is told; what is said to them is for people to say.

use facts::crm::{DealLost, DealReopened, DealWithdrawn, DealWon};
use kernel::{Business, DealId, Result};
use store::{Consequence, Tx};

use super::{Proposal, ProposalRefusal, rows, send};
use crate::agreement::void;
use crate::people;

/// On the end of a deal or its return: what waits is counted for open deals only, and what can be accepted goes
/// with a deal that came to nothing.
pub(crate) struct DealIsOver<F>(std::marker::PhantomData<fn(F)>);

impl<F> DealIsOver<F> {
    pub fn new() -> DealIsOver<F> {
        DealIsOver(std::marker::PhantomData)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The customer said yes: the offer did its work.
    Won,
    ToNothing,
    Back,
}

/// A fact that ends a deal, or brings it back.
pub(crate) trait Turns: facts::Fact {
    const TURN: Turn;
    fn deal(&self) -> DealId;
}

macro_rules! turns {
    ($($fact:ident $turn:ident;)+) => {$(
        impl Turns for $fact {
            const TURN: Turn = Turn::$turn;
            fn deal(&self) -> DealId { self.deal }
        }
    )+};
}

turns! {
    DealWon Won;
    DealLost ToNothing;
    DealWithdrawn ToNothing;
    DealReopened Back;
}

impl<F: Turns> Consequence for DealIsOver<F> {
    const NAME: &'static str = "sales.deal_is_over";
    type Fact = F;

    async fn follow(&self, tx: &mut Tx, fact: &F) -> Result<()> {
        let deal = fact.deal();
        rows::deal_ended(tx, deal, F::TURN != Turn::Back).await?;
        match F::TURN {
            Turn::Won => Ok(()),
            Turn::ToNothing => end_with(tx, deal).await,
            Turn::Back => bring_back(tx, deal).await,
        }
    }
}

/// Nothing is offered for a deal that came to nothing.
pub(super) async fn is_alive(tx: &mut Tx, deal: DealId) -> Result<()> {
    let state = people::deal(tx, deal).await?.state;
    let over = ["lost", "withdrawn"].contains(&state.as_str());
    if over { Err(ProposalRefusal::DealEnded(state).into()) } else { Ok(()) }
}

async fn end_with(tx: &mut Tx, deal: DealId) -> Result<()> {
    for offer in rows::of_deal(tx, deal).await? {
        if offer.is_live().is_err() {
            continue;
        }
        let waiting = offer.agreement;
        let (after, told) = offer.clone().end_with_deal(tx.now())?;
        tx.keep_and_tell(&offer, after, told).await?;
        void::waiting(tx, waiting, "the deal came to nothing").await?;
    }
    Ok(())
}

/// What ended with the deal can be accepted again, as long as its last day is not over.
async fn bring_back(tx: &mut Tx, deal: DealId) -> Result<()> {
    let business: Business = tx.setting().await?;
    let today = business.zone().shows(tx.now()).date();
    for offer in rows::of_deal(tx, deal).await?.into_iter().filter(Proposal::ended_with_deal) {
        match offer.content.valid_until.filter(|day| *day >= today) {
            Some(day) => {
                let (after, told) = offer.clone().reopen(day, send::end_of(&business, day)?, true)?;
                tx.keep_and_tell(&offer, after, told).await?;
            }
            None => {
                let due = send::next_opening(&business, tx.now())?;
                let (after, told) = offer.clone().stay_ended(due);
                tx.keep_and_tell(&offer, after, told).await?;
            }
        }
    }
    Ok(())
}
