//! The customer's doors at `/p/{token}`. GET shows and changes nothing; POST acts through verbs.
//!
//! The customer's first POST also counts as a look, for those without script.

mod acting;
mod papers;
mod showing;

use std::collections::BTreeMap;

use kernel::{Access, Actor, Business, Error, FieldError, Id, MailServer, ProposalId, Result};
use maud::Markup;
use serde_json::json;
use verbs::{Body, Desk, Door, DoorAt, Knock, Shown, gone};

use super::offer::ProposalVersion;
use super::{Proposal, html, rows, send};
use crate::agreement::rows::Code;
use crate::agreement::{self, Agreement};
use crate::client::Client;
use crate::say;

macro_rules! doors {
    ($($door:ident $method:ident $name:literal $path:literal $class:literal $open:path;)+) => {$(
        pub struct $door;
        impl Door for $door {
            const AT: DoorAt = DoorAt::$method($name, $path, Access::Public($class));

            async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
                $open(desk, &knock).await
            }
        }
    )+};
}

doors! {
    ShowOffer get "proposal.page" "/p/{token}" "page" showing::offer;
    ShowAcceptance get "proposal.acceptance" "/p/{token}/accept" "page" showing::acceptance;
    GetPaper get "proposal.paper" "/p/{token}/pdf" "page" papers::proposal;
    GetAgreement get "agreement.paper" "/p/{token}/agreement.pdf" "page" papers::agreement;
    CountView post "proposal.seen" "/p/{token}/view" "form" acting::view;
    SendAcceptance post "proposal.accepts" "/p/{token}/accept" "form" acting::accept;
    SendNo post "proposal.declines" "/p/{token}/decline" "form" acting::decline;
    AskCode post "agreement.asks_code" "/p/{token}/code" "form" acting::code;
    SendSignature post "agreement.signs" "/p/{token}/sign" "form" acting::sign;
}

/// All a page may need, read in one snapshot.
pub(crate) struct Held {
    pub business: Business,
    pub proposal: Proposal,
    /// What was sent last.
    pub version: Option<ProposalVersion>,
    pub agreement: Option<Agreement>,
    /// A code that can be entered now.
    pub code: Option<Code>,
    /// A code can be mailed.
    pub mails: bool,
}

/// Whoever holds the link, and what it opens; `None` for a wrong, old or revoked one.
async fn come_in(desk: &Desk, knock: &Knock) -> Result<Option<(Actor, Held)>> {
    let actor = match desk.link_holder(send::LINK, knock.part("token")).await {
        Ok(actor) => actor,
        Err(Error::Missing(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let held = hold(desk, &actor).await?;
    Ok(Some((actor, held)))
}

async fn hold(desk: &Desk, actor: &Actor) -> Result<Held> {
    let object = actor.portal.ok_or(Error::Missing("page"))?;
    let id = ProposalId::from_bytes(object.bytes);
    desk.look(actor, "proposal.page", Access::Portal(send::LINK), move |tx| Box::pin(held(tx, id))).await
}

async fn held(tx: &mut store::Tx, id: ProposalId) -> Result<Held> {
    let business = tx.setting::<Business>().await?;
    let proposal = rows::load(tx, id).await?;
    let version = rows::newest(tx, id).await?;
    let agreement = match proposal.agreement {
        Some(id) => Some(agreement::rows::load(tx, id).await?),
        None => None,
    };
    let now = tx.now();
    let codes = match &agreement {
        Some(agreement) => agreement::rows::codes(tx, agreement.id).await?,
        None => vec![],
    };
    let code = codes.into_iter().find(|code| !code.ended && code.until > now);
    let mails = tx.setting::<MailServer>().await?.is_set_up();
    Ok(Held { business, proposal, version, agreement, code, mails })
}

impl Held {
    fn language(&self) -> &str {
        &self.proposal.content.language
    }

    /// The page of the offer, with the version it is about.
    fn home(&self, token: &str) -> String {
        format!("/p/{token}?v={}", self.proposal.version)
    }

    fn page(&self, status: u16, title: &str, body: Markup) -> Shown {
        let page = html::frame(&self.business, self.language(), title, body);
        Shown::new(status, Body::Html(page))
    }

    /// A rule's no, in the customer's words.
    fn refused(&self, error: &Error) -> Option<String> {
        let Error::Refused(refusal) = error else { return None };
        let id = format!("refused-{}", refusal.code().replace(['.', '_'], "-"));
        let text = say(self.language(), &id, &[]);
        Some(if text == id { say(self.language(), "refused", &[]) } else { text })
    }
}

/// Ticked boxes, by the place of their line.
fn ticked(knock: &Knock) -> Vec<usize> {
    let given = knock.form.get("o").or_else(|| knock.query.get("o"));
    given.into_iter().flatten().filter_map(|at| at.parse().ok()).collect()
}

fn typed(knock: &Knock) -> BTreeMap<String, String> {
    let first = |(name, all): (&String, &Vec<String>)| Some((name.clone(), all.first()?.trim().to_owned()));
    knock.form.iter().filter_map(first).collect()
}

/// The customer acts, so they have seen it; one look an hour is counted.
async fn seen(desk: &Desk, actor: &Actor, held: &Held, knock: &Knock) -> Result<()> {
    let input = json!({ "proposal": held.proposal.id, "client": Client::of(knock) });
    match desk.act(actor, "proposal.view", input).await {
        Ok(_) | Err(Error::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// What a verb said was wrong with what was typed.
fn wrong_of(error: Error) -> Result<Vec<FieldError>> {
    match error {
        Error::Invalid(wrong) => Ok(wrong),
        other => Err(other),
    }
}
