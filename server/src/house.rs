//! Opens the house: the store at its place, the desk over it, and whoever stands at the command line.

use std::sync::Arc;

use kernel::{Actor, Grants, Scope, UserId, Via};
use store::Store;
use verbs::{Desk, Registry};

use crate::place::Ground;
use crate::{Done, rooms};

pub async fn open(ground: &Ground) -> Done<Desk> {
    let mut registry = rooms::registry();
    let store = Store::open(ground.place(), registry.take_rules()).await?;
    Ok(Desk { store, registry: Arc::new(registry) })
}

const FIRST: &str = "select id from governance_user_window where role = 'administrator' and active is true order by id limit 1";

/// Whoever holds the data folder holds the house: its first active administrator, or nobody before the setup.
pub async fn administrator(desk: &Desk) -> Done<Actor> {
    let first = desk.store.read(|tx| Box::pin(tx.one(FIRST, &[], |row| row.get::<UserId>("id")))).await?;
    Ok(match first {
        None => Actor { via: Via::CommandLine, ..Actor::nobody() },
        Some(user) => Actor::user(user, None, everything(&desk.registry), Via::CommandLine),
    })
}

fn everything(registry: &Registry) -> Grants {
    Arc::new(registry.verbs().map(|declared| (declared.verb.name.to_owned(), Scope::All)).collect())
}
