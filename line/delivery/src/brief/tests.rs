//! What a brief is missing, and what an answer does.
#![allow(clippy::unwrap_used)] // a test may fail so

use super::commands::{Asked, brief_of};
use super::*;

fn asked(id: Option<&str>, question: &str, required: bool) -> Asked {
    Asked { id: id.map(str::to_owned), question: question.into(), required }
}

fn answer(id: &str, text: &str) -> BTreeMap<String, Option<String>> {
    [(id.to_owned(), Some(text.to_owned()))].into()
}

#[test]
fn only_required_points_are_missing() {
    let asked = [asked(None, "Which domain?", true), asked(None, "Favourite colour?", false)];
    let brief = brief_of(&asked, &Brief::default()).unwrap();
    assert_eq!(brief.missing().map(|point| point.id.as_str()).collect::<Vec<_>>(), ["q1"]);
    let brief = brief.answered(&answer("q1", " ours.test ")).unwrap();
    assert!(brief.is_complete());
    assert_eq!(brief.0[0].answer.as_deref(), Some("ours.test"));
    assert!(!brief.answered(&answer("q1", " ")).unwrap().is_complete(), "an empty answer takes it away");
}

#[test]
fn an_answer_stays_with_its_question() {
    let first = brief_of(&[asked(None, "A?", true), asked(None, "B?", true)], &Brief::default()).unwrap();
    let first = first.answered(&answer("q2", "b")).unwrap();
    let changed =
        brief_of(&[asked(Some("q2"), "B, exactly?", true), asked(None, "C?", true)], &first).unwrap();
    let shown: Vec<_> = changed.0.iter().map(|p| (p.id.as_str(), p.answer.as_deref())).collect();
    assert_eq!(shown, [("q2", Some("b")), ("q3", None)]);
    assert!(first.clone().answered(&answer("q9", "x")).is_err());
    assert!(brief_of(&[asked(Some("q1"), "A?", true), asked(Some("q1"), "B?", true)], &first).is_err());
    assert!(brief_of(&[asked(None, " ", true)], &first).is_err());
}
