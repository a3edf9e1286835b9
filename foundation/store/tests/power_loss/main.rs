//! Power that fails: what was acknowledged is there, whenever it fails and whatever the disk had not been
//! told to keep.
//!
//! A child commits under a recorder; the record is cut at seeded places, a disk that keeps its word and no
//! more is built of what stands before the cut, and the store opens on it. `POWER_CUTS` and `POWER_SEED` play
//! more and others, `POWER_RECORD` the record a failure has left; with `TMPDIR` in memory they are faster.
#![cfg(target_os = "linux")]

mod ask;
mod disk;
mod record;
mod shelf;
mod told;
mod work;

use std::path::Path;
use std::sync::LazyLock;
use std::thread;

use disk::{Chance, Disk};
use record::{Record, Step};
use tempfile::TempDir;
use told::Told;

const CUTS: usize = 200;
/// A planted bug is found within so many.
const PLANTED: usize = 80;
const HANDS: usize = 2;

static RECORD: LazyLock<Option<Record>> = LazyLock::new(|| Record::of(&["works", "upgrades"]));

#[test]
#[ignore = "what the child does, under the recorder"]
fn the_part_of_the_child() {
    let (part, root) = (std::env::var("POWER_PART"), std::env::var("POWER_ROOT"));
    if let (Ok(part), Ok(root)) = (part, root) {
        work::play(&part, Path::new(&root));
    }
}

#[test]
fn what_was_acknowledged_outlives_a_power_cut() {
    let Some(record) = &*RECORD else { return };
    let steps = record.steps();
    passes_what_is_rare(&steps);
    let (cuts, seed) = (told_by("POWER_CUTS", CUTS), told_by("POWER_SEED", 1));
    let wrong = replayed(&steps, &chosen(&steps, cuts, seed), seed, |_| true);
    if !wrong.is_empty() {
        let (first, kept) = (&wrong[..wrong.len().min(5)], record.keep());
        panic!("{} of {cuts} cuts (seed {seed}, POWER_RECORD={kept}): {first:#?}", wrong.len());
    }
}

/// A sync that is left out, who hears the others, and what it shows as.
type Bug = (&'static str, fn(&str) -> bool, &'static str);

#[test]
fn a_sync_that_is_left_out_is_found() {
    let Some(record) = &*RECORD else { return };
    let steps = record.steps();
    let (later, seed) = (steps.len() / 2, told_by("POWER_SEED", 1));
    let bugs: [Bug; 4] = [
        ("the log", |path| !path.ends_with("-wal"), "acknowledged and lost"),
        ("the database", |path| path != "data/throughline.db", "acknowledged and lost"),
        ("the keyring", |path| path != "data/keyring", "it does not open"),
        ("the folder", |path| path != "data", "acknowledged and lost"),
    ];
    for (what, hears, shows) in bugs {
        let cuts = chosen(&steps, 3 * PLANTED, seed).into_iter().filter(|cut| *cut > later);
        let cuts: Vec<usize> = cuts.take(PLANTED).collect();
        let shown = |cuts| replayed(&steps, cuts, seed, hears).iter().any(|why| why.contains(shows));
        let found = cuts.chunks(8).any(shown);
        assert!(found, "{what} was not synced, and {} cuts did not show it", cuts.len());
    }
}

fn told_by(name: &str, otherwise: usize) -> usize {
    let given = std::env::var(name).ok();
    given.map_or(otherwise, |given| given.parse().unwrap_or_else(|_| panic!("{name} is a whole number")))
}

/// The record has what the replays are for: commits that several share, a checkpoint, keys made anew, an
/// upgrade.
fn passes_what_is_rare(steps: &[Step<'_>]) {
    let mut disk = Disk::new(|_| true);
    let (mut most, mut before, mut begun) = (0, 0, 0);
    for step in steps {
        if step.kind == b'S' {
            let added = disk.acks[before..].iter().filter(|line| line.starts_with("book ")).count();
            (most, before) = (most.max(added), disk.acks.len());
        }
        if step.kind == b'B' {
            begun = disk.begun_again;
        }
        disk.step(step);
    }
    let told = Told::of(&disk.acks);
    assert!(most > 2, "no commit was shared: at most {most} answers between two syncs");
    assert!(told.books.len() > 256, "{} persons, and one batch of keys", told.books.len());
    assert!(told.upgraded && told.backups.len() == 1 && told.forgot.len() > 10);
    assert!(begun > 1, "no checkpoint was passed while the house was at work");
}

/// Places in the record, in order: anywhere, right after a sync or an answer, where something rare happens,
/// and amid the upgrade.
fn chosen(steps: &[Step<'_>], count: usize, seed: usize) -> Vec<usize> {
    let (mut chance, mut disk) = (Chance::new(seed as u64), Disk::new(|_| true));
    let (mut turns, mut rare, mut amid) = (vec![], vec![], vec![]);
    for (nth, step) in steps.iter().enumerate() {
        let before = disk.acks.len();
        if disk.is_rare(step) {
            rare.push(nth);
        }
        disk.step(step);
        if step.kind == b'S' || disk.acks.len() > before {
            turns.push(nth);
        }
        if disk.acks.last() == Some(&"upgrading") {
            amid.push(nth);
        }
    }
    let mut cuts: Vec<usize> = (0..count)
        .map(|nth| match nth % 6 {
            0 | 1 => chance.below(steps.len()) + 1,
            2 | 3 => turns[chance.below(turns.len())] + chance.below(4),
            4 => rare[chance.below(rare.len())] + 1,
            _ => amid[chance.below(amid.len())] + 1,
        })
        .map(|cut| cut.min(steps.len()))
        .collect();
    cuts.sort_unstable();
    cuts
}

/// Plays these cuts with every hand there is; what was wrong, in sentences.
fn replayed(steps: &[Step<'_>], cuts: &[usize], seed: usize, hears: fn(&str) -> bool) -> Vec<String> {
    thread::scope(|scope| {
        let hands: Vec<_> = (0..HANDS)
            .map(|hand| {
                let own: Vec<usize> = cuts.iter().copied().skip(hand).step_by(HANDS).collect();
                scope.spawn(move || by_one_hand(steps, &own, seed, hears))
            })
            .collect();
        hands.into_iter().flat_map(|hand| hand.join().unwrap()).collect()
    })
}

fn by_one_hand(steps: &[Step<'_>], cuts: &[usize], seed: usize, hears: fn(&str) -> bool) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (mut disk, mut at, mut wrong) = (Disk::new(hears), 0, vec![]);
    for (nth, cut) in cuts.iter().enumerate() {
        steps[at..*cut].iter().for_each(|step| disk.step(step));
        at = *cut;
        let folder = built(&disk, &mut Chance::new((seed as u64) << 48 | (nth as u64) << 32 | *cut as u64));
        let told = Told::of(&disk.acks);
        if let Err(why) = runtime.block_on(ask::ask(&folder.path().join("data"), &told)) {
            wrong.push(format!("after {cut} of {} steps, {} answers: {why}", steps.len(), disk.acks.len()));
        }
    }
    wrong
}

/// The folder as the disk holds it.
fn built(disk: &Disk<'_>, chance: &mut Chance) -> TempDir {
    let root = TempDir::with_prefix("throughline-power-").unwrap();
    for (name, held) in disk.fallen(chance) {
        match held {
            None => std::fs::create_dir_all(root.path().join(name)).unwrap(),
            Some(bytes) => std::fs::write(root.path().join(name), bytes).unwrap(),
        }
    }
    root
}
