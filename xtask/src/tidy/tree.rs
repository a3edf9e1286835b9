//! The files a wall reads: every text file git would take, read once. In tests they are in memory alone.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::source::Source;

/// Larger files are data, not text somebody wrote.
const LARGEST: u64 = 400_000;
const TEXTS: [&str; 12] = ["rs", "sql", "md", "toml", "mjs", "js", "ts", "tsx", "css", "html", "ftl", "yml"];

pub struct Tree {
    /// Path from the root, with `/`, to the text.
    pub texts: BTreeMap<String, String>,
    /// The same for Rust, taken apart.
    pub sources: BTreeMap<String, Source>,
    /// Rust that cannot be read, with the reason.
    pub broken: Vec<(String, String)>,
}

impl Tree {
    pub fn read(root: &Path) -> Result<Tree, String> {
        let mut list = Command::new("git");
        list.current_dir(root).args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
        let out = list.output().map_err(|e| format!("git is needed to list the files: {e}"))?;
        if !out.status.success() {
            return Err(format!("git ls-files: {}", String::from_utf8_lossy(&out.stderr)));
        }
        let names = String::from_utf8_lossy(&out.stdout).into_owned();
        let texts = names.split('\0').filter(|name| is_text(name)).filter_map(|name| {
            let path = root.join(name);
            let small = path.metadata().is_ok_and(|about| about.is_file() && about.len() < LARGEST);
            let text = small.then(|| std::fs::read_to_string(path).ok()).flatten();
            text.map(|text| (name.to_owned(), text))
        });
        Ok(Tree::of(texts.collect()))
    }

    pub fn of(texts: BTreeMap<String, String>) -> Tree {
        let mut tree = Tree { texts, sources: BTreeMap::new(), broken: Vec::new() };
        for (path, text) in tree.texts.iter().filter(|(path, _)| path.ends_with(".rs")) {
            match Source::read(path, text) {
                Ok(source) => drop(tree.sources.insert(path.clone(), source)),
                Err(reason) => tree.broken.push((path.clone(), reason)),
            }
        }
        tree
    }

    #[cfg(test)]
    pub fn planted(files: &[(&str, &str)]) -> Tree {
        Tree::of(files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect())
    }
}

fn is_text(name: &str) -> bool {
    let known = name.rsplit_once('.').is_some_and(|(_, end)| TEXTS.contains(&end));
    known || name == ".ci/run" || name == "migrations.lock"
}

/// The room (`crm`) and its folder (`line/crm`) a path lies in.
pub fn room(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix("line/").or_else(|| path.strip_prefix("offices/"))?;
    let name = rest.split_once('/')?.0;
    let folder = path.len() - rest.len() + name.len();
    Some((name, &path[..folder]))
}
