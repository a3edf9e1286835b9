//! SQL as far as walls read it: whether a text is SQL, and which tables it names.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

static IS_SQL: LazyLock<Regex> = LazyLock::new(|| {
    let verbs = r"select\s.*\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|with\s.*\sas\s+\(";
    let ddl = r"(create|alter|drop)\s+(table|view|index|unique)\b";
    Regex::new(&format!(r"(?is)^\s*({verbs}|{ddl})")).expect("the pattern is valid")
});

static NAMES: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"from|join|into|update|references|table(?:\s+if(?:\s+not)?\s+exists)?|on";
    Regex::new(&format!(r"(?i)(\w+\s+)?\b({words})\s+(?:only\s+)?([a-z_][a-z0-9_]*)(\s*\()?"))
        .expect("the pattern is valid")
});

static OWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b([a-z_]\w*)\s*(?:\([^()]*\)\s*)?as\s+(?:materialized\s+)?\(").expect("valid")
});

static VIEW: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\bcreate\s+(?:or\s+replace\s+)?view\s+(\w+)").expect("valid"));

static COMMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"--[^\n]*|'[^']*'").expect("valid"));

/// Begins with a verb of SQL and goes on like SQL.
pub fn is_sql(text: &str) -> bool {
    IS_SQL.is_match(text)
}

/// SQL without its comments and its quoted values.
pub fn bare(sql: &str) -> String {
    COMMENT.replace_all(sql, "''").into_owned()
}

/// The views a file of windows creates.
pub fn views(sql: &str) -> Vec<String> {
    VIEW.captures_iter(&bare(sql)).map(|found| found[1].to_owned()).collect()
}

/// The tables and views a text reads or writes, without those it makes for itself (`with x as (…)`).
pub fn tables(sql: &str) -> BTreeSet<String> {
    let sql = bare(sql);
    let own: BTreeSet<String> = OWN.captures_iter(&sql).map(|found| found[1].to_lowercase()).collect();
    let named = NAMES.captures_iter(&sql).filter_map(|found| {
        let before = found.get(1).map_or("", |word| word.as_str().trim()).to_lowercase();
        let (word, name) = (found[2].to_lowercase(), found[3].to_lowercase());
        is_table(&before, &word, &name, found.get(4).is_some()).then_some(name)
    });
    named.filter(|name| !own.contains(name)).collect()
}

fn is_table(before: &str, word: &str, name: &str, called: bool) -> bool {
    match word {
        // `is distinct from x`, `extract(epoch from x)`, `from json_each(…)`
        "from" => before != "distinct" && before != "epoch" && !called && name != "select",
        // `on conflict do update set`, `for update skip locked`
        "update" => before != "for" && before != "do" && name != "set",
        // `create index i on t (c)`, not `join t on a.b = c.d`
        "on" => called && name != "conflict" && name != "exists",
        "join" => !called && name != "lateral",
        _ => name != "if",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(sql: &str) -> Vec<String> {
        tables(sql).into_iter().collect()
    }

    #[test]
    fn sentences_are_not_sql() {
        assert!(is_sql("\n  select id\n from crm_deal"));
        assert!(is_sql("with x as (select 1 from y) select 2 from x"));
        assert!(is_sql("SELECT id FROM crm_deal"));
        assert!(!is_sql("select a template") && !is_sql("update the deal") && !is_sql("with love"));
    }

    #[test]
    fn tables_are_found_wherever_they_stand() {
        assert_eq!(
            named("select a from crm_deal d join crm_stage s on s.id = d.stage"),
            ["crm_deal", "crm_stage"]
        );
        assert_eq!(named("insert into a_b (x) select y from c_d where true"), ["a_b", "c_d"]);
        assert_eq!(named("update a_b set x = (select max(n) from c_d)"), ["a_b", "c_d"]);
        assert_eq!(named("create index i on a_b (x)"), ["a_b"]);
        assert_eq!(
            named("create table a_b (x bytea, constraint f foreign key (x) references c_d (id))"),
            ["a_b", "c_d"]
        );
    }

    #[test]
    fn what_only_looks_like_a_table_is_not_one() {
        let upsert = "insert into a_b (x) values ($1) on conflict (x) do update set x = excluded.x";
        assert_eq!(named(upsert), ["a_b"]);
        assert_eq!(named("select x from a_b where y is not distinct from z for update skip locked"), ["a_b"]);
        assert_eq!(named("with c as (select x from a_b) select x from c"), ["a_b"]);
        assert_eq!(named("select 'from crm_deal' from a_b -- join crm_lead"), ["a_b"]);
        assert_eq!(named("select e.value from a_b, json_each(a_b.doc) e"), ["a_b"]);
    }
}
