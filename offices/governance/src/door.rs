//! Who stands at the door: by cookie, token, link or name, and what their role grants them.
//!
//! Answers are kept for at most ten seconds. A fact that ends somebody's access empties them, and nothing is
//! kept again until its transaction must be over; another node learns of it within the ten seconds.

pub mod rows;
mod seen;

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use facts::governance::{
    PasswordChanged, SessionEnded, TokenRevoked, UserChanged, UserDeactivated, UserReactivated,
};
use futures_util::future::BoxFuture;
use kernel::{Access, Actor, Cause, Error, Grants, Ref, Result, SessionId, UserId, Via};
use store::{Consequence, Rules, Tx};
use verbs::{Desk, Doorkeeper};

use self::rows::Holder;
use self::seen::Seen;
use crate::policy::{Policy, Role};
use crate::session;
use crate::token;

/// Between two notes of when a session or token was last used.
const MINUTE_MS: i64 = 60_000;

#[derive(Default)]
pub struct Keeper {
    seen: Arc<Seen>,
    grants: RwLock<HashMap<Role, Grants>>,
}

impl Keeper {
    /// Hears of everything that changes who may come in.
    pub fn hear(&self, rules: &mut Rules) {
        rules.consequence(Forget::<SessionEnded>::in_(&self.seen));
        rules.consequence(Forget::<PasswordChanged>::in_(&self.seen));
        rules.consequence(Forget::<UserChanged>::in_(&self.seen));
        rules.consequence(Forget::<UserDeactivated>::in_(&self.seen));
        rules.consequence(Forget::<UserReactivated>::in_(&self.seen));
        rules.consequence(Forget::<TokenRevoked>::in_(&self.seen));
    }

    /// What a role may do in this house; found out once.
    fn grants(&self, desk: &Desk, role: Role) -> Result<Grants> {
        let lock = "nobody panics while holding the grants";
        if let Some(known) = self.grants.read().expect(lock).get(&role) {
            return Ok(known.clone());
        }
        let grants: Grants = Arc::new(Policy::shipped()?.grants(role, desk.registry.verbs()));
        self.grants.write().expect(lock).insert(role, grants.clone());
        Ok(grants)
    }

    fn actor(&self, desk: &Desk, holder: &Holder, via: Via, cause: Option<Ref>) -> Result<Actor> {
        let grants = self.grants(desk, holder.role)?;
        let cause = cause.map(|by| Cause { by, chain: None });
        Ok(Actor { cause, ..Actor::user(holder.user, holder.team, grants, via) })
    }

    async fn session(&self, desk: &Desk, cookie: &str) -> Result<Option<Actor>> {
        let hash = session::hash(cookie);
        if let Some(known) = self.seen.find(&hash, desk.store.now()) {
            return Ok(Some(known));
        }
        let found =
            desk.store.read(move |tx| Box::pin(async move { session::rows::by_hash(tx, &hash).await }));
        let now = desk.store.now();
        let live = found.await?.filter(|(session, holder)| session.is_live(now) && holder.active);
        let Some((session, holder)) = live else { return Ok(None) };
        if now.as_millisecond() - session.seen_at.as_millisecond() >= MINUTE_MS {
            note_session(desk, session.id).await?;
        }
        let actor = self.actor(desk, &holder, Via::Session, Some(session.id.into()))?;
        self.seen.keep(hash, &actor, now);
        Ok(Some(actor))
    }

    async fn token(&self, desk: &Desk, text: &str) -> Result<Option<Actor>> {
        let Some(hash) = token::secret::hash(text) else { return Ok(None) };
        if let Some(known) = self.seen.find(&hash, desk.store.now()) {
            return Ok(Some(known));
        }
        let found = desk.store.read(move |tx| Box::pin(async move { token::rows::by_hash(tx, &hash).await }));
        let now = desk.store.now();
        let live = found.await?.filter(|(token, holder)| token.is_live(now) && holder.active);
        let Some((token, holder)) = live else { return Ok(None) };
        note_token(desk, token.id).await?;
        let whole = self.actor(desk, &holder, Via::Token, Some(token.id.into()))?;
        let lent = token.lent(&whole.grants);
        let actor = Actor { grants: Arc::new(lent), ..whole };
        self.seen.keep(hash, &actor, now);
        Ok(Some(actor))
    }

    async fn named(&self, desk: &Desk, user: UserId) -> Result<Option<Actor>> {
        let found = desk.store.read(move |tx| Box::pin(async move { rows::by_user(tx, user).await })).await?;
        let active = found.filter(|holder| holder.active);
        active.map(|holder| self.actor(desk, &holder, Via::CommandLine, None)).transpose()
    }
}

async fn note_session(desk: &Desk, id: SessionId) -> Result<()> {
    let note = desk.store.claim("governance.seen", move |tx| Box::pin(session::rows::seen(tx, id)));
    on_a_full_disk_too(note.await)
}

async fn note_token(desk: &Desk, id: kernel::TokenId) -> Result<()> {
    let note = desk.store.claim("governance.seen", move |tx| Box::pin(token::rows::used(tx, id, MINUTE_MS)));
    on_a_full_disk_too(note.await)
}

/// That somebody looked around cannot be noted then; they may look all the same.
fn on_a_full_disk_too(noted: Result<()>) -> Result<()> {
    match noted {
        Err(Error::NoRoom) => Ok(()),
        other => other,
    }
}

/// The kind of link as the verbs name it: what a link opens is known by it.
fn portal_kind(desk: &Desk, kind: &str) -> Option<&'static str> {
    let verbs = desk.registry.verbs().map(|declared| declared.verb.access);
    let doors = desk.registry.doors.iter().map(|door| door.at.access);
    verbs.chain(doors).find_map(|access| match access {
        Access::Portal(known) if known == kind => Some(known),
        _ => None,
    })
}

async fn link(desk: &Desk, kind: &str, token: &str) -> Result<Option<Actor>> {
    let (wanted, token) = (kind.to_owned(), token.to_owned());
    let found = desk.store.read(move |tx| {
        let (wanted, token) = (wanted.clone(), token.clone());
        Box::pin(async move { tx.link_of(&wanted, &token).await })
    });
    let Some(link) = found.await? else { return Ok(None) };
    let kind = portal_kind(desk, kind).unwrap_or(link.object.kind);
    let object = Ref { kind, ..link.object };
    Ok(Some(Actor::portal(link.person.unwrap_or(link.object), object)))
}

impl Doorkeeper for Keeper {
    fn by_session<'d>(&'d self, desk: &'d Desk, cookie: &'d str) -> BoxFuture<'d, Result<Option<Actor>>> {
        Box::pin(self.session(desk, cookie))
    }
    fn by_token<'d>(&'d self, desk: &'d Desk, token: &'d str) -> BoxFuture<'d, Result<Option<Actor>>> {
        Box::pin(self.token(desk, token))
    }
    fn by_link<'d>(
        &'d self,
        desk: &'d Desk,
        kind: &'d str,
        token: &'d str,
    ) -> BoxFuture<'d, Result<Option<Actor>>> {
        Box::pin(link(desk, kind, token))
    }
    fn of_user<'d>(&'d self, desk: &'d Desk, user: UserId) -> BoxFuture<'d, Result<Option<Actor>>> {
        Box::pin(self.named(desk, user))
    }
}

/// Empties what is kept when a fact of this kind is told.
struct Forget<F> {
    seen: Arc<Seen>,
    fact: std::marker::PhantomData<fn(F)>,
}

impl<F> Forget<F> {
    fn in_(seen: &Arc<Seen>) -> Forget<F> {
        Forget { seen: seen.clone(), fact: std::marker::PhantomData }
    }
}

impl<F: facts::Fact> Consequence for Forget<F> {
    const NAME: &'static str = "governance.forget_who_was_seen";
    type Fact = F;

    async fn follow(&self, tx: &mut Tx, _: &F) -> Result<()> {
        self.seen.empty(tx.now());
        Ok(())
    }
}
