//! How every mail leaves, of whatever kind: drafted in one transaction, handed over outside of any, settled in the
//! next.

use std::marker::PhantomData;
use std::sync::Arc;

use kernel::{Error, Result, Timestamp, fault};
use serde::de::DeserializeOwned;
use store::effect::{self, Claimed};
use store::{Store, Tx};

use super::post::{self, Post, Route};
use super::raise::Wrong;
use super::verdict::{again, discreet, verdict};
use super::{pace, raise, rows};
use crate::line::{Kind, course};
use crate::mail::Mail;
use crate::mail_out::{Envelope, Outcome};

/// A kind of mail: what is written, and what becomes of it.
pub(super) trait Mails: Send + Sync + 'static {
    /// Of its effects.
    const KIND: &'static str;
    /// Of the transaction that drafts it.
    const DRAFTS: &'static str;

    /// The payload of its effects.
    type Order: DeserializeOwned + Send + Sync + 'static;

    fn order(effect: &Claimed) -> Result<Self::Order> {
        serde_json::from_value(effect.payload.clone()).map_err(fault)
    }

    /// Why nobody needs it any more by now, whether a server is set up or not.
    fn needless(_: &Claimed, _: &Self::Order, _now: Timestamp) -> Option<&'static str> {
        None
    }

    /// Reads everything it needs, and writes it.
    fn write(
        tx: &mut Tx,
        effect: &Claimed,
        order: &Self::Order,
        mail: &Mail,
    ) -> impl Future<Output = Result<Draft>> + Send;

    /// What follows from an outcome: somebody hears of one that did not arrive, unless it says otherwise. `_came` is
    /// what the server said, if it was asked.
    fn ended(
        tx: &mut Tx,
        effect: &Claimed,
        outcome: &effect::Outcome,
        _came: Option<Outcome>,
    ) -> impl Future<Output = Result<()>> + Send {
        async move {
            match outcome {
                effect::Outcome::Failed(note) => raise::other(tx, effect, Wrong::NotTaken, note).await,
                effect::Outcome::Unknown(note) => raise::other(tx, effect, Wrong::Uncertain, note).await,
                effect::Outcome::Done(_) | effect::Outcome::Skipped(_) | effect::Outcome::Retry(..) => Ok(()),
            }
        }
    }
}

/// Carries the effects of one kind of mail.
pub(super) struct Carries<M> {
    post: Arc<Post>,
    kind: PhantomData<M>,
}

impl<M> Carries<M> {
    pub fn by(post: &Arc<Post>) -> Carries<M> {
        Carries { post: post.clone(), kind: PhantomData }
    }
}

/// What a transaction read and made for one mail.
pub(super) enum Draft<T = Envelope> {
    /// Something was taken away since the gate was asked.
    Waits(&'static str),
    /// Nobody needs it any more, for this reason.
    Needless(&'static str),
    Ready(Box<T>),
}

/// What it takes to hand one over.
struct Leaving {
    route: Route,
    envelope: Envelope,
    /// How often it was tried by now.
    tries: i64,
}

/// Seconds until a mail without a server, or one that our own side could not make, is tried again.
const SOON: i64 = 60;

impl<M: Mails> effect::Carrier for Carries<M> {
    async fn carry(&self, store: &Store, effect: &Claimed) -> effect::Outcome {
        let open = self.post.version();
        let asked = effect.clone();
        let draft = store.claim(M::DRAFTS, move |tx| {
            let effect = asked.clone();
            Box::pin(async move { drafted::<M>(tx, &effect, open).await })
        });
        match draft.await {
            Ok(draft) => hand_over(&self.post, store, effect, draft).await,
            Err(error) => not_made(store.now(), &error),
        }
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &effect::Outcome) -> Result<()> {
        rows::forget_tries(tx, effect.id).await?;
        if matches!(outcome, effect::Outcome::Done(_)) {
            course::answered(tx).await?;
        }
        M::ended(tx, effect, outcome, self.post.said(effect)).await
    }

    async fn postponed(&self, tx: &mut Tx, effect: &Claimed, outcome: &effect::Outcome) -> Result<()> {
        offered(&self.post, tx, effect, outcome).await
    }
}

/// `open`: the version of the settings the connection was opened with, if one is open.
async fn drafted<M: Mails>(tx: &mut Tx, effect: &Claimed, open: Option<i64>) -> Result<Draft<Leaving>> {
    let order = M::order(effect)?;
    if let Some(why) = M::needless(effect, &order, tx.now()) {
        return Ok(Draft::Needless(why));
    }
    let Some(route) = post::route(tx, open).await? else { return Ok(Draft::Waits(post::NOT_SET_UP)) };
    let envelope = match M::write(tx, effect, &order, &route.mail).await? {
        Draft::Ready(envelope) => *envelope,
        Draft::Waits(what) => return Ok(Draft::Waits(what)),
        Draft::Needless(why) => return Ok(Draft::Needless(why)),
    };
    pace::handed(tx, route.mail.pace, effect).await?;
    let tries = rows::tries(tx, effect.id).await?.map_or(0, |tries| tries.count);
    Ok(Draft::Ready(Box::new(Leaving { route, envelope, tries })))
}

/// Sends what was drafted; what the server said becomes the outcome.
async fn hand_over(post: &Post, store: &Store, effect: &Claimed, draft: Draft<Leaving>) -> effect::Outcome {
    let now = store.now();
    let Leaving { route, envelope, tries } = match draft {
        Draft::Ready(leaving) => *leaving,
        Draft::Needless(why) => return effect::Outcome::Skipped(why.into()),
        Draft::Waits(what) => return again(now, wait(SOON), what.into()),
    };
    match post.send(route, effect, &envelope, now).await {
        Ok(came) => verdict(&came, tries, effect.resend, now),
        Err(error) => not_made(now, &error),
    }
}

fn wait(seconds: i64) -> jiff::SignedDuration {
    jiff::SignedDuration::from_secs(seconds)
}

/// Nothing was sent. What a rule refuses stays refused; what broke may work in a moment.
fn not_made(now: Timestamp, error: &Error) -> effect::Outcome {
    match error {
        Error::Refused(_) | Error::Invalid(_) | Error::Missing(_) => {
            effect::Outcome::Failed(discreet(&error.to_string()))
        }
        _ => again(now, wait(SOON), discreet(&error.to_string())),
    }
}

/// It was offered and waits: the try counts unless the connection was to blame, which is everybody's trouble.
async fn offered(post: &Post, tx: &mut Tx, effect: &Claimed, outcome: &effect::Outcome) -> Result<()> {
    let (effect::Outcome::Retry(_, note), Some(came)) = (outcome, post.said(effect)) else { return Ok(()) };
    if came.needs_owner() {
        return course::met(tx, Kind::Refused, note).await;
    }
    rows::tried(tx, effect.id).await?;
    let tries = rows::tries(tx, effect.id).await?;
    // The third time, or after an hour, it is no hiccup any more.
    let lasting =
        tries.is_some_and(|t| t.count >= 3 || tx.now().as_second() - t.first_at.as_second() >= 3600);
    match came {
        Outcome::Unreachable { .. } if lasting => course::met(tx, Kind::Unreachable, note).await,
        _ => Ok(()),
    }
}
