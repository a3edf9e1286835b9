//! One walk: a house, its dice, what it has seen so far.

use crate::founded::founded;
use std::collections::BTreeMap;
use std::fmt::Write;

use kernel::{Actor, Error, Id, LinkId, Ref};
use serde_json::{Value as Json, json};
use store::values;
use testing::{Engine, World};
use verbs::Registry;

use crate::moves::{MOVES, Move, Who};

/// The same numbers for the same seed, whatever happens (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn of_seed(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }

    pub fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = self.below(of.len());
        of.get(at)
    }

    pub fn of<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        choices[self.below(N)]
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// Every record by its noun, with its state.
pub type Seen = BTreeMap<&'static str, Vec<(String, String)>>;

pub struct Walk {
    pub world: World,
    pub boss: Actor,
    seed: u64,
    dice: Dice,
    history: Vec<String>,
    /// How often each verb was accepted.
    done: BTreeMap<String, usize>,
    undo: Option<Json>,
}

const WINDOWS: [(&str, &str); 12] = [
    ("contact", "select id, 'known' as state from crm_contact_window order by id"),
    ("lead", "select id, state from crm_lead_window order by id"),
    ("deal", "select id, state from crm_deal_window order by id"),
    ("proposal", "select id, state from sales_proposal_window order by id"),
    ("agreement", "select id, state from sales_agreement_window order by id"),
    ("project", "select id, state from delivery_project_window order by id"),
    ("milestone", "select id, state from delivery_milestone_window order by id"),
    ("invoice", "select id, state from billing_invoice_window order by id"),
    ("payment", "select id, state from cash_payment_window order by id"),
    ("refund", "select id, state from cash_refund order by id"),
    ("bank_line", "select id, state from cash_bank_line order by id"),
    ("statement", "select id, 'imported' as state from cash_statement order by id"),
];

/// The rooms whose workers only look and decide; what leaves the house or prints stays as it is.
const WORK: [&str; 7] = ["capture.", "crm.", "sales.", "delivery.", "billing.", "cash.", "automation."];

impl Walk {
    pub async fn begin(seed: u64, mut registry: Registry) -> Walk {
        registry.rules().in_turn();
        let world = World::open(Engine::Lite, registry).await.unwrap();
        let boss = founded(&world).await;
        let (history, done) = (vec![], BTreeMap::new());
        Walk { world, boss, seed, dice: Dice::of_seed(seed), history, done, undo: None }
    }

    /// One command, or time that passes.
    pub async fn step(&mut self) {
        if self.dice.chance(15) {
            return self.time().await;
        }
        if self.dice.chance(10)
            && let Some(undo) = self.undo.take()
        {
            let verb = undo["verb"].as_str().unwrap_or_default().to_owned();
            let boss = self.boss.clone();
            return self.call(boss, &verb, undo["body"].clone()).await;
        }
        let seen = seen(&self.world).await;
        for _ in 0..50 {
            let chosen = chosen(&mut self.dice);
            if self.make(chosen, &seen).await {
                return;
            }
        }
    }

    /// Whether there was something to do it with.
    async fn make(&mut self, chosen: &Move, seen: &Seen) -> bool {
        let Some(on) = subject(&mut self.dice, chosen, seen) else { return false };
        if chosen.verb == "agreement.sign" {
            return self.sign(&on).await;
        }
        let Some(input) = (chosen.input)(&mut self.dice, seen, &on) else { return false };
        let actor = match chosen.who {
            Who::Boss => self.boss.clone(),
            Who::Customer => customer(&on),
        };
        self.call(actor, chosen.verb, input).await;
        true
    }

    /// A signature needs a code and what was seen.
    async fn sign(&mut self, agreement: &str) -> bool {
        let boss = self.boss.clone();
        let shown = self.world.call(&boss, "agreement.show_code", json!({"agreement": agreement})).await;
        let Ok(shown) = shown else { return false };
        let (signer, input) = signature(&self.world, agreement, &shown.body["code"]).await;
        self.call(signer, "agreement.sign", input).await;
        true
    }

    async fn call(&mut self, actor: Actor, verb: &str, input: Json) {
        let called = self.world.call(&actor, verb, input.clone()).await;
        let said = match &called {
            Ok(answer) => {
                *self.done.entry(verb.to_owned()).or_default() += 1;
                self.undo = answer.undo.clone().or(self.undo.take());
                "done".to_owned()
            }
            Err(error) => error.code().to_owned(),
        };
        self.history.push(format!("{verb} {input}: {said}"));
        if let Err(error @ Error::Fault(_)) = called {
            panic!("{verb} broke: {error:?}\n{}", self.told());
        }
        if self.dice.chance(60) {
            self.rest().await;
        }
    }

    async fn time(&mut self) {
        let seconds = self.dice.of([60, 3_600, 43_200, 86_400, 3 * 86_400]);
        self.world.clock.pass_seconds(seconds);
        self.history.push(format!("{seconds} seconds pass"));
        self.rest().await;
    }

    /// What works by itself has its turn.
    async fn rest(&mut self) {
        for _ in 0..3 {
            self.world.settle().await;
            for worker in &self.world.desk.registry.workers {
                if WORK.iter().any(|room| worker.name.starts_with(room)) {
                    let ticked = (worker.tick)(&self.world.desk).await;
                    assert!(ticked.is_ok(), "{}: {ticked:?}\n{}", worker.name, self.told());
                }
            }
        }
        self.world.settle().await;
    }

    /// The walk so far, for whoever has to understand it.
    pub fn told(&self) -> String {
        let mut text = format!("seed {}, the last steps:\n", self.seed);
        for line in self.history.iter().rev().take(40).rev() {
            writeln!(text, "  {line}").unwrap();
        }
        text
    }

    /// How often each verb was accepted.
    pub fn ends(self) -> BTreeMap<String, usize> {
        self.done
    }
}

pub fn customer(object: &str) -> Actor {
    Actor::portal(LinkId::from_bytes([1; 16]).into(), Ref::parse_any(object).unwrap())
}

/// A move by its weight.
pub fn chosen(dice: &mut Dice) -> &'static Move {
    let weights: usize = MOVES.iter().map(|one| one.weight).sum();
    let mut at = dice.below(weights);
    for one in MOVES {
        if at < one.weight {
            return one;
        }
        at -= one.weight;
    }
    &MOVES[0]
}

/// Mostly a record the verb is meant for, sometimes any.
pub fn subject(dice: &mut Dice, chosen: &Move, seen: &Seen) -> Option<String> {
    if chosen.on.is_empty() {
        return Some(String::new());
    }
    let all = seen.get(chosen.on)?;
    let fit: Vec<&(String, String)> =
        all.iter().filter(|(_, state)| chosen.states.contains(&state.as_str())).collect();
    if dice.chance(15) || chosen.states.is_empty() {
        return dice.one(all).map(|(id, _)| id.clone());
    }
    dice.one(&fit).map(|(id, _)| id.clone())
}

/// Who signs an agreement with a code, and with what.
pub async fn signature(world: &World, agreement: &str, code: &Json) -> (Actor, Json) {
    let (proposal, seen) = read_aloud(world, agreement).await;
    let input = json!({
        "proposal": proposal, "seen": seen, "code": code, "consent": true, "name": "Maria Lindner",
    });
    (customer(&proposal), input)
}

/// The proposal, and the hash of what its page shows of the agreement.
async fn read_aloud(world: &World, agreement: &str) -> (String, String) {
    use sha2::Digest;
    let id: Ref = Ref::parse_any(agreement).unwrap();
    let sql = "select proposal, content, plan, brief, signer_email from sales_agreement where id = $1";
    let read = world.store.read(move |tx| {
        Box::pin(async move {
            let aloud = |row: &store::Row<'_>| {
                let proposal: kernel::ProposalId = row.get("proposal")?;
                let [content, plan, brief] = ["content", "plan", "brief"].map(|name| row.get::<String>(name));
                let email = json!(row.get::<String>("signer_email")?);
                Ok((proposal.to_string(), format!("[{},{},{},{email}]", content?, plan?, brief?)))
            };
            tx.one(sql, values![id], aloud).await
        })
    });
    let (proposal, text) = read.await.unwrap().unwrap();
    let hash = sha2::Sha256::digest(text.as_bytes());
    (proposal, hash.iter().map(|byte| format!("{byte:02x}")).collect())
}

pub async fn seen(world: &World) -> Seen {
    let mut seen = Seen::new();
    for (noun, sql) in WINDOWS {
        let read = world.store.read(move |tx| {
            Box::pin(tx.all(sql, &[], move |row| {
                let id = Ref::of(noun, row.get("id")?).expect("a noun of the house");
                Ok((id.to_string(), row.get::<String>("state")?))
            }))
        });
        seen.insert(noun, read.await.unwrap());
    }
    seen
}
