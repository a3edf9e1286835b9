//! How every mail leaves, of whatever kind: drafted in one transaction, handed over outside of any, settled in the
//! next.

use std::marker::PhantomData;
use std::sync::Arc;

use kernel::{Error, Result, Timestamp};
use store::effect::{self, Claimed};
use store::{Store, Tx};

use super::post::{Post, Route};
use super::verdict::{again, discreet, verdict};
use super::{pace, rows};
use crate::line::{Kind, course};
use crate::mail_out::{Envelope, Outcome};

/// A kind of mail: what is written, and what becomes of it.
pub(super) trait Mails: Send + Sync + 'static {
    /// Of its effects.
    const KIND: &'static str;
    /// Of the transaction that drafts it.
    const DRAFTS: &'static str;

    /// `open`: the version of the settings the connection was opened with, if one is open.
    fn draft(tx: &mut Tx, effect: &Claimed, open: Option<i64>) -> impl Future<Output = Result<Draft>> + Send;

    /// What follows from an outcome: nothing, unless it says so. `came` is what the server said, if it was asked.
    fn ended(
        _: &mut Tx,
        _: &Claimed,
        _: &effect::Outcome,
        _came: Option<Outcome>,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
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
pub(super) enum Draft {
    /// Something was taken away since the gate was asked.
    Waits(&'static str),
    /// Nobody needs it any more, for this reason.
    Needless(&'static str),
    Ready {
        route: Box<Route>,
        envelope: Box<Envelope>,
        tries: i64,
    },
}

/// Seconds until a mail without a server, or one that our own side could not make, is tried again.
const SOON: i64 = 60;

impl<M: Mails> effect::Carrier for Carries<M> {
    async fn carry(&self, store: &Store, effect: &Claimed) -> effect::Outcome {
        let open = self.post.version();
        let asked = effect.clone();
        let draft = store.claim(M::DRAFTS, move |tx| {
            let effect = asked.clone();
            Box::pin(async move { M::draft(tx, &effect, open).await })
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

/// Sends what was drafted; what the server said becomes the outcome.
async fn hand_over(post: &Post, store: &Store, effect: &Claimed, draft: Draft) -> effect::Outcome {
    let now = store.now();
    let (route, envelope, tries) = match draft {
        Draft::Ready { route, envelope, tries } => (route, envelope, tries),
        Draft::Needless(why) => return effect::Outcome::Skipped(why.into()),
        Draft::Waits(what) => return again(now, wait(SOON), what.into()),
    };
    match post.send(*route, effect, &envelope, now).await {
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

/// How often it was tried by now, and what it is: ready to leave.
pub(super) async fn ready(tx: &mut Tx, effect: &Claimed, route: Route, envelope: Envelope) -> Result<Draft> {
    pace::handed(tx, route.mail.pace, effect).await?;
    let tries = rows::tries(tx, effect.id).await?.map_or(0, |tries| tries.count);
    Ok(Draft::Ready { route: Box::new(route), envelope: Box::new(envelope), tries })
}
