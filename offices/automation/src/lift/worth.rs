//! The hours of hand work in money: at what an hour costs the business, beside what it took to set the automation up.
//!
//! Invariant: nothing is reckoned from a figure nobody declared.

use kernel::{AutomationId, Business, Money, Result, Timestamp};
use store::Tx;

use super::rows::{self, Went};
use super::views::{Errors, Worth};
use crate::document::Automation;
use crate::run::later;
use crate::settings::Settings;

/// Before so many runs their pace says nothing.
const ENOUGH_RUNS: i64 = 5;

pub(super) async fn worth(tx: &mut Tx, automation: AutomationId, document: &Automation) -> Result<Worth> {
    let currency = tx.setting::<Business>().await?.currency;
    let hour_cost = tx.setting::<Settings>().await?.hour_cost.filter(|cost| cost.currency == currency);
    let runs = rows::runs_done(tx, automation).await?;
    let (each, spent) = (i64::from(document.minutes_saved), i64::from(document.minutes_spent));
    let at_cost = |minutes: i64| hour_cost.filter(|_| minutes > 0).and_then(|hour| cost_of(minutes, hour));
    let mut worth = Worth {
        hour_cost,
        saved: if each > 0 {
            hour_cost.and_then(|hour| cost_of(runs.saturating_mul(each), hour))
        } else {
            None
        },
        minutes_spent: document.minutes_spent,
        spent: at_cost(spent),
        paid_back_at: None,
        pays_back_at: None,
    };
    if each == 0 || spent == 0 {
        return Ok(worth);
    }
    let needed = runs_needed(spent, each);
    if runs >= needed {
        worth.paid_back_at = rows::nth_done(tx, automation, needed).await?;
    } else if let Some(since) = rows::first_done(tx, automation).await? {
        worth.pays_back_at = projected(since, tx.now(), runs, needed);
    }
    Ok(worth)
}

/// So many minutes at the cost of an hour, to the nearest coin; nothing beyond what amounts can be.
fn cost_of(minutes: i64, hour: Money) -> Option<Money> {
    let minor = (i128::from(minutes) * i128::from(hour.minor) + 30) / 60;
    let money = Money::new(i64::try_from(minor).ok()?, hour.currency);
    money.checked_add(Money::zero(hour.currency)).ok()
}

/// How many runs save as many minutes as it took.
fn runs_needed(spent: i64, each: i64) -> i64 {
    (spent + each - 1) / each
}

/// When so many runs are done, as fast as they came since the first began.
fn projected(since: Timestamp, now: Timestamp, runs: i64, needed: i64) -> Option<Timestamp> {
    let passed = now.as_millisecond() - since.as_millisecond();
    if runs < ENOUGH_RUNS || passed <= 0 {
        return None;
    }
    let takes = i128::from(passed) * i128::from(needed) / i128::from(runs);
    i64::try_from(takes).ok().filter(|takes| *takes < FAR_MS).map(|takes| later(since, takes))
}

/// Fifty years: later than that is never.
const FAR_MS: i64 = 50 * 365 * 86_400_000;

impl From<Went> for Errors {
    fn from(went: Went) -> Errors {
        let Went { runs, troubled } = went;
        Errors { runs, troubled, share_bp: (troubled * 10_000 + runs / 2).checked_div(runs) }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).expect("a day in this era")
    }

    #[test]
    fn minutes_cost_their_part_of_an_hour_to_the_nearest_coin() {
        let hour = Money::new(4_500, Currency::EUR);
        let minor = |minutes| cost_of(minutes, hour).map(|money| money.minor);
        assert_eq!([minor(720), minor(1), minor(0)], [Some(54_000), Some(75), Some(0)]);
        assert_eq!(
            cost_of(10, Money::new(1_001, Currency::EUR)).map(|money| money.minor),
            Some(167),
            "166.83"
        );
        assert_eq!(cost_of(i64::MAX, hour), None, "no amount can be so large");
    }

    #[test]
    fn it_is_paid_back_by_whole_runs_and_foretold_by_their_pace() {
        assert_eq!([runs_needed(90, 12), runs_needed(96, 12), runs_needed(1, 12)], [8, 8, 1]);
        assert_eq!(projected(at(0), at(1_000), 4, 10), None, "too few to tell");
        assert_eq!(projected(at(0), at(1_000), 5, 10), Some(at(2_000)));
        assert_eq!(projected(at(0), at(1_000_000_000), 5, i64::MAX / 4), None, "never");
    }

    #[test]
    fn without_a_run_no_share_went_wrong() {
        assert_eq!(Errors::from(Went { runs: 0, troubled: 0 }).share_bp, None);
        assert_eq!(Errors::from(Went { runs: 3, troubled: 1 }).share_bp, Some(3_333));
    }
}
