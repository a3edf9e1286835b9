//! `throughline demo`: fills an empty data folder with months of a small business, in this process, on a clock that
//! is moved. For looking around and for tests; never for real business, because its keys follow from the seed.

mod hands;

use std::sync::Arc;

use kernel::{Actor, SeededRng, StillClock, SystemClock};
use serde_json::{Value as Json, json};
use simulate::{Business, Plan};
use store::Store;
use verbs::{Desk, Registry};

use hands::Hands;

use crate::options::{Demo, Process};
use crate::place::Ground;
use crate::{Done, Failed, house, progress, rooms, say};

const DAY: i64 = 86_400;

pub async fn run(process: &Process, demo: &Demo) -> Done {
    let public_url = process.public_url.clone().unwrap_or_else(|| "http://127.0.0.1:8080".into());
    let ground = Ground::of(process, &public_url)?;
    refuse_full(&ground)?;
    // Whole hours, so that the same day and seed give the same journal.
    let today = kernel::Clock::now(&SystemClock).as_second() / DAY * DAY;
    let end = jiff_second(today + 12 * 3600)?;
    let clock = Arc::new(StillClock::at((today - demo.days * DAY + 5 * 3600) * 1000));
    let ground = Ground { clock: clock.clone(), rng: Arc::new(SeededRng::new(demo.seed)), ..ground };
    let desk = open(&ground).await?;
    let hands = begin(desk, clock, public_url, &demo.zone).await?;
    let plan = Plan { seed: demo.seed, end, leads: None };
    let told = simulate::live(&hands, &plan, &progress::show).await?;
    unplug(&hands).await?;
    let kept = simulate::check(&hands, &told).await?;
    let report = store::verify::verify(&hands.desk.store).await?;
    progress::clear();
    if !report.wrong.is_empty() {
        return Err(Failed::from(format!("the journal does not verify: {:?}", report.wrong)));
    }
    say(format!(
        "{} days: {} inquiries, {} proposals, {} signed, {} milestones accepted, {} payments by bank, {} invoices.",
        demo.days, told.inquiries, told.offers, told.signed, told.accepted, told.transfers, kept.invoices
    ));
    say(format!(
        "Books in balance, no number missing, {} open records all with a next step, {} facts in the journal verified.",
        kept.open_records, report.entries
    ));
    let (email, password) = (simulate::EMAIL, simulate::PASSWORD);
    say(format!(
        "Look at it with `throughline serve --data {}`. Sign in as {email} with `{password}`.",
        ground.dir.display()
    ));
    say("No mail leaves it. Its keys follow from the seed: do not put anything real into it.");
    Ok(())
}

/// The database, the keyring or anything else would be overwritten or mixed up.
fn refuse_full(ground: &Ground) -> Done {
    let others = std::fs::read_dir(&ground.dir)?.filter_map(Result::ok);
    // The key of a new folder is made a moment before.
    let found = others.filter(|entry| entry.file_name() != "master.key").count();
    let full = found > 0 || ground.database.is_some();
    let why = "a demonstration needs an empty data folder of its own; name one with --data FOLDER, without --database";
    if full { Err(Failed::usage(why)) } else { Ok(()) }
}

fn jiff_second(second: i64) -> Done<kernel::Timestamp> {
    kernel::Timestamp::from_second(second).map_err(|error| Failed::from(error.to_string()))
}

async fn open(ground: &Ground) -> Done<Desk> {
    let mut registry: Registry = rooms::registry();
    registry.rules().in_turn();
    connect::sending::carriers::mail_goes_nowhere(registry.rules());
    let store = Store::open(ground.place(), registry.take_rules()).await?;
    Ok(Desk { store, registry: Arc::new(registry) })
}

/// The business is set up, and its owner at work.
async fn begin(desk: Desk, clock: Arc<StillClock>, public_url: String, zone: &str) -> Done<Hands> {
    let setup: Json = simulate::setup(zone);
    desk.act(&Actor::nobody(), "business.set_up", setup).await?;
    let staff = house::administrator(&desk).await?;
    let hands = Hands { desk, clock, staff, public_url };
    hands.work().await?;
    Ok(hands)
}

/// After the last day: no mail server any more, so that nothing of it leaves when the house is served.
async fn unplug(hands: &Hands) -> Done {
    hands.act("mail.change", json!({ "host": null, "port": null })).await?;
    Ok(())
}
