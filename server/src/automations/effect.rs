//! What applying a file would do, beside what it says: to the runs under way, and to whom it would have taken in.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::text_of;
use crate::ask::House;
use crate::{Done, say};

/// The days that are lived again.
const DAYS: i64 = 30;
/// Between two looks at how far the house is.
const LOOK: Duration = Duration::from_millis(500);

/// Says it of one file. Its days are lived again no longer than this, and not at all where there is no time.
pub async fn print(house: &House, name: &str, text: &str, known: bool, at_most: Duration) -> Done {
    if known {
        let effect = house.ask("automation.effect", json!({ "automation": name, "text": text })).await?;
        runs(name, &effect);
    }
    if at_most.is_zero() {
        return Ok(());
    }
    match rehearsed(house, text, at_most).await? {
        Some(report) => figures(name, &report),
        None => say(format!(
            "{name}: living the last {DAYS} days again takes longer than {} s; give it more time with \
             --at-most, or rehearse it on its page",
            at_most.as_secs()
        )),
    }
    Ok(())
}

fn runs(name: &str, effect: &Json) {
    let number = |word: &str| effect[word].as_i64().unwrap_or(0);
    let (all, parked) = (number("under_way"), number("parked"));
    if all == 0 {
        return say(format!("{name}: no runs are under way"));
    }
    say(format!(
        "{name}: of {all} runs under way {} could be moved to it; those nobody moves stay on their version",
        number("movable")
    ));
    for stays in effect["stay"].as_array().into_iter().flatten() {
        say(format!("{name}: {} stay in any case: {}", stays["runs"], text_of(&stays["why"])));
    }
    if parked > 0 {
        say(format!("{name}: {parked} of them stand still before somebody"));
    }
    if number("unseen") > 0 {
        say(format!("{name}: {} were not looked at, there are too many", number("unseen")));
    }
}

/// The report of a rehearsal; `None` where it took longer, and was stopped.
async fn rehearsed(house: &House, text: &str, at_most: Duration) -> Done<Option<Json>> {
    let asked = house.ask("automation.rehearse", json!({ "text": text, "days": DAYS })).await?;
    let named = json!({ "rehearsal": asked["answer"]["id"] });
    match tokio::time::timeout(at_most, lived(house, &named)).await {
        Ok(report) => report.map(Some),
        Err(_) => {
            house.ask("automation.cancel_rehearsal", named).await?;
            Ok(None)
        }
    }
}

/// Waits until it is done.
async fn lived(house: &House, named: &Json) -> Done<Json> {
    loop {
        house.work("automation.rehearsals").await?;
        let mut read = house.ask("automation.rehearsal", named.clone()).await?;
        match text_of(&read["state"]) {
            "done" => return Ok(read["report"].take()),
            "waiting" | "running" => tokio::time::sleep(LOOK).await,
            _ => return Err(crate::Failed::from(text_of(&read["why"]).to_owned())),
        }
    }
}

fn figures(name: &str, report: &Json) {
    let (messages, now) = (&report["messages"], &report["published"]);
    let instead = |word: &str| match now[word].as_i64() {
        Some(now) => format!(" (as published {now})"),
        None => String::new(),
    };
    say(format!(
        "{name}: in the last {DAYS} days it would have taken in {}{}",
        report["enrolled"],
        instead("enrolled")
    ));
    say(format!(
        "{name}: and sent {} messages{}; to one contact mostly {}{}, at most {}{}",
        messages["left"],
        instead("messages"),
        messages["per_contact_p50"],
        instead("per_contact_p50"),
        messages["per_contact_max"],
        instead("per_contact_max")
    ));
}
