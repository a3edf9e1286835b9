//! What the fields of a text stand for, of projects and milestones; and the link to the client's page.

use kernel::text::Values;
use kernel::{Id, MilestoneId, ProjectId, Ref, Result, Timestamp, print};
use store::{Speaks, Tx};

use super::{Project, rows};
use crate::{milestone, say};

/// The kind of link that opens a project to its client.
pub const LINK: &str = "project";

/// Days the client's page stays open after the project ended.
const AFTERWARDS: i64 = 30;

/// `project.number`, `.title`, `.next_milestone`, `brief.open`, `links.project`.
pub(crate) struct ProjectSpeaks;

impl Speaks for ProjectSpeaks {
    const NOUN: &'static str = "project";

    async fn speak(&self, tx: &mut Tx, on: Ref, language: &str) -> Result<Values> {
        let project = rows::load(tx, ProjectId::from_bytes(on.bytes)).await?;
        let mut values = of_project(tx, &project).await?;
        let steps = milestone::rows::of_project(tx, project.id).await?;
        if let Some(next) = steps.into_iter().find(|step| step.state.is_waiting()) {
            values.insert("project.next_milestone".into(), next.title);
        }
        let open = match project.brief.missing().count() {
            0 => say(language, "speak-brief-none", &[]),
            count => count.to_string(),
        };
        values.insert("brief.open".into(), open);
        Ok(values)
    }
}

/// `milestone.title`, `.amount`, and its project.
pub(crate) struct MilestoneSpeaks;

impl Speaks for MilestoneSpeaks {
    const NOUN: &'static str = "milestone";

    async fn speak(&self, tx: &mut Tx, on: Ref, language: &str) -> Result<Values> {
        let step = milestone::rows::load(tx, MilestoneId::from_bytes(on.bytes)).await?;
        let project = rows::load(tx, step.project).await?;
        let mut values = of_project(tx, &project).await?;
        values.insert("milestone.amount".into(), print::amount(step.amount, language));
        values.insert("milestone.title".into(), step.title);
        Ok(values)
    }
}

async fn of_project(tx: &mut Tx, project: &Project) -> Result<Values> {
    let link = url(tx, project).await?;
    let values = [
        ("project.number", project.number.clone()),
        ("project.title", project.title.clone()),
        ("links.project", link),
    ];
    Ok(values.into_iter().map(|(path, value)| (path.to_owned(), value)).collect())
}

/// Where the client opens it.
pub(crate) async fn url(tx: &mut Tx, project: &Project) -> Result<String> {
    let token = tx.link_again(LINK, project.id.into(), Some(project.contact.into())).await?;
    Ok(tx.public_url(&format!("/d/{token}")))
}

/// Opens the client's page: while the project is open, and for thirty days after it ended.
pub(crate) async fn give_link(tx: &mut Tx, project: &Project) -> Result<()> {
    let days = jiff::SignedDuration::from_hours(24 * AFTERWARDS);
    let later = |at: Timestamp| at.checked_add(days).map_err(kernel::fault);
    let until = project.state.at().map(later).transpose()?;
    tx.link(LINK, project.id.into(), Some(project.contact.into()), until).await.map(drop)
}
