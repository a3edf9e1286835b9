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
        code: &[],
        why: "rows keep and load; they know no HTTP",
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

/// One finding a file: what it may not use, and where.
fn wrong(kind: &Kind, path: &str, source: &Source) -> Option<Finding> {
    let roots = kind.roots.iter().map(|root| {
        let lines = source.roots().filter(|(found, _)| found == root).map(|(_, line)| line);
        (*root, lines.collect::<Vec<_>>())
    });
    let code = kind.code.iter().map(|code| (*code, source.find(&tokens(code))));
    let used = roots.chain(code).filter(|(_, lines)| !lines.is_empty());
    let used: Vec<String> = used.map(|(what, lines)| format!("`{what}` (line {lines:?})")).collect();
    let text = || format!("{} uses {}: {}", kind.name, used.join(", ").replace(['[', ']'], ""), kind.why);
    (!used.is_empty()).then(|| Finding::fail(path, text()))
}

/// `src/deal.rs` beside a `src/deal/rows.rs` that declares a noun; an engine with rows of its own is none.
fn is_noun(tree: &Tree, path: &str) -> bool {
    let rows = format!("{}/rows.rs", path.trim_end_matches(".rs"));
    tree.texts.get(&rows).is_some_and(|text| text.contains("noun!"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::planted(&[("line/crm/src/deal/rows.rs", "store::noun! {}"), (path, text)])).len()
    }

    #[test]
    fn a_noun_knows_no_store_no_async_and_no_clock() {
        assert_eq!(found("line/crm/src/deal.rs", "use facts::crm::DealWon;\nuse kernel::DealId;"), 0);
        assert_eq!(found("line/crm/src/deal.rs", "use store::Tx;"), 1);
        assert_eq!(found("line/crm/src/deal.rs", "async fn f() { g().await }"), 1);
        assert_eq!(found("line/crm/src/deal.rs", "fn f(clock: &dyn Clock) {}"), 1);
        assert_eq!(found("line/crm/src/deal.rs", "#[cfg(test)] mod tests { fn f() { store::open() } }"), 0);
        assert_eq!(found("line/crm/src/clockwork.rs", "use store::Tx;"), 0, "what has no noun is no noun");
        assert_eq!(found("line/crm/src/lib.rs", "use store::Tx;"), 0, "the room itself is no noun");
    }

    #[test]
    fn the_other_kinds_keep_to_their_trade() {
        assert_eq!(found("line/crm/src/deal/commands.rs", "use store::Tx; use axum::Router;"), 1);
        assert_eq!(found("line/crm/src/deal/commands.rs", "fn f() { axum::http::get() }"), 1);
        assert_eq!(found("line/crm/src/deal/rows.rs", "use tokio::fs::File;"), 1);
        assert_eq!(found("line/crm/src/deal/views.rs", "fn f(tx: &mut Tx) { tx.keep(&a, &b) }"), 1);
        assert_eq!(found("line/crm/src/deal/html.rs", "use axum::response::Html;"), 1);
        assert_eq!(found("line/crm/src/reactions.rs", "use tokio::net::TcpStream;"), 1);
    }
}
