//! What people do on the line: each move with its weight, the records it is meant for, and its input.

use serde_json::{Value as Json, json};

use crate::walk::{Dice, Seen};

pub enum Who {
    Boss,
    /// Whoever holds the link to the record.
    Customer,
}

/// The input for a record, or `None` where there is nothing to do it with.
type Input = fn(&mut Dice, &Seen, &str) -> Option<Json>;

pub struct Move {
    pub verb: &'static str,
    pub weight: usize,
    /// The noun it is done to; none where it needs no record.
    pub on: &'static str,
    /// The states it is meant for; empty for any.
    pub states: &'static [&'static str],
    pub who: Who,
    pub input: Input,
}

macro_rules! moves {
    ($($weight:literal $verb:literal $on:literal [$($state:literal)*] $who:ident |$d:ident, $s:ident, $id:ident|
        $input:expr;)+) => {
        pub const MOVES: &[Move] = &[$(Move {
            verb: $verb, weight: $weight, on: $on, states: &[$($state),*], who: Who::$who,
            input: |$d, $s, $id| $input,
        }),+];
    };
}

moves! {
    8 "intake.quick_add" "" [] Boss |d, _s, _id| Some(json!({
        "channel": "call", "name": format!("Person {}", d.below(40)),
        "email": format!("person{}@customer.test", d.below(40)), "message": "We need a kitchen.",
        "test": d.chance(5),
    }));
    7 "lead.qualify" "lead" ["open"] Boss |d, _s, id| Some(json!({"lead": id, "value": eur(d)}));
    1 "lead.nurture" "lead" ["open"] Boss |d, _s, id| Some(json!({"lead": id, "days": 1 + d.below(9)}));
    1 "lead.decline" "lead" ["open"] Boss |_d, _s, id| Some(json!({"lead": id, "reason": "too small"}));
    1 "lead.close" "lead" ["open"] Boss |_d, _s, id| Some(json!({"lead": id, "reason": "nobody there"}));
    2 "lead.reopen" "lead" ["nurtured" "declined" "closed" "qualified"] Boss |_d, _s, id| Some(json!({"lead": id}));
    1 "deal.open" "contact" [] Boss |d, _s, id| Some(json!({"contact": id, "title": "More", "value": eur(d)}));
    1 "deal.lose" "deal" ["open"] Boss |_d, _s, id| Some(json!({"deal": id, "reason": "too dear"}));
    1 "deal.win" "deal" ["open"] Boss |_d, _s, id| Some(json!({"deal": id}));
    2 "deal.reopen" "deal" ["won" "lost"] Boss |_d, _s, id| Some(json!({"deal": id}));
    8 "proposal.draft" "deal" ["open"] Boss |_d, _s, id| Some(json!({"deal": id}));
    9 "proposal.change" "proposal" ["draft"] Boss |d, _s, id| Some(offer(d, id));
    12 "proposal.send" "proposal" ["draft"] Boss |d, _s, id| Some(json!({"proposal": id, "by_hand": d.chance(50)}));
    3 "proposal.view" "proposal" ["sent"] Customer |d, _s, id| Some(json!({
        "proposal": id, "client": {"network": format!("10.0.0.{}", d.below(9)), "user_agent": "test"},
    }));
    12 "proposal.accept" "proposal" ["sent" "viewed"] Customer |_d, _s, id| Some(json!({
        "proposal": id, "version": 1,
        "buyer": {"company": "Lindner GmbH", "name": "Maria Lindner", "street": "Hauptstr. 1", "postal_code": "10115",
            "city": "Berlin", "region": "", "country": "DE", "vat_id": "", "email": "maria@customer.test"},
    }));
    1 "proposal.decline" "proposal" ["sent" "viewed" "accepted"] Customer |_d, _s, id| Some(json!({"proposal": id}));
    1 "proposal.revise" "proposal" ["sent" "viewed" "accepted" "declined"] Boss |_d, _s, id| {
        Some(json!({"proposal": id}))
    };
    1 "proposal.withdraw" "proposal" ["sent" "viewed" "accepted"] Boss |_d, _s, id| {
        Some(json!({"proposal": id, "reason": "a mistake"}))
    };
    2 "proposal.reopen" "proposal" ["withdrawn" "declined" "expired"] Boss |_d, _s, id| Some(json!({"proposal": id}));
    12 "agreement.sign" "agreement" ["waiting"] Customer |_d, _s, _id| None;
    1 "agreement.void" "agreement" ["signed" "waiting"] Boss |_d, _s, id| {
        Some(json!({"agreement": id, "reason": "both agreed"}))
    };
    2 "project.open" "agreement" ["signed"] Boss |_d, _s, id| Some(json!({"agreement": id}));
    1 "project.create" "contact" [] Boss |d, _s, id| Some(json!({
        "contact": id, "title": "A small job", "milestones": [{"title": "All of it", "amount": eur(d)}],
    }));
    1 "project.finish" "project" ["open"] Boss |_d, _s, id| Some(json!({"project": id}));
    1 "project.cancel" "project" ["open"] Boss |_d, _s, id| Some(json!({"project": id, "reason": "no more"}));
    1 "project.reopen" "project" ["done" "cancelled"] Boss |_d, _s, id| Some(json!({"project": id}));
    1 "milestone.add" "project" ["open"] Boss |d, _s, id| {
        let amount = if d.chance(20) { json!({"minor": 0, "currency": "EUR"}) } else { eur(d) };
        Some(json!({"project": id, "title": "Something more", "amount": amount}))
    };
    3 "milestone.deliver" "milestone" ["open"] Boss |_d, _s, id| Some(json!({"milestone": id}));
    9 "milestone.accept" "milestone" ["open" "delivered" "disputed"] Boss |_d, _s, id| Some(json!({"milestone": id}));
    1 "milestone.dispute" "milestone" ["delivered"] Boss |_d, _s, id| {
        Some(json!({"milestone": id, "reason": "a drawer is missing"}))
    };
    2 "milestone.reopen" "milestone" ["delivered" "accepted" "cancelled" "waived" "disputed"] Boss |_d, _s, id| {
        Some(json!({"milestone": id}))
    };
    1 "milestone.cancel" "milestone" ["open"] Boss |_d, _s, id| Some(json!({"milestone": id, "reason": "not wanted"}));
    1 "milestone.waive" "milestone" ["accepted"] Boss |_d, _s, id| Some(json!({"milestone": id, "reason": "a gift"}));
    2 "invoice.issue_for" "milestone" ["accepted"] Boss |_d, _s, id| Some(json!({"milestone": id}));
    3 "invoice.draft" "contact" [] Boss |d, _s, id| Some(json!({"contact": id, "lines": [line(d)],
        "buyer": {"name": "Maria Lindner", "address": {"street": "Hauptstr. 1", "postal_code": "10115",
            "city": "Berlin", "country": "DE"}}}));
    4 "invoice.issue" "invoice" ["draft"] Boss |_d, _s, id| Some(json!({"invoice": id}));
    1 "invoice.discard" "invoice" ["draft"] Boss |_d, _s, id| Some(json!({"invoice": id}));
    1 "invoice.remind" "invoice" ["issued"] Boss |d, _s, id| Some(json!({"invoice": id, "level": d.below(4)}));
    1 "invoice.dispute" "invoice" ["issued"] Boss |_d, _s, id| Some(json!({"invoice": id, "reason": "too much"}));
    2 "invoice.settle_dispute" "invoice" ["disputed"] Boss |_d, _s, id| Some(json!({"invoice": id}));
    1 "invoice.write_off" "invoice" ["issued"] Boss |_d, _s, id| Some(json!({"invoice": id, "reason": "insolvent"}));
    2 "invoice.credit" "invoice" ["issued" "paid"] Boss |_d, _s, id| {
        Some(json!({"invoice": id, "all": true, "reason": "agreed"}))
    };
    1 "invoice.hand_over" "invoice" ["issued"] Boss |_d, _s, id| Some(json!({"invoice": id, "how": "post"}));
    8 "payment.record" "invoice" ["issued"] Boss |d, _s, id| Some(json!({
        "invoice": id, "amount": eur(d), "method": d.of(["bank_transfer", "cash"]),
    }));
    2 "payment.void" "payment" [] Boss |_d, _s, id| Some(json!({"payment": id, "reason": "a slip"}));
    1 "payment.apply_credit" "invoice" ["issued"] Boss |d, s, id| {
        Some(json!({"contact": d.one(&s["contact"])?.0, "invoice": id}))
    };
    4 "refund.record" "contact" [] Boss |d, _s, id| Some(json!({"contact": id, "amount": eur(d)}));
    1 "refund.void" "refund" ["recorded"] Boss |_d, _s, id| Some(json!({"refund": id, "reason": "a slip"}));
    4 "statement.import" "" [] Boss |d, _s, _id| Some(json!({"account": "Main account", "text": statement(d)}));
    3 "bank_line.match" "bank_line" ["unmatched"] Boss |d, s, id| {
        Some(json!({"bank_line": id, "payment": d.one(&s["payment"])?.0}))
    };
    4 "bank_line.match" "bank_line" ["unmatched"] Boss |d, s, id| {
        let open: Vec<_> = s["invoice"].iter().filter(|(_, state)| state == "issued").collect();
        Some(json!({"bank_line": id, "invoices": [d.one(&open)?.0]}))
    };
    2 "bank_line.match" "bank_line" ["outgoing"] Boss |d, s, id| {
        Some(json!({"bank_line": id, "contact": d.one(&s["contact"])?.0}))
    };
    1 "bank_line.unmatch" "bank_line" ["outgoing"] Boss |_d, _s, id| Some(json!({"bank_line": id}));
    2 "bank_line.unmatch" "bank_line" ["matched"] Boss |_d, _s, id| Some(json!({"bank_line": id}));
    1 "bank_line.ignore" "bank_line" ["unmatched"] Boss |_d, _s, id| Some(json!({"bank_line": id, "reason": "fees"}));
    1 "bank_line.restore" "bank_line" ["ignored"] Boss |_d, _s, id| Some(json!({"bank_line": id}));
    1 "statement.remove" "statement" [] Boss |_d, _s, id| Some(json!({"statement": id}));
    2 "task.create" "contact" [] Boss |_d, _s, id| Some(json!({"title": "Call them", "contact": id}));
}

/// Few amounts, so that some fit each other.
fn eur(d: &mut Dice) -> Json {
    json!({"minor": d.of([11_900, 5_000, 100_000, 119_000]), "currency": "EUR"})
}

fn line(d: &mut Dice) -> Json {
    let price = json!({"minor": d.of([10_000, 100_000, 3_333]), "currency": "EUR"});
    json!({"title": "Work", "quantity": d.of(["1", "2.5"]), "unit_price": price, "rate": d.of([1900, 700])})
}

fn offer(d: &mut Dice, id: &str) -> Json {
    let lines: Vec<Json> = (0..1 + d.below(3)).map(|_| line(d)).collect();
    json!({
        "proposal": id, "lines": lines, "terms": "1. We do it.\n\n2. You pay it.",
        "plan": [{"title": "Begin", "share": 4000}, {"title": "The rest", "share": 6000, "due_days": 20}],
    })
}

fn statement(d: &mut Dice) -> String {
    let mut text = "Date;Name;Text;Amount;Currency\n".to_owned();
    for _ in 0..1 + d.below(3) {
        let amount = d.of(["119.00", "50.00", "1000.00", "1190.00", "-20.00"]);
        text += &format!(
            "2026-02-0{};Person {};Invoice 000{};{amount};EUR\n",
            1 + d.below(2),
            d.below(40),
            d.below(9)
        );
    }
    text
}
