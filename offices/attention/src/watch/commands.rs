//! Saying how much is expected of a door or an automation, where custom cannot tell.

use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Verb};

use super::rows;
use crate::house::{Expectation, House};

#[derive(Debug, Serialize, JsonSchema)]
pub struct Expected {
    pub watched: String,
    pub expect: Option<Expectation>,
    pub before: Option<Expectation>,
}

/// Say how much you expect of a door or an automation; of 0 nothing is, and null leaves it to custom.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeExpectation {
    /// As the health page names it.
    pub watched: String,
    pub expect: Option<Expectation>,
}

impl Command for ChangeExpectation {
    const VERB: Verb = Verb::put("health.expect", "/health/expectations").undo("health.expect");
    type Answer = Expected;

    async fn act(&self, tx: &mut Tx) -> Result<Expected> {
        self.check(tx).await?;
        let mut house = tx.setting::<House>().await?;
        let before = match self.expect {
            Some(expect) => house.expectations.insert(self.watched.clone(), expect),
            None => house.expectations.remove(&self.watched),
        };
        tx.keep_setting(&house).await?;
        Ok(Expected { watched: self.watched.clone(), expect: self.expect, before })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "watched": self.watched, "expect": answer["before"] }))
    }
}

impl ChangeExpectation {
    async fn check(&self, tx: &mut Tx) -> Result<()> {
        let known = rows::watched(tx).await?.iter().any(|watched| watched.name == self.watched);
        if !known && self.expect.is_some() {
            return Err(Error::field(
                "/watched",
                "health.not_watched",
                "name something the health page lists",
            ));
        }
        match self.expect {
            Some(expect) if !(1..=840).contains(&expect.hours) => {
                Err(Error::field("/expect/hours", "health.hours", "choose between one hour and five weeks"))
            }
            _ => Ok(()),
        }
    }
}
