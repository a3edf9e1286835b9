//! A team: a group that owns work. Its users carry its id.

pub mod commands;
pub mod rows;
pub mod views;

use facts::governance::{TeamAdded, TeamRenamed};
use kernel::{Owned, Refusal, TeamId};

#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    pub id: TeamId,
    pub rv: i64,
    pub owned: Owned,
    pub name: String,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TeamRefusal {
    #[error("there is a team called {0} already; take another name")]
    Exists(String),
}

impl Refusal for TeamRefusal {
    fn code(&self) -> &'static str {
        "team.exists"
    }
}

impl Team {
    pub fn add(id: TeamId, name: &str) -> (Team, TeamAdded) {
        // It is its own team, so that the scope `team` covers the record itself.
        let owned = Owned { owner: None, team: Some(id) };
        (Team { id, rv: 1, owned, name: name.trim().to_owned() }, TeamAdded { team: id })
    }

    pub fn rename(self, name: &str) -> (Team, TeamRenamed) {
        let told = TeamRenamed { team: self.id };
        (Team { name: name.trim().to_owned(), ..self }, told)
    }

    /// Two names that differ in case or spaces only are one.
    pub fn folded(&self) -> String {
        self.name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    }
}
