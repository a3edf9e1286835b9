//! Every operation of the house, called as nobody, as somebody without a role, and as each role: verbs by name, doors
//! and fixed routes over HTTP. The table is a snapshot: `THROUGHLINE_BLESS=1` writes it anew, and a reader of
//! the change decides whether it is right. A second table says whose records each reaches.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "house/founded.rs"]
mod founded;
#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "permissions/outside.rs"]
mod outside;
#[path = "permissions/owners.rs"]
mod owners;
#[path = "../src/rooms.rs"]
mod rooms;

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use governance::policy::{Policy, Role};
use kernel::{Access, Actor, Error, Scope, Via};
use serde_json::json;
use testing::{Engine, World, nobody, someone, user};
use verbs::Declared;

const SNAPSHOT: &str = "tests/permissions.snap";
const OWNERS: &str = "tests/permissions/owners.snap";

fn word(scope: Scope) -> &'static str {
    match scope {
        Scope::Own => "own",
        Scope::Team => "team",
        Scope::All => "all",
    }
}

/// Who may: public by rate class, whoever holds a link, whoever signed in, or by role.
fn access(access: Access) -> String {
    match access {
        Access::Public(class) => format!("public {class}"),
        Access::Portal(kind) => format!("link {kind}"),
        Access::SignedIn => "signed in".into(),
        Access::Granted => "role".into(),
    }
}

/// Called with nothing in it: whoever may not is told so before anybody reads the input.
async fn reach(world: &World, actor: &Actor, declared: Declared) -> &'static str {
    match world.call(actor, declared.verb.name, json!({})).await {
        Err(Error::SignIn | Error::Denied(_)) => "-",
        _ => word(actor.permit(declared.verb.name, declared.verb.access).unwrap().scope()),
    }
}

fn everybody(world: &World) -> Vec<Actor> {
    let of_role = |role| {
        let grants = Policy::shipped().unwrap().grants(role, world.desk.registry.verbs());
        Actor::user(user(2), None, Arc::new(grants), Via::Session)
    };
    let strangers = [nobody(), someone(9, Scope::Own, &[])];
    strangers.into_iter().chain(Role::ALL.map(of_role)).collect()
}

async fn table(world: &World) -> String {
    let mut table = format!("{:<28}{:<16}{:<8}{:<9}", "verb", "access", "nobody", "nobody's");
    let roles: Vec<String> = Role::ALL.iter().map(|role| format!("{:<7.7}", role.word())).collect();
    table += roles.join(" ").trim_end();
    let actors = everybody(world);
    for declared in world.desk.registry.verbs() {
        write!(table, "\n{:<28}{:<16}", declared.verb.name, access(declared.verb.access)).unwrap();
        for actor in &actors {
            write!(table, "{:<8}", reach(world, actor, *declared).await).unwrap();
        }
        table.truncate(table.trim_end().len());
    }
    table + &outside::table(rooms::registry()).await + "\n"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_may_do_what_the_table_says() {
    let world = World::open(Engine::Lite, rooms::registry()).await.unwrap();
    as_kept(SNAPSHOT, &table(&world).await);
}

fn as_kept(snapshot: &str, now: &str) {
    let path = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join(snapshot);
    if std::env::var_os("THROUGHLINE_BLESS").is_some() {
        std::fs::write(&path, now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(now == kept, "who may do what has changed; read the difference to {snapshot}:\n{now}");
}

testing::on_both! {
    async fn whose_records_each_role_reaches_is_what_the_table_says(world: World) {
        let now = owners::table(&world).await;
        as_kept(OWNERS, &now);
        // The rule, read off the table: what is one's own is always reached where anything is; whoever reaches another
        // team's reaches a colleague's.
        for line in now.lines().skip(2) {
            for cell in line[28..].split_whitespace().filter(|cell| !cell.contains(['-', '?'])) {
                assert!(cell.starts_with('o') || cell.chars().all(|sign| sign == '.'), "{line}");
                assert!(!cell.contains('t') || cell.contains('c'), "{line}");
            }
        }
        let unasked = now.lines().filter(|line| line.contains('?')).count();
        assert!(unasked * 4 < now.lines().count(), "too much is not asked at all:\n{now}");
    }
}

fn registry() -> verbs::Registry {
    rooms::registry()
}

#[test]
fn every_line_of_the_policy_speaks_of_a_verb() {
    let registry = rooms::registry();
    let idle = Policy::shipped().unwrap().idle(registry.verbs());
    assert!(idle.is_empty(), "no verb is meant by: {idle:#?}");
}
