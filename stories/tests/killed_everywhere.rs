//! Two customers walk along every shipped automation while the program is killed at every place it can be killed at:
//! once in each stage of the walk. What comes of them equals what comes of two whom nothing befell.
//!
//! Each place is tried once: on SQLite at its first visit of a stage, on PostgreSQL at a later one, which
//! `STORIES_SEED` chooses, and there only the places of its own. `FULL=1` tries each visit of each place.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use stories::bed::server::Server;
use stories::chance::Chance;
use stories::walk::{House, Outcome};

const PLACES: [&str; 5] = [
    "effect.claimed",
    "effect.carried",
    "automation.claimed",
    "automation.before_step",
    "automation.after_step",
];
const SQLITE: [&str; 2] = ["group.before_commit", "group.after_commit"];
const POSTGRESQL: [&str; 2] = ["commit.before", "commit.after"];
/// What came back from outside and was not written down: every database has to find its own way out of it.
const HARDEST: [&str; 1] = ["effect.carried"];

/// A10, A40, K18: no place is so unlucky that something is lost, or done twice.
#[test]
fn on_sqlite() {
    story(Server::on_sqlite(), &SQLITE, false);
}

#[test]
fn on_postgresql() {
    if let Some(server) = Server::on_postgresql() {
        story(server, &POSTGRESQL, true);
    }
}

fn story(server: Server, commits: &[&str], later: bool) {
    let began = Instant::now();
    let mut chance = Chance::from_env("killed everywhere");
    let mut house = House::begin(server);
    let whole = house.walk("unharmed", None);
    is_a_whole_walk(&whole, &house.shipped());
    let others: &[&str] = if later && !full() { &HARDEST } else { &PLACES };
    let places: Vec<&str> = commits.iter().chain(others).copied().collect();
    let visits = house.visits.clone();
    println!("visits of one stage, at most: {visits:?}");
    let mut walks = 0;
    for place in places {
        let most = visits.get(place).copied().unwrap_or(0);
        assert!(most > 0, "nobody comes by {place}: {visits:?}");
        for visit in tried(most, later.then_some(&mut chance)) {
            let (deaths, unknown) = (house.deaths, house.unknown());
            let name = format!("{}-{visit}", place.replace(['.', '_'], "-"));
            let came = house.walk(&name, Some((place, visit)));
            println!(
                "{place}:{visit}: {} deaths, {:.0} s",
                house.deaths - deaths,
                began.elapsed().as_secs_f64()
            );
            let unknown = house.unknown() > unknown;
            let unlike = told(&came, unknown).unlike(&told(&whole, unknown));
            if !unlike.is_empty() {
                println!("{}", house.messages().join("\n"));
            }
            assert!(
                unlike.is_empty(),
                "{place}:{visit}, unlike a walk nothing befell:\n{}",
                unlike.join("\n")
            );
            walks += 1;
        }
    }
    house.all_is_well();
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{walks} walks, {} deaths, {seconds:.0} s; {} mails had left unknown",
        house.deaths,
        house.unknown()
    );
}

fn full() -> bool {
    std::env::var_os("FULL").is_some()
}

/// One visit; each with `FULL`.
fn tried(most: u64, later: Option<&mut Chance>) -> Vec<u64> {
    if full() {
        return (1..=most).collect();
    }
    match later {
        Some(chance) if most > 1 => vec![2 + chance.below(most - 1)],
        _ => vec![1],
    }
}

/// A walk that meets only half of the automations proves half; and one is met where a run of it came to its end, not
/// only out of its way.
fn is_a_whole_walk(whole: &Outcome, shipped: &[String]) {
    let lived = |run: &str| run.contains(": done ") && !run.ends_with(" exit");
    let met: BTreeSet<&str> =
        whole.runs.keys().filter(|run| lived(run)).filter_map(|run| run.split(':').next()).collect();
    let missing: Vec<&String> = shipped.iter().filter(|name| !met.contains(name.as_str())).collect();
    assert!(!shipped.is_empty() && missing.is_empty(), "nobody met {missing:?}: {whole:#?}");
    assert_eq!(whole.copies, 0);
}

/// What must be the same. A mail that had left unknown was never told to have left, so nothing was silent after it; a
/// code that is asked for again is another mail.
fn told(outcome: &Outcome, unknown: bool) -> Outcome {
    let kept = |all: &BTreeMap<String, usize>, without: &[&str]| {
        let wanted = |(words, _): &(&String, &usize)| !without.iter().any(|word| words.contains(word));
        all.iter().filter(wanted).map(|(words, n)| (words.clone(), *n)).collect()
    };
    // Where such a mail stopped its run, the person skips the step: to the run nobody was asked, so it ends there.
    let asked = ["Review request", "Win back", "A customer from before has not answered"];
    let silence = if unknown { [&["Silence", "silence", "No answer"][..], &asked].concat() } else { vec![] };
    Outcome {
        mails: kept(&outcome.mails, &["code"]),
        tasks: kept(&outcome.tasks, &silence),
        runs: kept(&outcome.runs, &silence),
        copies: 0,
        ..outcome.clone()
    }
}
