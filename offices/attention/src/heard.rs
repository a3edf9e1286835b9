//! What somebody wants to know at once: a lead of theirs, a customer who wrote, a task somebody gave them.
//!
//! Kept until the round has told it. What one did oneself is no news.

mod rows;

use kernel::{ContactId, LeadId, Ref, Result, TaskId, UserId};
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
        rows::keep(tx, told, user, (kind, &subject.to_string())).await
    }
}

/// What kind of news, for whom, about what.
async fn news(tx: &mut Tx, told: &Told) -> Result<Option<(&'static str, UserId, Ref)>> {
    let test = told.field::<bool>("test").unwrap_or(false);
    let owner = told.field::<UserId>("owner");
    match told.kind() {
        "lead.captured" | "lead.assigned" if !test => {
            let lead = told.field::<LeadId>("lead").map(Ref::from);
            Ok(owner.zip(lead).map(|(user, lead)| ("lead", user, lead)))
        }
        "message.received" => {
            let (lead, contact) = (told.field::<LeadId>("lead"), told.field::<ContactId>("contact"));
            let about = lead.map(Ref::from).or(contact.map(Ref::from));
            let user = match contact {
                Some(contact) => rows::owner(tx, lead, contact).await?,
                None => None,
            };
            Ok(user.zip(about).map(|(user, about)| ("reply", user, about)))
        }
        "task.created" => {
            let task = told.field::<TaskId>("task").map(Ref::from);
            Ok(owner.zip(task).map(|(user, task)| ("task", user, task)))
        }
        _ => Ok(None),
    }
}
