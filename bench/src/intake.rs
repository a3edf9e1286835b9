//! Intake under load: 64 clients submit forms in a closed loop while the answers leave through Postfix.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value as Json, json};
use stories::bed::postfix::Postfix;
use stories::bed::server::Server;
use stories::business::{Business, pass};

/// What was found; times in milliseconds and seconds as the names say.
pub struct Found {
    pub rate: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub cpu_ms: f64,
    pub wait_p50: f64,
    pub wait_p99: f64,
    pub memory_mb: f64,
}

pub fn measure(leads: usize, clients: usize) -> Found {
    let (postfix, server) = (Postfix::start_new(), Server::on_sqlite());
    let business = Business::set_up(&server);
    raise_limits(&business);
    business.connect_mail(&postfix);
    let tokens = Mutex::new(tokens(&server, leads));
    pass(&server, 5);
    let process = process_of(&server);
    let cpu = cpu_ms(&process);
    let began = Instant::now();
    let mut latencies = submit_all(&server, &tokens, clients);
    let took = began.elapsed().as_secs_f64();
    let mut waits = answered(&business, leads);
    let cpu = cpu_ms(&process) - cpu;
    latencies.sort_by(f64::total_cmp);
    waits.sort_by(f64::total_cmp);
    Found {
        rate: leads as f64 / took,
        p50_ms: rank(&latencies, 50),
        p99_ms: rank(&latencies, 99),
        cpu_ms: cpu / leads as f64,
        wait_p50: rank(&waits, 50),
        wait_p99: rank(&waits, 99),
        memory_mb: memory_mb(&process),
    }
}

fn raise_limits(business: &Business) {
    let many = json!({ "burst": 1_000_000, "per_minute": 1_000_000 });
    let settings = json!({ "form": many, "page": many, "api": many, "public": many });
    business.call("limits.change", &json!({ "rv": 0, "settings": settings }));
    // The rates are read again after five seconds of the server's clock.
    std::thread::sleep(Duration::from_secs(6));
}

/// One showing of the form for every submission.
fn tokens(server: &Server, count: usize) -> VecDeque<String> {
    let client = server.client();
    let show = |_| client.get("/api/v1/forms/by-slug/contact").must_be(200).json()["token"].clone();
    (0..count).map(show).filter_map(|token| token.as_str().map(str::to_owned)).collect()
}

/// Each client sends the next one as soon as it was answered; latencies in milliseconds.
fn submit_all(server: &Server, tokens: &Mutex<VecDeque<String>>, clients: usize) -> Vec<f64> {
    let work = |id: usize| {
        let client = server.client();
        let mut took = vec![];
        loop {
            let token = tokens.lock().expect("no client panics here").pop_front();
            let Some(token) = token else { return took };
            let email = format!("lead-{id}-{}@customer.test", took.len());
            let answers = json!({ "name": "Grace Hopper", "email": email, "message": "Do you paint ships?" });
            let began = Instant::now();
            let body = json!({ "answers": answers, "token": token });
            client.post("/api/v1/forms/by-slug/contact/submissions", &body).must_be(200);
            took.push(began.elapsed().as_secs_f64() * 1000.0);
        }
    };
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..clients).map(|id| scope.spawn(move || work(id))).collect();
        all.into_iter().flat_map(|one| one.join().expect("a client ends well")).collect()
    })
}

/// Seconds from capture to acceptance of every lead, once all of them are answered.
fn answered(business: &Business, leads: usize) -> Vec<f64> {
    let began = Instant::now();
    loop {
        let all = all_leads(business);
        let waits: Vec<f64> = all.iter().filter_map(wait).collect();
        if waits.len() >= leads {
            return waits;
        }
        assert!(began.elapsed() < Duration::from_secs(600), "{} of {leads} answered", waits.len());
        std::thread::sleep(Duration::from_secs(1));
    }
}

fn all_leads(business: &Business) -> Vec<Json> {
    let (mut all, mut after) = (vec![], String::new());
    loop {
        let page = business.get(&format!("/api/v1/leads?limit=200{after}"));
        all.extend(page["items"].as_array().cloned().unwrap_or_default());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

fn wait(lead: &Json) -> Option<f64> {
    let at = |name: &str| lead[name].as_str()?.parse::<Timestamp>().ok();
    Some(at("answered_at")?.duration_since(at("captured_at")?).as_secs_f64())
}

fn rank(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// `/proc/PID` of the program that runs on this server's folder.
fn process_of(server: &Server) -> PathBuf {
    let folder = server.data().display().to_string();
    let all =
        std::fs::read_dir("/proc").expect("a Linux machine").filter_map(|entry| Some(entry.ok()?.path()));
    let ours = |path: &PathBuf| {
        let line = std::fs::read(path.join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).into_owned();
        line.contains("serve") && line.contains(&folder)
    };
    all.into_iter().find(ours).expect("the program runs")
}

/// User and system time so far. The kernel counts in hundredths of a second (proc(5), fields 14 and 15).
fn cpu_ms(process: &std::path::Path) -> f64 {
    let stat = std::fs::read_to_string(process.join("stat")).expect("the program runs");
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<f64> =
        after_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse().ok()).collect();
    fields.iter().sum::<f64>() * 10.0
}

fn memory_mb(process: &std::path::Path) -> f64 {
    let status = std::fs::read_to_string(process.join("status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb: f64 = line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or_default();
    kb / 1024.0
}
