//! Papers as customers get them: both languages, long names, many lines, writing from the right.

#![allow(dead_code, clippy::unwrap_used)] // each test takes what it needs, and may fail so

use documents::Order;
use kernel::paper::{
    Document, Evidence, EvidenceEvent, Paper, PaperLine, PaperMilestone, Party, PaymentInstructions,
};
use kernel::price::{PricedLine, Quantity, price};
use kernel::{Address, BasisPoints, Currency, Date, Money};

const AGENT: &str =
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";

pub const TERMS: &str = "# General terms\n\n1. The provider does the work described above with due care.\n\
1.1. Changes are agreed **in writing**; an e-mail is enough.\n1.2. What is delivered counts as accepted \
after ten working days, unless the client names what is missing.\n2. Payment is due within 14 days of the \
invoice.\n3. The client gets the right to use the result, without limit in time and place, once it is \
paid.\n\n- Place of jurisdiction is Berlin.\n- German law applies; see https://example.com/terms for \
the whole text.";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub fn line(title: &str, text: Option<&str>, quantity: &str, minor: i64, rate: i64) -> PricedLine {
    PricedLine {
        title: title.into(),
        text: text.map(str::to_owned),
        quantity: Quantity::parse(quantity).unwrap(),
        unit: "hour".into(),
        unit_price: eur(minor),
        discount: BasisPoints(0),
        rate: BasisPoints(rate),
    }
}

/// Lines with their sums; an option that is not chosen does not count.
pub fn with_lines(paper: Paper, lines: &[(PricedLine, bool, bool)], discount: i64) -> Paper {
    let counted: Vec<_> =
        lines.iter().filter(|(.., chosen)| *chosen).map(|(line, ..)| line.clone()).collect();
    let priced = price(Currency::EUR, &counted, BasisPoints(discount)).unwrap();
    let each = |(line, optional, chosen): &(PricedLine, bool, bool)| PaperLine {
        net: line.net().unwrap(),
        line: line.clone(),
        optional: *optional,
        chosen: *chosen,
    };
    Paper { lines: lines.iter().map(each).collect(), priced, ..paper }
}

fn seller() -> Party {
    Party {
        name: "Nordlicht Studio GmbH".into(),
        contact_name: None,
        address: Address {
            street: "Torstraße 12".into(),
            postal_code: "10119".into(),
            city: "Berlin".into(),
            region: None,
            country: "DE".into(),
        },
        vat_id: Some("DE812345678".into()),
        tax_id: Some("37/123/45678".into()),
        email: Some("hallo@nordlicht.example".into()),
        website: Some("https://nordlicht.example".into()),
    }
}

fn buyer() -> Party {
    Party {
        name: "Bäckerei Sonnenschein OHG".into(),
        contact_name: Some("Jana Petersen".into()),
        address: Address {
            street: "Am Markt 3".into(),
            postal_code: "20095".into(),
            city: "Hamburg".into(),
            region: None,
            country: "DE".into(),
        },
        vat_id: Some("DE298765432".into()),
        tax_id: None,
        email: Some("jana@sonnenschein.example".into()),
        website: None,
    }
}

fn bare(document: Document, language: &str, number: &str) -> Paper {
    Paper {
        document,
        language: language.into(),
        number: number.into(),
        version: None,
        date: day("2026-11-22"),
        title: Some("Website and booking".into()),
        seller: seller(),
        logo: None,
        buyer: buyer(),
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
        terms: None,
        evidence: None,
        test: false,
    }
}

fn some_lines() -> Vec<(PricedLine, bool, bool)> {
    vec![
        (
            line(
                "Design of the website",
                Some("Three drafts, two rounds of changes\nIncluding photographs"),
                "24",
                9500,
                1900,
            ),
            false,
            true,
        ),
        (line("Booking", Some("Calendar, reminders, payment"), "16.5", 11_000, 1900), false, true),
        (line("Printed menu", None, "500", 45, 700), false, true),
    ]
}

pub fn invoice(language: &str) -> Paper {
    let paper = Paper {
        due: Some(day("2026-12-06")),
        delivered: Some(day("2026-11-20")),
        reference: Some("AG-2026-0007".into()),
        intro: Some("Thank you for the good work together. For the milestone **Launch** we charge:".into()),
        note: Some("Please use the number of the invoice as the reference of your payment.".into()),
        ..bare(Document::Invoice, language, "INV-2026-0042")
    };
    let paper = with_lines(paper, &some_lines(), 0);
    let payment = PaymentInstructions {
        account_name: "Nordlicht Studio GmbH".into(),
        iban: "DE02120300000000202051".into(),
        bic: Some("BYLADEM1001".into()),
        reference: "INV-2026-0042".into(),
        amount: paper.priced.totals.gross,
    };
    Paper { payment: Some(payment), ..paper }
}

pub fn long_invoice() -> Paper {
    let mut lines = vec![];
    for n in 1..=60 {
        let text = (n % 5 == 0)
            .then_some("With a second line that says a little more about what was done on this day");
        lines.push((
            line(&format!("Work package {n}"), text, "1.5", 8_000 + n, if n % 7 == 0 { 700 } else { 1900 }),
            false,
            true,
        ));
    }
    lines[3].0.discount = BasisPoints(1250);
    let mut paper = with_lines(invoice("de"), &lines, 500);
    paper.discount = Some((BasisPoints(500), Some("Treuerabatt".into())));
    paper.buyer.name =
        "Gesellschaft für angewandte Beleuchtungstechnik, Fassadengestaltung und Denkmalpflege \
        in Schleswig-Holstein und Mecklenburg-Vorpommern mbH & Co. KG"
            .into();
    paper.buyer.contact_name = Some("Dr.-Ing. Friederike-Charlotte von Hohenstein-Müllerschön".into());
    paper.buyer.address.street =
        "Gebäude 14, Aufgang C, 3. Obergeschoss\nAlte Elisabeth-Schwarzhaupt-Allee 1234".into();
    paper.seller.name = "Nordlicht Studio für Gestaltung und digitale Dienste GmbH".into();
    paper
}

pub fn foreign_invoice() -> Paper {
    let mut paper = invoice("ar");
    paper.buyer = Party {
        name: "شركة النور للتجارة".into(),
        contact_name: Some("محمد الأحمد".into()),
        address: Address {
            street: "شارع الملك فهد 12".into(),
            postal_code: "11564".into(),
            city: "الرياض".into(),
            region: None,
            country: "SA".into(),
        },
        ..Party::default()
    };
    paper.intro = Some("شكرا لتعاونكم **الجيد** معنا.\n\nThank you, शुभम् and תודה.".into());
    paper.test = true;
    paper
}

pub fn credit_note(language: &str) -> Paper {
    let paper = Paper {
        corrects: Some(("INV-2026-0042".into(), day("2026-11-22"))),
        reason: Some("The printed menu was not delivered".into()),
        ..bare(Document::CreditNote, language, "CN-2026-0003")
    };
    with_lines(paper, &some_lines()[2..], 0)
}

pub fn proposal(language: &str) -> Paper {
    let mut lines = some_lines();
    lines.push((
        line("Search engine package", Some("Texts, structured data"), "10", 9_000, 1900),
        true,
        false,
    ));
    lines.push((line("Training for your staff", None, "4", 12_000, 1900), true, true));
    let paper = Paper {
        version: Some(2),
        valid_until: Some(day("2026-12-22")),
        intro: Some(
            "Dear Ms Petersen,\n\nthank you for the good talk. This is what we **would like** to do for you:"
                .into(),
        ),
        discount: Some((BasisPoints(1000), Some("first order".into()))),
        milestones: vec![
            milestone("Design approved", 4000, 200_000, None),
            milestone("Launch", 6000, 300_000, Some(day("2027-02-01"))),
        ],
        note: Some("We look forward to working with you.".into()),
        terms: Some(TERMS.into()),
        ..bare(Document::Proposal, language, "P-2026-0017")
    };
    with_lines(paper, &lines, 1000)
}

fn milestone(title: &str, share: i64, minor: i64, due: Option<Date>) -> PaperMilestone {
    PaperMilestone { title: title.into(), share: BasisPoints(share), amount: eur(minor), due }
}

pub fn agreement(language: &str, drawn: bool) -> Paper {
    let event = |at: &str, what: &str, who: Option<&str>| EvidenceEvent {
        at: at.parse().unwrap(),
        what: what.into(),
        who: who.map(str::to_owned),
        ip: Some("203.0.113.7".into()),
        agent: Some(AGENT.into()),
    };
    let strokes = vec![
        vec![(20, 150), (80, 40), (120, 150), (150, 90), (210, 120), (300, 60)],
        vec![(320, 140), (400, 70), (560, 100)],
    ];
    let evidence = Evidence {
        signer_name: "Jana Petersen".into(),
        signer_email: "jana@sonnenschein.example".into(),
        method: if drawn { "drawn" } else { "typed" }.into(),
        strokes: if drawn { strokes } else { vec![] },
        signed_at: "2026-11-22T09:14:31Z".parse().unwrap(),
        zone: "Europe/Berlin".into(),
        ip: Some("203.0.113.7".into()),
        agent: Some(AGENT.into()),
        consent: "I agree to sign this agreement electronically and to receive it by e-mail; I can ask for \
            a paper copy."
            .into(),
        consent_version: "consent-signature v3".into(),
        proposal_sha256: Some("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into()),
        content_sha256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752".into(),
        events: vec![
            event("2026-11-20T10:00:00Z", "sent", None),
            event("2026-11-21T18:20:11Z", "viewed", Some("Jana Petersen")),
            event("2026-11-22T09:12:02Z", "code_sent", None),
            event("2026-11-22T09:13:40Z", "code_entered", Some("Jana Petersen")),
            event("2026-11-22T09:14:31Z", "signed", Some("Jana Petersen")),
        ],
    };
    Paper {
        document: Document::Agreement,
        number: "AG-2026-0007".into(),
        version: None,
        evidence: Some(evidence),
        ..proposal(language)
    }
}

/// A logo, 360 × 120 pixels, with transparency.
pub const LOGO: &[u8] = include_bytes!("logo.png");

pub fn order(paper: Paper, logo: bool) -> Order {
    Order {
        ident: "paper_00000000000000000000000001".into(),
        at: "2026-11-22T10:00:00Z".parse().unwrap(),
        paper,
        logo: logo.then(|| LOGO.to_vec()),
    }
}

/// Every sample by its name.
pub fn all() -> Vec<(&'static str, Order)> {
    vec![
        ("invoice-en", order(invoice("en"), true)),
        ("invoice-de", order(invoice("de"), false)),
        ("invoice-long", order(long_invoice(), true)),
        ("invoice-arabic", order(foreign_invoice(), false)),
        ("credit-note-en", order(credit_note("en"), true)),
        ("credit-note-de", order(credit_note("de"), false)),
        ("proposal-en", order(proposal("en"), true)),
        ("proposal-de", order(proposal("de"), false)),
        ("agreement-en", order(agreement("en", true), true)),
        ("agreement-de", order(agreement("de", false), false)),
    ]
}
