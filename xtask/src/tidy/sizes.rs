//! Small files named after nouns, small functions named after verbs: sizes of Rust files.

use super::Finding;
use super::tree::Tree;

const FILE: Limit = Limit { warn: 300, fail: 600 };
const FUNCTION: Limit = Limit { warn: 40, fail: 100 };
const PARAMS: usize = 5;
/// rustfmt leaves comments, strings and macros alone: those are warned of before they fail.
const COLUMNS: Limit = Limit { warn: 110, fail: 120 };

struct Limit {
    warn: usize,
    fail: usize,
}

impl Limit {
    fn check(&self, place: String, what: &str, lines: usize) -> Option<Finding> {
        let text = format!("{what} has {lines} lines (aim below {}, at most {})", self.warn, self.fail);
        (lines > self.warn).then_some(Finding { fails: lines > self.fail, place, text })
    }
}

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found: Vec<Finding> = tree.broken.iter().map(|(path, why)| Finding::fail(path, why)).collect();
    for (path, source) in &tree.sources {
        let text = &tree.texts[path];
        found.extend(FILE.check(path.clone(), "the file", text.lines().count()));
        for function in &source.functions {
            let place = format!("{path}:{}", function.line);
            if function.params > PARAMS {
                found.push(Finding::warn(
                    &place,
                    format!("`{}` takes {} values", function.name, function.params),
                ));
            }
            found.extend(FUNCTION.check(place, &format!("`{}`", function.name), function.lines));
        }
        found.extend(shape(path, text));
    }
    found
}

fn shape(path: &str, text: &str) -> Vec<Finding> {
    let wider = |than: usize| -> Vec<String> {
        let wide = text.lines().enumerate().filter(|(_, line)| line.chars().count() > than);
        wide.map(|(i, _)| (i + 1).to_string()).collect()
    };
    let (wide, too_wide) = (wider(COLUMNS.warn), wider(COLUMNS.fail));
    let fails = !too_wide.is_empty();
    let (limit, lines) = if fails { (COLUMNS.fail, too_wide) } else { (COLUMNS.warn, wide) };
    let wide = (!lines.is_empty()).then(|| {
        let text = format!("over {limit} columns: line {}", lines.join(", "));
        Finding { fails, place: path.to_owned(), text }
    });
    let silent = !text.starts_with("//!");
    let silent = silent.then(|| Finding::fail(path, "open the file with `//!`: what it is, its invariant"));
    wide.into_iter().chain(silent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(bool, String)> {
        let found = check(&Tree::planted(&[("line/crm/src/deal.rs", text)]));
        found.into_iter().map(|finding| (finding.fails, finding.text)).collect()
    }

    #[test]
    fn a_long_function_is_a_warning_and_a_very_long_one_a_failure() {
        let function = |lines: usize| format!("//! a\nfn f() {{\n{}}}\n", "g();\n".repeat(lines - 2));
        assert_eq!(found(&function(40)), []);
        assert!(!found(&function(41))[0].0);
        assert!(found(&function(101))[0].0);
    }

    #[test]
    fn a_long_file_is_a_warning_and_a_very_long_one_a_failure() {
        assert_eq!(found(&"//! a\n".repeat(300)), []);
        assert!(!found(&"//! a\n".repeat(301))[0].0);
        assert!(found(&"//! a\n".repeat(601))[0].0);
    }

    #[test]
    fn a_wide_line_a_silent_file_and_too_many_values_are_found() {
        let wide = |columns: usize| found(&format!("//! {}", "x".repeat(columns - 4)));
        assert_eq!(wide(110), []);
        assert!(!wide(111)[0].0 && wide(111)[0].1.contains("110 columns"));
        assert!(wide(121)[0].0 && wide(121)[0].1.contains("120 columns"));
        assert!(found("fn f() {}")[0].1.contains("open the file"));
        assert!(found("//! a\nfn f(a: A, b: A, c: A, d: A, e: A, g: A) {}")[0].1.contains("6 values"));
        assert!(found("//! a\nfn f(")[0].0, "a file that is no Rust is found too");
    }
}
