//! Measures the running product against a reference loop of the same minute: intake through HTTP with 64 clients,
//! and how long a lead waits for its answer at the real mail server.
//!
//! `cargo xtask bench` runs it as root, because Postfix needs it. Figures are for ratios: machines here are noisy.

mod intake;
mod reference;

use std::time::Instant;

const LEADS: usize = 2_000;
const CLIENTS: usize = 64;

fn main() {
    let leads = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(LEADS);
    let began = Instant::now();
    let syncs = reference::syncs_per_second();
    let found = intake::measure(leads, CLIENTS);
    println!("| what | figure |");
    println!("| --- | --- |");
    println!("| reference: 4 KiB append and fdatasync | {syncs:.0}/s |");
    println!("| leads submitted through HTTP, {CLIENTS} clients | {leads} |");
    println!("| intake rate, answer by mail running beside | {:.0}/s |", found.rate);
    println!("| intake latency p50 / p99 | {:.1} / {:.1} ms |", found.p50_ms, found.p99_ms);
    println!("| leads per reference sync | {:.2} |", found.rate / syncs);
    println!("| CPU of the program per lead, answer included | {:.2} ms |", found.cpu_ms);
    println!(
        "| durable intake to acceptance by Postfix p50 / p99 | {:.1} / {:.1} s |",
        found.wait_p50, found.wait_p99
    );
    println!("| memory of the program after all of it | {:.0} MB |", found.memory_mb);
    println!("| whole run | {:.0} s |", began.elapsed().as_secs_f64());
}
