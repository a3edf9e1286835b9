//! What the kernel says of the running program: CPU, memory.

use std::path::{Path, PathBuf};
use std::time::Duration;

use stories::bed::server::Server;

/// `/proc/PID` of the program that runs on this server's folder.
pub fn of(server: &Server) -> PathBuf {
    all_of(server).into_iter().next().expect("the program runs")
}

/// The same of every process there.
pub fn all_of(server: &Server) -> Vec<PathBuf> {
    let folder = server.data().display().to_string();
    let all =
        std::fs::read_dir("/proc").expect("a Linux machine").filter_map(|entry| Some(entry.ok()?.path()));
    let ours = |path: &PathBuf| {
        let line = std::fs::read(path.join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).into_owned();
        line.contains("serve") && line.contains(&folder)
    };
    all.filter(ours).collect()
}

/// User and system time so far. The kernel counts in hundredths of a second (proc(5), fields 14 and 15).
pub fn cpu_ms(process: &Path) -> f64 {
    let stat = std::fs::read_to_string(process.join("stat")).expect("the program runs");
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<f64> =
        after_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse().ok()).collect();
    fields.iter().sum::<f64>() * 10.0
}

/// Until the program does nothing of its own accord for two seconds, so that what is measured next is what was asked.
pub fn until_at_rest(process: &Path) {
    for _ in 0..150 {
        let before = cpu_ms(process);
        std::thread::sleep(Duration::from_secs(2));
        if cpu_ms(process) - before <= 40.0 {
            return;
        }
    }
    panic!("the program does not come to rest");
}

pub fn memory_mb(process: &Path) -> f64 {
    let status = std::fs::read_to_string(process.join("status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb: f64 = line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or_default();
    kb / 1024.0
}

/// A figure of the program's own `/metrics`.
pub fn metric(server: &Server, name: &str) -> f64 {
    let text = server.client().get("/metrics").must_be(200).body;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.and_then(|number| number.trim().parse().ok()).unwrap_or_default()
}
