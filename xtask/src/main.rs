//! The project's own chores: `cargo xtask test`, `tidy`, `dev`, `bench`, `simulate`, `soak`. No part of the product.
//!
//! A new chore is a module with a `run`, a line in `CHORES`, and a line in CONTRIBUTING.md.

mod bench;
mod dev;
mod packages;
mod postgres;
mod process;
mod simulate;
mod soak;
mod test;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

type Chore = fn(&Path, &[String]) -> Result<(), Stop>;

/// Why a chore ended: what remains to be said (nothing, when all is said), and the exit code.
#[derive(Debug)]
pub struct Stop {
    message: String,
    code: u8,
}

impl Stop {
    pub fn with(code: u8, message: String) -> Stop {
        Stop { message, code }
    }
}

impl From<String> for Stop {
    fn from(message: String) -> Stop {
        Stop::with(1, message)
    }
}

const CHORES: [(&str, Chore); 6] = [
    ("test", test::run),
    ("tidy", tidy::run),
    ("dev", dev::run),
    ("bench", bench::run),
    ("simulate", simulate::run),
    ("soak", soak::run),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let chore = args.first().and_then(|name| CHORES.iter().find(|(known, _)| known == name));
    let Some((_, run)) = chore else {
        eprintln!("cargo xtask {}", CHORES.map(|(name, _)| name).join(" | "));
        return ExitCode::from(2);
    };
    match run(&root(), &args[1..]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            if !stop.message.is_empty() {
                eprintln!("{}", stop.message);
            }
            ExitCode::from(stop.code)
        }
    }
}

/// The cargo this was run by.
fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or("cargo".into())
}

/// The root of the working tree: of the one cargo was called in, for two clones may share this very binary.
fn root() -> PathBuf {
    let crate_folder = std::env::var("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
    Path::new(&crate_folder).parent().expect("the crate lies in the tree").to_owned()
}
