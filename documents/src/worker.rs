//! The worker: a process of its own that prints what it is asked for, so that a layout that never ends can
//! be ended.
//!
//! It reads standard input, answers on standard output, and ends with its last question, or when nobody
//! asked for five minutes. It opens no file but the fonts, and no connection.

use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use crate::frame::{self, Answer};
use crate::press::{Press, Trouble};

/// The word the house starts it with, followed by the folder of the house's own fonts.
pub const WORD: &str = "render-worker";
const IDLE: Duration = Duration::from_secs(5 * 60);

/// Works until it is no longer needed. Errors are those of the pipes.
pub fn work(own_fonts: &Path) -> io::Result<()> {
    let press = Press::new(Some(own_fonts));
    let (asked, questions) = sync_channel(0);
    std::thread::spawn(move || listen(&asked));
    answer(&press, &questions, &mut io::stdout().lock())
}

/// A thread of its own, because reading has no deadline.
fn listen(asked: &SyncSender<Vec<u8>>) {
    let mut input = io::stdin().lock();
    while let Ok(Some(question)) = frame::receive(&mut input) {
        if asked.send(question).is_err() {
            return;
        }
    }
}

fn answer(press: &Press, questions: &Receiver<Vec<u8>>, to: &mut impl Write) -> io::Result<()> {
    while let Ok(question) = questions.recv_timeout(IDLE) {
        let order = serde_json::from_slice(&question);
        let printed =
            order.map_err(|why| Trouble::Data(why.to_string())).and_then(|order| press.print(&order));
        frame::send(to, &Answer { printed, kib: kib() }.to_bytes())?;
    }
    Ok(())
}

/// Resident memory; 0 where the system does not say.
fn kib() -> u32 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
