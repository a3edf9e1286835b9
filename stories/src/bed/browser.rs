//! Headless Chromium, driven by a story file in `stories/browser/` (`run.mjs` there says what a story gets).

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::{must, root};

/// Runs one story of `stories/browser/` against the server at `base`; panics with what it said when it fails.
pub fn run(story: &str, base: &str, env: &[(&str, &str)]) {
    if let Err(message) = try_run(story, base, env) {
        panic!("{message}");
    }
}

/// As `run`; the error is what the story printed.
pub fn try_run(story: &str, base: &str, env: &[(&str, &str)]) -> Result<(), String> {
    // One browser at a time: several on two cores only make each other late.
    static ONE: Mutex<()> = Mutex::new(());
    let _alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut node = Command::new("node");
    node.current_dir(folder()).args(["run.mjs", story, base]).envs(env.iter().copied());
    let out = node.output().expect("node is installed");
    let said = String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned();
    if out.status.success() { Ok(()) } else { Err(said) }
}

/// `stories/browser`, its packages installed as its lock file says.
fn folder() -> PathBuf {
    static READY: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        let folder = root().join("stories/browser");
        if !folder.join("node_modules/.package-lock.json").exists() {
            must(Command::new("npm").current_dir(&folder).args(["ci", "--no-audit", "--no-fund"]));
        }
        folder
    };
    READY.get_or_init(make).clone()
}
