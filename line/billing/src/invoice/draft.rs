//! How an invoice is written by hand: drafted, changed, thrown away, taken out of the bin.

use kernel::paper::Party;
use kernel::patch::Change;
use kernel::price::PricedLine;
use kernel::{
    BasisPoints, Business, ContactId, Currency, Date, Error, InvoiceId, Owned, ProjectId, Result, ServiceId,
    UserId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::charge::charge;
use super::views::InvoiceView;
use super::{Balance, Charge, Invoice, State, Texts, rows};
use crate::around;
use crate::settings::BillingSettings;

/// Draft an invoice by hand. What is not said comes from the contact and the settings; it can be incomplete.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftInvoice {
    pub contact: ContactId,
    /// The contact's name and address, where nothing is said.
    #[serde(default)]
    pub buyer: Option<Party>,
    #[serde(default)]
    pub lines: Vec<PricedLine>,
    /// The business's own, where nothing is said.
    #[serde(default)]
    pub currency: Option<Currency>,
    #[serde(default)]
    pub discount: Option<BasisPoints>,
    #[serde(default)]
    pub discount_reason: Option<String>,
    #[serde(default)]
    pub title: Option<String>,
    /// Their order, or the agreement it belongs to.
    #[serde(default)]
    pub reference: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
    /// The legal sentence, where no tax is charged.
    #[serde(default)]
    pub tax_note: Option<String>,
    #[serde(default)]
    pub delivered_on: Option<Date>,
    #[serde(default)]
    pub terms_days: Option<i64>,
    #[serde(default)]
    pub project: Option<ProjectId>,
    #[serde(default)]
    pub service: Option<ServiceId>,
    /// Whoever drafts it, where nothing is said.
    #[serde(default)]
    pub owner: Option<UserId>,
    /// A rehearsal: a number series of its own, and in no figure.
    #[serde(default)]
    pub test: bool,
}

impl DraftInvoice {
    /// Whom a person names, away or not; else whoever is here.
    async fn owned(&self, tx: &mut Tx) -> Result<Owned> {
        match self.owner.filter(|_| tx.permit().by_hand()) {
            Some(owner) => around::somebody(tx, owner).await,
            None => around::answerable(tx, &[self.owner, tx.permit().user()]).await,
        }
    }

    async fn draft(&self, tx: &mut Tx) -> Result<Invoice> {
        let contact = around::contact(tx, self.contact).await?;
        let (business, settings) = (tx.setting::<Business>().await?, tx.setting::<BillingSettings>().await?);
        let currency = self.currency.unwrap_or(business.currency);
        let discount = self.discount.unwrap_or(BasisPoints(0));
        let draft = Invoice {
            id: tx.new_id(),
            rv: 1,
            owned: self.owned(tx).await?,
            contact: contact.id,
            project: self.project,
            service: self.service,
            milestone: None,
            held: None,
            charge: charge(currency, self.lines.clone(), discount, self.discount_reason.clone())?,
            buyer: self.buyer.clone().unwrap_or_else(|| buyer_of(&contact)),
            language: contact.language.unwrap_or(business.locale.clone()),
            terms_days: terms(self.terms_days.unwrap_or(settings.terms_days))?,
            texts: Texts {
                title: self.title.clone(),
                reference: self.reference.clone(),
                note: self.note.clone(),
                tax_note: self.tax_note.clone().or(settings.tax_note),
            },
            delivered_on: self.delivered_on,
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
            test: self.test,
        };
        Ok(draft.with_next(business.zone()))
    }
}

fn buyer_of(contact: &around::Contact) -> Party {
    Party { name: contact.name.clone().unwrap_or_default(), email: contact.email.clone(), ..Party::default() }
}

impl Command for DraftInvoice {
    const VERB: Verb = Verb::post("invoice.draft", "/invoices").undo("invoice.discard");
    type Answer = InvoiceView;

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let draft = self.draft(tx).await?;
        tx.add(&draft).await?;
        tx.tell(facts::billing::InvoiceDrafted { invoice: draft.id, contact: draft.contact });
        index(tx, &draft).await?;
        InvoiceView::of(tx, draft).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "invoice": answer["id"] }))
    }
}

/// Change a draft. Absent keeps, null clears.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeInvoice {
    pub invoice: InvoiceId,
    #[serde(default)]
    pub buyer: Option<Party>,
    #[serde(default)]
    pub lines: Option<Vec<PricedLine>>,
    #[serde(default)]
    pub currency: Option<Currency>,
    #[serde(default)]
    pub discount: Option<BasisPoints>,
    #[serde(default)]
    pub discount_reason: Change<String>,
    #[serde(default)]
    pub title: Change<String>,
    #[serde(default)]
    pub reference: Change<String>,
    #[serde(default)]
    pub note: Change<String>,
    #[serde(default)]
    pub tax_note: Change<String>,
    #[serde(default)]
    pub delivered_on: Change<Date>,
    #[serde(default)]
    pub terms_days: Option<i64>,
}

/// A changed draft, and what stood there before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedInvoice {
    #[serde(flatten)]
    pub now: InvoiceView,
    /// The old values of the fields that were given: sent again, they undo the change.
    pub was: Map<String, Json>,
}

impl ChangeInvoice {
    fn charge(&self, before: &Charge) -> Result<Charge> {
        charge(
            self.currency.unwrap_or(before.currency),
            self.lines.clone().unwrap_or_else(|| before.lines.clone()),
            self.discount.unwrap_or(before.discount),
            self.discount_reason.clone().over(before.discount_reason.clone()),
        )
    }

    fn texts(&self, before: &Texts) -> Texts {
        Texts {
            title: self.title.clone().over(before.title.clone()),
            reference: self.reference.clone().over(before.reference.clone()),
            note: self.note.clone().over(before.note.clone()),
            tax_note: self.tax_note.clone().over(before.tax_note.clone()),
        }
    }

    fn was(&self, before: &Invoice) -> Map<String, Json> {
        let texts = &before.texts;
        let all = [
            ("buyer", self.buyer.is_some(), json!(before.buyer)),
            ("lines", self.lines.is_some(), json!(before.charge.lines)),
            ("currency", self.currency.is_some(), json!(before.charge.currency)),
            ("discount", self.discount.is_some(), json!(before.charge.discount)),
            ("discount_reason", !self.discount_reason.is_keep(), json!(before.charge.discount_reason)),
            ("title", !self.title.is_keep(), json!(texts.title)),
            ("reference", !self.reference.is_keep(), json!(texts.reference)),
            ("note", !self.note.is_keep(), json!(texts.note)),
            ("tax_note", !self.tax_note.is_keep(), json!(texts.tax_note)),
            ("delivered_on", !self.delivered_on.is_keep(), json!(before.delivered_on)),
            ("terms_days", self.terms_days.is_some(), json!(before.terms_days)),
        ];
        let given = all.into_iter().filter(|(_, given, _)| *given);
        given.map(|(name, _, value)| (name.to_owned(), value)).collect()
    }
}

impl Command for ChangeInvoice {
    const VERB: Verb = Verb::patch("invoice.change", "/invoices/{invoice}").undo("invoice.change");
    type Answer = ChangedInvoice;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ChangedInvoice> {
        let before = rows::load(tx, self.invoice).await?;
        before.is_draft()?;
        let (charge, texts) = (self.charge(&before.charge)?, self.texts(&before.texts));
        let terms_days = terms(self.terms_days.unwrap_or(before.terms_days))?;
        let delivered_on = self.delivered_on.clone().over(before.delivered_on);
        let buyer = self.buyer.clone().unwrap_or_else(|| before.buyer.clone());
        let over = |draft| Invoice { charge, texts, terms_days, delivered_on, buyer, ..draft };
        let (after, told) = before.clone().change(over)?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        index(tx, &kept).await?;
        Ok(ChangedInvoice { now: InvoiceView::of(tx, kept).await?, was: self.was(&before) })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let mut body = answer["was"].as_object().filter(|was| !was.is_empty())?.clone();
        body.insert("invoice".into(), answer["id"].clone());
        Some(Json::Object(body))
    }
}

/// Throw a draft away. It never had a number.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscardInvoice {
    pub invoice: InvoiceId,
}

impl Command for DiscardInvoice {
    const VERB: Verb = Verb::post("invoice.discard", "/invoices/{invoice}/discard").undo("invoice.restore");
    type Answer = InvoiceView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let before = rows::load(tx, self.invoice).await?;
        let (after, told) = before.clone().discard()?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        tx.forget_index(kept.id.into()).await?;
        InvoiceView::of(tx, kept).await
    }
}

/// Take a draft out of the bin.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreInvoice {
    pub invoice: InvoiceId,
}

impl Command for RestoreInvoice {
    const VERB: Verb = Verb::post("invoice.restore", "/invoices/{invoice}/restore").undo("invoice.discard");
    type Answer = InvoiceView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let business = tx.setting::<Business>().await?;
        let before = rows::load(tx, self.invoice).await?;
        let (after, told) = before.clone().restore(business.zone())?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        index(tx, &kept).await?;
        InvoiceView::of(tx, kept).await
    }
}

fn terms(days: i64) -> Result<i64> {
    let fits = (0..=365).contains(&days);
    fits.then_some(days).ok_or_else(|| Error::field("/terms_days", "billing.days", "write 0 to 365 days"))
}

/// Findable by number, title and buyer.
pub(crate) async fn index(tx: &mut Tx, invoice: &Invoice) -> Result<()> {
    let title = match &invoice.issue {
        Some(issue) => issue.number.clone(),
        None => invoice.texts.title.clone().unwrap_or_else(|| "Draft invoice".to_owned()),
    };
    let detail = format!("{} · {}", invoice.buyer.name, invoice.gross());
    let words = [invoice.buyer.name.as_str(), invoice.texts.title.as_deref().unwrap_or_default()];
    tx.index(invoice.id.into(), &title, &detail, &words).await
}
