//! Who is there: the staff as somebody who has to tell them something sees it. Pure but for the look.

mod rows;

use kernel::calendar::Zone;
use kernel::{Result, UserId};
use store::Tx;

#[derive(Debug, Clone)]
pub struct Person {
    pub id: UserId,
    pub role: String,
    pub active: bool,
    pub stand_in: Option<UserId>,
    /// Their own clock; the business's where nothing is said.
    pub zone: Option<Zone>,
    /// They gave a mobile number.
    pub has_phone: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Staff(Vec<Person>);

impl Staff {
    pub async fn load(tx: &mut Tx) -> Result<Staff> {
        Ok(Staff(rows::all(tx).await?))
    }

    pub fn person(&self, id: UserId) -> Option<&Person> {
        self.0.iter().find(|person| person.id == id)
    }

    fn active(&self, id: UserId) -> Option<UserId> {
        self.person(id).filter(|person| person.active).map(|person| person.id)
    }

    fn administrators(&self) -> impl Iterator<Item = UserId> {
        self.0.iter().filter(|person| person.active && person.role == "administrator").map(|person| person.id)
    }

    /// Whoever hears for this owner: themselves, else their stand-in, else every administrator.
    pub fn hearing(&self, owner: Option<UserId>) -> Vec<UserId> {
        let there = owner.and_then(|owner| {
            let stand_in = self.person(owner).and_then(|person| person.stand_in);
            self.active(owner).or_else(|| stand_in.and_then(|id| self.active(id)))
        });
        there.map_or_else(|| self.administrators().collect(), |one| vec![one])
    }

    /// Who takes over from somebody who did not look: the stand-in, else an administrator who is somebody else.
    pub fn behind(&self, user: UserId) -> Option<UserId> {
        let stand_in = self.person(user).and_then(|person| person.stand_in).filter(|id| *id != user);
        stand_in.and_then(|id| self.active(id)).or_else(|| self.administrators().find(|id| *id != user))
    }

    /// A user's id or a role's name.
    pub fn named(&self, word: &str) -> Vec<UserId> {
        let is = |person: &&Person| person.active && (person.role == word || person.id.to_string() == word);
        self.0.iter().filter(is).map(|person| person.id).collect()
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
            role: role.into(),
            active,
            stand_in: stand_in.map(id),
            zone: None,
            has_phone: false,
        }
    }

    #[test]
    fn whoever_is_not_there_is_stood_in_for_and_nobody_at_all_means_the_administrators() {
        let staff = Staff(vec![
            person(1, "administrator", true, None),
            person(2, "sales", true, Some(3)),
            person(3, "sales", true, None),
            person(4, "sales", false, Some(2)),
            person(5, "sales", false, None),
        ]);
        assert_eq!(staff.hearing(Some(id(2))), [id(2)]);
        assert_eq!(staff.hearing(Some(id(4))), [id(2)]);
        assert_eq!(staff.hearing(Some(id(5))), [id(1)]);
        assert_eq!(staff.hearing(None), [id(1)]);
        assert_eq!(staff.behind(id(2)), Some(id(3)));
        assert_eq!(staff.behind(id(3)), Some(id(1)));
        assert_eq!(staff.behind(id(1)), None, "the only administrator has nobody behind them");
        assert_eq!(staff.named("sales"), [id(2), id(3)]);
    }
}
