//! Read and sign: everything that binds stands above the signature; the code comes by mail.

use kernel::paper::Party;
use kernel::{FieldError, print};
use maud::{Markup, html};

use super::{blocks, head, lines, no, notice};
use crate::agreement::Agreement;
use crate::people::one_line;
use crate::proposal::offer::Offer;
use crate::say;

/// The page as it stands.
pub(crate) struct Signing<'a> {
    pub offer: &'a Offer,
    pub agreement: &'a Agreement,
    pub token: &'a str,
    /// The code that still counts.
    pub code: Option<Given>,
    /// One can be mailed.
    pub mails: bool,
    pub name: &'a str,
    pub wrong: &'a [FieldError],
    pub note: Option<&'a str>,
}

/// A code the signer has.
pub(crate) struct Given {
    /// On the business's clock.
    pub at: String,
    /// Sent; else shown in person.
    pub by_mail: bool,
}

impl Signing<'_> {
    fn language(&self) -> &str {
        &self.agreement.content.paper.language
    }

    fn say(&self, id: &str) -> String {
        say(self.language(), id, &[])
    }
}

pub(crate) fn page(at: &Signing<'_>) -> Markup {
    let paper = &at.agreement.content.paper;
    let problems = (!at.wrong.is_empty()).then(|| at.say("problems"));
    html! {
        div data-view={ "/p/" (at.token) "/view" } {
            (notice(at.note.or(problems.as_deref())))
            (head(paper))
            p.help { (at.say("sign-intro")) }
            (agreed(at.offer, at.agreement))
            h2 id="sign" { (at.say("sign-title")) }
            (code(at))
            (signature(at))
            (again(at))
            (no(at.token, at.language()))
        }
    }
}

/// Parties, lines, sums, plan and terms: all that binds.
pub(crate) fn agreed(offer: &Offer, agreement: &Agreement) -> Markup {
    let paper = &agreement.content.paper;
    let language = &paper.language;
    html! {
        h2 { (say(language, "parties", &[])) }
        (party(&paper.seller, &say(language, "seller", &[])))
        (party(&paper.buyer, &say(language, "buyer", &[])))
        h2 { (say(language, "what-you-get", &[])) }
        (lines::table(paper, false))
        (super::plan(offer, paper))
        @if let Some(terms) = &paper.terms {
            section.terms {
                h2 { (say(language, "terms", &[])) }
                (blocks(terms))
            }
        }
    }
}

fn party(party: &Party, word: &str) -> Markup {
    html! {
        p {
            span.soft { (word) } br;
            (party.name)
            @if let Some(name) = &party.contact_name { ", " (name) }
            br; (one_line(&party.address))
            @if let Some(vat) = &party.vat_id { br; (vat) }
        }
    }
}

/// Until it is signed, the customer may come back to what they chose and typed.
fn again(at: &Signing<'_>) -> Markup {
    let (token, version) = (at.token, at.agreement.version);
    html! {
        p {
            a href={ "/p/" (token) "/accept?v=" (version) } { (at.say("change-data")) }
            @if at.offer.content.has_options() {
                " · "
                a href={ "/p/" (token) "?choose=1&v=" (version) } { (at.say("change-options")) }
            }
        }
    }
}

fn code(at: &Signing<'_>) -> Markup {
    html! {
        @if at.mails {
            form method="post" action={ "/p/" (at.token) "/code" } {
                (given(at))
                button class=[at.code.as_ref().map(|_| "quiet")] type="submit" {
                    (at.say(if at.code.is_some() { "code-again" } else { "code-send" }))
                }
            }
        } @else {
            (given(at))
        }
    }
}

/// How they come by a code, or that they have one.
fn given(at: &Signing<'_>) -> Markup {
    let (language, email) = (at.language(), at.agreement.signer_email.as_str());
    let (id, time) = match &at.code {
        Some(code) if code.by_mail => ("code-sent", code.at.as_str()),
        Some(code) => ("code-shown", code.at.as_str()),
        None if at.mails => ("code-intro", ""),
        None => ("code-by-hand", ""),
    };
    let words = say(language, id, &[("email", email), ("time", time)]);
    html! {
        @if at.code.is_some() { p.done role="status" { (words) } } @else { p { (words) } }
    }
}

/// The code they hold, or will, comes by mail.
fn mailed(at: &Signing<'_>) -> bool {
    at.code.as_ref().map_or(at.mails, |code| code.by_mail)
}

fn signature(at: &Signing<'_>) -> Markup {
    let consent = &at.agreement.content.consent;
    html! {
        form method="post" action={ "/p/" (at.token) "/sign" } accept-charset="utf-8" {
            input type="hidden" name="seen" value=(at.agreement.seen());
            div.field {
                label for="code" { (at.say(if mailed(at) { "code" } else { "code-given" })) }
                input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code"
                    pattern="[0-9 ]*" maxlength="10" required;
                (problem(at, "code"))
            }
            div.field {
                label for="name" { (at.say("sign-name")) }
                p.help { (at.say("sign-name-help")) }
                input id="name" name="name" type="text" autocomplete="name" value=(at.name) maxlength="200"
                    required;
                (problem(at, "name"))
            }
            div.field data-sign="strokes" data-clear=(at.say("sign-clear")) data-label=(at.say("sign-draw")) {
                input type="hidden" name="strokes" value="";
                (problem(at, "strokes"))
            }
            div.consent { (blocks(&consent.text)) }
            div.check {
                input type="checkbox" id="consent" name="consent" value="yes" required;
                label for="consent" { (at.say("consent")) }
            }
            (problem(at, "consent"))
            button type="submit" { (at.say("sign-go")) }
        }
    }
}

fn problem(at: &Signing<'_>, name: &str) -> Markup {
    let wrong = at.wrong.iter().find(|error| error.pointer == format!("/{name}"));
    let text = |error: &FieldError| at.say(&format!("wrong-{}", error.code.replace(['.', '_'], "-")));
    html! { @if let Some(error) = wrong { p.wrong id={ (name) "-wrong" } { (text(error)) } } }
}

/// It is signed: what, by whom, when, and the copy to keep.
pub(crate) fn signed(at: &Signing<'_>, when: &str) -> Markup {
    let (language, agreement) = (at.language(), at.agreement);
    let name = agreement.signer_name.as_deref().unwrap_or_default();
    let sha256 = agreement.signed.as_ref().map(|signed| signed.sha256.as_str()).unwrap_or_default();
    let total = print::amount(agreement.gross, language);
    let words = say(language, "signed", &[("name", name), ("time", when), ("total", &total)]);
    html! {
        (notice(at.note))
        (head(&agreement.content.paper))
        p.done role="status" { (words) }
        p { a href={ "/p/" (at.token) "/agreement.pdf" } { (at.say("agreement-pdf")) } }
        p.help { (say(language, "signed-copy", &[("email", &agreement.signer_email)])) }
        details {
            summary { (at.say("agreement-read")) }
            (agreed(at.offer, agreement))
            p.help { (at.say("fingerprint")) " " code { (sha256) } }
        }
    }
}
