//! Words that may not stand in the sources: the clock and chance outside their door, engine permits,
//! `unwrap`, files named after nothing, texts that name a machine.

use std::sync::LazyLock;

use regex::Regex;

use super::Finding;
use super::source::tokens;
use super::tree::Tree;

struct Rule {
    code: &'static str,
    /// Where the rule holds; empty for everywhere.
    within: &'static [&'static str],
    instead: &'static str,
}

const fn anywhere(code: &'static str, instead: &'static str) -> Rule {
    Rule { code, within: &[], instead }
}

const MONEY: &[&str] = &["line/billing/", "line/cash/", "line/sales/", "foundation/kernel/src/money"];

const RULES: [Rule; 14] = [
    anywhere("SystemTime::now", "time comes in through `Clock`"),
    anywhere("Timestamp::now", "time comes in through `Clock`"),
    anywhere("Zoned::now", "time comes in through `Clock`"),
    anywhere("Instant::now", "time comes in through `Clock`"),
    anywhere("thread_rng", "chance comes in through `Rng`"),
    anywhere("getrandom", "chance comes in through `Rng`"),
    anywhere("Uuid::new", "ids are made by the transaction"),
    anywhere("sleep(", "a worker is `tick(now) -> next_due`; it never sleeps"),
    anywhere("Permit::engine", "only engines may act without a person's permit"),
    anywhere(".unwrap()", "`expect` names the invariant; `?` passes it on"),
    Rule { code: ".route(", within: &["server/"], instead: "what can be called is declared in the registry" },
    Rule {
        code: "f64",
        within: MONEY,
        instead: "money is `Money`, rates are basis points or finer integers",
    },
    Rule {
        code: "f32",
        within: MONEY,
        instead: "money is `Money`, rates are basis points or finer integers",
    },
    anywhere("todo!", "finish it, or leave it out"),
];

/// Where a rule does not hold: path prefix, code, reason.
const ALLOWED: [(&str, &str, &str); 20] = [
    ("foundation/kernel/", "SystemTime::now", "the one real clock"),
    ("foundation/kernel/", "Timestamp::now", "the one real clock"),
    ("foundation/kernel/", "Instant::now", "the one real clock"),
    ("foundation/kernel/", "getrandom", "the one real source of chance"),
    ("foundation/", "Permit::engine", "the engine itself"),
    ("offices/automation/", "Permit::engine", "runs claim their own steps"),
    ("line/cash/src/ledger/watch.rs", "Permit::engine", "it says of itself that the books are wrong"),
    ("server/", "Permit::engine", "workers of the house are started here"),
    ("xtask/", "Instant::now", "chores are timed"),
    ("xtask/", "SystemTime::now", "chores are timed"),
    ("xtask/", "sleep(", "chores wait for processes"),
    ("stories/", "Instant::now", "beds wait for processes"),
    ("stories/", "SystemTime::now", "beds date their files"),
    ("stories/", "sleep(", "beds wait for processes"),
    ("foundation/store/src/pg.rs", "Instant::now", "the deadline of a transaction that is tried again"),
    ("foundation/store/src/pg.rs", "sleep(", "the pause before it is tried again"),
    ("server/", "sleep(", "the loop around every `tick`"),
    ("bench/", "Instant::now", "it measures"),
    ("bench/", "sleep(", "it measures"),
    ("simulate/", "Instant::now", "it measures"),
];

const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "common", "manager"];

static TEXTS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let rules = [
        (r#"(^|[\s"'`(=:])/(work|root)/"#, "the path of one machine"),
        (r"\b(TO[D]O|FIX[M]E|XX[X])\b", "finish it, or file it"),
        (r"(?i)\b(issue|closes|fixes|pr) #\d", "the text says why by itself, without a number to look up"),
    ];
    rules.map(|(pattern, why)| (Regex::new(pattern).expect("the patterns are valid"), why)).into()
});

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, source) in &tree.sources {
        for rule in RULES.iter().filter(|rule| holds(rule, path)) {
            let wrong =
                |line| Finding::fail(format!("{path}:{line}"), format!("`{}`: {}", rule.code, rule.instead));
            found.extend(source.find(&tokens(rule.code)).into_iter().map(wrong));
        }
    }
    for (path, text) in &tree.texts {
        found.extend(empty_name(path));
        found.extend(texts(path, text));
    }
    found
}

fn holds(rule: &Rule, path: &str) -> bool {
    let within = rule.within.is_empty() || rule.within.iter().any(|prefix| path.starts_with(prefix));
    within && !ALLOWED.iter().any(|(prefix, code, _)| *code == rule.code && path.starts_with(prefix))
}

fn empty_name(path: &str) -> Option<Finding> {
    let stem = |part: &str| part.split('.').next().unwrap_or(part).to_owned();
    let empty =
        path.ends_with(".rs") && path.split('/').any(|part| EMPTY_NAMES.contains(&stem(part).as_str()));
    empty.then(|| Finding::fail(path, "a file is named after what it is about"))
}

fn texts(path: &str, text: &str) -> Vec<Finding> {
    let lines = text.lines().enumerate();
    let wrong = |(i, line): (usize, &str)| {
        let hit = TEXTS.iter().find(|(pattern, _)| pattern.is_match(line))?;
        Some(Finding::fail(format!("{path}:{}", i + 1), hit.1))
    };
    lines.filter_map(wrong).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&Tree::planted(&[(path, text)])).into_iter().map(|finding| finding.text).collect()
    }

    #[test]
    fn every_rule_fires_on_what_it_forbids() {
        for rule in &RULES {
            let open = if rule.code.ends_with('(') { ")" } else { "" };
            let receiver = if rule.code.starts_with('.') { "x" } else { "" };
            let bang = if rule.code.ends_with('!') { "()" } else { "" };
            let code = format!("fn f() {{ {receiver}{}{open}{bang}; }}", rule.code);
            let path = format!("{}src/deal.rs", rule.within.first().unwrap_or(&"line/crm/"));
            assert!(found(&path, &code).iter().any(|text| text.contains(rule.code)), "{code}");
        }
    }

    #[test]
    fn what_is_allowed_is_allowed_there_alone() {
        for (prefix, code, _) in &ALLOWED {
            let rule = RULES.iter().find(|rule| rule.code == *code).expect("an exception names a rule");
            assert!(!holds(rule, &format!("{prefix}src/a.rs")));
            assert!(holds(rule, &format!("{}src/a.rs", rule.within.first().unwrap_or(&"line/crm/"))));
        }
    }

    #[test]
    fn tests_may_unwrap() {
        assert!(found("line/crm/tests/winning.rs", "fn f() { x.unwrap() }").is_empty());
        assert!(found("line/crm/src/a.rs", "#[cfg(test)] mod tests { fn f() { x.unwrap() } }").is_empty());
    }

    #[test]
    fn empty_names_and_texts_of_one_machine_are_found() {
        assert_eq!(found("line/crm/src/utils.rs", "").len(), 1);
        assert_eq!(found("line/crm/src/helpers/a.rs", "").len(), 1);
        let planted = ["see `/ro", "ot/.cache`"].concat();
        assert_eq!(found("README.md", &planted).len(), 1);
        assert_eq!(found("README.md", &["// TO", "DO later"].concat()).len(), 1);
        assert_eq!(found("README.md", &["as in issue", " #12"].concat()).len(), 1);
        assert!(found("README.md", "https://example.org/work/a and homework/").is_empty());
    }
}
