//! From an accepted offer to an agreement that waits: options counted, parties named, terms filled.

use kernel::paper::{Document, Paper, Party};
use kernel::{AgreementId, Business, Error, FieldError, Money, MoneyError, Result, print};
use store::Tx;

use super::plan::{self, PlanPart};
use super::{Agreed, Agreement, Asked, State, rows};
use crate::client::Client;
use crate::people::{Known, one_line};
use crate::proposal::Proposal;
use crate::proposal::content::Chosen;
use crate::proposal::offer::{LATER, Offer, filled};

/// What the customer said yes to.
pub(crate) struct Accepting<'a> {
    pub proposal: &'a Proposal,
    pub offer: &'a Offer,
    pub offer_sha256: &'a str,
    pub chosen: Chosen,
    pub buyer: Party,
    pub signer_email: String,
    pub client: &'a Client,
}

/// Keeps it, over what was accepted before and not signed; a code for the older one is void. The next fact
/// carries it.
pub(crate) async fn keep(tx: &mut Tx, accepting: Accepting<'_>) -> Result<(AgreementId, (Money, Money))> {
    let before = match accepting.proposal.agreement {
        Some(id) => Some(rows::load(tx, id).await?),
        None => None,
    };
    if let Some(before) = &before {
        before.is_waiting()?;
    }
    let agreement = made(tx, &accepting, before.as_ref()).await?;
    let sums = (agreement.net, agreement.gross);
    match before {
        Some(before) => drop(tx.keep(&before, agreement.clone()).await?),
        None => tx.add(&agreement).await?,
    }
    rows::end_codes(tx, agreement.id).await?;
    Ok((agreement.id, sums))
}

async fn made(tx: &mut Tx, accepting: &Accepting<'_>, before: Option<&Agreement>) -> Result<Agreement> {
    let proposal = accepting.proposal;
    let business: Business = tx.setting().await?;
    let (mut paper, plan) = accepting.paper()?;
    paper.date = business.zone().shows(tx.now()).date();
    tx.can_print(&paper).map_err(|error| in_the_form(error, &accepting.buyer))?;
    let totals = &paper.priced.totals;
    Ok(Agreement {
        id: before.map_or_else(|| tx.new_id(), |before| before.id),
        rv: before.map_or(1, |before| before.rv),
        owned: proposal.owned,
        proposal: proposal.id,
        version: proposal.version,
        deal: proposal.deal,
        contact: proposal.contact,
        service: proposal.service,
        number: proposal.printed(),
        title: proposal.content.title.clone(),
        currency: proposal.currency,
        net: totals.net,
        gross: totals.gross,
        buyer: accepting.buyer.clone(),
        brief: accepting.brief(),
        plan,
        signer_name: None,
        signer_email: accepting.signer_email.clone(),
        accepted_at: tx.now(),
        signed: None,
        state: State::Waiting,
        test: proposal.test,
        content: Agreed {
            offer_sha256: accepting.offer_sha256.to_owned(),
            chosen: accepting.chosen.iter().copied().collect(),
            paper,
            consent: accepting.offer.consent.clone(),
            ip: accepting.client.network.clone(),
            agent: accepting.client.user_agent.clone(),
        },
    })
}

/// What cannot be printed, at the field of the form where the customer typed it.
fn in_the_form(error: Error, buyer: &Party) -> Error {
    let Error::Invalid(fields) = error else { return error };
    let organised = buyer.contact_name.is_some();
    let at = |pointer: &str| match pointer {
        "/buyer/contact_name" => "/buyer/name".to_owned(),
        "/buyer/name" if organised => "/buyer/company".to_owned(),
        other => other.replace("/buyer/address/", "/buyer/"),
    };
    Error::Invalid(fields.into_iter().map(|f| FieldError { pointer: at(&f.pointer), ..f }).collect())
}

impl Accepting<'_> {
    fn brief(&self) -> Vec<Asked> {
        let asked = |question: &crate::proposal::content::Question| Asked {
            id: question.id.clone(),
            question: question.question.clone(),
            required: question.required,
            answer: None,
            from: question.from,
        };
        self.offer.content.brief.iter().map(asked).collect()
    }

    /// The agreement as it is shown before the signature.
    fn paper(&self) -> Result<(Paper, Vec<PlanPart>), MoneyError> {
        let mut paper = self.offer.choosing(&self.chosen)?;
        let plan = plan::split(&paper.priced.totals, &self.offer.content.plan)?;
        paper.lines.retain(|line| line.chosen);
        paper.document = Document::Agreement;
        paper.reference = Some(paper.number.clone());
        paper.buyer = self.buyer.clone();
        paper.valid_until = None;
        paper.terms = Some(self.terms(&paper)).filter(|terms| !terms.trim().is_empty());
        Ok((paper, plan))
    }

    /// The terms with everything that is known by now.
    fn terms(&self, paper: &Paper) -> String {
        let mut known = Known(self.offer.values.clone());
        for path in LATER {
            known.0.insert((*path).to_owned(), "–".to_owned());
        }
        let (buyer, totals) = (&self.buyer, &paper.priced.totals);
        let signer = buyer.contact_name.as_ref().unwrap_or(&buyer.name);
        known.put("buyer.name", Some(&buyer.name));
        known.put("buyer.contact_name", Some(signer));
        known.put("buyer.address", Some(&one_line(&buyer.address)));
        known.put("buyer.vat_id", buyer.vat_id.as_deref());
        known.put("buyer.email", buyer.email.as_deref());
        known.put("signer.name", Some(signer));
        known.put("signer.email", Some(&self.signer_email));
        known.put("agreement.number", Some(&paper.number));
        known.put("agreement.title", paper.title.as_deref());
        for (path, amount) in [("total", totals.net), ("gross", totals.gross)] {
            let amount = print::amount(amount, &paper.language);
            known.put(&format!("agreement.{path}"), Some(&amount));
            known.put(&format!("proposal.{path}"), Some(&amount));
        }
        filled(&self.offer.content.terms, &known.0, &kernel::text::Values::new()).0
    }
}
