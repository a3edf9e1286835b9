//! The only crate that knows there is a database.
//!
//! Two promises: no write without a permit, no commit without a fact. A unit of work is written once as an
//! async function of `Tx`; SQLite's writer thread polls it exactly once, PostgreSQL awaits it on a connection.
//! Not here: permissions, HTTP, anything a business would recognise.
//!
//! ```
//! async fn asked(store: &store::Store, permit: kernel::Permit) -> kernel::Result<()> {
//!     store.write(permit, None, |_tx| Box::pin(async { Ok(()) })).await
//! }
//! ```
//! ```compile_fail,E0308
//! async fn forgetful(store: &store::Store) -> kernel::Result<()> {
//!     store.write((), None, |_tx| Box::pin(async { Ok(()) })).await // no permit: does not compile
//! }
//! ```

pub mod backup;
mod change;
mod companion;
mod consequence;
pub mod effect;
mod engine;
pub mod erase;
pub mod exception;
pub mod fate;
mod feed;
mod file;
mod folder;
pub mod gauge;
mod guard;
mod idem;
mod journal;
mod keyring;
pub mod lease;
mod link;
mod lite;
mod migrate;
mod noun;
mod paper;
mod pg;
mod places;
pub mod proof;
pub mod reaction;
mod room;
mod row;
pub mod seal;
pub mod seal_pg;
mod search;
mod secret;
mod series;
mod setting;
mod speak;
mod sql;
pub mod tally;
mod tx;
pub mod verify;

pub use change::{Change, Difference};
pub use companion::{Companion, Heard};
pub use consequence::Consequence;
pub use engine::{
    Conflict, House, NounInfo, Place, ReactionTick, Rules, Store, Unit, has_panicked, panicked,
};
pub use exception::{Case, Cases, Exception, Raise};
pub use feed::Line as FeedLine;
pub use file::StoredFile;
pub use idem::{Remembered, forget_answers};
pub use keyring::Keyring;
pub use link::Link;
pub use noun::{Holds, Noun, NounField, NounSql};
pub use paper::{AskedPaper, PaperRequest, PaperState, Printable};
pub use places::places;
pub use room::Room;
pub use row::Row;
pub use search::Hit;
pub use setting::Setting;
pub use speak::Speaks;
pub use tx::{Held, Series, Tx};

/// Nouns the store itself keeps: settings, files, papers, exceptions.
fn own_nouns(rules: &mut Rules) {
    setting::register(rules);
    exception::register(rules);
    file::register(rules);
    paper::register(rules);
    effect::register(rules);
    series::register(rules);
    idem::register(rules);
    rules.window(include_str!("../windows/store_title.sql"));
    rules.window(include_str!("../windows/store_next.sql"));
    rules.window(include_str!("../windows/store_effect.sql"));
    rules.window(include_str!("../windows/store_exception_window.sql"));
    rules.window(include_str!("../windows/store_exception_case_window.sql"));
    rules.window(include_str!("../windows/store_beat.sql"));
    rules.window(include_str!("../windows/store_lease.sql"));
}

/// The values of a statement, in the order of `$1, $2, …`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$(kernel::Value::from($value)),*] };
}
