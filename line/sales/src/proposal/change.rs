//! Changing a draft: absent keeps, null clears; what was there comes back with the answer.

use kernel::{BasisPoints, Date, Error, ProposalId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::content::{Content, Discount, Line, Part, Question};
use super::views::ProposalView;
use super::{Proposal, rows};
use crate::{Changed, given};

/// Change a draft. Lines, plan and brief are given whole.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeProposal {
    pub proposal: ProposalId,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    pub intro: Option<Option<String>>,
    #[serde(default)]
    pub lines: Option<Vec<Line>>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Discount>")]
    pub discount: Option<Option<Discount>>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Date>")]
    pub valid_until: Option<Option<Date>>,
    #[serde(default)]
    pub terms: Option<String>,
    #[serde(default)]
    pub plan: Option<Vec<Part>>,
    #[serde(default)]
    pub brief: Option<Vec<Question>>,
}

impl ChangeProposal {
    fn over(&self, before: Content) -> Content {
        let terms_from = match &self.terms {
            Some(terms) if *terms != before.terms => None,
            _ => before.terms_from,
        };
        Content {
            title: self.title.clone().unwrap_or(before.title),
            language: self.language.clone().unwrap_or(before.language),
            intro: self.intro.clone().unwrap_or(before.intro),
            lines: self.lines.clone().unwrap_or(before.lines),
            discount: self.discount.clone().unwrap_or(before.discount),
            valid_until: self.valid_until.unwrap_or(before.valid_until),
            terms: self.terms.clone().unwrap_or(before.terms),
            terms_from,
            plan: self.plan.clone().unwrap_or(before.plan),
            brief: self.brief.clone().unwrap_or(before.brief),
        }
    }

    fn was(&self, before: &Content) -> Map<String, Json> {
        let given = [
            ("title", self.title.is_some(), json!(before.title)),
            ("language", self.language.is_some(), json!(before.language)),
            ("intro", self.intro.is_some(), json!(before.intro)),
            ("lines", self.lines.is_some(), json!(before.lines)),
            ("discount", self.discount.is_some(), json!(before.discount)),
            ("valid_until", self.valid_until.is_some(), json!(before.valid_until)),
            ("terms", self.terms.is_some(), json!(before.terms)),
            ("plan", self.plan.is_some(), json!(before.plan)),
            ("brief", self.brief.is_some(), json!(before.brief)),
        ];
        let kept = given.into_iter().filter(|(_, given, _)| *given);
        kept.map(|(name, _, value)| (name.to_owned(), value)).collect()
    }
}

impl Command for ChangeProposal {
    const VERB: Verb = Verb::patch("proposal.change", "/proposals/{proposal}").undo("proposal.change");
    type Answer = Changed<ProposalView>;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed<ProposalView>> {
        let before = rows::load(tx, self.proposal).await?;
        let content = self.over(before.content.clone());
        let (after, told) = before.clone().change(|proposal| Proposal { content, ..proposal })?;
        let after = priced(after)?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        index(tx, &kept).await?;
        Ok(Changed { now: ProposalView::of(tx, kept).await?, was: self.was(&before.content) })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        crate::undo_of("proposal", answer)
    }
}

/// With the sums of what it says, or what is wrong with it.
pub(super) fn priced(proposal: Proposal) -> Result<Proposal> {
    let wrong = proposal.content.check(proposal.currency);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let totals = proposal.content.price(proposal.currency, &proposal.content.suggested())?.totals;
    Ok(Proposal { net: totals.net, gross: totals.gross, ..proposal })
}

pub(super) async fn index(tx: &mut Tx, proposal: &Proposal) -> Result<()> {
    let detail = format!("{} · {}", proposal.printed(), proposal.net);
    let number = proposal.number.clone().unwrap_or_default();
    tx.index(proposal.id.into(), &proposal.content.title, &detail, &[&number]).await
}

/// Whether the plan shares out the whole, no more and no less.
pub(super) fn shares_all(plan: &[Part]) -> bool {
    plan.iter().map(|part| part.share.0).sum::<i64>() == BasisPoints(10_000).0
}
