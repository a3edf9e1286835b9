//! Every state of an agreement meets every verb.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::paper::{Document, Paper, Party};
use kernel::price::price;
use kernel::{BasisPoints, Id};

use super::*;

const AT: Timestamp = Timestamp::UNIX_EPOCH;

fn paper() -> Paper {
    Paper {
        document: Document::Agreement,
        language: "en".into(),
        number: "0001".into(),
        version: None,
        date: jiff::civil::date(2026, 2, 2),
        title: None,
        seller: Party::default(),
        logo: None,
        buyer: Party::default(),
        intro: None,
        lines: vec![],
        priced: price(Currency::EUR, &[], BasisPoints(0)).unwrap(),
        discount: None,
        milestones: vec![],
        valid_until: None,
        due: None,
        delivered: None,
        reference: None,
        corrects: None,
        reason: None,
        payment: None,
        note: None,
        terms: Some("Terms".into()),
        evidence: None,
        test: false,
    }
}

fn waiting() -> Agreement {
    let content = Agreed {
        offer_sha256: String::new(),
        chosen: vec![0],
        paper: paper(),
        consent: Consent::default(),
        ip: None,
        agent: None,
    };
    Agreement {
        id: AgreementId::from_bytes([1; 16]),
        rv: 1,
        owned: Owned::default(),
        proposal: ProposalId::from_bytes([2; 16]),
        version: 1,
        deal: DealId::from_bytes([3; 16]),
        contact: ContactId::from_bytes([4; 16]),
        service: None,
        number: "0001".into(),
        title: "Kitchen".into(),
        currency: Currency::EUR,
        net: Money::zero(Currency::EUR),
        gross: Money::zero(Currency::EUR),
        content,
        buyer: Party::default(),
        plan: vec![],
        brief: vec![],
        signer_name: None,
        signer_email: "a@b.test".into(),
        accepted_at: AT,
        signed: None,
        state: State::Waiting,
        test: false,
    }
}

fn signed(agreement: Agreement) -> Done<AgreementSigned> {
    agreement.sign("Maria".into(), Signed { at: AT, record: "{}".into(), sha256: "00".into() })
}

#[test]
fn every_state_meets_every_verb() {
    let end = |end: Result<Agreement, AgreementRefusal>| match end {
        Ok(agreement) => agreement.state.word().to_owned(),
        Err(refusal) => refusal.code().to_owned(),
    };
    let void =
        |agreement: Agreement, why: &str| agreement.void(why.into(), AT).map(|(agreement, _)| agreement);
    let states = [waiting(), signed(waiting()).unwrap().0, void(waiting(), "x").unwrap(), {
        void(signed(waiting()).unwrap().0, "x").unwrap()
    }];
    let mut table = String::new();
    for agreement in states {
        let it = || agreement.clone();
        let ends = [
            ("sign", end(signed(it()).map(|(agreement, _)| agreement))),
            ("void", end(void(it(), "wrong amount"))),
            ("hush", end(void(it(), " "))),
        ];
        let line: Vec<String> = ends.iter().map(|(verb, end)| format!("{verb} {end}")).collect();
        table += &format!("{}: {}\n", agreement.state.word(), line.join(", "));
    }
    assert_eq!(
        table,
        "waiting: sign signed, void voided, hush agreement.no_reason\n\
         signed: sign agreement.signed, void voided, hush agreement.no_reason\n\
         voided: sign agreement.voided, void agreement.voided, hush agreement.voided\n\
         voided: sign agreement.voided, void agreement.voided, hush agreement.voided\n"
    );
}

#[test]
fn another_page_has_another_hash() {
    let (one, mut other) = (waiting(), waiting());
    assert_eq!(one.seen(), other.seen());
    other.content.paper.terms = Some("Terms!".into());
    assert_ne!(one.seen(), other.seen());
    let mail = Agreement { signer_email: "c@d.test".into(), ..waiting() };
    assert_ne!(one.seen(), mail.seen());
}
