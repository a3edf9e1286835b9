//! A saved view: the filters, the search and the order of one list, under a name, for oneself or for everybody.
//!
//! Invariant: what it searches for may name a customer, so it stands beside the record and never in the journal.

pub mod commands;
pub mod queries;
pub mod rows;

use std::collections::BTreeMap;

use facts::governance::{ViewChanged, ViewRemoved, ViewSaved};
use kernel::{Owned, Refusal, Timestamp, UserId, ViewId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// More of one person, or of everybody, on one list nobody finds their way in.
pub const MOST: usize = 50;

/// The filters as the address of the list carries them: a name and what was chosen.
pub type Choices = BTreeMap<String, String>;

/// The lists that views are saved of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViewedList {
    Leads,
    Contacts,
    Companies,
    Deals,
    Invoices,
    Tasks,
    Proposals,
}

impl ViewedList {
    const ALL: [ViewedList; 7] = [
        ViewedList::Leads,
        ViewedList::Contacts,
        ViewedList::Companies,
        ViewedList::Deals,
        ViewedList::Invoices,
        ViewedList::Tasks,
        ViewedList::Proposals,
    ];

    pub fn word(self) -> &'static str {
        match self {
            ViewedList::Leads => "leads",
            ViewedList::Contacts => "contacts",
            ViewedList::Companies => "companies",
            ViewedList::Deals => "deals",
            ViewedList::Invoices => "invoices",
            ViewedList::Tasks => "tasks",
            ViewedList::Proposals => "proposals",
        }
    }

    pub fn parse(word: &str) -> Option<ViewedList> {
        ViewedList::ALL.into_iter().find(|list| list.word() == word)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct View {
    pub id: ViewId,
    pub rv: i64,
    /// Who saved it.
    pub owned: Owned,
    pub list: ViewedList,
    pub name: String,
    /// Everybody sees it; else only who saved it.
    pub shared: bool,
    pub saved_at: Timestamp,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ViewRefusal {
    #[error("there is a view called {0} already; take another name")]
    Exists(String),
    #[error("this list has 50 views already; remove one you no longer use first")]
    Full,
    #[error("this view is everybody's; a manager or an administrator changes it, or save one of your own")]
    Everybodys,
}

impl Refusal for ViewRefusal {
    fn code(&self) -> &'static str {
        match self {
            ViewRefusal::Exists(_) => "view.exists",
            ViewRefusal::Full => "view.full",
            ViewRefusal::Everybodys => "view.everybodys",
        }
    }
}

impl View {
    pub fn is_of(&self, user: UserId) -> bool {
        self.owned.owner == Some(user)
    }

    /// Two names that differ in case or spaces only are one.
    pub fn is_called(&self, name: &str) -> bool {
        folded(&self.name) == folded(name)
    }

    pub fn saved(&self, user: UserId) -> ViewSaved {
        ViewSaved { view: self.id, user }
    }

    pub fn changed(&self, user: UserId) -> ViewChanged {
        ViewChanged { view: self.id, user }
    }

    pub fn removed(&self, user: UserId) -> ViewRemoved {
        ViewRemoved { view: self.id, user }
    }
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
