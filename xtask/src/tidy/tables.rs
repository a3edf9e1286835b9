//! A room's SQL stands in `rows.rs` and `reactions.rs` and names its own tables (`<room>_…`) or published
//! windows.
//!
//! Migrations and windows name the room's own tables alone. The store is free: it is the engine.

use std::collections::BTreeSet;

use super::Finding;
use super::sql::{is_sql, tables, views};
use super::tree::{Tree, room};

/// What the store publishes for every room to read, besides its windows.
const STORE: [&str; 1] = ["store_exception"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let windows = windows(tree);
    let mut found = Vec::new();
    for (path, source) in &tree.sources {
        let texts = source.literals.iter().filter(|literal| !literal.test && is_sql(&literal.value));
        for literal in texts {
            found.extend(check_text(path, literal.line, &literal.value, &windows));
        }
    }
    for (path, text) in tree.texts.iter().filter(|(path, _)| path.ends_with(".sql")) {
        let foreign = if path.contains("/windows/") { &windows } else { &BTreeSet::new() };
        found.extend(strangers(path, path, text, foreign));
    }
    found
}

fn check_text(path: &str, line: usize, sql: &str, windows: &BTreeSet<String>) -> Vec<Finding> {
    let place = format!("{path}:{line}");
    let mut found = strangers(path, &place, sql, windows);
    if !may_hold_sql(path) {
        found.push(Finding::fail(&place, "SQL stands in the noun's `rows.rs`"));
    }
    let shouts = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", " FROM ", " WHERE "];
    if path_is_ours(path) && shouts.iter().any(|word| sql.contains(word)) {
        found.push(Finding::fail(&place, "SQL keywords are written in lower case"));
    }
    found
}

/// Rooms keep SQL where the anatomy says; wire, verbs, kernel, facts and the server hold none.
fn may_hold_sql(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let place = file == "rows.rs"
        || file == "reactions.rs"
        || path.contains("/reactions/")
        || path.contains("/rows/");
    !path_is_ours(path) || place
}

/// Files the SQL rules are for.
fn path_is_ours(path: &str) -> bool {
    let free = ["foundation/store/", "foundation/testing/", "stories/", "simulate/", "bench/", "xtask/"];
    !free.iter().any(|prefix| path.starts_with(prefix))
}

fn strangers(path: &str, place: &str, sql: &str, windows: &BTreeSet<String>) -> Vec<Finding> {
    let Some((room, _)) = room(path) else { return Vec::new() };
    let prefix = format!("{room}_");
    let strange = |name: &&String| !name.starts_with(&prefix) && !windows.contains(*name);
    let say = |name: &String| {
        Finding::fail(place, format!("`{name}` is neither a table of {room} nor a published window"))
    };
    tables(sql).iter().filter(strange).map(say).collect()
}

/// Every view in a `windows` folder, and what the store publishes.
fn windows(tree: &Tree) -> BTreeSet<String> {
    let files = tree.texts.iter().filter(|(path, _)| path.ends_with(".sql") && path.contains("/windows/"));
    let store = tree.texts.iter().filter(|(path, _)| path.starts_with("foundation/store/migrations/"));
    let published = files.chain(store).flat_map(|(_, text)| views(text));
    published.chain(STORE.map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::planted(files)).into_iter().map(|finding| finding.text).collect()
    }

    const WINDOW: (&str, &str) =
        ("line/crm/windows/deal.sql", "create view crm_open as select id from crm_deal");

    #[test]
    fn a_room_may_read_its_tables_and_others_windows() {
        let own = ("line/crm/src/deal/rows.rs", r#"const A: &str = "select id from crm_deal";"#);
        let others = ("line/sales/src/proposal/rows.rs", r#"const A: &str = "select id from crm_open";"#);
        assert!(found(&[WINDOW, own, others]).is_empty());
    }

    #[test]
    fn a_room_may_not_touch_another_rooms_table() {
        let read = ("line/sales/src/proposal/rows.rs", r#"const A: &str = "select id from crm_deal";"#);
        assert!(found(&[WINDOW, read])[0].contains("`crm_deal` is neither a table of sales"));
        let made = ("line/sales/migrations/0001_a.sql", "create table crm_thing (id bytea not null)");
        assert_eq!(found(&[made]).len(), 1);
        let referred =
            ("line/sales/migrations/0001_a.sql", "create table sales_a (x bytea references crm_deal (id))");
        assert_eq!(found(&[referred]).len(), 1);
        let hidden = ("line/sales/windows/a.sql", "create view sales_open as select id from crm_deal");
        assert_eq!(found(&[hidden]).len(), 1);
    }

    #[test]
    fn sql_outside_its_place_and_in_capitals_is_found() {
        let act =
            ("line/crm/src/deal/commands.rs", r#"fn f() { exec("delete from crm_deal where id = $1") }"#);
        assert!(found(&[act])[0].contains("rows.rs"));
        let wire = ("foundation/wire/src/lib.rs", r#"fn f() { exec("select n from journal") }"#);
        assert_eq!(found(&[wire]).len(), 1);
        let loud = ("line/crm/src/deal/rows.rs", r#"const A: &str = "SELECT id FROM crm_deal";"#);
        assert!(found(&[loud])[0].contains("lower case"));
    }
}
