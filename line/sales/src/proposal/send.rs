//! Sending: number, frozen offer, paper and letter in one transaction; and what stands in its way.

use facts::crm::LetterWanted;
use kernel::{Business, Date, Error, FieldError, Numbers, Owned, ProposalId, Ref, Result, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use store::{PaperRequest, Series, Tx};
use verbs::{Command, Subject, Verb};

use super::offer::{Making, Offer, ProposalVersion, sha256};
use super::views::ProposalView;
use super::{Proposal, Sending, State, change, over, rows};
use crate::item;

const NUMBERS: Series = Series("proposal");
const TEST_NUMBERS: Series = Series("test.proposal");

/// The name links to a proposal are made under.
pub const LINK: &str = "proposal";

/// A link lives so long after the last day of the offer.
const LINK_DAYS: i64 = 30;

/// Send a proposal: it gets its number, is frozen, and the customer gets the link. Sent again, only the
/// letter goes out again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendProposal {
    pub proposal: ProposalId,
    /// No letter: you hand over the link yourself.
    #[serde(default)]
    pub by_hand: bool,
    /// Send it although the rate card has newer prices.
    #[serde(default)]
    pub keep_prices: bool,
}

impl Command for SendProposal {
    const VERB: Verb =
        Verb::post("proposal.send", "/proposals/{proposal}/send").no_undo("withdraw or revise it");
    const SERIAL: Option<Series> = Some(NUMBERS);
    type Answer = ProposalView;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ProposalView> {
        let before = rows::load(tx, self.proposal).await?;
        over::is_alive(tx, before.deal).await?;
        let making = Making::of(tx, &before).await?;
        let mut wrong = vec![];
        if !self.by_hand && making.reader.email.is_none() {
            wrong.push(problem(
                "/by_hand",
                "proposal.no_mail",
                "the contact has no email address; add one, or hand over the link yourself",
            ));
        }
        let sent = if before.state == State::Draft {
            self.first(tx, before, &making, wrong).await?
        } else {
            before.is_live()?;
            refuse(wrong)?;
            before
        };
        if !self.by_hand {
            tx.tell(letter(&sent));
        }
        ProposalView::of(tx, sent).await
    }
}

impl SendProposal {
    async fn first(
        &self,
        tx: &mut Tx,
        before: Proposal,
        making: &Making,
        mut wrong: Vec<FieldError>,
    ) -> Result<Proposal> {
        let found = problems(tx, &before, making).await?;
        wrong.extend(found.into_iter().filter(|found| !self.keep_prices || found.code != STALE));
        refuse(wrong)?;
        let number = match &before.number {
            Some(number) => number.clone(),
            None => number(tx, before.test, making.today).await?,
        };
        let valid_until =
            before.content.valid_until.ok_or_else(|| kernel::fault("a checked day is there"))?;
        let sending = Sending {
            number,
            content: before.content.clone(),
            valid_until,
            at: tx.now(),
            due: end_of(&making.business, valid_until)?,
        };
        let (sent, told) = before.clone().send(sending)?;
        let sent = tx.keep(&before, sent).await?;
        let offer = freeze(tx, &sent).await?;
        tx.tell(told);
        paper_and_link(tx, &sent, &offer).await?;
        change::index(tx, &sent).await?;
        Ok(sent)
    }
}

/// Keeps the offer as the version's; the next fact carries it.
async fn freeze(tx: &mut Tx, proposal: &Proposal) -> Result<Offer> {
    let (offer, _) = Making::of(tx, proposal).await?.offer(proposal)?;
    let text = serde_json::to_string(&offer).map_err(kernel::fault)?;
    let version = ProposalVersion {
        id: tx.new_id(),
        rv: 1,
        owned: proposal.owned,
        proposal: proposal.id,
        version: proposal.version,
        sha256: sha256(&text),
        offer,
        text,
        sent_at: tx.now(),
    };
    tx.add(&version).await?;
    Ok(version.offer)
}

/// The paper of what was frozen, and the link as long as the offer needs it.
pub(super) async fn paper_and_link(tx: &mut Tx, proposal: &Proposal, offer: &Offer) -> Result<()> {
    let person: Ref = proposal.contact.into();
    let name = format!("{}.pdf", proposal.printed());
    let owned: Owned = proposal.owned;
    let request = PaperRequest {
        on: proposal.id.into(),
        paper: &offer.paper,
        name: &name,
        contact: Some(proposal.contact),
        sealed_for: Some(person),
        owned,
    };
    tx.paper(request).await?;
    let business: Business = tx.setting().await?;
    let until = match proposal.content.valid_until {
        Some(day) => Some(end_of(&business, later(day, LINK_DAYS)?)?),
        None => None,
    };
    tx.link(LINK, proposal.id.into(), Some(person), until).await.map(drop)
}

pub(crate) fn letter(proposal: &Proposal) -> LetterWanted {
    LetterWanted {
        contact: proposal.contact,
        about: proposal.id.into(),
        template: "proposal".into(),
        attach: vec![],
        words: None,
        owed: true,
    }
}

/// Where the customer opens it.
pub(crate) async fn url(tx: &mut Tx, proposal: &Proposal) -> Result<String> {
    let token = tx.link_again(LINK, proposal.id.into(), Some(proposal.contact.into())).await?;
    let version = if proposal.version > 1 { format!("?v={}", proposal.version) } else { String::new() };
    Ok(tx.public_url(&format!("/p/{token}{version}")))
}

async fn number(tx: &mut Tx, test: bool, today: Date) -> Result<String> {
    let series = if test { TEST_NUMBERS } else { NUMBERS };
    let format = tx.setting::<Numbers>().await?.of(series.0);
    let printed = format.print(tx.number(series, format.start).await?, today.year())?;
    Ok(if test { format!("TEST-{printed}") } else { printed })
}

pub(crate) const STALE: &str = "proposal.stale_price";

fn problem(pointer: &str, code: &'static str, detail: &str) -> FieldError {
    FieldError { pointer: pointer.into(), code, detail: detail.into() }
}

fn refuse(wrong: Vec<FieldError>) -> Result<()> {
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// What stands in the way of sending it, each with its place.
pub(super) async fn problems(tx: &mut Tx, proposal: &Proposal, making: &Making) -> Result<Vec<FieldError>> {
    let content = &proposal.content;
    let mut wrong = content.check(proposal.currency);
    let mut unless = |right: bool, pointer: &str, code, detail: &str| {
        if !right {
            wrong.push(problem(pointer, code, detail));
        }
    };
    unless(!content.lines.is_empty(), "/lines", "proposal.no_lines", "add at least one line");
    unless(
        proposal.net.minor >= 0,
        "/lines",
        "proposal.negative",
        "the total is below zero; check the prices",
    );
    let future = content.valid_until.is_some_and(|day| day >= making.today);
    unless(future, "/valid_until", "proposal.past_day", "choose a last day that is not over yet");
    let whole = change::shares_all(&content.plan);
    unless(whole, "/plan", "proposal.plan_sum", "the milestones must make exactly 100 %");
    unless(
        !content.terms.trim().is_empty(),
        "/terms",
        "proposal.no_terms",
        "write the terms, or approve a contract text to begin from",
    );
    wrong.extend(seller(&making.business));
    wrong.extend(making.offer(proposal)?.1);
    wrong.extend(stale(tx, proposal).await?);
    Ok(wrong)
}

/// What a business must say of itself before it offers anything.
fn seller(business: &Business) -> Vec<FieldError> {
    let said = |text: &str| !text.trim().is_empty();
    let taxed = [&business.tax_id, &business.vat_id].into_iter().flatten().any(|id| said(id));
    let at = &business.address;
    let needed = [
        (said(&business.name) || said(&business.legal_name), "/business/name", "the name of the business"),
        (said(&at.street) && said(&at.city) && said(&at.country), "/business/address", "its address"),
        (taxed, "/business/tax_id", "its tax number or VAT id"),
    ];
    let missing = needed.into_iter().filter(|(there, ..)| !there);
    let say = |what: &str| format!("{what} is missing; add it in the settings of the business");
    missing.map(|(_, pointer, what)| problem(pointer, "proposal.seller", &say(what))).collect()
}

/// Lines whose item has another price, unit or rate in the newest card than in the one they name.
pub(super) async fn stale(tx: &mut Tx, proposal: &Proposal) -> Result<Vec<FieldError>> {
    let named: Vec<_> = proposal.content.lines.iter().enumerate().collect();
    let Some(newest) = item::rows::newest(tx).await? else { return Ok(vec![]) };
    let mut found = vec![];
    for (at, line) in named {
        let Some((item, card)) = line.item.zip(line.card) else { continue };
        let then = item::rows::version(tx, card).await?;
        let then = then.as_ref().and_then(|card| card.item(item));
        let price = |offered: &item::Offered| (offered.unit_price, offered.rate, offered.unit.clone());
        if card != newest.version && then.map(price) != newest.item(item).map(price) {
            let detail = "the rate card has another price by now; take it over, or send it as it is";
            found.push(problem(&format!("/lines/{at}/unit_price"), STALE, detail));
        }
    }
    Ok(found)
}

pub(crate) fn later(day: Date, days: i64) -> Result<Date> {
    day.checked_add(jiff::Span::new().days(days)).map_err(kernel::fault)
}

/// The first instant after a business-local day.
pub(crate) fn end_of(business: &Business, day: Date) -> Result<Timestamp> {
    let midnight = "24:00".parse().expect("the end of a day is a time");
    Ok(business.zone().instant(day, midnight)?)
}

/// The opening of the next business day: when somebody looks at what came back.
pub(crate) fn next_opening(business: &Business, now: Timestamp) -> Result<Timestamp> {
    Ok(business.hours.add_business_days(now, 1)?)
}
