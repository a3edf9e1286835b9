//! What a person can ask of their own notifications. Never somebody else's, whatever their role.

use kernel::{Error, NotificationId, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Verb};

use super::{Kind, Notification, State, rows};

#[derive(Debug, Serialize, JsonSchema)]
pub struct NotificationView {
    pub id: NotificationId,
    pub rv: i64,
    pub kind: Kind,
    pub urgent: bool,
    pub title: String,
    pub text: String,
    /// The record it leads to.
    pub subject: Option<String>,
    /// How often it happened before it was seen.
    pub count: i64,
    pub state: State,
    pub made_at: Timestamp,
    pub seen_at: Option<Timestamp>,
}

impl From<Notification> for NotificationView {
    fn from(n: Notification) -> NotificationView {
        NotificationView {
            id: n.id,
            rv: n.rv,
            kind: n.kind,
            urgent: n.urgent,
            title: n.title,
            text: n.text,
            subject: n.subject,
            count: n.count,
            state: n.state,
            made_at: n.made_at,
            seen_at: n.seen_at,
        }
    }
}

/// The user who asks: engines and customers have no notifications.
pub(crate) fn me(tx: &Tx) -> Result<UserId> {
    tx.permit().user().ok_or(Error::SignIn)
}

/// List your own notifications, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListNotifications {
    /// Only those you have not seen.
    #[serde(default)]
    pub new: bool,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<NotificationId>,
}

impl Query for ListNotifications {
    const VERB: Verb = Verb::get("notification.list", "/notifications");
    type Answer = Page<NotificationView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<NotificationView>> {
        let user = me(tx)?;
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let found = rows::list(tx, user, self.new, self.after, limit as i64 + 1).await?;
        let views = found.into_iter().map(NotificationView::from).collect();
        Ok(Page::of(views, limit, |view: &NotificationView| view.id.to_string()))
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NotificationCount {
    /// Not seen yet.
    pub unseen: i64,
    /// Of these, urgent.
    pub urgent: i64,
}

/// Count your own notifications that you have not seen.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountNotifications {}

impl Query for CountNotifications {
    const VERB: Verb = Verb::get("notification.count", "/notifications/count").signed_in();
    type Answer = NotificationCount;

    async fn ask(&self, tx: &mut Tx) -> Result<NotificationCount> {
        let user = me(tx)?;
        let (unseen, urgent) = rows::count(tx, user).await?;
        Ok(NotificationCount { unseen, urgent })
    }
}

/// One way a notification took besides the app.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Way {
    /// `push`, `staff_mail` or `staff_sms`.
    pub by: String,
    /// The state of its effect: `queued`, `done`, `failed`, `skipped` …
    pub state: String,
    pub note: Option<String>,
}

/// A notification, and how it went to you.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeNotification {
    #[serde(flatten)]
    pub notification: NotificationView,
    pub ways: Vec<Way>,
}

/// Read one of your notifications, and which ways it took.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadNotification {
    pub notification: NotificationId,
}

impl Query for ReadNotification {
    const VERB: Verb = Verb::get("notification.read", "/notifications/{notification}");
    type Answer = WholeNotification;

    async fn ask(&self, tx: &mut Tx) -> Result<WholeNotification> {
        let (user, found) = (me(tx)?, rows::load(tx, self.notification).await?);
        if found.user() != Some(user) {
            return Err(Error::Missing("notification"));
        }
        let ways = rows::ways(tx, found.id).await?;
        let ways = ways.into_iter().map(|(by, state, note)| Way { by, state, note }).collect();
        Ok(WholeNotification { notification: found.into(), ways })
    }
}
