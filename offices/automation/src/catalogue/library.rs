//! The automations that come with the house, explained, and how each stands in this business.

use kernel::{AutomationId, Result, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use crate::automation::{Mode, name_of, rows};
use crate::document::Automation;
use crate::shipped::{SHIPPED, Shipped};

/// List the automations that come with the house, each explained, with its text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListLibrary {}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LibraryView {
    pub items: Vec<ReadyView>,
}

/// One that is ready.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReadyView {
    /// Its slug, by which it is known here too.
    pub id: String,
    pub name: String,
    pub purpose: String,
    /// What it does, in two sentences.
    pub explained: String,
    /// YAML, as it comes with the house.
    pub text: String,
    /// The line depends on it.
    pub load_bearing: bool,
    /// Null where this business has none of that name.
    pub automation: Option<AutomationId>,
    pub on: bool,
    pub mode: Option<Mode>,
}

impl Query for ListLibrary {
    const VERB: Verb = Verb::get("automation.library", "/automations/library");
    type Answer = LibraryView;

    async fn ask(&self, tx: &mut Tx) -> Result<LibraryView> {
        let mut items = vec![];
        for shipped in &SHIPPED {
            items.push(ready(tx, shipped).await?);
        }
        Ok(LibraryView { items })
    }
}

async fn ready(tx: &mut Tx, shipped: &Shipped) -> Result<ReadyView> {
    let document = Automation::from_yaml(shipped.yaml).map_err(fault)?;
    let here = rows::by_slug(tx, shipped.name).await?;
    Ok(ReadyView {
        id: shipped.name.into(),
        name: name_of(shipped.name),
        purpose: document.purpose,
        explained: explained(shipped.yaml),
        text: shipped.yaml.into(),
        load_bearing: shipped.load_bearing,
        automation: here.as_ref().map(|automation| automation.id),
        on: here.as_ref().is_some_and(|automation| automation.on),
        mode: here.map(|automation| automation.mode),
    })
}

/// The comment it begins with.
fn explained(yaml: &str) -> String {
    let lines = yaml.lines().map_while(|line| line.strip_prefix('#'));
    lines.map(str::trim).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_comes_with_the_house_is_explained_in_two_sentences() {
        for shipped in &SHIPPED {
            let words = explained(shipped.yaml);
            let ends =
                words.split_inclusive(' ').filter(|word| word.trim_end().ends_with(['.', '!', '?'])).count();
            assert!(words.len() > 40 && words.ends_with('.'), "{}: {words}", shipped.name);
            assert_eq!(ends, 2, "{}: {words}", shipped.name);
        }
    }
}
