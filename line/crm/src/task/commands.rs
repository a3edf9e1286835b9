//! What can be done with tasks: create, change, done, reopen, drop.

use kernel::patch::Change;
use kernel::{Result, TaskId, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::due::Due;
pub use super::input::NewTask as CreateTask;
use super::input::{detail, owned};
use super::views::TaskView;
use super::{Task, rows};
use crate::people::changed::{Changed, undo_of};
use crate::people::staff::pool::{AssignmentRule, Work, chosen};
use crate::people::{staff, typed};

impl Command for CreateTask {
    const VERB: Verb = Verb::post("task.create", "/tasks").undo("task.drop");
    type Answer = TaskView;

    async fn act(&self, tx: &mut Tx) -> Result<TaskView> {
        let task = self.make(tx).await?;
        TaskView::shown(tx, task).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "task": answer["id"] }))
    }
}

/// Change what has to be done, by whom, or by when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTask {
    pub task: TaskId,
    pub title: Option<String>,
    #[serde(default)]
    pub detail: Change<String>,
    pub owner: Option<UserId>,
    pub due: Option<Due>,
}

impl Command for ChangeTask {
    const VERB: Verb = Verb::patch("task.change", "/tasks/{task}").undo("task.change");
    type Answer = Changed<TaskView>;

    fn subject(&self) -> Subject {
        self.task.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed<TaskView>> {
        let before = rows::load(tx, self.task).await?;
        let was = self.was(&before);
        let (after, changed) = before.change(self.over(tx, before.clone()).await?)?;
        let kept = tx.keep_and_tell(&before, after, changed).await?;
        rows::index(tx, &kept).await?;
        Ok(Changed { now: TaskView::shown(tx, kept).await?, was })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        undo_of("task", answer)
    }
}

impl ChangeTask {
    async fn over(&self, tx: &mut Tx, old: Task) -> Result<Task> {
        if let Some(named) = self.owner {
            staff::owned_by_known(tx, Some(named)).await?;
        }
        let owner = match self.owner.or(old.owned.owner) {
            Some(owner) => staff::named(tx, owner).await?,
            None => None,
        };
        let due_at = match &self.due {
            Some(due) => due.instant(tx, old.contact, owner.as_ref()).await?,
            None => old.due_at,
        };
        let title = self.title.as_deref().map(|title| typed::line("/title", title)).transpose()?;
        let wish = self.detail.as_ref().try_map(|text| detail(Some(text)))?;
        Ok(Task {
            title: title.unwrap_or(old.title),
            detail: wish.over(Some(old.detail)).flatten(),
            owned: if self.owner.is_some() { owned(owner.as_ref()) } else { old.owned },
            due_at,
            ..old
        })
    }

    fn was(&self, old: &Task) -> Map<String, Json> {
        let all = [
            ("title", self.title.is_some(), json!(old.title)),
            ("detail", !self.detail.is_keep(), json!(old.detail)),
            ("owner", self.owner.is_some() && old.owned.owner.is_some(), json!(old.owned.owner)),
            ("due", self.due.is_some(), json!(old.due_at)),
        ];
        all.into_iter().filter(|(_, given, _)| *given).map(|(word, _, old)| (word.into(), old)).collect()
    }
}

/// Assign a task: to somebody by name, or to one of a role by a rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignTask {
    pub task: TaskId,
    #[serde(default)]
    pub owner: Option<UserId>,
    #[serde(default)]
    pub rule: Option<AssignmentRule>,
    /// A role, such as `sales`.
    #[serde(default)]
    pub pool: Option<String>,
}

impl Command for AssignTask {
    const VERB: Verb = Verb::post("task.assign", "/tasks/{task}/assign").undo("task.change");
    type Answer = Changed<TaskView>;

    fn subject(&self) -> Subject {
        self.task.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed<TaskView>> {
        let owner = chosen(tx, self.owner, self.rule, self.pool.as_deref(), Work::Tasks).await?;
        let detail = Change::default();
        ChangeTask { task: self.task, title: None, detail, owner: Some(owner), due: None }.act(tx).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        undo_of("task", answer)
    }
}

/// Finish a task: it is done.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishTask {
    pub task: TaskId,
}

impl Command for FinishTask {
    const VERB: Verb = Verb::post("task.done", "/tasks/{task}/done").undo("task.reopen");
    type Answer = TaskView;

    fn subject(&self) -> Subject {
        self.task.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<TaskView> {
        let before = rows::load(tx, self.task).await?;
        let (after, done) = before.clone().finish(tx.now())?;
        let kept = tx.keep_and_tell(&before, after, done).await?;
        TaskView::shown(tx, kept).await
    }
}

/// Reopen a task that was done or dropped.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenTask {
    pub task: TaskId,
}

impl Command for ReopenTask {
    const VERB: Verb = Verb::post("task.reopen", "/tasks/{task}/reopen").undo("task.done");
    type Answer = Changed<TaskView>;

    fn subject(&self) -> Subject {
        self.task.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed<TaskView>> {
        let before = rows::load(tx, self.task).await?;
        let was = Map::from_iter([("state".to_owned(), json!(before.state.word()))]);
        let (after, reopened) = before.clone().reopen()?;
        let kept = tx.keep_and_tell(&before, after, reopened).await?;
        rows::index(tx, &kept).await?;
        Ok(Changed { now: TaskView::shown(tx, kept).await?, was })
    }

    /// What was done is done again; what was dropped is dropped again by hand, with its reason.
    fn undo_body(&self, answer: &Json) -> Option<Json> {
        (answer["was"]["state"] == "done").then(|| json!({ "task": self.task }))
    }
}

/// Drop a task: it is no longer needed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DropTask {
    pub task: TaskId,
    pub reason: Option<String>,
}

impl Command for DropTask {
    const VERB: Verb = Verb::post("task.drop", "/tasks/{task}/drop").undo("task.reopen");
    type Answer = TaskView;

    fn subject(&self) -> Subject {
        self.task.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<TaskView> {
        let before = rows::load(tx, self.task).await?;
        let reason = typed::maybe_line("/reason", self.reason.as_deref())?;
        let (after, dropped) = before.clone().drop_it(tx.now(), reason)?;
        let kept = tx.keep_and_tell(&before, after, dropped).await?;
        rows::index(tx, &kept).await?;
        TaskView::shown(tx, kept).await
    }
}
