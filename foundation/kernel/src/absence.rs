//! Who of the staff is away: from one day to another on their own calendar.
//!
//! Invariant: whoever has to pick a person asks here, so that nothing is handed to somebody who is not there. What a
//! person hands to a colleague by name stays theirs; only the house and its automations go round them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Timestamp, UserId};

/// One person, away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    pub user: UserId,
    /// The first day and the last, on their own calendar.
    pub from: Date,
    pub until: Date,
    /// When the first day begins, and when the last has ended.
    pub from_at: Timestamp,
    pub until_at: Timestamp,
}

impl Absence {
    /// Such as `Ada is away until 3 May`.
    pub fn said_of(&self, name: &str) -> String {
        format!("{name} is away until {}", self.until.strftime("%-d %B"))
    }
}

/// As much of one of the staff as it takes to find who is here for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnStaff {
    pub id: UserId,
    pub active: bool,
    pub administers: bool,
    pub stand_in: Option<UserId>,
}

/// People who are away do not stand in for each other for ever.
const STAND_INS: usize = 3;

/// Topic `absences`: one for each person who is away or will be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absences(pub Vec<Absence>);

impl Absences {
    /// Those of now alone.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Absences {
        Absences(self.0.into_iter().filter(|one| one.from_at <= now && now < one.until_at).collect())
    }

    pub fn of(&self, user: UserId) -> Option<&Absence> {
        self.0.iter().find(|one| one.user == user)
    }

    /// Whether work may be handed to them: they may come in, and are not away.
    pub fn is_here(&self, user: UserId, active: bool) -> bool {
        active && self.of(user).is_none()
    }

    /// They themselves where they are here, else who stands in for them, or for those again; `None` where nobody is.
    pub fn here_for(&self, wanted: UserId, staff: &[OnStaff]) -> Option<UserId> {
        asked(wanted, staff).find(|member| self.is_here(member.id, member.active)).map(|member| member.id)
    }

    /// Why it is not whoever was meant: the first who is away of those asked before somebody is here.
    pub fn missed(&self, wanted: &[Option<UserId>], staff: &[OnStaff]) -> Option<&Absence> {
        let all = wanted.iter().flatten().flat_map(|user| asked(*user, staff));
        all.take_while(|member| !self.is_here(member.id, member.active)).find_map(|member| self.of(member.id))
    }

    /// Who answers for what the house hands out: the first of these who is here or has somebody here for them, else
    /// the first administrator who is here, else the first administrator. `None` where no administrator is active.
    pub fn answers(&self, wanted: &[Option<UserId>], staff: &[OnStaff]) -> Option<UserId> {
        let here = wanted.iter().flatten().find_map(|user| self.here_for(*user, staff));
        here.or_else(|| {
            let administrators = staff.iter().filter(|member| member.active && member.administers).collect();
            self.first_here(administrators, |member: &&OnStaff| member.id).map(|member| member.id)
        })
    }

    /// The first of several active people who is here; while all are away, the first.
    pub fn first_here<T>(&self, active: Vec<T>, id: impl Fn(&T) -> UserId) -> Option<T> {
        let here = active.iter().position(|one| self.is_here(id(one), true)).unwrap_or(0);
        active.into_iter().nth(here)
    }

    /// The same with this person away then, or no longer; what is over by now is forgotten.
    #[must_use]
    pub fn with(self, user: UserId, absence: Option<Absence>, now: Timestamp) -> Absences {
        let stays = |one: &Absence| one.user != user && now < one.until_at;
        Absences(self.0.into_iter().filter(stays).chain(absence).collect())
    }
}

/// They themselves, then who stands in for them, then for those again.
fn asked(wanted: UserId, staff: &[OnStaff]) -> impl Iterator<Item = &OnStaff> {
    let find = move |id: UserId| staff.iter().find(move |member| member.id == id);
    std::iter::successors(find(wanted), move |member| member.stand_in.and_then(find)).take(STAND_INS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;

    fn away(n: u8, from: &str, until: &str) -> Absence {
        let at = |day: &str| format!("{day}T00:00:00Z").parse::<Timestamp>().unwrap();
        let (first, last): (Date, Date) = (from.parse().unwrap(), until.parse().unwrap());
        let user = UserId::from_bytes([n; 16]);
        let until_at = at(&last.tomorrow().unwrap().to_string());
        Absence { user, from: first, until: last, from_at: at(from), until_at }
    }

    #[test]
    fn somebody_is_away_from_the_first_day_to_the_end_of_the_last() {
        let (ada, bob) = (UserId::from_bytes([1; 16]), UserId::from_bytes([2; 16]));
        let all = Absences(vec![away(1, "2026-05-01", "2026-05-03")]);
        let here = |at: &str| all.clone().at(at.parse().unwrap()).is_here(ada, true);
        assert!(here("2026-04-30T23:59:59Z") && here("2026-05-04T00:00:00Z"));
        assert!(!here("2026-05-01T00:00:00Z") && !here("2026-05-03T23:59:59Z"));
        assert!(!all.is_here(bob, false), "who may not come in is not here either");
        assert_eq!(all.0[0].said_of("Ada"), "Ada is away until 3 May");
    }

    #[test]
    fn whoever_stands_in_is_here_for_somebody_who_is_not() {
        let user = |n| UserId::from_bytes([n; 16]);
        let on = |n, active, stand_in: Option<u8>| OnStaff {
            id: user(n),
            active,
            administers: n == 3,
            stand_in: stand_in.map(user),
        };
        let staff = [on(1, true, Some(2)), on(2, true, Some(3)), on(3, true, Some(1)), on(4, false, Some(3))];
        let gone = |all: &[u8]| Absences(all.iter().map(|n| away(*n, "2026-05-01", "2026-05-03")).collect());
        assert_eq!(gone(&[]).here_for(user(1), &staff), Some(user(1)));
        assert_eq!(gone(&[1]).here_for(user(1), &staff), Some(user(2)));
        assert_eq!(gone(&[1, 2]).here_for(user(1), &staff), Some(user(3)));
        assert_eq!(gone(&[1, 2, 3]).here_for(user(1), &staff), None);
        assert_eq!(
            gone(&[]).here_for(user(4), &staff),
            Some(user(3)),
            "who may not come in is stood in for too"
        );
        assert_eq!(gone(&[]).here_for(user(9), &staff), None, "nobody knows them");
        let answers = |away: &[u8], wanted: &[u8]| {
            gone(away).answers(&wanted.iter().map(|n| Some(user(*n))).collect::<Vec<_>>(), &staff)
        };
        assert_eq!(
            answers(&[1], &[1, 3]),
            Some(user(2)),
            "their own stand-in goes before the next who is named"
        );
        assert_eq!(answers(&[], &[9, 2]), Some(user(2)));
        assert_eq!(answers(&[], &[9]), Some(user(3)), "an administrator where nobody is");
        assert_eq!(answers(&[1, 2, 3], &[1]), Some(user(3)), "away or not");
        let missed = |away: &[u8], wanted: &[u8]| {
            let wanted: Vec<_> = wanted.iter().map(|n| Some(user(*n))).collect();
            gone(away).missed(&wanted, &staff).map(|absence| absence.user)
        };
        assert_eq!(missed(&[1, 2], &[1]), Some(user(1)));
        assert_eq!(missed(&[3], &[4, 2]), Some(user(3)), "who may not come in is not away");
        assert_eq!(missed(&[2], &[1, 2]), None, "nobody had to ask them");
        assert_eq!(missed(&[], &[4, 9]), None);
    }

    #[test]
    fn the_first_who_is_here_is_taken_and_somebody_when_nobody_is() {
        let (ada, bob) = (UserId::from_bytes([1; 16]), UserId::from_bytes([2; 16]));
        let first = |all: &Absences| all.first_here(vec![ada, bob], |one| *one);
        let one = Absences(vec![away(1, "2026-05-01", "2026-05-03")]);
        assert_eq!(first(&one), Some(bob));
        let now = "2026-05-02T00:00:00Z".parse().unwrap();
        let both = one.clone().with(bob, Some(away(2, "2026-05-01", "2026-05-02")), now);
        assert_eq!(first(&both), Some(ada));
        assert_eq!(first(&both.clone().with(ada, None, now)), Some(ada));
        let later = "2026-06-01T00:00:00Z".parse().unwrap();
        assert_eq!(both.with(ada, None, later), Absences::default(), "what is over is forgotten");
    }
}
