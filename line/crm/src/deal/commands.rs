//! What can be done with an open deal: change what it says, move it on the board.

use kernel::{Date, DealId, Error, Money, Result, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::pipeline::Pipeline;
use super::views::{DealView, MovedDeal};
use super::{Deal, open, rows};
use crate::inquiries::given;
use crate::people::changed::{Changed, undo_of};
use crate::people::staff;

/// Change title, value, expected day or owner. Absent keeps, null clears.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeDeal {
    pub deal: DealId,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Money>")]
    pub value: Option<Option<Money>>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Date>")]
    pub expected_on: Option<Option<Date>>,
    #[serde(default)]
    pub owner: Option<UserId>,
}

impl ChangeDeal {
    async fn over(&self, tx: &mut Tx, before: Deal) -> Result<Deal> {
        let owned = match self.owner {
            Some(_) => staff::owned_by_known(tx, self.owner).await?,
            None => before.owned,
        };
        Ok(Deal {
            owned,
            title: self.title.as_deref().map(title).transpose()?.unwrap_or(before.title),
            value: self.value.unwrap_or(before.value),
            expected_on: self.expected_on.unwrap_or(before.expected_on),
            ..before
        })
    }

    fn was(&self, before: &Deal) -> serde_json::Map<String, Json> {
        let mut was = serde_json::Map::new();
        let mut note = |name: &str, given: bool, value: Json| {
            if given {
                was.insert(name.to_owned(), value);
            }
        };
        note("title", self.title.is_some(), json!(before.title));
        note("value", self.value.is_some(), json!(before.value));
        note("expected_on", self.expected_on.is_some(), json!(before.expected_on));
        note("owner", self.owner.is_some() && before.owned.owner.is_some(), json!(before.owned.owner));
        was
    }
}

impl Command for ChangeDeal {
    const VERB: Verb = Verb::patch("deal.change", "/deals/{deal}").undo("deal.change");
    type Answer = Changed<DealView>;

    fn subject(&self) -> Subject {
        self.deal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed<DealView>> {
        let before = rows::load(tx, self.deal).await?;
        let wanted = self.over(tx, before.clone()).await?;
        let (after, told) = before.clone().change(|_| wanted)?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        open::index(tx, &kept).await?;
        Ok(Changed { now: kept.into(), was: self.was(&before) })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        undo_of("deal", answer)
    }
}

/// Move a deal to another stage.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveDeal {
    pub deal: DealId,
    /// The id of a stage of the pipeline.
    pub stage: String,
}

impl Command for MoveDeal {
    const VERB: Verb = Verb::post("deal.move", "/deals/{deal}/move").undo("deal.move");
    type Answer = MovedDeal;

    fn subject(&self) -> Subject {
        self.deal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<MovedDeal> {
        let before = rows::load(tx, self.deal).await?;
        let stage = tx.setting::<Pipeline>().await?.stage(&self.stage)?;
        let due = open::due(tx).await?;
        let from = before.stage.clone();
        let (after, told) = before.clone().go_to(stage, due, tx.now())?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        Ok(MovedDeal { deal: kept.into(), from })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let moved = answer["from"] != answer["stage"];
        moved.then(|| json!({ "deal": self.deal, "stage": answer["from"] }))
    }
}

pub(super) fn title(typed: &str) -> Result<String> {
    let title = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() || title.chars().count() > 200 {
        return Err(Error::field("/title", "deal.title", "give it a title of 1 to 200 characters"));
    }
    Ok(title)
}
