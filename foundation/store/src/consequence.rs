//! A room's code on another room's fact, in the same transaction: only where the intake or the books would
//! otherwise be false. Depth at most three; the transaction keeps it on its own nouns.

use std::any::Any;

use facts::Fact;
use futures_util::future::BoxFuture;
use kernel::{FactId, Id, Result, fault};

use crate::journal::Draft;
use crate::{Heard, Tx};

const DEEPEST: u8 = 3;

pub trait Consequence: Send + Sync + 'static {
    /// `room.what_it_does`: the room is the only one whose tables it may write.
    const NAME: &'static str;
    type Fact: Fact;

    fn follow(&self, tx: &mut Tx, fact: &Self::Fact) -> impl Future<Output = Result<()>> + Send;
}

pub(crate) trait AnyConsequence: Send + Sync {
    fn name(&self) -> &'static str;
    fn follow_any<'t>(
        &'t self,
        tx: &'t mut Tx,
        fact: &'t (dyn Any + Send + Sync),
    ) -> BoxFuture<'t, Result<()>>;
}

impl<C: Consequence> AnyConsequence for C {
    fn name(&self) -> &'static str {
        C::NAME
    }

    fn follow_any<'t>(
        &'t self,
        tx: &'t mut Tx,
        fact: &'t (dyn Any + Send + Sync),
    ) -> BoxFuture<'t, Result<()>> {
        let fact = fact.downcast_ref().expect("registered under its fact's kind");
        Box::pin(self.follow(tx, fact))
    }
}

impl Tx {
    /// The fact a consequence follows; `None` outside of one.
    pub fn follows(&self) -> Option<FactId> {
        let following = self.following.filter(|following| following.depth > 0)?;
        Some(FactId::from_bytes(following.cause.bytes))
    }

    pub(crate) async fn follow(&mut self, draft: &Draft) -> Result<()> {
        let house = self.house.clone();
        for consequence in house.rules.consequences.get(draft.kind).into_iter().flatten() {
            if draft.depth >= DEEPEST {
                return Err(fault(format!("`{}` would be the fourth in a row", consequence.name())));
            }
            self.following = Some(draft.followed());
            self.room = consequence.name().split('.').next();
            let done = consequence.follow_any(self, &*draft.fact).await;
            (self.following, self.room) = (None, None);
            done?;
        }
        for companion in &house.rules.companions {
            let heard = self.heard(draft);
            companion.hear(self, &heard).await?;
        }
        Ok(())
    }

    fn heard(&self, draft: &Draft) -> Heard {
        Heard {
            id: draft.id,
            kind: draft.kind,
            at: self.now,
            by: self.permit.by(),
            cause: draft.cause,
            chain: draft.chain,
            about: draft.about,
            fields: draft.fields.clone(),
            changes: draft.changes.clone(),
        }
    }
}
