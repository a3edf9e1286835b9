//! Who acts, what they may do, and on whose things.
//!
//! A `Permit` is proof that the question was asked: it has no public constructor but the check itself,
//! and the store opens no transaction without one.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, FactId, Ref, Result, TeamId, UserId};

/// Whose records a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Own,
    Team,
    All,
}

/// Who may call a verb at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone, at the pace of the named rate class.
    Public(&'static str),
    /// Whoever holds a live link to one object of this kind (`preference`, `proposal`, `project`, …).
    Portal(&'static str),
    /// Any signed-in user or token, whatever its role: one's own profile, signing out.
    SignedIn,
    /// Whoever holds the permission named like the verb.
    Granted,
}

/// Permissions by verb name, with the widest scope of each.
pub type Grants = Arc<BTreeMap<String, Scope>>;

/// By which door an actor came in. It decides about CSRF rules and what the journal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    Nobody,
    Session,
    Token,
    Portal,
    Automation,
    CommandLine,
    Engine,
}

/// What led to this act: the run, request or fact, and the first fact of the whole chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    pub by: Ref,
    pub chain: Option<FactId>,
}

/// Whoever asks: a user, a token, a link holder, an automation with its owner's rights, or nobody.
#[derive(Debug, Clone)]
pub struct Actor {
    pub by: Ref,
    pub user: Option<UserId>,
    pub team: Option<TeamId>,
    pub grants: Grants,
    pub via: Via,
    /// The one object a portal link opens.
    pub portal: Option<Ref>,
    pub cause: Option<Cause>,
    /// Where a request came from, the whole IPv4 or the /64 of an IPv6: failed sign-ins are counted by it.
    pub network: Option<Arc<str>>,
    /// What the browser or program calls itself.
    pub agent: Option<Arc<str>>,
}

/// Whose a thing is. Nobody's thing is covered by `Team` and `All`, not by `Own`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Owned {
    pub owner: Option<UserId>,
    pub team: Option<TeamId>,
}

/// Proof that an actor may use a verb, and how far it reaches.
#[derive(Debug, Clone)]
pub struct Permit {
    by: Ref,
    verb: &'static str,
    scope: Scope,
    user: Option<UserId>,
    team: Option<TeamId>,
    portal: Option<Ref>,
    cause: Option<Cause>,
    via: Via,
    grants: Grants,
    network: Option<Arc<str>>,
    agent: Option<Arc<str>>,
    without_room: bool,
}

/// More characters of a browser's name tell nobody anything.
const AGENT: usize = 400;

const NOBODY: Ref = Ref { kind: "nobody", bytes: [0; 16] };
const ENGINE: Ref = Ref { kind: "engine", bytes: [0; 16] };

impl Actor {
    /// A stranger: only public verbs.
    pub fn nobody() -> Actor {
        Actor::made(NOBODY, Via::Nobody, Grants::default())
    }

    /// A user through a session, a token or the command line.
    pub fn user(user: UserId, team: Option<TeamId>, grants: Grants, via: Via) -> Actor {
        Actor { user: Some(user), team, ..Actor::made(user.into(), via, grants) }
    }

    /// Whoever holds the link to one object; `by` is the person or link the journal names.
    pub fn portal(by: Ref, object: Ref) -> Actor {
        Actor { portal: Some(object), ..Actor::made(by, Via::Portal, Grants::default()) }
    }

    /// The same actor, seen at this network.
    pub fn at_network(self, network: &str) -> Actor {
        Actor { network: Some(network.into()), ..self }
    }

    /// The same actor, with what their browser or program calls itself.
    pub fn in_browser(self, agent: Option<&str>) -> Actor {
        let short = |agent: &str| agent.chars().take(AGENT).collect::<String>().into();
        Actor { agent: agent.map(short), ..self }
    }

    /// An automation acts with the rights of its owner, and names its run as the cause.
    pub fn automation(owner: Actor, run: Ref, chain: Option<FactId>) -> Actor {
        Actor { by: run, via: Via::Automation, cause: Some(Cause { by: run, chain }), ..owner }
    }

    /// The house itself, for verbs its own workers call. `xtask tidy` lists who may.
    pub fn engine(worker: &'static str) -> Actor {
        let cause = Some(Cause { by: Ref { kind: worker, bytes: [0; 16] }, chain: None });
        Actor { cause, ..Actor::made(ENGINE, Via::Engine, Grants::default()) }
    }

    fn made(by: Ref, via: Via, grants: Grants) -> Actor {
        let (user, team, portal, cause) = (None, None, None, None);
        Actor { by, user, team, grants, via, portal, cause, network: None, agent: None }
    }

    /// The first half of the check: may this actor use the verb at all?
    pub fn permit(&self, verb: &'static str, access: Access) -> Result<Permit> {
        let widest = match access {
            _ if self.via == Via::Engine => Some(Scope::All),
            Access::Public(_) => Some(Scope::All),
            Access::SignedIn => self.user.map(|_| Scope::Own),
            Access::Portal(kind) => {
                let held = self.portal.filter(|object| object.kind == kind).map(|_| Scope::All);
                held.or_else(|| self.grants.get(verb).copied())
            }
            Access::Granted => self.grants.get(verb).copied(),
        };
        let Some(scope) = widest else { return Err(self.refused(verb)) };
        let Actor { by, user, team, portal, cause, via, grants, network, agent } = self.clone();
        let without_room = false;
        Ok(Permit { by, verb, scope, user, team, portal, cause, via, grants, network, agent, without_room })
    }

    fn refused(&self, verb: &'static str) -> Error {
        if self.via == Via::Nobody { Error::SignIn } else { Error::Denied(verb) }
    }
}

impl Permit {
    /// For the house's own workers. `xtask tidy` lists who may.
    pub fn engine(worker: &'static str) -> Permit {
        Permit {
            by: ENGINE,
            verb: worker,
            scope: Scope::All,
            user: None,
            team: None,
            portal: None,
            cause: None,
            via: Via::Engine,
            grants: Grants::default(),
            network: None,
            agent: None,
            without_room: false,
        }
    }

    /// Whether a person does it, not an automation or the house itself.
    pub fn by_hand(&self) -> bool {
        matches!(self.via, Via::Session | Via::Token | Via::CommandLine)
    }

    /// The same, also on a full disk.
    pub fn without_room(self) -> Permit {
        Permit { without_room: true, ..self }
    }

    /// May it be done on a full disk?
    pub fn needs_no_room(&self) -> bool {
        self.without_room
    }

    /// The second half of the check, once the thing has been loaded.
    pub fn covers(&self, thing: Owned) -> Result<()> {
        let inside = match self.scope {
            Scope::All => true,
            Scope::Team => thing.team == self.team || self.owns(thing),
            Scope::Own => self.owns(thing),
        };
        if inside { Ok(()) } else { Err(Error::Denied(self.verb)) }
    }

    fn owns(&self, thing: Owned) -> bool {
        thing.owner.is_some() && thing.owner == self.user
    }

    pub fn by(&self) -> Ref {
        self.by
    }
    pub fn verb(&self) -> &'static str {
        self.verb
    }
    pub fn scope(&self) -> Scope {
        self.scope
    }
    /// The user who acts, or whose rights an automation uses.
    pub fn user(&self) -> Option<UserId> {
        self.user
    }
    pub fn team(&self) -> Option<TeamId> {
        self.team
    }
    /// The one object a portal link opens.
    pub fn portal(&self) -> Option<Ref> {
        self.portal
    }
    pub fn cause(&self) -> Option<Cause> {
        self.cause
    }
    pub fn via(&self) -> Via {
        self.via
    }
    /// Where the request came from, as the house saw it: the whole IPv4, or the /64 of an IPv6.
    pub fn network(&self) -> Option<&str> {
        self.network.as_deref()
    }
    /// What the browser or program calls itself.
    pub fn agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }
    /// Everything the actor may do, for screens and for lending a part of it.
    pub fn grants(&self) -> &Grants {
        &self.grants
    }
    pub fn is_engine(&self) -> bool {
        self.via == Via::Engine
    }
}
