//! Intake under load: 64 clients submit forms in a closed loop while the answers leave through Postfix.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value as Json, json};
use stories::bed::postfix::Postfix;
use stories::bed::server::Server;
use stories::business::{Business, pass};

use crate::process;

const SYNCS: &str = "throughline_syncs";
const SEALING: &str = "throughline_sealing_us";

/// What was found; times in milliseconds and seconds as the names say.
pub struct Found {
    pub rate: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub cpu_ms: f64,
    /// The same until the last submission was acknowledged.
    pub intake_cpu_ms: f64,
    pub wait_p50: f64,
    pub wait_p99: f64,
    pub memory_mb: f64,
    /// Syncs of the disk for a thousand leads, answers included.
    pub syncs: f64,
    /// Of the program's CPU while the leads came, what gave facts their places and signed for them, in percent.
    pub sealing_percent: f64,
}

pub fn measure(server: &Server, leads: usize, clients: usize) -> Found {
    let postfix = Postfix::start_new();
    let business = Business::set_up(server);
    raise_limits(&business);
    business.connect_mail(&postfix);
    let tokens = Mutex::new(tokens(server, leads));
    pass(server, 5);
    let running = process::of(server);
    let cpu = process::cpu_ms(&running);
    let began = Instant::now();
    let (syncs, sealing) = (process::metric(server, SYNCS), process::metric(server, SEALING));
    let mut latencies = submit_all(server, &tokens, clients);
    let took = began.elapsed().as_secs_f64();
    let intake_cpu = process::cpu_ms(&running) - cpu;
    let syncs = process::metric(server, SYNCS) - syncs;
    let sealing_ms = (process::metric(server, SEALING) - sealing) / 1000.0;
    let mut waits = answered(&business, leads);
    let cpu = process::cpu_ms(&running) - cpu;
    latencies.sort_by(f64::total_cmp);
    waits.sort_by(f64::total_cmp);
    Found {
        rate: leads as f64 / took,
        p50_ms: crate::rank(&latencies, 50),
        p99_ms: crate::rank(&latencies, 99),
        cpu_ms: cpu / leads as f64,
        intake_cpu_ms: intake_cpu / leads as f64,
        syncs: syncs * 1000.0 / leads as f64,
        sealing_percent: sealing_ms * 100.0 / intake_cpu.max(1.0),
        wait_p50: crate::rank(&waits, 50),
        wait_p99: crate::rank(&waits, 99),
        memory_mb: process::memory_mb(&running),
    }
}

/// So that a benchmark is not turned away as a robot.
pub fn raise_limits(business: &Business) {
    business.lift_limits();
    // The rates are read again after five seconds of the server's clock.
    std::thread::sleep(Duration::from_secs(6));
}

/// One showing of the form for every submission.
pub fn tokens(server: &Server, count: usize) -> VecDeque<String> {
    let client = server.client();
    let show = |_| client.get("/api/v1/forms/by-slug/contact").must_be(200).json()["token"].clone();
    (0..count).map(show).filter_map(|token| token.as_str().map(str::to_owned)).collect()
}

/// Each client sends the next one as soon as it was answered; latencies in milliseconds.
pub fn submit_all(server: &Server, tokens: &Mutex<VecDeque<String>>, clients: usize) -> Vec<f64> {
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
        let all = all(business, "/api/v1/leads");
        let waits: Vec<f64> = all.iter().filter_map(wait).collect();
        if waits.len() >= leads {
            return waits;
        }
        assert!(began.elapsed() < Duration::from_secs(600), "{} of {leads} answered", waits.len());
        std::thread::sleep(Duration::from_secs(1));
    }
}

/// All pages of a list.
pub fn all(business: &Business, list: &str) -> Vec<Json> {
    let (mut all, mut after) = (vec![], String::new());
    loop {
        let page = business.get(&format!("{list}?limit=200{after}"));
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
