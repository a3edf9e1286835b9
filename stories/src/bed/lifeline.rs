//! Ties a process to this one: when the test dies without its `Drop`s (kill -9, an interrupted run), the
//! process goes too. A small shell waits on a pipe that closes with us, whatever the reason.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

pub struct Lifeline(Child);

impl Lifeline {
    /// Ends this process once we are gone.
    pub fn of_process(pid: u32) -> Lifeline {
        Lifeline::tie("kill -s KILL \"$0\"", &pid.to_string())
    }

    /// Ends the group whose leader stands in this file once we are gone; it may be written later, by a start
    /// that was under way.
    pub fn of_pid_file(file: &Path) -> Lifeline {
        Lifeline::tie("sleep 1; kill -s KILL -- -$(tr -d ' ' < \"$0\")", &file.display().to_string())
    }

    fn tie(end: &str, whom: &str) -> Lifeline {
        let mut watcher = Command::new("/bin/sh");
        watcher.args(["-c", &format!("read -r _; {end}"), whom]);
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
