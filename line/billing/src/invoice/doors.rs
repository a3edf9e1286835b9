//! The customer's page `/i/{token}` and its PDF `/i/{token}/pdf`. GET shows and changes nothing; no script.

use kernel::paper::{Document, PaymentInstructions};
use kernel::{Access, Business, Error, Ref, Result};
use store::Tx;
use verbs::{Body, Desk, Door, DoorAt, Knock, PublicPage, Shown, gone, language_of};

use super::{Invoice, html, paper, rows};
use crate::say;

/// The name the link is made under. It opens as long as the invoice is in the books.
pub const LINK: &str = "invoice";

pub struct ShowInvoicePage;
pub struct ShowInvoicePdf;

/// What the page shows.
pub(super) struct Shows {
    pub invoice: Invoice,
    pub business: Business,
    pub payment: Option<PaymentInstructions>,
    pub days_late: i64,
    /// The PDF is made.
    pub printed: bool,
}

impl Door for ShowInvoicePage {
    const AT: DoorAt = DoorAt::get("invoice.page", "/i/{token}", Access::Public("page"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        let token = knock.part("token");
        match shows(desk, token).await {
            Ok(shows) => {
                let language = language(&knock, &shows.invoice.language);
                let title = say(&language, "invoice-title", &[("number", shows.invoice.number())]);
                let body = html::page(&language, token, &shows);
                Ok(render(&language, &title, &shows.business, body))
            }
            Err(Error::Missing(_)) => gone(desk, &knock).await,
            Err(error) => Err(error),
        }
    }
}

impl Door for ShowInvoicePdf {
    const AT: DoorAt = DoorAt::get("invoice.pdf", "/i/{token}/pdf", Access::Public("page"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        let actor = match desk.link_holder(LINK, knock.part("token")).await {
            Err(Error::Missing(_)) => return gone(desk, &knock).await,
            found => found?,
        };
        let access = Access::Portal("invoice");
        let pdf = desk.look(&actor, "invoice.pdf", access, |tx| Box::pin(pdf(tx)));
        let (name, bytes) = pdf.await?;
        let media_type = "application/pdf".to_owned();
        Ok(Shown::new(200, Body::Bytes { media_type, name: Some(name), bytes }))
    }
}

async fn shows(desk: &Desk, token: &str) -> Result<Shows> {
    let actor = desk.link_holder(LINK, token).await?;
    desk.look(&actor, "invoice.page", Access::Portal("invoice"), |tx| Box::pin(look(tx))).await
}

async fn look(tx: &mut Tx) -> Result<Shows> {
    let object = holder(tx)?;
    let invoice = rows::load_ref(tx, object).await?;
    let business = tx.setting::<Business>().await?;
    let issue = invoice.issue.as_ref().ok_or(Error::Missing("page"))?;
    let payment = paper::payment(&business, &issue.seller, &issue.number, invoice.open());
    let days_late = invoice.days_late(business.zone().shows(tx.now()).date());
    let paper = tx.paper_of(object, Document::Invoice).await?;
    let printed = paper.is_some_and(|paper| paper.pdf().is_ok());
    Ok(Shows { invoice, business, payment, days_late, printed })
}

async fn pdf(tx: &mut Tx) -> Result<(String, Vec<u8>)> {
    let object = holder(tx)?;
    let paper = tx.paper_of(object, Document::Invoice).await?.ok_or(Error::Missing("page"))?;
    let bytes = tx.file_bytes(paper.pdf()?).await?;
    Ok((paper.name, bytes))
}

fn holder(tx: &Tx) -> Result<Ref> {
    tx.permit().portal().ok_or(Error::Missing("page"))
}

fn language(knock: &Knock, own: &str) -> String {
    let asked = knock.headers.get("accept-language").map(String::as_str);
    language_of(asked, &["en", "de"], own)
}

fn render(language: &str, title: &str, business: &Business, body: maud::Markup) -> Shown {
    let page = PublicPage { language, title, business, body, embedded: false };
    Shown::html(page.render())
}
