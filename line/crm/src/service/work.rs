//! What has to be done whenever a service is delivered: the tasks a project of it begins with.

use facts::delivery::ProjectOpened;
use kernel::calendar::{Delay, Window};
use kernel::{FieldError, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Consequence, Tx};

use crate::people::typed;
use crate::task::due::Due;
use crate::task::input::NewTask;

/// Tasks a project begins with at most.
const MOST: usize = 50;
const LONGEST_DETAIL: usize = 10_000;
/// The longest a task may wait.
const LONGEST_DAYS: u32 = 365;

/// A task every project of the service begins with, for whoever owns the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ServiceTask")]
pub struct Work {
    pub title: String,
    #[serde(default)]
    pub detail: Option<String>,
    /// Days after the project was opened, moved into business hours.
    pub days: u32,
}

/// What is wrong with the tasks of a service.
pub(super) fn check(work: &[Work]) -> Vec<FieldError> {
    let mut wrong = vec![];
    let mut say = |pointer: String, code, detail: String| wrong.push(FieldError { pointer, code, detail });
    if work.len() > MOST {
        say("/tasks".into(), "service.work_many", format!("begin with at most {MOST} tasks"));
    }
    for (n, task) in work.iter().enumerate() {
        // As a task takes them: what no task could say would keep every project of it from being opened.
        let title = typed::line("", &task.title).ok().map_or(0, |title| title.chars().count());
        if title == 0 || title > 200 {
            let detail = "say what has to be done, in 1 to 200 letters on one line".into();
            say(format!("/tasks/{n}/title"), "service.work_title", detail);
        }
        let detail = task.detail.as_deref().map_or(Ok(String::new()), |text| typed::text("", text));
        if detail.is_err() || detail.is_ok_and(|text| text.chars().count() > LONGEST_DETAIL) {
            let detail = format!("explain it in plain words, at most {LONGEST_DETAIL} characters");
            say(format!("/tasks/{n}/detail"), "service.work_detail", detail);
        }
        if task.days > LONGEST_DAYS {
            let detail = format!("say 0 to {LONGEST_DAYS} days");
            say(format!("/tasks/{n}/days"), "service.work_days", detail);
        }
    }
    wrong
}

/// On `project.opened`: the tasks of its service, in the transaction that opens it.
pub(crate) struct WorkBegins;

impl Consequence for WorkBegins {
    const NAME: &'static str = "crm.work_begins";
    type Fact = ProjectOpened;

    async fn follow(&self, tx: &mut Tx, fact: &ProjectOpened) -> Result<()> {
        let Some(service) = super::rows::of(tx, fact.service).await? else { return Ok(()) };
        for Work { title, detail, days } in service.tasks {
            let delay = Delay { days, window: Window::Business, ..Delay::default() };
            let task = NewTask {
                title,
                detail,
                on: Some(fact.project.into()),
                contact: Some(fact.contact),
                owner: fact.owner,
                due: Some(Due::In(delay)),
            };
            task.make(tx).await?;
        }
        Ok(())
    }
}
