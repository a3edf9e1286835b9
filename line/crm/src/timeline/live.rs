//! What a page of the timeline needs from the live rows: one statement per kind, only for kinds on the page.

use std::collections::HashMap;

use kernel::{Ref, Result, UserId};
use store::Tx;

use super::rows;
use super::views::MessageLine;
use crate::note;
use crate::people::staff;

/// Names, titles and words as they stand now.
#[derive(Debug, Default)]
pub(super) struct Live {
    pub users: HashMap<UserId, String>,
    pub titles: HashMap<Ref, String>,
    pub notes: HashMap<Ref, String>,
    pub messages: HashMap<Ref, MessageLine>,
    /// What the automation of a run is called.
    pub automations: HashMap<Ref, String>,
}

impl Live {
    pub(super) async fn load(
        tx: &mut Tx,
        users: Vec<UserId>,
        runs: Vec<Ref>,
        subjects: Vec<Ref>,
    ) -> Result<Live> {
        let of_kind = |kind: &str| subjects.iter().filter(|id| id.kind == kind).copied().collect::<Vec<_>>();
        let (notes, messages) = (of_kind("note"), of_kind("message"));
        Ok(Live {
            users: staff::rows::names(tx, &once(users)).await?,
            notes: match notes.is_empty() {
                true => HashMap::new(),
                false => note::rows::texts(tx, &notes).await?.into_iter().collect(),
            },
            messages: match messages.is_empty() {
                true => HashMap::new(),
                false => rows::message_lines(tx, &messages).await?,
            },
            automations: rows::automations(tx, &once(runs)).await?,
            titles: tx.titles(&once(subjects)).await?,
        })
    }
}

fn once<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut found = vec![];
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}
