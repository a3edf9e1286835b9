//! Measures the running product against a reference loop of the same minute: intake through HTTP with 64 clients, how
//! long a lead waits for its answer at the real mail server, lists over a large house, the program at rest.
//!
//! `cargo xtask bench [LEADS [CONTACTS]]` runs it as root, because Postfix needs it. Figures are for ratios:
//! machines are noisy.

mod house;
mod intake;
mod lists;
mod process;
mod reference;

use std::time::Instant;

const LEADS: usize = 2_000;
const CONTACTS: usize = 1_000_000;
const CLIENTS: usize = 64;

fn main() {
    let number = |at: usize, usual| std::env::args().nth(at).and_then(|n| n.parse().ok()).unwrap_or(usual);
    let (leads, contacts) = (number(1, LEADS), number(2, CONTACTS));
    let began = Instant::now();
    println!("| what | figure |\n| --- | --- |");
    at_rest();
    under_load(leads);
    large(contacts);
    println!("| whole run | {:.0} s |", began.elapsed().as_secs_f64());
}

fn at_rest() {
    let found = house::measure();
    println!("| size of the program | {:.1} MB |", found.binary_mb);
    println!("| start on an existing database, best of 5 | {:.0} ms |", found.start_ms);
    println!("| memory at rest | {:.0} MB |", found.idle_mb);
    println!("| CPU at rest, of one core | {:.2} % |", found.idle_cpu_percent);
}

fn under_load(leads: usize) {
    let syncs = reference::syncs_per_second();
    let found = intake::measure(leads, CLIENTS);
    println!("| reference: 4 KiB append and fdatasync | {syncs:.0}/s |");
    println!("| leads submitted through HTTP, {CLIENTS} clients | {leads} |");
    println!("| intake rate, answer by mail running beside | {:.0}/s |", found.rate);
    println!("| intake latency p50 / p99 | {:.1} / {:.1} ms |", found.p50_ms, found.p99_ms);
    println!("| leads per reference sync | {:.2} |", found.rate / syncs);
    println!("| commits per 1,000 leads during intake, answers included | {:.0} |", found.commits);
    println!(
        "| CPU of the program per lead until the last was acknowledged | {:.2} ms |",
        found.intake_cpu_ms
    );
    println!("| CPU of the program per lead, answer included | {:.2} ms |", found.cpu_ms);
    println!(
        "| durable intake to acceptance by Postfix p50 / p99 | {:.1} / {:.1} s |",
        found.wait_p50, found.wait_p99
    );
    println!("| memory of the program after all of it | {:.0} MB |", found.memory_mb);
}

fn large(contacts: usize) {
    for one in lists::measure(contacts) {
        println!(
            "| `GET {}`, {contacts} contacts: p50 / p99; p99 while writing; CPU | {:.1} / {:.1}; {:.1}; {:.1} ms |",
            one.path, one.alone_p50_ms, one.alone_p99_ms, one.writing_p99_ms, one.cpu_ms
        );
    }
}

/// The smallest value that covers this share.
pub(crate) fn rank(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}
