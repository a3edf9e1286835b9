//! What had been acknowledged when the power failed, read from the child's own words.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub struct Told<'r> {
    /// Id and title by number.
    pub books: BTreeMap<i64, (&'r str, &'r str)>,
    /// Those that were acknowledged before the upgrade began.
    pub before: BTreeSet<i64>,
    pub forgetting: BTreeSet<i64>,
    pub forgot: BTreeSet<i64>,
    /// Stem of the files and SHA-256 of the data.
    pub backups: Vec<(&'r str, &'r str)>,
    pub upgrading: bool,
    pub upgraded: bool,
}

impl<'r> Told<'r> {
    pub fn of(acks: &[&'r str]) -> Told<'r> {
        let mut told = Told::default();
        acks.iter().for_each(|line| told.hear(line));
        told
    }

    fn hear(&mut self, line: &'r str) {
        let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (first, second) = rest.split_once(' ').unwrap_or((rest, ""));
        let number = || first.parse().expect("a number follows");
        match what {
            "book" => {
                let said = second.split_once(' ').expect("id and title follow");
                self.books.insert(number(), said);
            }
            "forgetting" => drop(self.forgetting.insert(number())),
            "forgot" => drop(self.forgot.insert(number())),
            "backup" => self.backups.push((first, second)),
            "upgrading" => {
                self.upgrading = true;
                self.before = self.books.keys().copied().collect();
            }
            "upgraded" => self.upgraded = true,
            other => panic!("the child said `{other}`"),
        }
    }
}
