//! Conservation: nothing open is forgotten. Each record without a next step becomes one exception, which
//! settles by itself as soon as there is one.

use std::collections::HashSet;

use kernel::{Ref, Result, Timestamp, UserId, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Raise, Tx};
use verbs::{Query, Verb};

use super::rows::{self, Bare};
use crate::sight::rows::people_of;

/// More than these are told in the next rounds.
const MOST: i64 = 500;
const CODE: &str = "conservation.no_next_step";

impl Bare {
    fn subject(&self) -> Result<Ref> {
        Ref::of(&self.kind, self.id).ok_or_else(|| fault(format!("no record is called `{}`", self.kind)))
    }
}

pub(super) async fn watch(tx: &mut Tx) -> Result<()> {
    let bare = rows::bare(tx, MOST).await?;
    let excepted = rows::excepted(tx).await?;
    let still: HashSet<String> =
        bare.iter().map(|b| b.subject().map(|s| s.to_string())).collect::<Result<_>>()?;
    let full = i64::try_from(bare.len()).unwrap_or(i64::MAX) >= MOST;
    for over in excepted.iter().filter(|e| e.code == CODE && !full && !still.contains(&e.subject)) {
        tx.settle_exception(&over.key, "it has a next step again").await?;
    }
    let known: HashSet<&str> = excepted.iter().map(|about| about.subject.as_str()).collect();
    for bare in bare {
        let subject = bare.subject()?;
        if !known.contains(subject.to_string().as_str()) {
            raise(tx, &bare, subject).await?;
        }
    }
    Ok(())
}

async fn raise(tx: &mut Tx, bare: &Bare, subject: Ref) -> Result<()> {
    let owner = active(tx, bare.owner).await?;
    tx.raise(Raise {
        key: format!("conservation {subject}"),
        code: CODE,
        title: format!("A {} has no next step", bare.kind),
        detail: format!(
            "it has been {} since {}, and nobody active has anything dated to do with it; give it a task, or decide it",
            bare.state,
            bare.since.strftime("%F")
        ),
        owner,
        subject: Some(subject),
        contact: bare.contact,
        ..Raise::default()
    })
    .await
}

/// The owner where they are active, else whoever stands in, else an administrator.
async fn active(tx: &mut Tx, owner: Option<UserId>) -> Result<Option<UserId>> {
    let word = owner.map_or_else(|| "administrator".to_owned(), |owner| owner.to_string());
    Ok(people_of(tx, owner, (&word, "administrator")).await?.owner)
}

/// A record that nobody has a next step with.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Violation {
    pub kind: String,
    pub id: Ref,
    pub state: String,
    pub owner: Option<UserId>,
    pub since: Timestamp,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Conservation {
    /// Records that are open.
    pub open: i64,
    /// Of these, with a dated next step of somebody active.
    pub with_next: i64,
    /// Of the others, with an open exception.
    pub excepted: i64,
    /// And the rest: none, if the house is in order.
    pub violations: Vec<Violation>,
}

/// Read whether every open record has a next step, or somebody who knows that it has none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadConservation {}

impl Query for ReadConservation {
    const VERB: Verb = Verb::get("conservation.read", "/conservation");
    type Answer = Conservation;

    async fn ask(&self, tx: &mut Tx) -> Result<Conservation> {
        let open = rows::open_count(tx).await?;
        let bare = rows::bare(tx, i64::MAX).await?;
        let known: HashSet<String> =
            rows::excepted(tx).await?.into_iter().map(|about| about.subject).collect();
        let without = i64::try_from(bare.len()).map_err(fault)?;
        let mut violations = vec![];
        for bare in bare {
            let id = bare.subject()?;
            if !known.contains(&id.to_string()) {
                let Bare { kind, state, owner, since, .. } = bare;
                violations.push(Violation { kind, id, state, owner, since });
            }
        }
        let excepted = without - i64::try_from(violations.len()).map_err(fault)?;
        Ok(Conservation { open, with_next: open - without, excepted, violations })
    }
}
