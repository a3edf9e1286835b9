//! Every command of the house says by which other it is taken back, or in a line why it cannot be.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

use verbs::{Registry, Undo};

/// Longer than this nobody reads in an answer or in the catalogue.
const LONGEST: usize = 120;

/// What is wrong with how a command is taken back.
fn trouble(registry: &Registry, undo: Undo) -> Option<String> {
    match undo {
        Undo::Verb(verb) => match registry.find(verb) {
            Some(back) if !back.query => None,
            Some(_) => Some(format!("`{verb}` is a query: it takes nothing back")),
            None => Some(format!("there is no `{verb}`")),
        },
        Undo::None(reason) if reason.trim().is_empty() => Some("it says no reason".into()),
        Undo::None(reason) if reason.contains('\n') || reason.len() > LONGEST => {
            Some(format!("its reason is no line: {reason}"))
        }
        Undo::None(_) => None,
        Undo::Unsaid => Some("write `.undo(\"the verb\")`, or `.no_undo(\"why\")`".into()),
    }
}

#[test]
fn every_command_says_how_it_is_taken_back_or_why_it_is_not() {
    let registry = rooms::registry();
    let commands: Vec<_> = registry.verbs().filter(|declared| !declared.query).collect();
    assert!(commands.len() > 100, "only {} commands: not the whole house", commands.len());
    let wrong = commands.iter().filter_map(|declared| {
        let trouble = trouble(&registry, declared.verb.undo)?;
        Some(format!("{}: {trouble}", declared.verb.name))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_command_that_says_nothing_is_found() {
    let registry = rooms::registry();
    for undo in [Undo::Unsaid, Undo::None(" "), Undo::Verb("deal.read"), Undo::Verb("deal.unwin")] {
        assert!(trouble(&registry, undo).is_some(), "{undo:?}");
    }
    assert!(trouble(&registry, Undo::Verb("deal.reopen")).is_none());
}
