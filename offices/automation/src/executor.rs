//! Carrying runs on: takes what is due under a lease, and moves each run in transactions of its own.
//!
//! Invariant: a command and the progress of its run commit together, and only for whoever holds the epoch.

pub(crate) mod letter;
mod order;
mod rehearse;
mod wordless;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use kernel::{Error, Permit, Result, RunId, Timestamp};
use store::{Raise, Tx};
use verbs::{Desk, Worker};

use crate::approval;
use crate::automation::Mode;
use crate::clock;
use crate::office;
use crate::plan::Move;
use crate::run::rows::{self, Held, Saved};
use crate::run::walk::{Given, Stuck, walk};
use crate::run::written::goes_on;
use crate::run::{Kept, call, later, settle};
use crate::settings::Settings;
use order::{Next, Order, Told};
use wordless::Wordless;

/// Works on the runs of every automation.
pub struct Runs;

/// A killed process is not missed for longer than this. One that is only slow loses the run to another and writes
/// nothing.
pub const LEASE_MS: i64 = 12_000;
/// What broke is tried again after this.
const PAUSE_MS: i64 = 10_000;
/// Who broke so often in a row stands still until a person has looked.
const MOST_FAULTS: i64 = 3;
/// A run that goes further than this at once lets others go first.
const MOST_TURNS: usize = 100;
const MOST_ROUNDS: usize = 20;

impl Worker for Runs {
    const NAME: &'static str = "automation.runs";
    const HEARS: verbs::Hears = verbs::Hears::AtOnce;
    const ALONE: bool = false;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let directory = office::refresh(&desk.store).await?;
        if !directory.broken.is_empty() {
            raise_broken(desk, directory.clone()).await?;
        }
        clock::watch(desk).await?;
        for _ in 0..MOST_ROUNDS {
            let most = desk.store.neighbours_at_once();
            let claimed = desk.store.claim("automation.claim", move |tx| Box::pin(claim(tx, most))).await?;
            if claimed.is_empty() {
                return desk.store.read(|tx| Box::pin(next_due(tx))).await;
            }
            kernel::crash::point("automation.claimed");
            let work = claimed.into_iter().map(|(run, epoch)| carry_on(desk, run, epoch).boxed());
            desk.store.neighbours(work.collect()).await;
        }
        Ok(Some(desk.store.now()))
    }
}

/// The master stop is read with every claim, and with every turn and command of what was claimed.
async fn claim(tx: &mut Tx, most: i64) -> Result<Vec<(RunId, i64)>> {
    if tx.setting::<Settings>().await?.stopped {
        return Ok(vec![]);
    }
    let until = later(tx.now(), LEASE_MS);
    rows::claim(tx, until, most).await
}

async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>> {
    if tx.setting::<Settings>().await?.stopped {
        return Ok(None);
    }
    rows::next_due(tx).await
}

/// One run, as far as it goes; what breaks is told, and tried again later. Its panic is its own: the runs beside it go
/// on.
async fn carry_on(desk: &Desk, run: RunId, epoch: i64) {
    let went = AssertUnwindSafe(advance(desk, run, epoch)).catch_unwind().await;
    let Err(error) = went.unwrap_or_else(|panic| Err(store::panicked(&*panic))) else { return };
    if error.code() == "run.moved" {
        return;
    }
    let why = Arc::new(error.to_string());
    let busy = matches!(error, Error::Again | Error::NoRoom);
    let give_back = desk.store.write(Permit::engine("automation.runs"), None, move |tx| {
        let why = why.clone();
        Box::pin(async move { give_back(tx, (run, epoch), &why, busy).await })
    });
    // Whoever cannot even say so keeps the lease until it ends; then the run is claimed again.
    drop(give_back.await);
}

async fn give_back(tx: &mut Tx, (run, epoch): (RunId, i64), why: &str, busy: bool) -> Result<()> {
    let again = later(tx.now(), PAUSE_MS);
    if busy {
        return rows::release(tx, run, epoch, again).await;
    }
    // Nothing of the run itself is read or written: that may be what breaks.
    let (whose, faults) = rows::broke(tx, (run, epoch), again, MOST_FAULTS).await?;
    let people = crate::sight::rows::people(tx, whose.automation).await?;
    if faults < MOST_FAULTS {
        let about = ("automation.fault", "something broke on our side".to_owned(), why.to_owned());
        return settle::raise(tx, whose, people, about).await;
    }
    rows::stand_aside(tx, run).await?;
    let detail =
        format!("{why}; it was tried {faults} times. Mend what it meets, then try it again, or stop it");
    let about = ("automation.parked", "something breaks on our side each time".to_owned(), detail);
    settle::raise(tx, whose, people, about).await
}

/// What a transaction of the run itself came to.
enum Turned {
    Rests,
    /// A command comes next; nothing was written of it.
    Goes(Box<Order>),
    Again,
}

async fn advance(desk: &Desk, run: RunId, epoch: i64) -> Result<()> {
    let mut told = None;
    for _ in 0..MOST_TURNS {
        let next = match turn(desk, run, epoch, told.take()).await? {
            Turned::Rests => return Ok(()),
            Turned::Again => Next::Look,
            Turned::Goes(order) => carry_out(desk, epoch, *order).await?,
        };
        match next {
            Next::Rest => return Ok(()),
            Next::Look => {}
            Next::Tell(what) => told = Some(what),
        }
    }
    let again = desk.store.now();
    let release = desk.store.write(Permit::engine("automation.runs"), None, move |tx| {
        Box::pin(rows::release(tx, run, epoch, again))
    });
    release.await
}

async fn carry_out(desk: &Desk, epoch: i64, order: Order) -> Result<Next> {
    if let Some(refused) = order.is_for_people(desk) {
        return Ok(refused);
    }
    match order.kept.mode {
        Mode::Practice | Mode::ApproveEach | Mode::Automatic if order.asks.is_some() => {
            rehearse::ask_step(desk, &order).await
        }
        Mode::Practice => rehearse::rehearse(desk, &order).await,
        Mode::ApproveEach if order.needs_yes(desk) => rehearse::ask(desk, &order).await,
        Mode::ApproveEach | Mode::Automatic => order.carry_out(desk, epoch).await,
    }
}

async fn turn(desk: &Desk, run: RunId, epoch: i64, told: Option<Box<Told>>) -> Result<Turned> {
    let turn = desk.store.write(Permit::engine("automation.runs"), None, move |tx| {
        let told = told.clone();
        Box::pin(async move {
            match rows::held(tx, run, epoch).await? {
                Held::Goes(kept) => turn_in(tx, *kept, told).await,
                Held::Stands => stand(tx, run, epoch).await,
            }
        })
    });
    turn.await
}

/// It was stopped or switched off under the hands of whoever works on it: it goes on from here when that is over. What
/// became of a command that was not carried out is not written: it is tried anew then.
async fn stand(tx: &mut Tx, run: RunId, epoch: i64) -> Result<Turned> {
    let now = tx.now();
    rows::release(tx, run, epoch, now).await?;
    Ok(Turned::Rests)
}

async fn turn_in(tx: &mut Tx, kept: Kept, told: Option<Box<Told>>) -> Result<Turned> {
    // What woke a broken run is no person: whoever has its place in the group meanwhile keeps it.
    let broke = kept.note.as_deref() == Some(settle::FAULT);
    if broke && rows::step_in(tx, kept.id).await?.is_some() {
        rows::stand_still(tx, kept.id, kept.epoch).await?;
        return Ok(Turned::Rests);
    }
    let given = told.as_ref().map(|told| Given::Became(told.visit.clone(), told.became.clone()));
    let mut walked = match walk(tx, kept, given).await? {
        Ok(walked) => walked,
        Err(Stuck::Unfit(kept, why)) => return unfit(tx, kept, why).await,
    };
    let Some(told) = told else {
        if let Some(mut order) = Order::of(&walked) {
            order.pin(tx).await?;
            return Ok(Turned::Goes(Box::new(order)));
        }
        let called = call::begin(tx, &mut walked).await?;
        let next = settle::settle(tx, walked, called).await?;
        return Ok(if goes_on(&next) { Turned::Again } else { Turned::Rests });
    };
    if let Some(approval) = told.ask.as_ref().filter(|_| matches!(walked.next, Move::AwaitEffect { .. })) {
        approval::rows::ask(tx, approval).await?;
    }
    let heeded = walked.heeded;
    let wordless = told.wordless.clone().filter(|_| heeded).map(|why| Wordless::of(&walked, &told, why));
    let next = settle::settle(tx, walked, heeded.then_some((told.visit, told.doing))).await?;
    if let Some(wordless) = wordless.filter(|_| !matches!(next, Move::Park(_))) {
        wordless.raise(tx).await?;
    }
    Ok(if goes_on(&next) { Turned::Again } else { Turned::Rests })
}

/// The version of the run no longer fits the house: a person must decide.
async fn unfit(tx: &mut Tx, mut kept: Kept, why: String) -> Result<Turned> {
    kept.note = Some(settle::FAULT.into());
    rows::save(tx, &Saved { kept: &kept, wakes_at: None, keeps: false, ended: None }).await?;
    rows::stand_still(tx, kept.id, kept.epoch).await?;
    rows::stand_aside(tx, kept.id).await?;
    let people = crate::sight::rows::people(tx, kept.automation).await?;
    let about = ("automation.unfit", "its version no longer fits".to_owned(), why);
    settle::raise(tx, (&kept).into(), people, about).await?;
    Ok(Turned::Rests)
}

async fn raise_broken(desk: &Desk, directory: Arc<office::Directory>) -> Result<()> {
    let raise = desk.store.write(Permit::engine("automation.runs"), None, move |tx| {
        let directory = directory.clone();
        Box::pin(async move {
            for (automation, why) in &directory.broken {
                tx.raise(Raise {
                    key: format!("broken {}", automation.id),
                    code: "automation.broken",
                    title: format!("{} enrols nobody any more", automation.name),
                    detail: format!(
                        "its version no longer fits the house: {why}; correct it and publish again"
                    ),
                    owner: automation.owned.owner,
                    subject: Some(automation.id.into()),
                    ..Raise::default()
                })
                .await?;
            }
            Ok(())
        })
    });
    raise.await
}
