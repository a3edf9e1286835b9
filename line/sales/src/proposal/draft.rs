//! How a proposal begins: from a deal, with what is known of it, ready to be sent in the simplest case.

use kernel::price::Quantity;
use kernel::{BasisPoints, BriefSource, Business, Currency, Date, DealId, Money, Result, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::content::{Content, Line, Part, Question};
use super::views::ProposalView;
use super::{Proposal, ProposalRefusal, State};
use crate::people::{self, Deal};
use crate::{say, texts};

/// So long an offer stands, where nobody says otherwise.
const USUAL_DAYS: i64 = 14;

/// Draft a proposal for a deal.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftProposal {
    pub deal: DealId,
    /// What the deal is called, where nothing is said.
    #[serde(default)]
    pub title: Option<String>,
}

impl Command for DraftProposal {
    const VERB: Verb = Verb::post("proposal.draft", "/proposals").undo("proposal.withdraw");
    type Answer = ProposalView;

    fn subject(&self) -> Subject {
        self.deal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ProposalView> {
        let deal = people::deal(tx, self.deal).await?;
        if deal.state != "open" {
            return Err(ProposalRefusal::DealEnded(deal.state).into());
        }
        let business: Business = tx.setting().await?;
        let currency = people::currency(&deal, &business);
        let content = content(tx, &deal, &business, self.title.as_deref()).await?;
        let proposal = keep_new(tx, self.deal, &deal, currency, content).await?;
        ProposalView::of(tx, proposal).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "proposal": answer["id"], "reason": "drafted by mistake" }))
    }
}

async fn keep_new(
    tx: &mut Tx,
    id: DealId,
    deal: &Deal,
    currency: Currency,
    content: Content,
) -> Result<Proposal> {
    let totals = content.price(currency, &content.suggested())?.totals;
    let proposal = Proposal {
        id: tx.new_id(),
        rv: 1,
        owned: deal.owned,
        deal: id,
        contact: deal.contact,
        service: deal.service,
        number: None,
        version: 1,
        currency,
        content,
        net: totals.net,
        gross: totals.gross,
        state: State::Draft,
        sent_at: None,
        viewed_at: None,
        agreement: None,
        signed_at: None,
        due: None,
        test: deal.test,
    };
    tx.add(&proposal).await?;
    tx.tell(facts::sales::ProposalDrafted {
        proposal: proposal.id,
        deal: proposal.deal,
        contact: proposal.contact,
    });
    super::change::index(tx, &proposal).await?;
    Ok(proposal)
}

async fn content(tx: &mut Tx, deal: &Deal, business: &Business, title: Option<&str>) -> Result<Content> {
    let reader = people::reader(tx, deal.contact).await?;
    let language = reader.language.unwrap_or_else(|| short(&business.locale));
    let title = title.unwrap_or(&deal.title).trim().to_owned();
    let service = people::service_name(tx, deal.service).await?;
    let languages = people::languages(&language, &business.locale);
    let terms = texts::approved(tx, "contract", &languages).await?;
    let intro = texts::approved(tx, "proposal-intro", &languages).await?;
    let rate = business.tax_rates.first().map_or(BasisPoints(0), |rate| rate.rate);
    let named = service.unwrap_or_else(|| title.clone());
    let content = Content {
        lines: deal.value.map(|value| line(named, value, rate)).into_iter().collect(),
        intro: intro.map(|approved| approved.body),
        discount: None,
        valid_until: Some(usual_day(business, tx.now())?),
        terms: terms.as_ref().map(|approved| approved.body.clone()).unwrap_or_default(),
        terms_from: terms.map(|approved| approved.from),
        plan: vec![Part { title: title.clone(), share: BasisPoints(10_000), due_days: None }],
        brief: questions(&language),
        language,
        title,
    };
    match content.check(people::currency(deal, business)) {
        wrong if wrong.is_empty() => Ok(content),
        wrong => Err(kernel::Error::Invalid(wrong)),
    }
}

fn line(title: String, value: Money, rate: BasisPoints) -> Line {
    Line {
        title,
        text: None,
        quantity: Quantity::ONE,
        unit: String::new(),
        unit_price: value,
        discount: BasisPoints(0),
        rate,
        optional: false,
        chosen: true,
        item: None,
        card: None,
    }
}

/// What most work needs to know before it begins.
fn questions(language: &str) -> Vec<Question> {
    let question = |(id, required, from): (&str, bool, BriefSource)| Question {
        id: id.into(),
        question: say(language, &format!("brief-{id}"), &[]),
        required,
        from: Some(from),
    };
    let asked = [
        ("goal", true, BriefSource::Inquiry),
        ("person", true, BriefSource::Signer),
        ("date", false, BriefSource::WishedDay),
    ];
    asked.map(question).into()
}

fn short(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or("en").to_owned()
}

/// The business-local day two weeks from now.
pub(super) fn usual_day(business: &Business, now: Timestamp) -> Result<Date> {
    let days = jiff::Span::new().days(USUAL_DAYS);
    business.zone().shows(now).date().checked_add(days).map_err(kernel::fault)
}
