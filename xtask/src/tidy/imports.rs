//! What each kind of file may use: the anatomy table of ARCHITECTURE.md.

use super::Finding;
use super::source::{Source, tokens};
use super::tree::{Tree, room};

struct Kind {
    name: &'static str,
    is: fn(&Tree, &str) -> bool,
    /// Crates (first segments of a path) this kind of file may not name.
    roots: &'static [&'static str],
    /// Code it may not hold.
    code: &'static [&'static str],
    why: &'static str,
}

const KINDS: [Kind; 5] = [
    Kind {
        name: "a noun",
        is: is_noun,
        roots: &[
            "store",
            "verbs",
            "wire",
            "axum",
            "http",
            "tokio",
            "futures_util",
            "rusqlite",
            "tokio_postgres",
        ],
        code: &["async fn", ".await", "Clock"],
        why: "a noun is pure: data, states, refusals, transitions",
    },
    Kind {
        name: "commands",
        is: |_, path| path.ends_with("/commands.rs") || path.contains("/commands/"),
        roots: &["wire", "axum", "http", "lettre", "reqwest", "rusqlite", "tokio_postgres"],
        code: &[],
        why: "a command acts through its noun, its rows and `Tx`",
    },
    Kind {
        name: "rows",
        is: |_, path| path.ends_with("/rows.rs") || path.contains("/rows/"),
        roots: &["wire", "axum", "http", "tokio", "rusqlite", "tokio_postgres"],
        code: &[".tell("],
        why: "rows keep and load; they decide nothing",
    },
    Kind {
        name: "what is shown",
        is: |_, path| ["/views.rs", "/html.rs"].iter().any(|end| path.ends_with(end)),
        roots: &["wire", "axum", "http", "tokio", "rusqlite", "tokio_postgres"],
        code: &[".tell(", ".keep("],
        why: "views show; rules belong to the noun",
    },
    Kind {
        name: "a reaction",
        is: |_, path| path.ends_with("/reactions.rs") || path.contains("/reactions/"),
        roots: &["wire", "axum", "http", "lettre", "reqwest", "tokio", "rusqlite", "tokio_postgres"],
        code: &[],
        why: "a reaction hears facts and keeps rows; the world is called by effects",
    },
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, source) in
        tree.sources.iter().filter(|(path, _)| room(path).is_some_and(|(_, at)| in_src(path, at)))
    {
        for kind in KINDS.iter().filter(|kind| (kind.is)(tree, path)) {
            found.extend(wrong(kind, path, source));
        }
    }
    found
}

fn in_src(path: &str, folder: &str) -> bool {
    path[folder.len()..].starts_with("/src/")
}

fn wrong(kind: &Kind, path: &str, source: &Source) -> Vec<Finding> {
    let say = |line: usize, what: &str| {
        let text = format!("`{what}` in {}: {}", kind.name, kind.why);
        Finding::fail(format!("{path}:{line}"), text)
    };
    let roots =
        source.roots().filter(|(root, _)| kind.roots.contains(root)).map(|(root, line)| say(line, root));
    let code = kind.code.iter().flat_map(|code| {
        source.find(&tokens(code)).into_iter().map(move |line| (line, *code)).collect::<Vec<_>>()
    });
    roots.chain(code.map(|(line, code)| say(line, code))).collect()
}

/// `src/deal.rs` beside `src/deal/rows.rs` or `src/deal/commands.rs`.
fn is_noun(tree: &Tree, path: &str) -> bool {
    let folder = path.trim_end_matches(".rs");
    ["rows.rs", "commands.rs"].iter().any(|file| tree.texts.contains_key(&format!("{folder}/{file}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::planted(&[("line/crm/src/deal/rows.rs", ""), (path, text)])).len()
    }

    #[test]
    fn a_noun_knows_no_store_no_async_and_no_clock() {
        assert_eq!(found("line/crm/src/deal.rs", "use facts::crm::DealWon;\nuse kernel::DealId;"), 0);
        assert_eq!(found("line/crm/src/deal.rs", "use store::Tx;"), 1);
        assert_eq!(found("line/crm/src/deal.rs", "async fn f() { g().await }"), 2);
        assert_eq!(found("line/crm/src/deal.rs", "fn f(clock: &dyn Clock) {}"), 1);
        assert_eq!(found("line/crm/src/deal.rs", "#[cfg(test)] mod tests { fn f() { store::open() } }"), 0);
        assert_eq!(found("line/crm/src/lib.rs", "use store::Tx;"), 0, "the room itself is no noun");
    }

    #[test]
    fn the_other_kinds_keep_to_their_trade() {
        assert_eq!(found("line/crm/src/deal/commands.rs", "use store::Tx; use axum::Router;"), 1);
        assert_eq!(found("line/crm/src/deal/commands.rs", "fn f() { axum::http::get() }"), 1);
        assert_eq!(found("line/crm/src/deal/rows.rs", "fn f(tx: &mut Tx) { tx.tell(fact) }"), 1);
        assert_eq!(found("line/crm/src/deal/views.rs", "fn f(tx: &mut Tx) { tx.keep(&a, &b) }"), 1);
        assert_eq!(found("line/crm/src/deal/html.rs", "use axum::response::Html;"), 1);
        assert_eq!(found("line/crm/src/reactions.rs", "use tokio::net::TcpStream;"), 1);
    }
}
