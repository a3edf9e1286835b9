//! Measures the running product against a reference loop of the same minute: intake through HTTP with 64 clients, how
//! long a lead waits for its answer at the real mail server, papers, lists over a large house, the program at rest.
//!
//! `cargo xtask bench` runs it as root, because Postfix needs it. Figures are for ratios: machines are noisy. A part
//! alone: `cargo xtask bench automations [FACTS [RUNS]]`, `rest`, `load [LEADS]`, `steps [TIMERS]`, `papers`,
//! `lists [CONTACTS]`, `nodes [RUNS]`, `idle [FORMS]`.

mod automations;
mod house;
mod idle;
mod intake;
mod lists;
mod nodes;
mod papers;
mod process;
mod reference;
mod steps;

use std::time::Instant;

use stories::bed::server::Server;

const LEADS: usize = 2_000;
const CONTACTS: usize = 1_000_000;
const CLIENTS: usize = 64;
const INVOICES: usize = 50;
const STEPS: usize = 200;
/// Runs that sleep at a time.
const TIMERS: usize = 1_000;
/// One after the other.
const FORMS: usize = 500;
const FACTS: usize = 1_000_000;
const RUNS: usize = 1_000_000;
/// Due at once, for several nodes.
const AT_ONCE: usize = 30_000;

fn main() {
    let number = |at: usize, usual| std::env::args().nth(at).and_then(|n| n.parse().ok()).unwrap_or(usual);
    let began = Instant::now();
    println!("| what | figure |\n| --- | --- |");
    match std::env::args().nth(1).as_deref() {
        Some("automations") => beside(|| automations::print(number(2, FACTS), number(3, RUNS))),
        Some("rest") => beside(at_rest),
        Some("load") => load(number(2, LEADS)),
        Some("steps") => beside(|| first_steps(number(2, TIMERS))),
        Some("papers") => beside(papers),
        Some("lists") => beside(|| large(number(2, CONTACTS))),
        Some("nodes") => beside(|| nodes::print(number(2, AT_ONCE))),
        Some("idle") => beside(|| idle::print(number(2, FORMS))),
        Some(other) => {
            panic!("there is no part `{other}`: automations, rest, load, steps, papers, lists, nodes, idle")
        }
        None => everything(),
    }
    println!("| whole run | {:.0} s |", began.elapsed().as_secs_f64());
}

fn everything() {
    beside(|| automations::print(FACTS, RUNS));
    beside(at_rest);
    load(LEADS);
    beside(|| first_steps(TIMERS));
    beside(papers);
    beside(|| large(CONTACTS));
    beside(|| nodes::print(AT_ONCE));
    beside(|| idle::print(FORMS));
}

/// What this machine could do in the minute a part was measured in: its disk, and one of its cores.
fn beside(part: impl FnOnce()) {
    let (syncs, hashes) = (reference::syncs_per_second(), reference::hashes_per_second());
    println!("| reference of that minute: 4 KiB append and fdatasync | {syncs:.0}/s |");
    println!("| the same: SHA-256 of 4 KiB, one core | {hashes:.0}/s |");
    part();
}

fn load(leads: usize) {
    under_load("SQLite", &Server::on_sqlite(), leads);
    if let Some(server) = Server::on_postgresql() {
        under_load(&postgresql(&server), &server, leads);
    }
}

fn first_steps(timers: usize) {
    let (p50, p99) = steps::measure(&Server::on_sqlite(), STEPS);
    println!("| trigger to the first step, p50 / p99 of {STEPS} | {p50:.0} / {p99:.0} ms |");
    let (p50, p99) = steps::timers(&Server::on_sqlite(), timers);
    println!(
        "| the end of a wait after the moment it was due, p50 / p99 of {timers} | {p50:.0} / {p99:.0} ms |"
    );
}

fn at_rest() {
    let found = house::measure();
    println!("| size of the program | {:.1} MB |", found.binary_mb);
    println!("| start on an existing database, best of 5 | {:.0} ms |", found.start_ms);
    println!("| memory at rest | {:.0} MB |", found.idle_mb);
    println!("| CPU at rest, of one core | {:.2} % |", found.idle_cpu_percent);
    println!("| memory of {} automations that listen | {:.1} MB |", house::AUTOMATIONS, found.automations_mb);
}

/// What its figures are worth depends on whether it waits for the disk.
fn postgresql(server: &Server) -> String {
    let mut inside = server.database().expect("this server stands on PostgreSQL").look();
    let asked = inside.query_one("show fsync", &[]);
    let fsync = asked.map(|row| row.get::<_, String>(0)).unwrap_or_default();
    format!("PostgreSQL, fsync {fsync}")
}

fn under_load(engine: &str, server: &Server, leads: usize) {
    let syncs = reference::syncs_per_second();
    let found = intake::measure(server, leads, CLIENTS);
    println!(
        "| **{engine}**: {leads} leads through HTTP, {CLIENTS} clients, answers leaving meanwhile | {:.0}/s |",
        found.rate
    );
    println!("| reference of that minute: 4 KiB append and fdatasync | {syncs:.0}/s |");
    println!("| leads per reference sync | {:.2} |", found.rate / syncs);
    println!("| intake latency p50 / p99 | {:.1} / {:.1} ms |", found.p50_ms, found.p99_ms);
    println!("| syncs per 1,000 leads, answers included | {:.0} |", found.syncs);
    println!(
        "| CPU of the program per lead until the last was acknowledged | {:.2} ms |",
        found.intake_cpu_ms
    );
    println!("| of it sealing | {:.1} % |", found.sealing_percent);
    println!("| CPU of the program per lead, answer included | {:.2} ms |", found.cpu_ms);
    println!(
        "| durable intake to acceptance by Postfix p50 / p99 | {:.1} / {:.1} s |",
        found.wait_p50, found.wait_p99
    );
    println!("| memory of the program after all of it | {:.0} MB |", found.memory_mb);
}

fn papers() {
    let found = papers::measure(INVOICES);
    println!(
        "| an invoice of ten lines printed, p50 / p95 of {INVOICES} | {:.0} / {:.0} ms |",
        found.paper_p50, found.paper_p95
    );
    println!(
        "| from its issue to its mail in the mailbox, p50 / p95 | {:.0} / {:.0} ms |",
        found.mail_p50, found.mail_p95
    );
}

fn large(contacts: usize) {
    let found = lists::measure(contacts);
    println!("| start with {contacts} contacts to the first 200 of them | {:.0} ms |", found.start_ms);
    println!("| memory of the program after all of this | {:.0} MB |", found.memory_mb);
    for one in found.listed {
        println!(
            "| `GET {}`, {contacts} contacts: p50 / p99; p99 while writing, times the p99 alone; CPU \
             | {:.1} / {:.1}; {:.1} ms, {:.1}; {:.1} ms |",
            one.path,
            one.alone_p50_ms,
            one.alone_p99_ms,
            one.writing_p99_ms,
            one.writing_p99_ms / one.alone_p99_ms,
            one.cpu_ms
        );
    }
}

/// The smallest value that covers this share.
pub(crate) fn rank(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}
