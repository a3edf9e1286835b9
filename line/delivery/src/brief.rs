//! A brief: what the work needs to know, point by point, and what is still missing.
//!
//! Invariant: a point keeps its id while its words change, so an answer never moves to another question.

pub mod commands;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use kernel::{BriefSource, Error};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing the work needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "BriefPoint")]
pub struct Point {
    pub id: String,
    pub question: String,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub answer: Option<String>,
    /// Where the answer was taken from, until somebody answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<BriefSource>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Brief(pub Vec<Point>);

/// Points a brief has at most, and characters of a question and of an answer.
pub const MOST: usize = 100;
pub const LONGEST_QUESTION: usize = 500;
pub const LONGEST_ANSWER: usize = 10_000;

impl Brief {
    /// Required points without an answer.
    pub fn missing(&self) -> impl Iterator<Item = &Point> {
        self.0.iter().filter(|point| point.required && point.answer.is_none())
    }

    pub fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }

    /// With these answers by the point's id; an empty or missing one takes the answer away.
    pub fn answered(mut self, answers: &BTreeMap<String, Option<String>>) -> Result<Brief, Error> {
        for (id, answer) in answers {
            let point = self.0.iter_mut().find(|point| point.id == *id);
            let Some(point) = point else {
                let say = "the brief has no such point; look again, it was changed";
                return Err(Error::field(format!("/answers/{id}"), "brief.no_point", say));
            };
            let answer = answer.as_deref().map(str::trim).filter(|text| !text.is_empty());
            if answer.is_some_and(|text| text.chars().count() > LONGEST_ANSWER) {
                let say = format!("write at most {LONGEST_ANSWER} characters, or upload it as a file");
                return Err(Error::field(format!("/answers/{id}"), "too_long", say));
            }
            // sent with a whole page it is as it was, and nobody has answered it
            if point.answer.as_deref() != answer {
                point.from = None;
                point.answer = answer.map(str::to_owned);
            }
        }
        Ok(self)
    }

    /// What these points had as answers: sent again, it takes answers back.
    pub fn answers(&self, ids: impl Iterator<Item = String>) -> BTreeMap<String, Option<String>> {
        let answer = |id: &String| self.0.iter().find(|point| point.id == *id).and_then(|p| p.answer.clone());
        ids.map(|id| (id.clone(), answer(&id))).collect()
    }

    /// A checked brief: every question said, every id once.
    pub fn check(self) -> Result<Brief, Error> {
        if self.0.len() > MOST {
            let say = format!("ask at most {MOST} things");
            return Err(Error::field("/points", "brief.many", say));
        }
        let mut ids: Vec<&str> = self.0.iter().map(|point| point.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() < self.0.len() {
            return Err(Error::field("/points", "brief.twice", "name each point once"));
        }
        for (at, point) in self.0.iter().enumerate() {
            let length = point.question.trim().chars().count();
            if length == 0 || length > LONGEST_QUESTION {
                let say = format!("write a question of 1 to {LONGEST_QUESTION} characters");
                return Err(Error::field(format!("/points/{at}/question"), "brief.question", say));
            }
        }
        Ok(self)
    }
}
