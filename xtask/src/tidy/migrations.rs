//! Migrations only go forward: a file that was once in `migrations.lock` never changes again.
//!
//! `--write` adds what is new and never touches a line that is there.

use std::collections::BTreeMap;
use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::Finding;
use super::tree::Tree;

const LOCK: &str = "migrations.lock";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let locked = locked(tree);
    let here = here(tree);
    let lost = locked.keys().filter(|path| !here.contains_key(*path));
    let lost = lost.map(|path| Finding::fail(path.as_str(), "a migration that went out is never removed"));
    let changed = here.iter().filter_map(|(path, hash)| match locked.get(path) {
        Some(known) if known == hash => None,
        Some(_) => {
            Some(Finding::fail(path.as_str(), "a migration that went out never changes: write the next one"))
        }
        None => Some(Finding::fail(path.as_str(), "not locked yet: run `cargo xtask tidy --write`")),
    });
    lost.chain(changed).collect()
}

pub fn write(root: &Path, tree: &Tree) -> Result<(), String> {
    let lines = merged(tree).into_iter().map(|(path, hash)| format!("{hash}  {path}\n"));
    std::fs::write(root.join(LOCK), lines.collect::<String>()).map_err(|e| format!("{LOCK}: {e}"))
}

/// What is locked stays; what is new comes in.
fn merged(tree: &Tree) -> BTreeMap<String, String> {
    let mut merged = here(tree);
    merged.extend(locked(tree));
    merged
}

fn here(tree: &Tree) -> BTreeMap<String, String> {
    let files = tree.texts.iter().filter(|(path, _)| path.ends_with(".sql") && path.contains("/migrations/"));
    files.map(|(path, text)| (path.clone(), HEXLOWER.encode(&Sha256::digest(text)))).collect()
}

fn locked(tree: &Tree) -> BTreeMap<String, String> {
    let lines = tree.texts.get(LOCK).map_or("", String::as_str).lines();
    lines
        .filter_map(|line| line.split_once("  "))
        .map(|(hash, path)| (path.to_owned(), hash.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "line/crm/migrations/0001_deal.sql";

    fn lock_of(text: &str) -> String {
        let lines = merged(&Tree::planted(&[(FILE, text)])).into_iter();
        lines.map(|(path, hash)| format!("{hash}  {path}\n")).collect()
    }

    #[test]
    fn a_locked_migration_may_neither_change_nor_go() {
        let lock = lock_of("create table crm_deal (id bytea)");
        let same = Tree::planted(&[(FILE, "create table crm_deal (id bytea)"), (LOCK, &lock)]);
        assert_eq!(check(&same), []);
        let changed = Tree::planted(&[(FILE, "create table crm_deal (id text)"), (LOCK, &lock)]);
        assert!(check(&changed)[0].text.contains("never changes"));
        assert_eq!(merged(&changed), locked(&changed), "writing does not hide it");
        assert!(check(&Tree::planted(&[(LOCK, &lock)]))[0].text.contains("never removed"));
    }

    #[test]
    fn a_new_migration_must_be_locked() {
        assert!(
            check(&Tree::planted(&[(FILE, "create table crm_deal (id bytea)")]))[0]
                .text
                .contains("not locked")
        );
    }
}
