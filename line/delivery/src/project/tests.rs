//! Every state of a project meets every verb.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::Id;

use super::*;
use crate::brief::Point;

fn open() -> Project {
    Project {
        id: ProjectId::from_bytes([1; 16]),
        rv: 1,
        owned: Owned::default(),
        number: "0001".into(),
        agreement: None,
        agreement_number: None,
        deal: None,
        contact: ContactId::from_bytes([2; 16]),
        service: None,
        title: "Website".into(),
        currency: Currency::EUR,
        state: State::Open,
        opened_at: Timestamp::UNIX_EPOCH,
        due: None,
        brief: Brief(vec![Point {
            id: "q1".into(),
            question: "Which domain?".into(),
            required: true,
            answer: None,
            from: None,
        }]),
        files: vec![],
        buyer: Party::default(),
        test: false,
    }
}

fn end<F>(end: Result<(Project, F), ProjectRefusal>) -> String {
    match end {
        Ok((project, _)) => project.state.word().to_owned(),
        Err(refusal) => refusal.code().trim_start_matches("project.").to_uppercase(),
    }
}

#[test]
fn every_state_meets_every_verb() {
    let at = Timestamp::UNIX_EPOCH;
    let states = [open(), open().finish(0, at).unwrap().0, open().cancel("no", at).unwrap().0];
    let mut table = String::new();
    for project in states {
        let it = || project.clone();
        let ends = [
            ("change", end(it().change(|p| p))),
            ("finish", end(it().finish(0, at))),
            ("early", end(it().finish(2, at))),
            ("cancel", end(it().cancel("no", at))),
            ("hush", end(it().cancel(" ", at))),
            ("brief", end(it().with_brief(Brief::default()))),
            ("reopen", end(it().reopen())),
        ];
        let line: Vec<String> = ends.iter().map(|(verb, end)| format!("{verb} {end}")).collect();
        table += &format!("{}: {}\n", project.state.word(), line.join(", "));
    }
    assert_eq!(
        table,
        "open: change open, finish done, early WAITING, cancel cancelled, hush NO_REASON, \
         brief open, reopen OPEN\n\
         done: change ENDED, finish ENDED, early ENDED, cancel ENDED, hush ENDED, brief ENDED, reopen open\n\
         cancelled: change ENDED, finish ENDED, early ENDED, cancel ENDED, hush ENDED, \
         brief ENDED, reopen open\n"
    );
}

#[test]
fn a_brief_is_completed_once() {
    let answers = [("q1".to_owned(), Some("ours.test".to_owned()))].into();
    let brief = open().brief.answered(&answers).unwrap();
    let (complete, (_, told)) = open().with_brief(brief.clone()).unwrap();
    assert!(told.is_some());
    assert!(complete.with_brief(brief).unwrap().1.1.is_none(), "it was complete already");
}
