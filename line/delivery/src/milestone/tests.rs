//! Every state of a milestone meets every verb.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{BasisPoints, Currency, Id};

use super::*;

fn open() -> Milestone {
    let (at, amount) = (Timestamp::UNIX_EPOCH, Money::new(10_000, Currency::EUR));
    Milestone {
        id: MilestoneId::from_bytes([1; 16]),
        rv: 1,
        owned: Owned::default(),
        project: ProjectId::from_bytes([2; 16]),
        agreement: None,
        deal: None,
        contact: ContactId::from_bytes([3; 16]),
        service: None,
        title: "Design".into(),
        position: 1,
        amount,
        groups: vec![TaxGroup {
            rate: BasisPoints(1900),
            net: amount,
            tax: Money { minor: 1_900, ..amount },
        }],
        buyer: Party::default(),
        agreement_number: None,
        project_number: "0001".into(),
        due_on: jiff::civil::date(2026, 2, 9),
        since: at,
        state: State::Open,
        invoice: None,
        due: Some(at),
        test: false,
    }
}

fn yes(by: By) -> Acceptance {
    let (at, on) = (Timestamp::UNIX_EPOCH, jiff::civil::date(2026, 2, 9));
    Acceptance { delivered_at: None, at, on, by, name: None, note: None, file: None }
}

fn end<F>(end: Result<(Milestone, F), MilestoneRefusal>) -> String {
    match end {
        Ok((milestone, _)) => milestone.state.word().to_owned(),
        Err(refusal) => refusal.code().trim_start_matches("milestone.").to_uppercase(),
    }
}

fn row(it: &Milestone) -> String {
    let (at, it) = (Timestamp::UNIX_EPOCH, || it.clone());
    let ends = [
        ("change", end(it().change(|m| m))),
        ("deliver", end(it().deliver(at))),
        ("accept", end(it().accept(yes(By::Staff)))),
        ("client", end(it().accept(yes(By::Client)))),
        ("dispute", end(it().dispute("colour", at))),
        ("cancel", end(it().cancel("no", at, false))),
        ("waive", end(it().waive("gift", at))),
        ("reopen", end(it().reopen(false))),
    ];
    ends.iter().map(|(verb, end)| format!("{verb} {end}")).collect::<Vec<_>>().join(", ")
}

#[test]
fn every_state_meets_every_verb() {
    let at = Timestamp::UNIX_EPOCH;
    let delivered = open().deliver(at).unwrap().0;
    let accepted = delivered.clone().accept(yes(By::Client)).unwrap().0;
    let invoiced = accepted.clone().name_in(InvoiceId::from_bytes([9; 16])).0;
    let states = [
        ("open", open()),
        ("delivered", delivered.clone()),
        ("disputed", delivered.clone().dispute("colour", at).unwrap().0),
        ("accepted", accepted.clone()),
        ("accepted untold", open().accept(yes(By::Staff)).unwrap().0),
        ("waived", accepted.waive("gift", at).unwrap().0),
        ("cancelled", delivered.clone().cancel("no", at, false).unwrap().0),
        ("cancelled with project", open().cancel("no", at, true).unwrap().0),
        ("invoiced", invoiced),
    ];
    let table: String = states.iter().map(|(name, it)| format!("{name}: {}\n", row(it))).collect();
    assert_eq!(
        table,
        "open: change open, deliver delivered, accept accepted, client NOT_DELIVERED, dispute NOT_DELIVERED, \
         cancel cancelled, waive NOT_ACCEPTED, reopen OPEN\n\
         delivered: change delivered, deliver ENDED, accept accepted, client accepted, dispute disputed, \
         cancel cancelled, waive NOT_ACCEPTED, reopen open\n\
         disputed: change disputed, deliver delivered, accept accepted, client accepted, \
         dispute NOT_DELIVERED, cancel cancelled, waive NOT_ACCEPTED, reopen delivered\n\
         accepted: change ENDED, deliver ENDED, accept ENDED, client ENDED, dispute ENDED, cancel ENDED, \
         waive waived, reopen delivered\n\
         accepted untold: change ENDED, deliver ENDED, accept ENDED, client ENDED, dispute ENDED, \
         cancel ENDED, waive waived, reopen open\n\
         waived: change ENDED, deliver ENDED, accept ENDED, client ENDED, dispute ENDED, cancel ENDED, \
         waive ENDED, reopen accepted\n\
         cancelled: change ENDED, deliver ENDED, accept ENDED, client ENDED, dispute ENDED, cancel ENDED, \
         waive ENDED, reopen delivered\n\
         cancelled with project: change ENDED, deliver ENDED, accept ENDED, client ENDED, dispute ENDED, \
         cancel ENDED, waive ENDED, reopen WITH_PROJECT\n\
         invoiced: change ENDED, deliver ENDED, accept ENDED, client ENDED, dispute ENDED, cancel ENDED, \
         waive INVOICED, reopen INVOICED\n"
    );
}

#[test]
fn what_was_signed_keeps_its_amount() {
    let signed = Milestone { agreement: Some(AgreementId::from_bytes([4; 16])), ..open() };
    let cheaper = |m: Milestone| Milestone { amount: Money { minor: 1, ..m.amount }, ..m };
    assert_eq!(signed.clone().change(cheaper).unwrap_err(), MilestoneRefusal::Signed);
    let retitled = signed.change(|m| Milestone { title: "Drafts".into(), ..m }).unwrap().0;
    assert_eq!(retitled.title, "Drafts");
    assert_eq!(open().change(cheaper).unwrap().0.amount.minor, 1);
}

#[test]
fn nothing_is_said_without_a_reason() {
    let at = Timestamp::UNIX_EPOCH;
    let delivered = open().deliver(at).unwrap().0;
    assert_eq!(delivered.clone().dispute(" ", at).unwrap_err(), MilestoneRefusal::NoReason);
    assert_eq!(delivered.cancel("", at, false).unwrap_err(), MilestoneRefusal::NoReason);
}
