//! Opens the house: the store at its place, the desk over it, and whoever stands at the command line.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::{Actor, Grants, Scope, UserId, Via};
use serde_json::json;
use store::Store;
use verbs::{Desk, Registry};

use crate::nightly::Cellar;
use crate::place::Ground;
use crate::{Done, rooms};

pub async fn open(ground: &Ground) -> Done<Desk> {
    let mut registry = rooms::registry();
    #[cfg(feature = "proof")]
    <crate::proof::Proof as verbs::Room>::register(&mut registry);
    registry.rules().provide(documents::Renderer::worker(program()?));
    if let Some(at) = ground.dns_server {
        registry.rules().provide(connect::mail_out::NameServer(at));
    }
    registry.rules().provide(documents::printable(ground.place().dir.join("fonts")));
    registry.rules().provide(Cellar::of(&ground.place()));
    registry.rules().provide(attention::disk::Disk::real());
    if let Some(url) = ground.ping_url.clone() {
        registry.rules().provide(attention::monitor::Monitor::real(url));
    }
    let store = Store::open(ground.place(), registry.take_rules()).await?;
    Ok(Desk { store, registry: Arc::new(registry) })
}

/// This program, to be started once more. On Linux by the kernel's own name for it, which stays the same
/// program when the file is replaced by a newer one.
fn program() -> Done<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() { Ok(running.to_owned()) } else { Ok(std::env::current_exe()?) }
}

/// Whoever holds the data folder holds the house: its first active administrator, or nobody before the setup.
pub async fn administrator(desk: &Desk) -> Done<Actor> {
    let house = Actor::engine("command_line");
    let everybody = desk.act(&house, "user.list", json!({ "limit": 200 })).await?;
    let users = everybody["items"].as_array().into_iter().flatten();
    let mut able = users.filter(|user| user["role"] == "administrator" && user["active"] == true);
    let first = able.next().and_then(|user| user["id"].as_str()?.parse::<UserId>().ok());
    Ok(match first {
        None => Actor { via: Via::CommandLine, ..Actor::nobody() },
        Some(user) => Actor::user(user, None, everything(&desk.registry), Via::CommandLine),
    })
}

fn everything(registry: &Registry) -> Grants {
    Arc::new(registry.verbs().map(|declared| (declared.verb.name.to_owned(), Scope::All)).collect())
}
