//! What is under way, for whoever waits at a terminal: how far it is, or how long it takes. Elsewhere it is silent.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

const WIDTH: usize = 60;

/// So many thousandths are done.
pub fn show(permille: u64) {
    if std::io::stderr().is_terminal() {
        let done = (permille / 25) as usize;
        let bar = format!("{}{}", "#".repeat(done), ".".repeat(40 - done.min(40)));
        let _ = write!(std::io::stderr(), "\r[{bar}] {}%", permille / 10);
    }
}

pub fn clear() {
    if std::io::stderr().is_terminal() {
        let _ = write!(std::io::stderr(), "\r{}\r", " ".repeat(WIDTH));
    }
}

/// Says every second what goes on and for how long, until it is dropped.
pub struct Underway(Option<(Sender<()>, JoinHandle<()>)>);

impl Underway {
    pub fn with(what: &'static str) -> Underway {
        if !std::io::stderr().is_terminal() {
            return Underway(None);
        }
        let (over, ended) = channel::<()>();
        let tell = move || {
            for seconds in 1_u64.. {
                if ended.recv_timeout(Duration::from_secs(1)) != Err(RecvTimeoutError::Timeout) {
                    return clear();
                }
                let _ = write!(std::io::stderr(), "\r{what} … {seconds} s");
            }
        };
        Underway(Some((over, std::thread::spawn(tell))))
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        if let Some((over, thread)) = self.0.take() {
            drop(over);
            let _ = thread.join();
        }
    }
}
