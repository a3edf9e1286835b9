//! What the customer is shown: a version of a proposal, frozen when it was sent.
//!
//! Invariant: page, paper and agreement are made from the offer; nothing in it is looked up again.

use kernel::paper::{Document, Paper, Party};
use kernel::text::{Missing, Text, Values};
use kernel::{
    Business, Date, FieldError, MoneyError, Owned, ProposalId, ProposalVersionId, Result, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Tx;

use super::content::{Chosen, Content};
use super::{Proposal, values};
use crate::agreement::plan;
use crate::people::{self, Reader};
use crate::texts::{self, TextVersion};

/// A version as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalVersion {
    pub id: ProposalVersionId,
    pub rv: i64,
    pub owned: Owned,
    pub proposal: ProposalId,
    pub version: i64,
    pub offer: Offer,
    /// The offer as JSON, byte for byte what was hashed.
    pub text: String,
    /// Of the text, hex.
    pub sha256: String,
    pub sent_at: Timestamp,
}

/// Everything one version says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    pub content: Content,
    /// With the options suggested.
    pub paper: Paper,
    /// What the fields of the terms stand for.
    pub values: Values,
    pub consent: Consent,
}

/// The words a signer agrees to, besides the terms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Consent {
    /// In the small text form, filled.
    pub text: String,
    pub from: Option<TextVersion>,
}

impl Consent {
    /// Which words they were, such as `consent-signature en 2`.
    pub fn version(&self) -> String {
        let named = |from: &TextVersion| format!("{} {} {}", from.slug, from.language, from.version);
        self.from.as_ref().map(named).unwrap_or_default()
    }
}

/// What a proposal is made an offer from, read once.
pub(crate) struct Making {
    pub business: Business,
    pub reader: Reader,
    pub today: Date,
    values: Values,
    consent: Option<texts::Approved>,
}

impl Making {
    pub async fn of(tx: &mut Tx, proposal: &Proposal) -> Result<Making> {
        let business: Business = tx.setting().await?;
        let reader = people::reader(tx, proposal.contact).await?;
        let today = business.zone().shows(tx.now()).date();
        let values = values::of(tx, proposal, &business, &reader).await?;
        let languages = people::languages(&proposal.content.language, &business.locale);
        let consent = texts::approved(tx, "consent-signature", &languages).await?;
        Ok(Making { business, reader, today, values, consent })
    }

    /// The offer, and what its texts still miss.
    pub fn offer(&self, proposal: &Proposal) -> Result<(Offer, Vec<FieldError>), MoneyError> {
        let content = &proposal.content;
        let mut gaps = Gaps(vec![]);
        let intro = content.intro.as_ref().map(|intro| gaps.fill("/intro", intro, &self.values));
        let terms = gaps.fill("/terms", &content.terms, &self.values);
        let consent = self.consent.as_ref().map(|approved| Consent {
            text: gaps.fill("/consent", &approved.body, &self.values),
            from: Some(approved.from.clone()),
        });
        if consent.is_none() {
            gaps.say("/consent", "proposal.consent", "approve a text with the name consent-signature first");
        }
        let paper = self.paper(proposal, intro, terms)?;
        let values = self.values.clone();
        let offer = Offer { content: content.clone(), paper, values, consent: consent.unwrap_or_default() };
        Ok((offer, gaps.0))
    }

    fn paper(&self, proposal: &Proposal, intro: Option<String>, terms: String) -> Result<Paper, MoneyError> {
        let (content, business) = (&proposal.content, &self.business);
        let chosen = content.suggested();
        let priced = content.price(proposal.currency, &chosen)?;
        Ok(Paper {
            document: Document::Proposal,
            language: content.language.clone(),
            number: proposal.printed(),
            version: (proposal.version > 1).then_some(proposal.version),
            date: self.today,
            title: Some(content.title.clone()),
            seller: Party::seller(business),
            logo: business.logo,
            buyer: self.buyer(),
            intro,
            lines: content.shown(&chosen)?,
            milestones: plan::on_paper(&plan::split(&priced.totals, &content.plan)?, None),
            priced,
            discount: content.discount.clone().map(|discount| (discount.share, discount.reason)),
            valid_until: content.valid_until,
            due: None,
            delivered: None,
            reference: None,
            corrects: None,
            reason: None,
            payment: None,
            note: None,
            terms: Some(terms).filter(|terms| !terms.trim().is_empty()),
            evidence: None,
            test: proposal.test,
        })
    }

    /// Whom we write to, before they say on whom the invoice is made out.
    fn buyer(&self) -> Party {
        let (name, company) = (self.reader.name.clone(), self.reader.company.clone());
        Party {
            name: company.clone().or(name.clone()).unwrap_or_default(),
            contact_name: name.filter(|_| company.is_some()),
            address: self.reader.address.clone().unwrap_or_default(),
            email: self.reader.email.clone(),
            ..Party::default()
        }
    }
}

/// Fields that nothing fills, by the place of their text.
struct Gaps(Vec<FieldError>);

impl Gaps {
    fn say(&mut self, pointer: &str, code: &'static str, detail: &str) {
        self.0.push(FieldError { pointer: pointer.into(), code, detail: detail.into() });
    }

    fn fill(&mut self, pointer: &str, source: &str, values: &Values) -> String {
        let (text, missing) = filled(source, values, &later(source));
        if !missing.is_empty() {
            let named: Vec<String> = missing.iter().map(|path| format!("{{{path}}}")).collect();
            let detail = format!("nothing is known for {}; fill it in, or take it out", named.join(", "));
            self.say(pointer, "proposal.missing_field", &detail);
        }
        text
    }
}

/// Known only once the customer has accepted: a line to write on until then.
fn later(source: &str) -> Values {
    let text = Text::parse(source);
    let later = text.fields().into_iter().filter(|path| LATER.contains(path));
    later.map(|path| (path.to_owned(), "________".to_owned())).collect()
}

/// The fields that acceptance fills.
pub(crate) const LATER: &[&str] = &[
    "buyer.name",
    "buyer.contact_name",
    "buyer.address",
    "buyer.vat_id",
    "buyer.email",
    "signer.name",
    "signer.email",
    "agreement.number",
    "agreement.title",
    "agreement.total",
    "agreement.gross",
];

/// A text with its fields filled, as a source that reads back the same; what is missing is a gap, and named.
pub(crate) fn filled(source: &str, values: &Values, more: &Values) -> (String, Vec<String>) {
    let text = Text::parse(source);
    let mut all = values.clone();
    all.extend(more.clone());
    match text.fill(&all) {
        Ok(filled) => (filled.source(), vec![]),
        Err(Missing(paths)) => {
            all.extend(paths.iter().map(|path| (path.clone(), "……".to_owned())));
            (text.fill(&all).map(|filled| filled.source()).unwrap_or_default(), paths)
        }
    }
}

impl Offer {
    /// The same offer with these options: what stands on the page after «update total».
    pub fn choosing(&self, chosen: &Chosen) -> Result<Paper, MoneyError> {
        let (content, currency) = (&self.content, self.paper.priced.sum.currency);
        let priced = content.price(currency, chosen)?;
        let plan = plan::split(&priced.totals, &content.plan)?;
        Ok(Paper {
            lines: content.shown(chosen)?,
            milestones: plan::on_paper(&plan, None),
            priced,
            ..self.paper.clone()
        })
    }
}

/// Hex, as evidence is written.
pub(crate) fn sha256(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}
