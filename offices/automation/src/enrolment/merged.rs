//! Two contacts that are one person: what runs once for each of them runs once.
//!
//! Invariant: after a merge no automation that is active once per contact, and no group of such, has two runs for the
//! person. The history of those that end stays.

use std::collections::BTreeSet;

use kernel::{AutomationId, ContactId, Ref, Result};
use store::{Heard, Tx};

use crate::document::{IfActive, Per};
use crate::office;
use crate::run::rows::{self as runs, OfContact};
use crate::run::{scattered, settle};

/// The fact that tells of a merge: `contact` is who they are from now on, `alias` who they were too.
pub const MERGED: &str = "contact.merged";
const WHY: &str = "the person was known twice, and another run of theirs goes on";

/// Ends the duplicates; what goes on is known by the one contact from now on.
pub(super) async fn merge(tx: &mut Tx, heard: &Heard) -> Result<()> {
    let of = |field: &str| heard.field(field).as_str().and_then(|id| id.parse::<ContactId>().ok());
    let (Some(contact), Some(alias)) = (of("contact"), of("alias")) else { return Ok(()) };
    let mut going = vec![];
    for run in runs::active_of_contacts(tx, [contact, alias]).await? {
        let Ok(plan) = office::plan(tx, run.version).await? else { continue };
        let document = plan.document();
        let group =
            document.group.as_ref().filter(|group| group.one_active_per == Per::Contact && !run.aside);
        let alone = document.enrol.one_active_per == Per::Contact
            && document.enrol.if_active != IfActive::Parallel
            && run.parent.is_none();
        going.push(Going {
            newest: document.enrol.if_active == IfActive::Restart,
            group: group.map(|group| group.name.to_string()),
            alone,
            run,
        });
    }
    let ending = duplicates(&going);
    for going in &going {
        if ending.contains(&Ref::from(going.run.id).bytes) {
            let old = runs::fence(tx, going.run.id).await?;
            settle::replace(tx, old, WHY).await?;
        }
    }
    for going in going.iter().filter(|going| going.alone && !ending.contains(&Ref::from(going.run.id).bytes))
    {
        let key = scattered(&[&Ref::from(going.run.automation).bytes, &Ref::from(contact).bytes]);
        runs::known_by(tx, going.run.id, &key).await?;
    }
    Ok(())
}

struct Going {
    run: OfContact,
    /// Once per contact.
    alone: bool,
    /// The newer one takes the place of the older.
    newest: bool,
    group: Option<String>,
}

/// Those that end: of one automation all but one, of a group all but the most urgent automation.
fn duplicates(going: &[Going]) -> BTreeSet<[u8; 16]> {
    let mut ending = BTreeSet::new();
    let id = |going: &Going| Ref::from(going.run.id).bytes;
    let automations: BTreeSet<AutomationId> =
        going.iter().filter(|one| one.alone).map(|one| one.run.automation).collect();
    for automation in automations {
        let mut same: Vec<&Going> = going.iter().filter(|one| one.run.automation == automation).collect();
        same.sort_by_key(|one| id(one));
        let stays = if same.last().is_some_and(|one| one.newest) { same.pop() } else { Some(same.remove(0)) };
        ending.extend(same.iter().map(|one| id(one)).filter(|_| stays.is_some()));
    }
    let groups: BTreeSet<&String> = going.iter().filter_map(|one| one.group.as_ref()).collect();
    for group in groups {
        let left =
            || going.iter().filter(|one| one.group.as_ref() == Some(group) && !ending.contains(&id(one)));
        let Some(first) = left().min_by_key(|one| (one.run.priority, id(one))) else { continue };
        let others = left().filter(|one| one.run.automation != first.run.automation && !one.run.queued);
        let others: Vec<[u8; 16]> = others.map(id).collect();
        ending.extend(others);
    }
    ending
}

#[cfg(test)]
mod tests {
    use kernel::{AutomationVersionId, Id, RunId};

    use super::*;

    fn going(run: u8, automation: u8, newest: bool, group: Option<&str>) -> Going {
        let run = OfContact {
            id: RunId::from_bytes([run; 16]),
            automation: AutomationId::from_bytes([automation; 16]),
            version: AutomationVersionId::from_bytes([1; 16]),
            priority: i64::from(automation),
            parent: None,
            queued: false,
            aside: false,
        };
        Going { run, alone: group.is_none(), newest, group: group.map(str::to_owned) }
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
}
