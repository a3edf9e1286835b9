//! The mail server of a history: takes, refuses, delays, takes and says nothing, or whoever carries dies with the mail
//! in the hands. It remembers what was handed over, and asks at that moment what no table tells afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use kernel::Timestamp;
use store::effect::{Claimed, Outcome};
use store::{Store, values};

use crate::faults::Faults;
use crate::walk::Dice;

pub struct Post {
    faults: Arc<Faults>,
    dice: Mutex<Dice>,
    pub calm: AtomicBool,
    /// Takes nothing until it is told to.
    pub shut: AtomicBool,
    handed: Mutex<Handed>,
}

#[derive(Default)]
struct Handed {
    /// How often each key may have arrived.
    arrived: BTreeMap<String, u32>,
    /// Those a person sent again, knowing that nobody knows.
    released: BTreeSet<String>,
    said: Vec<String>,
    wrong: Vec<String>,
}

/// What no mail of an automation may meet at the moment it leaves. The first word is the promise.
const NEVER: [&str; 2] = [
    "select 'INV10 its run ended before: ' || outcome as why from automation_run
     where id = $1 and (outcome in ('goal', 'exit', 'cancelled'))",
    "select 'INV11 they objected' as why from automation_run r join capture_consent c on c.contact = r.contact
     where r.id = $1 and c.purpose = 'follow_up' and c.given is false and $2 = 'inquiry'",
];

impl Post {
    pub fn new(faults: Arc<Faults>, seed: u64) -> Post {
        let dice = Mutex::new(Dice::of_seed(seed ^ 0x706f_7374));
        Post {
            faults,
            dice,
            calm: AtomicBool::new(false),
            shut: AtomicBool::new(false),
            handed: Mutex::default(),
        }
    }

    pub fn released(&self, key: &str) {
        self.handed.lock().unwrap().released.insert(key.to_owned());
    }

    /// What was said about mails since the last question, and the first thing that was wrong.
    pub fn came(&self) -> (Vec<String>, Option<String>) {
        let mut handed = self.handed.lock().unwrap();
        (std::mem::take(&mut handed.said), handed.wrong.first().cloned())
    }

    pub fn arrived(&self) -> usize {
        self.handed.lock().unwrap().arrived.len()
    }

    fn arrives(&self, effect: &Claimed) {
        let mut handed = self.handed.lock().unwrap();
        let times = handed.arrived.entry(effect.key.clone()).or_default();
        *times += 1;
        let again = *times > 1 && !effect.resend;
        if again && !handed.released.contains(&effect.key) {
            handed.wrong.push(format!("INV9 {} arrives a second time", effect.key));
        }
    }

    async fn look(&self, store: &Store, effect: &Claimed) {
        let Some(run) = effect.run.filter(|_| !effect.owed) else { return };
        let class = effect.payload["class"].as_str().unwrap_or_default().to_owned();
        for sql in NEVER {
            let class = class.clone();
            let found = store.read(move |tx| {
                let class = class.clone();
                Box::pin(async move {
                    let takes_class = sql.contains("$2");
                    let read = |row: &store::Row<'_>| row.get::<String>("why");
                    match takes_class {
                        true => tx.one(sql, values![&run, &class], read).await,
                        false => tx.one(sql, values![&run], read).await,
                    }
                })
            });
            if let Some(why) = found.await.unwrap() {
                self.handed.lock().unwrap().wrong.push(format!("{why}: {} leaves", effect.key));
            }
        }
    }

    fn later(now: Timestamp, seconds: usize) -> Timestamp {
        Timestamp::from_millisecond(now.as_millisecond() + seconds as i64 * 1000).unwrap()
    }

    fn say(&self, effect: &Claimed, what: &str) {
        self.handed.lock().unwrap().said.push(format!("  the post: {} {what}", effect.key));
    }
}

impl connect::sending::carriers::Plays for Post {
    async fn carry(&self, store: &Store, effect: &Claimed) -> Outcome {
        self.look(store, effect).await;
        let (roll, seconds) = {
            let mut dice = self.dice.lock().unwrap();
            (dice.below(100), 30 + dice.below(900))
        };
        if self.shut.load(Ordering::SeqCst) {
            return Outcome::Retry(Post::later(store.now(), 3_600), "shut".into());
        }
        let roll = if self.calm.load(Ordering::SeqCst) { 0 } else { roll };
        match roll {
            0..72 => {
                self.arrives(effect);
                self.say(effect, "is taken");
                Outcome::Done("taken".into())
            }
            72..80 => {
                self.say(effect, "is delayed");
                Outcome::Retry(Post::later(store.now(), seconds), "busy".into())
            }
            80..84 => {
                self.say(effect, "is refused");
                Outcome::Failed("no such address".into())
            }
            84..87 => {
                self.arrives(effect);
                self.say(effect, "is taken, and nobody hears of it");
                Outcome::Unknown("no answer".into())
            }
            87..89 => {
                self.say(effect, "is lost, and nobody hears of it");
                Outcome::Unknown("no answer".into())
            }
            89..94 => {
                self.arrives(effect);
                self.say(effect, "is taken, and its carrier stands still");
                self.faults.stands_still("the carrier").await;
                Outcome::Done("taken".into())
            }
            _ => {
                self.arrives(effect);
                self.say(effect, "is taken, and its carrier dies");
                std::panic::resume_unwind(Box::new("dead"))
            }
        }
    }
}
