//! How an invoice comes to stand: checked, numbered, frozen, put on paper and sent, in one transaction.
//!
//! Invariant: the number is taken last, so a refused issue leaves no gap; a milestone is charged once.

use facts::crm::LetterWanted;
use kernel::paper::Party;
use kernel::price::{Priced, PricedLine, Quantity};
use kernel::tax::TaxGroup;
use kernel::{
    BasisPoints, Business, Error, FieldError, InvoiceId, MilestoneId, Money, Numbers, Result, fault,
};
use schemars::JsonSchema;
use serde::Deserialize;
use store::{Series, Tx};
use verbs::{Command, Subject, Verb};

use super::charge::trouble;
use super::draft::index;
use super::views::InvoiceView;
use super::{
    Balance, Charge, Invoice, InvoiceRefusal, Issue, Sent, State, Texts, amounts, doors, paper, rows,
};
use crate::around::{self, Milestone};
use crate::settings::BillingSettings;

pub const SERIES: Series = Series("invoice");
const TEST_SERIES: Series = Series("test.invoice");

/// Issue a draft: it gets its number, cannot change any more, and is sent to the customer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueInvoice {
    pub invoice: InvoiceId,
}

impl Command for IssueInvoice {
    const VERB: Verb = Verb::post("invoice.issue", "/invoices/{invoice}/issue")
        .no_undo("an issued invoice stays in the books; credit it");
    const SERIAL: Option<Series> = Some(SERIES);
    type Answer = InvoiceView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let draft = rows::load(tx, self.invoice).await?;
        draft.is_draft()?;
        let issued = stand(tx, draft, true).await?;
        InvoiceView::of(tx, issued).await
    }
}

/// Invoice an accepted milestone: drafted and issued in one. Asked again, it gives the invoice there is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueForMilestone {
    pub milestone: MilestoneId,
    /// In place of the buyer the agreement names.
    #[serde(default)]
    pub buyer: Option<Party>,
    #[serde(default)]
    pub note: Option<String>,
    /// The legal sentence, where no tax is charged; the settings' own where nothing is said.
    #[serde(default)]
    pub tax_note: Option<String>,
}

impl Command for IssueForMilestone {
    const VERB: Verb = Verb::post("invoice.issue_for", "/milestones/{milestone}/invoice")
        .no_undo("an issued invoice stays in the books; credit it");
    const SERIAL: Option<Series> = Some(SERIES);
    type Answer = InvoiceView;

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let milestone = around::milestone(tx, self.milestone).await?;
        tx.permit().covers(milestone.owned).map_err(|_| Error::Missing("milestone"))?;
        if let Some(there) = rows::of_milestone(tx, self.milestone).await? {
            return InvoiceView::of(tx, there).await;
        }
        if milestone.waived {
            return Err(InvoiceRefusal::Waived.into());
        }
        if milestone.state != "accepted" {
            return Err(InvoiceRefusal::NotAccepted(milestone.state).into());
        }
        let draft = self.draft(tx, milestone).await?;
        let issued = stand(tx, draft, false).await?;
        InvoiceView::of(tx, issued).await
    }
}

impl IssueForMilestone {
    async fn draft(&self, tx: &mut Tx, milestone: Milestone) -> Result<Invoice> {
        let contact = around::contact(tx, milestone.contact).await?;
        let (business, settings) = (tx.setting::<Business>().await?, tx.setting::<BillingSettings>().await?);
        let owned = around::answerable(tx, &[milestone.owned.owner, tx.permit().user()]).await?;
        let language = contact.language.unwrap_or(business.locale);
        Ok(Invoice {
            id: tx.new_id(),
            rv: 1,
            owned,
            contact: contact.id,
            project: milestone.project,
            service: milestone.service,
            milestone: Some(milestone.id),
            held: None,
            charge: charge_of(&milestone, &language)?,
            buyer: self.buyer.clone().unwrap_or(milestone.buyer),
            language,
            terms_days: settings.terms_days,
            texts: Texts {
                title: Some(milestone.title),
                reference: milestone.reference,
                note: self.note.clone(),
                tax_note: self.tax_note.clone().or(settings.tax_note),
            },
            delivered_on: milestone.accepted_on,
            created_at: tx.now(),
            state: State::Draft,
            issue: None,
            balance: Balance::default(),
            paid_at: None,
            reminders: vec![],
            promised_until: None,
            dispute: None,
            sent: None,
            next: None,
            test: milestone.test,
        })
    }
}

/// One line for each tax rate; net and tax are the milestone's own, to the last coin.
pub(crate) fn charge_of(milestone: &Milestone, language: &str) -> Result<Charge> {
    let several = milestone.groups.len() > 1;
    let line = |group: &TaxGroup| PricedLine {
        title: match several {
            true => format!("{} ({})", milestone.title, kernel::print::rate(group.rate, language)),
            false => milestone.title.clone(),
        },
        text: None,
        quantity: Quantity::ONE,
        unit: String::new(),
        unit_price: group.net,
        discount: BasisPoints(0),
        rate: group.rate,
    };
    let totals = amounts::totals(milestone.currency, milestone.groups.clone())?;
    let priced = Priced {
        nets: milestone.groups.iter().map(|group| group.net).collect(),
        sum: totals.net,
        discount: Money::zero(milestone.currency),
        totals,
    };
    Ok(Charge {
        currency: milestone.currency,
        lines: milestone.groups.iter().map(line).collect(),
        discount: BasisPoints(0),
        discount_reason: None,
        priced,
    })
}

/// From a draft to an invoice that stands. `kept` says whether the draft is in the books already.
async fn stand(tx: &mut Tx, draft: Invoice, kept: bool) -> Result<Invoice> {
    let business = tx.setting::<Business>().await?;
    let wrong = troubles(&draft, &business);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let mail = around::contact(tx, draft.contact).await?.email.is_some_and(|email| !email.is_empty());
    let sent = mail.then(|| Sent { at: tx.now(), how: "mail".into() });
    let issue = numbered(tx, &draft, &business).await?;
    let (issued, told) = Invoice { sent, ..draft.clone() }.issue(issue, business.zone())?;
    let issued = match kept {
        true => tx.keep_and_tell(&draft, issued, told).await?,
        false => {
            tx.add(&issued).await?;
            tx.tell(told);
            issued
        }
    };
    index(tx, &issued).await?;
    hand_out(tx, &issued, &business, mail).await?;
    Ok(issued)
}

/// The paper, the customer's link and the letter.
async fn hand_out(tx: &mut Tx, issued: &Invoice, business: &Business, mail: bool) -> Result<()> {
    tx.link(doors::LINK, issued.id.into(), Some(issued.contact.into()), None).await?;
    paper::ask(tx, issued, business).await?;
    if issued.state == State::Paid {
        let (invoice, contact, gross) = (issued.id, issued.contact, issued.gross());
        tx.tell(facts::billing::InvoicePaid { invoice, contact, gross });
    }
    if mail {
        tx.tell(letter(issued, "invoice"));
    }
    Ok(())
}

/// A letter about the invoice, with its paper.
pub(crate) fn letter(invoice: &Invoice, template: &str) -> LetterWanted {
    LetterWanted {
        contact: invoice.contact,
        about: invoice.id.into(),
        template: template.into(),
        attach: vec!["invoice".into()],
        words: None,
        owed: true,
    }
}

/// The next number of its series, and the days: issued today on the business's calendar, due after its terms.
async fn numbered(tx: &mut Tx, draft: &Invoice, business: &Business) -> Result<Issue> {
    let on = business.zone().shows(tx.now()).date();
    let due = on.checked_add(jiff::Span::new().days(draft.terms_days)).map_err(fault)?;
    let number = next_number(tx, (SERIES, TEST_SERIES), draft.test, on.year()).await?;
    Ok(Issue { number, seller: Party::seller(business), on, due, at: tx.now() })
}

/// Live numbers as the business writes them; those of rehearsals begin with TEST.
pub(crate) async fn next_number(
    tx: &mut Tx,
    series: (Series, Series),
    test: bool,
    year: i16,
) -> Result<String> {
    let format = tx.setting::<Numbers>().await?.of(series.0.0);
    if test {
        let n = tx.number(series.1, 1).await?;
        return Ok(format!("TEST-{}", format.print(n, year)?));
    }
    let n = tx.number(series.0, format.start).await?;
    format.print(n, year)
}

/// What is missing before it can stand, field by field.
pub(crate) fn troubles(draft: &Invoice, business: &Business) -> Vec<FieldError> {
    let mut found = vec![];
    let mut say = |at: &str, code, text: &str| found.push(trouble(at.to_owned(), code, text));
    let groups = &draft.charge.priced.totals.groups;
    if draft.charge.lines.is_empty() {
        say("/lines", "required", "write at least one line");
    }
    if groups.iter().any(|group| group.net.minor < 0) {
        say(
            "/lines",
            "invoice.negative",
            "a tax rate adds up to less than nothing; write a credit note instead",
        );
    }
    if groups.iter().any(|group| group.rate.0 == 0 && group.net.minor != 0) && empty(&draft.texts.tax_note) {
        let text = "say why no tax is charged, such as reverse charge or an exemption";
        say("/tax_note", "required", text);
    }
    let buyer = &draft.buyer;
    let needed = [
        ("/buyer/name", &buyer.name, "say who buys"),
        ("/buyer/address/street", &buyer.address.street, "an invoice names the buyer's street"),
        ("/buyer/address/city", &buyer.address.city, "an invoice names the buyer's city"),
        ("/buyer/address/country", &buyer.address.country, "an invoice names the buyer's country"),
    ];
    for (at, _, text) in needed.iter().filter(|(_, value, _)| value.trim().is_empty()) {
        say(at, "required", text);
    }
    found.extend(seller_troubles(business, groups));
    found
}

fn seller_troubles(business: &Business, groups: &[TaxGroup]) -> Vec<FieldError> {
    let address = &business.address;
    let taxed = groups.iter().any(|group| group.tax.minor != 0);
    let unnamed = empty(&business.tax_id) && empty(&business.vat_id);
    let needed = [
        ("/seller/legal_name", Party::seller(business).name.trim().is_empty(), "its legal name"),
        ("/seller/address/street", address.street.trim().is_empty(), "its street"),
        ("/seller/address/city", address.city.trim().is_empty(), "its city"),
        ("/seller/address/country", address.country.trim().is_empty(), "its country"),
        ("/seller/tax_id", taxed && unnamed, "its tax number or VAT id"),
    ];
    let missing = needed.into_iter().filter(|(_, missing, _)| *missing);
    missing
        .map(|(at, _, what)| {
            let text = format!("an invoice names the business: give {what} under Settings, Business");
            trouble(at.to_owned(), "required", &text)
        })
        .collect()
}

fn empty(text: &Option<String>) -> bool {
    text.as_ref().is_none_or(|text| text.trim().is_empty())
}
