//! What somebody wants to know at once: a lead of theirs, a customer who wrote, a task somebody gave them, a record
//! that waits too long at their joint, the report of a week.
//!
//! Kept until the round has told it. What one did oneself is no news.

mod rows;

use kernel::{ContactId, Date, LeadId, Ref, Result, TaskId, UserId};
use store::Tx;
use store::reaction::{Reaction, Told};

pub struct Hears;

impl Reaction for Hears {
    const NAME: &'static str = "attention.hears";
    const TABLES: &'static [&'static str] = &["attention_heard"];

    async fn hear(tx: &mut Tx, told: &Told) -> Result<()> {
        let Some((kind, user, subject)) = news(tx, told).await? else { return Ok(()) };
        if told.line["by"].as_str() == Some(user.to_string().as_str()) {
            return Ok(());
        }
        rows::keep(tx, told, user, (&kind, &subject.map(|record| record.to_string()).unwrap_or_default()))
            .await
    }
}

/// Many late at one joint on one day are one word.
pub(crate) fn late_kind(joint: &str, on: Date) -> String {
    format!("late {joint} {on}")
}

/// What kind of news, for whom, about which record if any.
async fn news(tx: &mut Tx, told: &Told) -> Result<Option<(String, UserId, Option<Ref>)>> {
    if told.kind() == "line.week_sent" {
        let (user, monday) = (told.field::<UserId>("user"), told.field::<Date>("monday"));
        return Ok(user.zip(monday).map(|(user, monday)| (format!("report {monday}"), user, None)));
    }
    let found = about_a_record(tx, told).await?;
    Ok(found.map(|(kind, user, record)| (kind, user, Some(record))))
}

async fn about_a_record(tx: &mut Tx, told: &Told) -> Result<Option<(String, UserId, Ref)>> {
    let test = told.field::<bool>("test").unwrap_or(false);
    let owner = told.field::<UserId>("owner");
    match told.kind() {
        "lead.captured" | "lead.assigned" if !test => {
            let lead = told.field::<LeadId>("lead").map(Ref::from);
            Ok(owner.zip(lead).map(|(user, lead)| ("lead".into(), user, lead)))
        }
        "message.received" => {
            let (lead, contact) = (told.field::<LeadId>("lead"), told.field::<ContactId>("contact"));
            let about = lead.map(Ref::from).or(contact.map(Ref::from));
            let user = match contact {
                Some(contact) => rows::owner(tx, lead, contact).await?,
                None => None,
            };
            Ok(user.zip(about).map(|(user, about)| ("reply".into(), user, about)))
        }
        "task.created" => {
            let task = told.field::<TaskId>("task").map(Ref::from);
            Ok(owner.zip(task).map(|(user, task)| ("task".into(), user, task)))
        }
        "line.target_passed" => {
            let (joint, on) = (told.field::<String>("joint"), told.field::<Date>("on"));
            let kind = joint.zip(on).map(|(joint, on)| late_kind(&joint, on));
            let record = told.field::<Ref>("record");
            Ok(kind.zip(owner).zip(record).map(|((kind, user), record)| (kind, user, record)))
        }
        _ => Ok(None),
    }
}
