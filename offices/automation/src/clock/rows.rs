//! Whether somebody still has to say something about the clock.

use kernel::Result;
use store::{Tx, values};

const OPEN: &str = "select id from store_exception where key = $1 and state = 'open'";

pub(super) async fn is_open(tx: &mut Tx, key: &str) -> Result<bool> {
    Ok(tx.one(OPEN, values![key], |_| Ok(())).await?.is_some())
}
