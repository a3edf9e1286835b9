//! A founded house whose mail goes to a post of the test's own.

#[path = "founded.rs"]
mod founded;
#[path = "post.rs"]
mod post;

use std::sync::Arc;

use kernel::Actor;
use post::Post;
use serde_json::{Value as Json, json};
use testing::World;
use verbs::Registry;

/// In seconds.
pub const DAY: i64 = 86_400;

pub fn registry() -> Registry {
    let mut house = crate::rooms::registry();
    house.rules().in_turn();
    post::play(&mut house);
    house
}

pub struct House {
    world: World,
    boss: Actor,
    pub post: Arc<Post>,
}

impl House {
    pub async fn of(world: World) -> House {
        let post = Post::of_this_house();
        let boss = founded::founded(&world).await;
        let mail = json!({ "from_name": "Bright Studio", "from_address": "hello@biz.test", "host": "mail.biz.test",
            "port": 587, "security": "start_tls" });
        world.act(&boss, "mail.change", mail).await;
        House { world, boss, post }
    }

    pub async fn act(&self, verb: &str, input: Json) -> Json {
        self.world.act(&self.boss, verb, input).await
    }

    pub async fn pass(&self, seconds: i64) {
        self.world.clock.pass_seconds(seconds);
        for _ in 0..3 {
            self.world.work().await;
        }
    }
}
