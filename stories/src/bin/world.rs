//! `cargo xtask simulate`: seeded people live with the built program for some days, on each engine; then all is
//! checked.
//!
//! `--seed N --days N --leads N`; `--on sqlite` or `--on postgresql` for one engine. Prints seed and day of a failure.

use std::process::ExitCode;
use std::time::Instant;

use stories::bed::server::Server;
use stories::world::{Lived, World};

const SEED: u64 = 1;
const DAYS: i64 = 30;
const USAGE: &str = "cargo xtask simulate [--seed N] [--days N] [--leads N] [--on sqlite|postgresql]";

struct Asked {
    seed: u64,
    days: i64,
    leads: Option<u64>,
    on: Option<String>,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(asked) = asked(&words) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let engines = ["sqlite", "postgresql"].into_iter();
    let wanted = engines.filter(|engine| asked.on.as_deref().is_none_or(|only| only == *engine));
    let lived = wanted.map(|engine| lives(&asked, engine)).fold(true, |all, well| all & well);
    if lived { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn asked(words: &[String]) -> Option<Asked> {
    let mut asked = Asked { seed: SEED, days: DAYS, leads: None, on: None };
    for pair in words.chunks(2) {
        let [flag, value] = pair else { return None };
        match flag.as_str() {
            "--seed" => asked.seed = value.parse().ok()?,
            "--days" => asked.days = value.parse().ok().filter(|days| *days > 0)?,
            "--leads" => asked.leads = Some(value.parse().ok()?),
            "--on" if ["sqlite", "postgresql"].contains(&value.as_str()) => asked.on = Some(value.clone()),
            _ => return None,
        }
    }
    Some(asked)
}

/// Whether all went well; the failure says how to see it again.
fn lives(asked: &Asked, engine: &str) -> bool {
    let server = if engine == "sqlite" { Some(Server::on_sqlite()) } else { Server::on_postgresql() };
    let Some(server) = server else { return true };
    let began = Instant::now();
    let world = World::begin(server);
    let lived = world
        .as_ref()
        .map_err(ToString::to_string)
        .and_then(|world| world.live(asked.seed, asked.days, asked.leads).map_err(|error| error.to_string()));
    match lived {
        Ok(lived) => {
            told(asked, engine, &lived, began);
            println!("    exceptions left to people: {:?}", world.and_then(|world| world.exceptions()));
            true
        }
        Err(error) => {
            eprintln!("{engine}, seed {}, {} days: FAILED {error}", asked.seed, asked.days);
            let leads = asked.leads.map(|leads| format!(" --leads {leads}")).unwrap_or_default();
            let words = format!("--seed {} --days {}{leads} --on {engine}", asked.seed, asked.days);
            eprintln!("    again: cargo xtask simulate {words}");
            false
        }
    }
}

fn told(asked: &Asked, engine: &str, lived: &Lived, began: Instant) {
    let (told, kept) = (&lived.told, &lived.kept);
    println!(
        "{engine}, seed {}, {} days in {:.0} s: {} inquiries, {} replies, {} proposals, {} signed, {} milestones \
         accepted, {} invoices, {} transfers, {} mails; {} open records all with a next step; books in balance, \
         nothing twice, journal verified.",
        asked.seed,
        asked.days,
        began.elapsed().as_secs_f64(),
        told.inquiries,
        told.replies,
        told.offers,
        told.signed,
        told.accepted,
        kept.invoices,
        told.transfers,
        lived.mails,
        kept.open_records
    );
}
