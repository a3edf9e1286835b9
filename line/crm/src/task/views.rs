//! The shapes of a task that leave the house, and the queries.

use kernel::{ContactId, Error, Ref, Result, TaskId, TeamId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::rows::{self, Listed};
use crate::contact;
use crate::people::page_limit;

#[derive(Debug, Serialize, JsonSchema)]
pub struct TaskView {
    pub id: TaskId,
    pub rv: i64,
    pub owner: Option<UserId>,
    pub team: Option<TeamId>,
    pub title: String,
    pub detail: Option<String>,
    pub on: Option<Ref>,
    pub contact: Option<ContactName>,
    pub due_at: Timestamp,
    /// Open, and its time has passed.
    pub late: bool,
    pub state: &'static str,
    pub closed_at: Option<Timestamp>,
    /// Why it was dropped.
    pub reason: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ContactName {
    pub id: ContactId,
    pub name: String,
}

impl TaskView {
    pub(super) fn of(listed: Listed, now: Timestamp) -> TaskView {
        let task = listed.task;
        TaskView {
            id: task.id,
            rv: task.rv,
            owner: task.owned.owner,
            team: task.owned.team,
            contact: listed.customer.map(|(id, name)| ContactName { id, name }),
            on: task.about,
            due_at: task.due_at,
            late: task.state == super::State::Open && task.due_at < now,
            state: task.state.word(),
            closed_at: task.state.closed_at(),
            reason: task.state.reason().map(str::to_owned),
            title: task.title,
            detail: task.detail,
        }
    }

    pub(super) async fn shown(tx: &mut Tx, task: super::Task) -> Result<TaskView> {
        let listed = rows::with_customer(tx, task).await?;
        Ok(TaskView::of(listed, tx.now()))
    }
}

/// One task.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadTask {
    pub task: TaskId,
}

impl Query for ReadTask {
    const VERB: Verb = Verb::get("task.read", "/tasks/{task}");
    type Answer = TaskView;

    fn subject(&self) -> Subject {
        self.task.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<TaskView> {
        let task = rows::load(tx, self.task).await?;
        TaskView::shown(tx, task).await
    }
}

/// Whose tasks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    #[default]
    Mine,
    Team,
    All,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    #[default]
    Open,
    Done,
    Dropped,
}

impl Which {
    fn word(self) -> &'static str {
        match self {
            Which::Open => "open",
            Which::Done => "done",
            Which::Dropped => "dropped",
        }
    }
}

/// Tasks by their time, the earliest first; open ones, and one's own where no team, owner, customer or record
/// says whose.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTasks {
    #[serde(default)]
    pub whose: Whose,
    #[serde(default)]
    pub state: Which,
    /// Only those due by this instant.
    pub due_until: Option<Timestamp>,
    pub owner: Option<UserId>,
    pub contact: Option<ContactId>,
    pub on: Option<Ref>,
    pub after: Option<String>,
    pub limit: Option<i64>,
}

impl Query for ListTasks {
    const VERB: Verb = Verb::get("task.list", "/tasks");
    type Answer = Page<TaskView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<TaskView>> {
        let limit = page_limit(self.limit);
        let contact = match self.contact {
            Some(contact) => Some(contact::rows::resolve(tx, contact).await?),
            None => None,
        };
        let (owner, team) = self.narrowed(tx);
        let filter = rows::Filter {
            owner,
            team,
            state: self.state.word(),
            due_until: self.due_until,
            contact,
            on: self.on,
            after: self.after.as_deref().map(cursor).transpose()?,
            limit: limit as i64 + 1,
        };
        let now = tx.now();
        let found = rows::list(tx, &filter).await?.into_iter().map(|task| TaskView::of(task, now)).collect();
        Ok(Page::of(found, limit, |task: &TaskView| format!("{}.{}", task.due_at.as_millisecond(), task.id)))
    }
}

impl ListTasks {
    /// One's own, unless something else says whose: a team, an owner, a customer or a record.
    fn narrowed(&self, tx: &Tx) -> (Option<UserId>, Option<TeamId>) {
        let (user, team) = (tx.permit().user(), tx.permit().team());
        let elsewhere = self.owner.is_some() || self.contact.is_some() || self.on.is_some();
        match self.whose {
            Whose::Team if team.is_some() => (self.owner, team),
            Whose::Team => (self.owner.or(user), None),
            Whose::Mine if !elsewhere => (user, None),
            Whose::Mine | Whose::All => (self.owner, None),
        }
    }
}

fn cursor(text: &str) -> Result<(Timestamp, TaskId)> {
    let wrong = || Error::field("/after", "not_a_cursor", "give the `next` of the page before");
    let (due, id) = text.split_once('.').ok_or_else(wrong)?;
    let due = due.parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).ok_or_else(wrong)?;
    Ok((due, id.parse().map_err(|_| wrong())?))
}
