//! The program at rest: how big it is, how fast it starts, how much it holds.

use std::time::{Duration, Instant};

use stories::bed::server::{Server, program};
use stories::business::Business;

use crate::process;

pub struct Rest {
    pub binary_mb: f64,
    /// From the start of the process to the first ready answer, on an existing database; the best of five.
    pub start_ms: f64,
    pub idle_mb: f64,
    /// In ten quiet seconds, as a share of one core.
    pub idle_cpu_percent: f64,
    /// More than that with so many automations published and switched on, after a start.
    pub automations_mb: f64,
}

pub const AUTOMATIONS: usize = 200;

pub fn measure() -> Rest {
    let mut server = Server::on_sqlite();
    let business = Business::set_up(&server);
    business.lift_limits();
    let start = |server: &mut Server| {
        server.stop();
        let began = Instant::now();
        server.start_again();
        began.elapsed().as_secs_f64() * 1000.0
    };
    let start_ms = (0..5).map(|_| start(&mut server)).fold(f64::MAX, f64::min);
    std::thread::sleep(Duration::from_secs(2));
    let running = process::of(&server);
    let cpu = process::cpu_ms(&running);
    std::thread::sleep(Duration::from_secs(10));
    let size = std::fs::metadata(program()).expect("the program is a file").len();
    let idle_mb = process::memory_mb(&running);
    let idle_cpu_percent = (process::cpu_ms(&running) - cpu) / 100.0;
    let automations_mb = with_automations(&mut server, &business) - idle_mb;
    Rest { binary_mb: size as f64 / 1e6, start_ms, idle_mb, idle_cpu_percent, automations_mb }
}

/// What it holds after a start when many automations listen; copies of one that is shipped, each with its own name.
fn with_automations(server: &mut Server, business: &Business) -> f64 {
    let shipped = include_str!("../../offices/automation/shipped/thanks-for-payment.yaml");
    for n in 0..AUTOMATIONS {
        let text = shipped.replace("automation: thanks-for-payment", &format!("automation: thanks-{n}"));
        business.publish(&text);
    }
    server.stop();
    server.start_again();
    std::thread::sleep(Duration::from_secs(5));
    process::memory_mb(&process::of(server))
}
