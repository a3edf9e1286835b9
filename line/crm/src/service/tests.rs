//! How answers are read, and which rule speaks first.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{Currency, Timestamp};
use serde_json::{Value as Json, json};

use super::rules::{Known, propose};
use super::*;

fn question(kind: QuestionKind, options: &[&str]) -> Question {
    let options = options.iter().map(|option| (*option).to_owned()).collect();
    Question { id: "q".into(), text: "?".into(), kind, options, required: false }
}

#[test]
fn an_answer_is_read_by_its_question() {
    use QuestionKind::*;
    let euros = json!({ "minor": 125_000, "currency": "EUR" });
    let table: [(QuestionKind, Json, Option<Json>); 16] = [
        (Text, json!(" yes "), Some(json!("yes"))),
        (Text, json!("  "), None),
        (Number, json!("12"), Some(json!(12))),
        (Number, json!("1.5"), None),
        (Money, json!("1250,00 EUR"), Some(euros.clone())),
        (Money, euros.clone(), Some(euros)),
        (Money, json!("€ 1.250"), Some(json!({ "minor": 125_000, "currency": "EUR" }))),
        (Money, json!("1,250 USD"), Some(json!({ "minor": 125_000, "currency": "USD" }))),
        (Money, json!("much"), None),
        (Date, json!("2026-05-31"), Some(json!("2026-05-31"))),
        (Date, json!("31.5."), None),
        (YesNo, json!("on"), Some(json!(true))),
        (YesNo, json!("maybe"), None),
        (Choice, json!("a"), Some(json!("a"))),
        (Choice, json!("z"), None),
        (Choices, json!(["a", "b"]), Some(json!(["a", "b"]))),
    ];
    for (kind, answer, read) in table {
        let question = question(kind, &["a", "b"]);
        assert_eq!(question.read(&answer, Currency::EUR).ok(), read, "{kind:?} {answer}");
    }
    assert_eq!(question(Choices, &["a"]).read(&json!("a"), Currency::EUR).unwrap(), json!(["a"]));
}

#[test]
fn the_first_rule_that_holds_speaks_and_an_answered_question_is_not_asked_again() {
    let questions = [Question { id: "size".into(), ..question(QuestionKind::Number, &[]) }];
    let rule = |holds: &str, then| Rule { holds: holds.into(), then, reason: holds.into() };
    let rules = [
        rule("now - now == duration(\"0s\") && has(contact.email)", Then::Ask { question: "size".into() }),
        rule("has(answers.size) && 100 / answers.size > 10", Then::Nurture { days: 3 }),
        rule("has(source.channel) && source.channel == 'form'", Then::Qualify),
    ];
    assert_eq!(super::rules::check(&rules, &questions), vec![]);
    let known =
        Known { contact: vec![("email", "a@x.test".into())], source: vec![("channel", "form".into())] };
    let answered = |answers: Json| {
        let answers: Answers = serde_json::from_value(answers).unwrap();
        propose(&rules, &questions, &answers, &known, Timestamp::UNIX_EPOCH).unwrap().unwrap().rule
    };
    assert_eq!(answered(json!({})), 1);
    assert_eq!(answered(json!({ "size": 5 })), 2);
    assert_eq!(answered(json!({ "size": 50 })), 3);
    assert_eq!(answered(json!({ "size": 0 })), 3); // dividing by it fails, so that rule does not hold
}

#[test]
fn a_rule_over_something_unknown_is_refused_by_its_pointer() {
    let rule = |holds: &str, then| Rule { holds: holds.into(), then, reason: String::new() };
    let rules = [
        rule("contact.email == 'x'", Then::Qualify),
        rule("has(contact.salary)", Then::Ask { question: "none".into() }),
        rule("1 + 1", Then::Nurture { days: 0 }),
    ];
    let wrong = super::rules::check(&rules, &[]);
    let said: Vec<String> = wrong.iter().map(|field| format!("{} {}", field.pointer, field.code)).collect();
    assert_eq!(
        said,
        [
            "/rules/0/if service.rule",
            "/rules/0/reason service.rule_reason",
            "/rules/1/if service.rule",
            "/rules/1/reason service.rule_reason",
            "/rules/1/then service.rule_question",
            "/rules/2/if service.rule",
            "/rules/2/reason service.rule_reason",
            "/rules/2/then service.rule_days",
        ]
    );
}
