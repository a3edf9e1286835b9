//! What keeps a rehearsed run out beside its own automation: the runs other automations of its group really had, and
//! how many may begin in an hour.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use kernel::{AutomationId, FactId, Ref, Result, Timestamp};
use store::Tx;

use super::rows;
use super::simulate::{Key, Lived, key};
use crate::automation::{Automation, rows as automations};
use crate::document::Group;
use crate::office;
use crate::plan::Plan;
use crate::run::later;

const HOUR_MS: i64 = 3_600_000;

/// A run that another automation of the group really had.
#[derive(Debug, Clone, Copy)]
pub struct Other {
    pub from: Timestamp,
    /// None where it is under way still.
    pub until: Option<Timestamp>,
    pub priority: i64,
}

impl Other {
    pub fn is_under_way(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| until > at)
    }
}

/// What bounds one text in all lives.
#[derive(Debug, Clone, Default)]
pub struct Bounds {
    /// Those of the group, by the record or person that has one run at most.
    pub others: BTreeMap<Key, Vec<Other>>,
    /// Facts that come in an hour that is full by then.
    pub full: BTreeSet<FactId>,
}

/// The real runs beside an automation, from a moment on.
pub async fn beside(
    tx: &mut Tx,
    plan: &Plan,
    (itself, every): (Option<AutomationId>, &[Automation]),
    from: Timestamp,
) -> Result<Bounds> {
    let Some(group) = &plan.document().group else { return Ok(Bounds::default()) };
    let aliases: BTreeMap<_, _> = rows::aliases(tx).await?.into_iter().collect();
    let mut bounds = Bounds::default();
    for other in every.iter().filter(|other| Some(other.id) != itself) {
        if !is_of(tx, group, other).await? {
            continue;
        }
        for run in rows::runs_since(tx, other.id, from).await? {
            let contact = run.contact.map(|id| Ref::from(aliases.get(&id).copied().unwrap_or(id)));
            let whom = group.one_active_per.of(run.subject, contact);
            bounds.others.entry(key(whom)).or_default().push(run.other);
        }
    }
    Ok(bounds)
}

async fn is_of(tx: &mut Tx, group: &Group, other: &Automation) -> Result<bool> {
    let version = automations::numbered(tx, other.id, other.version).await?;
    let Ok(plan) = office::plan(tx, version.id).await? else { return Ok(false) };
    Ok(plan.document().group.as_ref().is_some_and(|theirs| theirs.name == group.name))
}

/// When runs would begin, by the fact that begins each.
#[derive(Debug, Default)]
pub struct Begun(Vec<(Timestamp, FactId)>);

impl Begun {
    pub fn note(&mut self, lived: &Lived) {
        self.0.extend(lived.runs.iter().map(|run| (run.began, run.cause)));
    }

    /// Those that are too many in the hour before each.
    pub fn too_many(mut self, most: u32) -> BTreeSet<FactId> {
        self.0.sort_unstable();
        let (mut hour, mut full) = (VecDeque::new(), BTreeSet::new());
        for (at, fact) in self.0 {
            while hour.front().is_some_and(|first| *first <= later(at, -HOUR_MS)) {
                hour.pop_front();
            }
            if usize::try_from(most).is_ok_and(|most| hour.len() >= most) {
                full.insert(fact);
            } else {
                hour.push_back(at);
            }
        }
        full
    }
}
