//! The questions that make a lead real (need, place, budget, when, who decides), and whether an answer fits.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Currency, Date, FieldError, Money};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// Answers by the question's id, as they were given.
pub type Answers = BTreeMap<String, Json>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Small letters, digits and underscores: rules, texts and answers name it so, for ever.
    pub id: String,
    /// As it is asked.
    pub text: String,
    #[serde(default)]
    pub kind: QuestionKind,
    /// What can be chosen; for `choice` and `choices` only.
    #[serde(default)]
    pub options: Vec<String>,
    #[serde(default)]
    pub required: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    #[default]
    Text,
    Number,
    Money,
    Date,
    YesNo,
    Choice,
    Choices,
}

impl Question {
    /// The answer as it is kept; `Err` says how to write it. A form gives everything as text. An amount is in the
    /// `usual` currency where it names none.
    pub fn read(&self, answer: &Json, usual: Currency) -> Result<Json, String> {
        let text = answer.as_str().map(str::trim);
        match self.kind {
            QuestionKind::Text => {
                text.filter(|t| !t.is_empty()).map(Json::from).ok_or("answer in words".into())
            }
            QuestionKind::Number => {
                let number = answer.as_i64().or_else(|| text?.parse().ok());
                number.map(Json::from).ok_or("answer with a whole number".into())
            }
            QuestionKind::Money => {
                money(answer, usual).ok_or("answer with an amount like 1250.00 EUR".into())
            }
            QuestionKind::Date => {
                let day = text.and_then(|text| text.parse::<Date>().ok());
                day.map(|day| Json::from(day.to_string())).ok_or("answer with a day like 2026-05-31".into())
            }
            QuestionKind::YesNo => yes_no(answer).map(Json::from).ok_or("answer yes or no".into()),
            QuestionKind::Choice => {
                let chosen = text.filter(|text| self.options.iter().any(|option| option == text));
                chosen.map(Json::from).ok_or_else(|| self.choose())
            }
            QuestionKind::Choices => self.several(answer).ok_or_else(|| self.choose()),
        }
    }

    fn several(&self, answer: &Json) -> Option<Json> {
        let one = answer.as_str().map(|_| vec![answer.clone()]);
        let chosen = one.or_else(|| answer.as_array().cloned())?;
        let known = |item: &Json| self.options.iter().any(|option| item.as_str() == Some(option));
        (!chosen.is_empty() && chosen.iter().all(known)).then_some(Json::Array(chosen))
    }

    fn choose(&self) -> String {
        format!("choose from: {}", self.options.join(", "))
    }
}

fn money(answer: &Json, usual: Currency) -> Option<Json> {
    let amount = match answer.as_str() {
        Some(text) => Money::typed(text, usual),
        None => serde_json::from_value::<Money>(answer.clone()).ok(),
    };
    amount.map(|amount| serde_json::json!(amount))
}

fn yes_no(answer: &Json) -> Option<bool> {
    answer.as_bool().or_else(|| match answer.as_str()?.trim().to_lowercase().as_str() {
        "yes" | "true" | "on" | "1" => Some(true),
        "no" | "false" | "off" | "0" => Some(false),
        _ => None,
    })
}

/// What is wrong with a list of questions: their ids must be usable and stand once, choices need options.
pub(super) fn check(questions: &[Question]) -> Vec<FieldError> {
    let mut seen = BTreeSet::new();
    let mut wrong = vec![];
    for (n, question) in questions.iter().enumerate() {
        let mut say = |field: &str, code, detail: String| {
            wrong.push(FieldError { pointer: format!("/questions/{n}/{field}"), code, detail });
        };
        if !is_word(&question.id) {
            say("id", "service.question_id", "an id is 1 to 40 small letters, digits and underscores".into());
        }
        if !seen.insert(&question.id) {
            say(
                "id",
                "service.question_twice",
                format!("`{}` is asked twice; give it another id", question.id),
            );
        }
        if question.text.trim().is_empty() {
            say("text", "service.question_text", "write the question as it is asked".into());
        }
        let chosen = matches!(question.kind, QuestionKind::Choice | QuestionKind::Choices);
        if chosen == question.options.is_empty() {
            say(
                "options",
                "service.question_options",
                "a choice needs options, any other question none".into(),
            );
        }
    }
    wrong
}

fn is_word(id: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    id.len() <= 40 && id.starts_with(|c: char| c.is_ascii_lowercase()) && id.bytes().all(fits)
}
