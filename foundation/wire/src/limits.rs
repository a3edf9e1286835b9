//! How often: one bucket per rate class and whoever it counts (network, token, account), in memory of this
//! node.
//!
//! The generic cell rate algorithm (ITU-T I.371): one instant per bucket says when it would be empty again.
//! Rates are the settings document `limits` over the usual ones, read at most every five seconds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use kernel::{Error, Limits, Rate, RateClass, Result};
use serde_json::{Map, Value as Json};
use store::Store;

/// Whoever is signed in, by user or token.
pub(crate) const API: &str = "api";
/// Looking at pages, and asking without being anybody.
pub(crate) const PAGE: &str = "page";

const REREAD_MS: i64 = 5_000;
const BUCKETS: usize = 50_000;

#[derive(Default)]
pub(crate) struct Keeper {
    /// When the settings were read, and what they said.
    owner: Mutex<Option<(i64, Arc<Limits>)>>,
    /// Microseconds at which a bucket is empty again, by class and whom it counts.
    buckets: Mutex<HashMap<(&'static str, String), i64>>,
}

/// Is this class counted by the account tried, and not by the network alone?
pub(crate) fn by_account(class: &str) -> bool {
    known(class).account.is_some()
}

/// The account a try is about, folded so that writing it differently does not help.
pub(crate) fn account_of(class: &str, input: &Map<String, Json>) -> Option<String> {
    let field = known(class).account?;
    let text = input.get(field).and_then(Json::as_str).unwrap_or_default();
    Some(format!("account {}", text.trim().to_lowercase()))
}

fn known(name: &str) -> &'static RateClass {
    let class = RateClass::named(name).or_else(|| RateClass::named("public"));
    class.expect("the table holds the class `public`")
}

impl Keeper {
    /// Counts one; refused with the seconds to wait when the bucket is full.
    pub async fn count(&self, store: &Store, class: &str, whom: &str) -> Result<()> {
        let own = self.owners(store).await?;
        let known = known(class);
        let rate = own.0.get(known.name).copied().unwrap_or(known.usual);
        // One that was set before there was a lower bound would lock out whoever has to raise it.
        let rate = Rate { burst: rate.burst.max(known.least), per_minute: rate.per_minute.max(known.least) };
        self.pour(known.name, whom, rate, store.now().as_microsecond())
    }

    fn pour(&self, class: &'static str, whom: &str, rate: Rate, now: i64) -> Result<()> {
        let one = 60_000_000 / i64::from(rate.per_minute.max(1));
        let full = one * i64::from(rate.burst.max(1));
        let mut buckets = self.buckets.lock().expect("nobody panics while counting");
        if buckets.len() >= BUCKETS {
            buckets.retain(|_, empty_at| *empty_at > now);
        }
        let empty_at = buckets.entry((class, whom.to_owned())).or_insert(now);
        let next = (*empty_at).max(now) + one;
        if next - now > full {
            let wait = (next - now - full).div_euclid(1_000_000) + 1;
            return Err(Error::TooMany(wait.unsigned_abs()));
        }
        *empty_at = next;
        Ok(())
    }

    async fn owners(&self, store: &Store) -> Result<Arc<Limits>> {
        let now = store.now().as_millisecond();
        let held = self.owner.lock().expect("nobody panics while reading limits").clone();
        if let Some((_, limits)) = held.filter(|(at, _)| (0..REREAD_MS).contains(&(now - at))) {
            return Ok(limits);
        }
        let read = store.read(|tx| Box::pin(async move { tx.setting::<Limits>().await }));
        let limits = Arc::new(read.await?);
        *self.owner.lock().expect("nobody panics while reading limits") = Some((now, limits.clone()));
        Ok(limits)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail so
mod tests {
    use super::*;

    #[test]
    fn a_bucket_takes_its_burst_and_then_its_rate() {
        let keeper = Keeper::default();
        let rate = Rate { burst: 3, per_minute: 60 };
        let pour = |at: i64| keeper.pour("form", "192.0.2.1", rate, at).map_err(|e| e.to_string());
        assert!((0..3).all(|_| pour(0).is_ok()));
        assert_eq!(pour(0).unwrap_err(), "too many tries; wait 2 seconds and try again");
        assert!(pour(1_000_000).is_ok());
        assert!(pour(1_000_000).is_err());
        assert!((0..3).all(|_| pour(60_000_000).is_ok()), "it fills no further than its burst");
        assert!(pour(60_000_000).is_err());
    }

    #[test]
    fn one_account_counts_however_it_is_written() {
        let input = serde_json::json!({ "email": " Ada@Example.com" });
        let account = account_of("login", input.as_object().unwrap());
        assert_eq!(account.as_deref(), Some("account ada@example.com"));
        assert_eq!(account_of("form", input.as_object().unwrap()), None);
    }
}
