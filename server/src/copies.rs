//! Journal verify and export, backup, restore: the data folder is read beside a running server, never changed by
//! these.

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use store::Store;
use store::proof::{Report, files};

use crate::options::Process;
use crate::place::Ground;
use crate::progress::Underway;
use crate::{Done, Failed, rooms, say};

/// Where nobody is asked how customers reach us.
const NOWHERE: &str = "http://localhost";

/// The house itself, or files it was exported to; `witness` are texts with checkpoints others kept.
pub async fn verify(process: &Process, witness: &[PathBuf], folder: Option<&Path>) -> Done {
    let foreign = witnessed(witness)?;
    let known = foreign.len();
    let underway = Underway::with("Checking the journal");
    let report = match folder {
        Some(folder) => files::verify(folder, foreign)?,
        None => store::verify::verify_with(&reader(&Ground::known(process, NOWHERE)?)?, foreign).await?,
    };
    drop(underway);
    print(&report);
    if known > 0 {
        say(format_args!("{known} of the checkpoints were kept by witnesses"));
    }
    let wrong = format!("the journal does not verify: {} findings", report.wrong.len());
    if report.wrong.is_empty() { Ok(()) } else { Err(Failed { code: 1, why: wrong }) }
}

fn reader(ground: &Ground) -> Done<Store> {
    Ok(Store::open_reader(ground.place(), rooms::registry().take_rules())?)
}

fn witnessed(texts: &[PathBuf]) -> Done<Vec<String>> {
    let mut all = vec![];
    for path in texts {
        let why = |error| Failed::usage(format!("{}: {error}", path.display()));
        let found = files::notes(&std::fs::read_to_string(path).map_err(why)?);
        if found.is_empty() {
            let none = "there is no checkpoint in it; one begins with a line that says `throughline`";
            return Err(Failed::usage(format!("{}: {none}", path.display())));
        }
        all.extend(found);
    }
    Ok(all)
}

/// For whoever checks without us; the folder is for its owner alone.
pub async fn export(process: &Process, folder: &Path, private: bool, from: u64) -> Done {
    let store = reader(&Ground::known(process, NOWHERE)?)?;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let here = |name: &str| folder.join(name).exists();
    if ["journal.ndjson", "checkpoints", "pubkeys", "private.ndjson"].into_iter().any(here) {
        let why = "it holds an export already; name another folder";
        return Err(Failed::from(format!("{}: {why}", folder.display())));
    }
    let underway = Underway::with("Writing the journal down");
    let written = store::verify::export_from(&store, folder, private, from).await?;
    drop(underway);
    say(format_args!("{written} entries written whole to {}", folder.display()));
    Ok(())
}

fn print(report: &Report) {
    say(format_args!("{} entries under {} checkpoints", report.entries, report.checkpoints));
    say(format_args!("{} not under a checkpoint yet", report.after_last));
    say(format_args!("{} personal values opened and right, {} erased", report.opened, report.erased));
    if report.pruned > 0 {
        say(format_args!("{} entries known by their hash alone", report.pruned));
    }
    report.wrong.iter().for_each(|wrong| say(format_args!("WRONG: {wrong}")));
}

pub async fn backup(process: &Process, folder: &Path, keep: Option<usize>) -> Done {
    let ground = Ground::known(process, NOWHERE)?;
    let underway = Underway::with("Copying, and opening the copy");
    let manifest = store::backup::run(&ground.place(), folder, false).await?;
    drop(underway);
    say(serde_json::to_string_pretty(&manifest)?);
    if let Some(keep) = keep {
        store::backup::prune(folder, keep.max(1))?;
    }
    Ok(())
}

pub async fn restore(process: &Process, data: &Path, keyring: &Path) -> Done {
    let ground = Ground::known(process, NOWHERE)?;
    let underway = Underway::with("Restoring, and checking what was restored");
    let report = store::backup::restore(&ground.place(), data, keyring).await?;
    drop(underway);
    print(&report);
    Ok(())
}
