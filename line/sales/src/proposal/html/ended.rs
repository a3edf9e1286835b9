//! What the customer reads when there is nothing to accept: ended, or being changed.

use kernel::{Business, print};
use maud::{Markup, html};

use crate::proposal::{Proposal, State};
use crate::say;

pub(crate) fn page(business: &Business, proposal: &Proposal) -> Markup {
    let language = &proposal.content.language;
    let day = proposal.content.valid_until.map(|day| print::day(day, language)).unwrap_or_default();
    let id = match proposal.state {
        State::Draft => "ended-revised",
        State::Declined { .. } => "ended-declined",
        State::Expired { .. } => "ended-expired",
        State::EndedWithDeal { .. } => "ended-with-deal",
        _ => "ended-withdrawn",
    };
    html! {
        h1 { (proposal.content.title) }
        p role="status" { (say(language, id, &[("day", &day)])) }
        (write_to(business, language))
    }
}

/// The paper is not there yet.
pub(crate) fn no_paper(business: &Business, language: &str, failed: bool) -> Markup {
    html! {
        h1 { (say(language, "paper-title", &[])) }
        p role="status" { (say(language, if failed { "paper-failed" } else { "paper-soon" }, &[])) }
        @if failed { (write_to(business, language)) }
    }
}

fn write_to(business: &Business, language: &str) -> Markup {
    html! {
        @if let Some(email) = &business.email {
            p { (say(language, "write-to", &[])) " " a href={ "mailto:" (email) } { (email) } }
        }
    }
}
