//! A mail server that is down until it is told otherwise, and remembers what it took.
#![allow(dead_code)] // each story uses a part of it

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use kernel::Timestamp;
use serde_json::Value as Json;
use store::Store;
use store::effect::{Claimed, Outcome};
use verbs::Registry;

#[derive(Default)]
pub struct Post {
    up: AtomicBool,
    taken: Mutex<Vec<String>>,
}

thread_local! {
    /// Of the house that was made last on this thread.
    static POST: LazyLock<Mutex<Arc<Post>>> = LazyLock::new(Mutex::default);
}

/// The mail of this house goes to a post of its own.
pub fn play(house: &mut Registry) {
    let post = Arc::new(Post::default());
    POST.with(|of| *of.lock().unwrap() = post.clone());
    connect::sending::carriers::mail_is_played(house.rules(), post);
}

impl Post {
    /// That of the house that was made last on this thread.
    pub fn of_this_house() -> Arc<Post> {
        POST.with(|of| of.lock().unwrap().clone())
    }

    pub fn is_up(&self, up: bool) {
        self.up.store(up, Ordering::SeqCst);
    }

    /// Whether it took the mail of this message.
    pub fn took(&self, message: &Json) -> bool {
        self.taken.lock().unwrap().iter().any(|taken| *taken == message["id"])
    }
}

impl connect::sending::carriers::Plays for Post {
    async fn carry(&self, store: &Store, effect: &Claimed) -> Outcome {
        if !self.up.load(Ordering::SeqCst) {
            let soon = Timestamp::from_millisecond(store.now().as_millisecond() + 60_000).unwrap();
            return Outcome::Retry(soon, "down".into());
        }
        self.taken.lock().unwrap().push(effect.subject.clone().unwrap_or_default());
        Outcome::Done("taken".into())
    }
}
