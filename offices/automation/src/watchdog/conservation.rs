//! Conservation: nothing open is forgotten. Each record without a next step becomes one exception, which
//! settles by itself as soon as there is one.

use std::collections::{HashMap, HashSet};

use kernel::{Ref, Result, Timestamp, UserId, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Raise, Tx};
use verbs::{Query, Verb};

use super::rows;
use super::rows::{About, OpenRecord};
use crate::sight::rows::people_of;

/// More than these are told in the next rounds.
const MOST: usize = 200;
const CODE: &str = "conservation.no_next_step";
/// More of one kind and owner than this are one exception.
const STORM: usize = 10;

/// What was found in one snapshot.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    open: usize,
    /// Without a dated next step of somebody active.
    bare: Vec<(Ref, OpenRecord)>,
    excepted: Vec<About>,
}

impl Found {
    fn known(&self) -> HashSet<&str> {
        self.excepted.iter().map(|about| about.subject.as_str()).collect()
    }

    /// Bare, and nobody has been told.
    fn violations(&self) -> impl Iterator<Item = &(Ref, OpenRecord)> {
        let known = self.known();
        self.bare.iter().filter(move |(subject, _)| !known.contains(subject.to_string().as_str()))
    }

    /// Told, and no longer bare.
    fn over(&self) -> Vec<String> {
        let still: HashSet<String> = self.bare.iter().map(|(subject, _)| subject.to_string()).collect();
        let over = self.excepted.iter().filter(|about| about.code == CODE && !still.contains(&about.subject));
        over.map(|about| about.key.clone()).collect()
    }

    pub fn needs_nothing(&self) -> bool {
        self.violations().next().is_none() && self.over().is_empty()
    }
}

/// Looks at all of it; reads only.
pub(super) async fn look(tx: &mut Tx) -> Result<Found> {
    let mut open = rows::open(tx).await?;
    let mut seen = HashSet::new();
    open.retain(|record| seen.insert((record.kind.clone(), record.id)));
    let cared_for = rows::cared_for(tx).await?;
    let mut found = Found { open: open.len(), ..Found::default() };
    for record in open {
        if !cared_for.contains(&(record.kind.clone(), record.id)) {
            found.bare.push((subject(&record)?, record));
        }
    }
    found.excepted = rows::excepted(tx).await?;
    Ok(found)
}

fn subject(record: &OpenRecord) -> Result<Ref> {
    Ref::of(&record.kind, record.id).ok_or_else(|| fault(format!("no record is called `{}`", record.kind)))
}

/// Tells what was found, and settles what is over.
pub(super) async fn tell(tx: &mut Tx, found: &Found) -> Result<()> {
    for key in found.over() {
        tx.settle_exception(&key, "it has a next step again, or is decided").await?;
    }
    let storms = storms(found);
    for (subject, record) in found.violations().take(MOST) {
        let cause = storms.contains(&(record.kind.as_str(), record.owner));
        raise(tx, record, *subject, cause).await?;
    }
    Ok(())
}

/// Of which kind and owner so many stand without a next step that they have one cause.
fn storms(found: &Found) -> HashSet<(&str, Option<UserId>)> {
    let mut counted: HashMap<(&str, Option<UserId>), usize> = HashMap::new();
    for (_, record) in &found.bare {
        *counted.entry((record.kind.as_str(), record.owner)).or_default() += 1;
    }
    counted.into_iter().filter(|(_, count)| *count > STORM).map(|(key, _)| key).collect()
}

async fn raise(tx: &mut Tx, bare: &OpenRecord, subject: Ref, storm: bool) -> Result<()> {
    let owner = active(tx, bare.owner).await?;
    let whose = bare.owner.map_or_else(|| "nobody".to_owned(), |owner| owner.to_string());
    tx.raise(Raise {
        key: format!("conservation {subject}"),
        cause: storm.then(|| format!("conservation {} of {whose}", bare.kind)),
        code: CODE,
        title: format!("{} has no next step", a(&bare.kind)),
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

/// "A deal", "An invoice", "A bank line".
fn a(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "An" } else { "A" };
    format!("{article} {}", kind.replace('_', " "))
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
    /// The record's title where it has one.
    pub title: Option<String>,
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
        let found = look(tx).await?;
        let mut violations = vec![];
        for (id, record) in found.violations() {
            violations.push(Violation::of(*id, record, rows::title(tx, *id).await?));
        }
        let count = |n: usize| i64::try_from(n).map_err(fault);
        Ok(Conservation {
            open: count(found.open)?,
            with_next: count(found.open - found.bare.len())?,
            excepted: count(found.bare.len() - violations.len())?,
            violations,
        })
    }
}

impl Violation {
    fn of(id: Ref, record: &OpenRecord, title: Option<String>) -> Violation {
        let OpenRecord { kind, state, owner, since, .. } = record.clone();
        Violation { kind, id, title, state, owner, since }
    }
}
