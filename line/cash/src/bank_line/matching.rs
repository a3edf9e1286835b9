//! Whose money is it? Rules that are sure enough to match by themselves, and suggestions with their reason in
//! words.
//!
//! Sure: the invoice's number stands in the text and the amount is exactly what is open; or several numbers
//! whose open amounts add up; or a payment recorded before is plainly this one. Everything else is for a
//! person.

use std::collections::HashMap;

use kernel::{ContactId, Date, InvoiceId, Money, PaymentId, RefundId};
use schemars::JsonSchema;
use serde::Serialize;

use super::name;
use super::number::Numbers;
use crate::open_invoice::OpenInvoice;

/// Days around the issue of an invoice in which its payment may come.
const BEFORE: i32 = 5;
const AFTER: i32 = 60;
/// Days between what a person wrote down and what the bank says.
const APART: i32 = 7;
/// Suggestions for one line.
pub(super) const MOST: usize = 5;

/// A booking that came in.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub amount: Money,
    pub booked_on: Date,
    pub payer: &'a str,
    pub text: &'a str,
    /// Contacts this payer was matched to by a person before.
    pub learned: &'a [ContactId],
}

/// A transfer recorded by hand that stands on no line yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    pub id: PaymentId,
    pub contact: ContactId,
    pub amount: Money,
    pub paid_on: Date,
    /// Of the invoices it settled.
    pub numbers: Vec<String>,
    /// Of the contact and the buyers.
    pub names: Vec<String>,
}

/// What a line is found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub what: What,
    /// Names no person: it stands in the journal.
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Invoices(Vec<InvoiceId>),
    RecordedBefore(PaymentId),
}

/// What a line may be, for a person to confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suggestion {
    /// Settled in this order; empty for a payment recorded before, and for money that went out.
    pub invoices: Vec<InvoiceId>,
    pub payment: Option<PaymentId>,
    /// Recorded before, of money that went out.
    pub refund: Option<RefundId>,
    pub contact: ContactId,
    /// The numbers of the invoices, the day of the payment or refund, or the credit it paid back.
    pub title: String,
    pub buyer: Option<String>,
    /// Why, in words.
    pub reason: String,
    /// From 1 (faint) to 100 (nearly sure).
    pub strength: u8,
}

/// Everything lines are looked up in.
#[derive(Debug, Default)]
pub struct Book {
    invoices: Vec<OpenInvoice>,
    awaited: Vec<Awaited>,
    numbers: Numbers,
    by_amount: HashMap<Money2, Vec<usize>>,
}

type Money2 = (i64, &'static str);

fn key(amount: Money) -> Money2 {
    (amount.minor, amount.currency.code())
}

impl Book {
    pub fn new(invoices: Vec<OpenInvoice>, awaited: Vec<Awaited>) -> Book {
        let numbers = Numbers::of(invoices.iter().map(|invoice| invoice.number.as_str()));
        let mut by_amount: HashMap<Money2, Vec<usize>> = HashMap::new();
        for (at, invoice) in invoices.iter().enumerate() {
            by_amount.entry(key(invoice.open)).or_default().push(at);
        }
        Book { invoices, awaited, numbers, by_amount }
    }

    /// These are settled now.
    pub fn strike(&mut self, what: &What) {
        match what {
            What::Invoices(ids) => self.invoices.iter_mut().filter(|i| ids.contains(&i.id)).for_each(|i| {
                i.open.minor = 0;
            }),
            What::RecordedBefore(id) => self.awaited.retain(|payment| payment.id != *id),
        }
    }

    /// The invoices a text names, still open, in the line's currency.
    fn named(&self, line: &Line<'_>) -> Vec<&OpenInvoice> {
        let all = self.numbers.named_in(line.text).into_iter().map(|at| &self.invoices[at]);
        all.filter(|i| i.is_open() && i.open.currency == line.amount.currency).collect()
    }

    /// What needs no person.
    pub fn sure(&self, line: &Line<'_>) -> Option<Found> {
        self.surely_recorded(line).or_else(|| self.surely_invoices(line))
    }

    fn surely_invoices(&self, line: &Line<'_>) -> Option<Found> {
        let named = self.named(line);
        let open = sum(&named)?;
        if open != line.amount {
            return None;
        }
        let numbers = numbers(&named);
        let reason = match named.len() {
            1 => format!("{numbers} stands in the text, and the amount is what is open of it"),
            _ => format!("{numbers} stand in the text, and the amount is what is open of them together"),
        };
        Some(Found { what: What::Invoices(named.iter().map(|i| i.id).collect()), reason })
    }

    /// One payment alone has this amount about that day, and the line says who it is from.
    fn surely_recorded(&self, line: &Line<'_>) -> Option<Found> {
        let mut like = self.awaited.iter().filter(|payment| payment.like(line));
        let only = like.next().filter(|_| like.next().is_none())?;
        let named = only.named_in(line.text);
        let known = line.learned.contains(&only.contact) || only.is_from(line.payer);
        if named.is_none() && !known {
            return None;
        }
        let why = named.map_or_else(|| "from this payer".to_owned(), |number| format!("for {number}"));
        let reason = format!("a payment of this amount {why} was recorded for {}", only.paid_on);
        Some(Found { what: What::RecordedBefore(only.id), reason })
    }

    /// The likeliest first.
    pub fn suggest(&self, line: &Line<'_>) -> Vec<Suggestion> {
        let mut all = self.by_number(line);
        all.extend(self.by_recorded(line));
        all.extend(self.by_amount(line));
        all.extend(self.by_payer(line));
        all.sort_by_key(|one| std::cmp::Reverse(one.strength));
        let mut kept: Vec<Suggestion> = vec![];
        for one in all {
            let known = |other: &Suggestion| other.invoices == one.invoices && other.payment == one.payment;
            if !kept.iter().any(known) {
                kept.push(one);
            }
        }
        kept.truncate(MOST);
        kept
    }

    fn by_number(&self, line: &Line<'_>) -> Vec<Suggestion> {
        let named = self.named(line);
        let Some(open) = sum(&named) else { return vec![] };
        let stands = if named.len() == 1 { "stands" } else { "stand" };
        let base = format!("{} {stands} in the text", numbers(&named));
        let all = suggestion(&named, by_difference(base, line.amount, open), strength_of(line.amount, open));
        let exact = named.iter().filter(|_| named.len() > 1).filter(|i| i.open == line.amount);
        let exact = exact.filter_map(|i| {
            let reason = format!("{} stands in the text, and the amount is what is open of it", i.number);
            suggestion(&[*i], reason, 85)
        });
        all.into_iter().chain(exact).collect()
    }

    fn by_recorded(&self, line: &Line<'_>) -> Vec<Suggestion> {
        let like = self.awaited.iter().filter(|payment| payment.like(line));
        like.map(|payment| {
            let named = payment.named_in(line.text).is_some();
            let known = line.learned.contains(&payment.contact) || payment.is_from(line.payer);
            let who = if named || known { " from this payer" } else { "" };
            Suggestion {
                invoices: vec![],
                payment: Some(payment.id),
                refund: None,
                contact: payment.contact,
                title: format!("payment of {}", payment.paid_on),
                buyer: payment.names.first().cloned(),
                reason: format!("a payment of this amount{who} was recorded by hand for {}", payment.paid_on),
                strength: if named || known { 92 } else { 60 },
            }
        })
        .collect()
    }

    fn by_amount(&self, line: &Line<'_>) -> Vec<Suggestion> {
        let at = self.by_amount.get(&key(line.amount)).into_iter().flatten();
        let same: Vec<&OpenInvoice> = at.map(|at| &self.invoices[*at]).filter(|i| i.is_open()).collect();
        let twins = if same.len() > 1 {
            format!("; {} open invoices have this amount", same.len())
        } else {
            String::new()
        };
        let one = |invoice: &&OpenInvoice| {
            let learned = line.learned.contains(&invoice.contact);
            let alike = invoice.names().find(|name| name::similar(name, line.payer));
            let timely = in_time(invoice.issued_on, line.booked_on);
            let base = format!("the amount is what is open of {}", invoice.number);
            let (reason, strength) = match (learned, alike, timely) {
                (true, _, _) => (format!("{base}, and this payer has paid for them before"), 90),
                (_, Some(name), true) => (format!("{base}, and the payer's name is like {name}"), 80),
                (_, Some(name), false) => (
                    format!("{base}, the payer's name is like {name}, but the day is far from its issue"),
                    50,
                ),
                (_, None, true) => (format!("{base}; the payer's name says nothing"), 30),
                (_, None, false) => return None,
            };
            let strength = if twins.is_empty() { strength } else { strength - 10 };
            suggestion(&[*invoice], reason + &twins, strength)
        };
        same.iter().filter_map(one).collect()
    }

    /// A payer a person has matched before: all they owe, or the oldest of it.
    fn by_payer(&self, line: &Line<'_>) -> Vec<Suggestion> {
        let of = |contact: &ContactId| {
            let owed: Vec<&OpenInvoice> = self
                .invoices
                .iter()
                .filter(|i| i.is_open() && i.contact == *contact && i.open.currency == line.amount.currency)
                .collect();
            let open = sum(&owed)?;
            let base = "this payer has paid for them before".to_owned();
            if open == line.amount && owed.len() > 1 {
                return suggestion(&owed, format!("{base}, and the amount is all they owe"), 88);
            }
            let oldest = &owed[..1];
            suggestion(oldest, by_difference(base, line.amount, oldest[0].open), 40)
        };
        line.learned.iter().filter_map(of).collect()
    }
}

impl Awaited {
    fn like(&self, line: &Line<'_>) -> bool {
        self.amount == line.amount && near(self.paid_on, line.booked_on)
    }

    fn named_in(&self, text: &str) -> Option<&str> {
        let at = Numbers::of(self.numbers.iter().map(String::as_str)).named_in(text);
        at.first().map(|at| self.numbers[*at].as_str())
    }

    fn is_from(&self, payer: &str) -> bool {
        self.names.iter().any(|name| name::similar(name, payer))
    }
}

fn sum(invoices: &[&OpenInvoice]) -> Option<Money> {
    let first = invoices.first()?.open;
    invoices[1..].iter().try_fold(first, |sum, invoice| sum.checked_add(invoice.open)).ok()
}

fn numbers(invoices: &[&OpenInvoice]) -> String {
    let all: Vec<&str> = invoices.iter().map(|invoice| invoice.number.as_str()).collect();
    match all.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => all.concat(),
    }
}

fn by_difference(base: String, amount: Money, open: Money) -> String {
    match amount.checked_sub(open) {
        Ok(rest) if rest.minor > 0 => format!("{base}; {rest} more than is open would be their credit"),
        Ok(rest) if rest.minor < 0 => {
            format!("{base}; {} would stay open", Money { minor: -rest.minor, ..rest })
        }
        _ => base,
    }
}

fn strength_of(amount: Money, open: Money) -> u8 {
    if amount == open { 95 } else { 70 }
}

fn suggestion(invoices: &[&OpenInvoice], reason: String, strength: u8) -> Option<Suggestion> {
    let first = invoices.first()?;
    Some(Suggestion {
        invoices: invoices.iter().map(|invoice| invoice.id).collect(),
        payment: None,
        refund: None,
        contact: first.contact,
        title: numbers(invoices),
        buyer: first.names().next().map(str::to_owned),
        reason,
        strength,
    })
}

fn in_time(issued_on: Date, booked_on: Date) -> bool {
    (-BEFORE..=AFTER).contains(&days_between(issued_on, booked_on))
}

/// Near enough between what a person wrote down and what the bank says.
pub(super) fn near(one: Date, other: Date) -> bool {
    days_between(one, other).abs() <= APART
}

/// Days from one to the other; negative when the other comes first.
fn days_between(one: Date, other: Date) -> i32 {
    one.until(other).map_or(i32::MAX, |span| span.get_days())
}
