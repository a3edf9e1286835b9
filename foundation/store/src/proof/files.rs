//! The same proof over files given to a stranger, and reading checkpoints out of whatever text holds them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use data_encoding::{BASE64, HEXLOWER};
use kernel::{Result, fault};
use serde_json::Value as Json;

use super::{Checker, Opened, PublicKey, Report};
use crate::seal::LOG;

/// Every checkpoint a text holds: our `checkpoints` file, a mail, a page copied out of a paper. A note begins with a
/// line that is the log's name and ends with its last signature; what stands around it is passed over.
pub fn notes(text: &str) -> Vec<String> {
    let mut lines = text.lines().map(str::trim).peekable();
    let mut found = vec![];
    while let Some(line) = lines.next() {
        if line != LOG {
            continue;
        }
        let mut body = vec![line];
        while let Some(next) = lines.next_if(|next| *next != LOG && !next.is_empty() && !is_signature(next)) {
            body.push(next);
        }
        while lines.next_if(|next| next.is_empty()).is_some() {}
        let mut signatures = vec![];
        while let Some(next) = lines.next_if(|next| is_signature(next)) {
            signatures.push(next);
        }
        if body.len() >= 3 {
            found.push(format!("{}\n\n{}\n", body.join("\n"), signatures.join("\n")));
        }
    }
    found
}

fn is_signature(line: &str) -> bool {
    line.starts_with("\u{2014} ")
}

/// All eight steps over a folder that `verify::export` wrote. `foreign` are checkpoints found elsewhere.
pub fn verify(folder: &Path, foreign: Vec<String>) -> Result<Report> {
    let keys = text(folder, "pubkeys")?.lines().map(key).collect::<Result<Vec<_>>>()?;
    let mut own = notes(&text(folder, "checkpoints")?);
    own.extend(foreign);
    let mut private = opened(folder)?;
    let mut checker = Checker::new(keys, own);
    let journal = open(folder, "journal.ndjson")?;
    for (n, line) in BufReader::new(journal).split(b'\n').enumerate() {
        checker.line(&line.map_err(fault)?, private.remove(&(n as u64)).as_deref());
    }
    Ok(checker.finish())
}

fn open(folder: &Path, name: &str) -> Result<File> {
    let path = folder.join(name);
    File::open(&path).map_err(|error| fault(format!("{}: {error}", path.display())))
}

fn text(folder: &Path, name: &str) -> Result<String> {
    std::io::read_to_string(open(folder, name)?).map_err(|error| fault(format!("{name}: {error}")))
}

fn key(line: &str) -> Result<PublicKey> {
    let wrong = || fault(format!("pubkeys: `{line}` is not a name, a key and a size"));
    let mut words = line.split(' ');
    let (Some(name), Some(key), Some(size)) = (words.next(), words.next(), words.next()) else {
        return Err(wrong());
    };
    let key = BASE64.decode(key.as_bytes()).ok().and_then(|key| key.try_into().ok()).ok_or_else(wrong)?;
    Ok(PublicKey { name: name.into(), key, first_size: size.parse().map_err(|_| wrong())? })
}

fn opened(folder: &Path) -> Result<BTreeMap<u64, Vec<Opened>>> {
    let mut all: BTreeMap<u64, Vec<Opened>> = BTreeMap::new();
    if !folder.join("private.ndjson").exists() {
        return Ok(all);
    }
    for line in BufReader::new(open(folder, "private.ndjson")?).lines() {
        let line: Json = serde_json::from_str(&line.map_err(fault)?).map_err(fault)?;
        let word = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let salt = HEXLOWER.decode(word("salt").as_bytes()).unwrap_or_default();
        let n = line["n"].as_u64().ok_or_else(|| fault("private.ndjson: a line without `n`"))?;
        all.entry(n).or_default().push(Opened { path: word("path"), salt, value: word("value") });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkpoints_are_found_in_a_file_of_them_and_in_the_middle_of_a_letter() {
        let note = |size| format!("{LOG}\n{size}\nAAAA\n\n\u{2014} {LOG} c2ln\n");
        let file = [note(1), note(2)].join("\n");
        assert_eq!(notes(&file), [note(1), note(2)]);
        let letter =
            format!("Dear Ms Hopper,\n\n  {LOG}  \r\n  7\r\n  AAAA\r\n\r\n  \u{2014} {LOG} c2ln\r\nYours");
        assert_eq!(notes(&letter), [note(7)]);
        assert!(notes("nothing here").is_empty());
    }
}
