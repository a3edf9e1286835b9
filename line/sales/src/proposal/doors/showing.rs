//! What a GET shows: the offer with the options ticked, the form of acceptance, the page to sign, the end.

use std::collections::BTreeMap;

use kernel::paper::Party;
use kernel::{FieldError, Result};
use verbs::{Body, Desk, Knock, Shown};

use super::{Held, come_in, gone, ticked};
use crate::agreement::State as Signature;
use crate::proposal::content::Chosen;
use crate::proposal::html::accept::{self, Accepting};
use crate::proposal::html::sign::{self, Given, Signing};
use crate::proposal::html::{self, Stage, ended};
use crate::proposal::offer::ProposalVersion;
use crate::say;

pub(super) async fn offer(desk: &Desk, knock: &Knock) -> Result<Shown> {
    let Some((_, held)) = come_in(desk, knock).await? else { return gone(desk, knock).await };
    let asked: i64 = knock.first("v").and_then(|v| v.parse().ok()).unwrap_or(1);
    let older = asked < held.proposal.version && held.proposal.is_live().is_ok();
    let note = older.then(|| say(held.language(), "replaced", &[]));
    // Who accepted may choose again, until it is signed.
    let again = knock.first("s").is_some() || knock.first("choose").is_some();
    if let (Some(version), true, true) = (&held.version, again, held.proposal.is_live().is_ok()) {
        return open(&held, version, knock, note.as_deref(), 200);
    }
    stand(&held, knock, Told { note: note.as_deref(), ..Told::default() }, 200)
}

/// What came of the customer's last act.
#[derive(Default)]
pub(super) struct Told<'a> {
    pub note: Option<&'a str>,
    pub wrong: &'a [FieldError],
    /// The name typed for the signature.
    pub name: &'a str,
}

/// The page of the state it is in.
pub(super) fn stand(held: &Held, knock: &Knock, told: Told<'_>, status: u16) -> Result<Shown> {
    let title = &held.proposal.content.title;
    let over = |status| Ok(held.page(status, title, ended::page(&held.business, &held.proposal)));
    let signed = held.proposal.signed_at.is_some();
    let (Some(version), true) = (&held.version, signed || held.proposal.is_live().is_ok()) else {
        return over(status);
    };
    match &held.agreement {
        Some(agreement) => {
            let at = Signing {
                offer: &version.offer,
                agreement,
                token: knock.part("token"),
                code: held
                    .code
                    .as_ref()
                    .map(|code| Given { at: clock(held, code.made_at), by_mail: code.by_mail }),
                mails: held.mails,
                name: told.name,
                wrong: told.wrong,
                note: told.note,
            };
            let body = match (&agreement.state, &agreement.signed) {
                (Signature::Signed, Some(given)) => sign::signed(&at, &moment(held, given.at)),
                _ => sign::page(&at),
            };
            Ok(held.page(status, title, body))
        }
        None => open(held, version, knock, told.note, status),
    }
}

fn open(
    held: &Held,
    version: &ProposalVersion,
    knock: &Knock,
    note: Option<&str>,
    status: u16,
) -> Result<Shown> {
    let paper = version.offer.choosing(&chosen(held, version, knock))?;
    let (offer, token) = (&version.offer, knock.part("token"));
    let shown = html::Shown { offer, paper: &paper, token, stage: Stage::Open(note) };
    let page = html::page(&held.business, held.language(), &shown);
    Ok(Shown::new(status, Body::Html(page)))
}

/// As ticked, where the form was sent; else as it was accepted; else as we suggest.
fn chosen(held: &Held, version: &ProposalVersion, knock: &Knock) -> Chosen {
    let content = &version.offer.content;
    match &held.agreement {
        _ if knock.first("s").is_some() => content.with(&ticked(knock).into_iter().collect()),
        Some(agreement) => agreement.content.chosen.iter().copied().collect(),
        None => content.suggested(),
    }
}

pub(super) async fn acceptance(desk: &Desk, knock: &Knock) -> Result<Shown> {
    let Some((_, held)) = come_in(desk, knock).await? else { return gone(desk, knock).await };
    let asked: i64 = knock.first("v").and_then(|v| v.parse().ok()).unwrap_or(1);
    let (Some(version), true) = (&held.version, held.proposal.is_live().is_ok()) else {
        return stand(&held, knock, Told::default(), 200);
    };
    if asked < held.proposal.version {
        let note = say(held.language(), "replaced", &[]);
        return stand(&held, knock, Told { note: Some(&note), ..Told::default() }, 200);
    }
    let chosen = chosen(&held, version, knock);
    let known = held.agreement.as_ref().map_or(&version.offer.paper.buyer, |agreement| &agreement.buyer);
    accepting(&held, version, knock, Asked { chosen, typed: &of(known), wrong: &[], status: 200 })
}

/// The form of acceptance, with what is known or was typed.
pub(super) struct Asked<'a> {
    pub chosen: Chosen,
    pub typed: &'a BTreeMap<String, String>,
    pub wrong: &'a [FieldError],
    pub status: u16,
}

pub(super) fn accepting(
    held: &Held,
    version: &ProposalVersion,
    knock: &Knock,
    asked: Asked<'_>,
) -> Result<Shown> {
    let paper = version.offer.choosing(&asked.chosen)?;
    let lines = version.offer.content.lines.iter().enumerate();
    let options: Vec<usize> =
        lines.filter(|(at, line)| line.optional && asked.chosen.contains(at)).map(|(at, _)| at).collect();
    let body = accept::form(&Accepting {
        paper: &paper,
        token: knock.part("token"),
        version: version.version,
        options: &options,
        typed: asked.typed,
        wrong: asked.wrong,
        note: None,
    });
    Ok(held.page(asked.status, &say(held.language(), "accept-title", &[]), body))
}

/// A party as the fields of the form.
fn of(party: &Party) -> BTreeMap<String, String> {
    let organised = party.contact_name.is_some();
    let at = &party.address;
    let name = party.contact_name.as_ref().unwrap_or(&party.name);
    let company = if organised { party.name.as_str() } else { "" };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        ("name", name.clone()),
        ("company", company.to_owned()),
        ("street", at.street.clone()),
        ("postal_code", at.postal_code.clone()),
        ("city", at.city.clone()),
        ("region", text(&at.region)),
        ("country", at.country.clone()),
        ("vat_id", text(&party.vat_id)),
        ("email", text(&party.email)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn clock(held: &Held, at: kernel::Timestamp) -> String {
    held.business.zone().shows(at).strftime("%H:%M").to_string()
}

/// Day and time on the business's clock, with its zone's name.
fn moment(held: &Held, at: kernel::Timestamp) -> String {
    let shown = held.business.zone().shows(at);
    let day = kernel::print::day(shown.date(), held.language());
    format!("{day}, {} ({})", shown.strftime("%H:%M"), held.business.zone().name())
}
