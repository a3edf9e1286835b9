//! Whatever happens to money, in whatever order: every entry adds up to 0, and the ledger agrees with open
//! invoices, unused credit and unmatched lines.
#![allow(clippy::unwrap_used)] // a test may fail so

mod play;

use kernel::Actor;
use play::{ada, balances, eur, file, import, invoice, lines, person, registry};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value as Json, json};
use testing::{World, nobody, on_both};

/// One step; what it needs and does not find makes it do nothing.
#[derive(Debug, Clone)]
enum Step {
    Issue { minor: i64, rate: i64 },
    Record { which: usize, minor: i64, named: bool },
    Void { which: usize },
    ApplyCredit { which: usize },
    Credit { which: usize, minor: i64 },
    WriteOff { which: usize },
    NotLost,
    Import { minor: i64 },
    Match { which: usize, invoice: usize },
    MatchPayment { which: usize },
    Unmatch { which: usize },
    Ignore { which: usize },
    Remove,
    Refund { which: usize, minor: i64 },
    VoidRefund { which: usize },
    PayBack { which: usize, by_line: bool },
    TakeApart { which: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let at = 0..20_usize;
    let minor = 1..2_000_i64;
    prop_oneof![
        3 => (minor.clone(), prop_oneof![Just(0), Just(700), Just(1_900)])
            .prop_map(|(minor, rate)| Step::Issue { minor, rate }),
        3 => (at.clone(), minor.clone(), any::<bool>())
            .prop_map(|(which, minor, named)| Step::Record { which, minor, named }),
        2 => at.clone().prop_map(|which| Step::Void { which }),
        2 => at.clone().prop_map(|which| Step::ApplyCredit { which }),
        1 => (at.clone(), minor.clone()).prop_map(|(which, minor)| Step::Credit { which, minor }),
        1 => at.clone().prop_map(|which| Step::WriteOff { which }),
        1 => Just(Step::NotLost),
        3 => (-500..2_000_i64).prop_map(|minor| Step::Import { minor }),
        3 => (at.clone(), at.clone()).prop_map(|(which, invoice)| Step::Match { which, invoice }),
        2 => at.clone().prop_map(|which| Step::MatchPayment { which }),
        2 => at.clone().prop_map(|which| Step::Unmatch { which }),
        1 => at.clone().prop_map(|which| Step::Ignore { which }),
        1 => Just(Step::Remove),
        3 => (at.clone(), minor).prop_map(|(which, minor)| Step::Refund { which, minor }),
        1 => at.clone().prop_map(|which| Step::VoidRefund { which }),
        3 => (at.clone(), any::<bool>()).prop_map(|(which, by_line)| Step::PayBack { which, by_line }),
        1 => at.prop_map(|which| Step::TakeApart { which }),
    ]
}

struct Till<'w> {
    world: &'w World,
    ada: Actor,
    maria: Json,
    n: usize,
    lost: Vec<Json>,
}

fn pick(all: &[Json], which: usize) -> Option<&Json> {
    if all.is_empty() { None } else { all.get(which % all.len()) }
}

impl Till<'_> {
    async fn all(&self, verb: &str, input: Json) -> Vec<Json> {
        self.world.act(&self.ada, verb, input).await["items"].as_array().unwrap().clone()
    }

    async fn payable(&self) -> Vec<Json> {
        self.all("payment.payable", json!({ "limit": 200 })).await
    }

    /// A refusal is an answer too; a fault is not.
    async fn dare(&self, verb: &str, input: Json) {
        if let Err(error) = self.world.call(&self.ada, verb, input.clone()).await {
            assert!(error.status() < 500, "{verb} {input}: {error:?}");
        }
    }

    async fn take(&mut self, step: &Step) {
        self.n += 1;
        match step {
            Step::Issue { minor, rate } => {
                let number = format!("R-{}", 1_000 + self.n);
                let input = json!({ "contact": self.maria, "number": number, "net": minor, "rate": rate });
                self.world.act(&nobody(), "play.issue", input).await;
            }
            Step::Record { which, minor, named } => {
                let open = self.payable().await;
                let invoice = pick(&open, *which).filter(|_| *named).map(|i| i["id"].clone());
                self.dare(
                    "payment.record",
                    json!({ "contact": self.maria, "invoice": invoice, "amount": eur(*minor) }),
                )
                .await;
            }
            Step::Void { which } => {
                let all = self.all("payment.list", json!({ "state": "recorded" })).await;
                if let Some(payment) = pick(&all, *which) {
                    self.dare("payment.void", json!({ "payment": payment["id"], "reason": "x" })).await;
                }
            }
            Step::ApplyCredit { which } => {
                if let Some(invoice) = pick(&self.payable().await, *which) {
                    self.dare(
                        "payment.apply_credit",
                        json!({ "contact": self.maria, "invoice": invoice["id"] }),
                    )
                    .await;
                }
            }
            Step::Refund { .. } | Step::VoidRefund { .. } | Step::PayBack { .. } | Step::TakeApart { .. } => {
                self.give_back(step).await;
            }
            _ => self.take_at_the_bank(step).await,
        }
    }

    /// Lines that went out, with or without a refund.
    async fn outgoing(&self, paid_back: bool) -> Vec<Json> {
        let all = lines(self.world, &self.ada, "outgoing").await;
        all.into_iter().filter(|line| line["refund"].is_null() != paid_back).collect()
    }

    async fn give_back(&self, step: &Step) {
        let refunds = self.all("refund.list", json!({ "state": "recorded", "limit": 200 })).await;
        match step {
            Step::Refund { which, minor } => {
                // Every other one is just what an outgoing line says.
                let free = self.outgoing(false).await;
                let said = pick(&free, *which).filter(|_| which % 2 == 0);
                let minor = said.map_or(*minor, |line| -line["amount"]["minor"].as_i64().unwrap());
                self.dare("refund.record", json!({ "contact": self.maria, "amount": eur(minor) })).await;
            }
            Step::VoidRefund { which } => {
                if let Some(refund) = pick(&refunds, *which) {
                    self.dare("refund.void", json!({ "refund": refund["id"], "reason": "x" })).await;
                }
            }
            Step::PayBack { which, by_line: true } => {
                if let Some(line) = pick(&self.outgoing(false).await, *which) {
                    let input = json!({ "bank_line": line["id"], "contact": self.maria });
                    self.dare("bank_line.match", input).await;
                }
            }
            Step::PayBack { which, .. } => {
                let free = self.outgoing(false).await;
                let same = |line: &&Json, refund: &Json| {
                    line["amount"]["minor"].as_i64() == refund["amount"]["minor"].as_i64().map(|minor| -minor)
                };
                let Some(refund) = pick(&refunds, *which) else { return };
                if let Some(line) = free.iter().find(|line| same(line, refund)).or(free.first()) {
                    let input = json!({ "bank_line": line["id"], "refund": refund["id"] });
                    self.dare("bank_line.match", input).await;
                }
            }
            Step::TakeApart { which } => {
                if let Some(line) = pick(&self.outgoing(true).await, *which) {
                    self.dare("bank_line.unmatch", json!({ "bank_line": line["id"] })).await;
                }
            }
            other => panic!("{other:?} gives nothing back"),
        }
    }

    async fn take_at_the_bank(&mut self, step: &Step) {
        match step {
            Step::Credit { which, minor } => {
                if let Some(invoice) = pick(&self.payable().await, *which) {
                    let input = json!({ "invoice": invoice["id"], "net": minor });
                    self.world.act(&nobody(), "play.credit", input).await;
                }
            }
            Step::WriteOff { which } => {
                if let Some(invoice) = pick(&self.payable().await, *which) {
                    self.world.act(&nobody(), "play.write_off", json!({ "invoice": invoice["id"] })).await;
                    self.lost.push(invoice["id"].clone());
                }
            }
            Step::NotLost => {
                if let Some(invoice) = self.lost.pop() {
                    self.world.act(&nobody(), "play.not_lost", json!({ "invoice": invoice })).await;
                }
            }
            Step::Import { minor } => {
                let amount = format!(
                    "{}{},{:02}",
                    if *minor < 0 { "-" } else { "" },
                    minor.abs() / 100,
                    minor.abs() % 100
                );
                let words = format!("line {}", self.n);
                import(self.world, &self.ada, &file(&[("02.02.2026", "Maria", "", &words, &amount)])).await;
            }
            Step::Match { which, invoice } => {
                let open = self.payable().await;
                let invoice: Vec<_> = pick(&open, *invoice).map(|i| i["id"].clone()).into_iter().collect();
                if let Some(line) = pick(&lines(self.world, &self.ada, "unmatched").await, *which) {
                    self.dare(
                        "bank_line.match",
                        json!({ "bank_line": line["id"], "invoices": invoice, "contact": self.maria }),
                    )
                    .await;
                }
            }
            Step::MatchPayment { which } => {
                let free = lines(self.world, &self.ada, "unmatched").await;
                let payments = self.all("payment.list", json!({ "state": "recorded" })).await;
                let same = free.iter().flat_map(|line| payments.iter().map(move |payment| (line, payment)));
                let mut same = same.filter(|(line, payment)| line["amount"] == payment["amount"]);
                let any = pick(&free, *which).zip(pick(&payments, *which));
                if let Some((line, payment)) = same.next().or(any) {
                    self.dare(
                        "bank_line.match",
                        json!({ "bank_line": line["id"], "payment": payment["id"] }),
                    )
                    .await;
                }
            }
            Step::Unmatch { which } => {
                if let Some(line) = pick(&lines(self.world, &self.ada, "matched").await, *which) {
                    self.dare("bank_line.unmatch", json!({ "bank_line": line["id"] })).await;
                }
            }
            Step::Ignore { which } => {
                if let Some(line) = pick(&lines(self.world, &self.ada, "unmatched").await, *which) {
                    self.dare("bank_line.ignore", json!({ "bank_line": line["id"], "reason": "x" })).await;
                }
            }
            Step::Remove => {
                if let Some(statement) = self.all("statement.list", json!({})).await.first() {
                    self.dare("statement.remove", json!({ "statement": statement["id"] })).await;
                }
            }
            other => panic!("{other:?} is taken by hand"),
        }
    }
}

on_both! {
    async fn random_money_keeps_every_sum(world: World) {
        let ada = ada(&world).await;
        let maria = person(&world, "Maria").await;
        invoice(&world, &maria, "R-1", 1_000).await;
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let mut till = Till { world: &world, ada: ada.clone(), maria, n: 0, lost: vec![] };
        for _ in 0..200 {
            let step = step().new_tree(&mut runner).unwrap().current();
            till.take(&step).await;
            // Entries, the sum over all, receivables, credit and suspense: each against its records.
            balances(&world, &ada).await;
        }
        let twice = "select count(*) as n from (
            select fact from cash_entry group by fact having count(*) > 1) q";
        assert_eq!(world.count(twice).await, 0);
        let rest = "select cast((select coalesce(sum(minor - excess_minor), 0) from cash_payment)
            - (select coalesce(sum(minor), 0) from cash_settled)
            - (select coalesce(sum(minor), 0) from cash_refund where state = 'recorded') as bigint) as n";
        assert_eq!(world.count(rest).await, 0, "amounts are what they settled, what is left and what was paid back");
        let refunds = "select count(*) as n from cash_entry where what = 'refund.recorded'";
        assert!(world.count(refunds).await > 0);
    }
}
