//! What each verb told and changed on the walk: the record by which automations are checked against each other
//! must know it. `THROUGHLINE_BLESS=1` adds what it lacks; nothing is taken out by a walk that did not see it.

use std::path::Path;

use automation::collision::Tells;
use serde_json::Value as Json;
use store::Row;

use crate::walk::Walk;

const RECORD: &str = "../offices/automation/src/collision/tells.txt";

const LINES: &str = "select line from journal order by id";

/// Takes in every line of the walk that a verb told.
pub async fn record(walk: &Walk, recorded: &mut Tells) {
    let read = |row: &Row<'_>| Ok(serde_json::from_str::<Json>(&row.get::<String>("line")?).unwrap());
    let lines = walk.world.store.read(move |tx| Box::pin(tx.all(LINES, &[], read))).await.unwrap();
    for line in lines {
        let verb = line["cmd"].as_str().unwrap();
        if walk.world.desk.registry.find(verb).is_some() {
            recorded.add(verb, line["kind"].as_str().unwrap(), changed(&line));
        }
    }
}

/// The fields that changed of records that were there before.
fn changed(line: &Json) -> Vec<String> {
    let before = line["on"].as_array().unwrap().iter().filter(|on| on[2].as_i64() > Some(0));
    let fields = before.flat_map(|on| {
        let noun = on[0].as_str().unwrap();
        let names = line["changes"][on[1].as_str().unwrap()].as_object().into_iter().flatten();
        names.map(move |(name, _)| format!("{noun}.{}", name.trim_start_matches('~')))
    });
    fields.collect()
}

/// The record knows all of it.
pub fn is_known(recorded: &Tells) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(RECORD);
    let text = std::fs::read_to_string(&path).unwrap();
    let known = Tells::read(&text);
    let lacks = recorded.beyond(&known);
    if lacks == Tells::default() {
        return;
    }
    assert_eq!(
        std::env::var("THROUGHLINE_BLESS").as_deref(),
        Ok("1"),
        "the record lacks what was seen; read it and run with THROUGHLINE_BLESS=1:\n{}",
        lacks.write()
    );
    let head: String =
        text.lines().filter(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    let mut all = known;
    all.take(recorded);
    std::fs::write(&path, head + &all.write()).unwrap();
}
