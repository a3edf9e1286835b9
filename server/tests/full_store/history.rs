//! One history: what the seed lets people do when, which faults it sends, and what is asked of the tables on the way.

use std::fmt::Write;

use kernel::{Actor, Error};
use serde_json::{Value as Json, json};
use testing::Engine;
use verbs::Call;

use crate::acts;
use crate::faults::Fault;
use crate::house::House;
use crate::promises;
use crate::walk::Dice;

/// The promises are asked after so many steps.
const EVERY: usize = 20;
const DAY: i64 = 86_400;

/// What came to pass, so that a history in which nothing happens proves nothing.
#[derive(Debug, Default, Clone, Copy)]
pub struct Came {
    pub steps: usize,
    pub ticks: usize,
    pub inquiries: i64,
    pub runs: i64,
    pub mails: i64,
    pub faults: usize,
    pub sleepers: usize,
}

impl Came {
    pub fn add(&mut self, other: &Came) {
        self.steps += other.steps;
        self.ticks += other.ticks;
        self.inquiries += other.inquiries;
        self.runs += other.runs;
        self.mails += other.mails;
        self.faults += other.faults;
        self.sleepers += other.sleepers;
    }

    pub fn is_lively(&self) -> bool {
        self.inquiries > 0 && self.runs > 0 && self.mails > 0 && self.faults > 0 && self.sleepers > 0
    }
}

pub struct History {
    pub house: House,
    pub dice: Dice,
    /// Of the last answer that can be taken back.
    pub undo: Option<Json>,
    /// Inquiries somebody was thanked for.
    pub acknowledged: i64,
    calls: usize,
    steps: usize,
}

impl History {
    pub async fn begin(engine: Engine, seed: u64) -> Option<History> {
        let house = House::open(engine, seed).await?;
        let dice = Dice::of_seed(seed);
        Some(History { house, dice, undo: None, acknowledged: 0, calls: 0, steps: 0 })
    }

    /// Lives so many days with faults, then lets everything come to rest.
    pub async fn live(&mut self, days: i64) -> Result<Came, String> {
        self.house.look().await?;
        acts::furnish(self).await?;
        let end = self.house.now().as_second() + days * DAY;
        while self.house.now().as_second() < end {
            self.step().await?;
            self.steps += 1;
            if self.steps.is_multiple_of(EVERY) {
                promises::hold(self).await?;
            }
        }
        self.come_to_rest().await?;
        promises::hold(self).await?;
        promises::rest(self).await?;
        self.came().await
    }

    async fn step(&mut self) -> Result<(), String> {
        self.fault();
        acts::one(self).await?;
        if self.dice.chance(70) {
            self.house.work().await?;
        }
        let seconds = self.dice.of([1, 5, 40, 400, 3_600, 8 * 3_600, DAY, DAY + 4_000]);
        self.note(|| format!("{seconds} seconds pass"));
        self.house.pass(seconds).await
    }

    fn fault(&mut self) {
        match self.dice.below(100) {
            0..12 => self.house.faults.arm(self.dice.below(9), Fault::Before),
            12..24 => self.house.faults.arm(self.dice.below(9), Fault::After),
            24..42 => self.house.faults.arm(self.dice.below(12), Fault::Stop),
            42..45 => {
                let seconds = self.dice.of([-1_800, -200, 200, 900, 2 * 3_600]);
                self.note(|| format!("! the clock is put by {seconds} seconds"));
                self.house.clock().jump_seconds(seconds);
            }
            _ => {}
        }
    }

    /// Faults stop, whoever has to say a word says it, and a month passes in which nobody brings anything.
    async fn come_to_rest(&mut self) -> Result<(), String> {
        self.note(|| "no more faults".to_owned());
        self.house.calm().await?;
        let boss = self.house.boss.clone();
        // Refused where nothing was stopped.
        self.call(boss, "automation.go_on", json!({})).await?.ok();
        acts::believe_the_clock(self).await?;
        self.house.look().await?;
        for _ in 0..8 {
            self.house.pass(DAY).await?;
            acts::believe_the_clock(self).await?;
        }
        self.house.look().await
    }

    async fn came(&self) -> Result<Came, String> {
        let world = &self.house.world;
        let runs = world.count("select count(*) as n from automation_run").await;
        let told = |what: &str| self.house.said.iter().filter(|line| line.contains(what)).count();
        Ok(Came {
            steps: self.steps,
            ticks: self.house.ticks,
            inquiries: self.acknowledged,
            runs,
            mails: self.house.post.arrived() as i64,
            faults: told("the commit of"),
            sleepers: told("stands still"),
        })
    }

    /// As whoever asks does it: what broke is asked once more with the same key. The answer, or why it was refused.
    pub async fn call(
        &mut self,
        actor: Actor,
        verb: &str,
        input: Json,
    ) -> Result<Result<Json, String>, String> {
        self.calls += 1;
        let key = Some(format!("call {}", self.calls));
        for _ in 0..5 {
            let call = Call {
                actor: actor.clone(),
                input: input.clone(),
                idempotency_key: key.clone(),
                if_match: None,
            };
            let called = self.house.world.desk.call(verb, call).await;
            self.house.said.extend(self.house.faults.befell());
            match called {
                Ok(answer) => {
                    self.note(|| format!("{verb} {input}: done"));
                    self.undo = answer.undo.or(self.undo.take());
                    return Ok(Ok(answer.body));
                }
                Err(Error::Again) => {}
                Err(error @ Error::Fault(_)) if error.to_string().contains("as it was meant to") => {}
                Err(error @ Error::Fault(_)) => {
                    return Err(format!("{verb} {input} broke: {error:?}"));
                }
                Err(error) => {
                    let code = error.code().to_owned();
                    self.note(|| format!("{verb} {input}: {code} ({error})"));
                    return Ok(Err(code));
                }
            }
        }
        Err(format!("{verb} {input} never came through"))
    }

    /// Asks without changing anything.
    pub async fn ask(&mut self, verb: &str, input: Json) -> Result<Json, String> {
        let asked = self.house.world.call(&self.house.boss, verb, input).await;
        asked.map(|answer| answer.body).map_err(|error| format!("{verb}: {error:?}"))
    }

    pub fn note(&mut self, line: impl FnOnce() -> String) {
        let at = self.house.now();
        self.house.said.push(format!("{at:.0} {}", line()));
    }

    /// The end of the history, for whoever has to understand it.
    pub fn told(&self) -> String {
        let from = self.house.said.len().saturating_sub(60);
        self.house.said[from..].iter().fold(String::from("the last of it:\n"), |mut text, line| {
            writeln!(text, "  {line}").unwrap();
            text
        })
    }

    pub fn all_told(&self) -> String {
        self.house.said.join("\n")
    }
}
