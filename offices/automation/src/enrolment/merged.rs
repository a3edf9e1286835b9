//! Two contacts that are one person: what runs once for each of them runs once.
//!
//! Invariant: after a merge no automation that is active once per contact, and no group of such, has two runs for the
//! person. The history of those that end stays.

use std::collections::BTreeSet;

use kernel::{AutomationId, ContactId, Id as _, Ref, Result};
use store::{Heard, Tx};

use super::{admit, rows};
use crate::document::{Automation, Group, IfActive, Per, Slug};
use crate::office;
use crate::run::rows::{self as runs, OfContact};
use crate::run::settle;
use crate::start::person;

/// The fact that tells of a merge: `contact` is who they are from now on, `alias` who they were too.
pub const MERGED: &str = "contact.merged";
const WHY: &str = "the person was known twice, and another run of theirs goes on";

/// Ends the duplicates; what goes on, what waits its turn and what is due is known by the one contact from now on.
pub(super) async fn merge(tx: &mut Tx, heard: &Heard) -> Result<()> {
    let of = |field: &str| heard.field(field).as_str().and_then(|id| id.parse::<ContactId>().ok());
    let (Some(contact), Some(alias)) = (of("contact"), of("alias")) else { return Ok(()) };
    let known = known(tx, [contact, alias]).await?;
    for alias in known.iter().filter(|known| **known != contact) {
        person::merge(tx, *alias, contact).await?;
    }
    let going = going(tx, &known).await?;
    let ending = duplicates(&going);
    let ends = |one: &Going| ending.contains(&Ref::from(one.run.id).bytes);
    // First the names of what they share, so that nobody gets the turn who waits behind one that goes on.
    for one in &going {
        if ends(one) {
            runs::leave_lane(tx, one.run.id).await?;
        }
        if let Some(group) = &one.group {
            runs::group_is(tx, one.run.id, &admit::group_key(group, contact.into())).await?;
        }
    }
    for one in going.iter().filter(|one| ends(one)) {
        let old = runs::fence(tx, one.run.id).await?;
        settle::replace(tx, old, WHY).await?;
    }
    let kept: Vec<&Going> = going.iter().filter(|one| one.alone && !ends(one)).collect();
    for one in &kept {
        known_by(tx, one, contact).await?;
    }
    line_up(tx, &kept, contact).await
}

/// Every id either was known by.
async fn known(tx: &mut Tx, of: [ContactId; 2]) -> Result<Vec<ContactId>> {
    let mut known = of.to_vec();
    for one in of {
        let aliases = rows::aliases(tx, one).await?;
        known.extend(aliases.into_iter().map(|alias| ContactId::from_bytes(alias.bytes)));
    }
    known.sort();
    known.dedup();
    Ok(known)
}

/// Those under way about somebody, under any id they were known by.
async fn going(tx: &mut Tx, known: &[ContactId]) -> Result<Vec<Going>> {
    let mut going = vec![];
    for one in known {
        for run in runs::active_of_contacts(tx, [*one, *one]).await? {
            let Ok(plan) = office::plan(tx, run.version).await? else { continue };
            going.push(Going::of(run, plan.document()));
        }
    }
    going.sort_by_key(|one| Ref::from(one.run.id).bytes);
    Ok(going)
}

async fn known_by(tx: &mut Tx, one: &Going, contact: ContactId) -> Result<()> {
    let key = admit::active_key(one.run.automation, contact.into(), one.run.key);
    runs::lane_is(tx, one.run.id, &key).await?;
    if one.run.lines_up || one.run.out_of_line {
        return Ok(());
    }
    runs::known_by(tx, one.run.id, &key).await
}

/// Those who wait stand behind the run that goes on, by whatever policy it came; where that is stuck, or there is none,
/// the first of them has its turn.
async fn line_up(tx: &mut Tx, kept: &[&Going], contact: ContactId) -> Result<()> {
    for (automation, key) in kept.iter().map(|one| one.lane()).collect::<BTreeSet<_>>() {
        let lane = admit::active_key(automation, contact.into(), key);
        let of = || kept.iter().filter(|one| one.lane() == (automation, key));
        let front = of().find(|one| !one.run.lines_up && !one.run.out_of_line);
        if let Some(front) = front
            && of().any(|one| one.run.lines_up || one.if_active.lines_up())
        {
            runs::leads(tx, &lane, front.run.id).await?;
        }
        runs::next_in_lane(tx, &lane).await?;
    }
    Ok(())
}

struct Going {
    run: OfContact,
    /// Once per contact.
    alone: bool,
    if_active: IfActive,
    /// By which it must not be beside other automations about the person.
    group: Option<Group>,
}

impl Going {
    fn of(run: OfContact, document: &Automation) -> Going {
        let enrol = &document.enrol;
        let alone = enrol.one_active_per == Per::Contact
            && enrol.if_active != IfActive::Parallel
            && run.parent.is_none();
        let group = document.group.clone().filter(|group| group.one_active_per == Per::Contact);
        Going { if_active: enrol.if_active, group, alone, run }
    }

    /// Of one automation and key one is under way.
    fn lane(&self) -> (AutomationId, Option<[u8; 16]>) {
        (self.run.automation, self.run.key)
    }
}

/// Those that end: of one automation all but one and who may wait for its end, of a group all but the most urgent
/// automation.
fn duplicates(going: &[Going]) -> BTreeSet<[u8; 16]> {
    let mut ending = BTreeSet::new();
    let alone = || going.iter().filter(|one| one.alone);
    for of in alone().map(Going::lane).collect::<BTreeSet<_>>() {
        let same = alone().filter(|one| one.lane() == of);
        // One that is stuck, and let go of its place, is in nobody's way.
        let same: Vec<&Going> = same.filter(|one| !one.run.out_of_line).collect();
        ending.extend(of_one(&same));
    }
    let shares = going.iter().filter(|one| !one.run.aside);
    let shares: Vec<(&Slug, &Going)> =
        shares.filter_map(|one| Some((&one.group.as_ref()?.name, one))).collect();
    for group in shares.iter().map(|(group, _)| *group).collect::<BTreeSet<_>>() {
        let left = || {
            let left = shares.iter().filter(|(of, one)| *of == group && !ending.contains(&id(one)));
            left.map(|(_, one)| *one)
        };
        let Some(first) = left().min_by_key(|one| (one.run.queued, one.run.priority, id(one))) else {
            continue;
        };
        let others = left().filter(|one| one.run.automation != first.run.automation && !one.run.queued);
        let others: Vec<[u8; 16]> = others.map(id).collect();
        ending.extend(others);
    }
    ending
}

/// Of the runs of one automation, the oldest first: those beside the one that goes on, and those beside the one that
/// waits for its end. One that is stuck goes on only where all are.
fn of_one(same: &[&Going]) -> Vec<[u8; 16]> {
    let newest = same.last().map(|one| one.if_active);
    let mut begun: Vec<_> = same.iter().filter(|one| !one.run.lines_up).collect();
    let mut waiting: Vec<_> = same.iter().filter(|one| one.run.lines_up).map(|one| id(one)).collect();
    if newest == Some(IfActive::Restart) {
        begun.reverse();
    }
    begun.sort_by_key(|one| one.run.parked);
    begun.drain(..begun.len().min(1));
    let most = newest.map_or(1, IfActive::most_waiting);
    waiting.drain(..waiting.len().min(most));
    begun.into_iter().map(|one| id(one)).chain(waiting).collect()
}

fn id(going: &Going) -> [u8; 16] {
    Ref::from(going.run.id).bytes
}

#[cfg(test)]
mod tests {
    use kernel::{AutomationVersionId, RunId};

    use super::*;

    use crate::document::Conflict;

    fn going(run: u8, automation: u8, newest: bool, group: Option<&str>) -> Going {
        let run = OfContact {
            id: RunId::from_bytes([run; 16]),
            automation: AutomationId::from_bytes([automation; 16]),
            version: AutomationVersionId::from_bytes([1; 16]),
            priority: i64::from(automation),
            parent: None,
            key: None,
            queued: false,
            aside: false,
            lines_up: false,
            out_of_line: false,
            parked: false,
        };
        let group = group.map(|name| Group {
            name: name.parse().expect("a name"),
            one_active_per: Per::Contact,
            on_conflict: Conflict::Queue,
        });
        let if_active = if newest { IfActive::Restart } else { IfActive::Skip };
        Going { run, alone: group.is_none(), if_active, group }
    }

    fn lined_up(run: u8) -> Going {
        let mut one = Going { if_active: IfActive::BufferOne, ..going(run, 1, false, None) };
        one.run.lines_up = true;
        one
    }

    fn ends(all: &[Going]) -> Vec<u8> {
        duplicates(all).into_iter().map(|id| id[0]).collect()
    }

    #[test]
    fn of_one_automation_one_run_goes_on_and_of_a_group_the_most_urgent() {
        assert_eq!(ends(&[going(1, 1, false, None), going(2, 1, false, None)]), [2]);
        assert_eq!(ends(&[going(1, 1, true, None), going(2, 1, true, None)]), [1]);
        assert_eq!(ends(&[going(1, 1, false, None), going(2, 2, false, None)]), [0; 0]);
        assert_eq!(ends(&[going(1, 2, false, Some("g")), going(2, 1, false, Some("g"))]), [1]);
        assert_eq!(ends(&[going(1, 2, false, Some("g")), going(2, 1, false, Some("h"))]), [0; 0]);
    }

    #[test]
    fn of_those_who_wait_for_the_end_of_a_run_one_goes_on_waiting() {
        let first = |run| going(run, 1, false, None);
        assert_eq!(ends(&[first(1), lined_up(2)]), [0; 0]);
        assert_eq!(ends(&[first(1), lined_up(2), first(3), lined_up(4)]), [3, 4]);
        let queued = |run| Going { if_active: IfActive::Queue, ..lined_up(run) };
        assert_eq!(ends(&[first(1), queued(2), first(3), queued(4)]), [3], "in a queue all wait");
        let mut other = first(2);
        other.run.key = Some([1; 16]);
        assert_eq!(ends(&[first(1), other]), [0; 0], "of another key they go side by side");
        let mut stuck = first(1);
        stuck.run.out_of_line = true;
        assert_eq!(ends(&[stuck, first(2), first(3)]), [3]);
        let parked = |run| {
            let mut one = first(run);
            one.run.parked = true;
            one
        };
        assert_eq!(ends(&[parked(1), first(2), queued(3)]), [1], "the one that goes on by itself");
        assert_eq!(ends(&[parked(1), parked(2)]), [2]);
    }
}
