//! The customer's page of an invoice: what is owed, how to pay it, and the PDF.

use kernel::Money;
use kernel::paper::PaymentInstructions;
use kernel::price::Priced;
use kernel::print::{amount, day, rate};
use maud::{Markup, html};

use super::doors::Shows;
use super::{Invoice, State};
use crate::say;

pub(super) fn page(language: &str, token: &str, shows: &Shows) -> Markup {
    let text = |id: &str| say(language, id, &[]);
    let invoice = &shows.invoice;
    html! {
        h1 { (say(language, "invoice-title", &[("number", invoice.number())])) }
        @if invoice.test { p.help { (text("invoice-test")) } }
        (status(language, shows))
        @if shows.printed {
            p { a href={ "/i/" (token) "/pdf" } { (text("invoice-download")) } }
        } @else {
            p.help { (text("invoice-printing")) }
        }
        (facts(language, invoice))
        (charges(language, invoice))
        @if let Some(payment) = &shows.payment { (how_to_pay(language, payment)) }
        @else if invoice.state == State::Issued { p { (text("invoice-ask")) } }
    }
}

fn status(language: &str, shows: &Shows) -> Markup {
    let invoice = &shows.invoice;
    let open = amount(invoice.open(), language);
    let due = invoice.issue.as_ref().map(|issue| day(issue.due, language)).unwrap_or_default();
    let late = shows.days_late.to_string();
    let values = [("open", open.as_str()), ("due", due.as_str()), ("days", late.as_str())];
    let id = match invoice.state {
        State::Issued if invoice.dispute.is_some() => "invoice-disputed",
        State::Issued if shows.days_late > 0 => "invoice-late",
        State::Issued => "invoice-open",
        State::Credited => "invoice-credited",
        State::Paid => "invoice-paid",
        State::WrittenOff | State::Draft | State::Discarded => "invoice-closed",
    };
    let tone = match invoice.state {
        State::Paid => Some("done"),
        State::Issued if shows.days_late > 0 && invoice.dispute.is_none() => Some("summary"),
        _ => None,
    };
    html! { p class=[tone] role="status" { strong { (say(language, id, &values)) } } }
}

fn facts(language: &str, invoice: &Invoice) -> Markup {
    let row = |id: &str, value: &str| row(say(language, id, &[]), value);
    html! {
        table {
            tbody {
                (row("invoice-buyer", &invoice.buyer.name))
                @if let Some(title) = &invoice.texts.title { (row("invoice-about", title)) }
                @if let Some(issue) = &invoice.issue {
                    (row("invoice-issued", &day(issue.on, language)))
                    (row("invoice-due", &day(issue.due, language)))
                }
                @if let Some(on) = invoice.delivered_on { (row("invoice-delivered", &day(on, language))) }
            }
        }
    }
}

fn row(label: String, value: &str) -> Markup {
    html! { tr { td.soft { (label) } td { (value) } } }
}

fn charges(language: &str, invoice: &Invoice) -> Markup {
    let (priced, nets) = (&invoice.charge.priced, &invoice.charge.priced.nets);
    html! {
        h2 { (say(language, "invoice-charges", &[])) }
        table {
            tbody {
                @for (line, net) in invoice.charge.lines.iter().zip(nets) {
                    tr { td { (line.title) } td.amount { (amount(*net, language)) } }
                }
            }
            tfoot { (sums(language, invoice, priced)) }
        }
    }
}

fn sums(language: &str, invoice: &Invoice, priced: &Priced) -> Markup {
    let paid: i64 = invoice.balance.payments.iter().map(|part| part.amount.minor).sum();
    let credited: i64 = invoice.balance.credits.iter().map(|credit| credit.settles.minor).sum();
    let money = |minor| amount(Money { minor, ..priced.totals.gross }, language);
    let sum = |id: &str, value: String| {
        html! { tr { td { (say(language, id, &[])) } td.amount { (value) } } }
    };
    html! {
        @if priced.discount.minor != 0 { (sum("invoice-discount", money(-priced.discount.minor))) }
        @for group in &priced.totals.groups {
            tr {
                td { (say(language, "invoice-tax", &[("rate", &rate(group.rate, language))])) }
                td.amount { (amount(group.tax, language)) }
            }
        }
        (sum("invoice-total", amount(priced.totals.gross, language)))
        @if paid != 0 { (sum("invoice-received", money(-paid))) }
        @if credited != 0 { (sum("invoice-taken-back", money(-credited))) }
        tr {
            th scope="row" { (say(language, "invoice-left", &[])) }
            th.amount { (amount(invoice.open(), language)) }
        }
    }
}

fn how_to_pay(language: &str, payment: &PaymentInstructions) -> Markup {
    let row = |id: &str, value: &str| row(say(language, id, &[]), value);
    html! {
        h2 { (say(language, "pay-title", &[])) }
        p.help { (say(language, "pay-hint", &[])) }
        table {
            tbody {
                (row("pay-to", &payment.account_name))
                (row("pay-iban", &spaced(&payment.iban)))
                @if let Some(bic) = &payment.bic { (row("pay-bic", bic)) }
                (row("pay-amount", &amount(payment.amount, language)))
                (row("pay-reference", &payment.reference))
            }
        }
    }
}

/// In groups of four, as it is printed on cards and statements.
fn spaced(iban: &str) -> String {
    let letters: Vec<char> = iban.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
