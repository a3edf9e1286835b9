//! What a proposal says: lines with options, a discount, a plan of payments, questions, terms.
//!
//! Invariant: amounts are of one currency; sums come from `kernel::price` and nowhere else.

use std::collections::BTreeSet;

use kernel::paper::PaperLine;
use kernel::price::{Priced, PricedLine, Quantity, price};
use kernel::{BasisPoints, BriefSource, Currency, Date, FieldError, ItemId, Money, MoneyError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::texts::TextVersion;

/// One line of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ProposalContentLine")]
pub struct Line {
    pub title: String,
    #[serde(default)]
    pub text: Option<String>,
    pub quantity: Quantity,
    /// What one of it is called, such as `hour`; empty for a plain count.
    #[serde(default)]
    pub unit: String,
    /// Net.
    pub unit_price: Money,
    /// Off this line.
    #[serde(default = "nothing")]
    pub discount: BasisPoints,
    /// Tax.
    pub rate: BasisPoints,
    /// The customer may leave it out.
    #[serde(default)]
    pub optional: bool,
    /// Chosen beforehand; a line that is not optional always counts.
    #[serde(default = "yes")]
    pub chosen: bool,
    /// The item of the rate card it was taken from, and the card's version.
    #[serde(default)]
    pub item: Option<ItemId>,
    #[serde(default)]
    pub card: Option<i64>,
}

/// A discount over all lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ProposalDiscount")]
pub struct Discount {
    pub share: BasisPoints,
    #[serde(default)]
    pub reason: Option<String>,
}

/// A row of the plan: what becomes a milestone once it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PlanRow")]
pub struct Part {
    pub title: String,
    /// Of the total; all rows make 10000.
    pub share: BasisPoints,
    /// Days after the signature.
    #[serde(default)]
    pub due_days: Option<i64>,
}

/// What we must know to begin; asked once it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BriefQuestion")]
pub struct Question {
    pub id: String,
    pub question: String,
    #[serde(default)]
    pub required: bool,
    /// Said already, as a rule: the project begins with it as the answer, and whoever answers corrects it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<BriefSource>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ProposalContent")]
pub struct Content {
    pub title: String,
    /// BCP 47 tag of the customer's language.
    pub language: String,
    /// Before the lines, in the small text form, with fields.
    #[serde(default)]
    pub intro: Option<String>,
    pub lines: Vec<Line>,
    #[serde(default)]
    pub discount: Option<Discount>,
    /// The last business-local day it can be accepted.
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// The contract, in the small text form, with fields.
    pub terms: String,
    /// The approved text the terms are, word for word; absent where they were edited.
    #[serde(default)]
    pub terms_from: Option<TextVersion>,
    pub plan: Vec<Part>,
    pub brief: Vec<Question>,
}

fn nothing() -> BasisPoints {
    BasisPoints(0)
}

fn yes() -> bool {
    true
}

impl Line {
    pub fn priced(&self) -> PricedLine {
        PricedLine {
            title: self.title.clone(),
            text: self.text.clone(),
            quantity: self.quantity,
            unit: self.unit.clone(),
            unit_price: self.unit_price,
            discount: self.discount,
            rate: self.rate,
        }
    }
}

/// Which lines count: those that are not optional, and the chosen ones.
pub type Chosen = BTreeSet<usize>;

impl Content {
    /// As the proposal suggests it.
    pub fn suggested(&self) -> Chosen {
        let counts = |(_, line): &(usize, &Line)| !line.optional || line.chosen;
        self.lines.iter().enumerate().filter(counts).map(|(at, _)| at).collect()
    }

    /// What counts when the customer ticked these options; a line that is none of them cannot be left out.
    pub fn with(&self, ticked: &Chosen) -> Chosen {
        let counts = |(at, line): &(usize, &Line)| !line.optional || ticked.contains(at);
        self.lines.iter().enumerate().filter(counts).map(|(at, _)| at).collect()
    }

    pub fn has_options(&self) -> bool {
        self.lines.iter().any(|line| line.optional)
    }

    pub fn lines_of(&self, chosen: &Chosen) -> Vec<PricedLine> {
        chosen.iter().filter_map(|at| self.lines.get(*at)).map(Line::priced).collect()
    }

    pub fn price(&self, currency: Currency, chosen: &Chosen) -> Result<Priced, MoneyError> {
        let discount = self.discount.as_ref().map_or(BasisPoints(0), |discount| discount.share);
        price(currency, &self.lines_of(chosen), discount)
    }

    /// Every line, with what it costs and whether it counts.
    pub fn shown(&self, chosen: &Chosen) -> Result<Vec<PaperLine>, MoneyError> {
        let shown = |(at, line): (usize, &Line)| {
            let priced = line.priced();
            let net = priced.net()?;
            Ok(PaperLine { line: priced, net, optional: line.optional, chosen: chosen.contains(&at) })
        };
        self.lines.iter().enumerate().map(shown).collect()
    }

    /// What can never be kept, also not in a draft.
    pub fn check(&self, currency: Currency) -> Vec<FieldError> {
        let mut wrong = Wrong(vec![]);
        let title = self.title.trim();
        wrong.unless(
            !title.is_empty() && title.chars().count() <= 200,
            "/title",
            "proposal.title",
            "give it a title of 1 to 200 characters",
        );
        wrong.unless(self.lines.len() <= 200, "/lines", "proposal.lines", "a proposal has at most 200 lines");
        for (at, line) in self.lines.iter().enumerate() {
            wrong.line(at, line, currency);
        }
        let share = self.discount.as_ref().map_or(0, |discount| discount.share.0);
        wrong.unless(
            (0..=10_000).contains(&share),
            "/discount/share",
            "proposal.discount",
            "a discount is between 0 % and 100 %",
        );
        wrong.unless(self.terms.len() <= 200_000, "/terms", "proposal.terms", "shorten the terms");
        wrong.unless(
            self.intro.as_ref().is_none_or(|intro| intro.len() <= 20_000),
            "/intro",
            "proposal.intro",
            "shorten the first words",
        );
        wrong.plan(&self.plan);
        wrong.brief(&self.brief);
        wrong.0
    }
}

struct Wrong(Vec<FieldError>);

impl Wrong {
    fn unless(&mut self, right: bool, pointer: &str, code: &'static str, detail: &str) {
        if !right {
            self.0.push(FieldError { pointer: pointer.into(), code, detail: detail.into() });
        }
    }

    fn line(&mut self, at: usize, line: &Line, currency: Currency) {
        let place = |field: &str| format!("/lines/{at}/{field}");
        let title = line.title.trim();
        self.unless(
            !title.is_empty() && title.chars().count() <= 300,
            &place("title"),
            "line.title",
            "say what the line is, in 1 to 300 characters",
        );
        self.unless(
            line.unit_price.currency == currency,
            &place("unit_price"),
            "line.currency",
            "all lines are in the currency of the proposal",
        );
        self.unless(
            (0..=10_000).contains(&line.rate.0),
            &place("rate"),
            "line.rate",
            "a tax rate is between 0 % and 100 %",
        );
        self.unless(
            (0..=10_000).contains(&line.discount.0),
            &place("discount"),
            "line.discount",
            "a discount is between 0 % and 100 %",
        );
        self.unless(
            line.priced().net().is_ok(),
            &place("unit_price"),
            "line.range",
            "the line is worth more than we can count; check quantity and price",
        );
        self.unless(
            line.item.is_some() == line.card.is_some(),
            &place("item"),
            "line.item",
            "name the version of the rate card with the item",
        );
    }

    fn plan(&mut self, plan: &[Part]) {
        self.unless(plan.len() <= 50, "/plan", "proposal.plan", "a plan has at most 50 rows");
        for (at, part) in plan.iter().enumerate() {
            let place = |field: &str| format!("/plan/{at}/{field}");
            self.unless(!part.title.trim().is_empty(), &place("title"), "plan.title", "name the milestone");
            self.unless(
                (0..=10_000).contains(&part.share.0),
                &place("share"),
                "plan.share",
                "a share is between 0 % and 100 %",
            );
            self.unless(
                part.due_days.is_none_or(|days| (0..=3650).contains(&days)),
                &place("due_days"),
                "plan.due_days",
                "say 0 to 3650 days after the signature",
            );
        }
    }

    fn brief(&mut self, brief: &[Question]) {
        let ids: BTreeSet<&str> = brief.iter().map(|question| question.id.as_str()).collect();
        let named = ids.iter().all(|id| !id.is_empty() && id.len() <= 40);
        self.unless(
            ids.len() == brief.len() && named && brief.len() <= 50,
            "/brief",
            "proposal.brief",
            "give each of at most 50 questions an id of its own",
        );
        for (at, question) in brief.iter().enumerate() {
            let asked = !question.question.trim().is_empty() && question.question.chars().count() <= 500;
            self.unless(
                asked,
                &format!("/brief/{at}/question"),
                "brief.question",
                "write the question, in 1 to 500 characters",
            );
        }
    }
}
