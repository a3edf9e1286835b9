//! The few statistics a lift needs: ranks, and an interval by bootstrap (Efron 1979, percentile method).
//!
//! Everything is whole numbers; the same cases give the same interval, for the draws are seeded.

use kernel::{Rng, SeededRng};

/// Fewer cases in an arm say nothing yet.
pub const ENOUGH: usize = 30;
const DRAWS: usize = 1_000;
/// Of more cases the newest are drawn from: an interval is not worth more time.
const MOST_CASES: usize = 1_000;

/// The nearest rank: the smallest value that covers this share of them, in percent.
pub fn rank(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// A case: how many seconds it took, or that it never got there.
pub type Case = Option<i64>;

/// The median time of those that got there, in seconds.
pub fn median(cases: &[Case]) -> Option<i64> {
    let mut reached: Vec<i64> = cases.iter().flatten().copied().collect();
    reached.sort_unstable();
    rank(&reached, 50)
}

/// The share that got there, in basis points.
pub fn share(cases: &[Case]) -> Option<i64> {
    let (reached, all) = (cases.iter().flatten().count(), cases.len());
    let bp = (reached * 10_000 + all / 2).checked_div(all)?;
    i64::try_from(bp).ok()
}

/// What each case comes to on average, in the units of the cases; of what never came, nothing. Half rounds up.
pub fn mean(cases: &[Case]) -> Option<i64> {
    let (sum, many) = (cases.iter().flatten().map(|one| i128::from(*one)).sum::<i128>(), cases.len() as i128);
    let mean = (2 * sum + many).checked_div_euclid(2 * many)?;
    i64::try_from(mean).ok()
}

/// A difference and where it lies with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    pub value: i64,
    pub low: i64,
    pub high: i64,
}

/// What `figure` of one is more than that of the other; none where one of them has none.
pub fn difference(one: &[Case], other: &[Case], figure: fn(&[Case]) -> Option<i64>) -> Option<Interval> {
    let newest = |cases: &[Case]| cases[cases.len().saturating_sub(MOST_CASES)..].to_vec();
    let value = figure(one)? - figure(other)?;
    let (one, other) = (newest(one), newest(other));
    let rng = SeededRng::new(1);
    let mut drawn: Vec<i64> =
        (0..DRAWS).filter_map(|_| Some(figure(&draw(&one, &rng))? - figure(&draw(&other, &rng))?)).collect();
    drawn.sort_unstable();
    let at = |per_mille: usize| drawn.get((drawn.len() * per_mille / 1_000).min(drawn.len() - 1)).copied();
    Some(Interval { value, low: at(25)?, high: at(975)? })
}

/// As many as there are, each drawn from all of them.
fn draw(cases: &[Case], rng: &SeededRng) -> Vec<Case> {
    let mut bytes = vec![0; cases.len() * 4];
    rng.fill(&mut bytes);
    let places = bytes.chunks_exact(4).map(|four| {
        let drawn = u32::from_be_bytes(four.try_into().expect("chunks of four"));
        usize::try_from(drawn).unwrap_or(0) % cases.len()
    });
    places.map(|at| cases[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_and_shares_are_those_of_the_textbook() {
        assert_eq!(
            (rank(&[1, 2, 3, 4], 50), rank(&[1, 2, 3, 4], 90), rank(&[], 50)),
            (Some(2), Some(4), None)
        );
        assert_eq!(share(&[Some(1), None, None]), Some(3_333));
        assert_eq!(median(&[Some(9), None, Some(1), Some(5)]), Some(5));
        assert_eq!(share(&[]), None);
        assert_eq!(mean(&[Some(9), None, Some(1)]), Some(3));
        assert_eq!((mean(&[Some(1), None]), mean(&[])), (Some(1), None));
    }

    #[test]
    fn an_interval_holds_the_difference_and_finds_none_where_there_is_none() {
        let (fast, slow): (Vec<Case>, Vec<Case>) =
            ((0..60).map(|n| Some(100 + n)).collect(), (0..60).map(|n| Some(400 + n)).collect());
        let found = difference(&fast, &slow, median).unwrap();
        assert_eq!(found.value, -300);
        assert!(found.low <= -300 && found.high >= -300 && found.high < 0, "{found:?}");
        let same = difference(&fast, &fast, median).unwrap();
        assert!(same.low <= 0 && same.high >= 0, "{same:?}");
        assert_eq!(difference(&fast, &slow, median), Some(found), "the same every time");
        assert_eq!(difference(&fast, &[None], median), None);
    }
}
