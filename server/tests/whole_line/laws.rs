//! What must be true after every step, whatever it was.

use serde_json::{Value as Json, json};

use crate::walk::Walk;

/// `thorough`: the lists of the line too, which take longer.
pub async fn hold(walk: &Walk, thorough: bool) {
    the_books_balance(walk).await;
    nothing_is_forgotten(walk).await;
    no_number_is_missing(walk).await;
    if thorough {
        the_line_counts_what_it_lists(walk).await;
        the_week_is_the_line_of_its_days(walk).await;
    }
}

async fn ask(walk: &Walk, verb: &str, input: Json) -> Json {
    match walk.world.call(&walk.boss, verb, input).await {
        Ok(answer) => answer.body,
        Err(error) => panic!("{verb}: {error:?}\n{}", walk.told()),
    }
}

async fn the_books_balance(walk: &Walk) {
    let books = ask(walk, "ledger.check", json!({})).await;
    assert_eq!(books["in_balance"], true, "{books:#}\n{}", walk.told());
}

async fn nothing_is_forgotten(walk: &Walk) {
    let found = ask(walk, "conservation.read", json!({})).await;
    assert_eq!(found["violations"], json!([]), "{found:#}\n{}", walk.told());
}

/// A law over nothing is no law.
pub async fn something_is_open(walk: &Walk) {
    let found = ask(walk, "conservation.read", json!({})).await;
    assert!(found["open"].as_i64().unwrap() > 0, "{found:#}\n{}", walk.told());
}

const NUMBERS: [(&str, &str); 4] = [
    ("proposal", "select number from sales_proposal where number is not null and test is false"),
    ("invoice", "select number from billing_invoice where number is not null and test is false"),
    ("credit note", "select number from billing_credit_note where number is not null and test is false"),
    ("project", "select number from delivery_project where number is not null and test is false"),
];

async fn no_number_is_missing(walk: &Walk) {
    for (what, sql) in NUMBERS {
        let read =
            walk.world.store.read(move |tx| Box::pin(tx.all(sql, &[], |row| row.get::<String>("number"))));
        let digits =
            |number: &String| number.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse::<usize>().ok();
        let mut numbers: Vec<usize> = read.await.unwrap().iter().filter_map(digits).collect();
        numbers.sort_unstable();
        let without_a_gap: Vec<usize> = (1..=numbers.len()).collect();
        assert_eq!(numbers, without_a_gap, "{what}\n{}", walk.told());
    }
}

async fn the_line_counts_what_it_lists(walk: &Walk) {
    let line = ask(walk, "line.read", json!({})).await;
    for joint in line["joints"].as_array().unwrap() {
        for (figure, count) in [
            ("waiting", &joint["waiting"]["count"]),
            ("late", &joint["waiting"]["late"]),
            ("entered", &joint["period"]["entered"]),
            ("passed", &joint["period"]["passed"]),
            ("lost", &joint["period"]["lost"]),
            ("median", &joint["period"]["passed"]),
        ] {
            let asked = json!({"joint": joint["joint"], "figure": figure, "limit": 1000});
            let listed = ask(walk, "line.list", asked).await;
            let many = listed["items"].as_array().unwrap().len();
            assert_eq!(count.as_u64(), Some(many as u64), "{figure} of {}\n{}", joint["joint"], walk.told());
            assert_eq!(listed["next"], json!(null), "{figure} of {}\n{}", joint["joint"], walk.told());
        }
    }
}

/// Every figure of the week is the line's for those days, its leads add up, and what is overdue is what invoices say.
async fn the_week_is_the_line_of_its_days(walk: &Walk) {
    let week = ask(walk, "line.week", json!({})).await;
    for (from, to, leads, day, of) in [
        (&week["from"], &week["to"], &week["leads"], &week["monday"], "week"),
        (&week["before_from"], &week["from"], &week["leads_before"], &week["before_monday"], "before"),
    ] {
        let line = ask(walk, "line.read", json!({"from": from, "to": to})).await;
        let at = |joint: &Json| {
            line["joints"].as_array().unwrap().iter().find(|one| one["joint"] == *joint).unwrap()
        };
        for figure in week["figures"].as_array().unwrap() {
            let (period, named) = (&at(&figure["joint"])["period"], figure["figure"].as_str().unwrap());
            let counted = if named == "median" { "passed" } else { named };
            let told = format!("{named} of {}\n{}", figure["joint"], walk.told());
            assert_eq!(figure[of]["count"], period[counted], "{told}");
            match named {
                "median" => assert_eq!(figure[of]["seconds"], period["median_seconds"], "{told}"),
                _ => assert_eq!(figure[of]["money"], period[format!("{named}_money")], "{told}"),
            }
        }
        let home = ask(walk, "lead.week", json!({"day": day})).await;
        let sum: i64 = ["contacted", "pending", "closed_unanswered"]
            .iter()
            .map(|part| {
                assert_eq!(leads[part], home[part]["count"], "{part}\n{}", walk.told());
                leads[part].as_i64().unwrap()
            })
            .sum();
        assert_eq!(
            (leads["came_in"].as_i64(), &leads["came_in"]),
            (Some(sum), &home["came_in"]),
            "{}",
            walk.told()
        );
        assert_eq!(leads["came_in"], at(&json!("captured_answered"))["period"]["entered"], "{}", walk.told());
    }
    let sums = ask(walk, "invoice.sums", json!({})).await;
    let owed = sums["currencies"].as_array().unwrap().iter().filter(|one| one["overdue_count"] != 0);
    let owed: Vec<&Json> = owed.map(|one| &one["overdue"]).collect();
    assert_eq!(week["overdue_money"].as_array().unwrap().iter().collect::<Vec<_>>(), owed, "{}", walk.told());
}
