//! The child's part: a house at work in a folder, which says what it was answered, and only then.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use store::{Store, backup, erase};

use crate::shelf::{Added, LARGE, Order, add, place, rules};

const WRITERS: usize = 6;
const EACH: usize = 48;
const EACH_LATER: usize = 8;

/// Where answers are written down, each in one write.
struct Acks(File);

impl Acks {
    fn say(&self, what: String) {
        (&self.0).write_all(format!("{what}\n").as_bytes()).unwrap();
    }
}

/// Plays one part: `works`, or the newer program that `upgrades`.
pub fn play(part: &str, root: &Path) {
    let acks = File::options().append(true).create(true).open(root.join("acks")).unwrap();
    let (acks, data) = (Arc::new(Acks(acks)), root.join("data"));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        match part {
            "works" => works(&acks, &data).await,
            _ => upgrades(&acks, &data).await,
        }
    });
}

async fn works(acks: &Arc<Acks>, data: &Path) {
    let store = Store::open(place(data), rules(false)).await.unwrap();
    write(&store, acks, EACH).await;
    let made = backup::run(&place(data), &data.join("backups"), false).await.unwrap();
    acks.say(format!("backup {} {}", made.data.trim_end_matches(".backup"), made.data_sha256));
    write(&store, acks, EACH_LATER).await;
}

async fn upgrades(acks: &Arc<Acks>, data: &Path) {
    acks.say("upgrading".into());
    let store = Store::open(place(data), rules(true)).await.unwrap();
    acks.say("upgraded".into());
    write(&store, acks, EACH_LATER).await;
}

/// Several writers at once, so that they share commits.
async fn write(store: &Store, acks: &Arc<Acks>, each: usize) {
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (store, acks) = (store.clone(), acks.clone());
            tokio::spawn(async move {
                for nth in 0..each {
                    order(&store, &acks, writer, nth).await;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

async fn order(store: &Store, acks: &Acks, writer: usize, nth: usize) {
    let kind = (nth + writer) % 8;
    let order = Order {
        title: format!("{} {nth} of {writer}", if kind == 1 { "sheet" } else { "book" }),
        sheet: kind == 1,
        file: match kind {
            // One of two parts of a mebibyte.
            3 if nth == 25 => Some(LARGE),
            3 | 5 => Some(3_000),
            _ => None,
        },
        refused: kind == 7,
    };
    let (title, refused) = (order.title.clone(), order.refused);
    match add(store, order).await {
        Ok(added) if !refused => {
            acks.say(format!("book {} {} {title}", added.number, added.note));
            if kind == 5 {
                forget(store, acks, &added).await;
            }
        }
        Err(_) if refused => {}
        Ok(_) => panic!("a refused command was kept"),
        Err(error) => panic!("{title}: {error}"),
    }
}

async fn forget(store: &Store, acks: &Acks, added: &Added) {
    acks.say(format!("forgetting {}", added.number));
    erase::destroy_key(store, added.contact.into()).await.unwrap();
    acks.say(format!("forgot {}", added.number));
}
