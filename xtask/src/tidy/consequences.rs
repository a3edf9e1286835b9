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

static REGISTERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\.consequence\(\s*(?:\w+::)*?(\w+)(?:::<(?:\w+::)*(\w+)>)?(?:::\w+\s*\(|[\s(){,])")
        .expect("the pattern is valid")
});

static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    let name = r#"const NAME: &'static str =\s*"([^"]+)";"#;
    let pattern = format!(
        r"(?s)impl(?:<[^{{]*?>)? Consequence for (\w+)(?:<\w+>)? \{{\s*{name}\s*type Fact = (?:\w+::)*(\w+);"
    );
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
    for (path, text) in sources(tree, "") {
        for hit in REGISTERED.captures_iter(text) {
            match line(tree, path, &hit[1], hit.get(2).map(|fact| fact.as_str())) {
                Some(line) => lines.push(line),
                None => found.push(Finding::fail(
                    path,
                    format!("`{}` has no `impl Consequence` in its room", &hit[1]),
                )),
            }
        }
    }
    lines.sort();
    (HEAD.to_owned() + &lines.concat(), found)
}

/// The Rust files of the rooms, or of one room's folder.
fn sources<'t>(tree: &'t Tree, folder: &str) -> impl Iterator<Item = (&'t String, &'t String)> {
    let inside = move |path: &str| room(path).is_some_and(|(_, at)| folder.is_empty() || at == folder);
    tree.texts.iter().filter(move |(path, _)| path.ends_with(".rs") && inside(path))
}

/// One line of the page. A generic consequence hears the fact it was registered for.
fn line(tree: &Tree, path: &str, code: &str, heard: Option<&str>) -> Option<String> {
    let (_, folder) = room(path)?;
    let it = sources(tree, folder).flat_map(|(_, text)| declared(text)).find(|it| it.code == code)?;
    Some(format!("| `{}` | `{}` | {} |\n", it.name, heard.unwrap_or(&it.fact), it.about))
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
    let at =
        lines.iter().position(|line| line.trim_start_matches("pub ").starts_with(&format!("struct {code}")));
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
    fn a_generic_consequence_is_listed_once_for_each_fact_it_hears() {
        let text = "rules.consequence(Forget::<SessionEnded>::in_(&seen));
            rules.consequence(Forget::<TokenRevoked>::in_(&seen));
            /// Forgets.\nstruct Forget<F> { f: F }
            impl<F: facts::Fact> Consequence for Forget<F> {
                const NAME: &'static str = \"governance.forget\";
                type Fact = F;";
        let listed = page(&Tree::planted(&[("offices/governance/src/door.rs", text)])).0;
        assert!(listed.contains("| `governance.forget` | `SessionEnded` |"), "{listed}");
        assert!(listed.contains("| `governance.forget` | `TokenRevoked` |"), "{listed}");
    }

    #[test]
    fn a_registered_consequence_without_code_is_found() {
        assert!(check(&Tree::planted(&[LIB]))[0].text.contains("no `impl Consequence`"));
    }
}
