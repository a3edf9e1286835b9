//! Who may be under way at once. Pure.
//!
//! Invariant: a kind has no more seats than stay free for all others, so the slowest one leaves some for the rest.

use std::collections::BTreeMap;

/// So many effects are under way in one process; of one kind alone, half of them.
const SEATS: i64 = 32;

/// The seats that are taken, by kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Seats(BTreeMap<String, i64>);

impl Seats {
    /// Of those that are under way.
    pub fn of<'k>(kinds: impl Iterator<Item = &'k str>) -> Seats {
        let mut seats = Seats::default();
        kinds.for_each(|kind| seats.take(kind));
        seats
    }

    pub fn free(&self) -> i64 {
        SEATS - self.0.values().sum::<i64>()
    }

    /// Whether one more of this kind may sit down.
    pub fn has(&self, kind: &str) -> bool {
        self.0.get(kind).copied().unwrap_or(0) < self.free()
    }

    pub fn take(&mut self, kind: &str) {
        *self.0.entry(kind.to_owned()).or_default() += 1;
    }

    /// The kinds of which no more may sit down, with commas between them.
    pub fn full(&self) -> String {
        let full = self.0.keys().filter(|kind| !self.has(kind));
        full.map(String::as_str).collect::<Vec<_>>().join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sits down as many of this kind as may.
    fn crowd(seats: &mut Seats, kind: &str) -> usize {
        let sits = |_: &usize| {
            let may = seats.has(kind);
            if may {
                seats.take(kind);
            }
            may
        };
        (0..1_000).take_while(sits).count()
    }

    #[test]
    fn however_many_come_of_one_kind_the_next_kind_finds_a_seat() {
        let mut seats = Seats::default();
        let taken = ["http", "paper", "mail", "push", "staff_sms"].map(|kind| crowd(&mut seats, kind));
        assert_eq!(taken, [16, 8, 4, 2, 1]);
        assert_eq!((seats.free(), seats.has("code_mail")), (1, true));
        assert_eq!(seats.full(), "http,mail,paper,push,staff_sms");
        seats.take("code_mail");
        assert_eq!((seats.free(), seats.has("another")), (0, false));
    }

    #[test]
    fn who_has_most_gives_way_until_all_have_the_same() {
        let mut seats = Seats::of(std::iter::repeat_n("http", 16).chain(std::iter::repeat_n("mail", 8)));
        assert!(seats.has("paper") && !seats.has("http"));
        // One call comes back, and it is a letter that sits down.
        seats = Seats::of(std::iter::repeat_n("http", 15).chain(std::iter::repeat_n("mail", 8)));
        assert!(!seats.has("http") && seats.has("mail"));
        assert_eq!(seats.full(), "http");
    }

    #[test]
    fn nobody_is_full_where_nobody_sits() {
        assert_eq!((Seats::default().full(), Seats::default().free()), (String::new(), SEATS));
    }
}
