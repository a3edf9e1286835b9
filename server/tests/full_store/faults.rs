//! What befalls transactions and whoever makes them: a commit that fails, a worker that stands still at some moment
//! and either wakes much later or never.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use store::fate::{Fate, Fates};
use tokio::sync::{Notify, oneshot};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Before,
    After,
    /// Whoever works stands still before it begins.
    Stop,
}

/// Who works at the moment, as a place in the list of jobs; none where nobody may stand still.
type Hand = Option<usize>;

#[derive(Default)]
struct Inner {
    /// So many transactions from now.
    armed: Option<(usize, Fault)>,
    hand: Hand,
    asleep: HashMap<usize, oneshot::Sender<()>>,
    befell: Vec<String>,
}

#[derive(Default)]
pub struct Faults {
    inner: Mutex<Inner>,
    /// Somebody stands still.
    pub stopped: Notify,
}

impl Faults {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub fn arm(&self, after: usize, fault: Fault) {
        self.inner().armed = Some((after, fault));
    }

    pub fn disarm(&self) {
        self.inner().armed = None;
    }

    pub fn now_works(&self, hand: Hand) {
        self.inner().hand = hand;
    }

    /// Whoever stands still there goes on.
    pub fn wake(&self, hand: usize) {
        if let Some(asleep) = self.inner().asleep.remove(&hand) {
            let _ = asleep.send(());
        }
    }

    pub fn forget(&self, hand: usize) {
        self.inner().asleep.remove(&hand);
    }

    /// What befell since the last question.
    pub fn befell(&self) -> Vec<String> {
        std::mem::take(&mut self.inner().befell)
    }

    /// Stands still, where whoever works may.
    pub fn stands_still(&self, whom: &str) -> BoxFuture<'static, ()> {
        let mut inner = self.inner();
        let Some(hand) = inner.hand.take() else { return async {}.boxed() };
        let (wake, woken) = oneshot::channel();
        inner.asleep.insert(hand, wake);
        inner.befell.push(format!("! {whom} stands still"));
        self.stopped.notify_one();
        async {
            let _ = woken.await;
        }
        .boxed()
    }

    fn next(&self, by: &'static str) -> Option<Fault> {
        let mut inner = self.inner();
        let (after, fault) = inner.armed?;
        if after > 0 {
            inner.armed = Some((after - 1, fault));
            return None;
        }
        if fault == Fault::Stop && inner.hand.is_none() {
            return None;
        }
        inner.armed = None;
        if fault != Fault::Stop {
            inner.befell.push(format!("! {fault:?} the commit of {by}"));
        }
        Some(fault)
    }
}

/// The same faults, as the store asks for them.
pub struct Befalls(pub Arc<Faults>);

impl Fates for Befalls {
    fn of(&self, by: &'static str) -> BoxFuture<'static, Fate> {
        match self.0.next(by) {
            None => std::future::ready(Fate::Happens).boxed(),
            Some(Fault::Before) => std::future::ready(Fate::FailsBefore).boxed(),
            Some(Fault::After) => std::future::ready(Fate::FailsAfter).boxed(),
            Some(Fault::Stop) => {
                let still = self.0.stands_still(by);
                async {
                    still.await;
                    Fate::Happens
                }
                .boxed()
            }
        }
    }
}
