//! Seeing notifications, and telling somebody something: a person, or an automation for them.

use facts::attention::NotificationSeen;
use kernel::{Error, NotificationId, Ref, Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Verb};

use super::queries::{NotificationCount, me};
use super::{Kind, Note, Notification, State, rows};
use crate::round::telling;
use crate::staff::Staff;

/// So many are seen in one call.
const MOST: i64 = 200;
const LONGEST: usize = 200;

/// Say that you have seen some of your notifications, or all.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeeNotifications {
    /// All where nothing is named.
    #[serde(default)]
    pub notifications: Vec<NotificationId>,
}

impl Command for SeeNotifications {
    const VERB: Verb =
        Verb::post("notification.see", "/notifications/see").signed_in().no_undo("what was seen was seen");
    type Answer = NotificationCount;

    async fn act(&self, tx: &mut Tx) -> Result<NotificationCount> {
        let user = me(tx)?;
        let mut seen = 0;
        for new in self.chosen(tx, user).await? {
            seen += i64::from(see(tx, new).await?);
        }
        if seen > 0 {
            tx.tell(NotificationSeen { user, seen });
        }
        let (unseen, urgent) = rows::count(tx, user).await?;
        Ok(NotificationCount { unseen, urgent })
    }
}

impl SeeNotifications {
    async fn chosen(&self, tx: &mut Tx, user: UserId) -> Result<Vec<Notification>> {
        if self.notifications.is_empty() {
            return rows::list(tx, user, true, None, MOST).await;
        }
        let mut chosen = vec![];
        for id in &self.notifications {
            let found = rows::find(tx, *id).await?.filter(|found| found.user() == Some(user));
            chosen.push(found.ok_or(Error::Missing("notification"))?);
        }
        Ok(chosen)
    }
}

async fn see(tx: &mut Tx, new: Notification) -> Result<bool> {
    if new.state != State::New {
        return Ok(false);
    }
    rows::unplan(tx, new.id).await?;
    let seen = new.clone().seen(tx.now());
    tx.keep(&new, seen).await?;
    Ok(true)
}

/// How many were told.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Sent {
    pub told: i64,
}

/// Tell somebody of the staff something: in the app, and by push and mail as they want it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendNotification {
    /// A user's id, or a role: everybody who has it.
    pub to: String,
    /// What is the matter, in a line. No personal details: name the record instead.
    pub title: String,
    #[serde(default)]
    pub text: Option<String>,
    /// The record it is about.
    #[serde(default)]
    pub subject: Option<Ref>,
    /// It may come at night, and goes to the stand-in if it is not seen.
    #[serde(default)]
    pub urgent: bool,
}

impl Command for SendNotification {
    const VERB: Verb =
        Verb::post("notification.send", "/notifications/send").no_undo("what was said was said");
    type Answer = Sent;

    async fn act(&self, tx: &mut Tx) -> Result<Sent> {
        let title = self.title.trim();
        if title.is_empty() || title.chars().count() > LONGEST {
            return Err(Error::field(
                "/title",
                "notification.title",
                "say it in one line of at most 200 letters",
            ));
        }
        let staff = Staff::load(tx).await?;
        let to = staff.named(&self.to);
        if to.is_empty() {
            let why = "name a user who is active, or a role somebody has";
            return Err(Error::field("/to", "notification.nobody", why));
        }
        let told = to.len() as i64;
        for user in to {
            telling::tell(tx, &staff, self.note(user)).await?;
        }
        Ok(Sent { told })
    }
}

impl SendNotification {
    fn note(&self, to: UserId) -> Note {
        let subject = self.subject.map(|subject| subject.to_string());
        let title = self.title.trim();
        let bundle = format!("word {title} {}", subject.as_deref().unwrap_or_default());
        let text = self.text.clone().unwrap_or_default();
        Note { subject, urgent: self.urgent, text, ..Note::to(to, Kind::Word, bundle, title) }
    }
}
