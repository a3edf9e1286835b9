//! What `docs/complaints.md` calls a proof exists: a file of the tree, and a test of that name in it.
//!
//! A proof is written `path/of/file.rs::name_of_the_test`. Whether it proves what its line says a reader judges.

use super::Finding;
use super::tree::Tree;

const PAGE: &str = "docs/complaints.md";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let Some(page) = tree.texts.get(PAGE) else { return vec![] };
    let lines = page.lines().enumerate();
    let proofs = lines.flat_map(|(n, line)| proofs(line).map(move |(file, name)| (n + 1, file, name)));
    let missing = proofs.filter_map(|(line, file, name)| {
        let why = match tree.texts.get(file) {
            None => format!("there is no file `{file}`; name the one that holds the proof"),
            Some(text) if !has_test(text, name) => {
                format!("`{file}` has no test `{name}`; name the one that proves it")
            }
            Some(_) => return None,
        };
        Some(Finding::fail(format!("{PAGE}:{line}"), why))
    });
    missing.collect()
}

/// File and name of each proof in a line.
fn proofs(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let quoted = line.split('`').skip(1).step_by(2);
    quoted.filter_map(|words| words.split_once("::")).filter(|(file, _)| file.ends_with(".rs"))
}

fn has_test(text: &str, name: &str) -> bool {
    let begins = format!("fn {name}(");
    text.match_indices(&begins).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEST: (&str, &str) = ("a/tests/one.rs", "//! One.\n#[test]\nfn nothing_is_lost() {}\n");

    fn found(line: &str) -> Vec<Finding> {
        check(&Tree::planted(&[TEST, (PAGE, line)]))
    }

    #[test]
    fn a_proof_that_does_not_exist_is_found() {
        assert_eq!(found("| K1 | lost | `a/tests/one.rs::nothing_is_lost` |"), []);
        assert!(found("`a/tests/one.rs::nothing_is`")[0].text.contains("no test `nothing_is`"));
        assert!(found("`a/tests/two.rs::nothing_is_lost`")[0].text.contains("no file"));
        assert_eq!(found("`kernel::crash` and `one.rs` are no proofs"), []);
    }
}
