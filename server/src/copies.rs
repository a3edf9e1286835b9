//! Journal verify, backup, restore: the data folder is read beside a running server, never changed by these.

use std::path::Path;

use store::Store;
use store::proof::Report;

use crate::options::Process;
use crate::place::Ground;
use crate::{Done, Failed, rooms, say};

/// Where nobody is asked how customers reach us.
const NOWHERE: &str = "http://localhost";

pub async fn verify(process: &Process) -> Done {
    let ground = Ground::of(process, NOWHERE)?;
    let store = Store::open_reader(ground.place(), rooms::registry().take_rules())?;
    let report = store::verify::verify(&store).await?;
    print(&report);
    let wrong = format!("the journal does not verify: {} findings", report.wrong.len());
    if report.wrong.is_empty() { Ok(()) } else { Err(Failed { code: 1, why: wrong }) }
}

fn print(report: &Report) {
    say(format_args!("{} entries under {} checkpoints", report.entries, report.checkpoints));
    say(format_args!("{} not under a checkpoint yet", report.after_last));
    say(format_args!("{} personal values opened and right, {} erased", report.opened, report.erased));
    report.wrong.iter().for_each(|wrong| say(format_args!("WRONG: {wrong}")));
}

pub async fn backup(process: &Process, folder: &Path, keep: Option<usize>) -> Done {
    let ground = Ground::of(process, NOWHERE)?;
    let manifest = store::backup::run(&ground.place(), folder).await?;
    say(serde_json::to_string_pretty(&manifest)?);
    if let Some(keep) = keep {
        store::backup::prune(folder, keep.max(1))?;
    }
    Ok(())
}

pub async fn restore(process: &Process, data: &Path, keyring: &Path) -> Done {
    let ground = Ground::of(process, NOWHERE)?;
    let report = store::backup::restore(&ground.place(), data, keyring).await?;
    print(&report);
    Ok(())
}
