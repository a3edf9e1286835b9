//! Deterministic simulation of the pure core: one seed is one history. The turns, enrolments, leases, departures and
//! second chances are those of the house; the store, the clock, the workers, the post and the people are played.
//!
//! `SEEDS` and `DAYS` say how much, `FROM` where to begin, `SEED` plays one seed and tells what happens in it. A seed
//! that once failed stands in `kept.txt` and is played first.
#![allow(clippy::unwrap_used)]

mod chance;
mod check;
mod compare;
mod disk;
mod failure;
mod grammar;
mod happened;
mod hears;
mod history;
#[path = "../house/mod.rs"]
mod house;
mod known;
mod naive;
mod node;
mod orders;
mod people;
mod planted;
mod rich;
mod sees;
mod sender;
mod starts;
mod text;
mod walks;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use failure::{Failure, Planted};
use history::Event;
use world::{Came, World};

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn events(seed: u64, days: i64) -> Vec<Event> {
    let house = known::house();
    match seed.checked_sub(RICH) {
        Some(seed) => history::rich(seed, days, house),
        None => history::of(seed, days, house),
    }
}

/// From this seed on the documents are richer.
const RICH: u64 = 1 << 40;

fn play(seed: u64, events: &[Event], days: i64, planted: Option<Planted>) -> Result<Came, Failure> {
    World::new(seed, planted, false).live(events, days)
}

/// The fewest events with which a seed fails, and all that happens then.
fn told(seed: u64, days: i64, planted: Option<Planted>, failure: &Failure) -> String {
    let same =
        |events: &[Event]| play(seed, events, days, planted).is_err_and(|found| found.law == failure.law);
    let fewest = history::shrunk(events(seed, days), same);
    let mut world = World::new(seed, planted, true);
    let found = world.live(&fewest, days).err();
    let events: Vec<String> = fewest.iter().map(|event| format!("    {event}")).collect();
    let told = world.told.unwrap_or_default().join("\n    ");
    let found = found.map_or_else(|| "nothing".into(), |found| found.to_string());
    format!(
        "seed {seed}, {failure}\n  the fewest events:\n{}\n  come to {found}:\n    {told}",
        events.join("\n")
    )
}

fn kept() -> Vec<u64> {
    let seeds = include_str!("kept.txt").lines().filter(|line| !line.starts_with('#'));
    seeds.filter_map(|line| line.split_whitespace().next()?.parse().ok()).collect()
}

/// Plays these seeds on all cores; the first that fails is told with its fewest events.
fn all(seeds: impl Iterator<Item = u64> + Send, days: i64) -> (u64, Came) {
    let (seeds, played) = (Mutex::new(seeds), AtomicU64::new(0));
    let (sum, failed) = (Mutex::new(Came::default()), Mutex::new(None));
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(seed) = next(&seeds).filter(|_| failed.lock().unwrap().is_none()) {
                    match play(seed, &events(seed, days), days, None) {
                        Ok(came) => add(&mut sum.lock().unwrap(), came),
                        Err(failure) => *failed.lock().unwrap() = Some((seed, failure)),
                    }
                    played.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    if let Some((seed, failure)) = failed.into_inner().unwrap() {
        panic!("{}", told(seed, days, None, &failure));
    }
    (played.into_inner(), sum.into_inner().unwrap())
}

fn next(seeds: &Mutex<impl Iterator<Item = u64>>) -> Option<u64> {
    seeds.lock().unwrap().next()
}

fn add(sum: &mut Came, came: Came) {
    sum.runs += came.runs;
    sum.turns += came.turns;
    sum.left += came.left;
    sum.done += came.done;
    sum.compared += came.compared;
    sum.walked |= came.walked;
}

#[test]
fn every_history_keeps_what_the_design_promises() {
    let days = number("DAYS", 30) as i64;
    if let Ok(seed) = std::env::var("SEED") {
        let seed = seed.parse().unwrap();
        let mut world = World::new(seed, None, true);
        let came = world.live(&events(seed, days), days);
        println!("{}\n{came:?}", world.told.unwrap_or_default().join("\n"));
        return;
    }
    let (many, from) = (number("SEEDS", 600), number("FROM", 1));
    let began = std::time::Instant::now();
    let (played, came) = all(kept().into_iter().chain(from..from + many), days);
    let rate = played as f64 / began.elapsed().as_secs_f64();
    println!("{played} histories of {days} days, {rate:.0} a second: {came:?}");
    assert!(came.runs > played && came.left > 0 && came.done > 0, "nothing happens in them: {came:?}");
    assert_eq!(came.compared, came.runs, "every run is compared with the reference");
    let all = (1 << automation::shipped::SHIPPED.len()) - 1;
    assert!(came.walked == all || many < 300, "some that are shipped had no run: {:b}", came.walked);
}

/// As above, with documents of which each step has more in it.
#[test]
fn richer_documents_keep_it_too() {
    let (many, from) = (number("SEEDS", 300), number("FROM", 1));
    let (played, came) = all((from..from + many).map(|seed| RICH + seed), number("DAYS", 30) as i64);
    println!("{played} richer histories: {came:?}");
    assert!(known::house().rich.len() > 50, "too few can be published");
    assert_eq!(came.compared, came.runs, "every run is compared with the reference");
}

/// INV25: what is written down and read again is the same, byte for byte, whatever the grammar draws.
#[test]
fn a_drawn_document_comes_back_byte_for_byte() {
    use automation::document::Automation;
    let catalogue = house::catalogue();
    let mut fit = 0;
    for number in 0..1_500 {
        let text = grammar::document(number);
        let document = Automation::from_yaml(&text).unwrap_or_else(|refused| panic!("{refused}\n{text}"));
        let canonical = document.canonical();
        let again =
            Automation::from_yaml(&canonical).unwrap_or_else(|refused| panic!("{refused}\n{canonical}"));
        assert_eq!(again, document, "{text}");
        assert_eq!(again.canonical(), canonical);
        assert_eq!(again.sha256(), document.sha256());
        fit += u32::from(automation::plan::Plan::build(document, &catalogue).is_ok());
    }
    assert!(fit > 500, "only {fit} of them could be published");
}

/// INV26: whichever worker ends at whichever of its moves, what is done in the end is what is done without. Where a
/// sender ends with a message in its hands nobody may know what became of it: there, a person is asked.
#[test]
fn a_crash_at_any_move_ends_as_no_crash_does() {
    let (mut tried, mut unknown) = (0, 0);
    for seed in 1..=6 {
        let all = history::quiet(seed, known::house());
        let whole = ended(seed, &all);
        assert!(!whole.is_empty());
        for worker in 0..2 * history::NODES {
            for moves in 1..14 {
                let mut crashed = all.clone();
                let first = all.iter().position(|event| event.at > 0).unwrap_or_default();
                let crash = Event { at: 0, what: history::What::Crash(worker, moves) };
                crashed.insert(first, crash);
                let came = ended(seed, &crashed);
                let lost = came.iter().any(|line| line.contains("uncertain"));
                assert!(came == whole || lost, "seed {seed}, {:?}:\n{whole:#?}\n{came:#?}", crash.what);
                assert!(!lost || worker >= history::NODES, "a worker on runs sends nothing");
                (tried, unknown) = (tried + 1, unknown + u32::from(lost));
            }
        }
    }
    assert!(tried > 300 && unknown > 10, "{tried} crashes, {unknown} of them with a message under way");
}

/// What a history comes to in the end, without its times and ids.
fn ended(seed: u64, events: &[Event]) -> Vec<String> {
    let mut world = World::new(seed, None, false);
    world.calm = true;
    if let Err(failure) = world.live(events, 30) {
        panic!("seed {seed}, {failure}: {events:#?}");
    }
    world.ended()
}
