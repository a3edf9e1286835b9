//! Who is there: the staff as somebody who has to tell them something sees it. Pure but for the look.

mod rows;

use kernel::calendar::Zone;
use kernel::{Absences, Result, UserId};
use store::Tx;

#[derive(Debug, Clone)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub role: String,
    pub active: bool,
    pub stand_in: Option<UserId>,
    /// Their own clock; the business's where nothing is said.
    pub zone: Option<Zone>,
    /// They gave a mobile number.
    pub has_phone: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Staff {
    all: Vec<Person>,
    /// Those of this moment.
    away: Absences,
}

impl Staff {
    pub async fn load(tx: &mut Tx) -> Result<Staff> {
        Ok(Staff { all: rows::all(tx).await?, away: tx.away().await? })
    }

    pub fn person(&self, id: UserId) -> Option<&Person> {
        self.all.iter().find(|person| person.id == id)
    }

    fn is_here(&self, person: &Person) -> bool {
        self.away.is_here(person.id, person.active)
    }

    fn here(&self, id: UserId) -> Option<UserId> {
        self.person(id).filter(|person| self.is_here(person)).map(|person| person.id)
    }

    /// Those who are here; while all are away, all of them: somebody has to hear.
    fn administrators(&self) -> Vec<UserId> {
        self.of_them(|person| person.role == "administrator")
    }

    fn of_them(&self, is: impl Fn(&Person) -> bool) -> Vec<UserId> {
        let active: Vec<&Person> = self.all.iter().filter(|person| person.active && is(person)).collect();
        let here: Vec<&Person> = active.iter().copied().filter(|person| self.is_here(person)).collect();
        let heard = if here.is_empty() { active } else { here };
        heard.iter().map(|person| person.id).collect()
    }

    /// Such as `Ada is away until 3 May`, of somebody who is.
    pub fn away(&self, user: Option<UserId>) -> Option<String> {
        let (person, absence) = (self.person(user?)?, self.away.of(user?)?);
        Some(absence.said_of(&person.name))
    }

    /// Whoever hears for this owner: themselves, else their stand-in, else every administrator.
    pub fn hearing(&self, owner: Option<UserId>) -> Vec<UserId> {
        let there = owner.and_then(|owner| {
            let stand_in = self.person(owner).and_then(|person| person.stand_in);
            self.here(owner).or_else(|| stand_in.and_then(|id| self.here(id)))
        });
        there.map_or_else(|| self.administrators(), |one| vec![one])
    }

    /// Who takes over from somebody who did not look: the stand-in, else an administrator who is somebody else.
    pub fn behind(&self, user: UserId) -> Option<UserId> {
        let stand_in = self.person(user).and_then(|person| person.stand_in).filter(|id| *id != user);
        let administrator = || self.administrators().into_iter().find(|id| *id != user);
        stand_in.and_then(|id| self.here(id)).or_else(administrator)
    }

    /// A user's id or a role's name; whoever hears for somebody who is away.
    pub fn named(&self, word: &str) -> Vec<UserId> {
        let by_id = self.all.iter().find(|person| person.active && person.id.to_string() == word);
        match by_id {
            Some(person) => self.hearing(Some(person.id)),
            None => self.of_them(|person| person.role == word),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    fn id(n: u8) -> UserId {
        UserId::from_bytes([n; 16])
    }

    fn person(n: u8, role: &str, active: bool, stand_in: Option<u8>) -> Person {
        Person {
            id: id(n),
            name: format!("P{n}"),
            role: role.into(),
            active,
            stand_in: stand_in.map(id),
            zone: None,
            has_phone: false,
        }
    }

    #[test]
    fn whoever_is_not_there_is_stood_in_for_and_nobody_at_all_means_the_administrators() {
        let all = vec![
            person(1, "administrator", true, None),
            person(2, "sales", true, Some(3)),
            person(3, "sales", true, None),
            person(4, "sales", false, Some(2)),
            person(5, "sales", false, None),
        ];
        let staff = Staff { all, away: Absences::default() };
        assert_eq!(staff.hearing(Some(id(2))), [id(2)]);
        assert_eq!(staff.hearing(Some(id(4))), [id(2)]);
        assert_eq!(staff.hearing(Some(id(5))), [id(1)]);
        assert_eq!(staff.hearing(None), [id(1)]);
        assert_eq!(staff.behind(id(2)), Some(id(3)));
        assert_eq!(staff.behind(id(3)), Some(id(1)));
        assert_eq!(staff.behind(id(1)), None, "the only administrator has nobody behind them");
        assert_eq!(staff.named("sales"), [id(2), id(3)]);
    }

    #[test]
    fn whoever_is_away_is_stood_in_for_and_somebody_always_hears() {
        let all = vec![
            person(1, "administrator", true, None),
            person(2, "sales", true, Some(3)),
            person(3, "sales", true, None),
        ];
        let away = |users: &[u8]| {
            let (from, until) = ("2026-05-01".parse().unwrap(), "2026-05-03".parse().unwrap());
            let (from_at, until_at) = (kernel::Timestamp::MIN, kernel::Timestamp::MAX);
            let one = |n: &u8| kernel::Absence { user: id(*n), from, until, from_at, until_at };
            Staff { all: all.clone(), away: Absences(users.iter().map(one).collect()) }
        };
        assert_eq!(away(&[2]).hearing(Some(id(2))), [id(3)]);
        assert_eq!(away(&[2]).away(Some(id(2))).as_deref(), Some("P2 is away until 3 May"));
        assert_eq!(away(&[2]).away(Some(id(3))), None);
        assert_eq!(away(&[2, 3]).hearing(Some(id(2))), [id(1)]);
        assert_eq!(away(&[2]).named("sales"), [id(3)]);
        assert_eq!(away(&[2]).named(&id(2).to_string()), [id(3)]);
        assert_eq!(away(&[3]).behind(id(2)), Some(id(1)));
        assert_eq!(away(&[1, 2, 3]).hearing(Some(id(2))), [id(1)], "somebody has to hear");
    }
}
