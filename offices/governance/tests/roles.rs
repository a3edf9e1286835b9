//! Every verb of this room, called by everybody: the table is the documentation.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use std::sync::Arc;

use governance::policy::{Policy, Role};
use house::registry;
use kernel::{Actor, Error, Scope, Via};
use serde_json::json;
use testing::{Engine, World, nobody, someone, user};

/// Calls with nothing in it: whoever may not is told so before anybody reads the input.
async fn reach(world: &World, actor: &Actor, verb: &'static str) -> &'static str {
    match world.call(actor, verb, json!({})).await {
        Err(Error::SignIn | Error::Denied(_)) => "-",
        _ => match actor.permit(verb, world.desk.registry.find(verb).unwrap().verb.access).unwrap().scope() {
            Scope::Own => "own",
            Scope::Team => "team",
            Scope::All => "all",
        },
    }
}

fn of_role(world: &World, role: Role) -> Actor {
    let grants = Policy::shipped().unwrap().grants(role, world.desk.registry.verbs());
    Actor::user(user(2), None, Arc::new(grants), Via::Session)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_may_do_what_the_table_says() {
    let world = World::open(Engine::Lite, registry()).await.unwrap();
    let mut actors = vec![nobody(), someone(9, Scope::Own, &[])];
    actors.extend(Role::ALL.map(|role| of_role(&world, role)));
    let mut table = String::from(
        "verb                    nobody  nogrant admin   manager sales   deliver finance viewer\n",
    );
    let verbs: Vec<&'static str> = world.desk.registry.verbs().map(|declared| declared.verb.name).collect();
    for verb in verbs {
        table.push_str(&format!("{verb:<24}"));
        for actor in &actors {
            table.push_str(&format!("{:<8}", reach(&world, actor, verb).await));
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    assert_eq!(table, include_str!("roles.snap"), "the table is now:\n{table}");
}
