//! Adding a milestone by hand, and changing one before it is accepted.

use kernel::price::{PricedLine, Quantity, price};
use kernel::tax::TaxGroup;
use kernel::{BasisPoints, Business, Date, Error, MilestoneId, Money, ProjectId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::rows;
use super::views::MilestoneView;
use super::work::in_work;
use super::{Milestone, State};
use crate::changed::{Changed, undo_of};
use crate::days::Days;
use crate::project::Project;
use crate::{project, typed};

/// A step of the work, as somebody plans it by hand.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PlannedMilestone")]
pub struct Planned {
    pub title: String,
    /// Net; 0 for a step that is not paid by itself.
    pub amount: Money,
    /// Tax rate; the business's usual one where nothing is said.
    #[serde(default)]
    pub rate: Option<BasisPoints>,
    /// Business-local day; the line's target where nothing is said.
    #[serde(default)]
    pub due_on: Option<Date>,
}

/// Add a milestone: what changed or came on top of what was signed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddMilestone {
    pub project: ProjectId,
    pub title: String,
    /// Net; 0 for a step that is not paid by itself.
    pub amount: Money,
    /// Tax rate; the business's usual one where nothing is said.
    #[serde(default)]
    pub rate: Option<BasisPoints>,
    /// Business-local day; the line's target where nothing is said.
    #[serde(default)]
    pub due_on: Option<Date>,
}

impl Command for AddMilestone {
    const VERB: Verb = Verb::post("milestone.add", "/projects/{project}/milestones").undo("milestone.cancel");
    type Answer = MilestoneView;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<MilestoneView> {
        let project = project::rows::load(tx, self.project).await?;
        project.is_open()?;
        let steps = rows::of_project(tx, project.id).await?;
        let planned =
            Planned { title: self.title.clone(), amount: self.amount, rate: self.rate, due_on: self.due_on };
        let position = steps.last().map_or(0, |last| last.position) + 1;
        let added = by_hand(tx, &project, &planned, (position, "")).await?;
        tx.add(&added).await?;
        let days = Days::of(tx).await?;
        project::rows::date(tx, project.id, &days).await?;
        tx.tell(added.added());
        index(tx, &added).await?;
        Ok(added.into())
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "milestone": answer["id"], "reason": "added by mistake" }))
    }
}

/// A planned step as a milestone of the project, not kept yet; `at` is its place and where its input stands.
pub(crate) async fn by_hand(
    tx: &mut Tx,
    project: &Project,
    planned: &Planned,
    at: (i64, &str),
) -> Result<Milestone> {
    let (position, pointer) = at;
    let title = typed::title(&format!("{pointer}/title"), &planned.title)?;
    let usual = tx.setting::<Business>().await?.tax_rates.first().map_or(BasisPoints(0), |usual| usual.rate);
    if planned.amount.currency != project.currency {
        let say = format!("the project is in {}; give the amount in it", project.currency.code());
        return Err(Error::field(format!("{pointer}/amount"), "milestone.currency", say));
    }
    let groups = taxed(&title, planned.amount, planned.rate.unwrap_or(usual), pointer)?;
    let since = tx.now();
    let due_on = match planned.due_on {
        Some(day) => day,
        None => Days::of(tx).await?.promised(since, None)?,
    };
    let milestone = Milestone {
        id: tx.new_id(),
        rv: 1,
        owned: project.owned,
        project: project.id,
        agreement: None,
        deal: project.deal,
        contact: project.contact,
        service: project.service,
        title,
        position,
        amount: planned.amount,
        groups,
        buyer: project.buyer.clone(),
        agreement_number: project.agreement_number.clone(),
        project_number: project.number.clone(),
        due_on,
        since,
        state: State::Open,
        invoice: None,
        due: None,
        test: project.test,
    };
    Days::of(tx).await?.dated(milestone)
}

/// The tax group of one amount, computed where all sums are.
fn taxed(title: &str, amount: Money, rate: BasisPoints, pointer: &str) -> Result<Vec<TaxGroup>> {
    let field = |name: &str| format!("{pointer}/{name}");
    if amount.minor < 0 {
        return Err(Error::field(field("amount"), "milestone.amount", "write an amount of 0 or more"));
    }
    if !(0..=10_000).contains(&rate.0) {
        return Err(Error::field(field("rate"), "milestone.rate", "give a rate of 0 to 100 %"));
    }
    let line = PricedLine {
        title: title.to_owned(),
        text: None,
        quantity: Quantity::ONE,
        unit: String::new(),
        unit_price: amount,
        discount: BasisPoints(0),
        rate,
    };
    Ok(price(amount.currency, &[line], BasisPoints(0))?.totals.groups)
}

pub(crate) async fn index(tx: &mut Tx, milestone: &Milestone) -> Result<()> {
    let detail = format!("{} · {}", milestone.project_number, milestone.amount);
    tx.index(milestone.id.into(), &milestone.title, &detail, &[&milestone.project_number]).await
}

/// Change a milestone before it is accepted: its title, its day and, where it was not signed, its amount.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMilestone {
    pub milestone: MilestoneId,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub due_on: Option<Date>,
    /// Net.
    #[serde(default)]
    pub amount: Option<Money>,
    #[serde(default)]
    pub rate: Option<BasisPoints>,
}

impl ChangeMilestone {
    fn over(&self, before: Milestone) -> Result<Milestone> {
        let title = match &self.title {
            Some(typed) => typed::title("/title", typed)?,
            None => before.title,
        };
        let amount = self.amount.unwrap_or(before.amount);
        if amount.currency != before.amount.currency {
            let say = format!("the project is in {}; give the amount in it", before.amount.currency.code());
            return Err(Error::field("/amount", "milestone.currency", say));
        }
        let groups = match (self.amount, self.rate) {
            (None, None) => before.groups,
            _ => taxed(&title, amount, self.rate.unwrap_or(rate_of(&before.groups)), "")?,
        };
        Ok(Milestone { title, amount, groups, due_on: self.due_on.unwrap_or(before.due_on), ..before })
    }

    fn was(&self, before: &Milestone) -> Map<String, Json> {
        let mut was = Map::new();
        let mut note = |name: &str, given: bool, value: Json| {
            if given {
                was.insert(name.to_owned(), value);
            }
        };
        note("title", self.title.is_some(), json!(before.title));
        note("due_on", self.due_on.is_some(), json!(before.due_on));
        note("amount", self.amount.is_some(), json!(before.amount));
        note("rate", self.rate.is_some(), json!(rate_of(&before.groups)));
        was
    }
}

fn rate_of(groups: &[TaxGroup]) -> BasisPoints {
    groups.first().map_or(BasisPoints(0), |group| group.rate)
}

impl Command for ChangeMilestone {
    const VERB: Verb = Verb::patch("milestone.change", "/milestones/{milestone}").undo("milestone.change");
    type Answer = Changed<MilestoneView>;

    fn subject(&self) -> Subject {
        self.milestone.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed<MilestoneView>> {
        let (before, _) = in_work(tx, self.milestone).await?;
        let wanted = self.over(before.clone())?;
        let (after, told) = before.clone().change(|_| wanted)?;
        let kept = rows::keep(tx, &before, after, told).await?;
        index(tx, &kept).await?;
        Ok(Changed { was: self.was(&before), now: kept.into() })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        undo_of("milestone", answer)
    }
}
