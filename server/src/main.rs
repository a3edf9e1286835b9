//! The binary `throughline`: reads its options, opens the house, serves it or asks it one thing.
//!
//! Exit codes: 0 done, 1 refused or failed (the sentence says why), 2 the options do not fit together.

mod ask;
mod assets;
mod automations;
mod copies;
mod demo;
mod house;
mod log;
mod nightly;
mod options;
mod people;
mod place;
mod progress;
#[cfg(feature = "proof")]
mod proof;
mod reach;
mod rooms;
mod roster;
mod serve;
mod work;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use options::{Journal, Line, Task};

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Something went wrong, in one sentence, with its exit code.
#[derive(Debug)]
struct Failed {
    code: u8,
    why: String,
}

impl Failed {
    /// The options do not fit together.
    fn usage(why: impl Into<String>) -> Failed {
        Failed { code: 2, why: why.into() }
    }
}

impl<E: std::fmt::Display> From<E> for Failed {
    fn from(error: E) -> Failed {
        // Whoever runs the program is no stranger: they read the cause alone.
        let why = error.to_string();
        let why = why.strip_prefix("something broke on our side: ").map(str::to_owned).unwrap_or(why);
        Failed { code: 1, why }
    }
}

/// Prints an answer; whoever stops reading (`| head`) is no failure.
fn say(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

type Done<T = ()> = Result<T, Failed>;

fn main() -> ExitCode {
    // What it writes is customers' data, backups and exports too: for its owner alone.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let line = Line::parse();
    if let Task::RenderWorker { fonts } = &line.task {
        return documents::worker::work(fonts).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.expect("the operating system gives threads and sockets");
    match runtime.block_on(run(line)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed { code, why }) => {
            eprintln!("throughline: {why}");
            ExitCode::from(code)
        }
    }
}

async fn run(line: Line) -> Done {
    let process = line.process.with_file()?;
    if let Task::Openapi = line.task {
        let document = wire::openapi(&rooms::registry());
        say(serde_json::to_string_pretty(&document)?);
        return Ok(());
    }
    log::start(&process, matches!(line.task, Task::Serve));
    // Fails only if a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match line.task {
        Task::Serve => serve::serve(&process).await,
        Task::Call { asking, verb, input } => ask::call(&process, &asking, &verb, input.as_deref()).await,
        Task::Setup { asking, file } => people::set_up(&process, &asking, file.as_deref()).await,
        Task::Automation { asking, task } => automations::automation(&process, &asking, task).await,
        Task::User { asking, task } => people::user(&process, &asking, task).await,
        Task::Journal { task: Journal::Verify { witness, files } } => {
            copies::verify(&process, &witness, files.as_deref()).await
        }
        Task::Journal { task: Journal::Export { folder, private, from } } => {
            copies::export(&process, &folder, private, from).await
        }
        Task::Demo(demo) => demo::run(&process, &demo).await,
        Task::Backup { folder, keep } => copies::backup(&process, &folder, keep).await,
        Task::Restore { data_file, keyring_file } => {
            copies::restore(&process, &data_file, &keyring_file).await
        }
        Task::Openapi | Task::RenderWorker { .. } => Ok(()),
    }
}
