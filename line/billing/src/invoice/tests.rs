//! Every state of an invoice meets every verb; what is charged for a milestone is the milestone's.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::calendar::Zone;
use kernel::tax::TaxGroup;
use kernel::{CreditNoteId, Id, PaymentId, Refusal};
use proptest::prelude::*;

use super::asking::Asking;
use super::balance::{Credited, Settled};
use super::*;

const AT: Timestamp = Timestamp::UNIX_EPOCH;

fn day() -> Date {
    Zone::UTC.shows(AT).date()
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn charge(groups: Vec<TaxGroup>) -> Charge {
    let milestone = crate::around::Milestone {
        id: MilestoneId::from_bytes([3; 16]),
        owned: Owned::default(),
        project: None,
        contact: ContactId::from_bytes([2; 16]),
        service: None,
        title: "Kitchen".into(),
        state: "accepted".into(),
        currency: Currency::EUR,
        groups,
        buyer: Party::default(),
        reference: None,
        accepted_on: None,
        waived: false,
        test: false,
    };
    issue::charge_of(&milestone, "en").unwrap()
}

fn hundred() -> TaxGroup {
    TaxGroup { rate: BasisPoints(0), net: euros(100), tax: euros(0) }
}

fn draft() -> Invoice {
    let draft = Invoice {
        id: InvoiceId::from_bytes([1; 16]),
        rv: 1,
        owned: Owned::default(),
        contact: ContactId::from_bytes([2; 16]),
        project: None,
        service: None,
        milestone: None,
        held: None,
        charge: charge(vec![hundred()]),
        buyer: Party::default(),
        language: "en".into(),
        terms_days: 14,
        texts: Texts::default(),
        delivered_on: None,
        created_at: AT,
        state: State::Draft,
        issue: None,
        balance: Balance::default(),
        paid_at: None,
        reminders: vec![],
        promised_until: None,
        dispute: None,
        sent: None,
        next: None,
        test: false,
    };
    draft.with_next(&Zone::UTC)
}

fn stood() -> Issue {
    Issue { number: "1".into(), seller: Party::default(), on: day(), due: day(), at: AT }
}

fn payment(minor: i64) -> Settled {
    Settled { payment: PaymentId::from_bytes([4; 16]), amount: euros(minor), on: day() }
}

fn credit(minor: i64, settles: i64) -> Credited {
    Credited {
        credit_note: CreditNoteId::from_bytes([5; 16]),
        number: "C1".into(),
        groups: vec![TaxGroup { net: euros(minor), ..hundred() }],
        gross: euros(minor),
        settles: euros(settles),
        on: day(),
    }
}

fn end<F>(done: Done<F>) -> String {
    match done {
        Ok((invoice, _)) => format!("{} {}", invoice.state.word(), invoice.open().minor),
        Err(refusal) => refusal.code().to_owned(),
    }
}

#[test]
fn every_state_meets_every_verb() {
    let zone = &Zone::UTC;
    let issued = || draft().issue(stood(), zone).unwrap().0;
    let states = [
        ("draft", draft()),
        ("discarded", draft().discard().unwrap().0),
        ("issued", issued()),
        ("disputed", issued().dispute("no".into(), AT, zone).unwrap().0),
        ("paid", issued().settle(payment(100), AT, zone).unwrap().0),
        ("credited", issued().credit(credit(100, 100), AT, zone).unwrap().0),
        ("written_off", issued().write_off("gone".into(), AT, zone).unwrap().0),
    ];
    let asking = Asking { level: 0, levels: 3, at: AT, today: day() };
    let mut table = String::new();
    for (word, invoice) in states {
        let it = || invoice.clone();
        let off = it().write_off("gone".into(), AT, zone).map_err(|error| kernel::Error::from(error).code());
        let back = it().undo_write_off(AT, zone).map_err(|error| kernel::Error::from(error).code());
        let ends = [
            ("change", end(it().change(|draft| draft))),
            ("discard", end(it().discard())),
            ("restore", end(it().restore(zone))),
            ("issue", end(it().issue(stood(), zone))),
            ("pay", end(it().settle(payment(40), AT, zone))),
            ("void", end(it().unsettle(PaymentId::from_bytes([4; 16]), AT, zone))),
            ("credit", end(it().credit(credit(10, 0), AT, zone))),
            ("remind", end(it().remind(asking, zone))),
            ("promise", end(it().promise(Some(day()), zone))),
            ("dispute", end(it().dispute("no".into(), AT, zone))),
            ("settle", end(it().settle_dispute(zone))),
            ("write off", off.map_or_else(str::to_owned, |(invoice, _)| invoice.state.word().to_owned())),
            ("undo it", back.map_or_else(str::to_owned, |(invoice, ..)| invoice.state.word().to_owned())),
        ];
        let line: Vec<String> = ends.iter().map(|(verb, end)| format!("{verb} {end}")).collect();
        table += &format!("{word}: {}\n", line.join(", ").replace("invoice.", "!"));
    }
    assert_eq!(table, TABLE);
}

const TABLE: &str = "\
    draft: change draft 0, discard discarded 0, restore !not_discarded, issue issued 100, pay !draft, \
     void !draft, credit !draft, remind !draft, promise !draft, dispute !draft, settle !not_disputed, \
     write off !draft, undo it !not_written_off\n\
    discarded: change !discarded, discard !discarded, restore draft 0, issue !discarded, \
     pay !discarded, void !discarded, credit !discarded, remind !discarded, promise !discarded, \
     dispute !discarded, settle !not_disputed, write off !discarded, undo it !not_written_off\n\
    issued: change !issued, discard !issued, restore !issued, issue !issued, pay issued 60, \
     void issued 100, credit issued 100, remind issued 100, promise issued 100, dispute issued 100, \
     settle !not_disputed, write off written_off, undo it !not_written_off\n\
    disputed: change !issued, discard !issued, restore !issued, issue !issued, pay issued 60, \
     void issued 100, credit issued 100, remind !disputed, promise issued 100, dispute !disputed, \
     settle issued 100, write off written_off, undo it !not_written_off\n\
    paid: change !issued, discard !issued, restore !issued, issue !issued, pay !overpaid, \
     void issued 100, credit paid 0, remind !settled, promise !settled, dispute !settled, \
     settle !not_disputed, write off !settled, undo it !not_written_off\n\
    credited: change !issued, discard !issued, restore !issued, issue !issued, pay !overpaid, \
     void credited 0, credit !over_credited, remind !settled, promise !settled, dispute !settled, \
     settle !not_disputed, write off !settled, undo it !not_written_off\n\
    written_off: change !issued, discard !issued, restore !issued, issue !issued, pay !overpaid, \
     void written_off 0, credit !written_off, remind !settled, promise !settled, dispute !settled, \
     settle !not_disputed, write off !settled, undo it issued\n";

#[test]
fn whatever_waits_has_a_next_step_and_nothing_else_has() {
    let zone = &Zone::UTC;
    let issued = draft().issue(stood(), zone).unwrap().0;
    let paid = issued.clone().settle(payment(100), AT, zone).unwrap().0;
    let open_again = paid.clone().unsettle(PaymentId::from_bytes([4; 16]), AT, zone).unwrap().0;
    assert!(draft().next.is_some() && issued.next.is_some() && open_again.next.is_some());
    assert!(paid.next.is_none() && draft().discard().unwrap().0.next.is_none());
}

fn groups() -> impl Strategy<Value = Vec<TaxGroup>> {
    // The tax of a part of a plan may differ from the rate by rounding.
    let group = (0..3i64, 0..5_000_000i64, 0..2i64);
    prop::collection::vec(group, 1..4).prop_map(|parts| {
        let mut groups: Vec<TaxGroup> = vec![];
        for (at, (_, net, coin)) in parts.into_iter().enumerate() {
            let rate = BasisPoints([0, 700, 1900][at]);
            let tax = euros(net).share(rate).unwrap();
            groups.push(TaxGroup { rate, net: euros(net), tax: euros(tax.minor + coin) });
        }
        groups
    })
}

proptest! {
    #[test]
    fn the_sums_of_a_milestones_invoice_are_the_milestones(groups in groups()) {
        let charge = charge(groups.clone());
        let net: i64 = groups.iter().map(|group| group.net.minor).sum();
        let tax: i64 = groups.iter().map(|group| group.tax.minor).sum();
        prop_assert_eq!(&charge.priced.totals.groups, &groups);
        prop_assert_eq!(charge.priced.totals.net.minor, net);
        prop_assert_eq!(charge.priced.totals.tax.minor, tax);
        prop_assert_eq!(charge.priced.totals.gross.minor, net + tax);
        prop_assert_eq!(charge.priced.nets.iter().map(|line| line.minor).sum::<i64>(), net);
        prop_assert_eq!(charge.lines.len(), groups.len());
    }

    #[test]
    fn what_is_open_never_leaves_the_span_from_nothing_to_all(
        steps in prop::collection::vec((0..4u8, 1..60i64), 0..20)
    ) {
        let zone = &Zone::UTC;
        let mut invoice = draft().issue(stood(), zone).unwrap().0;
        for (step, minor) in steps {
            let settles = minor.min(invoice.open().minor);
            let it = invoice.clone();
            let done = match step {
                0 => it.settle(payment(minor), AT, zone),
                1 => it.unsettle(PaymentId::from_bytes([4; 16]), AT, zone),
                2 => it.credit(credit(minor, settles), AT, zone),
                _ => it.settle(Settled { payment: PaymentId::from_bytes([6; 16]), ..payment(minor) }, AT, zone),
            };
            invoice = done.map_or(invoice, |(after, _)| after);
            prop_assert!((0..=100).contains(&invoice.open().minor));
            prop_assert_eq!(invoice.state == State::Issued, invoice.open().minor > 0);
            prop_assert_eq!(invoice.next.is_some(), invoice.open().minor > 0);
            prop_assert_eq!(invoice.paid_at.is_none(), invoice.open().minor > 0);
        }
    }
}
