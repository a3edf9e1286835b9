//! Tries to sign in: counted before they are answered, so that many at once are not many for free.
//!
//! Nobody is locked out: the wait grows from a second to a quarter of an hour for one address from one
//! network, to a minute for the address from anywhere: guessing elsewhere does not keep its owner out.

use hmac::{Hmac, Mac};
use kernel::{Error, Result, Timestamp, UserId};
use sha2::Sha256;
use store::{Raise, Store, Tx};
use verbs::Outside;

use super::rows;
use crate::user::rows as users;

/// Failures of an account in a row after which an administrator is told.
const TELL_AT: i64 = 20;
const DAY_MS: i64 = 24 * 3_600_000;

/// How patient one count is: so many tries are free, then the wait doubles up to the longest.
#[derive(Debug, Clone, Copy)]
struct Patience {
    free: i64,
    longest_seconds: i64,
}

/// One address from one network.
const PAIR: Patience = Patience { free: 3, longest_seconds: 15 * 60 };
/// One address from anywhere.
const ACCOUNT: Patience = Patience { free: TELL_AT, longest_seconds: 60 };
/// Any address from one network: an office signs in behind one.
const NETWORK: Patience = Patience { free: 40, longest_seconds: 15 * 60 };

/// What is forgiven once the password was right.
#[derive(Debug, Clone)]
pub struct Attempt {
    pair: [u8; 32],
    account: [u8; 32],
}

impl Patience {
    /// Seconds before the next try, after this many.
    fn seconds(self, failed: i64) -> i64 {
        let over = failed - self.free;
        if over <= 0 { 0 } else { (1 << (over - 1).min(20)).min(self.longest_seconds) }
    }
}

/// Takes a try for an address, known or not; `TooMany` with the seconds to wait.
pub async fn take(out: &Outside<'_>, email: &str) -> Result<Attempt> {
    let network = out.actor.network.as_deref();
    let attempt = Attempt {
        pair: key(out.store, &["pair", email, network.unwrap_or_default()])?,
        account: key(out.store, &["account", email])?,
    };
    let (pair, account) = (attempt.pair, attempt.account);
    let network = network.map(|network| key(out.store, &["network", network])).transpose()?;
    let email = email.to_owned();
    let counted = out.store.claim("governance.attempt", move |tx| {
        let email = email.clone();
        Box::pin(async move {
            count(tx, &pair, PAIR).await?;
            if let Some(network) = network {
                count(tx, &network, NETWORK).await?;
            }
            let failed = count(tx, &account, ACCOUNT).await?;
            if failed == TELL_AT { tell(tx, &email).await } else { Ok(()) }
        })
    });
    counted.await.map(|()| attempt)
}

/// The password was right: what went before is forgiven.
pub async fn forgive(tx: &mut Tx, attempt: &Attempt) -> Result<()> {
    rows::forgive(tx, &attempt.pair).await?;
    rows::forgive(tx, &attempt.account).await
}

/// Tries nobody needs to remember.
pub async fn forget(tx: &mut Tx) -> Result<()> {
    rows::forget(tx, before(tx, DAY_MS)?).await.map(drop)
}

async fn count(tx: &mut Tx, key: &[u8; 32], patience: Patience) -> Result<i64> {
    let now = tx.now().as_millisecond();
    let Some(failed) = rows::count(tx, key, before(tx, DAY_MS)?).await? else {
        let until = rows::until(tx, key).await?.map_or(now, |until| until.as_millisecond());
        return Err(Error::TooMany(u64::try_from((until - now + 999) / 1000).unwrap_or(0).max(1)));
    };
    let until = now + patience.seconds(failed) * 1000;
    rows::wait(tx, key, Timestamp::from_millisecond(until).map_err(kernel::fault)?).await?;
    Ok(failed)
}

/// An administrator hears of it, if the address is somebody's. Whose it is stands in the id alone.
async fn tell(tx: &mut Tx, email: &str) -> Result<()> {
    let Some(user) = users::by_email(tx, email).await? else { return Ok(()) };
    let owner = users::first_administrator(tx).await?;
    tx.raise(guessing(user.id, owner)).await
}

fn guessing(user: UserId, owner: Option<UserId>) -> Raise {
    Raise {
        key: format!("session.guessing/{user}"),
        code: "session.guessing",
        title: "Somebody keeps trying passwords".into(),
        detail: format!(
            "{TELL_AT} wrong passwords in a row for {user}. Each further try has to wait. If it is not them, \
             let them choose a new, long password."
        ),
        owner,
        subject: Some(user.into()),
        ..Raise::default()
    }
}

fn before(tx: &Tx, span_ms: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(tx.now().as_millisecond() - span_ms).map_err(kernel::fault)
}

/// Counts stand under keyed hashes: nobody reads addresses of strangers out of them.
fn key(store: &Store, parts: &[&str]) -> Result<[u8; 32]> {
    let secret = store.house().keyring.derive(b"session/attempt")?;
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&secret).expect("HMAC takes any key");
    mac.update(parts.join("\n").as_bytes());
    Ok(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_from_a_second_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (1..=15).map(|failed| PAIR.seconds(failed)).collect();
        assert_eq!(waits, [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert_eq!((ACCOUNT.seconds(20), ACCOUNT.seconds(21), ACCOUNT.seconds(90)), (0, 1, 60));
        assert_eq!(PAIR.seconds(i64::MAX), 900);
    }
}
