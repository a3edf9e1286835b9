//! Processes of a chore: each in a group of its own, ended as a group, also when the chore is interrupted.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
/// The group of the running step, 0 between steps.
static CURRENT: AtomicI32 = AtomicI32::new(0);

/// From now on an interrupt ends the running step, and every later one fails; what was started is dropped.
pub fn catch_interrupts() -> Result<(), String> {
    ctrlc::set_handler(|| {
        INTERRUPTED.store(true, Ordering::SeqCst);
        signal(CURRENT.load(Ordering::SeqCst), Signal::TERM);
    })
    .map_err(|e| format!("interrupts cannot be caught: {e}"))
}

pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Runs a step to its end, its output passed on line by line to `hear`. True when it went well.
pub fn step(command: &mut Command, mut hear: impl FnMut(&str)) -> Result<bool, String> {
    let child = command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = child.map_err(|e| format!("{} does not start: {e}", command.get_program().display()))?;
    let _lifeline = Lifeline::tie(&child)?;
    CURRENT.store(child.id() as i32, Ordering::SeqCst);
    if interrupted() {
        signal(child.id() as i32, Signal::TERM);
    }
    let out = child.stdout.take().expect("the output is piped");
    for line in BufReader::new(out).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        println!("{line}");
        hear(&line);
    }
    let status = child.wait().map_err(|e| e.to_string());
    CURRENT.store(0, Ordering::SeqCst);
    Ok(status?.success() && !interrupted())
}

/// Something that runs beside the steps, until it is dropped.
pub struct Beside {
    child: Child,
    _lifeline: Lifeline,
    end: Signal,
}

impl Beside {
    /// Starts it; `end` is how it is asked to stop.
    pub fn start(command: &mut Command, end: Signal) -> Result<Beside, String> {
        let child = command.process_group(0).stdin(Stdio::null()).spawn();
        let child = child.map_err(|e| format!("{} does not start: {e}", command.get_program().display()))?;
        let _lifeline = Lifeline::tie(&child)?;
        Ok(Beside { child, _lifeline, end })
    }

    /// Whether it has ended by itself.
    pub fn ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let group = self.child.id() as i32;
        signal(group, self.end);
        let patience = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            self.ended()
        });
        if !patience {
            signal(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

/// A shell waits on a pipe that closes with this process, so that even kill -9 leaves nothing running.
struct Lifeline(Child);

impl Lifeline {
    fn tie(child: &Child) -> Result<Lifeline, String> {
        let mut watcher = Command::new("/bin/sh");
        watcher.args(["-c", "read -r _; kill -s KILL -- \"-$0\"", &child.id().to_string()]);
        watcher.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        watcher.spawn().map(Lifeline).map_err(|e| format!("no shell: {e}"))
    }
}

impl Drop for Lifeline {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn signal(group: i32, signal: Signal) {
    if let Some(group) = Pid::from_raw(group) {
        let _ = kill_process_group(group, signal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_passes_its_lines_on_and_says_whether_it_went_well() {
        let mut heard = Vec::new();
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo one; echo two; exit 3"]);
        assert_eq!(step(&mut shell, |line| heard.push(line.to_owned())), Ok(false));
        assert_eq!(heard, ["one", "two"]);
        assert_eq!(step(&mut Command::new("true"), |_| ()), Ok(true));
        assert!(step(&mut Command::new("no-such-program"), |_| ()).unwrap_err().contains("does not start"));
    }

    #[test]
    fn what_runs_beside_ends_with_all_its_children_when_it_is_dropped() {
        let begun = std::time::Instant::now();
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 60 & wait"]).stdout(Stdio::piped());
        let mut beside = Beside::start(&mut shell, Signal::TERM).unwrap();
        let mut held_by_both = beside.child.stdout.take().unwrap();
        drop(beside);
        std::io::copy(&mut held_by_both, &mut std::io::sink()).unwrap();
        assert!(begun.elapsed() < Duration::from_secs(30), "the child of the shell went on");
    }
}
