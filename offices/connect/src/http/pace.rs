//! How fast a system is called: never more in any second than it bears, and as many again at once after a rest. Kept in
//! a table, for every process sends at the one pace.
//!
//! The generic cell rate algorithm (ITU-T I.371, annex A): one instant per connection says when its calls so far would
//! all have left, evenly; a call leaves while that is not more than a burst ahead.

pub(super) mod rows;

use kernel::{Result, Timestamp};
use store::Tx;

use super::Connection;

/// Calls a second, where nobody says otherwise.
pub const USUAL: i64 = 10;
/// A system that bears more needs no pace.
pub const MOST: i64 = 1_000;

/// Milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pace {
    evenly: i64,
    /// The latest turn given to a call that had to wait: the next one waits behind it.
    turn: i64,
}

impl Pace {
    /// One more call at `now`, of so many a second: it leaves, or its turn.
    fn one(self, now: i64, per_second: i64) -> (Pace, Option<i64>) {
        let (apart, burst) = (1_000 / per_second.clamp(1, MOST), 1_000);
        let evenly = self.evenly.max(now);
        let free = evenly + apart - burst;
        if free <= now {
            return (Pace { evenly: evenly + apart, ..self }, None);
        }
        let turn = free.max(self.turn + apart);
        (Pace { turn, ..self }, Some(turn))
    }
}

/// Takes a place in the pace for a call that would leave now: none, or the instant of its turn.
pub(crate) async fn take(tx: &mut Tx, connection: &Connection) -> Result<Option<Timestamp>> {
    let known = rows::load(tx, connection.id).await?;
    let before = known.unwrap_or(Pace { evenly: 0, turn: 0 });
    let (after, turn) = before.one(tx.now().as_millisecond(), connection.calls_per_second);
    rows::keep(tx, connection.id, known, after).await?;
    Ok(turn.map(|turn| Timestamp::from_millisecond(turn).unwrap_or(Timestamp::MAX)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// When each of so many calls left that all wanted to at these instants; who waits asks again at its turn.
    fn left(asked: &[i64], per_second: i64) -> Vec<i64> {
        let (mut pace, mut left) = (Pace { evenly: 0, turn: 0 }, vec![]);
        let mut waiting: Vec<i64> = asked.to_vec();
        while !waiting.is_empty() {
            waiting.sort_unstable_by(|a, b| b.cmp(a));
            let now = waiting.pop().unwrap_or_default();
            let (after, turn) = pace.one(now, per_second);
            pace = after;
            match turn {
                None => left.push(now),
                Some(turn) => waiting.push(turn),
            }
        }
        left
    }

    proptest! {
        /// INV21
        #[test]
        fn no_second_has_more_calls_than_the_pace_and_a_burst(
            asked in proptest::collection::vec(0_i64..5_000, 1..200), per_second in 1_i64..50,
        ) {
            let left = left(&asked, per_second);
            prop_assert_eq!(left.len(), asked.len());
            for start in &left {
                let within = left.iter().filter(|at| (*start..start + 1_000).contains(at)).count() as i64;
                prop_assert!(within <= 2 * per_second, "{} in a second of {}", within, per_second);
            }
        }

        #[test]
        fn nobody_waits_longer_than_the_pace_asks_for(count in 1_usize..300, per_second in 1_i64..50) {
            let last = left(&vec![0; count], per_second).into_iter().max().unwrap_or_default();
            let apart = 1_000 / per_second;
            prop_assert!(last <= (count as i64) * apart + 1_000, "{}", last);
        }
    }
}
