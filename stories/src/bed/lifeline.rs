//! Ties a process to this one: when the test dies without its `Drop`s (kill -9, an interrupted run), the
//! process goes too. A small shell waits on a pipe that closes with us, whatever the reason.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

pub struct Lifeline(Child);

impl Lifeline {
    /// Sends `signal` (a name such as `KILL`) to `pid` once this process is gone.
    pub fn tie(pid: u32, signal: &str) -> Lifeline {
        let mut watcher = Command::new("/bin/sh");
        watcher.args(["-c", "read -r _; kill -s \"$0\" \"$1\"", signal, &pid.to_string()]);
        watcher.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        Lifeline(watcher.spawn().expect("a shell starts"))
    }
}

impl Drop for Lifeline {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
