//! A business that was just set up, and whoever did it.

use kernel::Actor;
use serde_json::Value as Json;
use testing::{World, nobody};

/// Sets the business of `setup.json` up; its administrator.
pub async fn founded(world: &World) -> Actor {
    let setup: Json = serde_json::from_str(include_str!("../setup.json")).unwrap();
    let signed_in = world.act(&nobody(), "business.set_up", setup).await;
    let user = signed_in["user"]["id"].as_str().unwrap().parse().unwrap();
    world.desk.doorkeeper().unwrap().of_user(&world.desk, user).await.unwrap().unwrap()
}
