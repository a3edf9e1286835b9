//! Lists, the board and search over a large house, alone and while others write.
//!
//! The rows are put into the database directly, with the server stopped: a million commands would take an hour, and
//! what is measured is reading. So these records have no facts; nothing here is a picture of a real journal.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::json;
use sha2::{Digest, Sha256};
use stories::bed::client::Client;
use stories::bed::server::Server;
use stories::business::Business;

use crate::process;

pub struct Listed {
    pub path: &'static str,
    pub alone_p50_ms: f64,
    pub alone_p99_ms: f64,
    pub writing_p99_ms: f64,
    pub cpu_ms: f64,
}

/// What was found of a house of that size.
pub struct Found {
    pub listed: Vec<Listed>,
    /// From the start of the process to the first 200 contacts.
    pub start_ms: f64,
    pub memory_mb: f64,
}

const PATHS: [&str; 9] = [
    "/api/v1/contacts?limit=50",
    "/api/v1/leads?limit=50",
    "/api/v1/deals?limit=50",
    // The board: its stages, and its first cards.
    "/api/v1/pipeline",
    "/api/v1/deals?state=open&limit=200",
    "/api/v1/search?q=lovelace",
    // The beginning of a word, two words, and a word nobody wrote.
    "/api/v1/search?q=lovel",
    "/api/v1/search?q=person%20lovelace",
    "/api/v1/search?q=lovelase",
];
const ASKED: usize = 2_000;

/// `contacts` people; a deal for every tenth.
pub fn measure(contacts: usize) -> Found {
    let mut server = Server::on_sqlite();
    let business = large(&mut server, contacts);
    let start_ms = first_page(&mut server, &business);
    process::until_at_rest(&process::of(&server));
    let listed = PATHS.iter().map(|path| alone(&server, &business, path)).collect::<Vec<_>>();
    let listed = while_writing(&server, &business, listed);
    Found { listed, start_ms, memory_mb: process::memory_mb(&process::of(&server)) }
}

/// The best of five starts.
fn first_page(server: &mut Server, business: &Business) -> f64 {
    let start = |_| {
        server.stop();
        let began = Instant::now();
        server.start_again();
        business.admin.get("/api/v1/contacts?limit=200").must_be(200);
        began.elapsed().as_secs_f64() * 1000.0
    };
    (0..5).map(start).fold(f64::MAX, f64::min)
}

/// The large house, filled by the first who needs it and copied by everybody after.
fn large(server: &mut Server, contacts: usize) -> Business {
    let kept = kept(contacts);
    if !kept.is_dir() {
        let business = Business::set_up(server);
        crate::intake::raise_limits(&business);
        server.stop();
        fill(server, contacts);
        // A copy that was cut short is never taken for a whole one.
        let part = kept.with_extension("part");
        copy(&server.data(), &part);
        std::fs::rename(&part, &kept).expect("a folder of our own is renamed");
    } else {
        server.stop();
        copy(&kept, &server.data());
    }
    server.start_again();
    Business::sign_in(server)
}

/// Beside the program: what it holds follows from the schema, from what is filled in, and from how much.
fn kept(contacts: usize) -> PathBuf {
    let made_of = [FILL, include_str!("../../migrations.lock")].concat();
    let hash = format!("{:x}", Sha256::digest(made_of));
    let own = std::env::current_exe().expect("a program knows its own file");
    own.with_file_name(format!("lists-{contacts}-{}", &hash[..12]))
}

/// The folder as it is, in the place of what was there.
fn copy(from: &Path, to: &Path) {
    if to.exists() {
        std::fs::remove_dir_all(to).expect("a folder of our own is removed");
    }
    let done = Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp is there");
    assert!(done.success(), "{} is copied", from.display());
}

fn fill(server: &Server, contacts: usize) {
    let db = Connection::open(server.data().join("throughline.db")).expect("the database opens");
    let text =
        FILL.replace("{contacts}", &contacts.to_string()).replace("{deals}", &(contacts / 10).to_string());
    db.execute_batch(&text).expect("the rows fit the schema");
}

/// UUIDv7 of the past year, in order: the shape ids have.
const FILL: &str = "
    pragma synchronous = off;
    begin;
    create temp table n (i integer primary key);
    insert into n with recursive c(i) as (select 1 union all select i + 1 from c where i < {contacts}) select i from c;
    insert into crm_contact (id, rv, name, name_key, email, tags, custom)
        select unhex(printf('%012x7%03x8%03x%012x', 1760000000000 + i * 20, i % 4096, i % 4096, i)), 1,
            'Person ' || i || case i % 1000 when 0 then ' Lovelace' else ' Example' end,
            'person ' || i, 'person' || i || '@customer.test', '[]', '{}' from n;
    insert into search_entry (kind, id, title, detail)
        select 'contact', id, name, email from crm_contact where rv = 1;
    insert into search_word (word, kind, id)
        select 'person', 'contact', id from crm_contact where rv = 1;
    insert into search_word (word, kind, id)
        select case when name like '%Lovelace' then 'lovelace' else 'example' end, 'contact', id
        from crm_contact where rv = 1;
    insert into crm_deal (id, rv, contact, title, minor, currency, stage, state, opened_at, moved_at, due_at, test)
        select unhex(printf('%012x7%03x9%03x%012x', 1770000000000 + i * 20, i % 4096, i % 4096, i)), 1,
            unhex(printf('%012x7%03x8%03x%012x', 1760000000000 + i * 20, i % 4096, i % 4096, i)),
            'Deal ' || i, i * 100, 'EUR', 'new', 'open', 1770000000000, 1770000000000, 1790000000000, 0
        from n where i <= {deals};
    insert into crm_lead (id, rv, contact, channel, source, answers, captured_at, answered_at, state, due_at, next_text,
            expected_minor, currency, test)
        select unhex(printf('%012x7%03xa%03x%012x', 1770000000000 + i * 20, i % 4096, i % 4096, i)), 1,
            unhex(printf('%012x7%03x8%03x%012x', 1760000000000 + i * 20, i % 4096, i % 4096, i)),
            'form', '{}', '{}', 1770000000000 + i * 20, 1770000000000 + i * 20, 'open', 1790000000000, 'Ask',
            null, null, 0
        from n where i <= {deals};
    drop table n;
    commit;
    analyze;";

fn ask(client: &Client, path: &str) -> f64 {
    let began = Instant::now();
    client.get(path).must_be(200);
    began.elapsed().as_secs_f64() * 1000.0
}

fn alone(server: &Server, business: &Business, path: &'static str) -> Listed {
    let running = process::of(server);
    for _ in 0..20 {
        ask(&business.admin, path);
    }
    let cpu = process::cpu_ms(&running);
    let mut took: Vec<f64> = (0..ASKED).map(|_| ask(&business.admin, path)).collect();
    let cpu_ms = (process::cpu_ms(&running) - cpu) / ASKED as f64;
    took.sort_by(f64::total_cmp);
    let (alone_p50_ms, alone_p99_ms) = (crate::rank(&took, 50), crate::rank(&took, 99));
    Listed { path, alone_p50_ms, alone_p99_ms, writing_p99_ms: 0.0, cpu_ms }
}

/// The same while somebody adds contacts without a pause.
fn while_writing(server: &Server, business: &Business, listed: Vec<Listed>) -> Vec<Listed> {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let client = Business::sign_in(server).admin;
            let mut n = 0;
            while !over.load(Ordering::Relaxed) {
                n += 1;
                let person = json!({ "name": format!("New {n}"), "email": format!("new{n}@customer.test") });
                client.post("/api/v1/contacts", &person);
            }
        });
        std::thread::sleep(Duration::from_millis(500));
        let again = |one: Listed| {
            let mut took: Vec<f64> = (0..ASKED).map(|_| ask(&business.admin, one.path)).collect();
            took.sort_by(f64::total_cmp);
            Listed { writing_p99_ms: crate::rank(&took, 99), ..one }
        };
        let listed = listed.into_iter().map(again).collect();
        over.store(true, Ordering::Relaxed);
        listed
    })
}
