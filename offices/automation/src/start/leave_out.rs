//! Leaving a record out of the next start of an automation, before it is due.
//!
//! Invariant: a start that is left out is decided like any other when its time has come: nobody is taken in, and the
//! reason is kept.

use facts::automation::StartLeftOut;
use kernel::{AutomationId, Ref, Refusal, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::rows::{self, Due};
use super::worker::of_due;
use super::{business, refuse};
use crate::automation::rows::load;
use crate::document::On;
use crate::existing;
use crate::office::{self, Entry};
use crate::run::later;

const WHY: &str = "somebody has left it out";

#[derive(Debug, thiserror::Error)]
pub enum LeaveStartOutRefusal {
    #[error("nothing is to start about this record; look at what is coming again")]
    NotDue,
}

impl Refusal for LeaveStartOutRefusal {
    fn code(&self) -> &'static str {
        "automation.nothing_due"
    }
}

/// Leave a record out of the next start of an automation that begins by a day, a schedule, a silence or with those who
/// are taken in from before: when it is due nobody is taken in. One that moves to another time is let in again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveStartOut {
    pub automation: AutomationId,
    /// The record; the automation itself where it is about the business, or to leave out the whole round.
    pub subject: Ref,
    /// `false` to let it begin after all.
    #[serde(default = "yes")]
    pub out: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct StartLeftOutView {
    pub automation: AutomationId,
    pub subject: Ref,
    pub out: bool,
    /// When it would begin.
    pub at: Timestamp,
}

impl Command for LeaveStartOut {
    const VERB: Verb = Verb::post("automation.leave_out", "/automations/{automation}/leave_out")
        .undo("automation.leave_out");
    type Answer = StartLeftOutView;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<StartLeftOutView> {
        let automation = load(tx, self.automation).await?;
        tx.permit().covers(automation.owned)?;
        let directory = office::directory(tx).await?;
        let entry = directory.entry(self.automation).ok_or(LeaveStartOutRefusal::NotDue)?;
        let found = rows::of(tx, self.automation, self.subject).await?.filter(|due| due.how != "look");
        let at = match found {
            Some(due) if is_placeholder(entry, &due) && !self.out => {
                rows::drop_one(tx, self.automation, self.subject).await?;
                due.at
            }
            Some(due) => {
                rows::leave_out(tx, &due, self.out).await?;
                due.at
            }
            None if self.out => of_round(tx, entry, self.subject).await?,
            None => return Err(LeaveStartOutRefusal::NotDue.into()),
        };
        tx.tell(StartLeftOut { automation: self.automation, subject: self.subject, out: self.out });
        Ok(StartLeftOutView { automation: self.automation, subject: self.subject, out: self.out, at })
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        Some(json!({ "automation": self.automation, "subject": self.subject, "out": !self.out }))
    }
}

/// One record of a round that has not come: it stands as a row of its own just behind it, so that the round, which
/// makes one for each record, leaves it as it is.
async fn of_round(tx: &mut Tx, entry: &Entry, subject: Ref) -> Result<Timestamp> {
    let document = entry.plan.document();
    let each = matches!(document.trigger.on, On::Schedule { each: true, .. });
    let round = rows::of(tx, entry.automation.id, business(entry)).await?;
    let kind = document.subject.as_str();
    let Some(round) = round.filter(|_| each && subject.kind == kind) else {
        return Err(LeaveStartOutRefusal::NotDue.into());
    };
    let Some(contact) = rows::open_one(tx, subject).await? else {
        return Err(LeaveStartOutRefusal::NotDue.into());
    };
    let (automation, how, at) = (entry.automation.id, "each".into(), later(round.at, 1));
    let due = Due { automation, subject, contact, how, at, fact: None, body: None, left_out: true };
    rows::put(tx, &due).await?;
    Ok(at)
}

/// A row that stands for one record of a round to come.
fn is_placeholder(entry: &Entry, due: &Due) -> bool {
    let each = matches!(entry.plan.document().trigger.on, On::Schedule { each: true, .. });
    each && due.how == "each" && due.body.is_none() && due.left_out
}

/// Its time has come.
pub(super) async fn over(tx: &mut Tx, entry: &Entry, due: &Due) -> Result<()> {
    if existing::is_one(due) {
        existing::left_out(tx, due.automation).await?;
    }
    refuse(tx, of_due(entry, due), WHY).await
}
