//! Every declared consequence is listed in `docs/consequences.md`, which `--write` makes from the sources.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::Finding;
use super::tree::{Tree, room};

const PAGE: &str = "docs/consequences.md";

const HEAD: &str = "# Consequences

A consequence is a room's code on another room's fact, in the same transaction: only where leaving it to later
would make the intake or the books false. This page is written by `cargo xtask tidy --write`.

| consequence | hears | what it does |
| --- | --- | --- |
";

static REGISTERED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\.consequence\(\s*(?:\w+::)*(\w+)").expect("the pattern is valid"));

static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    let name = r#"const NAME: &'static str = "([^"]+)";"#;
    let pattern = format!(r"(?s)impl Consequence for (\w+) \{{\s*{name}\s*type Fact = (?:\w+::)*(\w+);");
    Regex::new(&pattern).expect("the pattern is valid")
});

struct Declared {
    code: String,
    name: String,
    fact: String,
    about: String,
}

pub fn check(tree: &Tree) -> Vec<Finding> {
    let (page, mut found) = page(tree);
    if tree.texts.get(PAGE).map_or(HEAD, String::as_str) != page {
        found.push(Finding::fail(PAGE, "it does not list what is declared: run `cargo xtask tidy --write`"));
    }
    found
}

pub fn write(root: &Path, tree: &Tree) -> Result<(), String> {
    let path = root.join(PAGE);
    let folder = path.parent().ok_or("the page lies in a folder")?;
    std::fs::create_dir_all(folder).map_err(|e| format!("{PAGE}: {e}"))?;
    std::fs::write(path, page(tree).0).map_err(|e| format!("{PAGE}: {e}"))
}

/// The page as the sources have it, and what is registered but cannot be found.
fn page(tree: &Tree) -> (String, Vec<Finding>) {
    let (mut lines, mut found) = (Vec::new(), Vec::new());
    let sources = || tree.texts.iter().filter(|(path, _)| path.ends_with(".rs") && room(path).is_some());
    for (path, text) in sources() {
        let folder = room(path).map(|(_, folder)| folder).unwrap_or_default();
        for registered in REGISTERED.captures_iter(text).map(|hit| hit[1].to_owned()) {
            let declared = sources()
                .filter(|(path, _)| path.starts_with(&format!("{folder}/")))
                .flat_map(|(_, text)| declared(text));
            match declared.into_iter().find(|declared| declared.code == registered) {
                Some(it) => lines.push(format!("| `{}` | `{}` | {} |\n", it.name, it.fact, it.about)),
                None => found.push(Finding::fail(
                    path,
                    format!("`{registered}` has no `impl Consequence` in its room"),
                )),
            }
        }
    }
    lines.sort();
    (HEAD.to_owned() + &lines.concat(), found)
}

fn declared(text: &str) -> Vec<Declared> {
    let read = |hit: regex::Captures<'_>| Declared {
        code: hit[1].to_owned(),
        name: hit[2].to_owned(),
        fact: hit[3].to_owned(),
        about: about(text, &hit[1]),
    };
    DECLARED.captures_iter(text).map(read).collect()
}

/// The documentation above the struct, in one line.
fn about(text: &str, code: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.starts_with(&format!("pub struct {code}")));
    let above = lines[..at.unwrap_or(0)]
        .iter()
        .rev()
        .take_while(|line| line.starts_with("///") || line.starts_with("#["));
    let mut words: Vec<&str> = above.filter_map(|line| line.strip_prefix("///")).map(str::trim).collect();
    words.reverse();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIB: (&str, &str) = ("line/crm/src/lib.rs", "rules.consequence(reactions::LeadFromInquiry);");
    const CODE: (&str, &str) = (
        "line/crm/src/reactions.rs",
        r#"/// An inquiry makes
/// a lead at once.
pub struct LeadFromInquiry;

impl Consequence for LeadFromInquiry {
    const NAME: &'static str = "crm.lead_from_inquiry";
    type Fact = InquiryReceived;
"#,
    );

    #[test]
    fn a_consequence_nobody_listed_is_found_and_writing_the_page_settles_it() {
        let tree = Tree::planted(&[LIB, CODE]);
        assert!(check(&tree)[0].text.contains("tidy --write"));
        let listed = page(&tree).0;
        assert!(listed.ends_with(
            "| `crm.lead_from_inquiry` | `InquiryReceived` | An inquiry makes a lead at once. |\n"
        ));
        assert_eq!(check(&Tree::planted(&[LIB, CODE, (PAGE, &listed)])), []);
        assert_eq!(check(&Tree::planted(&[(PAGE, &listed)])).len(), 1, "one that is gone is found too");
    }

    #[test]
    fn a_registered_consequence_without_code_is_found() {
        assert!(check(&Tree::planted(&[LIB]))[0].text.contains("no `impl Consequence`"));
    }
}
