//! The customer's page: the offer, the acceptance, the signature, and what there is when it is over.
//!
//! Invariant: everything works without script; what is shown comes from the frozen offer or agreement alone.

pub(crate) mod accept;
pub(crate) mod ended;
pub(crate) mod lines;
pub(crate) mod sign;
mod words;

use kernel::paper::Paper;
use kernel::{Business, print};
use maud::{Markup, html};
use verbs::PublicPage;

use super::offer::Offer;
use crate::say;

pub(crate) use words::blocks;

/// An offer on its page.
pub(crate) struct Shown<'a> {
    pub offer: &'a Offer,
    /// With the options as they are ticked now.
    pub paper: &'a Paper,
    pub token: &'a str,
    pub stage: Stage<'a>,
}

/// What can be done with it.
pub(crate) enum Stage<'a> {
    /// Staff look at it; nothing can be pressed.
    Preview,
    /// The customer can accept or decline; a sentence says what is new.
    Open(Option<&'a str>),
}

impl Shown<'_> {
    fn language(&self) -> &str {
        &self.paper.language
    }

    fn say(&self, id: &str) -> String {
        say(self.language(), id, &[])
    }
}

/// The whole page.
pub(crate) fn page(business: &Business, language: &str, shown: &Shown<'_>) -> String {
    let title = shown.paper.title.clone().unwrap_or_default();
    frame(business, language, &title, offer(shown))
}

pub(crate) fn frame(business: &Business, language: &str, title: &str, body: Markup) -> String {
    PublicPage { language, title, business, body, embedded: false }.render()
}

/// Something the reader must know first.
pub(crate) fn notice(text: Option<&str>) -> Markup {
    html! { @if let Some(text) = text { div.summary role="alert" { p { (text) } } } }
}

fn offer(shown: &Shown<'_>) -> Markup {
    let (paper, preview) = (shown.paper, matches!(shown.stage, Stage::Preview));
    let view = (!preview).then(|| format!("/p/{}/view", shown.token));
    let note = if let Stage::Open(note) = shown.stage { note } else { None };
    html! {
        div data-view=[view] {
            (notice(note))
            (head(paper))
            @if let Some(intro) = &paper.intro { (blocks(intro)) }
            fieldset.plain disabled[preview] {
                (choices(shown))
                (plan(shown.offer, paper))
                @if let Some(terms) = &paper.terms {
                    details.terms {
                        summary { (shown.say("terms")) }
                        (blocks(terms))
                    }
                }
                @if !preview { p { a href={ "/p/" (shown.token) "/pdf" } { (shown.say("pdf")) } } }
                (decline(shown))
            }
        }
    }
}

/// What it is, from whom, for whom, until when.
pub(crate) fn head(paper: &Paper) -> Markup {
    let language = &paper.language;
    let until = paper.valid_until.map(|day| print::day(day, language));
    let word = match paper.document {
        kernel::paper::Document::Agreement => "agreement",
        _ => "proposal",
    };
    html! {
        h1 { (paper.title.clone().unwrap_or_default()) }
        @if paper.test { p.summary { (say(language, "test", &[])) } }
        p.soft {
            (say(language, word, &[("number", &paper.number)])) " · " (print::day(paper.date, language))
            @if let Some(until) = until { br; (say(language, "valid-until", &[("day", &until)])) }
        }
        p {
            (say(language, "for", &[])) " "
            (paper.buyer.name)
            @if let Some(name) = &paper.buyer.contact_name { ", " (name) }
        }
    }
}

fn choices(shown: &Shown<'_>) -> Markup {
    let (paper, optional) = (shown.paper, shown.offer.content.has_options());
    html! {
        form method="get" action={ "/p/" (shown.token) } data-total[optional] {
            input type="hidden" name="s" value="1";
            input type="hidden" name="v" value=(paper.version.unwrap_or(1));
            div id="price" {
                h2 { (shown.say("what-you-get")) }
                @if optional { p.help { (shown.say("options-help")) } }
                (lines::table(paper, true))
            }
            @if optional { button.quiet type="submit" { (shown.say("update-total")) } }
            button type="submit" formaction={ "/p/" (shown.token) "/accept" } { (shown.say("accept")) }
        }
    }
}

/// Who pays what when, and after how many days.
pub(crate) fn plan(offer: &Offer, paper: &Paper) -> Markup {
    let language = &paper.language;
    let parts = paper.milestones.iter().zip(&offer.content.plan);
    html! {
        h2 { (say(language, "plan", &[])) }
        ul id="plan" {
            @for (milestone, part) in parts {
                li {
                    (milestone.title) ": " (print::amount(milestone.amount, language))
                    " (" (print::rate(milestone.share, language)) ")"
                    @if let Some(days) = part.due_days {
                        ", " (say(language, "due-days", &[("days", &days.to_string())]))
                    }
                }
            }
        }
        p.help { (say(language, "plus-tax", &[])) }
    }
}

/// A no, with a reason if one likes.
pub(crate) fn decline(shown: &Shown<'_>) -> Markup {
    no(shown.token, shown.language())
}

pub(crate) fn no(token: &str, language: &str) -> Markup {
    html! {
        details {
            summary { (say(language, "decline-open", &[])) }
            form method="post" action={ "/p/" (token) "/decline" } {
                div.field {
                    label for="reason" {
                        (say(language, "decline-reason", &[]))
                        span.optional { " (" (say(language, "optional", &[])) ")" }
                    }
                    textarea id="reason" name="reason" rows="3" maxlength="2000" {}
                }
                button.quiet type="submit" { (say(language, "decline", &[])) }
            }
        }
    }
}
