//! Which refund is money that went out? Never sure by itself: a person says so, with the likeliest before them.

use kernel::{ContactId, Date, Money, RefundId};

use super::matching::{Line, MOST, Suggestion, near};
use super::name;

/// A refund recorded by hand that stands on no line yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub id: RefundId,
    pub contact: ContactId,
    pub amount: Money,
    pub paid_on: Date,
    /// Of the contact and their company.
    pub names: Vec<String>,
}

/// What a customer has as credit, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    pub contact: ContactId,
    pub credit: Money,
    pub names: Vec<String>,
}

/// Everything outgoing lines are looked up in.
#[derive(Debug, Default)]
pub struct Purse {
    pub sent: Vec<Sent>,
    pub owed: Vec<Owed>,
}

impl Purse {
    /// The likeliest first. The line's amount is below zero.
    pub fn suggest(&self, line: &Line<'_>) -> Vec<Suggestion> {
        let went_out = Money { minor: -line.amount.minor, ..line.amount };
        let mut all: Vec<Suggestion> =
            self.sent.iter().filter_map(|sent| recorded(sent, line, went_out)).collect();
        all.extend(self.owed.iter().filter_map(|owed| credit(owed, line, went_out)));
        all.sort_by_key(|one| std::cmp::Reverse(one.strength));
        all.truncate(MOST);
        all
    }
}

/// A refund of this amount, likelier about that day.
fn recorded(sent: &Sent, line: &Line<'_>, went_out: Money) -> Option<Suggestion> {
    if sent.amount != went_out {
        return None;
    }
    let known = is_known(&sent.names, sent.contact, line);
    let who = if known { " to them" } else { "" };
    Some(Suggestion {
        invoices: vec![],
        payment: None,
        refund: Some(sent.id),
        contact: sent.contact,
        title: format!("refund of {}", sent.paid_on),
        buyer: sent.names.first().cloned(),
        reason: format!("a refund of this amount{who} was recorded by hand for {}", sent.paid_on),
        strength: match (near(sent.paid_on, line.booked_on), known) {
            (true, true) => 92,
            (true, false) => 60,
            (false, true) => 50,
            (false, false) => 20,
        },
    })
}

/// Credit that is just this amount, or more under a name like this one.
fn credit(owed: &Owed, line: &Line<'_>, went_out: Money) -> Option<Suggestion> {
    let enough = owed.credit.currency == went_out.currency && owed.credit.minor >= went_out.minor;
    if went_out.minor <= 0 || !enough {
        return None;
    }
    let known = is_known(&owed.names, owed.contact, line);
    let all = owed.credit == went_out;
    let (reason, strength) = match (all, known) {
        (true, true) => ("the amount is all their credit, and the name is like theirs", 85),
        (false, true) => ("the name is like theirs, and they have more credit than that", 55),
        (true, false) => ("the amount is all their credit; the name says nothing", 30),
        (false, false) => return None,
    };
    Some(Suggestion {
        invoices: vec![],
        payment: None,
        refund: None,
        contact: owed.contact,
        title: format!("their credit of {}", owed.credit),
        buyer: owed.names.first().cloned(),
        reason: reason.to_owned(),
        strength,
    })
}

fn is_known(names: &[String], contact: ContactId, line: &Line<'_>) -> bool {
    line.learned.contains(&contact) || names.iter().any(|name| name::similar(name, line.payer))
}
