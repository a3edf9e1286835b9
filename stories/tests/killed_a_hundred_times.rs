//! The program is killed again and again while 64 visitors send the form: what was acknowledged is there once, and
//! answered; nothing is there twice; the journal verifies.
//!
//! Half of the deaths come from outside at a random moment, half at a crash point inside. On PostgreSQL two processes
//! share the house, and either dies, or both. `STORIES_SEED` repeats a run as far as the machine's own timing allows;
//! `CI_QUICK` makes it short, `KILLS=300` long: so many on SQLite, a third of it on PostgreSQL.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use stories::bed::postfix::{Postfix, header};
use stories::bed::server::{Node, Server};
use stories::bed::{client::Client, until};
use stories::business::{Business, pass};
use stories::chance::Chance;
use ureq::http::Method;

const VISITORS: usize = 64;
/// How often an acknowledgement may leave when nobody knows whether it arrived (docs: the resend rule).
const MOST_MAILS: usize = 3;
/// Every place at which the program may be told to die.
const CRASH_POINTS: [&str; 9] = [
    "group.before_commit",
    "group.after_commit",
    "commit.before",
    "commit.after",
    "effect.claimed",
    "effect.carried",
    "automation.claimed",
    "automation.before_step",
    "automation.after_step",
];

#[test]
fn on_sqlite() {
    story(Server::on_sqlite(), 1, kills(60, 1), 400);
}

#[test]
fn on_postgresql() {
    if let Some(server) = Server::on_postgresql() {
        story(server, 2, kills(40, 3), 1000);
    }
}

/// A tenth of them where somebody waits; of those asked for, one in so many.
fn kills(many: usize, one_in: usize) -> usize {
    let asked = std::env::var("KILLS").ok().and_then(|text| text.parse::<usize>().ok());
    match asked {
        Some(asked) => asked / one_in,
        None if std::env::var_os("CI_QUICK").is_some() => many / 10,
        None => many,
    }
}

/// One submission: the page it was typed into and by whom.
struct Sheet {
    token: String,
    email: String,
}

/// Between a start and a death lie at most `longest` milliseconds.
fn story(mut server: Server, nodes: usize, kills: usize, longest: u64) {
    let mut chance = Chance::from_env("killed");
    let (postfix, business) = (Postfix::start_new(), Business::set_up(&server));
    business.lift_limits();
    business.connect_mail(&postfix);
    // Rates are read at the start; from here on nobody moves the clock, which a restart would put back.
    server.start_again();
    // A third of the visitors finish in the average round, and some must be left for the end.
    let opened = Instant::now();
    let sheets = Mutex::new(sheets(&server, VISITORS + kills * VISITORS / 3));
    let typing = Duration::from_secs(3);
    until("the visitors to type", 2 * typing, || (opened.elapsed() > typing).then_some(()));
    let taken = Mutex::new(vec![]);
    let mut starts = vec![];
    let mut second = (nodes > 1).then(|| server.node());
    let mut dead = (true, true);
    let mut hands: Vec<Option<Sheet>> = (0..VISITORS).map(|_| None).collect();
    for round in 0..kills {
        let point = (round % 2 == 1).then(|| CRASH_POINTS[chance.below(CRASH_POINTS.len() as u64) as usize]);
        let arm = point.map(|point| format!("{point}:{}", 1 + chance.below(40)));
        server.set_env("THROUGHLINE_CRASH", arm.as_deref());
        let began = Instant::now();
        if dead.0 {
            if server.try_start_again().is_err() {
                assert!(arm.is_some(), "a start died by itself:\n{}", server.log());
                continue;
            }
            starts.push(began.elapsed());
            dead.0 = false;
        }
        if let Some(second) = second.as_mut().filter(|_| dead.1) {
            // It is armed like the first, and may die of its own start.
            dead.1 = second.start(&server).is_err();
            assert!(!dead.1 || arm.is_some(), "a second process died by itself:\n{}", server.log());
        }
        let after = Duration::from_millis(chance.below(longest));
        let dies = if second.is_some() {
            [(true, false), (false, true), (true, true)][chance.below(3) as usize]
        } else {
            (true, false)
        };
        one_round((&mut server, second.as_mut()), dies, &mut hands, &sheets, (&taken, after));
        // Whoever was to die at a place inside may be dead without having been killed.
        dead = if arm.is_some() { (true, true) } else { (dead.0 || dies.0, dead.1 || dies.1) };
    }
    drop(second);
    server.set_env("THROUGHLINE_CRASH", None);
    server.start_again();
    finish(&server, hands, &taken);
    let taken = taken.into_inner().expect("no visitor panics here");
    println!("{} kills, {} acknowledged, {}", kills, taken.len(), restarts(starts));
    check_leads(&business, &taken);
    check_mails(&server, &postfix, &taken);
    let conservation = business.get("/api/v1/conservation");
    assert_eq!(conservation["violations"], json!([]), "{conservation}");
    server.verify();
}

/// Everybody sends at once, and the program dies while they do.
fn one_round(
    (server, second): (&mut Server, Option<&mut Node>),
    dies: (bool, bool),
    hands: &mut [Option<Sheet>],
    sheets: &Mutex<VecDeque<Sheet>>,
    (taken, after): (&Mutex<Vec<String>>, Duration),
) {
    let other = second.as_ref().map_or(server.base(), |second| second.base());
    let bases = [server.base(), other];
    std::thread::scope(|scope| {
        for (n, hand) in hands.iter_mut().enumerate() {
            let base = &bases[n % 2];
            scope.spawn(move || {
                let client = Client::of(base);
                let deadline = Instant::now() + after + Duration::from_millis(50);
                while Instant::now() < deadline {
                    if hand.is_none() {
                        *hand = sheets.lock().expect("no visitor panics here").pop_front();
                    }
                    let Some(sheet) = hand.as_ref() else { return };
                    if !sent(&client, sheet) {
                        return;
                    }
                    taken
                        .lock()
                        .expect("no visitor panics here")
                        .extend(hand.take().map(|sheet| sheet.email));
                    // Nobody fills in a form at once; and one round must not use up all of them.
                    std::thread::sleep(Duration::from_millis(150));
                }
            });
        }
        std::thread::sleep(after);
        if dies.0 {
            server.kill();
        }
        if let Some(second) = second.filter(|_| dies.1) {
            second.kill();
        }
    });
}

/// Whether it was acknowledged; a connection that breaks says nothing, and the visitor sends the same page again.
fn sent(client: &Client, sheet: &Sheet) -> bool {
    let answers = json!({ "name": sheet.email, "email": sheet.email, "message": "Do you paint ships?" });
    let body = json!({ "answers": answers, "token": sheet.token }).to_string();
    let headers = [("content-type", "application/json")];
    let path = "/api/v1/forms/by-slug/contact/submissions";
    match client.try_send(Method::POST, path, &headers, &body) {
        Ok(answer) => {
            assert!(answer.status == 200 || answer.status == 503, "{}: {}", answer.status, answer.body);
            assert!(!answer.body.contains("review"), "taken for a robot: {}", answer.body);
            answer.status == 200
        }
        Err(_) => false,
    }
}

/// Those who were cut off send once more.
fn finish(server: &Server, hands: Vec<Option<Sheet>>, taken: &Mutex<Vec<String>>) {
    let client = server.client();
    for sheet in hands.into_iter().flatten() {
        assert!(sent(&client, &sheet), "a server that runs takes it");
        taken.lock().expect("no visitor panics here").push(sheet.email);
    }
}

/// The pages, opened before; each carries a token of its own.
fn sheets(server: &Server, count: usize) -> VecDeque<Sheet> {
    let client = server.client();
    let show = |n| {
        let page = client.get("/api/v1/forms/by-slug/contact").must_be(200).json();
        let token = page["token"].as_str().expect("the page carries a token").to_owned();
        Sheet { token, email: format!("visitor-{n}@customer.test") }
    };
    (0..count).map(show).collect()
}

fn restarts(mut starts: Vec<Duration>) -> String {
    starts.sort();
    let rank = |percent: usize| starts[(starts.len() * percent).div_ceil(100) - 1].as_millis();
    format!("restart to ready p50 {} ms, p99 {} ms", rank(50), rank(99))
}

fn all(business: &Business, path: &str) -> Vec<Json> {
    let (mut all, mut after) = (vec![], String::new());
    loop {
        let page = business.get(&format!("{path}?limit=200{after}"));
        all.extend(page["items"].as_array().cloned().unwrap_or_default());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

fn check_leads(business: &Business, taken: &[String]) {
    let mut leads: BTreeMap<String, usize> = BTreeMap::new();
    for lead in all(business, "/api/v1/leads") {
        // They gave their address for a name.
        *leads.entry(lead["contact_name"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    let lost: Vec<&String> = taken.iter().filter(|email| !leads.contains_key(*email)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let twice: Vec<_> = leads.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "one submission, several leads: {twice:?}");
    assert_eq!(leads.len(), taken.len(), "a lead nobody sent");
}

/// Everybody was answered; a copy more only where nobody knew whether the first arrived, and then the very same mail.
fn check_mails(server: &Server, postfix: &Postfix, taken: &[String]) {
    let mut mails = BTreeMap::new();
    let mut passes = 0;
    until("every mail", Duration::from_secs(120), || {
        mails = by_address(postfix);
        let waiting = taken.iter().filter(|email| !mails.contains_key(*email)).count();
        // What a dead process held is let go after some minutes of the server's clock.
        passes += 1;
        if passes % 10 == 0 {
            pass(server, 60);
        }
        (waiting == 0).then_some(()).or_else(|| {
            std::thread::sleep(Duration::from_millis(300));
            None
        })
    });
    let copies = mails.values().filter(|ids| ids.len() > 1).count();
    println!("{} addresses got more than one copy", copies);
    for (address, ids) in &mails {
        assert!(ids.len() <= MOST_MAILS, "{address} got {} mails", ids.len());
        assert!(ids.iter().all(|id| *id == ids[0]), "{address} got different mails: {ids:?}");
    }
}

/// The Message-ID of every mail to a customer, by address.
fn by_address(postfix: &Postfix) -> BTreeMap<String, Vec<String>> {
    let mut mails: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mail in postfix.delivered() {
        let address = header(&mail, "Delivered-To").to_lowercase();
        if address.starts_with("visitor-") {
            mails.entry(address).or_default().push(header(&mail, "Message-ID").to_owned());
        }
    }
    mails
}
